"""Which format a file is in: by looking inside, helped by its name."""

from __future__ import annotations

import re

from store.ingest import encodings, token_lines
from store.ingest.fields import field_of
from store.ingest.jsonl import DECODER
from store.ingest.table_shape import DELIMITERS, shape_of
from store.ingest.token_lines import is_token_lines

_BINARY = (
    (b"SQLite format 3\0", "an SQLite database"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"PK\x03\x04", "a ZIP archive (or an office document): unpack it or save it as text or CSV"),
    (b"BZh", "packed with bzip2: unpack it first"),
    (b"\xfd7zXZ", "packed with xz: unpack it first"),
    (b"\x28\xb5\x2f\xfd", "packed with zstd: unpack it first"),
    (b"7z\xbc\xaf", "a 7-Zip archive: unpack it first"),
    (b"Rar!", "a RAR archive: unpack it first"),
    (b"\xd0\xcf\x11\xe0", "an old office document: save it as text or CSV"),
    (b"\x7fELF", "a program"),
    (b"PAR1", "a Parquet file"),
)
_SUFFIXES = {
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".jl": "jsonl", ".json": "json", ".geojson": "json",
    ".csv": "csv", ".tsv": "csv", ".tab": "csv", ".txt": "text", ".text": "text", ".md": "text",
    ".markdown": "text", ".html": "html", ".htm": "html", ".xhtml": "html", ".shtml": "html",
    ".sgm": "sgml", ".sgml": "sgml",
}  # fmt: skip
_PAPERS = re.compile(
    r"(readme|licen[cs]e|copying|changelog|changes|contributing|authors|notice|makefile|"
    r"requirements|manifest|code_of_conduct)\b",
    re.I,
)
_HTML = re.compile(r"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]|<meta\s|<article[\s>]", re.I)
_SGML = re.compile(r"<!doctype\s+(?:lewis|doc)\b|<(?:reuters|doc)[\s>]", re.I)
_COMMENT = re.compile(r"<!--.*?-->\s*", re.S)
_ARRAY = re.compile(r"\[\s*(?:[{\[\]\"]|$)")


class Unreadable(Exception):
    """The file is in no format we read; the message says what it is."""


def detect(head: bytes, suffix: str, *, named: bool = True, name: str = "") -> str:
    """Name the reader (a key of ``READERS``) for a file that starts with ``head``.

    ``named``: the user named the file, so that text of an unknown kind is taken for an article;
    in a folder only known kinds are. Raises ``Unreadable`` with a reason.
    """
    if not head:
        raise Unreadable("the file is empty")
    for magic, what in _BINARY:
        if head.startswith(magic):
            raise Unreadable(f"not a news file but {what}")
    encoding = encodings.detect(head)
    if b"\0" in head[:4096] and not encoding.startswith(("utf-16", "utf-32")):
        raise Unreadable("not a text: the file holds zero bytes")
    if not named and suffix in ("", ".md", ".txt", ".markdown", ".rst") and _PAPERS.match(name):
        raise Unreadable("a note about the folder, no article; name the file itself to take it in")
    start = head.decode(encoding, "ignore").lstrip("\ufeff")
    inside = _inside(start, suffix)
    if inside:
        return inside
    if is_token_lines(start, whole=len(head) < 1024):
        raise Unreadable(token_lines.REASON)
    known = _SUFFIXES.get(suffix)
    if known:
        return known
    xml = re.match(r"\s*<\?xml|\s*<(?:rss|feed|newsml|nitf|newsitem)[\s>]", start, re.I)
    if xml or suffix in (".xml", ".rss", ".atom"):
        raise Unreadable("XML of a kind that is not read")
    if _is_table(start, len(head)):
        return "csv"
    if named:
        return "text"
    raise Unreadable(f"a kind of file that is not read ({suffix or 'no suffix'})")


def _inside(start: str, suffix: str) -> str:
    """The format the content shows beyond doubt, or ``""``."""
    begun = start.lstrip()
    if begun.startswith("{"):
        return _object(begun, suffix)
    if _ARRAY.match(begun) and suffix not in (".csv", ".tsv"):
        return (
            "jsonl" if suffix in (".jsonl", ".ndjson") and not begun.startswith("[\n") else "json"
        )
    if begun.startswith("<") and suffix not in (".csv", ".tsv", ".txt", ".md"):
        if _SGML.match(_uncommented(begun)):
            return "sgml"
        if _HTML.search(begun[:4096]):
            return "html"
    if begun.startswith("<") and re.match(r"<!doctype\s+html|<html[\s>]", begun, re.I):
        return "html"
    return ""


def _uncommented(begun: str) -> str:
    while found := _COMMENT.match(begun):
        begun = begun[found.end() :]
    return begun


def _object(begun: str, suffix: str) -> str:
    line, _, rest = begun.partition("\n")
    try:
        DECODER.decode(line.strip())
    except (ValueError, RecursionError):
        if suffix in (".jsonl", ".ndjson", ".jl"):
            # a bad first line, or one object spread over many lines
            spread = re.match(r"\{\s*(?:\n|$)", begun)
            return "json" if spread else "jsonl"
        return "json" if suffix == ".json" or re.match(r'\{\s*"', begun) else ""
    if suffix == ".json" and not rest.strip():
        return "json"
    return "jsonl"


def _is_table(start: str, size: int) -> bool:
    first = start.lstrip("\ufeff").partition("\n")[0]
    for delimiter in DELIMITERS:
        cells = [cell.strip().strip('"') for cell in first.split(delimiter)]
        if len(cells) > 1 and sum(field_of(cell) is not None for cell in cells) >= 2:
            return not shape_of(start, whole=size < 1024).reason
    return False
