"""The review queue: who waits for what, in what order, and a draw that is the same everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from store import annotations, articles
from store.desk import Desk
from store.intake import Intake
from store.model import Record
from store.review import articles as whole
from store.review import verdicts
from store.review.queue import AGREED, NEW, OPEN, REQUEST, SAMPLE, waiting


@pytest.fixture
def desk(tmp_path: Path):
    with Desk.create(tmp_path / "d.desk", "lead") as lead:
        with Intake(lead) as intake:
            for number in range(12):
                intake.add(
                    Record(text=f"Oman, number {number}.", published=f"2025-01-{number + 1:02}")
                )
        yield lead


def done(desk: Desk, who: str, *numbers: int, mark: bool = True) -> None:
    with Desk.open(desk.path, who) as other:
        keys = [other.article(n).id for n in numbers]
        for key in keys if mark else ():
            annotations.tag(other, key, 0, 4, "country")
        articles.set_status(other, keys, "done")


def told(desk: Desk, **options: object) -> list[tuple[int, tuple[str, ...]]]:
    return [(one.n, one.reasons) for one in waiting(desk.connection, "lead", **options)]


def test_two_who_disagree_come_before_two_who_agree(desk) -> None:
    done(desk, "mina", 1, 2, 3)
    done(desk, "omar", 1, 2)
    done(desk, "lin", 2, mark=False)
    assert told(desk) == [(2, (OPEN,)), (1, (AGREED,))]
    (first, second) = waiting(desk.connection)
    assert (first.annotators, first.open, first.unconfirmed) == (("lin", "mina", "omar"), 1, 0)
    assert (second.open, second.unconfirmed) == (0, 1)


def test_an_approved_article_leaves_until_something_new_arrives(desk) -> None:
    done(desk, "mina", 1)
    done(desk, "omar", 1)
    key = desk.article(1).id
    whole.approve(desk, key)
    assert told(desk, sample=9) == []
    with Desk.open(desk.path, "omar") as omar:
        annotations.tag(omar, key, 6, 12, "area")
    assert told(desk) == [(1, (NEW,))]
    assert waiting(desk.connection)[0].new == 1
    verdicts.reject(desk, key, (6, 12, "area"))
    assert told(desk) == []


def test_what_was_sent_back_waits_for_its_annotators(desk) -> None:
    done(desk, "mina", 1)
    done(desk, "omar", 1, mark=False)
    whole.send_back(desk, desk.article(1).id, "look again", ["omar"])
    assert told(desk, sample=9) == []
    done(desk, "omar", 1)
    assert told(desk) == [(1, (AGREED,))]


def test_requests_come_first_and_those_for_others_do_not_come(desk) -> None:
    done(desk, "mina", 1, 5)
    done(desk, "omar", 1, mark=False)
    with Desk.open(desk.path, "mina") as mina:
        whole.ask(mina, mina.article(4).id, "is this one?")
        whole.ask(mina, mina.article(6).id, "", "Somebody")
        whole.ask(mina, mina.article(7).id, "", "LEAD")
        whole.ask(mina, mina.article(8).id)
        whole.withdraw(mina, mina.article(8).id)
    assert told(desk) == [(7, (REQUEST,)), (4, (REQUEST,)), (1, (OPEN,))]
    assert waiting(desk.connection, "lead")[1].why == ("mina: is this one?",)
    whole.send_back(desk, desk.article(7).id, "yes", ["mina"])
    assert told(desk) == [(4, (REQUEST,)), (1, (OPEN,))]


def test_the_draw_is_so_many_for_each_and_always_the_same(desk) -> None:
    done(desk, "mina", *range(1, 9))
    done(desk, "omar", 9, 10, 11)
    drawn = told(desk, sample=2, seed="spring")
    assert [reasons for _, reasons in drawn] == [(SAMPLE,)] * 4
    assert sum(n < 9 for n, _ in drawn) == 2
    assert told(desk, sample=2, seed="spring") == drawn
    assert any(told(desk, sample=2, seed=str(seed)) != drawn for seed in range(5))
    with Desk.open(desk.path) as again:
        assert told(again, sample=2, seed="spring") == drawn
    done(desk, "mina", 12)
    assert len(set(told(desk, sample=2, seed="spring")) - set(drawn)) <= 1


def test_it_is_made_through_any_connection(desk) -> None:
    done(desk, "mina", 1)
    done(desk, "omar", 1)
    connection = desk.reader()
    steps: list[tuple[int, int]] = []
    found = waiting(connection, progress=lambda *step: steps.append(step))
    connection.close()
    assert found == waiting(desk.connection)
    assert steps[-1][0] == steps[-1][1]
