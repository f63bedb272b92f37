"""spaCy's IOB: a sentence a line, ``token|tag`` or ``token|POS|tag`` with blanks between them."""

from __future__ import annotations

from collections.abc import Iterator

from store.ingest import records
from store.ingest.columns import TAG, lines_of
from store.ingest.reading import Reading
from store.ingest.token_text import TokenText
from store.model import Record, Refusal


def looks_so(start: str) -> bool:
    """Whether the first line that is not empty is tokens with tags, and at least two of them."""
    first = next((line for line in start.splitlines() if line.strip()), "").split()
    return len(first) > 1 and all(
        "|" in piece and TAG.fullmatch(piece.rpartition("|")[2]) for piece in first
    )


def read(reading: Reading) -> Iterator[Record | Refusal]:
    """Yield the article of a file."""
    text = TokenText()
    for number, line in enumerate(lines_of(reading), 1):
        tokens, given = [], []
        for piece in line.split():
            parts = piece.rsplit("|", 2 if piece.count("|") > 1 else 1)
            if len(parts) < 2 or not parts[0]:
                yield reading.refuse(f"line {number}", f"{piece[:40]!r} is not token|tag")
                return
            tokens.append(parts[0])
            given.append(parts[-1])
        if tokens:
            text.put("\n" if text.length else "")
            text.sentence(tokens, given)
    yield from records.build({"text": text.text, "spans": text.marks()}, reading, "line 1")
