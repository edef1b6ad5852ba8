"""Where agreements stand, as it is shown: at the terminal, as JSON, as a page with a picture, in a calendar."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from icalendar import Calendar
from jsonschema import Draft202012Validator
from yibao import html
from yibao.agreement import follow
from yibao.agreement_page import columns
from yibao.agreement_picture import axis, levels, picture, room, ticks
from yibao.agreement_words import sheet
from yibao.cli import main
from yibao.codec import load_record, record_document, record_from
from yibao.conformance.cases import cases, spec
from yibao.course import Trace, trace_document
from yibao.plugins import Plugins, installed

REGIONS = {plugin.region for plugin in installed().loaded}
EXAMPLES = Path(__file__).parents[1] / "examples" / "records"
wenzhou = pytest.mark.skipif("wenzhou" not in REGIONS, reason="the plugin wenzhou is not installed")
every_region = pytest.mark.skipif(not {"wenzhou", "changzhou", "tianjin"} <= REGIONS, reason="the examples are of three regions")

SECOND = "wenzhou_second_application"
EXIT = {"wenzhou_second_application": 1, "changzhou_complaint_holds_signing": 0, "tianjin_three_months_run": 0}
"""How the command ends for each example: late and refused; held, so that nobody is late; still running."""


def run(*words: str) -> Result:
    """Run the command line."""
    return CliRunner().invoke(main, ["agreement", *words])


def example(name: str) -> str:
    """The path of an example record."""
    return str(EXAMPLES / f"{name}.json")


def trace_of(name: str, on: str | None = None) -> Trace:
    """An example, followed to the day that it knows or to another."""
    record = load_record(example(name))
    assert record.known_until is not None
    return follow(record, date.fromisoformat(on) if on else record.known_until)


def validator(name: str) -> Any:
    """The validator of a schema of the specification."""
    schema = json.loads(spec().joinpath("schemas", f"{name}.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., str]:
    """A record file of Wenzhou, whose measure says nothing of the main agreement, with these days of events for that."""
    if "wenzhou" not in REGIONS:
        pytest.skip("the plugin wenzhou is not installed")

    def make(*days: str, **more: Any) -> str:
        events = [{"id": f"e{n}", "kind": "change_requested", "agreement": "main", "on": day, "source": "x"} for n, day in enumerate(days)]
        path = tmp_path / "record.json"
        path.write_text(json.dumps({"schema": "yibao.record/1", "institution": "i", "area": "330300", "events": events, **more}), "utf-8")
        return str(path)

    return make


@pytest.fixture
def second(tmp_path: Path) -> Callable[..., str]:
    """The record of Wenzhou up to an event and known until a day, as a file."""

    def make(last: str, known_until: str) -> str:
        document = json.loads(Path(example(SECOND)).read_text("utf-8"))
        at = next(number for number, event in enumerate(document["events"]) if event["id"] == last)
        path = tmp_path / f"{last}.json"
        path.write_text(json.dumps({**document, "events": document["events"][: at + 1], "known_until": known_until}, ensure_ascii=False), "utf-8")
        return str(path)

    return make


# At the terminal.


@every_region
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", EXIT)
def test_an_example_ends_as_its_name_says(name: str, lang: str) -> None:
    """The exit code says whether all is in order; the page fits a terminal and stays printable in a Chinese code page."""
    result = run(example(name), "--lang", lang)

    assert result.exit_code == EXIT[name], result.output
    assert max(map(columns, result.output.splitlines())) <= 100
    assert result.output.replace("∅", "").encode("gbk").decode("gbk") == result.output.replace("∅", "")


@wenzhou
@pytest.mark.parametrize(
    ("lang", "wants"),
    [
        (
            "zh",
            [
                r"inst-0417 · 温州市 330300 · 2022-04-08",
                r"补充协议 +暂停（处理） +2022-03-01 +已签约 +第二十二条第一款",
                r"√ +2021-06-21 +补充协议 +第七条a +材料审核：不合格",
                r"× +2021-08-02 +补充协议 +第五条第一款 +收到申请材料：齐全\n +× 第七条g 结果告知送达后整改3个月",
                r"√ +2022-03-01 +补充协议 +第二十二条第一款 +暂停（处理）（自动发生）\n +√ 第二十二条第一款 主协议中止",
                r"× +2022-03-20 .*中止（机构申请）\n +× 协议状态为“暂停（处理）”",
                r"× +第七条a +审核材料 +辖区经办机构 +2021-06-10 +2021-06-21 +经办方逾期\n +→ 2021-06-18",
                r"第七条f +一次性告知需完善的内容 +辖区经办机构 +2021-06-21 +2021-06-23 +已办\n +→ 未写天数",
                r"漏列的缺陷\n第七条f +2021-06-21 +e-prescription",
                r"不视为同意",
                r"接下来可以办理\n",
                r"unstated_start +told +条文未写起算点的期限自何时起算：自告知结果之日",
                r"不是经办机构的决定",
            ],
        ),
        (
            "en",
            [
                r"inst-0417 · Wenzhou 330300 · 2022-04-08",
                r"supplementary +suspended +2022-03-01 +signed +第二十二条第一款",
                r"√ +2021-06-21 +supplementary +第七条a +materials reviewed: failed",
                r"application received: complete\n +× 第七条g three months to put things right",
                r"suspended \(by itself\)",
                r"× +第七条a +review of the .*the local agency +2021-06-10 +2021-06-21 +late: agency\n.*→ 2021-06-18",
                r"no number",
                r"e-prescription",
                r"no approval is deemed",
                r"What can come next\n",
                r"not an official decision",
            ],
        ),
    ],
)
def test_the_page_says_what_happened_who_owes_and_what_can_come(lang: str, wants: list[str]) -> None:
    """Events with mark and clause, reasons below what was refused, clocks with owner and state, readings."""
    output = run(example(SECOND), "--lang", lang).output

    for wanted in wants:
        assert re.search(wanted, output), wanted


@wenzhou
def test_lateness_is_the_owners(second: Callable[..., str]) -> None:
    """What an institution is late with is the institution's, and the sentence on agencies is left out."""
    early = second("e7", "2021-12-31")
    output = run(early).output

    assert re.search(r"× +第七条b .* 医疗机构 +2021-09-30 +机构逾期未办", output)
    assert re.search(r"× +第七条a .* 辖区经办机构 +2021-06-10 +2021-06-21 +经办方逾期", output)
    assert "overdue: institution" in run(early, "--lang", "en").output


@wenzhou
def test_what_is_barred_says_by_which_clause_and_until_when(second: Callable[..., str]) -> None:
    """A step that fits stands with × and the first day allowed; once that day has come, it is free."""
    told = second("e3", "2021-12-31")

    assert re.search(r"× .*收到申请材料\n +× 第七条g .*不得早于 2021-09-24", run(told, "--on", "2021-09-23").output)
    assert re.search(r"→ +补充协议 +第五条第一款 +医疗机构 +收到申请材料\n", run(told, "--on", "2021-09-24").output)
    assert "not before 2021-09-24" in run(told, "--on", "2021-09-23", "--lang", "en").output


@every_region
def test_a_condition_that_bars_is_named() -> None:
    """Nobody signs while a complaint stands: the agency is held, not late, and the clause is on the page."""
    output = run(example("changzhou_complaint_holds_signing")).output

    assert re.search(r"△ +第26段b +签订服务协议 +经办机构 +2021-08-18 +受阻，无人逾期", output)
    assert re.search(r"× +主协议 +第26段b +经办机构 +签订协议\n +× 第26段a", output)


@wenzhou
def test_what_is_missing_is_asked_for_in_words(second: Callable[..., str]) -> None:
    """A defect list that nobody stated stands under its clock and in the list of what is missing."""
    document = json.loads(Path(example(SECOND)).read_text("utf-8"))
    del document["events"][2]["defects"]
    path = Path(second("e3", "2021-07-01"))
    path.write_text(json.dumps({**document, "events": document["events"][:4], "known_until": "2021-07-01"}), "utf-8")
    output = run(str(path)).output

    assert "/events[id=e2]/defects  “2021-06-21 材料审核”：缺陷" in output


@wenzhou
def test_events_after_the_day_do_not_count() -> None:
    """Asked for an earlier day, the record is read up to that day and no further."""
    output = run(example(SECOND), "--on", "2021-06-20").output

    assert "2021-06-10" in output
    assert "2021-06-21" not in output
    assert re.search(r"× +第七条a .*经办方逾期未办\n +→ 2021-06-18", output)


def test_an_area_that_no_region_covers_is_refused(file: Callable[..., str]) -> None:
    """An area mistyped, or a plugin not installed, is told with the areas there are: a course that nobody judged is not shown."""
    result = run(file("2021-01-05", area="990000"), "--on", "2021-02-01")

    assert result.exit_code == 2
    assert "no installed region covers area 990000" in result.output
    assert "330300 (wenzhou)" in result.output


def test_a_date_stated_for_no_known_measure_is_refused(file: Callable[..., str]) -> None:
    """The day from which a measure is in force is stated for one that there is, in a record as in a claim."""
    stated = {"in_force": [{"measure": "wenzhou-2012", "since": "2020-01-01", "source": "x"}]}
    result = run(file("2021-01-05", policy=stated), "--on", "2021-02-01")

    assert result.exit_code == 2
    assert "/policy/in_force/0/measure: there is no measure 'wenzhou-2012'; did you mean 'wenzhou-2021'" in result.output


def test_an_event_that_needs_an_agreement_is_refused_where_no_article_orders_it(file: Callable[..., str]) -> None:
    """A change of what was never signed is out of order, though the measure has no procedure for it."""
    result = run(file("2021-01-05"), "--on", "2021-02-01", "--lang", "en")

    assert result.exit_code == 1
    assert re.search(r"2021-01-05 +main +change of data applied for", result.output)


def test_a_record_without_events_has_a_page(file: Callable[..., str], tmp_path: Path) -> None:
    """An empty record says that nothing is recorded, also as a page and as a calendar."""
    result = run(file(), "--on", "2021-02-01", "--html", str(tmp_path / "x.html"), "--ics", str(tmp_path / "x.ics"))

    assert result.exit_code == 0
    assert "到这一天没有记录" in result.output
    assert "到这一天没有记录" in (tmp_path / "x.html").read_text("utf-8")
    assert list(Calendar.from_ical((tmp_path / "x.ics").read_bytes()).walk("VEVENT")) == []


# As JSON.


@pytest.mark.parametrize("file", sorted(spec().joinpath("records").iterdir(), key=str) + sorted(EXAMPLES.glob("*.json")), ids=lambda file: file.stem)
def test_a_record_keeps_to_its_schema_and_survives_reading(file: Any) -> None:
    """Base records and examples are valid, and written again they are the same."""
    document = json.loads(file.read_text("utf-8"))
    check = validator("record")

    check.validate(document)
    check.validate(record_document(record_from(document)))
    assert record_document(record_from(record_document(record_from(document)))) == record_document(record_from(document))


def test_the_schema_of_a_record_refuses_what_the_codec_refuses() -> None:
    """An unknown kind of event, an unknown key and an impossible day are invalid in the schema, too."""
    document = json.loads(spec().joinpath("records", "wenzhou-signed.json").read_text("utf-8"))

    for change in ({"kind": "sined"}, {"name": "x"}, {"on": "2021-13-01"}, {"agreement": "side"}):
        assert not validator("record").is_valid({**document, "events": [{**document["events"][0], **change}]}), change


@every_region
@pytest.mark.parametrize("name", EXIT)
def test_the_json_is_the_trace(name: str) -> None:
    """With --json nothing is printed but the document, which keeps to its schema."""
    printed = json.loads(run(example(name), "--json").output)

    validator("agreement").validate(printed)
    assert printed == json.loads(json.dumps(trace_document(trace_of(name))))


def test_every_case_on_agreements_gives_a_document_of_the_schema(plugins: Plugins) -> None:
    """What the cases ask for is a valid document, whatever the region."""
    measures = {declared.measure.id for plugin in plugins.loaded for declared in plugin.measures}
    check = validator("agreement")

    for case in cases():
        if case.asks == "agreement" and case.measure in measures and "error" not in case.expect:
            trace = follow(record_from(case.document), date.fromisoformat(case.on), readings=case.readings)
            check.validate(json.loads(json.dumps(trace_document(trace))))


# What is refused.


def test_an_event_that_has_yet_to_happen_is_refused(file: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A day after today in Beijing is a fault with its place, whatever day is asked for; nothing is written."""
    monkeypatch.setattr("yibao.pages.today", lambda: date(2021, 6, 1))
    result = run(file("2021-05-31", "2021-06-01", "2021-06-02"), "--on", "2021-05-31", "--html", str(tmp_path / "page.html"))
    machine = json.loads(run(file("2021-06-02"), "--json").output)

    assert result.exit_code == 2
    assert "/events/2/on: 2021-06-02 is after today, 2021-06-01: a record holds what has happened" in result.output
    assert "/events/1/on" not in result.output
    assert not (tmp_path / "page.html").exists()
    assert [one["path"] for one in machine["faults"]] == ["/events/0/on"]


def test_a_move_of_a_proceeding_that_has_yet_to_happen_is_refused(file: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What holds for an agreement's events holds for those of a proceeding."""
    monkeypatch.setattr("yibao.pages.today", lambda: date(2021, 6, 1))
    moves = [{"id": "s1", "kind": "suspected", "on": "2021-06-02", "by": "agency", "reason": "x"}]
    case = {"id": "P1", "act": "over_ceiling", "actor": "institution", "occurred_on": "2021-05-01", "events": moves}
    result = run(file(proceedings=[case]))

    assert result.exit_code == 2
    assert "/proceedings/0/events/0/on: 2021-06-02 is after today" in result.output


def test_today_counts_where_the_record_does_not_say_how_far_it_reaches(file: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Without --on the record's own last day is asked for, or else today in Beijing."""
    monkeypatch.setattr("yibao.pages.today", lambda: date(2021, 6, 1))

    assert json.loads(run(file("2021-05-31"), "--json").output)["on"] == "2021-06-01"
    assert json.loads(run(file("2021-05-31", known_until="2021-05-31"), "--json").output)["on"] == "2021-05-31"


def test_a_day_that_the_record_does_not_reach_is_refused(file: Callable[..., str]) -> None:
    """A record that is known until a day says nothing about a later one."""
    result = run(file("2021-05-31", known_until="2021-06-01"), "--on", "2021-06-02")

    assert result.exit_code == 2
    assert "/known_until: the record reaches until 2021-06-01" in result.output


def test_what_is_no_record_is_refused_with_every_fault(file: Callable[..., str], tmp_path: Path) -> None:
    """A claim, an unknown key, a file that is not there, broken JSON on standard input: exit 2, and it is said where."""
    wrong = run(file("2021-05-31", name="x"))
    other = CliRunner().invoke(main, ["agreement", str(tmp_path / "no.json")])

    assert (wrong.exit_code, other.exit_code) == (2, 2)
    assert "/name: is not a field here" in wrong.output
    assert "cannot be read" in other.output


@wenzhou
def test_a_reading_can_be_chosen_and_one_that_is_not_there_is_refused() -> None:
    """A reading changes what it concerns; an option that it does not have is an error."""
    by_act = run(example(SECOND), "--reading", "unstated_start=act", "--json")

    assert {one["due"] for one in json.loads(by_act.output)["clocks"] if one["clause"] == "第七条b"} == {"2021-12-29"}
    assert run(example(SECOND), "--reading", "unstated_start=tld").exit_code == 2


@pytest.mark.parametrize("option", ["--html", "--ics"])
def test_a_file_that_cannot_be_written_is_exit_2_and_nothing_is_left(option: str, file: Callable[..., str], tmp_path: Path) -> None:
    """A folder that is not there is named; no page is printed and no piece of a file stays."""
    path = file("2021-05-31")
    result = run(path, "--on", "2021-06-01", option, str(tmp_path / "no" / "x"))

    assert result.exit_code == 2
    assert "cannot be written" in result.output
    assert "经过" not in result.output
    assert [one.name for one in tmp_path.iterdir()] == ["record.json"]


@pytest.mark.parametrize(("option", "module", "extra"), [("--html", "jinja2", "html"), ("--ics", "icalendar", "calendar")])
def test_a_library_that_is_not_installed_is_named_with_its_extra(
    option: str, module: str, extra: str, file: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who makes no pages needs no Jinja, who makes no calendar no icalendar; who does is told what to install."""
    html._environment.cache_clear()
    monkeypatch.setitem(sys.modules, module, None)
    other = {"--html": "--ics", "--ics": "--html"}[option]
    result = run(file("2021-05-31"), "--on", "2021-06-01", other, str(tmp_path / "other"), option, str(tmp_path / "one"))
    html._environment.cache_clear()

    assert result.exit_code == 2
    assert f"pip install 'yibao[{extra}]'" in result.output
    assert [one.name for one in tmp_path.iterdir()] == ["record.json"]


# The page and its picture.


@every_region
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", EXIT)
def test_the_page_stands_alone(name: str, lang: str, tmp_path: Path) -> None:
    """One file: nothing is fetched and nothing runs; events, clocks with their articles and the picture's words for the blind are on it."""
    run(example(name), "--lang", lang, "--html", str(tmp_path / "page.html"))
    page, trace = (tmp_path / "page.html").read_text("utf-8"), trace_of(name)
    HTMLParser(convert_charrefs=True).feed(page)

    assert page.startswith("<!doctype html>")
    assert re.findall(r"""(?:src|href)=["'](?!#)|@import|url\((?!#)|<script|https?:""", page) == []
    assert all(one.clock.clause in page and (one.clock.zh, one.clock.en)[lang == "en"] in page for one in trace.clocks)
    assert all(entry.on.isoformat() in page for entry in trace.entries)
    assert re.search(r"<svg[^>]+aria-labelledby.*?<title id=.*?</title>\s*<desc id=[^>]*>\S.*?</desc>", page, re.DOTALL)
    assert "prefers-color-scheme: dark" in page


@wenzhou
def test_what_a_record_says_cannot_become_markup(second: Callable[..., str], tmp_path: Path) -> None:
    """Text of the record is escaped, in the tables as in the picture."""
    path = Path(second("e3", "2021-07-01"))
    path.write_text(path.read_text("utf-8").replace("示例：审核意见", "<b>x</b>"), "utf-8")
    run(str(path), "--html", str(tmp_path / "page.html"))
    page = (tmp_path / "page.html").read_text("utf-8")

    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert "<b>x</b>" not in page


def boxes(trace: Trace, lang: str) -> Iterator[tuple[float, float, float, float]]:
    """Where each text of the picture stands: left, right, top, bottom."""
    drawn = picture(sheet(trace, installed(), lang))
    labels = [drawn.day, *(lane.head for lane in drawn.lanes), *(dot.label for lane in drawn.lanes for dot in lane.dots)]
    labels += [span.label for span in drawn.spans] + ([drawn.head] if drawn.head else [])
    for one in labels:
        yield one.x, one.x + room(one.text), one.y - 11, one.y + 3
    for tick in drawn.ticks:
        yield tick.x + 3, tick.x + 3 + room(tick.label), 39, 53
        if tick.year:
            yield tick.x + 3, tick.x + 3 + room(tick.year), 24, 38


@every_region
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", EXIT)
def test_no_text_of_the_picture_overlaps_or_is_cut(name: str, lang: str) -> None:
    """Every text lies within the picture and on no other, on every day of the record."""
    last = trace_of(name).on

    for weeks in range(0, 60, 3):
        on = last - timedelta(weeks=weeks)
        trace = trace_of(name, on.isoformat())
        drawn = picture(sheet(trace, installed(), lang))
        found = list(boxes(trace, lang))
        assert min(min(left, top) for left, _, top, _ in found) >= 0, on
        assert all(right <= drawn.width and bottom <= drawn.height for _, right, _, bottom in found), on
        for one, other in combinations(found, 2):
            apart = one[1] <= other[0] or other[1] <= one[0] or one[3] <= other[2] or other[3] <= one[2]
            assert apart, (on, one, other)


@wenzhou
def test_the_picture_shows_what_is_late_held_and_barred(second: Callable[..., str]) -> None:
    """A bar ends on the due day, the time beyond it follows, a dot is where it was done; what bars is hatched."""
    drawn = picture(sheet(trace_of(SECOND), installed(), "zh"))
    waiting = picture(sheet(follow(load_record(second("e3", "2021-08-01")), date(2021, 8, 1)), installed(), "zh"))
    late, told = drawn.spans[:2]

    assert (late.tone, late.has_end, late.hatched) == ("not_met", True, False)
    assert late.over == pytest.approx((late.x + late.width, late.done))
    assert (told.has_end, told.over) == (False, None)
    assert [span.label.text for span in waiting.spans if span.hatched] == ["第七条g 结果告知送达后整改3个月 · 不得早于 2021-09-24"]


def test_an_axis_keeps_the_order_of_days_and_leaves_out_where_nothing_happens() -> None:
    """Days stand in proportion; of years without an event only a short piece is drawn, without ticks."""
    line = axis([date(2015, 1, 1), date(2015, 2, 1), date(2021, 1, 1), date(2021, 3, 1)])
    places = [line(date(2014, 1, 1) + timedelta(days=number)) for number in range(0, 3000, 7)]

    assert places == sorted(places)
    assert line(date(2021, 1, 1)) - line(date(2015, 2, 1)) < line(date(2021, 3, 1)) - line(date(2021, 1, 1))
    assert line.gaps == [(date(2015, 2, 1), date(2021, 1, 1))]
    assert {tick.year for tick in ticks(line)} == {"2015", "2021", ""}
    assert all(later.x - tick.x >= 40 for tick, later in zip(ticks(line), ticks(line)[1:], strict=False))


def test_an_axis_of_one_day_is_a_month_long() -> None:
    """A record with one day has an axis all the same."""
    line = axis([date(2021, 5, 1)])

    assert (line.days[-1] - line.days[0]).days >= 30
    assert 0 < line(date(2021, 5, 1)) < line.width


def test_what_would_overlap_lies_on_levels_of_its_own() -> None:
    """No two overlap; of those that begin on the same day the later ones lie lower."""
    assert levels([(0, 10), (5, 15), (20, 30)]) == [1, 0, 0]
    assert levels([(0, 10), (0, 5), (0, 10), (7, 9)]) == [3, 2, 1, 0]
    assert levels([]) == []


# The calendar.


def entered(path: Path) -> dict[str, Any]:
    """The events of a calendar file by their ids."""
    return {str(one["UID"]): one for one in Calendar.from_ical(path.read_bytes()).walk("VEVENT")}


@every_region
def test_a_calendar_has_what_is_to_come(tmp_path: Path) -> None:
    """A clock that runs is a day of its own with what, owner, clause and institution; the same export gives the same bytes."""
    name = example("tianjin_three_months_run")
    run(name, "--ics", str(tmp_path / "a.ics"))
    run(name, "--ics", str(tmp_path / "b.ics"))
    (one,) = entered(tmp_path / "a.ics").values()

    assert (one["DTSTART"].dt, one["DTEND"].dt) == (date(2021, 7, 19), date(2021, 7, 20))
    assert all(word in one["SUMMARY"] for word in ("申请测试", "医疗机构", "第六条第2句", "inst-0233"))
    assert "天津市“互联网+”医疗服务医保支付管理办法（试行）" in one["DESCRIPTION"]
    assert one["DTSTAMP"].dt.replace(tzinfo=None) == datetime(2021, 5, 20)  # noqa: DTZ001
    assert (tmp_path / "a.ics").read_bytes() == (tmp_path / "b.ics").read_bytes()
    assert (tmp_path / "a.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")


@wenzhou
def test_a_second_export_updates_the_first(second: Callable[..., str], tmp_path: Path) -> None:
    """A day keeps its id from day to day, from language to language and while the record grows; each clock has its own."""
    for number, words in enumerate([("e3", "2021-07-01"), ("e3", "2021-09-23"), ("e4", "2021-09-23")]):
        run(second(*words), "--ics", str(tmp_path / f"{number}.ics"), "--lang", ("zh", "en")[number % 2])
    first, later, grown = (entered(tmp_path / f"{number}.ics") for number in range(3))
    (barred,) = first.values()

    assert first.keys() == later.keys() == grown.keys()
    assert barred["DTSTART"].dt == date(2021, 9, 24)
    assert all(word in barred["SUMMARY"] for word in ("收到申请材料", "第七条g", "医疗机构", "inst-0417"))


@wenzhou
def test_a_calendar_has_what_is_overdue_and_not_what_is_done(second: Callable[..., str], tmp_path: Path) -> None:
    """An overdue clock stands on its due day, whose lateness it is with it; one that was kept or late does not stand there."""
    run(second("e1", "2021-06-20"), "--ics", str(tmp_path / "overdue.ics"))
    run(second("e2", "2021-06-22"), "--ics", str(tmp_path / "done.ics"))
    (one,) = entered(tmp_path / "overdue.ics").values()

    assert one["DTSTART"].dt == date(2021, 6, 18)
    assert "第七条a 经办方逾期未办" in one["SUMMARY"]
    assert entered(tmp_path / "done.ics") == {}
