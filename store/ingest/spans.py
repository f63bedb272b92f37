"""Marks that came with a text, read one by one: a bad one is refused, the others stay.

Offsets are code points, end exclusive. Where marks carry the words they cover and these do not
stand there, the offsets of the whole record are tried as UTF-16 units (JavaScript, UIMA), as
UTF-8 bytes and as counted after line ends were shortened; if one of these fits every mark, all
marks of the record are converted.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from store.ingest.reading import Reading, SpanRefusal
from store.model import ORIGINS, RawSpan
from store.text.clean import Cleaned, keepable

SPAN_KEYS = ("spans", "label", "labels", "entities")

_START = ("start", "start_offset", "startOffset", "start_char", "begin")
_END = ("end", "end_offset", "endOffset", "end_char", "stop")
_LABEL = ("label", "tag", "type", "category", "entity_group", "labels")
_SURFACE = ("text", "surface", "quote")
_DROPPED_WHEN_EMPTY = ("entity_name", "verdict", "origin")

Convert = Callable[[int], int | None]


class _Bad(ValueError):
    """A mark that cannot be used; the message is the reason."""


class _Mark:
    """A mark as it came: offsets still counted in the text as it came."""

    __slots__ = ("end", "fields", "label", "number", "start", "surface")

    def __init__(
        self, number: int, start: int, end: int, label: str, surface: str, fields: dict[str, Any]
    ) -> None:
        self.number = number
        self.start = start
        self.end = end
        self.label = label
        self.surface = surface
        self.fields = fields


def looks_like_spans(value: Any) -> bool:
    """Whether a value is a list that holds marks: objects with a start, or triples."""
    if not isinstance(value, list):
        return False
    return any(
        any(key in item for key in _START)
        if isinstance(item, dict)
        else isinstance(item, list) and len(item) >= 3 and _is_number(item[0])
        for item in value
    )


def read_spans(
    items: list[Any], original: str, cleaned: Cleaned, shift: int, position: str, reading: Reading
) -> tuple[tuple[RawSpan, ...], list[SpanRefusal]]:
    """Return the marks of one record, offsets in its final text, and those refused.

    ``original`` is the text the offsets count in as it came, ``cleaned`` the same made fit to
    keep, ``shift`` how far it moved when a title was put before it.
    """
    quick = _quick(items, original, shift) if not cleaned.dropped else None
    if quick is not None:
        return quick, []
    refused: list[SpanRefusal] = []

    def refuse(number: int, reason: str) -> None:
        refused.append(SpanRefusal(reading.file, f"{position} span {number}", reason))

    marks = []
    for number, item in enumerate(items, 1):
        try:
            marks.append(_mark(number, item))
        except _Bad as bad:
            refuse(number, str(bad))
    spans = []
    convert = _conversion(marks, original, cleaned)
    for mark in marks:
        start: int | None = mark.start
        end: int | None = mark.end
        if convert is not None:
            start, end = convert(mark.start), convert(mark.end)
        if start is None or end is None or end > len(original):
            refuse(mark.number, f"{mark.start}-{mark.end} ends after the text ({len(original)})")
            continue
        if convert is None and not _stands(mark, original, cleaned, start, end):
            there = original[start : min(end, start + 60)]
            refuse(
                mark.number,
                f"its text {mark.surface[:60]!r} does not stand at {start}-{end}, "
                f"where {there!r} is; nor does it as UTF-16 units or bytes",
            )
            continue
        if convert is not None:
            reading.tally.converted += 1
        start, end = cleaned.offset(start) + shift, cleaned.offset(end) + shift
        if start >= end:
            refuse(mark.number, f"{mark.start}-{mark.end} holds nothing but half a line end")
            continue
        spans.append(_span(start, end, mark.label, mark.fields))
    return tuple(spans), refused


def _mark(number: int, item: Any) -> _Mark:
    if isinstance(item, dict):
        fields = dict(item)
        start, end = _taken(fields, _START), _taken(fields, _END)
        label = _label(fields)
        surface = next((v for k in _SURFACE if isinstance(v := fields.get(k), str)), "")
        if surface and fields.get("text") == surface:
            del fields["text"]  # written again by every export
    elif isinstance(item, list) and len(item) >= 3:
        start, end, label, surface = item[0], item[1], _text_of(item[2]), ""
        fields = {"more": item[3:]} if len(item) > 3 else {}
    else:
        raise _Bad("neither an object with start, end and label nor [start, end, label]")
    if not _is_number(start) or not _is_number(end):
        raise _Bad(f"start and end must be whole numbers, not {start!r:.40} and {end!r:.40}")
    start, end = int(start), int(end)
    if start < 0 or end <= start:
        raise _Bad(f"{start}-{end} is not a stretch of text (end is exclusive)")
    if not label:
        raise _Bad(f"{start}-{end} has no label")
    return _Mark(number, start, end, label, surface, fields)


def _taken(fields: dict[str, Any], keys: tuple[str, ...]) -> Any:
    for key in keys:
        if key in fields:
            return fields.pop(key)
    return None


def _label(fields: dict[str, Any]) -> str:
    for key in _LABEL:
        value = fields.get(key)
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        label = _text_of(value)
        if label:
            del fields[key]
            return label
    return ""


def _text_of(value: Any) -> str:
    if _is_number(value):
        return str(value)
    if not isinstance(value, str):
        return ""
    return (value if value.isascii() and "\0" not in value else str(keepable(value))).strip()


def _is_number(value: Any) -> bool:
    return (isinstance(value, int) and not isinstance(value, bool)) or (
        isinstance(value, float) and value.is_integer()
    )


def _quick(items: list[Any], original: str, shift: int) -> tuple[RawSpan, ...] | None:
    """All marks of a record in one pass, when each is plainly right; else None.

    Marks are most of what a corpus holds, and nearly all are plain: this is three times as fast
    as looking at each from every side.
    """
    spans = []
    length = len(original)
    for item in items:
        if type(item) is not dict:
            return None
        start, end, label = item.get("start"), item.get("end"), item.get("label")
        if type(start) is not int or type(end) is not int or type(label) is not str:
            return None
        if not 0 <= start < end <= length or not _is_plain(label):
            return None
        if len(item) == 3:
            spans.append(RawSpan(start + shift, end + shift, label))
            continue
        if "surface" in item or "quote" in item:
            return None
        fields = dict(item)
        del fields["start"], fields["end"], fields["label"]
        surface = fields.get("text")
        if type(surface) is str:
            if surface and surface != original[start:end]:
                return None
            if surface:
                del fields["text"]
        spans.append(_span(start + shift, end + shift, label, fields))
    return tuple(spans)


@lru_cache(maxsize=1024)
def _is_plain(label: str) -> bool:
    return bool(label) and label == _text_of(label)


_GIVEN = frozenset({"annotator", "id", "created", "entity", "entity_name"})


def _span(start: int, end: int, label: str, fields: dict[str, Any]) -> RawSpan:
    """A mark with what the other keys say of it; unknown ones stay in its meta."""
    given: dict[str, Any] = {}
    meta: dict[str, Any] = {}
    nested: dict[str, Any] = {}
    for key, value in fields.items():
        # a name without an id is no entity of a register
        own = key in _GIVEN and (key != "entity_name" or bool(fields.get("entity")))
        if own and type(value) is str:
            given[key] = value if value.isascii() and "\0" not in value else keepable(value)
        elif (key == "origin" and value in ORIGINS) or (
            key == "confirmed" and isinstance(value, bool)
        ):
            given[key] = value
        elif key == "meta" and isinstance(value, dict):
            nested = value
        elif value not in ("", None) or key not in _DROPPED_WHEN_EMPTY:
            meta[key] = value
    if nested:
        renamed = {f"span.{key}" if key in nested else key: value for key, value in meta.items()}
        meta = {**renamed, **nested}
    if meta:
        given["meta"] = keepable(meta)
    return RawSpan(start, end, label, **given)


def _stands(mark: _Mark, original: str, cleaned: Cleaned, start: int, end: int) -> bool:
    if not mark.surface:
        return True
    there = original[start:end]
    if there == mark.surface:
        return True
    kept = cleaned.text[cleaned.offset(start) : cleaned.offset(end)]
    return kept == mark.surface or " ".join(there.split()) == " ".join(mark.surface.split())


def _conversion(marks: list[_Mark], original: str, cleaned: Cleaned) -> Convert | None:
    """How the record's offsets become code points; None when they are (or nothing fits)."""
    telling = [mark for mark in marks if mark.surface]
    if all(
        mark.end <= len(original) and _stands(mark, original, cleaned, mark.start, mark.end)
        for mark in telling
    ):
        return None
    tries: list[Callable[[], Convert]] = []
    if not original.isascii():
        tries = [lambda: _counted(original, _utf16), lambda: _counted(original, _utf8)]
    if cleaned.dropped:
        tries.append(lambda: _uncleaned(original, cleaned))
    for make in tries:
        convert = make()
        if all(
            (start := convert(mark.start)) is not None
            and (end := convert(mark.end)) is not None
            and _stands(mark, original, cleaned, start, end)
            for mark in telling
        ):
            return convert
    return None


def counted_in_utf16(text: str) -> Convert:
    """From offsets in UTF-16 units to code points; None inside a character."""
    return _counted(text, _utf16)


def _utf16(character: str) -> int:
    return 2 if character > "\uffff" else 1


def _utf8(character: str) -> int:
    return 1 if character < "\x80" else 2 if character < "\u0800" else _utf16(character) + 2


def _counted(text: str, size: Callable[[str], int]) -> Convert:
    where: dict[int, int] = {}
    unit = 0
    for offset, character in enumerate(text):
        where[unit] = offset
        unit += size(character)
    where[unit] = len(text)
    return where.get


def _uncleaned(original: str, cleaned: Cleaned) -> Convert:
    """Offsets counted after line ends were shortened, back to the text as it came."""
    where: dict[int, int] = {}
    for offset in range(len(original) + 1):
        where.setdefault(cleaned.offset(offset), offset)
    return where.get
