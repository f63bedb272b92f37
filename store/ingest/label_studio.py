"""Label Studio: tasks with annotations or predictions, its short JSON (JSON_MIN) and its CSV.

Every annotation that was not cancelled brings its regions, whose annotator is who completed it;
a task without any brings its predictions, which nobody confirmed. A region with several labels
makes a mark for each. The text is the string of the task's data in which the regions stand;
offsets count in it, or (``globalOffsets``) in what a browser shows of it where it is a web page.
Regions of pictures, sounds and tables are no marks and are refused one by one; choices become
labels of the article; relations stay in its meta.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from html.parser import HTMLParser
from typing import Any

from store.ingest import delimited, objects, records
from store.ingest.fields import field_of
from store.ingest.reading import Reading, SpanRefusal
from store.model import Record, Refusal

_FACTS = ("annotation_id", "annotator", "created_at", "updated_at", "lead_time", "agreement")


def read(reading: Reading) -> Iterator[Record | Refusal]:
    """Yield the tasks of a Label Studio export."""
    if reading.head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        yield from objects.read(reading, _task)
    else:
        yield from delimited.read(reading, _flat)


def _task(data: Mapping[str, Any], reading: Reading, position: str) -> Iterator[Record | Refusal]:
    if not isinstance(data.get("data"), dict | str):
        yield from _flat(data, reading, position)
        return
    inner = data["data"]
    record: dict[str, Any] = dict(inner) if isinstance(inner, dict) else {"text": inner}
    task = _Task()
    done = _dicts(data.get("annotations") or data.get("completions"))
    live = [one for one in done if not one.get("was_cancelled") and not one.get("skipped")]
    for one in live:
        created = one.get("created_at")
        said = {"created": created} if isinstance(created, str) else {}
        task.take(one, {**said, **_by(one.get("completed_by"))})
    if not done:
        for one in _dicts(data.get("predictions")):
            model = one.get("model_version")
            made_by = {"annotator": model} if isinstance(model, str) and model else {}
            task.take(one, {"origin": "suggestion", "confirmed": False, **made_by})
    for number, reason in task.refused:
        yield SpanRefusal(reading.file, f"{position} region {number}", reason)
    _settle_text(record, task)
    meta = data.get("meta")
    if isinstance(meta, dict) and meta:
        record.setdefault("meta", meta)
    if "id" not in record and data.get("id") is not None:
        record["task"] = data["id"]
    if task.relations:
        record["relations"] = task.relations
    if task.choices:
        record["labels"] = list(dict.fromkeys(task.choices))
    if done:
        record.setdefault("status", "done" if live else "skipped")
    record["spans"] = task.marks
    yield from records.build(record, reading, position)


def _flat(data: Mapping[str, Any], reading: Reading, position: str) -> Iterator[Record | Refusal]:
    """A row of the short JSON or the CSV: data and results by name, side by side."""
    task = _Task()
    record: dict[str, Any] = {}
    for key, value in data.items():
        if isinstance(value, str) and value[:1] == "[":
            with suppress(ValueError, RecursionError):
                value = json.loads(value)
        regions = [one for one in _dicts(value) if "start" in one or "globalOffsets" in one]
        if regions and key not in _FACTS:
            by = _by(data.get("annotator"))
            task.take({"result": [{"value": one, "type": "labels"} for one in regions]}, by)
        else:
            record[key] = value
    who = record.pop("annotator", None)
    if who is not None and not task.marks:
        record["annotator"] = who
    for number, reason in task.refused:
        yield SpanRefusal(reading.file, f"{position} region {number}", reason)
    _settle_text(record, task)
    if "id" in record:
        record["task"] = record.pop("id")
    record["spans"] = task.marks
    yield from records.build(record, reading, position)


class _Task:
    """What the results of one task hold."""

    def __init__(self) -> None:
        self.marks: list[dict[str, Any]] = []
        self.refused: list[tuple[int, str]] = []
        self.relations: list[Any] = []
        self.choices: list[str] = []
        self.web = False
        self._number = 0

    def take(self, annotation: Mapping[str, Any], given: Mapping[str, Any]) -> None:
        """Take the results of one annotation or prediction."""
        for result in _dicts(annotation.get("result")):
            kind = str(result.get("type", ""))
            value = result.get("value")
            if kind == "relation":
                self.relations.append({k: v for k, v in result.items() if k != "type"})
            elif kind == "choices" and isinstance(value, dict):
                self.choices += [str(one) for one in value.get("choices", ()) if str(one).strip()]
            elif isinstance(value, dict):
                self._number += 1
                self._region(result, value, given)

    def _region(
        self, result: Mapping[str, Any], value: Mapping[str, Any], given: Mapping[str, Any]
    ) -> None:
        shown = value.get("globalOffsets")
        place = shown if isinstance(shown, dict) else value
        start, end = _whole(place.get("start")), _whole(place.get("end"))
        kind = str(result.get("type", ""))
        if start is None or end is None or ("startOffset" in value and place is value):
            if not {"start", "startOffset"} & value.keys() or "channel" in value:
                reason = f"a region of type {kind!r} is no stretch of a text"
            else:
                reason = "a region of a web page or dialogue without globalOffsets"
            self.refused.append((self._number, reason))
            return
        labels = next(
            (v for k, v in value.items() if k.endswith("labels") and isinstance(v, list)), []
        )
        self.web |= place is shown
        mark: dict[str, Any] = {"start": start, "end": end, **given}
        if isinstance(value.get("text"), str):
            mark["text"] = value["text"]
        if result.get("id") is not None:
            mark["region"] = result["id"]
        if result.get("score") is not None:
            mark["score"] = result["score"]
        if isinstance(meta := result.get("meta"), dict) and meta:
            mark |= _ours(mark, meta) if "facts" in meta else {"meta": meta}
        mark = {key: value for key, value in mark.items() if value is not None}
        self.marks += [{**mark, "label": str(label)} for label in labels or [""]]


def _ours(mark: Mapping[str, Any], meta: Mapping[str, Any]) -> dict[str, Any]:
    """What our export says of a mark in the meta of its region."""
    said = {key: value for key, value in meta.items() if key not in ("facts", "text")}
    facts = meta["facts"] if isinstance(meta["facts"], dict) else {}
    if meta.get("text"):
        facts = {**facts, "comments": meta["text"]}
    return {**said, "id": mark.get("region", ""), "region": None, "meta": facts}


def _settle_text(record: dict[str, Any], task: _Task) -> None:
    """Find the text the marks stand in, and call it ``text``."""
    named = [key for key, value in record.items() if isinstance(value, str)]
    best = max(named, key=lambda key: _fit(key, record[key], task.marks), default="")
    if not best or not (task.marks or _is_text(best)):
        return
    text = record[best]
    if task.web and "<" in text:
        text = _shown(text)
    if best != "text":
        del record[best]
    record["text"] = text


def _fit(key: str, text: str, marks: list[dict[str, Any]]) -> tuple[int, int, int]:
    """How many marks stand in a text, or at least fit; then whether its name means text."""
    standing = sum(text[mark["start"] : mark["end"]] == mark.get("text") for mark in marks)
    fitting = sum(mark["end"] <= len(text) for mark in marks)
    return standing, fitting if not standing else 0, _is_text(key)


def _is_text(key: str) -> int:
    found = field_of(key)
    return 2 if key == "text" else int(bool(found and found[0] == "body"))


def _by(who: Any) -> dict[str, str]:
    if isinstance(who, dict):
        name = next((who[k] for k in ("email", "username", "id") if who.get(k)), "")
    else:
        name = who
    if name is None or name == "":
        return {}
    return {"annotator": str(name) if not str(name).isdigit() else f"annotator-{name}"}


def _whole(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    return value if isinstance(value, int) else None


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


class _Shown(HTMLParser):
    """The text nodes of a page, as a browser counts them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        self._hidden += tag in ("script", "style", "head")
        if tag == "br":
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "head") and self._hidden:
            self._hidden -= 1

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


def _shown(page: str) -> str:
    parser = _Shown()
    parser.feed(page)
    parser.close()
    return "".join(parser.parts)
