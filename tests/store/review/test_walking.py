"""What a reviewer goes through, which version is offered, and what a decision closes."""

from __future__ import annotations

import pytest

from store.desk import Desk
from store.errors import Refused
from store.intake import Intake
from store.model import RawSpan, Record
from store.review import layers
from store.review.articles import send_back, settle
from store.review.disagreement import compare
from store.review.queue import still_waits
from store.review.verdicts import Decision, agree_all, comparison, mending, taking
from store.review.walking import Record as Past
from store.review.walking import likely, records, stops
from tests.store.review.marks import span

TEXT = "Norway and Chad spoke of grain. Ingrid Solberg met Idriss Ba."


def made(desk: Desk, *spans: tuple[str, int, int, str], status: str = "done") -> str:
    with Intake(desk) as intake:
        raw = tuple(RawSpan(a, b, label, annotator=who) for who, a, b, label in spans)
        return intake.add(Record(text=TEXT, spans=raw, status=status)).article_id


def test_stops_are_disagreements_or_all_marks():
    found = compare(
        [
            span("mina", 0, 6, "country"),
            span("omar", 0, 6, "country"),
            span("mina", 11, 15, "country"),
        ]
    )
    assert [one.start for one in stops(found)] == [11]
    assert [(one.start, one.kinds) for one in stops(found, every=True)] == [
        (0, ()),
        (11, ("missing",)),
    ]
    alone = compare([span("mina", 0, 6, "country")])
    assert [one.start for one in stops(alone)] == [0]


def test_the_majority_is_offered_then_whoever_was_right_more_often():
    three = compare(
        [span("a", 0, 6), span("b", 0, 4), span("c", 0, 4)], annotators=("a", "b", "c")
    ).disagreements[0]
    assert likely(three, {}).why == "majority"
    assert likely(three, {}).version.annotators == ("b", "c")
    two = compare([span("a", 0, 6), span("b", 0, 4)]).disagreements[0]
    known = {"a": Past(1, 9), "b": Past(8, 9)}
    offered = likely(two, known)
    assert (offered.why, offered.annotator, offered.version.annotators) == ("record", "b", ("b",))
    assert likely(two, {}).version.annotators == ("a",), "the longer where nothing is known"


def test_a_mark_is_offered_before_nothing_unless_its_maker_is_mostly_wrong():
    one = compare([span("a", 0, 6)], annotators=("a", "b")).disagreements[0]
    assert likely(one, {}).version.marks
    assert likely(one, {"a": Past(0, 9)}).version.marks == ()


def test_mending_keeps_the_mark_it_was_made_from():
    one = compare([span("a", 0, 6), span("b", 0, 4)]).disagreements[0]
    (long,) = [mark.key for mark in one.marks if mark.end == 6]
    (short,) = [mark.key for mark in one.marks if mark.end == 4]
    new = (0, 5, "official")
    assert set(mending(one, new, of=short)) == {Decision(long, None), Decision(short, new)}
    assert set(mending(one, short, of=long)) == {Decision(long, None), Decision(short, short)}


def test_the_last_decision_approves_and_is_one_step(desk):
    article = made(
        desk,
        ("mina", 0, 6, "country"),
        ("omar", 0, 6, "country"),
        ("mina", 11, 15, "country"),
        ("omar", 32, 46, "official"),
    )
    first, second = comparison(desk, article).disagreements
    settled = settle(desk, article, taking(first, first.versions[0]))
    assert settled.action is not None
    assert not settled.approved
    assert still_waits(desk.connection, article)
    settled = settle(desk, article, taking(second, second.versions[1]))
    assert settled.approved
    assert {layer.status for layer in desk.layers(article)} == {"approved"}
    assert not still_waits(desk.connection, article)
    stands = set(layers.gold(layers.verdicts(desk, article)))
    chosen = {mark[:3] for mark in (*first.versions[0].marks, *second.versions[1].marks)}
    assert stands == {(0, 6, "country")} | chosen
    desk.undo()
    assert {layer.status for layer in desk.layers(article)} == {"done"}
    assert [one.start for one in comparison(desk, article).open] == [second.start]


def test_going_through_all_marks_closes_with_the_last_of_them(desk):
    article = made(
        desk, ("mina", 0, 6, "country"), ("omar", 0, 6, "country"), ("mina", 11, 15, "country")
    )
    agreed, open_ = stops(comparison(desk, article), every=True)
    assert not settle(desk, article, taking(open_, open_.versions[0]), every=True).approved
    assert settle(desk, article, taking(agreed, agreed.versions[0]), every=True).approved


def test_one_persons_marks_are_all_gone_through(desk):
    article = made(desk, ("mina", 0, 6, "country"), ("mina", 11, 15, "country"))
    first, second = stops(comparison(desk, article))
    assert not settle(desk, article, taking(first, first.versions[0])).approved
    assert settle(desk, article, [Decision(second.marks[0].key, None)]).approved
    assert records(desk.connection) == {"mina": Past(1, 2)}


def test_agreeing_with_all_leaves_the_rest_open(desk):
    article = made(
        desk, ("mina", 0, 6, "country"), ("omar", 0, 6, "country"), ("mina", 11, 15, "country")
    )
    agree_all(desk, article)
    assert still_waits(desk.connection, article)


def test_blind_is_for_what_is_mine_to_do(desk):
    article = made(desk, ("omar", 0, 6, "country"))
    assert not layers.to_be_done_blind(desk, article)
    layers.set_blind(desk, True)
    assert layers.is_blind(desk)
    assert not layers.to_be_done_blind(desk, article), "I neither began it nor was it given to me"
    from store import annotations, articles

    annotations.tag(desk, article, 11, 15, "country")
    assert layers.to_be_done_blind(desk, article)
    articles.set_status(desk, [article], "done")
    assert not layers.to_be_done_blind(desk, article)


def test_a_request_about_unfinished_work_is_answered_with_a_comment(desk):
    from store import annotations
    from store.review.articles import ask

    article = made(desk, status="new")
    annotations.tag(desk, article, 0, 6, "country")
    with pytest.raises(Refused):
        send_back(desk, article, "go on")
    ask(desk, article, "am I right?")
    assert still_waits(desk.connection, article)
    send_back(desk, article, "Yes, go on.")
    assert not still_waits(desk.connection, article)
    assert [one.text for one in desk.comments(article)] == ["Yes, go on."]
