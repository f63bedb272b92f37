"""The body of a page's article: what was extracted, mended by what the page declares.

The rules were chosen by ``tests/bench/html_quality.py`` on pages read by people.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from store.ingest.page_facts import Facts, plain_words
from store.text import dates

_FIRST = 6
_LONGEST_LEAD = 700
_SHORTEST_LEAD = 40
_LONGEST_SCRAP = 8


def article_body(text: str, title: str, facts: Facts, tree: Any) -> str:
    """Return the article's paragraphs, an empty line between them; ``""`` when there are none."""
    paragraphs = _without_heading([one.strip() for one in text.split("\n") if one.strip()], title)
    declared = [one.strip() for one in facts.body.split("\n") if one.strip()]
    if _declared_is_better(paragraphs, declared):
        paragraphs = declared
    if not paragraphs:
        paragraphs = _plain_paragraphs(tree)
    lead = _lead(facts.summary, paragraphs, tree)
    return "\n\n".join([lead, *paragraphs] if lead else paragraphs)


def _without_heading(paragraphs: list[str], title: str) -> list[str]:
    """Leave out what stands above an article: bread crumbs, the title again, the date line."""
    heading = plain_words(title)
    for place, paragraph in enumerate(paragraphs[:_FIRST]):
        if heading and plain_words(paragraph) == heading:
            return _without_scraps(paragraphs[place + 1 :])
    return _without_scraps(paragraphs)


def _without_scraps(paragraphs: list[str]) -> list[str]:
    rest = list(paragraphs)
    while len(rest) > 1 and len(plain_words(rest[0])) <= _LONGEST_SCRAP and _is_scrap(rest[0]):
        del rest[0]
    return rest


def _is_scrap(paragraph: str) -> bool:
    return bool(dates.read(paragraph.strip("- |·"))) or paragraph.startswith("- ")


def _declared_is_better(found: list[str], declared: list[str]) -> bool:
    """Whether the page's own JSON-LD holds an article that extraction missed or cut."""
    said, meant = Counter(plain_words(" ".join(found))), Counter(plain_words(" ".join(declared)))
    if meant.total() < 60 or re.search(r"(?:…|\.\.\.)$", declared[-1]):
        return False
    shared = (said & meant).total()
    if said.total() < 40:
        return True
    return meant.total() > 1.25 * said.total() and shared > 0.8 * said.total()


def _plain_paragraphs(tree: Any) -> list[str]:
    """The last resort: paragraphs of some length, outside navigation and forms."""
    found = []
    for element in tree.iter("p"):
        if any(
            above.tag in ("nav", "header", "footer", "aside", "form")
            for above in element.iterancestors()
        ):
            continue
        text = " ".join("".join(element.itertext()).split())
        if len(text) >= _SHORTEST_LEAD:
            found.append(text)
    return found


def _lead(summary: str, paragraphs: list[str], tree: Any) -> str:
    """The standfirst above the article, where the page shows what its description says."""
    words = plain_words(summary)
    if not _SHORTEST_LEAD <= len(summary) <= _LONGEST_LEAD or len(words) < 6 or not paragraphs:
        return ""
    body = " ".join(plain_words(" ".join(paragraphs)))
    if " ".join(words[:6]) in body:
        return ""
    for element in tree.iter("h2", "h3", "h4", "p", "div", "span", "li", "strong"):
        text = " ".join("".join(element.itertext()).split()) if len(element) < 6 else ""
        if len(text) <= 2 * _LONGEST_LEAD and plain_words(text) == words:
            return text
    return ""
