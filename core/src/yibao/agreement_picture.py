"""How does an agreement's history look as a picture: a time axis with statuses, events, clocks and waits?

Pure geometry; the template only draws it.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import accumulate, pairwise

import attrs

from yibao.agreement_words import AGREEMENTS, LABELS, Due, Happening, Sheet, sheet
from yibao.course import STATUSES, Barred, Course, Running, Trace
from yibao.html import render
from yibao.language import in_language, position
from yibao.outcome_page import MARKS, WORDS
from yibao.plugins import Plugins
from yibao.record import Event
from yibao.workdays import ONE_DAY

WIDTH = 1040.0
"""How wide the picture is; where very much happened, it is wider."""
EDGE, TOP, SIZE, ROW = 14.0, 60.0, 12.0, 16.0
"""Free at the sides; above, for the days; the size of letters; from one row of words to the next."""
LONG, SHORT = 120, 45
"""Where nothing happens for more than so many days, time is left out: the gap is drawn like one of so many."""
MONTHS = (1, 2, 3, 6, 12)
"""From one tick to the next."""


@attrs.frozen
class Axis:
    """Where days stand in the picture: in proportion, except where time is left out."""

    days: tuple[date, ...]
    places: tuple[float, ...]
    width: float

    def __call__(self, day: date) -> float:
        """The place of a day; of one outside the axis its end."""
        if day >= self.days[-1]:
            return self.places[-1]
        after = max(bisect_right(self.days, day), 1)
        since, until = self.days[after - 1], self.days[after]
        share = max((day - since) / (until - since), 0.0)
        return round(self.places[after - 1] + share * (self.places[after] - self.places[after - 1]), 1)

    @property
    def gaps(self) -> list[tuple[date, date]]:
        """Where time is left out."""
        return [(since, until) for since, until in pairwise(self.days) if (until - since).days > LONG]

    @property
    def per_day(self) -> float:
        """How much room a day has."""
        return (self.places[-1] - self.places[0]) / sum(_drawn(since, until) for since, until in pairwise(self.days))


def axis(days: Iterable[date], width: float = WIDTH) -> Axis:
    """The axis on which these days stand; a month long at least."""
    every = sorted(set(days))
    if every[-1] - every[0] < 30 * ONE_DAY:
        every = sorted({every[0] - 10 * ONE_DAY, *every, every[0] + 30 * ONE_DAY})
    so_far = list(accumulate((_drawn(since, until) for since, until in pairwise(every)), initial=0))
    return Axis(tuple(every), tuple(round(EDGE + days / so_far[-1] * (width - 2 * EDGE), 1) for days in so_far), width)


def _drawn(since: date, until: date) -> int:
    days = (until - since).days
    return days if days <= LONG else SHORT


@attrs.frozen
class Tick:
    """The first day of a month, or of a week where the axis is short; its year where that is another."""

    x: float
    label: str
    year: str


def ticks(line: Axis) -> list[Tick]:
    """Ticks that leave room for their labels: none where time is left out, and one where it goes on."""
    found: list[Tick] = []
    even, year = list(_weeks(line) if line.per_day >= SIZE else _months(line)), 0
    after_gaps = [until for _, until in line.gaps]
    for day in sorted({*even, *after_gaps}):
        x, is_left_out = line(day), any(since < day < until for since, until in line.gaps)
        if not is_left_out and (not found or x - found[-1].x >= 4 * SIZE) and x <= line.width - 4 * SIZE:
            found.append(Tick(x, f"{day:%m}" if day.day == 1 else f"{day:%m-%d}", str(day.year) if day.year != year else ""))
            year = day.year
    return found


def _weeks(line: Axis) -> Iterator[date]:
    return map(date.fromordinal, range(line.days[0].toordinal(), line.days[-1].toordinal() + 1, 7))


def _months(line: Axis) -> Iterator[date]:
    """The first days of months, of every second, third … where they would stand too close."""
    first, last = line.days[0], line.days[-1]
    step = next((one for one in MONTHS if one * 30 * line.per_day >= 4 * SIZE), MONTHS[-1])
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        day = date(number // 12, number % 12 + 1, 1)
        if number % step == 0 and day >= first:
            yield day


def room(text: str) -> float:
    """About how much room a text takes, rather too much than too little."""
    return sum(SIZE if unicodedata.east_asian_width(one) in "WFA" else SIZE * 0.58 for one in text)


@attrs.frozen
class Label:
    """A text in the picture."""

    x: float
    y: float
    text: str


def label(x: float, y: float, text: str, width: float, sign: str = "") -> Label:
    """A text that is neither cut at the right nor wider than the picture."""
    lead = room(sign)
    while room(text) + lead > width - 2 * EDGE:
        text = text.removesuffix("…")[:-1] + "…"
    return Label(round(max(2.0, min(x, width - lead - room(text) - 2)), 1), y, text)


def levels(spans: Sequence[tuple[float, float]]) -> list[int]:
    """For each span a level, so that no two overlap on one; of those that begin together the later ones lie lower."""
    begins: list[float] = []
    above: dict[float, int] = {}
    found = [0] * len(spans)
    for number in sorted(range(len(spans)), key=lambda one: (spans[one][0], one), reverse=True):
        since, until = spans[number]
        lowest = above.get(since, 0)
        level = next((one for one in range(lowest, len(begins)) if until <= begins[one]), len(begins))
        begins[level : level + 1] = [since]
        above[since] = level + 1
        found[number] = level
    return found


@attrs.frozen
class Dot:
    """An event: its mark on the lane, and its words above."""

    x: float
    y: float
    answer: str
    sign: str
    label: Label
    title: str
    by_itself: bool


@attrs.frozen
class Band:
    """A stretch of a status: up to the day asked for (`past`), and as it would go on."""

    x: float
    width: float
    past: float
    status: str
    label: str
    title: str


@attrs.frozen
class Lane:
    """One agreement: its events and its status."""

    head: Label
    dots: tuple[Dot, ...]
    bands: tuple[Band, ...]
    y: float
    bottom: float


@attrs.frozen
class Span:
    """A clock or a wait: from its start to its last day, where it was done, and the time beyond."""

    y: float
    x: float
    width: float
    tone: str
    hatched: bool
    has_end: bool
    done: float | None
    over: tuple[float, float] | None
    sign: str
    label: Label
    title: str


@attrs.frozen
class Picture:
    """Everything that the template draws."""

    width: float
    height: float
    ticks: tuple[Tick, ...]
    gaps: tuple[float, ...]
    today: float
    day: Label
    lanes: tuple[Lane, ...]
    head: Label | None
    spans: tuple[Span, ...]


def picture(shown: Sheet) -> Picture:
    """The timeline of a trace: a lane for each agreement, below them its clocks and waits."""
    trace, which = shown.trace, position(shown.lang)
    of = {kind: [one for one, entry in zip(shown.happenings, trace.entries, strict=True) if entry.agreement == kind] for kind in trace.courses}
    line = axis(_days(trace), max(WIDTH, 2 * ROW * max(map(len, of.values()))))
    lanes: list[Lane] = []
    for kind, course in trace.courses.items():
        if of[kind] or course.stretches:
            lanes.append(_lane(lanes[-1].bottom if lanes else TOP, of[kind], course, shown, line))
    y = lanes[-1].bottom if lanes else TOP
    spans = [_clock_span(one, words, trace.on, line) for one, words in zip(trace.clocks, shown.clocks, strict=True)]
    spans += [_wait_span(one, one.since, which, line) for course in trace.courses.values() for one in course.barred if one.since is not None]
    head = Label(EDGE, y + ROW, LABELS["clocks"][which]) if spans else None
    spans = [_lowered(one, y + (2 + 2.4 * number) * ROW) for number, one in enumerate(spans)]
    today = line(trace.on)
    text = f"{LABELS['day_asked'][which]} {trace.on}"
    gaps = tuple((line(since) + line(until)) / 2 for since, until in line.gaps)
    day = label(today - room(text) / 2, SIZE, text, line.width)
    height = y + ROW + (len(spans) * 2.4 + 1) * ROW if spans else y
    return Picture(line.width, height, tuple(ticks(line)), gaps, today, day, tuple(lanes), head, tuple(spans))


def _days(trace: Trace) -> Iterator[date]:
    """Every day on which something happens, begins or ends."""
    yield trace.on
    yield from (one.on for one in trace.entries)
    for running in trace.clocks:
        yield from (one for one in (running.since.on, running.due, running.stopped_on) if isinstance(one, date))
    for course in trace.courses.values():
        for stretch in course.stretches:
            yield from (stretch.since, *([stretch.until + ONE_DAY] if stretch.until else []))
        yield from (one.first_day for one in course.barred if isinstance(one.first_day, date))


def _lane(y: float, happenings: Sequence[Happening], course: Course, shown: Sheet, line: Axis) -> Lane:
    which = position(shown.lang)
    places = [line(one.on) for one in happenings]
    labels = [label(x - 4, 0, f"{day} {one.what}", line.width) for x, day, one in zip(places, _dates(happenings), happenings, strict=True)]
    heights = levels([(one.x, one.x + room(one.text) + 6) for one in labels])
    rows = levels([(x - 8, x + 8) for x in places])
    dots_at = y + ROW * (2 + max(heights, default=-1) + 1)
    base = dots_at + ROW * max(rows, default=0)
    dots = tuple(
        Dot(
            x,
            base - row * ROW,
            one.answer,
            MARKS[one.answer][0],
            attrs.evolve(words, y=dots_at - ROW * (height + 1)),
            "\n".join([f"{one.on} {one.what}", *(f"{reason.clause} {reason.text}" for reason in one.reasons)]),
            one.by_itself,
        )
        for x, one, words, height, row in zip(places, happenings, labels, heights, rows, strict=True)
    )
    bands = tuple(_band(course, number, which, shown.trace.on, line) for number in range(len(course.stretches)))
    head = Label(EDGE, y + SIZE, ("{}", "{} agreement")[which].format(AGREEMENTS[course.agreement][which]))
    return Lane(head, dots, bands, base + ROW * 0.8, base + ROW * (3 if bands else 1.5))


def _dates(happenings: Sequence[Happening]) -> Iterator[str]:
    """The days of events, with the year where it is not that of the one before."""
    year = 0
    for one in happenings:
        yield f"{one.on:%m-%d}" if one.on.year == year else one.on.isoformat()
        year = one.on.year


def _band(course: Course, number: int, which: int, on: date, line: Axis) -> Band:
    one, words = course.stretches[number], STATUSES[course.stretches[number].status][which]
    x, end = line(one.since), line(one.until + ONE_DAY) if one.until else line.places[-1]
    past = min(max(line(on) - x, 0), end - x)
    fits = room(words) + ROW <= end - x
    return Band(x, round(end - x, 1), round(past, 1), one.status, words if fits else "", f"{words} {one.since} – {one.until or ''}")


def _clock_span(running: Running, words: Due, on: date, line: Axis) -> Span:
    """A clock; without a due day it goes as far as it is known."""
    has_end, last = isinstance(running.due, date), running.stopped_on or on
    x, end = line(running.since.on), line(running.due if has_end else last)
    sign, text = f"{words.sign} ", " · ".join((f"{words.clause} {words.what}", words.owner, f"→ {words.due}", words.words))
    return Span(
        y=0,
        x=x,
        width=round(max(end - x, 3.0), 1),
        tone=words.tone,
        hatched=running.state in ("held", "undetermined"),
        has_end=has_end,
        done=line(running.stopped_on) if running.stopped_on else None,
        over=(end, line(last)) if has_end and running.state in ("late", "overdue", "held") else None,
        sign=sign,
        label=label(x, SIZE, text, line.width, sign),
        title=sign + text,
    )


def _wait_span(barred: Barred, since: Event, which: int, line: Axis) -> Span:
    """A wait that still bars, up to the first day allowed."""
    has_end = isinstance(barred.first_day, date)
    x, end = line(since.on), line(barred.first_day) if has_end else line.places[-1]
    first = barred.first_day.isoformat() if has_end else LABELS["unknown"][which]
    text = f"{barred.wait.clause} {(barred.wait.zh, barred.wait.en)[which]} · {LABELS['not_before'][which]} {first}"
    return Span(
        y=0,
        x=x,
        width=round(max(end - x, 3.0), 1),
        tone="barred",
        hatched=True,
        has_end=has_end,
        done=None,
        over=None,
        sign="× ",
        label=label(x, SIZE, text, line.width, "× "),
        title=text,
    )


def _lowered(span: Span, y: float) -> Span:
    return attrs.evolve(span, y=y, label=attrs.evolve(span.label, y=span.label.y + y))


def agreement_html(trace: Trace, installed: Plugins, lang: str) -> str:
    """Where the agreements of a record stand, as one HTML page with a picture. Raises MissingExtra."""
    shown = sheet(trace, installed, lang)
    return render(
        "agreement.html",
        lang=lang,
        shown=shown,
        trace=trace,
        picture=picture(shown),
        description=_description(shown),
        say=in_language(LABELS, lang),
        words=in_language(WORDS, lang),
        signs={name: sign for name, (sign, _) in MARKS.items()},
        statuses={name: pair[position(lang)] for name, pair in STATUSES.items() if name in {one.status for one in shown.history}},
    )


def _description(shown: Sheet) -> str:
    """The picture in a sentence, for who cannot see it."""
    semicolon = ("；", "; ")[position(shown.lang)]
    parts = [f"{one.agreement} {one.words} {one.since} – {one.until}".rstrip(" –") for one in shown.history]
    return semicolon.join([*parts, *(f"{one.clause} {one.what} {one.owner} {one.since} → {one.due} {one.words}" for one in shown.clocks)])
