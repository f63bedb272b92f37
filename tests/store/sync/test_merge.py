"""Merging desks: the same state in any order, once and for all, and reversible here alone."""

from __future__ import annotations

import random
import shutil
import sqlite3
import tempfile
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store import annotations, articles
from store.check import check
from store.desk import Desk
from store.errors import DamagedDesk, NewerDesk, Refused
from store.intake import Intake
from store.journal.operations import Draft
from store.model import Record
from store.sync.batches import batches, take_back
from store.sync.merge import merge
from tests.store.test_journal_properties import do, reference, state

EDITORS = ("mina", "omar", "lin")
KINDS = (
    "tag tag tag relabel resize remove status star label assign edit comment resolve "
    "intake undo redo old-undo merge merge same apart"
).split()


def start(folder: Path, names: tuple[str, ...] = EDITORS) -> list[Path]:
    """Copies of one desk with an article, one for each editor."""
    first = folder / f"{names[0]}.desk"
    with Desk.create(first, "lead") as desk, Intake(desk) as intake:
        intake.add(Record(text="Norway and Kenya met."))
    paths = [first]
    for name in names[1:]:
        paths.append(folder / f"{name}.desk")
        shutil.copy(first, paths[-1])
    return paths


def derived(desk: Desk) -> dict[str, list[tuple[object, ...]]]:
    """Everything a screen could show, free of local numbers."""
    read = desk.connection.execute
    return {
        "spans": read(
            "SELECT span.id, hash, start, label, annotator, origin, created FROM span "
            "JOIN text ON text.n = span.n ORDER BY span.id"
        ).fetchall(),
        "articles": read(
            "SELECT id, title, source, published, external_id, assignee, supersedes, spans "
            "FROM article ORDER BY id"
        ).fetchall(),
        "layers": read(
            "SELECT annotator, hash, status, starred, labels, spans FROM layer "
            "JOIN text ON text.n = layer.n ORDER BY 1, 2"
        ).fetchall(),
        "facets": read(
            "SELECT dim, value, hash, k FROM facet JOIN text ON text.n = facet.n ORDER BY 1, 2, 3"
        ).fetchall(),
        "comments": read("SELECT id, text, resolved FROM comment ORDER BY id").fetchall(),
        "labels": read("SELECT id, fields FROM label ORDER BY id").fetchall(),
    }


def play(folder: Path, steps: list[tuple[int, str, int]], skews: tuple[float, ...]) -> None:
    paths = start(folder)
    desks = [Desk.open(path, who) for path, who in zip(paths, EDITORS, strict=True)]
    import time

    real = time.time
    for who, what, seed in steps:
        with mock.patch("time.time", lambda skew=skews[who]: real() + skew):
            try:
                if what == "merge":
                    merge(desks[who], paths[seed % 3])
                else:
                    do(desks[who], what, seed)
            except Refused:
                continue
    with mock.patch("time.time", side_effect=lambda: real() + max(skews)):
        order = list(range(3))
        random.Random(len(steps)).shuffle(order)
        for into in order:  # twice round, so that everybody has everything
            for source in order:
                if into != source:
                    merge(desks[into], paths[source])
        for into in range(3):
            for source in range(3):
                if into != source:
                    merge(desks[into], paths[source])
        for into in range(3):
            again = merge(desks[into], paths[(into + 1) % 3])
            assert (again.operations, again.articles, again.texts) == (0, 0, 0)
    states = [derived(desk) for desk in desks]
    assert states[0] == states[1] == states[2]
    assert state(desks[0]) == reference(desks[0])
    for desk in desks:
        desk.close()
    for path in paths:
        assert check(path) == []


@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.sampled_from(KINDS), st.integers(0, 10**6)), max_size=30
    ),
    st.tuples(*[st.floats(-3600, 3600)] * 3),
)
@settings(max_examples=15, deadline=None)
def test_three_editors_end_with_the_same_desk(steps, skews) -> None:
    with tempfile.TemporaryDirectory() as folder:
        play(Path(folder), steps, skews)


@pytest.mark.parametrize(("seed", "many"), [(1, 1000), (2, 1), (3, 8)])
def test_long_histories_of_three_editors_end_with_the_same_desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, many: int
) -> None:
    monkeypatch.setattr("store.state._MANY", many)
    rng = random.Random(seed)
    steps = [(rng.randrange(3), rng.choice(KINDS), rng.randrange(10**6)) for _ in range(250)]
    play(tmp_path, steps, (0.0, 1800.0, -900.0))


@pytest.fixture
def two(tmp_path: Path):
    paths = start(tmp_path, ("mina", "omar"))
    with Desk.open(paths[0], "mina") as mina, Desk.open(paths[1], "omar") as omar:
        yield mina, omar


def article(desk: Desk) -> str:
    return desk.article(1).id


def test_a_summary_says_what_came_in(two) -> None:
    mina, omar = two
    annotations.tag(omar, article(omar), 0, 6, "country")
    with Intake(omar) as intake:
        intake.add(Record(text="A new text."))
    merged = merge(mina, omar.path)
    assert (merged.operations, merged.articles, merged.texts) == (2, 1, 1)
    assert merged.by == {"omar": 2}
    assert mina.article(2).text == "A new text."
    found = mina.connection.execute("SELECT rowid FROM search WHERE search MATCH 'new'").fetchall()
    assert found == [(2,)]
    assert check(mina.path) == []


def test_what_is_told_of_a_merge_only_grows(two) -> None:
    mina, omar = two
    annotations.tag(omar, article(omar), 0, 6, "country")
    with Desk.open(omar.path, "reza") as reza:  # a site of its own
        for start in range(3):
            annotations.tag(reza, article(reza), start, 6, "area")
    told: list[tuple[int, int]] = []
    merged = merge(mina, omar.path, lambda done, total: told.append((done, total)))
    assert set(merged.by) == {"omar", "reza"}
    assert [done for done, _ in told] == sorted({done for done, _ in told})
    assert told[-1] == (merged.operations, merged.operations)


def test_a_corrected_title_is_found_after_a_merge(two) -> None:
    mina, omar = two
    with Intake(omar) as intake:
        new = intake.add(Record(text="A new text.", title="Quarrel")).article_id
    articles.edit(omar, new, title="Accord")
    articles.edit(omar, article(omar), title="Handshake")
    merge(mina, omar.path)
    for word, hits in {"accord": [(2,)], "quarrel": [], "handshake": [(1,)]}.items():
        query = "SELECT rowid FROM search WHERE search MATCH ?"
        assert mina.connection.execute(query, (word,)).fetchall() == hits


def test_an_article_taken_in_anew_is_found_by_its_new_title_alone(two) -> None:
    mina, _ = two
    for title in ("Quarrel", "Accord"):
        mina.undo()
        with Intake(mina) as intake:
            intake.add(Record(text="A new text.", title=title))
    for word, hits in {"accord": [(2,)], "quarrel": [], "text": [(2,)]}.items():
        query = "SELECT rowid FROM search WHERE search MATCH ?"
        assert mina.connection.execute(query, (word,)).fetchall() == hits


def test_others_actions_are_not_mine_to_undo(two) -> None:
    mina, omar = two
    annotations.tag(omar, article(omar), 0, 6, "country")
    annotations.tag(mina, article(mina), 0, 6, "country")
    merge(mina, omar.path)
    assert mina.undo() is not None
    assert mina.peek_undo() is None
    assert [s.annotator for s in mina.spans(article(mina))] == ["omar"]


def test_a_merge_is_taken_back_here_alone_and_comes_back(two) -> None:
    mina, omar = two
    mark = annotations.tag(mina, article(mina), 0, 6, "country")
    merge(omar, mina.path)
    annotations.tag(omar, article(omar), 11, 16, "country")
    merged = merge(mina, omar.path)
    before = derived(mina)
    taken = take_back(mina, merged.batch)
    assert (taken.id, taken.operations, taken.by, taken.held) == (
        merged.batch,
        1,
        {"omar": 1},
        True,
    )
    assert [s.id for s in mina.spans(article(mina))] == [mark.id]
    assert [b.held for b in batches(mina)] == [True]
    assert check(mina.path) == []
    assert len(omar.spans(article(omar))) == 2
    assert merge(mina, omar.path).released
    assert derived(mina) == before
    assert check(mina.path) == []


def test_the_newest_merge_that_counts_is_taken_back_first(two) -> None:
    mina, omar = two
    with pytest.raises(Refused, match="nothing to take back"):
        take_back(mina)
    numbers = []
    for start in (0, 11):
        annotations.tag(omar, article(omar), start, 16, "area")
        numbers.append(merge(mina, omar.path).batch)
    assert [take_back(mina).id, take_back(mina).id] == numbers[::-1]
    assert mina.spans(article(mina)) == []
    with pytest.raises(Refused, match="already"):
        take_back(mina, numbers[0])
    with pytest.raises(Refused, match="no merge number 99"):
        take_back(mina, 99)
    assert merge(mina, omar.path).released
    assert len(mina.spans(article(mina))) == 2
    assert check(mina.path) == []


def test_an_undo_that_was_taken_back_does_not_count(two) -> None:
    mina, omar = two
    mark = annotations.tag(omar, article(omar), 0, 6, "country")
    merge(mina, omar.path)
    omar.undo()
    second = merge(mina, omar.path)
    assert mina.spans(article(mina)) == []
    take_back(mina, second.batch)
    assert [s.id for s in mina.spans(article(mina))] == [mark.id]
    assert check(mina.path) == []


def test_a_desk_is_merged_while_it_is_written_to(two) -> None:
    mina, omar = two
    for number in range(20):
        annotations.tag(omar, article(omar), number % 10, 12, "area")
        merge(mina, omar.path)
    assert derived(mina)["spans"] == derived(omar)["spans"]


def test_a_handle_from_two_machines_is_warned_of(tmp_path: Path) -> None:
    paths = start(tmp_path, ("a", "b"))
    for path, host in zip(paths, ("laptop", "desk-3"), strict=True):
        with mock.patch("platform.node", lambda host=host: host), Desk.open(path, "mina") as desk:
            annotations.tag(desk, article(desk), 0, 6, "country")
    with Desk.open(paths[0], "mina") as desk:
        assert merge(desk, paths[1]).machines == {"mina": ("desk-3", "laptop")}


def spoil(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    for trigger in ("op_stays", "op_kept", "text_stays"):
        connection.execute(f"DROP TRIGGER {trigger}")
    connection.execute(statement)
    connection.close()


@pytest.mark.parametrize(
    ("statement", "part"),
    [
        ("UPDATE op SET actor = 'x' WHERE n = (SELECT max(n) FROM op)", "chain"),
        ("DELETE FROM op WHERE n = (SELECT max(n) - 1 FROM op)", "missing"),
        ("DELETE FROM op WHERE n = (SELECT max(n) FROM op)", "are there"),
        ("UPDATE text SET body = body || '!' WHERE n = 2", "not what"),
    ],
)
def test_a_damaged_desk_is_refused_whole(two, statement: str, part: str) -> None:
    mina, omar = two
    with Intake(omar) as intake:
        intake.add(Record(text="A new text."))
    for number in range(3):
        annotations.tag(omar, article(omar), number, 12, "area")
    omar.close()
    spoil(omar.path, statement)
    before = derived(mina)
    with pytest.raises(DamagedDesk, match=part):
        merge(mina, omar.path)
    assert derived(mina) == before
    assert batches(mina) == []
    assert check(mina.path) == []


def test_a_copy_without_its_log_is_refused(two, tmp_path: Path) -> None:
    mina, omar = two
    annotations.tag(omar, article(omar), 0, 6, "country")
    cut = tmp_path / "cut.desk"
    cut.write_bytes(omar.path.read_bytes())
    with pytest.raises(DamagedDesk, match=r"cut\.desk-wal\) is missing"):
        merge(mina, cut)
    assert batches(mina) == []


@pytest.mark.parametrize(
    ("version", "error", "part"),
    [(9, NewerDesk, "newer copydesk"), (0, Refused, "older copydesk")],
)
def test_a_desk_of_another_program_version_is_refused(two, version: int, error, part: str) -> None:
    mina, omar = two
    omar.close()
    connection = sqlite3.connect(omar.path, isolation_level=None)
    connection.execute(f"PRAGMA user_version = {version}")
    connection.close()
    with pytest.raises(error, match=part):
        merge(mina, omar.path)


def test_operations_of_a_newer_program_are_refused_whole(two) -> None:
    mina, omar = two
    with mock.patch("store.journal.log.VERSION", 2):
        annotations.tag(omar, article(omar), 0, 6, "country")
    with pytest.raises(DamagedDesk, match="Update copydesk"):
        merge(mina, omar.path)
    assert batches(mina) == []


def test_work_from_the_future_is_refused_naming_site_and_time(two) -> None:
    mina, omar = two
    import time

    real = time.time
    with mock.patch("time.time", side_effect=lambda: real() + 3 * 24 * 3600):
        annotations.tag(omar, article(omar), 0, 6, "country")
    with pytest.raises(DamagedDesk, match=r"site [0-9a-f]{16} .* future"):
        merge(mina, omar.path)


def test_a_desk_is_not_merged_into_itself(two) -> None:
    mina, _ = two
    with pytest.raises(Refused, match="this very desk"):
        merge(mina, mina.path)


@pytest.mark.parametrize(
    ("obj", "fields"),
    [
        ("span:zz:1", {"range": [0, 3], "label": "area", "annotator": "omar"}),
        ("span:ARTICLE:1", {"range": ["a", 1], "label": "area", "annotator": "omar"}),
        ("span:ARTICLE:1", {"range": [0, 9999], "label": "area", "annotator": "omar"}),
        ("span:ARTICLE:1", {"range": [0, 3], "label": "area", "annotator": "omar", "meta": "x"}),
        ("layer:ARTICLE:omar", {"status": "weird"}),
        ("label:area", {"order": "x"}),
    ],
)
def test_operations_that_make_no_sense_are_refused_whole(two, obj: str, fields: dict) -> None:
    mina, omar = two
    obj = obj.replace("ARTICLE", article(omar))
    with omar.transaction() as connection:
        omar.append(connection, [Draft(obj, "odd", fields)])
    before = derived(mina)
    with pytest.raises(DamagedDesk, match="make no sense"):
        merge(mina, omar.path)
    assert derived(mina) == before
    assert check(mina.path) == []
