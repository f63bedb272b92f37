"""Which names are proposed as one, and what is never proposed again."""

from __future__ import annotations

import threading

import pytest

from store import annotations
from store.intake import Intake
from store.model import RawSpan, Record
from store.names.index import NameIndex
from store.register import choosing, clustering, deciding, settling
from store.register.candidates import Part, around, conflicts, everything, still
from store.register.evidence import card
from store.register.exchange import link_all
from store.register.proposing import AT_ONCE, Found, Proposing
from store.register.reading import root_of
from store.register.waiting import Waiting
from tests.store.register.names_desk import NAMES, mark, named, put

ME = "mina"


@pytest.fixture
def desk(tmp_path):
    with named(tmp_path / "n.desk") as desk:
        yield desk


def clusters(desk):
    """The clusters as sets of names, guesses with a question mark."""
    return [names_of(desk, one) for one in everything(desk.connection, ME)]


def names_of(desk, cluster):
    names = dict(desk.connection.execute("SELECT id, name FROM entity"))
    return {part.form + "?" if part.form else names[part.entity] for part in cluster.parts}


def entity(desk, name):
    return desk.connection.execute("SELECT id FROM entity WHERE name = ?", (name,)).fetchone()[0]


def apart(desk):
    """Make an entity of its own of each mark; gives them in the order of the articles."""
    articles = desk.connection.execute("SELECT id FROM article ORDER BY n").fetchall()
    for (article,) in articles[1:]:
        for span in desk.spans(article):
            choosing.choose(desk, span, "")
    return [row[0] for row in desk.connection.execute("SELECT entity FROM span ORDER BY n")]


def without_guesses(found):
    return {name.rstrip("?") for name in found}


def test_likely_names_stand_together_and_others_apart(desk):
    found = [without_guesses(one) for one in clusters(desk)]
    assert {NAMES["a"], NAMES["b"]} <= next(one for one in found if NAMES["a"] in one)
    assert {NAMES["e"], NAMES["f"]} in found
    assert not any(NAMES["d"] in one or NAMES["g"] in one for one in found)


def test_looking_one_up_finds_what_comparing_all_finds(desk):
    index = NameIndex(desk.connection)
    whole = {frozenset(cluster.parts) for cluster in everything(desk.connection, ME)}
    roots = [row[0] for row in desk.connection.execute("SELECT id FROM entity WHERE id = root")]
    near = {
        frozenset(one.parts) for root in roots if (one := around(desk.connection, index, root, ME))
    }
    assert near == whole


@pytest.mark.parametrize("verdict", [deciding.different, deciding.unsure])
def test_what_was_decided_is_never_asked_again(tmp_path, verdict):
    names = {"e": "Marija Novakovic", "f": "Maria Novaković"}
    with named(tmp_path / "d.desk", names) as desk:
        ids = apart(desk)
        assert len(ids) == 2
        assert len(everything(desk.connection, ME)) == 1
        verdict(desk, ids)
        assert everything(desk.connection, ME) == []
        desk.undo()
        assert len(everything(desk.connection, ME)) == 1


def test_conflicts_come_first_and_are_never_mixed_with_the_rest(desk):
    ids = [entity(desk, NAMES[x]) for x in "dg"] + [entity(desk, "Hossein Pour Naghshband")]
    one, other, third = ids
    pairs = ((one, third, "same"), (other, third, "same"), (one, other, "different"))
    desk.act([deciding.edge(*pair) for pair in pairs])
    first, *rest = everything(desk.connection, ME)
    assert first.conflict
    assert {part.entity for part in first.parts} == set(ids)
    assert not any(root in ids for one in rest for root in one.roots)
    assert conflicts(desk.connection) == [first]
    settling.separated(desk, ids)
    assert still(desk.connection, first, ME) is None


def test_a_surname_goes_to_the_one_official_of_its_articles(tmp_path):
    with named(tmp_path / "s.desk", {"x": "Ali Rahimi", "y": "Mina Rahimi"}) as desk:
        put(desk, "z", "Rahimi came. So did Solberg.")
        alone = mark(desk, "z", "Rahimi")
        other = mark(desk, "z", "Solberg")
        assert alone.entity != other.entity
        put(desk, "w", "Ingrid Solberg came late.")
        mark(desk, "w", "Ingrid Solberg")
        found = [without_guesses(one) for one in clusters(desk)]
        assert {"Ingrid Solberg", "Solberg"} in found  # the only one who bears it


def test_countries_are_proposed_by_their_names(tmp_path):
    with named(tmp_path / "c.desk", {}) as desk:
        put(desk, "x", "The Republic of Norwayy spoke. Chad did not.")
        odd = mark(desk, "x", "Norwayy", "country")
        found = everything(desk.connection, ME)
        if odd.entity == "country:NO":  # linked by a guess
            assert found[0].parts[1] == Part("country:NO", "Norwayy")
        else:
            assert {part.entity for part in found[0].parts} == {"country:NO", odd.entity}


def test_still_follows_decisions_made_meanwhile(desk):
    cluster = next(x for x in everything(desk.connection, ME) if NAMES["e"] in names_of(desk, x))
    settling.same(desk, cluster.parts)
    assert still(desk.connection, cluster, ME) is None
    desk.undo()
    assert still(desk.connection, cluster, ME) == cluster


def test_clusters_stream_and_are_found_anew_after_a_decision(desk):
    found: list[Found] = []
    news = threading.Condition()

    def tell(one):
        with news:
            found.append(one)
            news.notify()

    def wait(until):
        with news:
            assert news.wait_for(lambda: any(until(one) for one in found), 30)

    proposing = Proposing(desk.path, desk.reader, ME, tell, lambda error: pytest.fail(str(error)))
    try:
        wait(lambda one: one.finished)
        streamed = {frozenset(x.parts) for one in found for x in one.clusters}
        assert streamed == {frozenset(x.parts) for x in everything(desk.connection, ME)}
        root = root_of(desk.connection, entity(desk, "Hossein Pour Naghshband"))
        proposing.look([root])
        wait(lambda one: one.instead == (root,))
    finally:
        proposing.close()


def test_the_process_of_its_own_finds_the_same(desk):
    process = clustering.begin(desk.path, ME)
    told = list(clustering.read(process))
    assert process.wait() == 0
    assert told[-1] == everything(desk.connection, ME)
    assert all(isinstance(one, tuple) for one in told[:-1])
    assert len(NAMES) < AT_ONCE


def test_waiting_gives_the_best_first_and_what_was_passed_over_at_the_end(desk):
    waiting = Waiting(desk)
    waiting.take(Found(tuple(everything(desk.connection, ME)), whole=True, finished=True))
    count = len(waiting)
    assert count == 2
    first = waiting.first()
    waiting.pass_over(first.asked)
    second = waiting.first()
    assert second.asked != first.asked
    assert first.asked.rank < second.asked.rank
    waiting.pass_over(second.asked)
    assert waiting.first() is None
    assert waiting.passed == 2
    assert waiting.back().asked == second.asked
    waiting.again()
    assert waiting.first().asked == first.asked
    waiting.label = "country"
    assert len(waiting) == 0
    assert waiting.first() is None


def test_guesses_of_marks_from_a_file_are_asked_about_and_settled(tmp_path):
    with named(tmp_path / "i.desk", {"x": "Bashkim Rexhepi"}) as desk:
        with Intake(desk) as intake:
            span = RawSpan(start=0, end=10, label="official")
            added = intake.add(Record(text="B. Rexhepi came by air.", spans=(span,)))
        link_all(desk, introduce=True)
        (brought,) = desk.spans(added.article_id)
        assert (brought.annotator, brought.linked) == ("import", "guess")
        (cluster,) = everything(desk.connection, ME)
        assert around(desk.connection, NameIndex(desk.connection), brought.entity, ME) == cluster
        whole, guess = (card(desk.connection, part, ME) for part in cluster.parts)
        assert (whole.mentions, guess.name, guess.mentions) == (1, "B. Rexhepi", 1)
        settling.same(desk, cluster.parts)
        assert desk.span(brought.id).confirmed
        assert everything(desk.connection, ME) == []
        desk.undo()
        settling.different(desk, cluster.parts)
        assert desk.span(brought.id).entity != brought.entity


def test_a_surname_that_two_are_called_by_makes_them_no_more_alike(tmp_path):
    with named(tmp_path / "t.desk", {}) as desk:
        put(desk, "x", "Terry Holloway spoke. Then Holloway left.")
        put(desk, "y", "Gustav Holloway sang. Then Holloway left.")
        for article, name in (("x", "Terry Holloway"), ("y", "Gustav Holloway")):
            mark(desk, article, name)
            found = desk.find_article(article)
            at = found.text.index("Holloway left")
            assert annotations.tag(desk, found.id, at, at + 8, "official").linked == "inside"
        assert everything(desk.connection, ME) == []
