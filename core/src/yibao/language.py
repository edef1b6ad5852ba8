"""In which of its two languages is a result read, Chinese or English?"""

from __future__ import annotations

from collections.abc import Mapping

Pair = tuple[str, str]
"""Chinese and English."""


def position(lang: str) -> int:
    """Where the words of a language (`zh`, `en`) stand in a pair."""
    return 0 if lang == "zh" else 1


def in_language(words: Mapping[str, Pair], lang: str) -> dict[str, str]:
    """Of each pair the words in one language."""
    return {name: pair[position(lang)] for name, pair in words.items()}
