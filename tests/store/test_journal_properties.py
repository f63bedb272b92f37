"""Random histories: the state is always what the journal says, and undoing all restores the first."""

from __future__ import annotations

import json
import random
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store import annotations, annotators, articles
from store.check import check
from store.desk import Desk
from store.errors import Refused
from store.intake import Intake
from store.journal.fold import ADD_ARTICLE
from store.model import RawSpan, Record

TEXTS = ["Norway and Kenya met.", "كينيا والنرويج", "肯尼亚与挪威 🇰🇪", "Sadr", "Oslo talks end"]
NAMES = ["mina", "omar", "import", "m."]
LABELS = ["official", "country", "area"]

steps = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.sampled_from(
            "tag tag tag relabel resize remove status star label assign edit comment "
            "resolve intake undo undo redo old-undo same apart".split()
        ),
        st.integers(0, 10**6),
    ),
    max_size=40,
)


def do(desk: Desk, what: str, seed: int) -> None:
    """One random step; what makes no sense at that moment is refused and changes nothing."""
    rng = random.Random(seed)
    listed = [row[0] for row in desk.connection.execute("SELECT id FROM article ORDER BY id")]
    if what == "intake" or not listed:
        text = rng.choice(TEXTS)
        spans = tuple(
            RawSpan(0, rng.randint(1, len(text)), rng.choice([*LABELS, "ORG"]))
            for _ in range(rng.randint(0, 3))
        )
        with Intake(desk, rng.choice(["import", desk.actor])) as intake:
            intake.add(
                Record(
                    text=text,
                    external_id=str(rng.randint(0, 2)),
                    source=rng.choice(["", "Gazette"]),
                    published=rng.choice(["", "2025", "2025-03-01T10:00:00+03:00"]),
                    spans=spans,
                    status=rng.choice(["", "done"]),
                )
            )
        return
    article = rng.choice(listed)
    spans = [s.id for s in desk.spans(article)]
    if what == "tag":
        length = len(desk.article(article).text)
        start = rng.randrange(length)
        annotations.tag(desk, article, start, rng.randint(start + 1, length), rng.choice(LABELS))
    elif what in ("relabel", "resize", "remove") and spans:
        span = rng.choice(spans)
        if what == "relabel":
            annotations.relabel(desk, span, rng.choice(LABELS))
        elif what == "resize":
            annotations.resize(desk, span, 0, rng.randint(1, 4))
        else:
            annotations.remove(desk, span)
    elif what == "status":
        articles.set_status(desk, [article], rng.choice(["new", "started", "done", "skipped"]))
    elif what == "star":
        articles.star(desk, listed[:2], rng.random() < 0.5)
    elif what == "label":
        articles.label(desk, article, rng.choice(["relevant", "not-relevant", "visit"]), True)
    elif what == "assign":
        articles.assign(desk, [article], rng.choice(["", "omar", "Mina"]))
    elif what == "edit":
        articles.edit(desk, article, published=rng.choice(["", "2024-02", "3 May 2024"]))
    elif what == "comment":
        annotations.comment(desk, article, "why?")
    elif what == "resolve" and desk.comments(article):
        annotations.resolve_comment(desk, desk.comments(article)[0])
    elif what == "same":
        annotators.same(desk, *rng.sample(NAMES, 2))
    elif what == "apart":
        annotators.apart(desk, rng.choice(NAMES))
    elif what == "undo":
        desk.undo()
    elif what == "redo":
        desk.redo()
    elif what == "old-undo":
        desk.undo(rng.choice(desk.history()).group)


def reference(desk: Desk) -> tuple[dict[str, tuple[Any, ...]], dict[str, str]]:
    """Marks and article titles' metadata folded from the journal by nothing but the rule itself."""
    rows = desk.connection.execute(
        "SELECT id, grp, obj, kind, fields FROM op ORDER BY id"
    ).fetchall()
    revoked: dict[str, bool] = {}
    for _, _, obj, kind, _ in rows:
        if obj.startswith("group:"):
            revoked[obj.removeprefix("group:")] = kind == "undo"
    objects: dict[str, dict[str, Any]] = defaultdict(dict)
    for _, group, obj, kind, fields in rows:
        if revoked.get(group.hex()):
            continue
        values = json.loads(fields)
        if kind == ADD_ARTICLE:
            values = {key: v for key, v in values.items() if "added" not in objects[obj]}
            values = {key: v for key, v in values.items() if key not in objects[obj]}
            values["added"] = True
        objects[obj].update(values)
    goes_by = {
        obj.partition(":")[2]: f["same"]
        for obj, f in objects.items()
        if obj.startswith("annotator:") and f["same"]
    }

    def person(handle: str) -> str:
        seen = [handle]
        while seen[-1] in goes_by:
            if goes_by[seen[-1]] in seen:
                return min(seen[seen.index(goes_by[seen[-1]]) :])
            seen.append(goes_by[seen[-1]])
        return seen[-1]

    marks = {
        obj.split(":")[2]: (*f["range"], f["label"], person(f["annotator"]))
        for obj, f in objects.items()
        if obj.startswith("span:") and "range" in f and not f.get("del")
    }
    dates = {
        obj.partition(":")[2]: f.get("published", "")
        for obj, f in objects.items()
        if obj.startswith("article:") and f.get("added")
    }
    return marks, dates


def state(desk: Desk) -> tuple[dict[str, tuple[Any, ...]], dict[str, str]]:
    marks = {
        row[0]: row[1:]
        for row in desk.connection.execute('SELECT id, start, "end", label, annotator FROM span')
    }
    dates = dict(desk.connection.execute("SELECT id, published FROM article").fetchall())
    return marks, dates


def undone_by(desk: Desk, name: str) -> bool:
    desk.actor = name
    return desk.undo() is not None


def play(folder: Path, history: list[tuple[int, str, int]]) -> None:
    path = folder / "random.desk"
    desks = [Desk.create(path, "mina"), Desk.open(path, "omar")]
    for who, what, seed in history:
        desks[who].poll()
        try:
            do(desks[who], what, seed)
        except Refused:
            continue
    assert state(desks[0]) == reference(desks[0])
    assert check(path) == []
    while any(undone_by(desk, name) for desk in desks for name in NAMES):
        pass  # whose an action is may change on the way
    assert state(desks[0]) == ({}, {})
    assert desks[1].connection.execute("SELECT count(*) FROM facet").fetchone() == (0,)
    assert desks[0].connection.execute("SELECT count(*) FROM layer").fetchone() == (0,)
    for desk in reversed(desks):
        desk.close()
    assert check(path) == []


@given(steps)
@settings(max_examples=40, deadline=None)
def test_any_history_folds_to_what_the_tables_say(history: list[tuple[int, str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        play(Path(folder), history)


@pytest.mark.parametrize(("seed", "many"), [(0, 1000), (1, 1000), (2, 1), (3, 1)])
def test_a_long_history_folds_to_what_the_tables_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, many: int
) -> None:
    monkeypatch.setattr("store.state._MANY", many)  # 1: as if every step were a large one
    rng = random.Random(seed)
    kinds = (
        "tag tag tag relabel resize remove status star label assign edit comment resolve "
        "intake undo redo old-undo same apart"
    ).split()
    history = [(rng.randint(0, 1), rng.choice(kinds), rng.randrange(10**6)) for _ in range(300)]
    play(tmp_path, history)
