"""What kind of JSON a file holds, from its first characters: its form, and whose records."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from store.ingest.jsonl import DECODER

_ARRAY = re.compile(r"\[\s*(?:[{\[\]\"]|$)")
_TOKEN = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"(?=\s*(:?)\s*(\S?))|["{}\[\]]', re.S)
_MOST_KEYS = 200

Keys = Mapping[str, str]
"""Keys of a record, each with the character its value starts with: ``"``, ``{``, ``[``, a digit."""


def form(begun: str, suffix: str) -> str:
    """``jsonl`` or ``json`` for text that starts as either does, without leading blanks; or ``""``."""
    if begun.startswith("{"):
        return _of_objects(begun, suffix)
    if _ARRAY.match(begun) and suffix not in (".csv", ".tsv"):
        lines = suffix in (".jsonl", ".ndjson") and not begun.startswith("[\n")
        return "jsonl" if lines else "json"
    return ""


def _of_objects(begun: str, suffix: str) -> str:
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


def first_keys(begun: str) -> Keys:
    """The keys of the first object, as far as the text goes."""
    found: dict[str, str] = {}
    depth = 0
    start = begun.find("{")
    for token in _TOKEN.finditer(begun, max(start, 0)):
        mark = token[0]
        if mark == '"' or len(found) >= _MOST_KEYS:
            break  # a string that goes on beyond what was looked at
        if mark[0] == '"':
            if depth == 1 and token[2]:
                found.setdefault(token[1], token[3])
            continue
        depth += (mark in "{[") - (mark in "}]")
        if depth <= 0:
            break
    return found


def tool_of(keys: Keys) -> str:
    """The format whose records have these keys; ``""`` for records of no particular tool."""
    return next((name for name, test in _TOOLS if test(keys)), "")


def _text(keys: Keys, *names: str) -> bool:
    return any(keys.get(name) == '"' for name in names)


def _list(keys: Keys, *names: str) -> bool:
    return any(keys.get(name) == "[" for name in names)


def _is_prodigy(keys: Keys) -> bool:
    own = {"_input_hash", "_task_hash", "_view_id", "_session_id", "_annotator_id"} & keys.keys()
    return _text(keys, "text") and bool(own or (_text(keys, "answer") and "spans" in keys))


def _is_tagged(keys: Keys) -> bool:
    tags = any(key.endswith("tags") and start == "[" for key, start in keys.items())
    return _list(keys, "tokens", "words") and (tags or _list(keys, "labels"))


_TOOLS: tuple[tuple[str, Callable[[Keys], bool]], ...] = (
    ("uima", lambda keys: "%FEATURE_STRUCTURES" in keys),
    (
        "labelstudio",
        lambda keys: (
            ("data" in keys and _list(keys, "annotations", "predictions", "completions"))
            or {"annotation_id", "annotator"} <= keys.keys()
        ),
    ),
    ("argilla", lambda keys: keys.get("fields") == "{" and bool({"suggestions", "responses"} & keys.keys())),
    ("webannotation", lambda keys: "@context" in keys and ("target" in keys or _list(keys, "items") or keys.get("first") == "{")),
    ("prodigy", _is_prodigy),
    ("spacyjson", lambda keys: _list(keys, "paragraphs") and not _text(keys, "text", "body", "title")),
    ("hf", _is_tagged),
    ("doccano", lambda keys: _text(keys, "data") and _list(keys, "label", "labels", "entities")),
    ("patterns", lambda keys: "label" in keys and "pattern" in keys and not _text(keys, "text")),
    (
        "ninjs",
        lambda keys: (
            _text(keys, "body_html", "body_xhtml")
            or (_list(keys, "headlines", "bodies", "descriptions") and "uri" in keys)
            or (_text(keys, "body_text") and _text(keys, "versioncreated"))
        ),
    ),
    ("jsonfeed", lambda keys: _text(keys, "version") and _list(keys, "items")),
)  # fmt: skip
