"""pytest runs files of cases, says in words what did not come out, and pays nothing where there are none."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
from yibao.conformance.cases import spec

GOOD = {"answers": {"一（三）第1句": "met"}, "amounts": {"charged": "20.00"}}
WRONG = {"answers": {"一（三）第1句": "not_met"}, "amounts": {"charged": "20.01"}}
BROKEN = {"entry_points.txt": "[yibao]\nbroken.990500 = no_such_module\n", "METADATA": "Metadata-Version: 2.1\nName: yibao-broken\nVersion: 1\n"}


def case(id: str, expect: Any = GOOD, **more: Any) -> dict[str, Any]:
    """A case on the definition in national guidance, which the core brings itself."""
    title = {"zh": "线下已有的服务", "en": "an existing offline service"}
    return {"id": id, "clause": "一（三）第1句", "basis": "text", "title": title, "baseline": True, "expect": expect} | more


def write(file: Path, *cases: dict[str, Any], **more: Any) -> None:
    """A file of cases."""
    file.parent.mkdir(parents=True, exist_ok=True)
    head = {"schema": "yibao.cases/1", "measure": "national-2019", "group": file.name.removesuffix(".case.json"), "base": "national-visit"}
    document = {**head, "cases": cases} | more
    file.write_text(json.dumps(document, ensure_ascii=False), "utf-8")


def run(folder: Path, *words: str, paths: tuple[Path, ...] = ()) -> subprocess.CompletedProcess[str]:
    """Run pytest in a folder, in a process of its own."""
    environment = os.environ | {"PYTHONUTF8": "1", "PYTHONPATH": os.pathsep.join(map(str, paths)), "COLUMNS": "200"}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", str(folder), *words]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", timeout=120, check=False)


def test_each_case_is_an_item_and_what_does_not_come_out_is_told_in_words(tmp_path: Path) -> None:
    """Passed, failed, disputed and not installed; a failure names clause, title and each mismatch by level, without a traceback."""
    write(
        tmp_path / "cases" / "first.case.json",
        case("good"),
        case("wrong", WRONG),
        case("disputed-and-wrong", WRONG, basis="disputed"),
        case("disputed-and-good", basis="disputed"),
    )
    write(tmp_path / "cases" / "elsewhere.case.json", case("of-nobody"), measure="nobody-2020", group="elsewhere")
    done = run(tmp_path, "-v", "-ra")

    assert done.returncode == 1, done.stdout + done.stderr
    for words in (
        "first.case.json::first::good PASSED",
        "first.case.json::first::wrong FAILED",
        "first.case.json::first::disputed-and-wrong XFAIL (disputed, so not scored)",
        "first.case.json::first::disputed-and-good XPASS",
        "elsewhere.case.json::elsewhere::of-nobody SKIPPED (no plugin with nobody-2020 is installed)",
        "一（三）第1句 · national-2019 · text\n线下已有的服务\nan existing offline service\n",
        '\n\nreasons\n  一（三）第1句\n    expected "not_met"\n    got      "met"\n',
        '\n\namounts\n  amounts.charged\n    expected "20.01"\n    got      "20.00"\n',
        "1 failed, 1 passed, 1 skipped, 1 xfailed, 1 xpassed",
    ):
        assert words in done.stdout, done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert "pytest_plugin.py" not in done.stdout


def test_one_case_can_be_named(tmp_path: Path) -> None:
    """The name that pytest prints is a name that it takes."""
    write(tmp_path / "first.case.json", case("good"), case("wrong", WRONG))
    done = run(tmp_path, "first.case.json::first::good")

    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout


def test_a_faulty_file_is_told_with_all_its_faults(tmp_path: Path) -> None:
    """Every fault with its place in the file, and no traceback; another file is still collected."""
    write(tmp_path / "faulty.case.json", case("a", {"verdit": {}}), case("b", {"answers": ["met"]}), case("c", {"answers": {"x": "yes"}}))
    write(tmp_path / "shapes.case.json", case("a", set=[]), case("b", basis="txt"))
    write(tmp_path / "base.case.json", case("a"), base="no-such-claim")
    write(tmp_path / "day.case.json", case("a", {"events": {}}), asks="agreement", base="tianjin-signed")
    (tmp_path / "json.case.json").write_text("{", "utf-8")
    write(tmp_path / "name.case.json", case("a"), group="another")
    write(tmp_path / "good.case.json", case("good"))
    done = run(tmp_path, "--continue-on-collection-errors")

    assert done.returncode == 1
    for words in (
        "/cases/0/expect/verdit: is not a field here; did you mean 'verdict'?",
        "/cases/1/expect/answers: expected an object, got a list",
        "/cases/2/expect/answers/x: expected one of met,",
        "/cases/0/set: expected an object, got a list",
        "/cases/1/basis: expected one of text, interpretation, disputed, got 'txt'; did you mean 'text'?",
        "claims/no-such-claim.json is named by a case and not there",
        "case a: a case on a record says for which day it asks: `on`",
        "is not JSON at line 1",
        "its group is 'another'; a group is called as its file",
        "1 passed, 6 errors",
    ):
        assert words in done.stdout, done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_bases_beside_the_cases_go_before_those_of_the_specification(tmp_path: Path) -> None:
    """`claims/` of the folder above the file's, where there is one."""
    claim = json.loads(spec().joinpath("claims", "national-visit.json").read_text("utf-8"))
    claim["lines"][0]["amount"] = "21.00"
    (tmp_path / "claims").mkdir()
    (tmp_path / "claims" / "own.json").write_text(json.dumps(claim), "utf-8")
    write(tmp_path / "cases" / "first.case.json", case("own", {"amounts": {"charged": "21.00"}}), base="own")
    done = run(tmp_path)

    assert done.returncode == 0, done.stdout


def test_a_plugin_that_does_not_load_skips_nothing(tmp_path: Path) -> None:
    """Whoever broke his own plugin sees why, and not only skipped cases."""
    info = tmp_path / "site" / "yibao_broken-1.dist-info"
    info.mkdir(parents=True)
    for name, text in BROKEN.items():
        (info / name).write_text(text, "utf-8")
    write(tmp_path / "cases" / "first.case.json", case("of-nobody"), measure="nobody-2020")
    done = run(tmp_path, paths=(tmp_path / "site",))

    assert done.returncode == 1
    assert "plugin 'broken' is installed but does not load: No module named 'no_such_module'" in done.stdout


def test_nothing_is_imported_where_there_is_no_case(tmp_path: Path) -> None:
    """In another project the plugin costs an empty module: neither yibao nor anything heavy."""
    (tmp_path / "test_other.py").write_text(
        "import sys\n\ndef test_other():\n"
        "    assert sorted(name for name in sys.modules if name.partition('.')[0] == 'yibao') == ['yibao', 'yibao.pytest_plugin']\n"
        "    assert not {'cattrs', 'click', 'numpy', 'sqlite_utils', 'yibao_spec'} & set(sys.modules)\n",
        "utf-8",
    )
    (tmp_path / "other.json").write_text("{", "utf-8")
    done = run(tmp_path, "-p", "no:hypothesispytest")

    assert done.returncode == 0, done.stdout


def test_it_is_found_by_its_entry_point() -> None:
    """Nobody names it: an installed yibao is enough."""
    (found,) = entry_points(group="pytest11", name="yibao")

    assert found.value == "yibao.pytest_plugin"
    assert pytest.Item in found.load().CaseItem.__mro__
