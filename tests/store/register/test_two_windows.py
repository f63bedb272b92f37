"""What another window of the same editor did meanwhile is refused in a sentence, never lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from store import annotations
from store.check import check
from store.desk import Desk
from store.errors import Refused
from store.model import Span
from store.register import choosing, deciding, relinking, settling
from store.register.candidates import Part
from tests.store.register.test_histories import TEXT, fill


@pytest.fixture
def desk(tmp_path: Path):
    path = tmp_path / "d.desk"
    fill(path, "in")
    with Desk.open(path, "mina") as desk:
        yield desk
    assert check(path) == []


def tag(desk: Desk, words: str) -> Span:
    start = TEXT.index(words)
    return annotations.tag(desk, desk.article(1).id, start, start + len(words), "official")


DEEDS: list[Callable[[Desk, Span], object]] = [
    lambda desk, span: choosing.choose(desk, span, ""),
    lambda desk, span: choosing.confirm(desk, replace(span, confirmed=False)),
    lambda desk, span: choosing.offers(desk, span),
    lambda desk, span: annotations.relabel(desk, span.id, "country"),
    lambda desk, span: annotations.resize(desk, span.id, 0, 3),
    lambda desk, span: annotations.remove(desk, span.id),
]


@pytest.mark.parametrize("deed", DEEDS)
def test_a_mark_that_is_gone_is_told_of(desk: Desk, deed: Callable[[Desk, Span], object]) -> None:
    span = tag(desk, "Ali Rahimi")
    with Desk.open(desk.path, "mina") as other:
        annotations.remove(other, span.id)
    before = len(list(desk.log()))
    with pytest.raises(Refused, match="not there any more"):
        deed(desk, span)
    assert len(list(desk.log())) == before


DECISIONS: list[Callable[[Desk, str, str], object]] = [
    lambda desk, one, other: settling.same(desk, [Part(one), Part(other)]),
    lambda desk, one, other: settling.same(desk, [Part(one)], out=[Part(other)]),
    lambda desk, one, other: settling.different(desk, [Part(one), Part(other)]),
    lambda desk, one, other: settling.unsure(desk, [Part(one), Part(other)]),
    lambda desk, one, other: deciding.same(desk, [one, other]),
    lambda desk, one, other: deciding.different(desk, [one, other]),
    lambda desk, one, other: deciding.unsure(desk, [one, other]),
    lambda desk, _, other: deciding.edit(desk, other, name="Ali"),
    lambda desk, _, other: deciding.alias(desk, other, "Ali"),
    lambda desk, _, other: deciding.role(desk, other, deciding.Role("minister")),
    lambda desk, _, other: deciding.external(desk, other, "wikidata", "Q1"),
]


@pytest.mark.parametrize("decide", DECISIONS)
def test_a_name_that_is_gone_is_told_of(
    desk: Desk, decide: Callable[[Desk, str, str], object]
) -> None:
    one, gone = tag(desk, "Mina Karimi").entity, tag(desk, "Ali Rahimi").entity
    with Desk.open(desk.path, "mina") as other:
        other.undo()
    before = desk.connection.execute("SELECT * FROM entity ORDER BY id").fetchall()
    with pytest.raises(Refused, match="not in the register any more"):
        decide(desk, one, gone)
    assert desk.connection.execute("SELECT * FROM entity ORDER BY id").fetchall() == before


def test_a_mark_is_linked_by_the_words_it_has_now(desk: Desk) -> None:
    span = tag(desk, "Ali Rahimi")
    with Desk.open(desk.path, "mina") as other:
        annotations.resize(other, span.id, span.start + 4, span.end)
    (linked,) = choosing.choose(desk, span, "")
    told = desk.connection.execute("SELECT name FROM entity WHERE id = ?", (linked.entity,))
    assert told.fetchone() == ("Rahimi",)


def test_a_link_nobody_saw_is_not_confirmed(desk: Desk) -> None:
    tag(desk, "Ali Rahimi")
    span = tag(desk, "A. Rahimi")
    assert not span.confirmed
    with Desk.open(desk.path, "mina") as other:
        choosing.choose(other, span, "")
    with pytest.raises(Refused, match="another meanwhile"):
        choosing.confirm(desk, span)


def test_a_guess_that_was_decided_elsewhere_is_told_of(desk: Desk) -> None:
    whole, guess = tag(desk, "Ali Rahimi"), tag(desk, "A. Rahimi")
    other = tag(desk, "Mina Karimi")
    parts = [Part(whole.entity, "A. Rahimi"), Part(other.entity)]
    choosing.confirm(desk, guess)
    with pytest.raises(Refused, match="decided elsewhere"):
        settling.different(desk, parts)


@pytest.mark.parametrize("deed", DEEDS[3:5])
def test_a_link_is_looked_for_while_nobody_else_can_write(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, deed: Callable[[Desk, Span], object]
) -> None:
    span = tag(desk, "Ali Rahimi")
    alone: list[bool] = []
    real = relinking.anew

    def anew(desk, *rest):
        alone.append(desk.connection.in_transaction)
        return real(desk, *rest)

    monkeypatch.setattr(relinking, "anew", anew)
    deed(desk, span)
    assert alone == [True]
    desk.undo()
    assert desk.span(span.id) == span
