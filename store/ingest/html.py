"""Saved web pages: the article's text by trafilatura, its facts by what the page says of itself.

Where trafilatura finds no text, or much less than the page's own JSON-LD holds, what the page
declares is taken instead, and at last its paragraphs. Nothing is fetched, no script is run.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from store.ingest import encodings, records
from store.ingest.page_body import article_body
from store.ingest.page_facts import facts_of
from store.ingest.reading import Reading
from store.model import Record, Refusal
from store.text import dates
from store.text.clean import keepable

_LARGEST_PAGE = 16 * 1024 * 1024
_SHORTEST = 80
"""Characters of prose below which a page is taken to hold no article."""


def read(reading: Reading) -> Iterator[Record | Refusal]:
    """Yield the article of a saved page, or the reason why there is none."""
    data = reading.stream.read(_LARGEST_PAGE + 1)
    if len(data) > _LARGEST_PAGE:
        yield reading.refuse("line 1", f"a page of more than {_LARGEST_PAGE // (1024 * 1024)} MB")
        return
    page = page_of(data)
    if page is None:
        yield reading.refuse("line 1", "no article text found in this page")
        return
    if reading.file != "-":
        page["file"] = keepable(PurePath(reading.file).name)
    yield from records.build(page, reading, "line 1")


def page_of(data: bytes) -> dict[str, Any] | None:
    """What a page holds, by our fields; None when no article text is found in it."""
    # trafilatura and lxml take a fifth of a second to load: only who reads pages waits for them
    from trafilatura import bare_extraction
    from trafilatura.utils import load_html

    html = _decoded(data)
    tree = load_html(html)
    if tree is None:
        return None
    facts = facts_of(tree)
    try:
        found = bare_extraction(html, with_metadata=True, include_comments=False)
    except Exception:  # whatever a hostile page makes of a parser, the other pages come in
        found = None
    guess: dict[str, Any] = found if isinstance(found, dict) else found.as_dict() if found else {}
    title = facts.title or str(guess.get("title") or "")
    body = article_body(str(guess.get("text") or ""), title, facts, tree)
    if not body or (len(body) < _SHORTEST and not facts.is_article):
        return None
    page = {
        "title": title,
        "body": body,
        "published": facts.published or dates.read(guess.get("date")),
        "source": facts.source or guess.get("sitename"),
        "url": facts.url or guess.get("url"),
        "language": facts.language,
        "author": facts.author or guess.get("author"),
    }
    return {key: value for key, value in page.items() if value}


def _decoded(data: bytes) -> str:
    """The page as text: by its own encoding where it is not one every page may be in."""
    encoding = encodings.detect(data)
    if not encoding.startswith(("utf", "ascii")):
        encoding = encodings.declared(data) or encoding
    return data.decode(encoding, "replace").replace("\0", "")
