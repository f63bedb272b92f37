"""Progress: every figure against a plain reading of what the desk holds."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store import annotations, articles
from store.desk import SYSTEM, Desk
from store.intake import Intake
from store.journal.operations import Draft
from store.model import FINISHED, RawSpan, Record
from store.progress import counts as counting
from store.progress.pace import PAUSE, Pace, pace
from store.progress.report import Figures, read
from store.register import choosing
from tests.store.progress.worked import BEGIN, PLACES, Clock, desk_of, worked_on

WHO = ("lena", "mina", "omar")


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Weeks of work; besides an imported layer, a replaced article, and one taken back."""
    desk = worked_on(tmp_path_factory.mktemp("progress") / "worked.desk")
    with Intake(desk) as intake:
        spans = (RawSpan(0, 4, "country", annotator="june"),)
        intake.add(Record(text="Oman and Iran met.", spans=spans))
        old = intake.add(Record(text="Iran and Oman met.", spans=spans)).article_id
    desk.act([Draft(f"article:{old}", "article.supersede", {"superseded_by": "f" * 32})])
    with Intake(desk) as intake:
        gone = intake.add(Record(text="A mistake.", spans=(RawSpan(0, 1, "area"),))).article_id
    annotations.tag(desk, gone, 2, 9, "area")
    desk.undo(desk.history(2)[1].group)
    articles.assign(desk, [desk.article(n).id for n in range(1, 8)], "omar")
    return desk


def listed(desk: Desk) -> list[str]:
    rows = desk.connection.execute("SELECT id FROM article WHERE superseded_by = '' ORDER BY n")
    return [article for (article,) in rows]


def test_statuses_and_tags_of_everybody(worked: Desk) -> None:
    found = counting.counts(worked.connection)
    ids = listed(worked)
    assert (found.articles, found.replaced) == (len(ids), 1)
    statuses: defaultdict[str, Counter[str]] = defaultdict(Counter)
    marks: Counter[str] = Counter()
    holding: Counter[str] = Counter()
    for article in ids:
        for layer in worked.layers(article):
            if layer.status != "new":
                statuses[layer.annotator][layer.status] += 1
            marks[layer.annotator] += layer.spans
        holding.update({span.label for span in worked.spans(article)})
    assert {who: dict(one.statuses) for who, one in found.people.items()} == statuses
    assert {who: one.marks for who, one in found.people.items()} == marks
    assert found.label_articles == holding
    assert {who: one.assigned for who, one in found.people.items() if one.assigned} == {"omar": 7}
    assert found.people["mina"].finished == statuses["mina"]["done"] > 5


def test_each_article_is_covered_in_one_way(worked: Desk) -> None:
    ids = listed(worked)
    expected: Counter[str] = Counter()
    for article in ids:
        layers = worked.layers(article)
        own = {x.annotator: worked.spans(article, x.annotator) for x in layers}
        handed = sum(
            x.status in FINISHED
            or (
                x.status == "started"
                and bool(own[x.annotator])
                and all(span.origin == "import" for span in own[x.annotator])
            )
            for x in layers
        )
        kinds = {x.status for x in layers}
        rest = next((x for x in ("started", "skipped") if x in kinds), "untouched")
        expected[("", "one", "two", "more")[min(handed, 3)] or rest] += 1
    found = counting.coverage(worked.connection, len(ids)).to_json()
    assert found == {
        "untouched": expected["untouched"], "begun": expected["started"],
        "skipped": expected["skipped"], "one": expected["one"], "two": expected["two"],
        "more": expected["more"], "approved": 0,
    }  # fmt: skip
    assert all(found[name] for name in ("untouched", "begun", "one", "two", "more"))


def test_labels_links_and_names(worked: Desk) -> None:
    expected: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for article in listed(worked):
        for span in worked.spans(article):
            row = expected[span.label, span.annotator]
            row[0] += 1
            row[1] += bool(span.entity)
            row[2] += bool(span.entity) and not span.confirmed and span.linked != "new"
    found = counting.marks(worked.connection)
    assert {
        (label, who): [one.marks, one.linked, one.guessed]
        for label, own in found.by_label.items()
        for who, one in own.items()
    } == expected
    assert found.label("official").guessed > 0
    assert found.annotators()[-1] == "june"
    names = counting.register(worked.connection)
    assert names["official"].names == 2
    assert names["official"].conflicts == 0


def test_a_link_that_is_confirmed_is_no_guess(tmp_path: Path) -> None:
    desk, ids = desk_of(tmp_path / "d.desk", 2, Clock())
    with desk:
        for article in ids:
            annotations.tag(desk, article, 58, 66, "official")
            annotations.tag(desk, article, 58, 67, "official")
        before = counting.marks(desk.connection).label("official")
        doubted = [x for a in ids for x in desk.spans(a) if x.linked == "guess"]
        assert before.guessed == len(doubted) > 0
        choosing.confirm(desk, doubted[0])
        assert counting.marks(desk.connection).label("official").guessed == before.guessed - 1


# -- pace ----------------------------------------------------------------------------------------


def plainly(
    desk: Desk,
) -> dict[str, tuple[int, int, int, float, dict[str, tuple[int, int]], float]]:
    """Articles, marks, sessions, seconds, days and seconds an article, from the log alone."""
    actions: defaultdict[str, dict[str, list]] = defaultdict(dict)
    for line in sorted(desk.log(), key=lambda line: line.group):
        if line.live and line.actor != SYSTEM:
            actions[line.actor].setdefault(line.group, []).append(line)
    found = {}
    for who, groups in actions.items():
        last, spent, seconds, sessions = None, Counter(), 0.0, 0
        done, days, marks = set(), defaultdict(lambda: [0, 0]), 0
        for group, lines in groups.items():
            if lines[0].kind in ("undo", "redo", "article.add"):
                continue
            at = datetime.fromtimestamp(int(group[:12], 16) / 1000, UTC)
            day = days[at.date().isoformat()]
            for line in lines:
                if line.kind == "span.add" and line.fields["origin"] != "import":
                    marks, day[1] = marks + 1, day[1] + 1
                if line.kind == "status.done" and line.article not in done:
                    done.add(line.article)
                    day[0] += 1
            if last is None or (at - last) / timedelta(milliseconds=1) > PAUSE:
                sessions += 1
            else:
                took = (at - last).total_seconds()
                seconds += took
                touched = {line.article for line in lines} - {""}
                if len(touched) == 1:
                    spent[touched.pop()] += took
            last = at
        if sessions:
            times = [spent[article] for article in done if article in spent]
            found[who] = (len(done), marks, sessions, seconds,
                          {day: tuple(x) for day, x in days.items()},
                          median(times) if times else -1.0)  # fmt: skip
    return found


def told(people: tuple[Pace, ...]) -> dict[str, tuple]:
    return {
        one.annotator: (
            one.articles, one.marks, one.sessions, pytest.approx(one.seconds, abs=0.01),
            {day.day: (day.articles, day.marks) for day in one.days},
            pytest.approx(-1.0 if one.per_article.value is None else one.per_article.value,
                          abs=0.01),
        )
        for one in people
    }  # fmt: skip


def test_the_pace_of_weeks(worked: Desk) -> None:
    found = pace(worked.connection, zone=UTC)
    assert told(found) == plainly(worked)
    mina = next(one for one in found if one.annotator == "mina")
    assert mina.articles > 10
    assert 60 < mina.per_article.value < 300
    assert mina.articles_per_hour.value == pytest.approx(mina.articles * 3600 / mina.seconds)
    assert sum(mina.hours) >= mina.marks


steps = st.lists(
    st.tuples(
        st.sampled_from(WHO),
        st.sampled_from((1, 40, 1700, 1800, 1801, 9000, 40_000)),
        st.sampled_from(("tag", "tag", "tag", "done", "all done", "started", "skip", "undo", "redo",
                         "star", "remove")),
        st.integers(0, 3),
    ),
    max_size=30,
)  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(steps)
def test_the_pace_of_any_work(work: list[tuple[str, int, str, int]]) -> None:
    with TemporaryDirectory() as folder:
        clock = Clock()
        desk, ids = desk_of(Path(folder) / "d.desk", 4, clock)
        with desk, clock.running():
            for who, seconds, what, at in work:
                clock.on(seconds=seconds)
                desk.actor = who
                article = ids[at]
                if what == "tag":
                    start, end, label = PLACES[at]
                    annotations.tag(desk, article, start, end, label)
                elif what == "remove":
                    own = desk.spans(article, who)
                    if own:
                        annotations.remove(desk, own[0].id)
                elif what in ("undo", "redo"):
                    (desk.undo if what == "undo" else desk.redo)()
                elif what == "star":
                    articles.star(desk, [article], True)
                elif what == "all done":
                    articles.set_status(desk, ids, "done")
                else:
                    status = {"skip": "skipped"}.get(what, what)
                    articles.set_status(desk, [article], status)
            assert told(pace(desk.connection, zone=UTC)) == plainly(desk)


def test_what_is_taken_back_counts_for_nothing_and_half_an_hour_is_no_pause(tmp_path: Path) -> None:
    clock = Clock()
    desk, ids = desk_of(tmp_path / "d.desk", 2, clock)
    with desk, clock.running():
        desk.actor = "mina"
        annotations.tag(desk, ids[0], 0, 6, "country")
        clock.on(minutes=30)
        annotations.tag(desk, ids[0], 11, 16, "country")
        clock.on(minutes=10)
        articles.set_status(desk, [ids[0]], "done")
        clock.on(minutes=31)
        annotations.tag(desk, ids[1], 0, 6, "country")
        (one,) = pace(desk.connection, zone=UTC)
        assert (one.articles, one.marks, one.sessions, one.seconds) == (1, 3, 2, 2400)
        assert one.per_article.value == 2400
        assert one.articles_per_hour.value == 1.5
        desk.undo()
        desk.undo()
        (one,) = pace(desk.connection, zone=UTC)
        assert (one.articles, one.marks, one.sessions, one.seconds) == (0, 2, 1, 1800)
        assert one.per_article.value is None
        assert "marked done" in one.per_article.reason
        desk.redo()
        assert pace(desk.connection, zone=UTC)[0].articles == 1


def test_no_pace_of_a_moment(tmp_path: Path) -> None:
    desk, ids = desk_of(tmp_path / "d.desk", 1, Clock())
    with desk:
        desk.actor = "mina"
        annotations.tag(desk, ids[0], 0, 6, "country")
        (one,) = pace(desk.connection)
        assert one.marks_per_hour.value is None
        assert "less than a minute" in one.marks_per_hour.reason


def test_days_begin_where_one_is(tmp_path: Path) -> None:
    clock = Clock()
    desk, ids = desk_of(tmp_path / "d.desk", 1, clock)
    with desk, clock.running():
        desk.actor = "mina"
        clock.to(BEGIN.replace(hour=22, minute=20))
        annotations.tag(desk, ids[0], 0, 6, "country")
        (here,) = pace(desk.connection, zone=UTC)
        (there,) = pace(desk.connection, zone=timezone(timedelta(hours=5, minutes=45)))
        assert (here.days[0].day, here.hours[22]) == ("2025-03-03", 1)
        assert (there.days[0].day, there.hours[4]) == ("2025-03-04", 1)


def test_tags_made_elsewhere_are_no_work_here(tmp_path: Path) -> None:
    with Desk.create(tmp_path / "d.desk", "mina") as desk:
        spans = [RawSpan(0, 4, "country", origin="hand", created="2025-03-01T00:00:00Z"),
                 RawSpan(9, 13, "novel label")]  # fmt: skip
        with Intake(desk) as intake:
            intake.add(Record(text="Oman and Iran met."))
        with Intake(desk, "mina") as intake:
            intake.add(Record(text="Oman and Iran met.", spans=tuple(spans)))
        assert sum(one.marks for one in pace(desk.connection)) == 0


# -- all of it -----------------------------------------------------------------------------------


def test_parts_arrive_one_by_one_and_as_json(worked: Desk) -> None:
    arrived: list[Figures] = []
    reader = worked.reader()
    steps: list[str] = []
    found = read(worked, connection=reader, zone=UTC, found=arrived.append,
                 told=lambda part, *_: steps.append(part))  # fmt: skip
    reader.close()
    assert [one.pace is None for one in arrived] == [True, True, True, False, False]
    assert arrived[-1] == found
    assert list(dict.fromkeys(steps)) == ["articles", "coverage", "labels", "pace", "agreement"]
    told = found.to_json()
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert told["agreement"]["overall"]["exact"]["f1"] > 0.5
    assert told["articles"]["annotators"]["mina"]["statuses"]["new"] > 0
    assert Figures().to_json()["pace"] is None


def test_an_empty_desk_has_figures_without_values(tmp_path: Path) -> None:
    with Desk.create(tmp_path / "d.desk", "mina") as desk:
        found = read(desk)
        assert found.counts.articles == 0
        assert found.pace == ()
        assert found.agreement.articles == 0
        assert found.coverage.to_json() == dict.fromkeys(found.coverage.to_json(), 0)
        json.dumps(found.to_json(), allow_nan=False)
