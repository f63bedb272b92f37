"""Which encoding a file is in, from its first bytes."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LOOKED_AT = 64 * 1024


def detect(head: bytes) -> str:
    """Name the encoding of a file that starts with ``head``; UTF-8 wherever it can be.

    Byte order marks first, then valid UTF-8, then the zeros UTF-16 leaves in Latin text, then the
    statistics of charset-normalizer; ``cp1252`` when even they say nothing.
    """
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    if _is_utf8(head):
        return "utf-8"
    even, odd = head[0:4096:2].count(0), head[1:4096:2].count(0)
    half = max(1, min(len(head), 4096) // 2)
    if odd > half * 0.3 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.3 and odd < half * 0.05:
        return "utf-16-be"
    found = list(from_bytes(head[:_LOOKED_AT]))
    if not found:
        return "cp1252"
    equal = {one.encoding for one in found if one.chaos <= found[0].chaos}
    if equal & _LATIN:
        return _latin(head[:_LOOKED_AT].decode("cp1252", "replace"))
    return found[0].encoding


_LATIN = frozenset({"cp1250", "cp1252", "cp1254", "cp1257"})


def _latin(text: str) -> str:
    """Which Windows code page a Latin text is in, read as the western one.

    Statistics cannot part them; letters that no western language has side by side can.
    """
    letters = set(text.casefold())
    if re.search(r"[a-z][¹³¿][a-z]", text) or {"ì", "ø"} <= letters or {"õ", "û"} <= letters:
        return "cp1250"  # Polish; Czech; Hungarian
    if letters & {"ð", "þ", "ý"} and not letters & {"á", "í", "ú", "æ"}:
        return "cp1254"  # Turkish, no Icelandic
    return "cp1252"


def _is_utf8(head: bytes) -> bool:
    try:
        # A character cut off at the end of what was looked at is no fault.
        codecs.getincrementaldecoder("utf-8")().decode(head, final=False)
    except UnicodeDecodeError as error:
        # One stray byte in much good text is a fault in the file, not another encoding.
        good = error.start > 0 and any(byte > 0x7F for byte in head[: error.start])
        return good and head.decode("utf-8", "replace").count("\ufffd") * 200 < len(head)
    return True


_DECLARED = re.compile(
    rb"<(?:meta[^>]{0,200}?|\?xml[^>]{0,100}?)(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{2,40})",
    re.I,
)


def declared(head: bytes) -> str:
    """The encoding a page names, when Python knows it and the page can be read by it."""
    found = _DECLARED.search(head[:8192])
    if not found:
        return ""
    name = found[1].decode("ascii").casefold()
    # what pages call Latin-1 is Windows-1252 (WHATWG encoding standard)
    name = {"iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252"}.get(name, name)
    try:
        head.decode(name, "replace")
    except LookupError:
        return ""
    return codecs.lookup(name).name
