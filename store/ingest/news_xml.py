"""News in XML: NITF, NewsML-G2 and NewsML 1. Articles without marks, a document of them streamed.

An item without a text of its own (a picture, a package, an event) is refused by what it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from store.ingest import markup, records, safe_xml
from store.ingest.reading import Reading
from store.ingest.safe_xml import find, local, said
from store.model import Record, Refusal

_ITEMS = frozenset({"nitf", "newsItem", "NewsItem"})
_OTHERS = frozenset(
    {"packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem"}
)  # fmt: skip
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def read(reading: Reading) -> Iterator[Record | Refusal]:
    """Yield the items of a file of news."""
    number = 0
    try:
        for item, line in safe_xml.each(
            reading.stream, reading.largest, lambda name, _: name in _ITEMS or name in _OTHERS
        ):
            number += 1
            yield from _item(item, reading, f"line {line}")
    except safe_xml.Unsafe as error:
        yield reading.refuse("line 1", str(error))
        return
    if not number:
        yield reading.refuse("line 1", "no item of news in it, only parts of one")


def _item(item: Element, reading: Reading, position: str) -> Iterator[Record | Refusal]:
    kind = local(item)
    if kind in _OTHERS:
        yield reading.refuse(position, f"a {kind} of NewsML-G2: no article text")
        return
    read = {"nitf": _nitf, "newsItem": _newsml_g2, "NewsItem": _newsml_1}[kind]
    data = {key: value for key, value in read(item).items() if value}
    if not data.get("body"):
        what = data.get("class") or "an item"
        yield reading.refuse(position, f"{what} without a text of its own")
        return
    yield from records.build(data, reading, position)


def _nitf(item: Element) -> dict[str, Any]:
    body = find(item, "body.content")
    if body is None:
        body = find(item, "body")
    issued = find(item, "date.issue")
    document = find(item, "doc-id")
    data = {
        "title": said(item, "hl1", "hedline", "title"),
        "body": markup.text_in(body) if body is not None else "",
        "published": _date(issued.get("norm", "") if issued is not None else ""),
        "id": document.get("id-string", "") if document is not None else "",
        "byline": said(item, "byline"),
        "dateline": said(item, "dateline"),
        "language": item.get("baselang") or item.get(_LANG) or "",
    }
    if not data["body"]:
        body = find(item, "body")
        data["body"] = markup.text_in(body) if body is not None else ""
    return data


def _newsml_g2(item: Element) -> dict[str, Any]:
    content = find(item, "contentSet")
    provider = find(item, "provider")
    source = provider
    for name in ("infoSource", "creditline"):
        if source is None or not (safe_xml.words(source) or source.get("literal")):
            source = find(item, name)
    kind = find(item, "itemClass")
    return {
        "title": said(item, "headline"),
        "body": _content(content),
        "published": _date(said(item, "firstCreated", "contentCreated", "versionCreated")),
        "id": item.get("guid", ""),
        "source": _named(source),
        "language": item.get(_LANG, "") or _tag(item),
        "byline": said(item, "by"),
        "dateline": said(item, "dateline"),
        "slugline": said(item, "slugline"),
        "class": kind.get("qcode", "") if kind is not None else "",
    }


def _content(content: Element | None) -> str:
    """The text of inline content: NITF or XHTML, or plain."""
    if content is None:
        return ""
    for part in content:
        if local(part) == "inlineXML":
            for name in ("body.content", "body", "div", "p"):
                body = find(part, name)
                if body is not None and (text := markup.text_in(part if name == "p" else body)):
                    return text
        elif local(part) == "inlineData" and (part.text or "").strip():
            text = part.text or ""
            return markup.text_of(text) if markup.is_markup(text) else text.strip()
    return ""


def _newsml_1(item: Element) -> dict[str, Any]:
    body = ""
    for content in item.iter():
        if local(content) == "DataContent":
            inner = find(content, "body.content")
            inner = inner if inner is not None else find(content, "body")
            text = markup.text_in(inner if inner is not None else content)
            if inner is None and not len(content) and markup.is_markup(content.text or ""):
                text = markup.text_of(content.text or "")
            body = max(body, text, key=len)  # a style sheet may stand before it
    language = find(item, "Language")
    return {
        "title": said(item, "HeadLine"),
        "body": body,
        "published": _date(said(item, "FirstCreated", "ThisRevisionCreated", "DateLine")),
        "id": said(item, "PublicIdentifier"),
        "source": said(item, "ProviderId"),
        "byline": said(item, "ByLine"),
        "dateline": said(item, "DateLine"),
        "language": language.get("FormalName", "") if language is not None else "",
    }


def _named(element: Element | None) -> str:
    if element is None:
        return ""
    named = said(element, "name") or element.get("literal", "") or element.get("qcode", "")
    return named.rpartition(":")[2] or element.get("uri", "")


def _tag(item: Element) -> str:
    language = find(item, "language")
    return language.get("tag", "") if language is not None else ""


def _date(text: str) -> str:
    """A date as IPTC's older formats write it (20240710T125902Z) with its hyphens and colons."""
    if len(text) >= 15 and text[:8].isdigit() and text[8] == "T" and text[9:15].isdigit():
        day = f"{text[:4]}-{text[4:6]}-{text[6:8]}"
        zone = text[15:]
        zone = f"{zone[:3]}:{zone[3:]}" if len(zone) == 5 and zone[1:].isdigit() else zone
        return f"{day}T{text[9:11]}:{text[11:13]}:{text[13:15]}{zone}"
    return text
