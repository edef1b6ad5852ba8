"""How does a file take the place of another, so that what is there is the old one or the new one, whole?"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from yibao.errors import CannotWrite


@contextmanager
def replacing(path: str) -> Iterator[BinaryIO]:
    """A file that takes the place of another once it is written and closed; a link is followed, the rights of a file that is there stay.

    Raises CannotWrite. Where something goes wrong, also in the block, the old file stays and nothing is left beside it.
    """
    if path in ("", "-"):
        raise CannotWrite(f"{path!r} is not the name of a file")
    place = Path(path).resolve()
    draft = None
    try:
        handle, draft = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.chmod(draft, place.stat().st_mode & 0o777 if place.exists() else 0o666 & ~_umask())  # a draft is the owner's alone
        os.replace(draft, place)
    except OSError as error:
        raise CannotWrite(f"{path} cannot be written: {error.strerror}") from None
    finally:
        if draft is not None:
            with suppress(OSError):
                os.unlink(draft)


def _umask() -> int:
    umask = os.umask(0)
    os.umask(umask)
    return umask
