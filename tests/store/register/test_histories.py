"""Any sequence of links, merges, splits, renames and undos, on two desks, in any order of arrival."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import annotations, state
from store.database import schema
from store.desk import Desk
from store.errors import Refused
from store.intake import Intake
from store.journal.operations import Draft
from store.model import Record
from store.register import choosing, deciding
from store.sync.merge import merge

NAMES = ("Ali Rahimi", "A. Rahimi", "Mina Karimi", "Karimi", "Iran", "Tehran")
TEXT = " and ".join(NAMES)
TABLES = ("entity", "edge", "alias", "name_text", "name_word", "name_total", "facet", "span")

number = st.integers(0, 40)
steps = st.lists(
    st.tuples(
        st.sampled_from(
            ("tag", "tag", "country", "choose", "remove", "same", "same", "different", "unsure",
             "split", "prefer", "rename", "alias", "role", "undo", "undo", "redo", "earlier")
        ),
        number, number,
    ),
    max_size=14,
)  # fmt: skip


def fill(path, actor):
    with Desk.create(path, actor=actor) as desk, Intake(desk) as intake:
        for at in range(3):
            intake.add(Record(text=f"{TEXT}, part {at}."))


def told(desk):
    """All tables of the register as they stand."""
    return {
        table: sorted(desk.connection.execute(f"SELECT * FROM {table}").fetchall())
        for table in TABLES
    }


def rebuilt(desk):
    """The same tables as a rebuild makes them, which is then thrown away."""
    try:
        with desk.transaction() as connection:
            schema.drop_state(connection)
            state.rebuild(connection)
            found = told(desk)
            raise InterruptedError
    except InterruptedError:
        return found


def entities(desk):
    return [row[0] for row in desk.connection.execute("SELECT id FROM entity ORDER BY born, id")]


def do(desk, what, one, other):
    """One step of an editor; what cannot be done is left."""
    known = entities(desk)
    articles = [row[0] for row in desk.connection.execute("SELECT id FROM article ORDER BY n")]
    spans = [span for article in articles for span in desk.spans(article, desk.actor)]
    a = known[one % len(known)] if known else ""
    b = known[other % len(known)] if known else ""
    try:
        if what in ("tag", "country"):
            words = NAMES[other % len(NAMES)]
            start = TEXT.index(words)
            label = "country" if what == "country" else "official"
            article = articles[one % len(articles)]
            annotations.tag(desk, article, start, start + len(words), label)
        elif what == "choose" and spans:
            choosing.choose(desk, spans[one % len(spans)], b if other % 3 else "")
        elif what == "remove" and spans:
            annotations.remove(desk, spans[one % len(spans)].id)
        elif what in ("same", "different", "unsure") and a:
            if what == "same":
                deciding.same(desk, [a, b], canonical=a if one % 2 else "", despite=one % 3 == 0)
            else:
                getattr(deciding, what)(desk, [a, b])
        elif what == "split" and a:
            deciding.split(desk, [a])
        elif what == "prefer" and a:
            deciding.prefer(desk, a)
        elif what == "rename" and a:
            deciding.edit(desk, a, name=NAMES[other % len(NAMES)])
        elif what == "alias" and a:
            deciding.alias(desk, a, NAMES[other % len(NAMES)], (True, False, None)[one % 3])
        elif what == "role" and a:
            deciding.role(desk, a, deciding.Role("minister", "2024", "", f"k{other % 2}"))
        elif what == "undo":
            desk.undo()
        elif what == "redo":
            desk.redo()
        elif what == "earlier":
            mine = [step for step in desk.history() if step.actor == desk.actor]
            if mine:
                desk.undo(mine[one % len(mine)].group)
    except Refused:
        pass


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps)
def test_single_steps_equal_a_rebuild_and_undoing_all_restores_the_start(history):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "d.desk"
        fill(path, "in")
        with Desk.open(path, actor="ali") as desk:
            start = told(desk)
            for step in history:
                do(desk, *step)
            assert told(desk) == rebuilt(desk)
            while desk.undo():
                pass
            assert told(desk) == start


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps, steps, steps, steps)
def test_two_desks_end_in_the_same_register(first, second, third, fourth):
    with TemporaryDirectory() as folder:
        one, other = Path(folder) / "one.desk", Path(folder) / "other.desk"
        for path, who in ((one, "mina"), (other, "ali")):
            fill(path, f"{who}-in")
        for path, who, history in (
            (one, "mina", first), (other, "ali", second), (None, "", []),
            (one, "mina", third), (other, "ali", fourth),
        ):  # fmt: skip
            if path is None:
                with Desk.open(one, actor="mina") as desk:
                    merge(desk, other)
                continue
            with Desk.open(path, actor=who) as desk:
                for step in history:
                    do(desk, *step)
        with Desk.open(one, actor="mina") as desk:
            merge(desk, other)
        with Desk.open(other, actor="ali") as desk:
            merge(desk, one)
            theirs = told(desk)
            assert theirs == rebuilt(desk)
        with Desk.open(one, actor="mina") as desk:
            merge(desk, other)
            assert told(desk) == theirs


def test_the_only_mark_of_an_entity_may_get_another_form(tmp_path):
    path = tmp_path / "d.desk"
    fill(path, "in")
    with Desk.open(path, actor="mina") as desk:
        article = desk.article(1).id
        span = annotations.tag(desk, article, 0, len(NAMES[0]), "official")
        deciding.edit(desk, span.entity, name="Somebody")
        desk.act([Draft(f"span:{article}:{span.id}", "span.resize", {"form": "A. Rahimi"})])
        assert told(desk) == rebuilt(desk)
