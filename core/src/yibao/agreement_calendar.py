"""Which days lie ahead, as a calendar file that other programs read?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time

import attrs

from yibao.agreement_words import AGREEMENTS, LABELS, named, names_of, said, sheet
from yibao.course import Trace
from yibao.errors import MissingExtra
from yibao.language import in_language, position
from yibao.plugins import Plugins
from yibao.procedure import pattern
from yibao.workdays import ONE_DAY


@attrs.frozen
class Day:
    """A day for the calendar, and of what its identity is made, so that a later export updates it."""

    on: date
    identity: tuple[str, ...]
    summary: str
    lines: tuple[str, ...]


def days_ahead(trace: Trace, installed: Plugins, lang: str) -> Iterator[Day]:
    """The due days of clocks that run or are overdue, and the first days of what is barred."""
    shown, names, which = sheet(trace, installed, lang), names_of(trace, installed), position(lang)
    titles = {one.id: one.title for one in names.measures}
    institution, say = trace.record.institution, in_language(LABELS, lang)
    for running, due in zip(trace.clocks, shown.clocks, strict=True):
        if running.state in ("open", "overdue") and isinstance(running.due, date):
            clock = running.clock
            summary = " · ".join((due.what, due.owner, f"{due.clause} {due.words}", institution))
            lines = (titles[running.measure], f"{due.agreement} · {said(running.since, which)} {due.since} → {due.due}", say["note"])
            yield Day(running.due, (institution, clock.clause, running.since.id, *clock.until), summary, lines)
    for course in trace.courses.values():
        acting = {pattern(one.step.event, course.agreement).kind: (one.step.by.zh, one.step.by.en)[which] for one in course.steps}
        for barred in course.barred:
            if isinstance(barred.first_day, date) and barred.since is not None:
                wait, since = barred.wait, barred.since
                what = f"{named(wait.bars, [], which)}{('（{}）', ' ({})')[which].format(say['first_day'])}"
                summary = " · ".join(filter(None, (what, acting.get(wait.bars), wait.clause, institution)))
                measure = next(one.measure for one in trace.entries if one.event is since)
                lines = (titles[measure or ""], f"{AGREEMENTS[course.agreement][which]} · {(wait.zh, wait.en)[which]} · {since.on}", say["note"])
                yield Day(barred.first_day, (institution, wait.clause, since.id, wait.bars), summary, lines)


def agreement_calendar(trace: Trace, installed: Plugins, lang: str) -> str:
    """What is still to come or overdue, as days of a calendar (iCalendar). The same trace gives the same text. Raises MissingExtra."""
    try:
        from icalendar import Calendar
        from icalendar import Event as Entered
    except ImportError:
        raise MissingExtra("calendars need icalendar, which is not installed: pip install 'yibao[calendar]'") from None
    calendar = Calendar()
    calendar.add("prodid", "-//yibao//agreement//" + lang.upper())
    calendar.add("version", "2.0")
    for day in days_ahead(trace, installed, lang):
        entered = Entered()
        entered.add("uid", hashlib.sha256("\n".join(day.identity).encode()).hexdigest()[:32] + "@yibao")
        entered.add("dtstamp", datetime.combine(trace.on, time(), UTC))  # the day asked for, not the clock: the text is the same every time
        entered.add("dtstart", day.on)
        entered.add("dtend", day.on + ONE_DAY)
        entered.add("summary", day.summary)
        entered.add("description", "\n".join(day.lines))
        entered.add("transp", "TRANSPARENT")  # nobody is busy all day for it
        calendar.add_component(entered)
    text: str = calendar.to_ical().decode()
    return text
