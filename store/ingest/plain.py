"""Plain text: one file, one article, taken as it is but for blank lines around it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from store.ingest import encodings
from store.ingest.reading import Reading
from store.model import Record, Refusal
from store.text import dates
from store.text.clean import clean, keepable

_LONGEST_TITLE = 160
_SENTENCE_ENDS = (".", "。", "।", "۔", ",", ";", ":", "،", "؛")


def read(reading: Reading) -> Iterator[Record | Refusal]:
    """Yield the article of a text file."""
    data = reading.stream.read(reading.largest + 1)
    if len(data) > reading.largest:
        yield reading.refuse("line 1", f"larger than {reading.largest // (1024 * 1024)} MB")
        return
    encoding = encodings.detect(data)
    if b"\0" in data and not encoding.startswith(("utf-16", "utf-32")):
        yield reading.refuse("line 1", "not a text: the file holds zero bytes")
        return
    cleaned = clean(data.decode(encoding, "surrogateescape").lstrip("\ufeff"))
    reading.tally.line_ends += cleaned.line_ends
    reading.tally.replaced += cleaned.replaced
    text = cleaned.text.rstrip()
    first = len(text) - len(text.lstrip())
    text = text[text.rfind("\n", 0, first) + 1 :]  # blank lines before the first go, indents stay
    if not text:
        yield reading.refuse("line 1", "the file is empty: no article text")
        return
    named = reading.file if reading.file != "-" else ""
    yield Record(
        text=text,
        title=title_of(text),
        source=reading.source,
        language=reading.language,
        meta={"file": keepable(PurePath(named).name)} if named else {},
        file=reading.file,
        position="line 1",
    )


def title_of(text: str) -> str:
    """The first line, where it looks like a title: short, no sentence, set off from what follows.

    Set off means by an empty line, or by standing above a much longer line.
    """
    line, _, rest = text.partition("\n")
    title = line.strip().lstrip("#").strip()
    if not title or len(title) > _LONGEST_TITLE or title.endswith(_SENTENCE_ENDS):
        return ""
    following = rest.split("\n", 1)[0].strip()
    if not rest.strip() or dates.read(title):
        return ""
    return title if not following or len(following) > 2 * len(title) else ""
