"""Taking records in: nothing twice, nothing lost, nothing brought back that was removed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from store import annotations, annotators, scheme
from store.check import check
from store.desk import Desk
from store.intake import Intake
from store.model import RawSpan, Record


@pytest.fixture
def desk(tmp_path: Path):
    with Desk.create(tmp_path / "news.desk", "mina") as desk:
        yield desk


def take(desk: Desk, *records: Record, annotator: str = "import"):
    with Intake(desk, annotator) as intake:
        return [intake.add(record) for record in records], intake


def test_the_same_text_is_one_article_with_every_external_id(desk: Desk) -> None:
    (first, second, third), _ = take(
        desk,
        Record(text="One text.", external_id="a", source="X"),
        Record(text="One text.", external_id="b", source="Y"),
        Record(text="One text.", external_id="b", source="Y"),
    )
    assert (first.known, second.known, third.known) == (False, True, True)
    article = desk.article(first.article_id)
    assert (article.external_id, article.external_ids) == ("a", ("a", "b"))
    operations = desk.connection.execute("SELECT count(*) FROM op WHERE obj LIKE 'article:%'")
    assert operations.fetchone() == (2,)


def test_a_second_run_adds_nothing(desk: Desk) -> None:
    records = [
        Record(
            text=f"Text number {i}.",
            external_id=str(i),
            spans=(RawSpan(0, 4, "area"), RawSpan(0, 4, "area")),
            status="done",
            labels=("relevant",),
        )
        for i in range(50)
    ]
    take(desk, *records)
    count = desk.connection.execute("SELECT count(*) FROM op").fetchone()
    again, _ = take(desk, *records)
    assert all(taken.known and taken.spans_known == 2 for taken in again)
    assert desk.connection.execute("SELECT count(*) FROM op").fetchone() == count


def test_marks_that_were_removed_or_changed_do_not_come_back(desk: Desk) -> None:
    record = Record(
        text="Norway and Kenya", spans=(RawSpan(0, 6, "country"), RawSpan(11, 16, "country"))
    )
    (taken,), _ = take(desk, record, annotator="mina")
    norway, kenya = desk.spans(taken.article_id)
    annotations.remove(desk, norway.id)
    annotations.relabel(desk, kenya.id, "area")
    take(desk, record, annotator="mina")
    assert [(s.start, s.label) for s in desk.spans(taken.article_id)] == [(11, "area")]


def test_an_undone_intake_can_be_taken_in_again(desk: Desk) -> None:
    record = Record(text="Norway and Kenya", spans=(RawSpan(0, 6, "country"),))
    (first,), _ = take(desk, record)
    desk.undo()
    (second,), _ = take(desk, record)
    assert (second.known, second.spans_added) == (False, 1)
    assert len(desk.spans(first.article_id)) == 1


def test_bad_spans_are_refused_one_by_one(desk: Desk) -> None:
    record = Record(
        text="Kenya",
        spans=(RawSpan(0, 5, "country"), RawSpan(3, 9, "country"), RawSpan(2, 2, "area")),
        file="a.jsonl",
        position="line 3",
    )
    (taken,), _ = take(desk, record)
    assert taken.spans_added == 1
    assert [(r.file, r.position) for r in taken.refused] == [("a.jsonl", "line 3")] * 2
    assert "3-9" in taken.refused[0].reason


def test_new_labels_get_a_free_key_and_are_named(desk: Desk) -> None:
    record = Record(
        text="Kenya", spans=(RawSpan(0, 5, "COUNTRY"), RawSpan(0, 5, "ORG"), RawSpan(0, 5, "PER"))
    )
    _, intake = take(desk, record)
    assert intake.labels_added == ["ORG", "PER"]
    scheme = {label.id: label for label in desk.labels()}
    keys = [label.key for label in scheme.values() if label.scope == "span"]
    assert len(set(keys)) == len(keys)
    assert all(keys)
    assert {s.label for s in desk.spans(desk.find_article(desk.article(1).id).id)} == {
        "country",
        "ORG",
        "PER",
    }


def test_labels_that_come_along_never_take_the_keys_of_habit(desk: Desk) -> None:
    """Undo, remove, hint, select and back stay where fingers look for them, however many come."""
    names = ["CUISINE", "FOOD", "XQVUF", *(f"KIND {x}" for x in "abcdefghijklmnopqrstuvwxyz")]
    take(desk, Record(text="Rice", spans=tuple(RawSpan(0, 4, name) for name in names)))
    keys = [label.key for label in desk.labels() if label.scope == "span"]
    assert len(keys) > 26
    assert len(set(keys)) == len(keys)
    assert not set(keys) & set("fquvx")
    assert any(key.startswith(",") for key in keys)


@pytest.mark.parametrize(
    ("first", "second"), [("Fine rice.", "Fine rice. "), ("Fine rice.\n", "Fine rice.")]
)
def test_a_blank_more_at_the_end_is_no_other_article(desk: Desk, first: str, second: str) -> None:
    """Two people's exports of one text meet though a program added a blank or a line break."""
    (one, two, far), _ = take(
        desk,
        Record(text=first, external_id="1", spans=(RawSpan(5, 9, "area", "june"),)),
        Record(text=second, external_id="2", spans=(RawSpan(0, len(second), "area", "aparna"),)),
        Record(text=" Fine rice.", spans=()),
    )
    assert (two.article_id, two.known, two.spans_added, two.refused) == (
        one.article_id,
        True,
        1,
        (),
    )
    assert far.article_id != one.article_id
    article = desk.article(one.article_id)
    assert (article.text, article.external_ids) == (first, ("1", "2"))
    assert {span.annotator for span in desk.spans(article.id)} == {"june", "aparna"}
    assert all(span.end <= len(first) for span in desk.spans(article.id))
    (again,), _ = take(desk, Record(text=second, spans=(RawSpan(0, 40, "area", "aparna"),)))
    assert (again.known, len(again.refused)) == (True, 1)
    assert check(desk.path) == []


def test_a_correction_is_proposed_never_assumed(desk: Desk) -> None:
    (old, new, other), _ = take(
        desk,
        Record(text="First version.", external_id="7", source="Gazette"),
        Record(text="Second version.", external_id="7", source="Gazette"),
        Record(text="Elsewhere.", external_id="7", source="Herald"),
    )
    assert (new.supersedes, other.supersedes) == (old.article_id, "")
    assert desk.article(old.article_id).superseded_by == ""
    (later,), _ = take(desk, Record(text="Third version.", external_id="7", source="Gazette"))
    assert later.supersedes == new.article_id


def test_an_interruption_keeps_what_is_finished(desk: Desk) -> None:
    with pytest.raises(KeyboardInterrupt), Intake(desk) as intake:
        for i in range(10):
            intake.add(Record(text=f"Text {i}"))
        raise KeyboardInterrupt
    assert desk.connection.execute("SELECT count(*) FROM article").fetchone() == (10,)


def test_an_error_drops_the_open_batch_only(desk: Desk) -> None:
    with pytest.raises(ValueError, match="reader"), Intake(desk) as intake:
        intake.add(Record(text="Kept"))
        intake.commit()
        intake.add(Record(text="Lost"))
        raise ValueError("reader")
    assert desk.connection.execute("SELECT count(*) FROM article").fetchone() == (1,)
    assert check(desk.path) == []


def test_our_own_ids_travel_and_cannot_collide(desk: Desk, tmp_path: Path) -> None:
    (taken,), _ = take(desk, Record(text="Norway and Kenya"))
    mark = annotations.tag(desk, taken.article_id, 0, 6, "country")
    raw = RawSpan(
        0, 6, "country", annotator="mina", id=mark.id, origin="hand", created=mark.created,
        entity=mark.entity,
    )  # fmt: skip
    record = Record(text="Norway and Kenya", spans=(raw,))
    (again,), _ = take(desk, record)
    assert (again.spans_added, again.spans_known) == (0, 1)
    with Desk.create(tmp_path / "other.desk", "omar") as other:
        take(other, record)
        assert other.spans(taken.article_id) == [replace(mark, linked="import")]
        # the same id on another article is a mark of its own
        take(other, Record(text="Norway again", spans=(raw,)))
        assert other.connection.execute("SELECT count(*) FROM span").fetchone() == (2,)
        assert check(other.path) == []


def test_a_mark_that_comes_back_under_another_id_is_known(desk: Desk) -> None:
    (taken,), _ = take(desk, Record(text="Norway and Kenya"))
    annotations.tag(desk, taken.article_id, 0, 6, "country")
    annotators.same(desk, "mi", "mina")
    like = RawSpan(0, 6, "country", annotator="mina", origin="hand")
    spans = (
        like,
        like._replace(annotator="Mi"),
        like._replace(annotator="omar"),
        like._replace(end=5),
        like._replace(label="area"),
    )
    (again,), _ = take(desk, Record(text="Norway and Kenya", spans=spans))
    assert (again.spans_added, again.spans_known) == (3, 2)
    assert len(desk.spans(taken.article_id)) == 4
    assert check(desk.path) == []


def test_a_large_mixed_intake_leaves_a_whole_desk(desk: Desk) -> None:
    records = [
        Record(
            text=f"Norway and Kenya {i % 400}",
            external_id=str(i),
            source="ab"[i % 2],
            published=f"20{i % 30:02d}",
            language="en",
            status="done" if i % 3 else "",
            labels=("relevant",) if i % 5 == 0 else (),
            meta={"z": i, "a": {"c": 1, "b": [2]}},
            spans=(
                RawSpan(0, 6, "country", annotator="omar" if i % 2 else ""),
                RawSpan(i % 7, 9, "area", meta={"y": 1, "b": 2}),
            ),
        )
        for i in range(600)
    ]
    taken, _ = take(desk, *records)
    assert sum(not t.known for t in taken) == 400
    assert check(desk.path) == []


def test_many_names_in_one_batch_are_counted_as_one_by_one(desk: Desk) -> None:
    records = []
    for i in range(250):
        following = (i + 1) % 250
        full, short, other = f"Ann{i} Fam{i}", f"Fam{i}", f"Ann{following} Fam{following}"
        text = f"{full}, called {short}, met {other}."
        marks = (
            (0, full, i),
            (text.index("called ") + 7, short, i),
            (text.index("met ") + 4, other, following),
        )
        spans = [
            RawSpan(
                start, start + len(form), "official", entity=f"P{known}", confirmed=form != other
            )
            for start, form, known in marks
        ]
        records.append(Record(text=text, spans=tuple(spans)))
    taken, _ = take(desk, *records, annotator="mina")
    read = desk.connection.execute

    def counted() -> list[tuple[object, ...]]:
        assert check(desk.path) == []
        return [
            *read("SELECT count(*), sum(mentions), sum(total) FROM entity"),
            *read("SELECT names FROM name_total"),
            *read("SELECT form, mentions, confirmed FROM alias WHERE entity = 'P7' ORDER BY form"),
        ]

    whole = [(250, 750, 750), (500,), ("Ann7 Fam7", 2, 1), ("Fam7", 1, 1)]
    assert counted() == whole
    short = [desk.spans(one.article_id)[1].id for one in taken]
    annotations.remove(desk, *short)
    assert counted() == [(250, 500, 500), (250,), ("Ann7 Fam7", 2, 1)]
    desk.undo()
    assert counted() == whole
    desk.undo()
    assert counted() == [(0, None, None)]
    desk.redo()
    assert counted() == whole


def test_a_name_that_is_new_costs_the_same_however_many_marks_there_are(desk: Desk) -> None:
    def steps(text: str, entities: int) -> int:
        """What SQLite does to take in as many marks of new entities, in tens of its steps."""
        counted = []
        desk.connection.set_progress_handler(lambda: counted.append(1), 10)
        spans = tuple(
            RawSpan(0, 6, "country", annotator=f"a{i}", entity=f"{text}{i}")
            for i in range(entities)
        )
        take(desk, Record(text=f"Norway {text}", spans=spans))
        desk.connection.set_progress_handler(None, 0)
        return len(counted)

    few = steps("one", 2)
    steps("many", 3000)
    assert steps("two", 2) < 2 * few


def test_computed_ids_that_come_back_on_another_text_in_one_batch(desk: Desk) -> None:
    with Intake(desk) as intake:
        first = intake.add(Record(text="Norway", spans=(RawSpan(0, 6, "country"),)))
        (mark,) = (key for _, new in intake._pending.items() for key, _ in new.marks)
        edited = RawSpan(0, 6, "country", id=mark, origin="import")
        second = intake.add(Record(text="Norway, corrected", spans=(edited,)))
    assert [len(desk.spans(x.article_id)) for x in (first, second)] == [1, 1]
    assert desk.spans(first.article_id)[0].id != desk.spans(second.article_id)[0].id
    assert check(desk.path) == []


def test_one_id_on_two_articles_is_two_marks(desk: Desk) -> None:
    (first,), _ = take(desk, Record(text="Norway"))
    mark = annotations.tag(desk, first.article_id, 0, 6, "country")
    annotations.remove(desk, mark.id)
    raw = RawSpan(0, 6, "country", id=mark.id, annotator="mina", origin="hand")
    (second,), _ = take(desk, Record(text="Norway again", spans=(raw,)))
    removal = next(a for a in desk.history() if a.kind == "span.remove")
    desk.undo(removal.group)
    assert [len(desk.spans(x.article_id)) for x in (first, second)] == [1, 1]
    assert check(desk.path) == []


def test_an_intake_undone_from_elsewhere_goes_on_as_a_step_of_its_own(desk: Desk) -> None:
    with Desk.open(desk.path, "mina") as other, Intake(desk) as intake:
        intake.add(Record(text="First"))
        intake.commit()
        other.undo(other.history()[0].group)
        intake.add(Record(text="Second"))
    titles = desk.connection.execute("SELECT body FROM text JOIN article USING (n)").fetchall()
    assert titles == [("Second",)]
    assert check(desk.path) == []


def test_a_text_fills_the_place_a_package_left_empty(desk: Desk) -> None:
    (taken,), _ = take(desk, Record(text="Norway and Kenya", external_id="1"))
    spoiled = desk.connection
    spoiled.execute("DROP TRIGGER text_stays")
    spoiled.execute(
        "INSERT INTO search (search, rowid, body) VALUES ('delete', 1, 'norway and kenya')"
    )
    spoiled.execute("UPDATE text SET body = NULL")
    assert not desk.article(taken.article_id).has_text
    take(desk, Record(text="Norway and Kenya", external_id="1"))
    assert desk.article(taken.article_id).text == "Norway and Kenya"
    hits = "SELECT rowid FROM search WHERE search MATCH 'kenya'"
    assert desk.connection.execute(hits).fetchall() == [(1,)]


def test_imported_labels_make_a_scheme_that_can_be_set_again(desk: Desk) -> None:
    spans = (RawSpan(0, 6, "Place  name"), RawSpan(0, 6, "relevant"), RawSpan(0, 6, "a:b/c"))
    (taken,), intake = take(desk, Record(text="Norway", spans=spans))
    assert intake.labels_added == ["Place  name", "relevant-span", "a:b/c"]
    assert {s.label for s in desk.spans(taken.article_id)} == set(intake.labels_added)
    assert scheme.apply(desk, scheme.parse(scheme.dump(desk))) == []
    take(desk, Record(text="Kenya", spans=(RawSpan(0, 5, "COOPERATION AREA"),)))
    assert [s.label for s in desk.spans(desk.article(2).id)] == ["area"]
    by_id = {label.id: label for label in desk.labels()}
    assert by_id["relevant-span"].scope == "span"
    assert by_id["relevant-span"].key
