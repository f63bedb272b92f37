"""Whose XML a file is, from its first element."""

from __future__ import annotations

import re

_ROOT = re.compile(
    r"(?:\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^<>\[]*(?:\[[^\]]*\])?\s*>)*"
    r"<(?:[\w.-]{1,40}:)?([\w.-]{1,100})([^<>]{0,4000})",
    re.S,
)
_FORMATS = {
    "nitf": "news", "newsItem": "news", "newsMessage": "news", "NewsML": "news",
    "contentSet": "news", "groupSet": "news", "packageItem": "news", "conceptItem": "news", "knowledgeItem": "news", "planningItem": "news",
    "rss": "feed", "feed": "feed", "RDF": "feed",
    "PPSResponse": "factiva", "ppsArticleResponse": "factiva",
    "XMI": "uima",
}  # fmt: skip
_KNOWN = {
    "urlset": "a site map: addresses of pages, no articles",
    "sitemapindex": "an index of site maps, no articles",
    "View": "a labelling interface of Label Studio, no tasks",
    "opml": "a list of feeds (OPML), no articles",
    "svg": "a drawing (SVG)",
    "typeSystemDescription": "a type system of UIMA, no articles",
}


def kind_of(start: str) -> tuple[str, str]:
    """(format, "") for XML that is read, ("", reason) for XML that is not; ("", "") for no XML."""
    found = _ROOT.match(start)
    if not found:
        return "", ""
    name, attributes = found[1], found[2]
    if name in _FORMATS:
        return _FORMATS[name], ""
    if name == "corpus" and "<TextWithNamedEntities" in start:
        return "n3", ""
    if re.search(r"<TEXT\b", start) and (
        re.search(r"<TAGS\b", start)
        or re.match(r"\s*<TEXT>\s*<!\[CDATA\[", start[found.end() :].lstrip(">"))
    ):
        return "mae", ""
    if name in _KNOWN:
        return "", _KNOWN[name]
    declared = start.lstrip().startswith("<?xml") or "xmlns" in attributes
    return "", f"XML of a kind that is not read (<{name}>)" if declared else ""
