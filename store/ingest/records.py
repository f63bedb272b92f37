"""One record from one mapping of keys to values, whatever format the mapping came in.

A record with ``text`` is taken verbatim. One with a title and a body gets both, an empty line
between, and its spans, which count in the body, move along. Unknown keys stay in ``meta``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from store.ingest.fields import KEPT_BESIDE, field_of, plain
from store.ingest.reading import Reading
from store.ingest.spans import SPAN_KEYS, looks_like_spans, read_spans
from store.journal.operations import text_hash
from store.model import STATUSES, RawSpan, Record, Refusal
from store.text import dates, languages
from store.text.clean import Cleaned, clean, joined, keepable

_NESTED = ("_source", "article", "data", "attributes", "fields")
_DEEPEST = 5
"""Objects around a record that are looked through."""
_LIFTED = ("source", "published", "url", "language", "id")
_ARTICLE_ID = re.compile(r"[0-9a-f]{32}")
_SAID_NAMES = ("name", "title", "label", "id")

Plan = dict[str, tuple[str, ...]]


def build(data: Mapping[str, Any], reading: Reading, position: str) -> Iterator[Record | Refusal]:
    """Yield the refusals of single spans and the record; or one refusal when there is no text.

    A record that cannot be made into one for whatever reason is refused, and those after it are
    read.
    """
    try:
        yield from _build(data, reading, position)
    except RecursionError:
        yield reading.refuse(position, "nested too deep")
    except (ValueError, TypeError, ArithmeticError, LookupError) as error:
        yield reading.refuse(position, f"cannot be read: {str(error)[:120]}")


def _build(
    data: Mapping[str, Any], reading: Reading, position: str, depth: int = 1
) -> Iterator[Record | Refusal]:
    data = _lifted(data)
    plan = _plan(tuple(data), tuple(reading.columns.items()))
    meta = dict(data)
    text = _first(meta, plan.get("text", ()))
    title = _first(meta, plan.get("title", ()))
    body = "" if text else _first(meta, plan.get("body", ()), paragraphs=True)
    if not text and not body and (title or "url" in plan or "published" in plan):
        body = _first(meta, plan.get("summary", ()), paragraphs=True)
    if not text and not body and not title and depth < _DEEPEST:
        inner = next((k for k in _NESTED if isinstance(data.get(k), dict)), None)
        if inner is not None:
            rest = {key: value for key, value in data.items() if key != inner}
            yield from _build({**rest, **data[inner]}, reading, position, depth + 1)
            return
    if not (text or body or title).strip():
        yield reading.refuse(position, _no_text(data, plan))
        return
    original = text or body
    cleaned = clean(original)
    heading = clean(title) if title else _NO_TITLE
    final, shift = (cleaned.text, 0) if text else joined(heading.text, cleaned.text)
    reading.tally.line_ends += cleaned.line_ends + heading.line_ends
    reading.tally.replaced += cleaned.replaced + heading.replaced
    spans, refused = _spans(meta, original, cleaned, shift, position, reading)
    yield from refused
    labels = _labels(meta)
    facts = _facts(meta, plan)
    nested = meta.get("meta")
    if isinstance(nested, dict):
        del meta["meta"]
        meta = {**{k if k not in nested else f"record.{k}": v for k, v in meta.items()}, **nested}
    external_id = facts["id"]
    if len(external_id) == 32 and text_hash(final).hex() == external_id:
        external_id = ""  # our own export of an article that has no id but its text's
    yield Record(
        text=final,
        title=heading.text,
        external_id=external_id,
        published=facts["published"],
        source=facts["source"] or reading.source,
        url=facts["url"],
        language=facts["language"] or reading.language,
        status=facts["status"],
        labels=labels,
        meta=keepable(meta) if meta else meta,
        spans=spans,
        file=reading.file,
        position=position,
    )


_NO_TITLE = Cleaned("")


def _lifted(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """A record of our own exports for other tools, with what they know of the article on top.

    They say which article it is (``article``) beside its facts, or in ``meta`` with them.
    """
    known = data.get("meta")
    if isinstance(known, dict) and is_article_id(known.get("article")) and "meta" in known:
        data = {**known, **{key: value for key, value in data.items() if key != "meta"}}
    if is_article_id(data.get("article")) and isinstance(data.get("text"), str):
        data = {key: value for key, value in data.items() if key != "article"}
    return data


def is_article_id(value: Any) -> bool:
    """Whether a value looks like the id an article has on a desk: the hash of its text."""
    return isinstance(value, str) and bool(_ARTICLE_ID.fullmatch(value))


@lru_cache(maxsize=512)
def _plan(keys: tuple[str, ...], columns: tuple[tuple[str, str], ...]) -> Plan:
    """For each field the keys that may hold it, best first. Files repeat few shapes of record."""
    mapped = {plain(column): field for column, field in columns}
    exact = dict(columns)
    found: dict[str, list[tuple[int, int, str]]] = {}
    for place, key in enumerate(keys):
        field = exact.get(key) or mapped.get(plain(key))
        meaning = (field, -1) if field else field_of(key)
        if meaning is not None:
            found.setdefault(meaning[0], []).append((meaning[1], place, key))
    return {field: tuple(key for _, _, key in sorted(ranked)) for field, ranked in found.items()}


def _first(meta: dict[str, Any], keys: tuple[str, ...], *, paragraphs: bool = False) -> str:
    """Take the first string the keys hold out of ``meta``; empty ones go too."""
    for key in keys:
        value = meta.get(key)
        if paragraphs and isinstance(value, list) and value and _all_strings(value):
            value = "\n\n".join(value)
        if isinstance(value, str):
            del meta[key]
            if value:
                return value
        elif value is None:
            del meta[key]
    return ""


def _all_strings(value: list[Any]) -> bool:
    return all(isinstance(item, str) for item in value)


def _no_text(data: Mapping[str, Any], plan: Plan) -> str:
    for field in ("text", "body"):
        for key in plan.get(field, ()):
            value = data[key]
            if isinstance(value, str) or value is None:
                return f"{key!r} is empty: no article text"
            return f"{key!r} holds {_kind(value)}, not a text"
    keys = ", ".join(repr(key[:30]) for key in list(data)[:12]) or "none"
    return f"no article text: no key means text, body or title (keys: {keys})"


def _kind(value: Any) -> str:
    kinds = {dict: "an object", list: "a list", bool: "true or false"}
    return kinds.get(type(value), "a number")


def _spans(
    meta: dict[str, Any],
    original: str,
    cleaned: Cleaned,
    shift: int,
    position: str,
    reading: Reading,
) -> tuple[tuple[RawSpan, ...], list[Refusal]]:
    spans: tuple[RawSpan, ...] = ()
    refused: list[Refusal] = []
    for key in SPAN_KEYS:
        value = meta.get(key)
        if value is None:
            meta.pop(key, None)
        elif key == "spans" and isinstance(value, list) and not value:
            del meta[key]
        elif (key == "spans" and isinstance(value, list)) or looks_like_spans(value):
            del meta[key]
            more, bad = read_spans(value, original, cleaned, shift, position, reading)
            spans += more
            refused += bad
    return spans, refused


def _labels(meta: dict[str, Any]) -> tuple[str, ...]:
    """Labels of the article: lists of strings, and spaCy's categories with their weights."""
    found: list[str] = []
    for key in ("labels", "label", "article_labels", "cats"):
        value = meta.get(key)
        if isinstance(value, list) and _all_strings(value):
            found += value
        elif key == "cats" and isinstance(value, dict) and _all_weights(value):
            found += [label for label, weight in value.items() if weight >= 0.5]
        else:
            continue
        del meta[key]
    return tuple(dict.fromkeys(name for one in found if (name := str(keepable(one)).strip())))


def _all_weights(value: dict[str, Any]) -> bool:
    return all(isinstance(weight, int | float) for weight in value.values())


def _facts(meta: dict[str, Any], plan: Plan) -> dict[str, str]:
    """The short fields; a value that cannot be read stays in ``meta``."""
    facts = {
        field: _fact(field, meta, plan.get(field, ()))
        for field in ("id", "published", "source", "url", "language", "status")
    }
    nested = meta.get("meta")
    if isinstance(nested, dict):
        # What a record says itself, even if it says nothing, is never overruled by its meta.
        lifted = _plan(tuple(str(key) for key in nested), ())
        for field in _LIFTED:
            if field not in plan and field in lifted:
                facts[field] = _fact(field, dict(nested), lifted[field])
    return facts


def _fact(field: str, meta: dict[str, Any], keys: tuple[str, ...]) -> str:
    found = ""
    for key in keys:
        value = meta.get(key)
        if value is None or value == "":
            meta.pop(key, None)
        elif not found:
            found = _READ[field](value, key)
            if found and plain(key) not in KEPT_BESIDE and not isinstance(value, dict | list):
                del meta[key]
    return found


def _published(value: Any, _: str) -> str:
    return dates.read(value.get("$date") if isinstance(value, dict) else value)


def _language(value: Any, key: str) -> str:
    return languages.read(value, short=key != "language") if isinstance(value, str) else ""


def _status(value: Any, _: str) -> str:
    return value if isinstance(value, str) and value in STATUSES else ""


def _name(value: Any, _: str) -> str:
    if isinstance(value, dict):
        named = (value.get(key) for key in _SAID_NAMES)
        return next((str(keepable(name)).strip() for name in named if isinstance(name, str)), "")
    if isinstance(value, list) and value and isinstance(value[0], str | dict):
        return _name(value[0], "")
    return _word(value, "")


def _word(value: Any, _: str) -> str:
    if isinstance(value, dict) and isinstance(value.get("$oid"), str):
        value = value["$oid"]
    if isinstance(value, str):
        return str(keepable(value)).strip()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


_READ = {
    "id": _word,
    "published": _published,
    "source": _name,
    "url": _word,
    "language": _language,
    "status": _status,
}
