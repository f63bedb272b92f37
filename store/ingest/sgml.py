"""SGML as news collections use it: Reuters-21578 and the ``<DOC>`` files of TREC and LDC.

A small reader of its own: it looks for one document element after another, knows the few elements
that hold a title, a body or a date, and expands only the five named entities of XML and numeric
references, once. Document types are never read.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from store.ingest import encodings, records
from store.ingest.reading import Reading
from store.model import Record, Refusal

_CHUNK = 256 * 1024
_OPEN = re.compile(r"<(REUTERS|DOC)(\s[^<>]{0,2000})?>", re.I)
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_TAG = re.compile(r"<[/!?]?[A-Za-z][^<>]{0,500}>|<!--.{0,9999}?-->", re.S)
_REFERENCE = re.compile(r"&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos));", re.I)
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ITEM = re.compile(r"<D>(.*?)</D>", re.I | re.S)

_MEANINGS = {
    "title": ("TITLE", "HEADLINE", "HL", "HEAD", "TI"),
    "body": ("BODY", "TEXT", "LEADPARA"),
    "published": ("DATE", "DATE_TIME", "DATETIME", "PUBDATE", "DD", "DT"),
    "id": ("DOCNO", "DOCID"),
    "source": ("SOURCE", "SO"),
    "author": ("AUTHOR", "BYLINE"),
    "dateline": ("DATELINE",),
}
_LISTS = ("TOPICS", "PLACES", "PEOPLE", "ORGS", "EXCHANGES", "COMPANIES")


def read(reading: Reading) -> Iterator[Record | Refusal]:
    """Yield the documents of an SGML file; refuse those that do not end or hold no text."""
    encoding = encodings.detect(reading.head)
    stream = io.TextIOWrapper(reading.stream, encoding, errors="surrogateescape", newline="")
    window, line, number, ended = "", 1, 0, False
    while True:
        opened = _OPEN.search(window)
        close = None
        if opened:
            close = re.compile(rf"</{opened[1]}\s*>", re.I).search(window, opened.end())
        if opened and close:
            line += window.count("\n", 0, opened.start())
            number += 1
            inside = window[opened.end() : close.start()]
            yield from _document(opened, inside, reading, f"line {line}")
            line += window.count("\n", opened.start(), close.end())
            window = window[close.end() :]
            continue
        if ended:
            break
        if not opened and len(window) > 4096:
            line += window.count("\n", 0, len(window) - 2048)
            window = window[-2048:]
        if len(window) > reading.largest:
            break
        chunk = stream.read(max(_CHUNK, len(window)))
        ended = not chunk
        window += chunk
    if opened:
        line += window.count("\n", 0, opened.start())
        yield reading.refuse(f"line {line}", f"<{opened[1]}> does not end; the rest was not read")
    elif not number:
        yield reading.refuse(
            "line 1", "no <REUTERS> or <DOC> element: no article in this SGML file"
        )


def _document(
    opened: re.Match[str], inside: str, reading: Reading, position: str
) -> Iterator[Record | Refusal]:
    data: dict[str, Any] = {}
    for field, tags in _MEANINGS.items():
        for tag in tags:
            found = _element(inside, tag)
            if found is not None and (text := _plain(_without(found, field))):
                data[field] = text
                break
    for tag in _LISTS:
        listed = _element(inside, tag)
        items = [_plain(item) for item in _ITEM.findall(listed or "")]
        if items:
            data[tag.lower()] = items
    attributes = {
        key.casefold(): _plain(one or two or three)
        for key, one, two, three in _ATTRIBUTE.findall(opened[2] or "")
    }
    if opened[1].upper() == "REUTERS":
        data.setdefault("source", "Reuters")
        data.setdefault("language", "en")
        if "newid" in attributes:
            data["id"] = f"reut-{attributes['newid']}"
        for key in ("lewissplit", "cgisplit", "oldid"):
            if key in attributes:
                data[key] = attributes[key]
        if "body" in data:
            data["body"] = _reuters(data["body"])
    elif "id" not in data and "id" in attributes:
        data["id"] = attributes["id"]
    yield from records.build({k: v for k, v in data.items() if v}, reading, position)


def _element(text: str, tag: str) -> str | None:
    opened = re.search(rf"<{tag}(?:\s[^<>]{{0,500}})?>", text, re.I)
    if not opened:
        return None
    closed = re.compile(rf"</{tag}\s*>", re.I).search(text, opened.end())
    return text[opened.end() : closed.start() if closed else len(text)]


def _without(text: str, field: str) -> str:
    """A body that is the whole text element, without the title and dateline inside it."""
    if field == "body":
        for tag in (*_MEANINGS["title"], "DATELINE", "AUTHOR"):
            text = re.sub(
                rf"<{tag}(?:\s[^<>]{{0,500}})?>.*?</{tag}\s*>", "", text, flags=re.I | re.S
            )
    return text


def _plain(text: str) -> str:
    """Text without tags, references expanded once, control characters gone."""
    text = re.sub(r"</?p\s*>", "\n\n", text, flags=re.I)
    text = _REFERENCE.sub(_character, _TAG.sub("", text))
    return _CONTROL.sub("", text.replace("\r\n", "\n")).strip()


def _character(match: re.Match[str]) -> str:
    decimal, hexadecimal, name = match.groups()
    if name:
        return _NAMED[name.casefold()]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


def _reuters(body: str) -> str:
    """Paragraphs set off by empty lines instead of indents, without the closing mark."""
    body = re.sub(r"\n[ \t]{3,}(?=\S)", "\n\n", body)
    return re.sub(r"\s*\n\s*reuters?\s*$", "", body, flags=re.I)
