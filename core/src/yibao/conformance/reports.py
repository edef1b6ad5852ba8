"""How is a run handed on: as lines, to tools, as a matrix, as a page, as a badge?

All forms are made from reports of runs (`lines.py`) and written whole or not at all. What a program under test wrote is somebody else's text:
it is escaped everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from yibao.conformance.badge import badge
from yibao.conformance.grading import Level
from yibao.conformance.junit import junit
from yibao.conformance.lines import RunReport
from yibao.conformance.markdown import markdown
from yibao.conformance.run_page import run_page
from yibao.files import replacing


def write_reports(runs: Sequence[RunReport], paths: Mapping[str, str | None], lang: str = "zh", level: Level | None = None) -> None:
    """Write runs side by side in the forms for which there is a path; the badge is of the first run, perhaps at one level.

    All are made before one is written, each whole or not at all. Raises CannotWrite, MissingExtra.
    """
    making: dict[str, Callable[[], bytes]] = {
        "markdown": lambda: markdown(runs, lang).encode(),
        "html": lambda: run_page(runs, lang).encode(),
        "junit": lambda: junit(runs),
        "badge": lambda: badge(runs[0], level).encode(),
    }
    made = [(path, make()) for form, make in making.items() if (path := paths.get(form)) is not None]
    for path, content in made:
        with replacing(path) as file:
            file.write(content)
