"""When is learned, where it is kept, and the process that does it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from store import annotations, articles
from store.check import check
from store.desk import Desk
from store.review import layers
from store.suggest import cache, training
from store.suggest.engine import Engine
from store.suggest.examples import learner
from store.suggest.values import Settings
from store.sync.package import package
from tests.store.suggest.newsroom import fill, finish, told
from tests.store.suggest.wire import finished_desk, story

FEW = 3


def test_it_is_learned_at_fixed_counts_ever_sparser() -> None:
    assert [training.due(n) for n in (0, 1, 2, 7, 19, 23, 24, 61, 1003)] == [
        *(0, 0, 2, 7, 19, 20, 24, 60, 1000),
    ]


def test_what_is_due_is_learned_once_and_swapped_in(desk: Desk) -> None:
    finished_desk(desk, FEW)
    assert training.load(desk.connection, desk.actor) is None
    assert training.is_due(desk.connection, "mina")
    learned = training.refresh(desk)
    assert learned is not None
    assert learned.articles == FEW
    assert not training.is_due(desk.connection, "mina")
    assert training.refresh(desk) is None
    model = training.load(desk.connection, desk.actor)
    assert model is not None
    assert model.articles == FEW


def test_the_same_desk_comes_to_the_same_model_whenever_it_learns(
    desk: Desk, tmp_path: Path
) -> None:
    ids = finished_desk(desk, FEW)
    with Desk.create(tmp_path / "other.desk", "mina") as other:
        finished_desk(other, FEW)
        training.refresh(other)
        model = training.load(other.connection, other.actor)
    training.refresh(desk)
    mine = training.load(desk.connection, desk.actor)
    assert model is not None
    assert mine is not None
    assert mine.to_text() == model.to_text()
    articles.set_status(desk, ids[:1], "started")
    assert training.is_due(desk.connection, "mina")


def test_what_was_corrected_since_is_learned_anew_when_asked(desk: Desk) -> None:
    ids = finished_desk(desk, FEW)
    first = training.refresh(desk, every=True)
    assert training.refresh(desk, every=True) is None
    annotations.remove(desk, desk.spans(ids[0])[0].id)
    again = training.refresh(desk, every=True)
    assert first is not None
    assert first.model is not None
    assert again is not None
    assert again.model is not None
    assert again.model.to_text() != first.model.to_text()
    desk.undo()
    training.refresh(desk, every=True)
    model = training.load(desk.connection, desk.actor)
    assert model is not None
    assert model.to_text() == first.model.to_text()


def test_a_model_is_of_use_to_whom_it_is_for_alone(desk: Desk) -> None:
    finished_desk(desk, FEW)
    training.refresh(desk)
    assert training.load(desk.connection, "mina") is not None
    assert training.load(desk.connection, "omar") is None
    assert training.is_due(desk.connection, "omar")
    layers.set_blind(desk, True)  # what colleagues' marks have taught is out of sight
    assert training.load(desk.connection, "mina") is None
    layers.set_blind(desk, False)
    assert training.load(desk.connection, "mina") is not None


def test_no_more_is_read_than_is_learned_from(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    finished_desk(desk, FEW + 1)
    monkeypatch.setattr(training, "MOST_ARTICLES", 2)
    texts = [story(number)[0] for number in range(FEW + 1)]
    assert [one.text for one in training.examples(desk)] == texts[-2:]
    learned = training.refresh(desk, doubt=True)
    assert learned is not None
    assert learned.model is not None
    assert (learned.articles, learned.model.articles) == (FEW + 1, 2)
    assert not training.is_due(desk.connection, "mina")


@pytest.mark.parametrize("learns", [True, False])
def test_words_are_written_down_without_a_model_too(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, learns: bool
) -> None:
    finished_desk(desk, FEW)
    first, later = fill(desk, "A glorb of plums.", "Plums and a glorb.")
    finish(desk, first, [("glorb", "area")])
    monkeypatch.setattr("store.suggest.memory.AT_ONCE", 2)
    words = Engine(Settings(parts=frozenset({"known"})))
    assert told(desk, later, words) == []
    assert training.is_due(desk.connection, "mina", model=False)
    if learns:
        assert training.refresh(desk, model=False) is None
    else:  # python-crfsuite is not installed
        monkeypatch.setattr(training, "can_learn", lambda: False)
        assert training.main([str(desk.path), "mina"]) == 0
    assert told(desk, later, words) == [("glorb", "area")]
    assert not training.is_due(desk.connection, "mina", model=False)
    assert training.is_due(desk.connection, "mina")


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE learned SET body = x'00'",
        "UPDATE learned SET body = substr(body, 1, 100)",
        "UPDATE learned SET body = 'words'",
        "UPDATE learned SET format = 99",
        "UPDATE learned SET note = '3 another'",
        "DROP TABLE learned",
    ],
)
def test_a_damaged_or_foreign_model_is_learned_anew(desk: Desk, harm: str) -> None:
    finished_desk(desk, FEW)
    key = cache.MODEL + learner(desk.connection, "mina")
    cache.keep(desk, [(key, training.fingerprint(FEW, [], [], ""), "no model")])
    with desk.transaction() as connection:
        connection.execute(harm)
    assert training.load(desk.connection, desk.actor) is None
    assert training.is_due(desk.connection, "mina")


def test_a_text_that_is_too_long_when_unpacked_is_none(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.keep(desk, [("k", "", "a" * 5000)])
    assert cache.kept(desk.connection, "k") == "a" * 5000
    monkeypatch.setattr(cache, "_LARGEST", 1000)
    assert cache.kept(desk.connection, "k") == ""


def test_what_was_learned_stays_on_the_desk_and_is_no_part_of_it(
    desk: Desk, tmp_path: Path
) -> None:
    ids = finished_desk(desk, FEW)
    training.refresh(desk)
    assert check(desk.path) == []
    articles.assign(desk, ids, "omar")
    package(desk, tmp_path / "for-omar.desk", "omar")
    with Desk.open(tmp_path / "for-omar.desk", "omar") as theirs:
        assert training.load(theirs.connection, theirs.actor) is None
        assert training.stamp(theirs.connection, theirs.actor) == ""


def start(desk: Desk) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        training.command(desk.path, desk.actor),
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=training.environment(),
    )


def test_the_process_learns_while_the_desk_is_open(desk: Desk) -> None:
    ids = finished_desk(desk, FEW)
    with start(desk) as process:
        articles.star(desk, ids[:1], True)
        process.wait(60)
        assert process.stderr is not None
        assert (process.returncode, process.stderr.read()) == (0, b"")
    model = training.load(desk.connection, desk.actor)
    assert model is not None
    assert model.articles == FEW
    articles.star(desk, ids[:1], False)


def test_the_process_ends_with_whoever_started_it(desk: Desk) -> None:
    finished_desk(desk, FEW)
    with start(desk) as process:
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(60) == 3
    assert training.load(desk.connection, desk.actor) is None


def test_suggesting_loads_nothing_that_learning_needs(root: Path) -> None:
    code = "import store.suggest.engine, sys; sys.exit('pycrfsuite' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=root).returncode == 0
