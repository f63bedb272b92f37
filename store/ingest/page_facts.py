"""What a web page says of itself: JSON-LD, meta elements, the document's own markup."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from store.ingest.jsonl import DECODER
from store.text import dates, languages

_ARTICLE_TYPES = re.compile(r"article|blogposting|report|liveblog|story", re.I)
_MOST_NODES = 2_000


@dataclass(slots=True)
class Facts:
    """Facts of a page, each ``""`` where the page says nothing certain."""

    title: str = ""
    published: str = ""
    source: str = ""
    url: str = ""
    language: str = ""
    author: str = ""
    body: str = ""
    summary: str = ""
    is_article: bool = False


def facts_of(tree: Any) -> Facts:
    """Collect the facts of a parsed page (an lxml tree)."""
    nodes = list(_linked_data(tree))
    metas = _metas(tree)
    article = _article(nodes)
    facts = Facts(is_article=bool(article) or metas.get("og:type", "") == "article")
    facts.title = _title(tree, metas, article)
    facts.published = _published(tree, metas, article)
    facts.source = _source(metas, article)
    facts.url = _url(tree, metas, article)
    facts.language = _language(tree, metas, article)
    facts.author = ", ".join(dict.fromkeys(_names(article.get("author"))))
    body = article.get("articleBody")
    facts.body = _prose(body) if isinstance(body, str) else ""
    facts.summary = metas.get("og:description", "") or metas.get("description", "")
    return facts


def _metas(tree: Any) -> dict[str, str]:
    """Contents of meta elements by name, property or itemprop, casefolded; the first one counts."""
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        content = (meta.get("content") or "").strip()
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            key = (meta.get(attribute) or "").strip().casefold()
            if key and content:
                found.setdefault(key, html.unescape(content))
    return found


def _linked_data(tree: Any) -> Iterator[dict[str, Any]]:
    """Every object in the page's JSON-LD, outer ones first."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").casefold():
            continue
        text = re.sub(
            r"^\s*(?:<!--|/\*.*?\*/|<!\[CDATA\[)|(?:-->|\]\]>)\s*;?\s*$", "", script.text or ""
        )
        try:
            value = DECODER.decode(text.strip().rstrip(";"))
        except (ValueError, RecursionError):
            continue
        waiting, seen = [value], 0
        while waiting and seen < _MOST_NODES:
            one = waiting.pop(0)
            seen += 1
            if isinstance(one, list):
                waiting[:0] = one
            elif isinstance(one, dict):
                yield one
                waiting += [
                    one[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in one
                ]


def _types(node: dict[str, Any]) -> str:
    kind = node.get("@type")
    return " ".join(map(str, kind)) if isinstance(kind, list) else str(kind or "")


def _article(nodes: list[dict[str, Any]]) -> dict[str, Any]:
    """The node that describes the page's article: the one that says most."""
    articles = [node for node in nodes if _ARTICLE_TYPES.search(_types(node))]
    return max(articles, key=lambda node: ("articleBody" in node, len(node)), default={})


def _text(value: Any) -> str:
    if isinstance(value, list):
        value = next((one for one in value if one), "")
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value") or value.get("@id")
    return " ".join(html.unescape(value).split()) if isinstance(value, str) else ""


def _names(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [name for one in values[:20] if (name := _text(one)) and not name.startswith("http")]


def _title(tree: Any, metas: dict[str, str], article: dict[str, Any]) -> str:
    """The headline as readers see it: a main heading that agrees with what the page declares."""
    declared = [
        _text(article.get("headline")),
        " ".join(metas.get("og:title", "").split()),
        " ".join(metas.get("twitter:title", "").split()),
        " ".join((tree.findtext(".//title") or "").split()),
    ]
    declared = [one for one in declared if one]
    for heading in list(tree.iter("h1"))[:10]:
        text = " ".join("".join(heading.itertext()).split())
        if text and any(_alike(text, one) for one in declared):
            return text
    return declared[0] if declared and (article or metas.get("og:title")) else ""


def _alike(heading: str, declared: str) -> bool:
    """Whether a heading says what a declared title says, which may carry the site's name."""
    one, two = set(plain_words(heading)), set(plain_words(declared))
    return len(one) > 1 and len(one & two) >= 0.6 * min(len(one), len(two))


def plain_words(text: str) -> list[str]:
    """Words of a text, casefolded; characters of scripts without spaces one by one."""
    return re.findall(r"[\u3040-\u30ff\u3400-\u9fff]|\w+", text.casefold())


_DATE_METAS = (
    "article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date",
    "sailthru.date", "publishdate", "publish-date", "pubdate", "publication_date", "dc.date.issued",
    "dcterms.created", "date", "dc.date", "cxenseparse:recs:publishtime", "og:published_time",
    "article.published", "originalpublicationdate", "published_time", "rnews:datepublished",
)  # fmt: skip


def _published(tree: Any, metas: dict[str, str], article: dict[str, Any]) -> str:
    said = [article.get("datePublished"), *(metas.get(name) for name in _DATE_METAS)]
    for time in list(tree.iter("time"))[:50]:
        place = f"{time.get('itemprop') or ''} {time.get('class') or ''}".casefold()
        if "pub" in place and "modif" not in place and "updat" not in place:
            said.append(time.get("datetime"))
    for value in said:
        found = dates.read(value)
        if len(found) >= 10:
            return found
    return ""


def _source(metas: dict[str, str], article: dict[str, Any]) -> str:
    publisher = _text(article.get("publisher"))
    return metas.get("og:site_name", "") or ("" if publisher.startswith("http") else publisher)


def _url(tree: Any, metas: dict[str, str], article: dict[str, Any]) -> str:
    for link in tree.iter("link"):
        if "canonical" in (link.get("rel") or "").casefold() and _is_page(link.get("href")):
            return str(link.get("href")).strip()
    for value in (metas.get("og:url"), article.get("url"), _text(article.get("mainEntityOfPage"))):
        if isinstance(value, str) and _is_page(value):
            return value.strip()
    return ""


def _is_page(address: str | None) -> bool:
    """A web address that leads further than a site's front page."""
    return bool(re.match(r"\s*https?://[^/\s]+/[^\s]", address or ""))


def _language(tree: Any, metas: dict[str, str], article: dict[str, Any]) -> str:
    said = [
        tree.get("lang"),
        tree.get("{http://www.w3.org/XML/1998/namespace}lang"),
        metas.get("og:locale"),
        metas.get("content-language"),
        metas.get("language"),
        _text(article.get("inLanguage")),
    ]
    for value in said:
        found = languages.read(value.split(",")[0], short=True) if value else ""
        if found:
            return found
    return ""


def _prose(text: str) -> str:
    """Text of JSON-LD, which some sites fill with markup."""
    if "<" in text and re.search(r"</?(?:p|br|div|a|b|strong|em|h\d)\b", text, re.I):
        text = re.sub(r"</?(?:p|br|div|h\d|li|ul)\b[^>]*>", "\n", text, flags=re.I)
        text = re.sub(r"<[^>]{1,1000}>", "", text)
    return html.unescape(text)
