"""How long does it take to say where many institutions stand, and does the cost grow with their number alone?"""

from __future__ import annotations

import gc
from datetime import date, timedelta
from time import perf_counter

from yibao import Record
from yibao.agreement import follow
from yibao.record import Event

DAY = date(2024, 6, 3)
CYCLE = (
    ("received", {}),
    ("reviewed", {"result": "failed", "defects": frozenset({"d1", "d2"})}),
    ("notified", {"defects": frozenset({"d1", "d2"})}),
)
SIGNING = (
    ("received", {}),
    ("reviewed", {"result": "passed"}),
    ("notified", {}),
    ("ready", {"what": frozenset({"system", "e_voucher", "mobile_payment"})}),
    ("test_requested", {}),
    ("tested", {"result": "passed"}),
    ("signed", {"until": date(2028, 12, 31)}),
)


def record(number: int, size: int) -> Record:
    """A hospital in Wenzhou: designated, refused once, signed, then suspended and resumed again and again."""
    day = date(2021, 3, 8) + timedelta(days=number % 90)
    events = [Event("m", "signed", "main", date(2020, 1, 1), "协议", until=date(2028, 12, 31))]
    for kind, said in (*CYCLE, *SIGNING):
        day += timedelta(days=95 if kind == "received" and len(events) > 1 else 3)
        events.append(Event(f"e{len(events)}", kind, "supplementary", day, "登记", **said))
    while len(events) < size:
        day += timedelta(days=4)
        kind = "suspended" if len(events) % 2 else "resumed"
        events.append(Event(f"e{len(events)}", kind, "supplementary", day, "登记"))
    return Record(f"inst-{number}", "330300", tuple(events[:size]))


def seconds(records: list[Record]) -> float:
    """The time to say where all of them stand on one day."""
    begin = perf_counter()
    for one in records:
        follow(one, DAY)
    return perf_counter() - begin


def rows() -> list[tuple[str, float, float, float, float | None]]:
    """Seconds for 100,000 events, and how the cost grows with the number of institutions and of events."""
    thousand = [record(number, 100) for number in range(1000)]
    few, short = thousand[:100], [record(number, 50) for number in range(1000)]
    seconds(few)
    gc.collect()
    gc.freeze()
    whole = min(seconds(thousand) for _ in range(3))
    part, half = min(seconds(few) for _ in range(5)), min(seconds(short) for _ in range(3))
    return [
        ("100,000 events, seconds / 1 second", whole, 1.0, whole, 2.0),
        ("1,000 institutions / 100", whole, part, whole / part, 12.0),
        ("100 events each / 50", whole, half, whole / half, 2.5),
    ]


if __name__ == "__main__":
    for name, first, second, ratio, promised in rows():
        print(f"{name:40}{first:9.3f} s{second:9.3f} s   {ratio:5.2f}   (at most {promised:g})")
