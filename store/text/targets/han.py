"""Names of persons in Chinese: surname and one or two characters, or transliterated."""

from __future__ import annotations

import re

from store.text.characters import HAN
from store.text.targets.lexicon import listed
from store.text.tokens import Span

_DOT = "·•・‧∙﹒"
_HAN_CHARACTER = re.compile(f"[{HAN}]")


def _blank(text: str, at: int) -> int:
    """Where the next character stands after blanks (texts are sometimes spaced word by word)."""
    while at < len(text) and text[at] in " \u3000" and at < len(text) - 1:
        at += 1
    return at


def _foreign(text: str, at: int) -> Span | None:
    """A transliterated name: runs of the usual characters, joined by dots."""
    foreign = listed("transliteration")
    low, high = max(0, at - 24), min(len(text), at + 24)
    if text[at] not in foreign:
        return None
    start = at
    while start > low and (
        text[start - 1] in foreign
        or (text[start - 1] in _DOT and start - 2 >= low and text[start - 2] in foreign)
    ):
        start -= 1
    end = at
    while end < high and (
        text[end] in foreign or (text[end] in _DOT and end + 1 < high and text[end + 1] in foreign)
    ):
        end += 1
    while end - start > 3 and text[end - 1] in listed("trailing"):
        end -= 1
    if any(c in _DOT for c in text[start:end]) or (
        start < at < end and (end - start >= 3 or _opens(text, start))
    ):
        return start, end
    return (at, end) if end - at >= 2 else None


def _chinese(text: str, at: int) -> Span | None:
    """A Chinese name that starts with the surname at ``at``."""
    size = (
        2
        if text[at : at + 2] in listed("surname2", "zh")
        else 1
        if text[at] in listed("surname", "zh")
        else 0
    )
    if not size:
        return None
    after, titles = listed("after"), listed("title", "zh")
    given = at + size
    if size == 2 and (text[given : given + 2] in titles or text[given : given + 1] in after):
        return at, given
    spaced = text[given : given + 1] in (" ", "\u3000")
    given = _blank(text, given)
    if given - at - size > 3 or not _HAN_CHARACTER.match(text, given):
        return None
    end = given + 1
    if spaced:
        while end < len(text) and end - given < 3 and _HAN_CHARACTER.match(text, end):
            end += 1
        return (at, end) if end - given <= 2 else None
    following = text[end : end + 1]
    if (
        following
        and _HAN_CHARACTER.match(following)
        and following not in after
        and text[end : end + 2] not in titles
    ):
        end += 1
    return at, end


def _opens(text: str, at: int) -> bool:
    """Does a word start here, after a mark, a blank, a title or another script?"""
    return (
        at == 0
        or not _HAN_CHARACTER.match(text, at - 1)
        or text[at - 2 : at] in listed("title", "zh")
    )


def _from_left(text: str, at: int, depth: int = 3) -> Span | None:
    """The Chinese name over the character ``at`` whose surname opens a word before it.

    Not if that surname belongs to a name before: in ``乔 石 朱 镕基`` 石 is a given name.
    """
    for start in range(at - 1, max(-1, at - 5), -1):
        if text[start] in "，。、；：！？\n":
            return None
        if (
            text[start] in _PREPOSITIONS
            or text[start : start + 2] in _WORDS
            or not _opens(text, start)
        ):
            continue
        held = _chinese(text, start)
        if held and held[0] <= at < held[1]:
            if depth and _from_left(text, start, depth - 1):
                return None
            return held
    return None


_PREPOSITIONS = "于向和从与同对由经为时应任"
"""Surnames that far more often are a preposition or a verb before somebody else's name."""

_WORDS = frozenset(
    "纪念 高级 马上 应邀 任命 方面 包括 常委 成员 成为 党委 路透 金融 文化 白宫 东方 安全 经济 和平 连任 "
    "单位 计划 金牌 国家 万里 江苏 吉林 云南 马来 华盛 温和 关于 项目 钟点 何时 何以 毛主 江主".split()
)
"""Common words that start with the character of a surname."""


def person(text: str, at: int) -> Span:
    """The name that starts at the character ``at``, else the one that holds it, else itself."""
    foreign = _foreign(text, at)
    if foreign and foreign[0] < at:
        return foreign
    if foreign and any(c in _DOT for c in text[foreign[0] : foreign[1]]):
        return foreign
    left = _from_left(text, at)
    if left:
        return left
    native = _chinese(text, at)
    if foreign and (native is None or foreign[1] - at > 3):
        return foreign
    if native:
        return native
    for start in (at - 1, at - 2, at - 3, at - 4):
        if start < 0 or text[start] in "，。、；：！？\n":
            break
        if text[start - 1 : start + 1] in listed("title", "zh"):
            break  # the second half of a title such as 主席 is no surname
        held = _chinese(text, start)
        if held and held[0] <= at < held[1]:
            return held
    return at, at + 1
