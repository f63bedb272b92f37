"""UIMA CAS, as INCEpTION and DKPro write it: XMI, and the JSON of 2021 and later.

Offsets count UTF-16 units and are converted. Every annotation that lies in a text is a mark but
those that say something of each word or of the whole document; its label is ``value``, or the
first other feature that has one, or the name of its type. ``identifier`` links it. A CAS with
several views has an article for each that holds a text. What our own export says of its files in a
file beside them goes before what they say themselves.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from store.ingest import index, records, safe_xml
from store.ingest.reading import Reading, SpanRefusal
from store.ingest.spans import counted_in_utf16
from store.ingest.webanno_layers import is_mark, labelled
from store.model import Record, Refusal

_ID = "{http://www.omg.org/XMI}id"
_CORE = "http:///uima/"
_OWN = frozenset({"sofa", "begin", "end", _ID})


@dataclass(slots=True)
class _View:
    name: str = ""
    text: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    found: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    """Annotations: id, short type name, features."""


def read(reading: Reading) -> Iterator[Record | Refusal]:
    """Yield the articles of a CAS."""
    if reading.head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        views = _of_json(reading)
    else:
        views = _of_xmi(reading)
    if isinstance(views, str):
        yield reading.refuse("line 1", views)
        return
    told = [view for view in views.values() if view.text]
    if not told:
        yield reading.refuse("line 1", "a CAS without a text (sofaString)")
        return
    for view in told:
        yield from _article(view, reading, len(told) > 1)


def _of_xmi(reading: Reading) -> dict[str, _View] | str:
    try:
        root = safe_xml.tree(reading.stream, reading.largest)
    except safe_xml.Unsafe as error:
        return str(error)
    views: dict[str, _View] = {}
    for element in root:
        space, _, name = element.tag.lstrip("{").rpartition("}")
        if name == "Sofa":
            view = views.setdefault(element.get(_ID, ""), _View())
            view.name = element.get("sofaID", "")
            view.text = element.get("sofaString", "")
        elif "begin" in element.attrib:
            features: dict[str, Any] = dict(element.attrib)
            for child in element:  # values too many for an attribute
                features.setdefault(safe_xml.local(child), "".join(child.itertext()))
            view = views.setdefault(element.get("sofa", ""), _View())
            view.found.append((element.get(_ID, ""), name, features))
        elif not space.startswith(_CORE):
            continue
    return views


def _of_json(reading: Reading) -> dict[str, _View] | str:
    data = reading.stream.read(reading.largest + 1)
    if len(data) > reading.largest:
        return f"larger than {reading.largest // (1024 * 1024)} MB"
    try:
        cas = json.loads(data)
    except (ValueError, RecursionError):
        return "not JSON"
    listed = cas.get("%FEATURE_STRUCTURES") if isinstance(cas, dict) else None
    if isinstance(listed, dict):
        listed = [{"%ID": key, **value} for key, value in listed.items() if isinstance(value, dict)]
    if not isinstance(listed, list):
        return "no %FEATURE_STRUCTURES, as the JSON of a CAS has"
    views: dict[str, _View] = {}
    for one in listed:
        if not isinstance(one, dict):
            continue
        name = str(one.get("%TYPE", "")).rpartition(".")[2]
        if name == "Sofa":
            view = views.setdefault(str(one.get("%ID")), _View())
            view.name, view.text = str(one.get("sofaID", "")), str(one.get("sofaString") or "")
        elif "begin" in one:
            view = views.setdefault(str(one.get("@sofa")), _View())
            features = {
                k: str(v).lower() if isinstance(v, bool) else str(v)
                for k, v in one.items()
                if isinstance(v, str | int | float) and k[0] not in "%@^"
            }
            view.found.append((str(one.get("%ID", "")), name, features))
    return views


def _article(view: _View, reading: Reading, several: bool) -> Iterator[Record | Refusal]:
    where = counted_in_utf16(view.text)
    spans: list[dict[str, Any]] = []
    data: dict[str, Any] = {}
    for number, (own, name, features) in enumerate(view.found, 1):
        if name == "DocumentMetaData":
            data |= _document(features)
        elif name == "DocumentAnnotation":
            data.setdefault("language", _language(features))
        if not is_mark(name):
            continue
        try:
            start, end = where(int(features["begin"])), where(int(features["end"]))
        except (KeyError, ValueError):
            start = end = None
        if start is None or end is None or start >= end:
            reason = (
                f"{name} {features.get('begin')}-{features.get('end')} is no stretch of the text"
            )
            yield SpanRefusal(reading.file, f"annotation {own or number}", reason)
            continue
        spans.append({"start": start, "end": end, **_mark(name, features)})
    if several:
        data["view"] = view.name
    if not several and reading.path is not None:
        known = index.known(reading.path)
        names = known.pop("names", None)
        for span in spans if isinstance(names, dict) else ():
            if isinstance(name := names.get(span.get("entity")), str):
                span["entity_name"] = name
        data |= known
    record = {**{k: v for k, v in data.items() if v}, "text": view.text, "spans": spans}
    yield from records.build(record, reading, "line 1")


def _mark(name: str, features: Mapping[str, str]) -> dict[str, Any]:
    said = {key: value for key, value in features.items() if key not in _OWN}
    linked = said.pop("identifier", "")
    label, rest = labelled(name, said)
    mark: dict[str, Any] = {"label": label}
    if linked:
        mark["entity"] = linked
    meta = {**rest, **({"layer": name} if name != "NamedEntity" else {})}
    return {**mark, **({"meta": meta} if meta else {})}


def _document(features: Mapping[str, str]) -> dict[str, str]:
    """What the document says of itself."""
    return {
        "id": features.get("documentId", ""),
        "title": features.get("documentTitle", ""),
        "url": features.get("documentUri", ""),
        "language": _language(features),
    }


def _language(features: Mapping[str, str]) -> str:
    language = features.get("language", "")
    return "" if language == "x-unspecified" else language
