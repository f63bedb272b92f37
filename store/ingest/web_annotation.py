"""W3C Web Annotation (JSON-LD): annotations of texts that the file itself holds.

A source is an object with its text as ``value`` (or ``text``), in the target of an annotation or on
the page (``AnnotationPage``, ``AnnotationCollection``) the annotations are on; nothing is fetched.
Positions count code points, and quotations are held against them. The label is the body that tags
or classifies, an identifying body is the link, other bodies stay in the mark's meta. A label of a
whole text is an article label.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from store.ingest import encodings, json_array, json_look, jsonl, records
from store.ingest.reading import Reading, SpanRefusal
from store.model import Record, Refusal

_TAGGING = frozenset({"tagging", "classifying", "oa:tagging", "oa:classifying"})
_LINKING = frozenset({"identifying", "linking", "oa:identifying", "oa:linking"})
_OURS = "urn:copydesk:"
"""What names begin with that our export makes."""
_PLACES = ("source", "about", "target", "partOf", "resource")


def read(reading: Reading) -> Iterator[Record | Refusal]:
    """Yield the articles of a file of annotations."""
    start = reading.head.decode(encodings.detect(reading.head), "ignore").lstrip("\ufeff \t\r\n")
    if json_look.form(start, reading.suffix) == "jsonl":
        yield from jsonl.read(reading, _page)
        return
    if start.startswith("[") and "items" in json_look.first_keys(start):
        yield from json_array.read(reading, _page)
        return
    data = reading.stream.read(reading.largest + 1)
    if len(data) > reading.largest:
        reason = f"larger than {reading.largest // (1024 * 1024)} MB; write a page a line"
        yield reading.refuse("line 1", reason)
        return
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        reason = jsonl.fault(error) if isinstance(error, ValueError) else "nested too deep"
        yield reading.refuse("line 1", f"not JSON: {reason}")
        return
    pages = value if isinstance(value, list) else [value]
    if pages and all(isinstance(one, dict) and "target" in one for one in pages):
        pages = [{"items": pages}]
    for number, page in enumerate(pages, 1):
        if isinstance(page, dict):
            yield from _page(page, reading, f"record {number}")


def _page(page: Mapping[str, Any], reading: Reading, position: str) -> Iterator[Record | Refusal]:
    """The articles that the annotations of a page, or a single one, are of."""
    first = page.get("first")
    listed = page.get("items")
    if not isinstance(listed, list):
        listed = first.get("items") if isinstance(first, dict) else None
    annotations = listed if isinstance(listed, list) else [page]
    own = next((page[key] for key in _PLACES if key in page and _text(page[key])), None)
    articles: dict[str, dict[str, Any]] = {}
    if own is not None and isinstance(listed, list):
        articles[_text(own)] = _about(own)
    for number, annotation in enumerate(annotations, 1):
        place = f"{position} annotation {number}"
        if not isinstance(annotation, dict):
            continue
        target = annotation.get("target")
        target = target[0] if isinstance(target, list) and len(target) == 1 else target
        source = target.get("source") if isinstance(target, dict) else target
        text = _text(source) or (_text(own) if own is not None else "")
        if not text:
            named = source if isinstance(source, str) else "its target"
            reason = f"{str(named)[:80]} is annotated, and its text is not in this file"
            yield reading.refuse(place, reason)
            continue
        article = articles.setdefault(text, _about(source if _text(source) else own))
        if label := _of_whole(annotation, target):
            article.setdefault("labels", []).append(label)
            continue
        mark = _mark(annotation, target if isinstance(target, dict) else {})
        if isinstance(mark, str):
            yield SpanRefusal(reading.file, place, mark)
        else:
            article["spans"].append(mark)
    for article in articles.values():
        yield from records.build(article, reading, position)


def _text(source: Any) -> str:
    if isinstance(source, dict):
        for key in ("value", "text"):
            if isinstance(source.get(key), str):
                return str(source[key])
    return ""


def _of_whole(annotation: Mapping[str, Any], target: Any) -> str:
    """The label that an annotation gives a text as a whole; ``""`` where it is of a part of one."""
    if isinstance(target, dict) and "selector" in target:
        return ""
    mark: dict[str, Any] = {}
    for body in _bodies(annotation):
        _body(body, annotation, mark, {})
    return str(mark.get("label", ""))


def _bodies(annotation: Mapping[str, Any]) -> list[Any]:
    bodies = annotation.get("body")
    return bodies if isinstance(bodies, list) else [bodies]


def _about(source: Any) -> dict[str, Any]:
    """A record of a source, without marks yet."""
    facts = source.get("facts")
    if isinstance(facts, dict) and records.is_article_id(facts.get("article")):  # our own export
        return {**facts, "text": _text(source), "spans": []}
    known = {
        key: value
        for key, value in source.items()
        if key not in ("value", "text", "type", "format", "@context")
    }
    given = known.get("id")
    if isinstance(given, str) and given.startswith(("http://", "https://")) and "url" not in known:
        known["url"] = known.pop("id")
    return {**known, "text": _text(source), "spans": []}


def _mark(annotation: Mapping[str, Any], target: Mapping[str, Any]) -> dict[str, Any] | str:
    """The mark an annotation makes, or why it makes none."""
    mark: dict[str, Any] = {}
    meta: dict[str, Any] = {}
    selectors = target.get("selector")
    for selector in selectors if isinstance(selectors, list) else [selectors]:
        if not isinstance(selector, dict):
            continue
        kind = str(selector.get("type", ""))
        if kind.endswith("TextPositionSelector"):
            mark["start"], mark["end"] = selector.get("start"), selector.get("end")
        elif kind.endswith("TextQuoteSelector") and isinstance(selector.get("exact"), str):
            mark["text"] = selector["exact"]
    if "start" not in mark:
        return "no TextPositionSelector says where it stands"
    for body in _bodies(annotation):
        _body(body, annotation, mark, meta)
    creator = annotation.get("creator")
    if isinstance(creator, dict):
        creator = creator.get("name") or creator.get("nickname") or creator.get("id")
    if isinstance(creator, str) and creator:
        mark["annotator"] = creator
    if isinstance(annotation.get("created"), str):
        mark["created"] = annotation["created"]
    own = annotation.get("id")
    facts = annotation.get("facts")
    if isinstance(own, str) and own.startswith(_OURS) and isinstance(facts, dict):
        mark |= {"id": own.rpartition(":")[2], **facts}
        meta = {**meta, **facts["meta"]} if isinstance(facts.get("meta"), dict) else meta
    if meta:
        mark["meta"] = meta
    return mark


def _body(
    body: Any, annotation: Mapping[str, Any], mark: dict[str, Any], meta: dict[str, Any]
) -> None:
    if isinstance(body, str):
        body = {"value": body, "purpose": annotation.get("motivation")}
    if not isinstance(body, dict):
        return
    purpose = body.get("purpose", annotation.get("motivation"))
    purpose = purpose[0] if isinstance(purpose, list) and purpose else purpose
    value = body.get("value")
    source = body.get("source", body.get("id"))
    if purpose in _LINKING and isinstance(source or value, str):
        entity = str(source or value)
        if entity.startswith(f"{_OURS}entity:"):
            entity = unquote(entity.removeprefix(f"{_OURS}entity:"))
        mark["entity"] = entity
        name = body.get("label") or body.get("name") or (value if source else None)
        if isinstance(name, str):
            mark["entity_name"] = name
    elif "label" not in mark and isinstance(value, str) and purpose in (*_TAGGING, None):
        mark["label"] = value
    elif value is not None:
        key = str(purpose or "body")
        before = meta.get(key, [])
        several = before if isinstance(before, list) else [before]
        meta[key] = [*several, value] if key in meta else value
