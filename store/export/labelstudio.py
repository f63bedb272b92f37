"""Tasks for Label Studio as one JSON array, and beside it the labelling interface they need.

Each annotator's spans are an annotation of their own (option ``kind``: or a prediction, whose model
is named for them). What a span has besides its range and label is in its ``meta``, its comments
among them as text. Label Studio counts offsets as Python does; older ones of its pages count as
JavaScript does (option ``offsets``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import quoteattr

from store.export import array_lines, json_text
from store.export.back import Back, Mark
from store.export.format import Job, Option, Out, Source
from store.export.layers import Exported
from store.model import Label, Span

INTERFACE = ".interface.xml"
KIND = Option("kind", ("annotations", "predictions"), "as what the spans are taken in")
OFFSETS = Option("offsets", ("codepoints", "utf16"), "what the offsets count")
_NAMES = ("annotator", "entity", "entity_name", "verdict", "origin", "confirmed", "created")


class Writer:
    """A task for each article."""

    def __init__(self, out: Out) -> None:
        self._stream, self._job = out.stream, out.job
        self._kind = out.job.options["kind"]
        self._utf16 = out.job.options["offsets"] == "utf16"
        self._begun = False
        out.beside(INTERFACE).write(interface(out.job).encode("utf-8"))
        self._stream.write(b"[")

    def add(self, exported: Exported) -> None:
        """Write an article."""
        who = list(dict.fromkeys(span.annotator for span in exported.spans)) or [""]
        layers = [self._layer(exported, name, first=name == who[0]) for name in who]
        task = {
            "data": {"text": exported.article.text, **json_text.known(exported)},
            self._kind: layers,
        }
        self._stream.write((b",\n" if self._begun else b"\n") + json_text.line(task)[:-1])
        self._begun = True

    def _layer(self, exported: Exported, annotator: str, *, first: bool) -> dict[str, Any]:
        result = [
            self._region(exported, span) for span in exported.spans if span.annotator == annotator
        ]
        if first and exported.labels:
            result.append(
                {
                    "id": "labels",
                    "from_name": "article",
                    "to_name": "text",
                    "type": "choices",
                    "value": {"choices": [self._job.labels[one] for one in exported.labels]},
                }
            )
        if self._kind == "predictions":
            return {"model_version": annotator or "copydesk", "result": result}
        return {"result": result}

    def _region(self, exported: Exported, span: Span) -> dict[str, Any]:
        text = exported.article.text
        start, end = span.start, span.end
        if self._utf16:
            start = len(text[:start].encode("utf-16-le")) // 2
            end = start + len(text[span.start : end].encode("utf-16-le")) // 2
        said = [one.text for one in exported.comments if one.span == span.id]
        values = (
            span.annotator,
            span.entity,
            exported.names.get(span.entity, ""),
            exported.verdict(span),
            span.origin,
            span.confirmed,
            span.created,
        )
        return {
            "id": span.id,
            "from_name": "label",
            "to_name": "text",
            "type": "labels",
            "value": {
                "start": start,
                "end": end,
                "text": text[span.start : span.end],
                "labels": [self._job.labels[span.label]],
            },
            "meta": {
                **({"text": said} if said else {}),
                **dict(zip(_NAMES, values, strict=True)),
                "facts": dict(span.meta),
            },
        }

    def close(self) -> None:
        """End the array."""
        self._stream.write(b"\n]\n")


def interface(job: Job) -> str:
    """The labelling interface in Label Studio's XML."""
    spans = "".join(_tag("Label", label, job) for label in job.span_labels())
    choices = "".join(_tag("Choice", label, job) for label in job.article_labels())
    if choices:
        choices = (
            f'  <Choices name="article" toName="text" choice="multiple">\n{choices}  </Choices>\n'
        )
    return (
        f'<View>\n  <Labels name="label" toName="text">\n{spans}  </Labels>\n{choices}'
        '  <Text name="text" value="$text"/>\n</View>\n'
    )


def _tag(kind: str, label: Label, job: Job) -> str:
    given = {"value": job.labels[label.id]}
    if label.key and len(label.key) == 1:
        given["hotkey"] = label.key
    if label.colour.startswith("#"):
        given["background"] = label.colour
    return f"    <{kind} {' '.join(f'{name}={quoteattr(given[name])}' for name in given)}/>\n"


def read(source: Source) -> Iterator[Back]:
    """Read the tasks one by one."""
    labels = source.job.label_ids
    utf16 = source.job.options["offsets"] == "utf16"
    with source.open() as stream:
        for task in array_lines.values(stream):
            yield _article(task, labels, utf16)


def _article(task: dict[str, Any], labels: dict[str, str], utf16: bool) -> Back:
    data = task["data"]
    text = data["text"]
    facts = {name: data[name] for name in data if name not in ("id", "article", "text")}
    back = Back(data["id"], text, facts=facts)
    units = text.encode("utf-16-le") if utf16 else b""
    for layer in task.get("annotations") or task["predictions"]:
        for region in layer["result"]:
            value = region["value"]
            if region["type"] == "choices":
                back.labels = sorted(labels[one] for one in value["choices"])
                continue
            start, end = value["start"], value["end"]
            if utf16:
                start = len(units[: 2 * start].decode("utf-16-le"))
                end = len(units[: 2 * end].decode("utf-16-le"))
            if text[start:end] != value["text"]:
                raise ValueError(f"{value['text']!r} does not stand at {start}")
            meta = region["meta"]
            (label,) = value["labels"]
            said = meta.get("text", ())
            back.comments += [(start, end, labels[label], one) for one in said]
            who, entity, name, verdict = (meta[key] for key in _NAMES[:4])
            history = (*(meta[key] for key in _NAMES[4:]), region["id"], meta["facts"])
            back.marks.append(
                Mark(start, end, labels[label], value["text"], who, entity, name, verdict, history)
            )
    return back
