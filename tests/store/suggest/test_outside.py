"""Suggestions from elsewhere."""

from __future__ import annotations

import json
import sys

import pytest

from store.desk import Desk
from store.errors import Refused
from store.suggest import outside
from store.suggest.engine import Engine
from store.suggest.values import Settings
from tests.store.suggest.newsroom import at, fill, offered

TEXT = "The quay of Port Arla was rebuilt by the harbour board of Arla."
ONLY = Settings(parts=frozenset({"outside"}))


def line(article: str, **changes: object) -> str:
    start, end = at(TEXT, "harbour board")
    span = {"start": start, "end": end, "label": "official", **changes}
    return json.dumps({"id": article, "spans": [span]})


def test_suggestions_of_a_file_are_offered_until_they_are_forgotten(desk: Desk) -> None:
    (article,) = fill(desk, TEXT)
    taken = outside.take_file(
        desk,
        [
            line(article, label="Area", probability=0.9, reason="by rote", text="harbour board"),
        ],
        "theirs.jsonl",
    )
    assert (taken.articles, taken.suggestions, taken.refused) == (1, 1, ())
    (one,) = offered(desk, article, Engine(ONLY))
    assert (TEXT[one.start : one.end], one.label, one.part) == ("harbour board", "area", "outside")
    assert (one.probability, one.reason, one.sure) == (0.9, "by rote", True)
    outside.take_file(desk, [line(article, probability=0.2)], "new.jsonl")
    assert [(x.label, x.sure) for x in offered(desk, article, Engine(ONLY))] == [
        ("official", False)
    ]
    outside.forget(desk)
    assert offered(desk, article, Engine(ONLY)) == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"start": -1},
        {"end": 9999},
        {"start": "4"},
        {"start": True},
        {"label": "planet"},
        {"label": None},
        {"probability": 2},
        {"probability": "high"},
        {"text": "somewhere else"},
    ],
)
def test_a_line_that_cannot_be_used_is_refused_and_the_others_kept(
    desk: Desk, changes: dict[str, object]
) -> None:
    (article,) = fill(desk, TEXT)
    taken = outside.take_file(desk, [line(article, **changes), "", line(article)], "theirs.jsonl")
    assert [(x.file, x.position) for x in taken.refused] == [("theirs.jsonl", "line 1")]
    assert taken.suggestions == 1
    assert len(offered(desk, article, Engine(ONLY))) == 1


@pytest.mark.parametrize(
    "text", ["no json", "[]", '{"id": "x"}', '{"id": "x", "spans": [[1, 2]]}', "[" * 9000]
)
def test_what_is_no_line_of_suggestions_is_refused(desk: Desk, text: str) -> None:
    fill(desk, TEXT)
    assert len(outside.take_file(desk, [text], "theirs.jsonl").refused) == 1


def test_a_pipeline_needs_spacy_and_a_sentence_says_so(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    with pytest.raises(Refused, match=r"pip install 'copydesk\[spacy\]'"):
        outside.take_pipeline(desk, "en_core_web_sm", [], {})
