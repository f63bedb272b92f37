"""Deciding: one undoable step each, the same on every desk, and late marks are new."""

from __future__ import annotations

import random
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store import annotations, articles
from store.check import check
from store.desk import Desk
from store.errors import Refused
from store.intake import Intake
from store.model import RawSpan, Record
from store.review import articles as whole
from store.review import layers, verdicts
from store.review.blame import blame
from store.sync.merge import merge

TEXT = "Hashemi met the Saudi ambassador in Tehran, Iran said."
HASHEMI = (0, 7, "official")


@pytest.fixture
def reviewed(tmp_path: Path):
    """A desk opened by lin, with an article that mina and omar have finished."""
    path = tmp_path / "news.desk"
    with Desk.create(path, "mina") as mina:
        with Intake(mina) as intake:
            key = intake.add(Record(text=TEXT)).article_id
        annotations.tag(mina, key, *HASHEMI)
        annotations.tag(mina, key, 36, 42, "country")
        articles.set_status(mina, [key], "done")
    with Desk.open(path, "omar") as omar:
        annotations.tag(omar, key, *HASHEMI)
        annotations.tag(omar, key, 16, 32, "official")
        annotations.tag(omar, key, 36, 48, "country")
        articles.set_status(omar, [key], "done")
    with Desk.open(path, "lin") as lin:
        yield lin, key
        lin.close()
    assert check(path) == []


def golden(desk: Desk, key: str) -> list[tuple[int, int, str]]:
    found = layers.gold_spans(key, layers.verdicts(desk, key), desk.spans(key))
    return [(s.start, s.end, s.label) for s in found]


def test_a_version_is_taken_and_the_others_are_rejected_in_one_step(reviewed) -> None:
    desk, key = reviewed
    found = verdicts.comparison(desk, key)
    missing, boundary = found.disagreements
    assert (missing.kind, boundary.kind) == ("missing", "boundary")
    action = verdicts.take(desk, key, boundary, boundary.version_of("omar"))
    assert (action.operations, action.articles, action.kind) == (2, (key,), "verdict.accept")
    assert golden(desk, key) == [(36, 48, "country")]
    assert [one.kind for one in verdicts.comparison(desk, key).open] == ["missing"]
    desk.undo()
    assert golden(desk, key) == []
    desk.redo()
    assert golden(desk, key) == [(36, 48, "country")]
    assert layers.outcomes(layers.verdicts(desk, key)) == {
        (36, 42, "country"): "rejected",
        (36, 48, "country"): "accepted",
    }


def test_a_mark_that_gives_its_place_to_another_is_rejected_first(reviewed) -> None:
    desk, key = reviewed
    short, long = (36, 42, "country"), (36, 48, "country")
    action = verdicts.decide(
        desk, key, [verdicts.Decision(short, long), verdicts.Decision(long, None)]
    )
    assert (action.operations, golden(desk, key)) == (2, [long])


def test_leaving_it_out_is_a_version_too(reviewed) -> None:
    desk, key = reviewed
    missing = verdicts.comparison(desk, key).disagreements[0]
    verdicts.take(desk, key, missing, missing.version_of("mina"))
    assert golden(desk, key) == []
    assert verdicts.comparison(desk, key).disagreements[0].decided


def test_all_that_everybody_agrees_on_is_one_action(reviewed) -> None:
    desk, key = reviewed
    assert verdicts.agree_all(desk, key).operations == 1
    assert golden(desk, key) == [HASHEMI]
    assert verdicts.agree_all(desk, key) is None


def test_others_marks_are_mended_without_being_changed(reviewed) -> None:
    desk, key = reviewed
    before = desk.spans(key)
    verdicts.relabel(desk, key, HASHEMI, "area")
    verdicts.resize(desk, key, HASHEMI, 0, 11)
    assert golden(desk, key) == [(0, 11, "area")]
    (one,) = layers.verdicts(desk, key)
    assert (one.mark, one.decision, one.reviewer) == (HASHEMI, "resize", "lin")
    verdicts.reopen(desk, key, HASHEMI)
    assert golden(desk, key) == []
    assert layers.verdicts(desk, key) == []
    assert desk.spans(key) == before


def test_a_disagreement_is_mended_to_what_nobody_holds(reviewed) -> None:
    desk, key = reviewed
    boundary = verdicts.comparison(desk, key).disagreements[1]
    verdicts.mend(desk, key, boundary, (36, 42, "area"))
    assert golden(desk, key) == [(36, 42, "area")]
    assert verdicts.comparison(desk, key).disagreements[1].decided


def test_what_makes_no_sense_is_refused(reviewed) -> None:
    desk, key = reviewed
    with pytest.raises(Refused, match="does not fit"):
        verdicts.resize(desk, key, HASHEMI, 0, 1000)
    with pytest.raises(Refused, match="no label"):
        verdicts.relabel(desk, key, HASHEMI, "nonsense")
    with pytest.raises(Refused, match="2 disagreements are still open"):
        whole.approve(desk, key)
    with pytest.raises(Refused, match="why"):
        whole.send_back(desk, key, "  ")
    with pytest.raises(Refused, match="Only a review"):
        articles.set_status(desk, [key], "approved")


def decide_all(desk: Desk, key: str) -> None:
    for one in verdicts.comparison(desk, key).open:
        verdicts.take(desk, key, one, one.versions[0])


def test_approving_accepts_what_all_agree_on_and_answers_requests(reviewed) -> None:
    desk, key = reviewed
    decide_all(desk, key)
    whole.ask(desk, key, "please look")
    action = whole.approve(desk, key, "Well done.")
    assert action.kind == "review.approve"
    assert HASHEMI in golden(desk, key)
    assert layers.statuses(desk.layers(key)) == {"mina": "approved", "omar": "approved"}
    assert [c.text for c in desk.comments(key)] == ["Well done."]
    assert desk.connection.execute("SELECT count(*) FROM request").fetchone() == (0,)
    with pytest.raises(Refused, match="already"):
        whole.approve(desk, key)
    desk.undo()
    assert desk.layer(key, "mina").status == "done"
    assert HASHEMI not in golden(desk, key)


def test_an_article_is_sent_back_with_a_comment(reviewed) -> None:
    desk, key = reviewed
    whole.send_back(desk, key, "Mind the titles.", ["omar"])
    assert layers.statuses(desk.layers(key)) == {"mina": "done", "omar": "returned"}
    assert [c.text for c in desk.comments(key)] == ["Mind the titles."]
    with Desk.open(desk.path, "omar") as omar:
        articles.set_status(omar, [key], "done")
    assert desk.layer(key, "omar").status == "done"


def test_marks_after_approval_are_new_and_decided_ones_stay_decided(reviewed) -> None:
    desk, key = reviewed
    decide_all(desk, key)
    whole.approve(desk, key)
    before = golden(desk, key)
    with Desk.open(desk.path, "mina") as mina:
        late = annotations.tag(mina, key, 44, 48, "country")
        annotations.remove(mina, *[s.id for s in mina.spans(key, "mina") if s.start == 0])
        annotations.tag(mina, key, 16, 32, "official")
    found = verdicts.comparison(desk, key)
    marks = [m for d in found.disagreements for m in d.marks] + list(found.agreed)
    assert [m.key for m in marks if m.new] == [(late.start, late.end, "country")]
    assert golden(desk, key) == before


def test_a_mark_equal_to_what_another_was_mended_to_is_decided(reviewed) -> None:
    desk, key = reviewed
    verdicts.resize(desk, key, HASHEMI, 0, 11)
    with Desk.open(desk.path, "mina") as mina:
        annotations.tag(mina, key, 0, 11, "official")
    found = verdicts.comparison(desk, key)
    states = {m.key: m.decided for d in found.disagreements for m in d.marks}
    assert states[0, 11, "official"]


def test_of_two_verdicts_that_meet_in_one_place_the_later_counts(reviewed) -> None:
    desk, key = reviewed
    short, long = (36, 42, "country"), (36, 48, "country")
    verdicts.resize(desk, key, short, 36, 48)
    verdicts.reject(desk, key, long)
    assert golden(desk, key) == []
    assert layers.outcomes(layers.verdicts(desk, key)) == {short: "resized", long: "rejected"}
    desk.undo()
    assert golden(desk, key) == [long]
    verdicts.reopen(desk, key, short)
    verdicts.reject(desk, key, long)
    verdicts.resize(desk, key, short, 36, 48)
    assert golden(desk, key) == [long]
    assert layers.outcomes(layers.verdicts(desk, key))[long] == "accepted"


def test_an_undone_verdict_gives_the_older_one_its_time_and_place_back(reviewed) -> None:
    desk, key = reviewed
    verdicts.accept(desk, key, HASHEMI)
    before = layers.verdicts(desk, key)
    verdicts.reject(desk, key, HASHEMI)
    assert layers.verdicts(desk, key)[0].order > before[0].order
    desk.undo()
    assert layers.verdicts(desk, key) == before


def test_work_under_way_is_not_compared_and_imported_work_is(reviewed) -> None:
    desk, key = reviewed
    annotations.tag(desk, key, 44, 48, "country")
    with Intake(desk, "june") as intake:
        intake.add(Record(text=TEXT, spans=(RawSpan(44, 48, "country"),)))
    assert verdicts.comparison(desk, key).annotators == ("june", "mina", "omar")


def test_blind_mode_shows_mine_alone_until_i_have_finished(reviewed) -> None:
    desk, key = reviewed
    assert layers.visible(desk, key, blind=False) is None
    assert layers.visible(desk, key, blind=True) == ("lin",)
    articles.set_status(desk, [key], "done")
    assert layers.visible(desk, key, blind=True) is None


def test_blame_tells_the_whole_story_of_a_mark(reviewed) -> None:
    desk, key = reviewed
    with Desk.open(desk.path, "omar") as omar:
        mark = next(s for s in omar.spans(key, "omar") if s.start == 16)
        annotations.resize(omar, mark.id, 12, 32)
        annotations.relabel(omar, mark.id, "area")
        omar.undo()
    verdicts.accept(desk, key, (12, 32, "official"))
    told = blame(desk, key, mark.id)
    assert (told.annotator, told.made_by, told.origin, told.source) == ("omar", "omar", "hand", "")
    assert [(c.kind, c.live) for c in told.changes] == [
        ("span.resize", True),
        ("span.relabel", False),
    ]
    assert [(v.kind, v.actor) for v in told.verdicts] == [("verdict.accept", "lin")]
    with pytest.raises(Refused):
        blame(desk, key, "ff" * 12)


def test_consensus_needs_that_many_hands(reviewed) -> None:
    desk, key = reviewed
    (one,) = layers.consensus_spans(key, desk.spans(key), 2)
    assert ((one.start, one.end, one.label), one.meta) == (
        HASHEMI,
        {"annotators": ["mina", "omar"]},
    )
    assert len(layers.consensus_spans(key, desk.spans(key), 1)) == 4
    assert layers.consensus_spans(key, desk.spans(key), 3) == []


# -- several reviewers ---------------------------------------------------------------------------

WORDS = (
    "tag accept reject relabel resize take agree reopen undo redo approve back merge merge".split()
)
steps = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(WORDS), st.integers(0, 10**6)), max_size=25
)
PEOPLE = ("lin", "mina", "omar")


def start(folder: Path) -> tuple[list[Path], str]:
    first = folder / "lin.desk"
    with Desk.create(first, "lead") as desk, Intake(desk) as intake:
        marks = [(0, 4, "mina"), (0, 4, "omar"), (8, 10, "mina"), (8, 12, "omar")]
        key = intake.add(
            Record(
                text="Norway and Kenya met.",
                spans=tuple(RawSpan(a, b, "country", annotator=who) for a, b, who in marks),
            )
        ).article_id
    paths = [first]
    for name in PEOPLE[1:]:
        paths.append(folder / f"{name}.desk")
        shutil.copy(first, paths[-1])
    return paths, key


def act(desk: Desk, key: str, what: str, rng: random.Random) -> None:
    found = verdicts.comparison(desk, key)
    marks = [m.key for d in found.disagreements for m in d.marks] + [m.key for m in found.agreed]
    begin = rng.randrange(20)
    if what == "tag":
        annotations.tag(desk, key, begin, rng.randint(begin + 1, 21), "country")
    elif what == "take" and found.disagreements:
        one = rng.choice(found.disagreements)
        verdicts.take(desk, key, one, rng.choice(one.versions))
    elif what == "agree":
        verdicts.agree_all(desk, key)
    elif what == "approve":
        whole.approve(desk, key)
    elif what == "back":
        whole.send_back(desk, key, "again")
    elif what == "undo":
        desk.undo()
    elif what == "redo":
        desk.redo()
    elif what == "accept" and marks:
        verdicts.accept(desk, key, rng.choice(marks))
    elif what == "reject" and marks:
        verdicts.reject(desk, key, rng.choice(marks))
    elif what == "reopen" and marks:
        verdicts.reopen(desk, key, rng.choice(marks))
    elif what == "relabel" and marks:
        verdicts.relabel(desk, key, rng.choice(marks), rng.choice(["official", "area"]))
    elif what == "resize" and marks:
        verdicts.resize(desk, key, rng.choice(marks), begin, rng.randint(begin + 1, 21))


def shown(desk: Desk, key: str) -> tuple[object, ...]:
    found = verdicts.comparison(desk, key)
    marks = [m for d in found.disagreements for m in d.marks] + list(found.agreed)
    return (
        layers.verdicts(desk, key),
        layers.gold_spans(key, layers.verdicts(desk, key), desk.spans(key)),
        found,
        sorted((m.key, m.new) for m in marks),
        desk.layers(key),
    )


def by_hand(desk: Desk, key: str) -> set[tuple[int, int, str]]:
    """The adjudicated layer straight from the journal: newest live word on each mark, in order."""
    revoked = {
        row[0].hex() for row in desk.connection.execute("SELECT grp FROM action WHERE revoked")
    }
    newest: dict[tuple[int, int, str], tuple[int, tuple[int, int, str] | None]] = {}
    lines = [line for line in desk.log(key) if line.object.startswith("verdict:")]
    for place, line in enumerate(lines):
        if line.group in revoked:
            continue
        mark = (*line.fields["range"], line.fields["label"])
        newest.pop(mark, None)
        if line.fields["decision"]:
            newest[mark] = (place, tuple(line.fields["gold"]) or None)
    found: set[tuple[int, int, str]] = set()
    for mark, (_, result) in sorted(newest.items(), key=lambda item: item[1][0]):
        found.discard(mark)
        if result is not None:
            found.add(result)
    return found


def play(folder: Path, history: list[tuple[int, str, int]]) -> None:
    paths, key = start(folder)
    desks = [Desk.open(path, who) for path, who in zip(paths, PEOPLE, strict=True)]
    for who, what, seed in history:
        try:
            if what == "merge":
                merge(desks[who], paths[seed % 3])
            else:
                act(desks[who], key, what, random.Random(seed))
        except Refused:
            continue
    order = [(a, b) for a in range(3) for b in range(3) if a != b] * 2
    random.Random(len(history)).shuffle(order)
    for into, source in [*order, *order]:
        merge(desks[into], paths[source])
    first = shown(desks[0], key)
    assert all(shown(desk, key) == first for desk in desks[1:])
    assert {(s.start, s.end, s.label) for s in first[1]} == by_hand(desks[0], key)
    for desk in desks:
        desk.close()
    for path in paths:
        assert check(path) == []


@given(steps)
@settings(max_examples=12, deadline=None)
def test_adjudication_does_not_depend_on_the_order_of_merging(history) -> None:
    with tempfile.TemporaryDirectory() as folder:
        play(Path(folder), history)


def test_a_long_adjudication_by_three_ends_the_same_everywhere(tmp_path: Path) -> None:
    rng = random.Random(11)
    history = [(rng.randrange(3), rng.choice(WORDS), rng.randrange(10**6)) for _ in range(150)]
    play(tmp_path, history)
