"""Every action the desk knows has words, and the words fit what was done."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import store
from store import annotations, articles
from store.desk import Desk
from store.model import REVIEWED, STATUSES, Action
from store.model.articles import NAMED_ARTICLES
from tests.tui.reading import fill
from tui.telling import about, asked_first, deed, reach, verb
from tui.text.excerpts import short

OTHER = {"article.n", "article.id", "article.published", "span.verdict", "review.blind"}
"""Written in store, but columns, fields and what a desk remembers, no kinds."""


def kinds() -> set[str]:
    """The kinds of operations that store writes, as its source names them."""
    found: set[str] = set()
    for path in Path(store.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    families = {"span", "comment", "status", "star", "labels", "article", "label", "layer"}
    families |= {"review", "verdict", "entity", "suggestion"}
    named = {x for x in found if re.fullmatch(r"[a-z]+\.[a-z]+", x)}
    own = {f"status.{x}" for x in STATUSES if x not in REVIEWED and x != "started"}
    verdicts = {f"verdict.{x}" for x in ("accept", "reject", "relabel", "resize")}
    return {x for x in named if x.partition(".")[0] in families} - OTHER | own | verdicts


def action(kind: str, **fields: object) -> Action:
    values: dict[str, object] = {"articles": ("x",), "detail": "Iran", "operations": 1}
    return Action("g", kind, "mina", "2025-01-20T10:00:00.000Z", **{**values, **fields})  # type: ignore[arg-type]


def test_the_search_for_kinds_finds_them() -> None:
    assert {"span.add", "comment.remove", "star.off", "review.approve", "label.add"} <= kinds()


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_every_kind_of_action_has_words(kind: str) -> None:
    assert verb(kind) != kind.replace(".", " ")
    assert not deed(action(kind)).startswith(kind.replace(".", " "))
    assert about(action(kind), {"x": "A title"})


def test_a_deed_is_not_followed_by_the_status_it_gave(desk: Desk) -> None:
    (article,) = fill(desk, "One\n\nText.")
    for status, words in (("done", "finishing"), ("skipped", "skipping")):
        articles.set_status(desk, [article], status, "why")
        last = desk.peek_undo()
        assert last is not None
        assert deed(last) == words
    assert about(last, {article: "One"}) == "skipped One"


def test_what_came_with_a_deed_is_not_counted_as_more_of_it(desk: Desk) -> None:
    (article,) = fill(desk, "One\n\nSara Nori spoke.")
    annotations.tag(desk, article, 5, 14, "official")
    last = desk.peek_undo()
    assert last is not None
    assert last.operations > 1, "the tag and whom it names"
    assert deed(last) == "tag “Sara Nori”"
    assert about(last, {}, {"official": "Official"}) == "tagged Official “Sara Nori”"


def test_a_deed_on_several_articles_says_on_how_many(desk: Desk) -> None:
    found = fill(desk, *(f"Title {k}\n\nText {k}." for k in range(25)))
    articles.set_status(desk, found[:4], "skipped", "why")
    last = desk.peek_undo()
    assert last is not None
    assert (deed(last), reach(last)) == ("skipping of 4 articles", "")
    assert deed(action("article.add", articles=("x", "y"))) == "taking in of articles"
    tags = action("span.add", articles=("x", "y"), alike=3)
    assert (deed(tags), reach(tags)) == ("tag “Iran” and 2 more", "It touches 2 articles.")
    many = action("span.add", articles=tuple(map(str, range(NAMED_ARTICLES))))
    assert reach(many) == f"It touches {NAMED_ARTICLES} articles or more."


def test_what_is_left_of_long_words_is_whole_words() -> None:
    title = "US Open 2023 results: Andy Murray among six British players, none dropping a set"
    assert short(title) == "US Open 2023 … a set"
    assert short("x" * 99) == "x" * 20 + " … " + "x" * 13
    assert short("Iran  and\nOman") == "Iran and Oman"


def test_what_takes_articles_along_is_asked_first() -> None:
    assert asked_first(action("article.add"))
    assert asked_first(action("status.done", articles=("x", "y")))
    assert asked_first(action("entity.import", articles=()))
    assert not asked_first(action("status.done"))
    assert not asked_first(action("entity.same", articles=("x", "y")))
