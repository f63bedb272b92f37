"""Which format a file is in: by looking inside, helped by its name."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from store.ingest import (
    brat,
    conllu,
    docbin,
    encodings,
    fasttext,
    iob,
    json_look,
    token_lines,
    webanno_old,
    xml_look,
    yedda,
)  # fmt: skip
from store.ingest.columns import columns_of
from store.ingest.fields import field_of, plain
from store.ingest.table_shape import DELIMITERS, shape_of
from store.ingest.token_lines import is_token_lines

_BINARY = (
    (b"SQLite format 3\0", "not a news file but an SQLite database"),
    (b"%PDF", "not a news file but a PDF"),
    (b"\x89PNG", "not a news file but a PNG picture"),
    (b"\xff\xd8\xff", "not a news file but a JPEG picture"),
    (b"GIF8", "not a news file but a GIF picture"),
    (
        b"PK\x03\x04",
        "not a news file but a ZIP archive (or an office document): unpack it or save it as text "
        "or CSV",
    ),
    (b"BZh", "not a news file but packed with bzip2: unpack it first"),
    (b"\xfd7zXZ", "not a news file but packed with xz: unpack it first"),
    (b"\x28\xb5\x2f\xfd", "not a news file but packed with zstd: unpack it first"),
    (b"7z\xbc\xaf", "not a news file but a 7-Zip archive: unpack it first"),
    (b"Rar!", "not a news file but a RAR archive: unpack it first"),
    (b"\xd0\xcf\x11\xe0", "not a news file but an old office document: save it as text or CSV"),
    (b"\x7fELF", "not a news file but a program"),
    (b"WARC/", "a web archive (WARC), which is not read: save its pages as HTML"),
    (b"filedesc://", "a web archive (ARC), which is not read: save its pages as HTML"),
    (b"\x16\x16\x01", "a wire in ANPA 1312, which is not read: ask for NITF, NewsML or ninjs"),
    (b"\x01", "a wire in IPTC 7901, which is not read: ask for NITF, NewsML or ninjs"),
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
_UNREAD = (
    (
        re.compile(r"\s*(?:Delivered-To|Return-Path|Received|X-Received|MIME-Version): ", re.A),
        "an e-mail with its headers: save its text, or the page or file it brings",
    ),
    (
        re.compile(r".{0,20000}?^[^\S\n]*(?:Document )?\d+ (?:of|von|de) \d+ (?:DOCUMENTS?|DOKUMENTEN)\s*$", re.S | re.M),
        "many articles in one file of LexisNexis, which is not read: download them as single files",
    ),
    (
        re.compile(r"\s*<html.{0,40000}?(?:LXNComment|cedrom-sni\.com)|\s*<!doctype html.{0,300}?<title>Factiva</title>", re.S | re.I),
        "many articles in one page of a press data base, which is not read: "
        "save each, or ask Factiva for XML",
    ),
    (
        re.compile(r"\s*+(?:(?><!--.*?-->)\s*+)*+<!(?:ENTITY|ELEMENT|ATTLIST)\s", re.S),
        "a definition of document types (DTD), no articles",
    ),
    (re.compile(r"eca\d{4} \d .{0,40}\bdpa \d", re.A), "a wire in IPTC 7901, which is not read: ask for NITF, NewsML or ninjs"),
)  # fmt: skip
_LABEL_STUDIO = frozenset({"annotationid", "annotator"})
_PATTERNS = "patterns of names (spaCy, Prodigy), no articles"


class Unreadable(Exception):
    """The file is in no format we read; the message says what it is."""


def detect(
    head: bytes, suffix: str, *, named: bool = True, name: str = "", path: Path | None = None
) -> str:
    """Name the reader (a key of ``READERS``) for a file that starts with ``head``.

    ``named``: the user named the file, so that text of an unknown kind is taken for an article;
    in a folder only known kinds are. ``path``: where it lies, for formats of two files. Raises
    ``Unreadable`` with a reason.
    """
    if not head:
        raise Unreadable("the file is empty")
    packed = _packed(head)
    if packed:
        return packed
    for magic, what in _BINARY:
        if head.startswith(magic):
            raise Unreadable(what)
    encoding = encodings.detect(head)
    if b"\0" in head[:4096] and not encoding.startswith(("utf-16", "utf-32")):
        raise Unreadable("not a text: the file holds zero bytes")
    if not named and suffix in ("", ".md", ".txt", ".markdown", ".rst") and _PAPERS.match(name):
        raise Unreadable("a note about the folder, no article; name the file itself to take it in")
    start = head.decode(encoding, "ignore").lstrip("\ufeff")
    inside = _inside(start, suffix, whole=len(head) < 1024)
    if inside:
        return inside
    if path is not None and suffix == ".txt" and brat.beside(path):
        return "brat"
    if is_token_lines(start, whole=len(head) < 1024):
        raise Unreadable(token_lines.REASON)
    known = _SUFFIXES.get(suffix)
    if known:
        return known
    if suffix in (".xml", ".rss", ".atom"):
        raise Unreadable("XML of a kind that is not read")
    if suffix in (".conf", ".dtd") and not named:
        raise Unreadable("settings of an annotation tool, no article")
    if _is_table(start, len(head)):
        return "csv"
    if named:
        return "text"
    raise Unreadable(f"a kind of file that is not read ({suffix or 'no suffix'})")


def _packed(head: bytes) -> str:
    """The format of a binary file that is read, or ``""``."""
    if head.startswith(b"PAR1"):
        return "hf"
    if head.startswith(b"PK\x03\x04") and (
        b"[Content_Types].xml" in head or b"_rels/.rels" in head
    ):
        return "xlsx" if b"xl/" in head else ""
    return "spacy" if docbin.looks_so(head) else ""


def _inside(start: str, suffix: str, *, whole: bool) -> str:
    """The format the content shows beyond doubt, or ``""``.

    Raises ``Unreadable`` where it shows a kind that is not read.
    """
    begun = start.lstrip()
    if form := json_look.form(begun, suffix):
        tool = json_look.tool_of(json_look.first_keys(begun))
        if tool == "patterns":
            raise Unreadable(_PATTERNS)
        return tool or form
    for pattern, reason in _UNREAD:
        if pattern.match(start):
            raise Unreadable(reason)
    if begun.startswith("<") and suffix not in (".csv", ".tsv"):
        return _marked_up(begun, suffix)
    for name, looks_so in _LINES:
        if looks_so(start):
            return name
    if columns_of(start, whole=whole) is not None:
        return "conll"
    first = start.partition("\n")[0]
    if len(_LABEL_STUDIO & {plain(cell) for cell in re.split(r"[,\t;]", first)}) == 2:
        return "labelstudio"
    return ""


_LINES: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("webanno", lambda start: start.startswith("#FORMAT=WebAnno TSV") or webanno_old.looks_so(start)),
    ("brat", brat.looks_so),
    ("conllu", conllu.looks_so),
    ("iob", iob.looks_so),
    ("fasttext", fasttext.looks_so),
    ("yedda", yedda.looks_so),
)  # fmt: skip


def _marked_up(begun: str, suffix: str) -> str:
    if suffix not in (".txt", ".md"):
        if _SGML.match(_uncommented(begun)):
            return "sgml"
        name, reason = xml_look.kind_of(begun)
        if name:
            return name
        if _HTML.search(begun[:4096]):
            return "html"
        if reason:
            raise Unreadable(reason)
    return "html" if re.match(r"<!doctype\s+html|<html[\s>]", begun, re.I) else ""


def _uncommented(begun: str) -> str:
    while found := _COMMENT.match(begun):
        begun = begun[found.end() :]
    return begun


def _is_table(start: str, size: int) -> bool:
    first = start.lstrip("\ufeff").partition("\n")[0]
    for delimiter in DELIMITERS:
        cells = [cell.strip().strip('"') for cell in first.split(delimiter)]
        if len(cells) > 1 and sum(field_of(cell) is not None for cell in cells) >= 2:
            return not shape_of(start, whole=size < 1024).reason
    return False
