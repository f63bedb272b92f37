"""What a Hugging Face data set says of itself: the features of its rows, and the card with them.

Features are told in the JSON that a Parquet file carries; the card has the same as YAML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

Features = dict[str, Any]

_TEXT = {"dtype": "string", "_type": "Value"}
_OFFSET = {"dtype": "int32", "_type": "Value"}
_SPAN: Features = {
    "start": _OFFSET,
    "end": _OFFSET,
    **dict.fromkeys(("label", "text", "annotator", "entity", "entity_name", "verdict"), _TEXT),
    "origin": _TEXT,
    "confirmed": {"dtype": "bool", "_type": "Value"},
    **dict.fromkeys(("created", "id", "meta"), _TEXT),
}
_FACTS = ("title", "published", "source", "url", "language", "status", "meta")
_LICENCE = re.compile(r"[a-z0-9][a-z0-9.-]*")
_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))


def features(tags: Sequence[str]) -> Features:
    """The features of a row whose tokens have these tags."""
    return {
        "id": _TEXT,
        "article": _TEXT,
        "text": _TEXT,
        "tokens": {"feature": _TEXT, "_type": "Sequence"},
        "ner_tags": {"feature": {"names": list(tags), "_type": "ClassLabel"}, "_type": "Sequence"},
        "spans": [_SPAN],
        "labels": {"feature": _TEXT, "_type": "Sequence"},
        **dict.fromkeys(_FACTS, _TEXT),
    }


def card(
    data: str, told: Features, languages: Sequence[str], articles: int, spans: int, licence: str
) -> str:
    """The text of ``README.md``: how ``datasets`` loads the file ``data``, and what is in it."""
    size = next((name for most, name in _SIZES if articles < most), "1M<n<10M")
    head = [
        *(["language:", *(f"- {_quoted(one)}" for one in languages)] if languages else []),
        *_licence(licence),
        "size_categories:",
        f"- {size}",
        "task_categories:",
        "- token-classification",
        "task_ids:",
        "- named-entity-recognition",
        "configs:",
        "- config_name: default",
        "  data_files:",
        "  - split: train",
        f"    path: {data}",
        "dataset_info:",
        "  features:",
        *(f"  {line}" for line in _listed(told)),
    ]
    return "\n".join(["---", *head, "---", "", *_body(articles, spans)])


def _body(articles: int, spans: int) -> list[str]:
    return [
        f"{articles:,} articles with {spans:,} spans, written by copydesk.",
        "",
        "`spans` holds every span; `start` and `end` count code points of `text`, end exclusive.",
        "`tokens` and `ner_tags` (IOB2) hold the longest spans that do not overlap. `meta` is JSON.",
        "`corpus.json` says of which desk the articles are, who marked them, and by which scheme.",
        "",
    ]


def _licence(licence: str) -> list[str]:
    if not licence:
        return []
    if _LICENCE.fullmatch(licence):
        return [f"license: {_quoted(licence)}"]
    return ["license: other", f"license_name: {_quoted(licence)}"]


def _listed(told: Features) -> Iterator[str]:
    for name, feature in told.items():
        yield f"- name: {name}"
        yield from (f"  {line}" for line in _feature(feature))


def _feature(feature: Any) -> Iterator[str]:
    """The lines of YAML that say what a feature is."""
    if isinstance(feature, list):
        yield "list:"
        yield from _listed(feature[0])
        return
    if feature["_type"] == "Value":
        yield f"dtype: {feature['dtype']}"
    elif feature["feature"]["_type"] == "Value":
        yield f"sequence: {feature['feature']['dtype']}"
    else:
        yield from ("sequence:", "  class_label:", "    names:")
        for number, name in enumerate(feature["feature"]["names"]):
            yield f"      '{number}': {_quoted(name)}"


def _quoted(text: str) -> str:
    """A string as YAML has it between double quotes, whatever is in it."""
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    return character if character.isprintable() else f"\\U{ord(character):08x}"
