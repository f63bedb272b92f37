"""What a list of articles shows, and the line a person types to ask for it.

``iran source:IRNA status:done lang:ar from:2025-01 is:starred "data transit"``: words are sought
in title and text, ``key:value`` narrows a field. The same key twice means either value; different
keys must all hold. ``none`` asks for what has no value there (``assignee:none``); in quotes it is
an ordinary value. Anything that is not understood counts as words to look for.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

SORTS = ("newest", "oldest", "arrival", "title", "source", "tags", "status")
"""Orders of a list. ``arrival``: latest taken in first; ``tags``: most marks first; ``status``: mine.

Articles without a date come last in ``newest`` and ``oldest``, without a title last in ``title``.
"""

DIMENSIONS = (
    "status", "source", "language", "label", "entity", "annotator", "assignee", "article_label"
)  # fmt: skip
"""The fields of a `Query` that hold values of which any may match; ``""`` stands for none."""

KEYS = {
    "status": "status",
    "source": "source",
    "lang": "language",
    "language": "language",
    "label": "label",
    "entity": "entity",
    "name": "entity",
    "by": "annotator",
    "annotator": "annotator",
    "for": "assignee",
    "assignee": "assignee",
    "article": "article_label",
    "from": "since",
    "since": "since",
    "to": "until",
    "until": "until",
    "is": "is",
    "sort": "sort",
}
"""What may stand before a colon, and the field it narrows."""

KEY_OF = {
    "status": "status",
    "source": "source",
    "language": "lang",
    "label": "label",
    "entity": "entity",
    "annotator": "by",
    "assignee": "assignee",
    "article_label": "article",
    "since": "from",
    "until": "to",
}
"""The key each field is written with."""

FLAGS = ("starred", "unstarred", "superseded")
"""What may follow ``is:``."""

NONE = "none"

_TOKEN = re.compile(
    r"""(?P<key>[^\W\d_]+):(?:"(?P<quoted>[^"]*)"?|(?P<bare>[^\s"]*))|"[^"]*"?|[^\s"]+"""
)
_DATE = re.compile(r"(\d{4})(?:-(\d\d?)(?:-(\d\d?))?)?\Z", re.ASCII)


class Query(NamedTuple):
    """Which articles, in which order. Values of one field are alternatives, fields add up.

    ``since`` and ``until`` are dates of any precision (``2025``, ``2025-01``, ``2025-01-20``), both
    inclusive, in UTC. ``starred`` None: both. ``superseded``: only articles a corrected version
    has replaced, which are hidden otherwise. ``mine``: whose statuses, stars and article labels
    count; never part of the text.
    """

    text: str = ""
    status: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    label: tuple[str, ...] = ()
    entity: tuple[str, ...] = ()
    annotator: tuple[str, ...] = ()
    assignee: tuple[str, ...] = ()
    article_label: tuple[str, ...] = ()
    starred: bool | None = None
    superseded: bool = False
    since: str = ""
    until: str = ""
    sort: str = "newest"
    mine: str = ""

    @property
    def filtered(self) -> bool:
        """Whether anything narrows the list."""
        return self._replace(sort="newest", mine="") != Query()

    def values(self, field: str) -> tuple[str, ...]:
        """The values asked for in one of `DIMENSIONS`."""
        found: tuple[str, ...] = getattr(self, field)
        return found

    def toggled(self, field: str, value: str) -> Query:
        """The query with a value of a dimension added, or taken out if it was in."""
        old = self.values(field)
        new = tuple(x for x in old if x != value) if value in old else (*old, value)
        return self._replace(**{field: new})  # type: ignore[arg-type]

    def without(self, field: str) -> Query:
        """The query with one field as if never asked."""
        return self._replace(**{field: Query._field_defaults[field]})

    def narrowed_by(self) -> list[str]:
        """The names of the fields that narrow the list, in the order of the class."""
        kept = ("sort", "mine")
        blank = Query._field_defaults
        return [
            name
            for name, value in zip(self._fields, self, strict=True)
            if name not in kept and value != blank[name]
        ]


class Unknown(NamedTuple):
    """A typed value that means nothing: after which key, and what could stand there."""

    key: str
    value: str
    possible: tuple[str, ...]


def unread(typed: str) -> list[Unknown]:
    """What a finished line has after ``is:``, ``sort:`` or a date's key that asks for nothing."""
    found = []
    for match in _TOKEN.finditer(typed):
        key = (match["key"] or "").casefold()
        field = KEYS.get(key, "")
        value = match["quoted"] or match["bare"] or ""
        if field == "is" and value.casefold() not in FLAGS:
            found.append(Unknown(key, value, FLAGS))
        elif field == "sort" and value.casefold() not in SORTS:
            found.append(Unknown(key, value, SORTS))
        elif field in ("since", "until") and period(value) is None:
            found.append(Unknown(key, value, ("2025", "2025-01", "2025-01-20")))
    return found


def parse(typed: str, *, mine: str = "") -> Query:
    """The query a typed line asks for. Never raises; what is not understood is sought as words.

    A known key without a value, or with a date that is not one yet, asks for nothing: so a list
    that follows the typing does not jump while a word is half written.
    """
    words: list[str] = []
    wanted: dict[str, list[str]] = {}
    rest: dict[str, object] = {}
    for match in _TOKEN.finditer(typed):
        key = (match["key"] or "").casefold()
        field = KEYS.get(key, "")
        quoted = match["quoted"] is not None
        value = (match["quoted"] if quoted else match["bare"]) or ""
        word = match[0] + '"' * (match[0].count('"') % 2)
        if not field:
            words.append(word)
        elif field in DIMENSIONS:
            if value:
                absent = value.casefold() == NONE and not quoted and field != "status"
                wanted.setdefault(field, []).append("" if absent else value)
        elif field == "is":
            flag = value.casefold()
            if flag in ("starred", "unstarred"):
                rest["starred"] = flag == "starred"
            elif flag == "superseded":
                rest["superseded"] = True
            elif not any(x.startswith(flag) for x in FLAGS):
                words.append(word)
        elif field == "sort":
            if value.casefold() in SORTS:
                rest["sort"] = value.casefold()
        elif period(value) is not None:
            rest[field] = value
    chosen = {field: tuple(dict.fromkeys(values)) for field, values in wanted.items()}
    return Query(text=" ".join(words), mine=mine, **chosen, **rest)  # type: ignore[arg-type]


def written(query: Query) -> str:
    """The line that asks for ``query`` (without ``mine``): ``parse`` of it gives the query back."""
    parts = [query.text] if query.text else []
    for field in DIMENSIONS:
        parts += [term(field, value) for value in query.values(field)]
    if query.starred is not None:
        parts.append("is:starred" if query.starred else "is:unstarred")
    if query.superseded:
        parts.append("is:superseded")
    if query.since:
        parts.append(f"from:{query.since}")
    if query.until:
        parts.append(f"to:{query.until}")
    if query.sort != "newest":
        parts.append(f"sort:{query.sort}")
    return " ".join(parts)


def term(field: str, value: str) -> str:
    """One ``key:value`` as it is typed, quoted where it must be."""
    key = KEY_OF[field]
    if not value:
        return f"{key}:{NONE}"
    # a quotation mark cannot be typed inside a value; the folded look-up finds it without
    value = value.replace('"', "")
    plain = re.fullmatch(r"\S+", value) and value.casefold() != NONE
    return f"{key}:{value}" if plain else f'{key}:"{value}"'


def period(date: str) -> tuple[int, int] | None:
    """First and last second (UTC, since 1970) of a year, month or day; None when it is no date."""
    match = _DATE.match(date)
    if match is None:
        return None
    from calendar import monthrange  # only a filter by date needs it

    year, month, day = (int(x or 1) for x in match.groups())
    try:
        first = datetime(year, month, day, tzinfo=UTC)
        if match[3]:
            days = 1
        elif match[2]:
            days = monthrange(year, month)[1]
        else:
            days = 366 if monthrange(year, 2)[1] == 29 else 365
        start = int(first.timestamp())
    except ValueError:
        return None
    return start, start + int(timedelta(days=days).total_seconds()) - 1
