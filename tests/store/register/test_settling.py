"""Deciding about clusters: what is one, what is not, and undoing it exactly."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.check import check
from store.errors import Refused
from store.journal.operations import Draft
from store.register import settling
from store.register.candidates import Part, conflicts, everything, mentions, still
from store.register.deciding import edge
from store.register.reading import root_of
from store.register.standing import read
from store.state.register import KEPT, entity_name
from tests.store.register.names_desk import NAMES, mark, named, put
from tests.store.register.test_histories import told

ME = "mina"


@pytest.fixture
def desk(tmp_path):
    with named(tmp_path / "n.desk") as desk:
        put(desk, "again", "Hossein Pour Naghshbandi came.")
        yield desk
    assert check(tmp_path / "n.desk") == []


def biggest(desk):
    return max(everything(desk.connection, ME), key=lambda one: len(one.parts))


def linked(desk):
    """Root and whether it is sure, of every marked form."""
    return {
        form: (root_of(desk.connection, entity), confirmed)
        for form, entity, confirmed in desk.connection.execute(
            "SELECT form, entity, confirmed FROM span"
        )
    }


def forms(desk, cluster):
    names = dict(desk.connection.execute("SELECT id, name FROM entity"))
    return [part.form or names[part.entity] for part in cluster.parts]


def test_same_ties_entities_and_confirms_guesses_in_one_step(desk):
    cluster = biggest(desk)
    before = told(desk)
    settling.same(desk, cluster.parts)
    after = linked(desk)
    assert {after[form] for form in forms(desk, cluster)} == {(cluster.parts[0].entity, 1)}
    desk.undo()
    assert told(desk) == before


def test_what_is_out_is_told_apart(desk):
    cluster = biggest(desk)
    first, *others = cluster.parts
    assert others
    settling.same(desk, [first], out=others)
    after = linked(desk)
    names = forms(desk, cluster)
    assert len({after[name][0] for name in names}) == len(names)
    assert still(desk.connection, cluster, ME) is None


def test_different_makes_entities_of_guesses(desk):
    cluster = biggest(desk)
    settling.different(desk, cluster.parts)
    after = linked(desk)
    names = forms(desk, cluster)
    assert len({after[name][0] for name in names}) == len(names)
    assert all(after[name][1] for name in names)
    assert not any(set(cluster.parts) & set(one.parts) for one in everything(desk.connection, ME))


def test_unsure_changes_no_link_and_is_not_asked_again(desk):
    cluster = biggest(desk)
    before = linked(desk)
    settling.unsure(desk, cluster.parts)
    assert linked(desk) == before
    assert not any(set(cluster.parts) <= set(one.parts) for one in everything(desk.connection, ME))


def test_a_form_may_give_the_name(desk):
    cluster = biggest(desk)
    guess = next((part for part in cluster.parts if part.form), None)
    chosen = guess or cluster.parts[-1]
    settling.same(desk, [chosen, *(part for part in cluster.parts if part != chosen)])
    names = dict(desk.connection.execute("SELECT id, name FROM entity WHERE id = root"))
    wanted = chosen.form or names[root_of(desk.connection, chosen.entity)]
    assert names[root_of(desk.connection, chosen.entity)] == wanted


def test_a_guess_that_is_somebody_else_s_goes_there(desk):
    """A guess was linked to one entity, and belongs to another one of the cluster."""
    guess = next(part for one in everything(desk.connection, ME) for part in one.parts if part.form)
    other = linked(desk)["Ingrid Solberg"][0]
    settling.same(desk, [Part(other), guess], out=[Part(guess.entity)])
    after = linked(desk)
    assert after[guess.form] == (other, 1)
    assert root_of(desk.connection, guess.entity) != other


def test_many_are_taken_apart_in_few_operations(desk):
    ids = [f"list:{number:03}" for number in range(80)]
    named_so = [
        Draft(entity_name(one), "entity.edit", {"name": one, "label": "official", KEPT: True})
        for one in ids
    ]
    desk.act(named_so)
    pairs = [*pairwise(ids), *zip(ids, ids[7:], strict=False)]
    desk.act([edge(*pair, "same") for pair in pairs] + [edge(ids[0], ids[-1], "different")])
    (conflict,) = conflicts(desk.connection)
    before = told(desk)
    statements: list[str] = []
    desk.connection.set_trace_callback(statements.append)
    action = settling.separated(desk, ids)
    desk.connection.set_trace_callback(None)
    assert action is not None
    assert action.operations == len(pairs)
    assert len(statements) < 20 * len(pairs)  # what hangs together is worked out once, at the end
    assert {root_of(desk.connection, one) for one in ids} == set(ids)
    assert still(desk.connection, conflict, ME) is None
    desk.undo()
    assert told(desk) == before


def test_too_few_parts_are_refused(desk):
    part = biggest(desk).parts[0]
    for decide in (settling.same, settling.different, settling.unsure):
        with pytest.raises(Refused):
            decide(desk, [part])


def test_counts_of_parts_add_up(desk):
    mark(desk, "again", "Hossein Pour Naghshbandi")
    for cluster in everything(desk.connection, ME):
        for root in cluster.roots:
            one = read(desk.connection, [root], ME)[root]
            parts = [Part(root), *(Part(root, form) for form in one.doubts)]
            assert sum(mentions(one, part) for part in parts) == one.mentions


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(("same", "different", "unsure", "undo", "redo")),
            st.integers(0, 9), st.integers(0, 63), st.integers(0, 9),
        ),
        max_size=8,
    )
)  # fmt: skip
def test_any_decisions_undone_restore_the_register(steps):
    with TemporaryDirectory() as folder, named(Path(folder) / "n.desk") as desk:
        before = told(desk)
        made = []
        for what, which, mask, first in steps:
            found = everything(desk.connection, ME)
            if what == "undo" and made:
                desk.undo(made[-1])
                desk.redo(made[-1])
            elif found and what in ("same", "different", "unsure"):
                cluster = found[which % len(found)]
                inside = [p for at, p in enumerate(cluster.parts) if not mask >> at & 1]
                out = [p for p in cluster.parts if p not in inside]
                speaker = inside[first % len(inside)] if inside else None
                inside.sort(key=lambda part: part != speaker)
                try:
                    if what == "same":
                        action = settling.same(desk, inside, out=out)
                    else:
                        action = getattr(settling, what)(desk, inside)
                except Refused:
                    continue
                if action is not None:
                    made.append(action.group)
        for group in reversed(made):
            desk.undo(group)
        assert told(desk) == before


def test_the_names_are_what_the_tests_say(desk):
    assert set(NAMES.values()) <= set(linked(desk))
