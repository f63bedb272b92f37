"""The table of formats: one line for each that can be written."""

from __future__ import annotations

from store.export.format import HOLDS, Format

EVERYTHING = frozenset(HOLDS) - {"comments"}

FORMATS: dict[str, Format] = {
    one.name: one
    for one in (
        Format(
            "jsonl",
            "JSON Lines",
            "jsonl",
            ".jsonl",
            holds=EVERYTHING,
            proven="json",
            done_only=False,
        ),
    )
}
