"""In which of its two languages is a result read, Chinese or English?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

Pair = tuple[str, str]
"""Chinese and English."""


def position(lang: str) -> int:
    """Where the words of a language (`zh`, `en`) stand in a pair."""
    return 0 if lang == "zh" else 1


def in_language(words: Mapping[str, Pair], lang: str) -> dict[str, str]:
    """Of each pair the words in one language."""
    return {name: pair[position(lang)] for name, pair in words.items()}


def in_words(value: Any, meaning: str, which: int) -> str:
    """A fact's value (as JSON) in words. The Chinese word for one of a few values stands behind it in the fact's English meaning."""
    if isinstance(value, bool):
        return (("否", "是"), ("no", "yes"))[which][value]
    if isinstance(value, list):
        return "/".join(in_words(one, meaning, which) for one in value)
    chinese = re.search(rf"\b{re.escape(str(value))} \(([\u4e00-\u9fff+]+)", meaning)
    return chinese[1] if chinese and not which else str(value)
