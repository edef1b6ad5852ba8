"""Which cases does the next release score?

`python spec/freeze.py 0.2` writes `requirements/0.2.json` with every case as it is now. A set that is there is never written again.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path

from yibao.codec import BEIJING
from yibao.conformance.cases import cases
from yibao.conformance.requirements import freeze


def main(release: str) -> None:
    """Write the set of a release."""
    file = Path(__file__).parent / "yibao_spec" / "requirements" / f"{release}.json"
    if file.exists():
        sys.exit(f"{file.name} is frozen: take the number of the next release")
    document = freeze(release, datetime.now(BEIJING).date().isoformat(), cases())
    file.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
