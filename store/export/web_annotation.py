"""W3C Web Annotation as JSON-LD: a JSON array with a page of annotations for each article.

The text stands in the page, once, as the source that every annotation of it points to by position
and by quotation. The label is a body that tags, whom a span names one that identifies, a comment
one that comments; article labels are annotations that classify the whole source. What the model
of the W3C has no word for is in ``facts``, which the context declares to be plain JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote

from store.export import array_lines, json_text
from store.export.back import Back, Mark
from store.export.format import Out, Source
from store.export.layers import Exported
from store.model import Span

_OURS = "urn:copydesk:"
_CONTEXT = [
    "http://www.w3.org/ns/anno.jsonld",
    {"@vocab": _OURS, "facts": {"@id": f"{_OURS}facts", "@type": "@json"}},
]
_IRI = re.compile(rf"(?!{_OURS})[A-Za-z][A-Za-z0-9+.-]*:[^\s\x00-\x20<>\"{{}}|\\^`]+")
_ENTITY = f"{_OURS}entity:"
_AROUND = 32
"""Characters of the text before and behind a quotation that are given with it."""


class Writer:
    """A page for each article."""

    def __init__(self, out: Out) -> None:
        self._stream, self._job = out.stream, out.job
        self._begun = False
        self._stream.write(b"[")

    def add(self, exported: Exported) -> None:
        """Write an article."""
        article = exported.article
        source = f"{_OURS}article:{article.id}"
        page = {
            "@context": _CONTEXT,
            "id": f"{_OURS}page:{article.id}",
            "type": "AnnotationPage",
            "items": [
                *(self._class(label, source) for label in exported.labels),
                *(self._span(exported, span, source) for span in exported.spans),
            ],
            "source": {
                "id": source,
                "type": "Text",
                "format": "text/plain",
                **({"language": article.language} if article.language else {}),
                "value": article.text,
                "facts": json_text.known(exported),
            },
        }
        self._stream.write((b",\n" if self._begun else b"\n") + json_text.line(page)[:-1])
        self._begun = True

    def _class(self, label: str, source: str) -> dict[str, Any]:
        return {
            "type": "Annotation",
            "motivation": "classifying",
            "body": _said("classifying", self._job.labels[label]),
            "target": source,
        }

    def _span(self, exported: Exported, span: Span, source: str) -> dict[str, Any]:
        text, start, end = exported.article.text, span.start, span.end
        bodies = [_said("tagging", self._job.labels[span.label])]
        if span.entity:
            linked = {
                "type": "SpecificResource",
                "purpose": "identifying",
                "source": _iri(span.entity),
            }
            name = exported.names.get(span.entity, "")
            bodies.append({**linked, **({"label": name} if name else {})})
        bodies += [
            _said("commenting", one.text) for one in exported.comments if one.span == span.id
        ]
        return {
            **({"id": f"{_OURS}span:{span.id}"} if span.id else {}),
            "type": "Annotation",
            "motivation": "tagging",
            **({"creator": {"type": "Person", "name": span.annotator}} if span.annotator else {}),
            **({"created": span.created} if span.created else {}),
            "body": bodies,
            "target": {
                "type": "SpecificResource",
                "source": source,
                "selector": [
                    {"type": "TextPositionSelector", "start": start, "end": end},
                    {
                        "type": "TextQuoteSelector",
                        "exact": text[start:end],
                        "prefix": text[max(start - _AROUND, 0) : start],
                        "suffix": text[end : end + _AROUND],
                    },
                ],
            },
            "facts": {
                "verdict": exported.verdict(span),
                "origin": span.origin,
                "confirmed": span.confirmed,
                "meta": dict(span.meta),
            },
        }

    def close(self) -> None:
        """End the array."""
        self._stream.write(b"\n]\n")


def _said(purpose: str, value: str) -> dict[str, Any]:
    return {"type": "TextualBody", "purpose": purpose, "value": value}


def _iri(entity: str) -> str:
    """An entity's id as it is, where it can stand for itself in JSON-LD."""
    return entity if _IRI.fullmatch(entity) else _ENTITY + quote(entity, safe="")


def read(source: Source) -> Iterator[Back]:
    """Read the pages one by one, quotations held against the text."""
    labels = source.job.label_ids
    with source.open() as stream:
        for page in array_lines.values(stream):
            yield _article(page, labels)


def _article(page: dict[str, Any], labels: dict[str, str]) -> Back:
    source = page["source"]
    known = source["facts"]
    facts = {name: known[name] for name in known if name not in ("id", "article")}
    back = Back(known["id"], source["value"], facts=facts)
    for one in page["items"]:
        target = one["target"]
        if one["motivation"] == "classifying":
            if target != source["id"]:
                raise ValueError(f"{target!r} is not the article")
            back.labels.append(labels[one["body"]["value"]])
        elif target["source"] != source["id"]:
            raise ValueError(f"{target['source']!r} is not the article")
        else:
            _mark(one, back, labels)
    back.labels.sort()
    return back


def _mark(one: dict[str, Any], back: Back, labels: dict[str, str]) -> None:
    position, cited = one["target"]["selector"]
    start, end = position["start"], position["end"]
    before, exact, after = cited["prefix"], cited["exact"], cited["suffix"]
    around = back.text[start - len(before) : start] + back.text[start : end + len(after)]
    if around != before + exact + after or len(exact) != end - start:
        raise ValueError(f"{exact!r} does not stand at {start}")
    said: dict[str, list[dict[str, Any]]] = {}
    for body in one["body"]:
        said.setdefault(body["purpose"], []).append(body)
    (label,) = (labels[body["value"]] for body in said["tagging"])
    entity = name = ""
    for body in said.get("identifying", ()):
        entity, name = body["source"], body.get("label", "")
        if entity.startswith("urn:copydesk:entity:"):
            entity = unquote(entity.removeprefix("urn:copydesk:entity:"))
    back.comments += [(start, end, label, body["value"]) for body in said.get("commenting", ())]
    facts = one["facts"]
    history = (
        facts["origin"],
        facts["confirmed"],
        one.get("created", ""),
        one.get("id", "").removeprefix("urn:copydesk:span:"),
        facts["meta"],
    )
    who = one.get("creator", {"name": ""})["name"]
    back.marks.append(Mark(start, end, label, exact, who, entity, name, facts["verdict"], history))
