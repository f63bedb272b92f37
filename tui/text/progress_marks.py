"""How the parts of the progress page that tell of marks are drawn: labels, agreement, names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from store.agreement.figures import Figure
from store.agreement.report import Measures, Report
from store.progress.counts import Counts, Marks, Names
from tui.text.charts import bar, shade
from tui.text.tables import INDENT, Row, View, count, heading, left, right, sentences

_NAME = 20
_SHORT = 14
_NUMBER = 9
_CELL = 10


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of agreement: its column's title, and what it says, in words."""

    title: str
    words: str
    of: Callable[[Measures], Figure]


MEASURES: Mapping[str, Measure] = {
    "exact": Measure(
        "exact F1", "tags that both put, with the same range and label", lambda m: m.exact.f1
    ),
    "overlap": Measure(
        "overlap F1",
        "tags with the same label that share a character at least",
        lambda m: m.overlap.f1,
    ),
    "kappa": Measure(
        "kappa", "Cohen's: words with the same labels, beyond chance", lambda m: m.kappa
    ),
    "alpha": Measure(
        "alpha",
        "Krippendorff's, on words: as kappa, chance taken over all annotators",
        lambda m: m.alpha,
    ),
    "u_alpha": Measure(
        "u-alpha",
        "Krippendorff's, on text: the length labelled alike, beyond chance",
        lambda m: m.u_alpha,
    ),
}
"""By their names in `store.agreement`, in the order a key goes through them."""


def labels(marks: Marks | None, counts: Counts | None, view: View) -> list[Row]:
    """How often each label was put, and by whom."""
    if marks is None:
        return [heading("Labels", "", view), [], *sentences("Counting tags …", view)]
    totals = {label: marks.label(label).marks for label in {**view.labels, **marks.by_label}}
    everything = sum(totals.values())
    rows = [heading("Labels", count(everything, "tag") if everything else "", view), []]
    if not everything:
        return rows + sentences("Nothing is tagged yet.", view, "text")
    people = marks.annotators()
    fixed = _NAME + 2 * _NUMBER
    shown = people[: max(1, (view.room - fixed - 10) // _NUMBER)]
    if len(shown) < len(people):  # the last column is for all the others
        shown = shown[:-1]
    others = [who for who in people if who not in shown] if shown else []
    heads = [*shown, *(["others"] if others else [])]
    cells = min(48, view.room - fixed - _NUMBER * len(heads))
    rows.append(
        [
            (INDENT + left("label", _NAME) + right("tags", _NUMBER), "muted"),
            (" " + left("", cells - 1) + right("articles", _NUMBER), "muted"),
            ("".join(right(who, _NUMBER) for who in heads), "muted"),
        ]
    )
    top = max(totals.values())
    for label, number in totals.items():
        own = marks.by_label.get(label, {})
        values = [own[who].marks if who in own else 0 for who in shown]
        if others:
            values.append(sum(own[who].marks for who in others if who in own))
        articles = counts.label_articles.get(label, 0) if counts else 0
        rows.append(
            [
                (INDENT + left(view.labels.get(label, label), _NAME), f"label:{label}"),
                (right(f"{number:,}", _NUMBER) + " ", "text" if number else "muted"),
                (bar(number, top, cells - 1), f"label:{label}"),
                (right(f"{articles:,}", _NUMBER), "text" if articles else "muted"),
                ("".join(right(f"{value:,}", _NUMBER) for value in values), "text"),
            ]
        )
    if others:
        rows += sentences(f"Others: {', '.join(others)}.", view)
    return rows


def names(register: Mapping[str, Names] | None, marks: Marks | None, view: View) -> list[Row]:
    """The register's size, and which of its links nobody has confirmed."""
    if register is None or marks is None:
        return [heading("Names", "", view), [], *sentences("Counting names …", view)]
    known = sum(one.names for one in register.values())
    rows = [heading("Names", count(known, "name") + " in the register", view), []]
    if not known:
        said = "No name is in the register yet: tags of officials and countries bring them."
        return rows + sentences(said, view, "text")
    name, number = (_NAME, 11) if view.room >= _NAME + 55 else (_SHORT, (view.room - _SHORT) // 5)
    cells = max(0, min(40, view.room - name - number * 5))
    heads = ("names", "mentions", "linked", "unsure", "conflicts")
    rows.append(
        [
            (INDENT + left("label", name) + " " * cells, "muted"),
            ("".join(right(head, number) for head in heads), "muted"),
        ]
    )
    top = max(one.names for one in register.values())
    guesses = conflicts = 0
    for label in {**view.labels, **register, **marks.by_label}:
        here, marked = register.get(label, Names()), marks.label(label)
        if not (here.names or marked.marks):
            continue
        guesses += marked.guessed
        conflicts += here.conflicts
        values = [here.names, here.mentions, marked.linked]
        rows.append(
            [
                (INDENT + left(view.labels.get(label, label), name), f"label:{label}"),
                (bar(here.names, top, cells - 1).ljust(cells) if cells > 1 else " " * cells,
                 f"label:{label}"),
                ("".join(right(f"{value:,}", number) for value in values), "text"),
                (right(f"{marked.guessed:,}", number), "warn" if marked.guessed else "muted"),
                (right(f"{here.conflicts:,}", number), "error" if here.conflicts else "muted"),
            ]
        )  # fmt: skip
    told: list[str] = []
    if guesses:
        told.append(f"Unsure: {count(guesses, 'link')} by a guess that nobody has confirmed.")
    if conflicts:
        told.append(f"Conflicts: {count(conflicts, 'name')} of which some were told apart.")
    key = view.keys.get("app.names", "")
    if key and told:
        told.append(f"{key} decides.")
    return rows + sentences(" ".join(told) or "Every link is confirmed.", view)


def agreement(report: Report | None, counts: Counts | None, view: View) -> list[Row]:
    """How far the annotators agree: a matrix of pairs, a table of all measures, words."""
    if report is None:
        return [heading("Agreement", "", view), [], *sentences("Comparing annotators …", view)]
    if not report.articles:
        rows = [heading("Agreement", "", view), []]
        return rows + sentences(_nothing(counts, view), view, "text")
    aside = f"{count(report.articles, 'article')}, {count(len(report.annotators), 'annotator')}"
    rows = [heading("Agreement", aside, view), []]
    rows += _matrix(report, view)
    rows += [[], *_table(report, view), []]
    rows += _words(view)
    for said in _undefined(report, view):
        rows += sentences(said, view)
    left_out = _left_out(report)
    return rows + (sentences(left_out, view) if left_out else [])


def _words(view: View) -> list[Row]:
    """What the measures say."""
    side = 13
    rows: list[Row] = []
    for one in MEASURES.values():
        told = sentences(one.words, replace(view, width=view.width - side))
        for at, row in enumerate(told):
            text = row[0][0].removeprefix(INDENT)
            rows.append([(INDENT + left("" if at else one.title, side), "text"), (text, "muted")])
    said = (
        "1 is full agreement. kappa and the alphas are 0 where chance alone would agree as much, "
        "and may be below."
    )
    return rows + sentences(said, view)


def _nothing(counts: Counts | None, view: View) -> str:
    """Why there is nothing to compare, and what to do."""
    finished = [who for who, one in counts.people.items() if one.finished] if counts else []
    begun = list(counts.people) if counts else []
    if len(begun) == 1:
        said = f"{begun[0]} works here alone; agreement takes two who finish the same articles."
    elif finished:
        said = "No article has been finished by two annotators yet."
    else:
        said = "Nobody has finished an article yet; agreement takes two who finish the same ones."
    key = view.keys.get("queue.assign", "")
    how = f"{key} in the queue hands articles out" if key else "copydesk assign hands articles out"
    return f"{said} {how}; copydesk package and merge bring a colleague's work together with this."


def _matrix(report: Report, view: View) -> list[Row]:
    """Annotators against each other: the measure above the diagonal, articles below it."""
    measure = MEASURES.get(view.measure, MEASURES["exact"])
    pairs = {(pair.first, pair.second): pair for pair in report.pairs}
    name = min(_NAME, max(len(measure.title) + 2, *(len(who) + 2 for who in report.annotators)))
    fitting = max(2, (view.room - name) // _CELL)
    people = report.annotators[:fitting]
    rows: list[Row] = [
        [
            (INDENT + left(measure.title, name), "name"),
            ("".join(right(who, _CELL) for who in people), "muted"),
        ]
    ]
    for at, who in enumerate(people):
        row: Row = [(INDENT + left(who, name), "name")]
        for place, other in enumerate(people):
            pair = pairs.get((min(who, other), max(who, other)))
            if place == at:
                row.append((right("·", _CELL), "muted"))
            elif place < at:
                row.append((right(f"{pair.articles:,}" if pair else "–", _CELL), "muted"))
            else:
                row += _heat(measure.of(pair.all) if pair else None)
        rows.append(row)
    if len(people) < len(report.annotators):
        rows += sentences(
            f"{count(len(report.annotators) - len(people), 'annotator')} more: in the table below.",
            view,
        )
    legend: Row = [(INDENT, "text")]
    for low, word in ((0.2, "from .20"), (0.4, ".40"), (0.6, ".60"), (0.8, ".80")):
        legend += [(shade(low) * 2, "heat"), (f" {word}   ", "muted")]
    rows.append(legend)
    key = view.keys.get("progress.measure", "")
    other = f" {key} shows another measure." if key else ""
    return rows + sentences(
        f"Above the diagonal {measure.title}, below it the articles that both finished; – where "
        f"there are none, or no value.{other}",
        view,
    )


def _heat(figure: Figure | None) -> Row:
    if figure is None or figure.value is None:
        return [(right("–", _CELL), "muted")]
    value = f"{figure.value:.2f}"
    lead = " " * (_CELL - len(value) - 3)
    return [(lead + shade(figure.value) * 2, "heat"), (f" {value}", "name")]


def _rows(report: Report, view: View) -> Iterator[tuple[str, str, int | None, Measures]]:
    """The lines of the table: name, style, articles, figures."""
    yield "all", "name", report.articles, report.overall
    if len(report.pairs) > 1:
        for pair in report.pairs:
            yield f"{pair.first} – {pair.second}", "text", pair.articles, pair.all
    for label in dict.fromkeys((*view.labels, *report.labels)):
        if label in report.labels:
            yield view.labels.get(label, label), f"label:{label}", None, report.labels[label]


def _table(report: Report, view: View) -> list[Row]:
    more = 5 if view.width >= 110 else 2 if view.room >= 70 else 1
    sizes = [len(one.title) + more for one in MEASURES.values()]
    number = _NUMBER if more > 1 else 0  # of articles, for which there may be no room
    first = min(34, view.room - sum(sizes) - number)
    rows: list[Row] = [
        [
            (INDENT + left("", first) + right("articles", number), "muted"),
            *((right(one.title, size), "muted")
              for one, size in zip(MEASURES.values(), sizes, strict=True)),
        ]
    ]  # fmt: skip
    for name, style, articles, measures in _rows(report, view):
        row: Row = [
            (INDENT + left(name, first), style),
            (right("" if articles is None else f"{articles:,}", number), "muted"),
        ]
        for one, size in zip(MEASURES.values(), sizes, strict=True):
            figure = one.of(measures)
            value = "–" if figure.value is None else f"{figure.value:.3f}"
            row.append((right(value, size), "muted" if figure.value is None else "text"))
        rows.append(row)
    return rows


def _undefined(report: Report, view: View) -> list[str]:
    """Why some figures have no value, a sentence for each reason."""
    reasons: dict[str, list[str]] = {}
    for name, _, _, measures in _rows(report, view):
        for one in MEASURES.values():
            figure = one.of(measures)
            if figure.value is None:
                reasons.setdefault(figure.reason, []).append(f"{name} ({one.title})")
    return [
        f"No value for {', '.join(where)}: {reason}." for reason, where in sorted(reasons.items())
    ]


def _left_out(report: Report) -> str:
    """What was not compared, in words."""
    told = {
        "articles_of_one_annotator": ("article that one annotator alone finished",
                                      "articles that one annotator alone finished"),
        "articles_without_text": ("article whose text is not here",
                                  "articles whose text is not here"),
        "layers_unfinished": ("piece of work that is not finished",
                              "pieces of work that are not finished"),
    }  # fmt: skip
    said = [
        count(number, *told.get(reason, (reason.replace("_", " "),) * 2))
        for reason, number in report.left_out.items()
        if number
    ]
    return f"Not compared: {', '.join(said)}." if said else ""
