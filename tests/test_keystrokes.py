"""The bench of keys ends whatever the gold is like, and does not call wrong marks right."""

from __future__ import annotations

import pytest

from store.suggest.values import Settings
from tests.bench import keystrokes, span_gold
from tests.bench.span_gold import Document

PARTS = frozenset({"known", "built-in", "rule", "same"})


def marked(text: str, *marks: tuple[str, str]) -> Document:
    """A document with the first place of some words marked."""
    found = [(text.index(words), text.index(words) + len(words), label) for words, label in marks]
    return Document(text, "en", frozenset(found))


NESTED = marked(
    "The Oman Trade Board met Sattar Hashemi, once of the Hale Institute of Glorb, and Hashemi's "
    "half-brother of Yemen.",
    ("Oman", "place"),
    ("Oman Trade Board", "organization"),
    ("Sattar Hashemi", "person"),
    ("Hale", "person"),
    ("Hale Institute of Glorb", "organization"),
    ("half", "place"),
    ("Hashemi's half-brother of", "organization"),
)
FIRST = marked("Robert Hale of Iran said no.", ("Robert Hale", "person"), ("Iran", "place"))


@pytest.mark.parametrize("parts", [frozenset[str](), PARTS])
async def test_marks_within_marks_are_made_and_the_keys_counted(parts: frozenset[str]) -> None:
    documents = [FIRST, NESTED]
    labels = span_gold.scheme_of(documents)
    found = await keystrokes.run(documents, labels, Settings(parts=parts), (120, 40), tell=False)
    (row,) = found.values()
    assert (row["documents"], row["spans"]) == (2, 9)
    spent = round(row["keys_per_span"] * 9)
    assert spent == round(sum(row["keys"].values()) * 9)
    assert spent >= (9 * 2 if not parts else 9)
