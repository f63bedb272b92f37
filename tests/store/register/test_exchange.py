"""Registers come in and go out again; marks are linked against them."""

from __future__ import annotations

import json

import pytest

from store.check import check
from store.desk import Desk
from store.errors import Refused
from store.export import export_register
from store.intake import Intake
from store.model import RawSpan, Record
from store.register import choosing, exchange, listing, reading

TEXT = "Seyed Sattar Hashemi met the envoy of Iran. Hashemi spoke; Mina Karimi listened."


@pytest.fixture
def desk(tmp_path):
    with Desk.create(tmp_path / "d.desk", actor="mina") as desk:
        yield desk
    assert check(tmp_path / "d.desk") == []


def write(path, *lines):
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return path


def test_a_register_comes_in_once_and_goes_out_as_it_is(desk, tmp_path):
    records = [
        {"id": "7", "name": "Sattar Hashemi", "aliases": ["Seyed Sattar Hashemi", "ستار هاشمی"],
         "roles": [{"title": "minister of ICT", "since": "2024-08"}], "country": "IR"},
        {"id": "ofac:9", "name": "=1+1", "label": "area", "wikidata": "Q9"},
        {"id": "country:IR", "name": "Iran", "aliases": "Persia|IRN"},
    ]  # fmt: skip
    file = write(tmp_path / "list.jsonl", *map(json.dumps, records))
    assert vars_of(exchange.take_in(desk, file)) == (3, 0, 0, 0)
    assert vars_of(exchange.take_in(desk, file)) == (0, 0, 3, 0)
    one = reading.entity(desk, "list:7")
    assert (one.name, one.label, one.country) == ("Sattar Hashemi", "official", "IR")
    assert [role.title for role in one.roles] == ["minister of ICT"]
    assert {alias.form for alias in one.aliases} == {
        "Sattar Hashemi", "Seyed Sattar Hashemi", "ستار هاشمی"
    }  # fmt: skip
    assert reading.entity(desk, "country:IR").label == "country"
    for form in ("jsonl", "csv"):
        out, again = tmp_path / f"out.{form}", tmp_path / f"again.{form}"
        export_register(desk, f"register-{form}", out)
        with Desk.create(tmp_path / f"{form}.desk", actor="omar") as other:
            assert vars_of(exchange.take_in(other, out)) == (3, 0, 0, 0)
            export_register(other, f"register-{form}", again)
        assert again.read_bytes() == out.read_bytes()
    assert "\nofac:9,'=1+1," in out.read_text(encoding="utf-8")
    desk.undo()
    assert vars_of(exchange.take_in(desk, file))[0] == 3


def vars_of(taken):
    return taken.added, taken.changed, taken.known, len(taken.refused)


def test_bad_records_are_named_and_the_others_kept(desk, tmp_path):
    file = write(
        tmp_path / "r.csv", "id,name,label", "1,Ali,", ",No id,", "2,,", "3,Omar,planet", "4,b,,,,"
    )
    taken = exchange.take_in(desk, file)
    assert taken.added == 1
    assert sorted((one.position, one.reason) for one in taken.refused) == [
        ("3", "no label planet here"),
        ("line 3", "no id"),
        ("line 4", "no name"),
        ("line 6", "6 cells under 3 columns"),
    ]
    with pytest.raises(Refused, match="no label nowhere"):
        exchange.take_in(desk, file, label="nowhere")
    with pytest.raises(Refused, match="cannot be read"):
        exchange.take_in(desk, tmp_path / "missing.csv")


def spans(*found):
    for words, label, nth in found:
        start = -1
        for _ in range(nth + 1):
            start = TEXT.index(words, start + 1)
        yield RawSpan(start, start + len(words), label, annotator="gold")


def test_marks_are_linked_to_known_names_and_only_when_asked_to_new_ones(desk, tmp_path):
    marks = spans(
        ("Hashemi", "official", 1), ("Seyed Sattar Hashemi", "official", 0),
        ("Iran", "country", 0), ("Mina Karimi", "official", 0),
    )  # fmt: skip
    with Intake(desk) as intake:
        taken = intake.add(Record(text=TEXT, spans=tuple(marks)))
    file = write(tmp_path / "list.jsonl", '{"id": "7", "name": "Seyed Sattar Hashemi"}')
    exchange.take_in(desk, file)
    assert exchange.link_all(desk) == (3, 4)
    linked = {(TEXT[one.start : one.end], one.entity) for one in desk.spans(taken.article_id)}
    assert linked == {
        ("Seyed Sattar Hashemi", "list:7"), ("Hashemi", "list:7"),
        ("Iran", "country:IR"), ("Mina Karimi", ""),
    }  # fmt: skip
    assert exchange.link_all(desk, introduce=True) == (1, 1)
    assert [line.name for line in listing.page(desk.connection)][:2] == [
        "Seyed Sattar Hashemi", "Iran"
    ]  # fmt: skip
    desk.undo()
    desk.undo()
    assert all(not one.entity for one in desk.spans(taken.article_id))


def test_two_spellings_in_one_article_are_no_two_new_names(desk):
    marks = spans(
        ("Sattar Hashemi", "official", 0), ("Seyed Sattar Hashemi", "official", 0),
        ("Hashemi", "official", 1),
    )  # fmt: skip
    with Intake(desk) as intake:
        taken = intake.add(Record(text=TEXT, spans=tuple(marks)))
    assert exchange.link_all(desk, introduce=True) == (3, 3)
    assert len({one.entity for one in desk.spans(taken.article_id)}) == 1


def test_a_list_that_is_taken_back_meanwhile_is_not_gone_on_with(desk, tmp_path, monkeypatch):
    monkeypatch.setattr(exchange, "_BATCH", 2)
    file = write(
        tmp_path / "list.jsonl", *(json.dumps({"id": str(k), "name": f"N {k}"}) for k in range(9))
    )
    before = len(list(desk.log()))
    with pytest.raises(Refused, match="undone elsewhere after 2 records"):
        exchange.take_in(desk, file, progress=lambda *_: undone(desk))
    assert len(list(desk.log())) == before + 3  # two names, and the undo
    assert not listing.page(desk.connection)


def test_linking_that_is_taken_back_meanwhile_is_not_gone_on_with(desk, monkeypatch):
    monkeypatch.setattr(exchange, "_ARTICLES", 1)
    with Intake(desk) as intake:
        for number in range(4):
            mark = RawSpan(0, 4, "country", "annotator")
            intake.add(Record(text=f"Iran {number}.", spans=(mark,)))
    with pytest.raises(Refused, match="undone elsewhere after 1 of 4 marks"):
        exchange.link_all(desk, progress=lambda *_: undone(desk))
    assert not desk.connection.execute("SELECT 1 FROM span WHERE entity != ''").fetchall()


def test_marks_that_another_window_linked_meanwhile_stay_as_they_are(desk, monkeypatch):
    monkeypatch.setattr(exchange, "_ARTICLES", 1)
    with Intake(desk) as intake:
        for number in range(2):
            mark = RawSpan(0, 4, "country", "mina")
            intake.add(Record(text=f"Iran {number}.", spans=(mark,)))
    found = desk.connection.execute("SELECT id FROM span ORDER BY n DESC LIMIT 1").fetchone()
    with Desk.open(desk.path, "mina") as other:

        def chosen(*_: object) -> None:
            choosing.choose(other, other.span(found[0]), "country:OM")

        exchange.link_all(desk, progress=chosen)
    assert desk.span(found[0]).entity == "country:OM"


def undone(desk):
    with Desk.open(desk.path, "mina") as other:
        other.undo()


@pytest.mark.parametrize(
    "roles",
    [
        [{"role": "envoy", "from": "2020", "to": "2022"}],
        [{"name": "envoy", "since": "2020", "end": "2022"}],
    ],
)
def test_roles_of_other_lists_keep_their_title_and_dates(desk, tmp_path, roles):
    exchange.take_in(
        desk,
        write(tmp_path / "o.jsonl", json.dumps({"id": "1", "name": "Jon Foe", "roles": roles})),
    )
    assert [(r.title, r.since, r.until) for r in reading.entity(desk, "o:1").roles] == [
        ("envoy", "2020", "2022")
    ]
