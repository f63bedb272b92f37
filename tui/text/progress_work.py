"""How the parts of the progress page that tell of work are drawn: articles, pace."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from store.agreement.figures import Figure
from store.progress.counts import Counts, Coverage, Person
from store.progress.pace import Pace
from tui.text.charts import Bins, axis, bar, columns, parts, spark
from tui.text.tables import (
    INDENT,
    Row,
    View,
    beside,
    count,
    heading,
    left,
    percent,
    right,
    sentences,
)

_WIDE = 110
_CHART = 6
_NUMBER = 9
_STATUSES = (
    ("approved", "█", "approved", "approved"),
    ("done", "▓", "done", "done"),
    ("returned", "▚", "returned", "sent back"),
    ("started", "▒", "started", "started"),
    ("skipped", "░", "skipped", "skipped"),
    ("new", "·", "new", "new"),
)
"""Status, its sign in bars, its style, its word."""


def articles(counts: Counts, coverage: Coverage | None, view: View) -> list[Row]:
    """How far the articles are, in all and for each annotator."""
    total = counts.articles
    rows = [heading("Articles", count(total, "article"), view), []]
    if not total:
        key = view.keys.get("app.ingest", "")
        how = f"{key} takes files in." if key else "copydesk ingest takes files in."
        return rows + sentences(f"There is no article on this desk yet. {how}", view, "text")
    rows += _coverage(coverage, counts, view)
    rows += [[], *_people(counts, view)]
    return rows


def _coverage(coverage: Coverage | None, counts: Counts, view: View) -> list[Row]:
    if coverage is None:
        return sentences("Counting what each article has …", view)
    lines = (
        ("finished by three or more", coverage.more, "approved"),
        ("finished by two", coverage.two, "approved"),
        ("finished by one", coverage.one, "done"),
        ("begun, not finished", coverage.begun, "started"),
        ("skipped, else untouched", coverage.skipped, "skipped"),
        ("nobody has begun", coverage.untouched, "new"),
    )
    name, number = 27, 16
    cells = view.room - name - number
    rows: list[Row] = []
    for title, value, style in lines:
        if not value and title.endswith(("more", "untouched")):
            continue
        share = f"{value:,}{percent(value, counts.articles):>6}"
        rows.append(
            [
                (INDENT + left(title, name), "text"),
                (bar(value, counts.articles, cells), style),
                (right(share, number), "text" if value else "muted"),
            ]
        )
    said = "Finished: marked done, or taken in with marks and not worked on here."
    if coverage.approved:
        said += f" {count(coverage.approved, 'article')} approved in review."
    if counts.replaced:
        is_are = "is" if counts.replaced == 1 else "are"
        said += f" {count(counts.replaced, 'article')} that a correction has replaced {is_are} left"
        said += " out here and below."
    return rows + sentences(said, view)


def _people(counts: Counts, view: View) -> list[Row]:
    if not counts.people:
        return sentences("Nobody has begun an article yet.", view, "text")
    wide = view.width >= _WIDE
    heads = ["done", "begun", "skipped", "new", "handed out", "tags"] if wide else [
        "done", "begun", "new", "tags"]  # fmt: skip
    name = min(16, max(11, *(len(one) + 1 for one in counts.people)))
    number = _NUMBER + 2 if wide else _NUMBER
    cells = view.room - name - number * len(heads)
    rows: list[Row] = [
        [
            (INDENT + left("annotator", name + cells), "muted"),
            ("".join(right(one, number) for one in heads), "muted"),
        ]
    ]
    for who, person in counts.people.items():
        values = {
            "done": person.finished,
            "begun": person.statuses.get("started", 0),
            "skipped": person.statuses.get("skipped", 0),
            "new": counts.articles - person.touched,
            "handed out": person.assigned,
            "tags": person.marks,
        }
        rows.append(
            [
                (INDENT + left(who, name), "name"),
                *_stacked(person, counts.articles, cells),
                ("".join(right(f"{values[one]:,}", number) for one in heads), "text"),
            ]
        )
    used = {status for person in counts.people.values() for status in person.statuses} | {"new"}
    legend: Row = [(INDENT, "text")]
    for status, sign, style, word in _STATUSES:
        if status in used:
            legend += [(sign * 2, style), (f" {word}   ", "muted")]
    return [*rows, legend]


def _stacked(person: Person, articles: int, cells: int) -> Row:
    """An annotator's articles by status, in ``cells``."""
    values = [
        articles - person.touched if status == "new" else person.statuses.get(status, 0)
        for status, *_ in _STATUSES
    ]
    return [
        (sign * size, style)
        for (_, sign, style, _), size in zip(_STATUSES, parts(values, cells), strict=True)
        if size
    ]


def pace(people: Sequence[Pace] | None, view: View) -> list[Row]:
    """How fast each annotator works, and what was done when."""
    if people is None:
        return [heading("Pace", "", view), [], *sentences("Reading the journal …", view)]
    worked = [one for one in people if one.sessions]
    hours = sum(one.seconds for one in worked) / 3600
    sessions = sum(one.sessions for one in worked)
    aside = f"{count(sessions, 'session')}, {hours:.1f} hours" if worked else ""
    rows = [heading("Pace", aside, view), []]
    if not worked:
        said = "Nobody has worked on this desk itself yet: nothing in its journal was done by hand."
        return rows + sentences(said, view, "text")
    rows += _charts(worked, view)
    rows += [[], *_rates(worked, view), [], *_rhythm(worked, view)]
    said = (
        "A session ends when nothing is done for half an hour; hours run from its first to its last "
        "step. Minutes on an article: the middle one of all that are done. What was undone and what "
        "was taken in from files does not count."
    )
    rows += [[], *sentences(said, view)]
    missing = sorted(
        {f"{one.annotator}: {figure.reason}" for one in worked
         for figure in (one.marks_per_hour, one.per_article) if figure.value is None}
    )  # fmt: skip
    for one in missing:
        rows += sentences(f"No figure for {one}.", view)
    return rows


def _by_day(people: Sequence[Pace], what: str) -> Mapping[date, int]:
    found: Counter[date] = Counter()
    for one in people:
        for day in one.days:
            found[date.fromisoformat(day.day)] += getattr(day, what)
    return found


def _charts(people: Sequence[Pace], view: View) -> list[Row]:
    """Articles done and marks put, over time."""
    wide = view.width >= _WIDE
    cells = (view.room - 4) // 2 if wide else view.room
    done = _chart("Articles done", _by_day(people, "articles"), cells, "done")
    put = _chart("Tags put", _by_day(people, "marks"), cells, "bar")
    return beside(done, put, cells + 4) if wide else [*done, [], *put]


def _chart(title: str, values: Mapping[date, int], cells: int, style: str) -> list[Row]:
    side = max(4, len(f"{max(values.values(), default=0):,}") + 1)
    room = cells - side - 1
    bins = Bins.over(list(values), room)
    sums = bins.sums(values)
    top = max(sums, default=0)
    rows: list[Row] = [
        [(INDENT + left(f"{title} by {bins.unit}, {sum(sums):,} in all", cells), "name")]
    ]
    if not top:
        return [*rows, [(INDENT + left("none yet", cells), "muted")]]
    for at, line in enumerate(columns(sums, _CHART, room)):
        mark = f"{top:,}" if at == 0 else ""
        rows.append([(INDENT + right(mark, side) + "│", "muted"), (line, style)])
    rows.append([(INDENT + right("0", side) + "└" + "─" * room, "muted")])
    rows.append([(INDENT + " " * (side + 1) + axis(bins, room), "muted")])
    return rows


def _figure(figure: Figure, digits: int = 1, by: float = 1.0) -> str:
    return "–" if figure.value is None else f"{figure.value / by:,.{digits}f}"


def _rates(people: Sequence[Pace], view: View) -> list[Row]:
    heads = ["articles", "tags", "hours", "articles/h", "tags/h", "min/article"]
    wide = view.width >= _WIDE
    name = 16 if wide else 12
    sizes = [13] * 6 if wide else [9, 8, 8, 11, 9, 12]
    if wide:
        heads.append("verdicts")
        sizes.append(13)
    while sum(sizes) > view.room - name:
        sizes.pop()
    lines: Row = [(INDENT + left("annotator", name), "muted")]
    lines.append(("".join(right(x, n) for x, n in zip(heads, sizes, strict=False)), "muted"))
    rows = [lines]
    for one in people:
        values = [
            f"{one.articles:,}", f"{one.marks:,}", f"{one.seconds / 3600:,.1f}",
            _figure(one.articles_per_hour), _figure(one.marks_per_hour),
            _figure(one.per_article, 1, 60), f"{one.verdicts:,}",
        ]  # fmt: skip
        cells = "".join(right(x, n) for x, n in zip(values, sizes, strict=False))
        rows.append([(INDENT + left(one.annotator, name), "name"), (cells, "text")])
    return rows


def _rhythm(people: Sequence[Pace], view: View) -> list[Row]:
    """Each annotator's hours of the day and days, in a character each."""
    name = 16 if view.width >= _WIDE else 12
    room = view.room - name - 24 - 3
    bins = Bins.over([date.fromisoformat(day.day) for one in people for day in one.days], room)
    head = left("by hour of day, 0 to 23", 27) + f"tags by {bins.unit}"
    rows: list[Row] = [[(INDENT + left("", name) + head, "muted")]]
    for one in people:
        rows.append(
            [
                (INDENT + left(one.annotator, name), "name"),
                (spark(one.hours), "bar"),
                ("   ", "text"),
                (spark(bins.sums(_by_day([one], "marks"))), "bar"),
            ]
        )
    return rows
