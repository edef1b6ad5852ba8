"""What in some text looks as if it said who a person is, and how is it kept out of messages?

Numbers, tokens and addresses can be recognised; a name cannot.
"""

from __future__ import annotations

import re

IDENTITY_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
BORN = re.compile(r"(?<!\d)\d{6}(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)", re.ASCII)
"""An identity number with its day of birth; a code of eighteen digits is seldom one."""
TELEPHONE_NUMBER = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
HOME_ADDRESS = re.compile(r"[路街巷弄道村里区](\d+|[一二三四五六七八九十百]+)[号弄栋幢]|(?<!\d)\d+(栋|幢|单元)")
"""In free text: a house in a street; the number of a document (〔2020〕3号) is none."""
PLACED = (IDENTITY_NUMBER, TELEPHONE_NUMBER, HOME_ADDRESS)
"""What stands at a place in some text, whatever is around it."""
RUN = re.compile(r"[A-Za-z0-9_.+=-]{40,}", re.ASCII)
"""A run without a break, with the parts that dots set apart; a token is told by looking at a whole run, once."""
TOKEN = re.compile(r"[A-Za-z0-9_-]{40,}", re.ASCII)
SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


def looks_personal(text: str) -> bool:
    """Whether some text holds what looks like an identity number, a telephone number, a token or an address."""
    return any(pattern.search(text) for pattern in PLACED) or any(map(_is_token, RUN.findall(text)))


def masked(text: str) -> str:
    """Some text for a message, without what looks personal in it."""
    for pattern in PLACED:
        text = pattern.sub("…", text)
    return RUN.sub(lambda found: "…" if _is_token(found[0]) else found[0], text)


def _is_token(run: str) -> bool:
    """Whether a run is what no person writes, such as the token of an e-voucher: letters and digits mixed; a SHA-256 is none."""
    mixed = any(one.isdigit() for one in run) and any(one.isalpha() for one in run)
    return mixed and TOKEN.search(run) is not None and SHA256.fullmatch(run) is None
