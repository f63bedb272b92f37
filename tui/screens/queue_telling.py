"""What the queue says about itself: the desk, the filter, and why a list is empty."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from textual.content import Content

from store.listing.query import Query, Unknown
from tui.display import fit, safe_content

SORT_WORDS = {
    "newest": "newest first",
    "oldest": "oldest first",
    "arrival": "last taken in first",
    "title": "by title",
    "source": "by source",
    "tags": "most tags first",
    "status": "by my status",
}
_FIELD_WORDS = {
    "status": "status",
    "source": "source",
    "language": "language",
    "label": "label",
    "entity": "naming",
    "annotator": "marked by",
    "assignee": "assigned to",
    "article_label": "labelled",
}
_NONE_WORDS = {
    "source": "no source",
    "language": "no language",
    "label": "no tags",
    "entity": "nobody and nothing named",
    "annotator": "no tags",
    "assignee": "assigned to nobody",
    "article_label": "not labelled",
}


class Totals(NamedTuple):
    """How the desk stands as a whole: all articles, and mine by status."""

    articles: int = 0
    done: int = 0
    started: int = 0
    skipped: int = 0


def part(query: Query, field: str) -> str:
    """One narrowing of a query in words."""
    if field == "text":
        return f"“{query.text}”"
    if field == "starred":
        return "starred" if query.starred else "not starred"
    if field == "superseded":
        return "replaced by a newer version"
    if field == "since":
        if query.since == query.until:
            return f"in {query.since}"
        return f"from {query.since}"
    if field == "until":
        return f"to {query.until}"
    values = query.values(field)
    named = [x for x in values if x]
    words = [f"{_FIELD_WORDS[field]} {' or '.join(named)}"] if named else []
    if "" in values:
        words.append(_NONE_WORDS.get(field, "none"))
    return " or ".join(words)


def parts(query: Query) -> list[str]:
    """All narrowings of a query in words."""
    fields = query.narrowed_by()
    if query.since and query.since == query.until and "until" in fields:
        fields.remove("until")
    return [part(query, field) for field in fields]


def summary(query: Query, width: int, aside: str) -> Content:
    """The line that says what is listed and in which order; ``aside`` at the right edge."""
    narrowed = parts(query)
    what = " · ".join(narrowed) if narrowed else "all articles"
    order = SORT_WORDS[query.sort]
    room = width - len(aside) - len(order) - 6
    left = fit(what, max(8, room))
    return Content.assemble(
        safe_content(left, "$accent" if narrowed else "$text-muted"),
        safe_content(f" · {order}", "$text-muted"),
        " " * max(1, width - Content(left).cell_length - len(order) - 3 - len(aside)),
        safe_content(aside, "$text-muted"),
    )


def header(name: str, actor: str, totals: Totals | None, width: int) -> Content:
    """The top line: the desk, how far I am, who I am and whether I may write."""
    who = fit(actor or "nobody named", 36)
    counts = ""
    if totals is not None:
        counts = f"{totals.articles:,} article{'' if totals.articles == 1 else 's'}"
        for word, count in (("done", totals.done), ("started", totals.started)):
            counts += f" · {count:,} {word}" if count else ""
    left = fit(name, max(8, width - len(counts) - Content(who).cell_length - 6))
    used = Content(left).cell_length + 2 + len(counts) + Content(who).cell_length
    return Content.assemble(
        safe_content(left, "bold"),
        safe_content(f"  {counts}", "$text-muted"),
        " " * max(1, width - used),
        safe_content(who, "$secondary"),
    )


def empty_desk(path: str, keys: Mapping[str, str]) -> list[str]:
    """What to do with a desk that holds nothing yet; ``path`` is how it was named to open it."""
    width = max(map(len, keys.values()))
    return [
        "This desk is empty.",
        "",
        f"{keys['ingest']:{width}}   take in files or a folder of articles",
        f"{keys['paste']:{width}}   make an article of pasted text",
        "",
        "From the shell:",
        f"copydesk ingest {shlex.quote(path)} FOLDER",
    ]


def meaningless(unknown: Unknown) -> str:
    """Say of a value that it means nothing, and what could stand there."""
    return f"{unknown.key}:{unknown.value} – there is {', '.join(unknown.possible) or 'none yet'}"


def no_hit(
    query: Query, without: Mapping[str, int], unknown: Sequence[Unknown], clear: str
) -> list[str]:
    """Which filter stands in the way when nothing is listed."""
    lines = ["No article matches.", ""]
    if unknown:
        lines += [*map(meaningless, unknown), ""]
    helping = sorted(((count, field) for field, count in without.items() if count), reverse=True)
    for count, field in helping[:5]:
        noun = "article" if count == 1 else "articles"
        lines.append(f"{count:,} {noun} without “{part(query, field).strip('“”')}”")
    if not helping and len(query.narrowed_by()) > 1:
        lines.append("Not even with one of the filters dropped.")
    return [*lines, "", f"{clear}   drop all filters"]
