"""Histories in which everything that touches the register takes part: marking, naming, taking in
marks that bring their entities, settling guesses, corrected articles, annotators with two names."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from store import annotations, corrections
from store.check import check
from store.desk import Desk
from store.errors import Refused
from store.intake import Intake
from store.model import RawSpan, Record
from store.register import deciding, settling
from store.register.candidates import Part
from tests.store import test_journal_properties as marking
from tests.store.register import test_histories as naming

GIVEN = ("e1", "e2", "country:IR", "list:7", "weird:ü")
_MARKING = "tag relabel resize remove status assign edit undo redo old-undo same apart".split()
_NAMING = (
    "tag tag country choose remove same different unsure split prefer rename alias role undo "
    "redo earlier earlier"
).split()


def take_in(desk: Desk, chance: random.Random) -> None:
    """An article with marks that bring entities, as an export or another program gives them."""
    text = f"{naming.TEXT}, part {chance.randrange(5)}.{chance.choice(['', ' x'])}"
    spans = []
    for _ in range(chance.randint(0, 4)):
        words = chance.choice(naming.NAMES)
        start = text.index(words)
        spans.append(
            RawSpan(
                start,
                start + len(words),
                chance.choice(["official", "country", "ORG"]),
                annotator=chance.choice(["", "mina", "omar"]),
                entity=chance.choice(["", *GIVEN]),
                entity_name=chance.choice(["", "Somebody", "Iran"]),
                confirmed=chance.random() < 0.5,
            )
        )
    with Intake(desk, chance.choice(["import", desk.actor])) as intake:
        found = Record(text, external_id=str(chance.randint(0, 2)), source="G", spans=tuple(spans))
        intake.add(found)


def settle(desk: Desk, chance: random.Random) -> None:
    """A decision about a cluster of some entities and guesses."""
    guessed = desk.connection.execute(
        "SELECT DISTINCT entity, form FROM span WHERE entity != '' AND annotator = ? "
        "AND linked != 'new' AND confirmed = 0 ORDER BY 1, 2",
        (desk.actor,),
    ).fetchall()
    whole = desk.connection.execute("SELECT DISTINCT root FROM entity WHERE alive ORDER BY 1")
    parts = [*(Part(*row) for row in guessed), *(Part(root) for (root,) in whole)]
    some = chance.sample(parts, min(len(parts), chance.randint(2, 4)))
    what = chance.choice([settling.same, settling.different, settling.unsure, None])
    if what is not None:
        what(desk, some)
    else:
        settling.same(desk, some[:-1], out=some[-1:])


def correct(desk: Desk, chance: random.Random) -> None:
    """A correction takes its older version's place."""
    rows = desk.connection.execute("SELECT id FROM article WHERE supersedes != '' ORDER BY id")
    if newer := [article for (article,) in rows]:
        corrections.accept(desk, chance.choice(newer))


def mark(desk: Desk, chance: random.Random) -> None:
    marking.do(desk, chance.choice(_MARKING), chance.randrange(10**6))


def name(desk: Desk, chance: random.Random) -> None:
    naming.do(desk, chance.choice(_NAMING), chance.randrange(41), chance.randrange(41))


STEPS: dict[Callable[[Desk, random.Random], None], int] = {
    take_in: 3, settle: 2, correct: 1, mark: 6, name: 8
}  # fmt: skip


@pytest.mark.parametrize("many", [1000, 1])
@pytest.mark.parametrize("seed", range(6))
def test_every_table_equals_a_rebuild_after_any_history(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, many: int
) -> None:
    monkeypatch.setattr("store.state._MANY", many)  # 1: as if every step were a large one
    chance = random.Random(seed)
    path = tmp_path / "d.desk"
    with Desk.create(path, "mina") as mina, Desk.open(path, "omar") as omar:
        for desk in (mina, omar):
            desk.connection.execute("PRAGMA synchronous = OFF")
        for at in range(45):
            desk = chance.choice((mina, omar))
            desk.poll()
            step = take_in if at < 3 else chance.choices([*STEPS], [*STEPS.values()])[0]
            try:
                step(desk, chance)
            except Refused:
                continue
            if at % 5 == 4:
                assert naming.told(desk) == naming.rebuilt(desk), (at, step)
        assert check(path) == []


@pytest.fixture
def desk(tmp_path: Path):
    path = tmp_path / "d.desk"
    naming.fill(path, "in")
    with Desk.open(path, "mina") as desk:
        yield desk
    assert check(path) == []


def tag(desk: Desk, n: int, words: str):
    start = naming.TEXT.index(words)
    return annotations.tag(desk, desk.article(n).id, start, start + len(words), "official")


def test_marks_go_on_naming_an_entity_whose_introduction_was_taken_back(desk: Desk) -> None:
    span = tag(desk, 1, "Ali Rahimi")
    first = desk.history(1)[0]
    assert tag(desk, 2, "Ali Rahimi").entity == span.entity
    deciding.role(desk, span.entity, deciding.Role("minister"))
    desk.undo(first.group)
    short = tag(desk, 3, "A. Rahimi")
    assert short.entity == span.entity
    tag(desk, 2, "A. Rahimi")
    told = desk.connection.execute("SELECT name FROM entity WHERE id = ?", (span.entity,))
    assert told.fetchone() == ("A. Rahimi",)


def test_taking_in_does_not_count_anew_what_is_mentioned_everywhere(desk: Desk) -> None:
    def bring(part: int) -> list[str]:
        asked: list[str] = []
        desk.connection.set_trace_callback(asked.append)
        with Intake(desk) as intake:
            spans = (RawSpan(0, 4, "country", entity="country:IR"),)
            intake.add(Record(f"Iran, part {part}", spans=spans))
        desk.connection.set_trace_callback(None)
        return [one for one in asked if "count(*) FROM span WHERE entity" in one]

    assert bring(0)
    assert not bring(1)
