"""The register goes out and comes back: aliases, roles, merges, evidence, and ids that are gone."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import annotations, corrections
from store.desk import Desk
from store.errors import ExportError, Refused
from store.export import REGISTERS, export, export_register, preview_register, register_jsonl
from store.export.register_formats import REGISTER_HOLDS, REGISTER_LOSSES
from store.export.registered import Gone, RegisterChoice, walk
from store.ingest import ingest
from store.journal.operations import Draft
from store.register import choosing, deciding, exchange, reading
from store.state.register import entity_name
from tests.store.register.names_desk import mark, named, put

LOSSLESS = ("register-jsonl", "register-csv")
WORDS = st.text(
    st.sampled_from("ab Éé\u0301ستارهاشمی王毅이반Иван\u200c😀|=\\\\'\"+-@＝,;\t\n/#.:")
    | st.characters(codec="utf-8", exclude_characters="\0"),
    min_size=1,
    max_size=12,
).filter(str.strip)
DATES = st.sampled_from(["", "2024", "2024-05", "2024-05-31", "2024-02-30"])


PEOPLE = {
    "a": "Vladimir Viktorovich Pavlenko",
    "b": "Hossein Naghshband",
    "c": "Ravi Menon",
    "d": "Ingrid Solberg",
    "g": "Mushtaq Talib Al-Rawi",
}
"""Names by the article they stand in; nobody is likely anybody else."""


@pytest.fixture
def desk(tmp_path):
    with named(tmp_path / "d.desk", PEOPLE) as desk:
        yield desk


def written(desk: Desk, form: str, **wanted: Any) -> bytes:
    with TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        summary = export_register(desk, form, out, **wanted)
        assert summary.proven
        assert summary.equal["entities"] == summary.entities
        return out.read_bytes()


def lines(desk: Desk, form: str = "register-jsonl", **wanted: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written(desk, form, **wanted).splitlines()]


def by_name(desk: Desk, **wanted: Any) -> dict[str, dict[str, Any]]:
    return {line["name"]: line for line in lines(desk, **wanted) if "name" in line}


def id_of(desk: Desk, name: str) -> str:
    return reading.find(desk, name)


# -- what stands in the files ---------------------------------------------------------------------


def test_an_entity_goes_out_with_all_that_is_known_of_it(desk):
    a, b = (id_of(desk, name) for name in ("Vladimir Viktorovich Pavlenko", "Ravi Menon"))
    deciding.same(desk, [a, b], canonical=a)
    deciding.alias(desk, a, "Владимир Павленко")
    deciding.role(desk, a, deciding.Role("minister", "2020-03", "2024"))
    deciding.role(desk, a, deciding.Role("envoy", "2024-05-01"))
    deciding.edit(desk, a, country="UA", notes="one\ntwo")
    deciding.external(desk, a, "wikidata", "Q42")
    one = by_name(desk)["Vladimir Viktorovich Pavlenko"]
    evidence = one.pop("evidence")
    assert one == {
        "id": a,
        "name": "Vladimir Viktorovich Pavlenko",
        "label": "official",
        "aliases": ["Ravi Menon", "Владимир Павленко"],
        "unconfirmed": [],
        "roles": [
            {"title": "envoy", "since": "2024-05-01", "until": ""},
            {"title": "minister", "since": "2020-03", "until": "2024"},
        ],
        "country": "UA",
        "code": "",
        "external": {"wikidata": "Q42"},
        "notes": "one\ntwo",
        "conflict": False,
        "mentions": 2,
        "confirmed": 2,
        "articles": 2,
    }
    assert evidence[0] == {
        "form": "Vladimir Viktorovich Pavlenko",
        "article": "a",
        "start": 10,
        "end": 39,
        "sentence": "On Monday Vladimir Viktorovich Pavlenko met envoys.",
        "published": "2024-05-01",
        "source": "IRNA",
        "title": "a",
    }
    assert [said["article"] for said in evidence] == ["a", "c"]


def test_an_id_that_was_stored_leads_to_what_it_became(desk):
    a, b, c = (
        id_of(desk, name) for name in ("Ingrid Solberg", "Ravi Menon", "Mushtaq Talib Al-Rawi")
    )
    deciding.same(desk, [a, b], canonical=a)
    gone = desk.spans(desk.find_article("g").id)[0]
    annotations.remove(desk, gone.id)
    said = {line["id"]: line for line in lines(desk)}
    assert said[b] == {"id": b, "replaced_by": a}
    assert said[c] == {"id": c, "replaced_by": None}
    deciding.prefer(desk, b)
    assert {line["id"]: line for line in lines(desk)}[a] == {"id": a, "replaced_by": b}
    desk.undo()
    desk.undo()
    assert "name" in {line["id"]: line for line in lines(desk)}[c]  # the mark is back
    deciding.split(desk, [b])
    assert "name" in {line["id"]: line for line in lines(desk)}[b]


def test_guesses_go_out_only_when_asked_for_and_apart(desk):
    put(desk, "h", "Menon spoke. Then Hashemi spoke of Menon.")
    span = mark(desk, "h", "Menon")
    a = id_of(desk, "Ravi Menon")
    guess = {"entity": a, "form": "Menon", "linked": "likely", "confirmed": False}
    desk.act([Draft(f"span:{desk.find_article('h').id}:{span.id}", "span.link", guess)])
    plain, asked = (by_name(desk, unconfirmed=asked)["Ravi Menon"] for asked in (False, True))
    assert (plain["aliases"], plain["unconfirmed"]) == ([], [])
    assert {said["form"] for said in plain["evidence"]} == {"Ravi Menon"}
    assert (asked["aliases"], asked["unconfirmed"]) == ([], ["Menon"])
    assert ("h", 0, 5) in {(one["article"], one["start"], one["end"]) for one in asked["evidence"]}
    choosing.confirm(desk, desk.span(span.id))
    assert by_name(desk)["Ravi Menon"]["aliases"] == ["Menon"]


def test_offsets_count_code_points_and_the_sentence_says_the_form(desk):
    put(
        desk,
        "emoji",
        "👍🏽 Hello. 👨‍👩‍👧 王毅 met envoys. No more.",
        "Wire",
        "2024-06-01T10:00:00+03:30",
    )
    mark(desk, "emoji", "王毅")
    (said,) = by_name(desk)["王毅"]["evidence"]
    text = desk.find_article("emoji").text
    assert text[said["start"] : said["end"]] == said["form"] == "王毅"
    assert said["sentence"] in text
    assert "王毅 met envoys." in said["sentence"]


def test_there_are_as_many_sentences_for_a_form_as_asked_for(desk):
    for day in range(1, 6):
        put(desk, f"s{day}", f"Ingrid Solberg spoke, part {day}.", "Wire", f"2024-07-0{day}")
        mark(desk, f"s{day}", "Ingrid Solberg")
    for asked, there in (("3", 3), ("0", 0), ("1", 1), ("10", 6)):
        one = by_name(desk, options={"evidence": asked})["Ingrid Solberg"]
        assert len(one["evidence"]) == there


def test_sentences_are_of_the_corrected_version_of_an_article(desk):
    corrected = "On Monday, it is said, Ingrid Solberg met envoys. Nothing else."
    new = put(desk, "d", corrected, "BBC", "2024-05-04")
    corrections.accept(desk, new)
    (said,) = by_name(desk)["Ingrid Solberg"]["evidence"]
    assert said["sentence"] == "On Monday, it is said, Ingrid Solberg met envoys."
    assert corrected[said["start"] : said["end"]] == "Ingrid Solberg"


def test_only_entities_of_a_label_when_asked(desk):
    put(desk, "i", "Iran is here.")
    mark(desk, "i", "Iran", "country")
    (one,) = lines(desk, labels=["Country"])
    assert (one["id"], one["code"], one["label"]) == ("country:IR", "IR", "country")
    with pytest.raises(ExportError, match="no label 'planet'"):
        export_register(desk, labels=["planet"])


def test_cells_of_csv_are_defused_and_everything_comes_back(desk):
    a = id_of(desk, "Ingrid Solberg")
    deciding.edit(desk, a, name="=HYPERLINK(1)", notes="@x\r\ny")
    for form in ("a|b", "\\\\|", "'Abd", "＝1", "+1"):
        deciding.alias(desk, a, form)
    deciding.external(desk, a, "a=b|c", "=x|y=z\\\\")
    deciding.role(desk, a, deciding.Role("-minister"))
    deciding.role(desk, a, deciding.Role("@envoy", "2001"))
    text = written(desk, "register-csv").decode("utf-8-sig")
    for row in csv.reader(io.StringIO(text)):
        assert not any(cell.startswith(tuple("=+-@\t\r\n＝＋－＠")) for cell in row)


# -- and back -------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", LOSSLESS)
def test_articles_and_register_together_make_the_same_register_with_its_evidence(
    desk, tmp_path, form
):
    a, b = (id_of(desk, name) for name in ("Ingrid Solberg", "Ravi Menon"))
    deciding.same(desk, [a, b], canonical=b)
    deciding.role(desk, b, deciding.Role("minister", "2020-03"))
    deciding.alias(desk, b, "Солберг")
    out, texts = tmp_path / "register", tmp_path / "texts.jsonl"
    export_register(desk, form, out)
    export(desk, "jsonl", texts, layer="all")
    for first in (True, False):
        with Desk.create(tmp_path / f"{first}.desk", actor="omar") as other:
            if first:
                assert not exchange.take_in(other, out, file_format=form).refused
            ingest(other, [texts])
            if not first:
                assert not exchange.take_in(other, out, file_format=form).refused
            assert written(other, form) == out.read_bytes()


@pytest.mark.parametrize("form", LOSSLESS)
def test_what_was_merged_is_merged_on_another_desk_but_not_against_what_was_said_there(
    desk, tmp_path, form
):
    names = ("Ingrid Solberg", "Ravi Menon", "Mushtaq Talib Al-Rawi")
    b, c, a = sorted(id_of(desk, name) for name in names)  # who speaks for all comes in last
    before, after = tmp_path / "before", tmp_path / "after"
    export_register(desk, form, before)
    deciding.same(desk, [a, b, c], canonical=a)
    export_register(desk, form, after)
    with Desk.create(tmp_path / "o.desk", actor="omar") as other:
        assert exchange.take_in(other, before, file_format=form).added == 5
        deciding.different(other, [a, c])
        taken = exchange.take_in(other, after, file_format=form)
        ((refused),) = taken.refused
        assert refused.position == c
        assert "told apart" in refused.reason
        assert reading.root_of(other.connection, b) == a
        assert reading.root_of(other.connection, c) == c
        deciding.split(other, [b])  # what people said since goes on standing
        again = exchange.take_in(other, after, file_format=form)
        assert (again.added, again.changed) == (0, 0)
        assert reading.root_of(other.connection, b) == b
        other.undo()
        other.undo()  # the list, as one step
        assert reading.root_of(other.connection, b) == b


def test_a_register_of_another_program_is_not_taken_for_ours(desk, tmp_path):
    listed = tmp_path / "list.jsonl"
    listed.write_text(
        '{"id": "7", "name": "Ali  Rahimi", "evidence": "seen", "replaced_by": "x"}\n'
    )
    exchange.take_in(desk, listed)
    one = reading.entity(desk, "list:7")
    assert (one.name, dict(one.external)) == (
        "Ali Rahimi",
        {"evidence": "seen", "replaced_by": "x"},
    )


def test_a_row_of_our_csv_that_was_spoiled_by_hand_is_refused_by_its_line(desk, tmp_path):
    text = written(desk, "register-csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    rows[1]["external"], rows[2]["aliases"] = "nothing", "Ahmad|Ahmed"
    spoiled = tmp_path / "register.csv"
    with spoiled.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, rows[0].keys())
        table.writeheader()
        table.writerows(rows)
    taken = exchange.take_in(desk, spoiled)
    assert [(one.position, one.reason) for one in taken.refused] == [
        ("line 3", "external is not written as LIST=ID|LIST=ID")
    ]
    forms = {alias.form for alias in reading.entity(desk, rows[2]["id"]).aliases}
    assert forms >= {"Ahmad", "Ahmed"}


@st.composite
def registers(draw: st.DrawFn) -> list[tuple[str, Any]]:
    """Steps that make a register: entities by number, and what is said of them."""
    number = st.integers(0, 5)
    step = st.one_of(
        st.tuples(st.just("mark"), st.tuples(WORDS, st.sampled_from(["official", "area", "country"]))),
        st.tuples(st.just("name"), st.tuples(number, WORDS)),
        st.tuples(st.just("alias"), st.tuples(number, WORDS, st.sampled_from([True, False, None]))),
        st.tuples(st.just("role"), st.tuples(number, WORDS, DATES, DATES)),
        st.tuples(st.just("external"), st.tuples(number, WORDS, WORDS)),
        st.tuples(st.just("wikidata"), st.tuples(number, st.integers(1, 99))),
        st.tuples(st.just("edit"), st.tuples(number, st.sampled_from(["country", "code", "notes"]), WORDS)),
        st.tuples(st.just("country"), st.tuples(number, st.sampled_from(["IR", "Iran", "SU", "ir", "?"]))),
        st.tuples(st.just("same"), st.tuples(number, number)),
        st.tuples(st.just("different"), st.tuples(number, number)),
        st.tuples(st.just("prefer"), st.tuples(number)),
        st.tuples(st.just("split"), st.tuples(number)),
        st.tuples(st.just("remove"), st.tuples(number)),
        st.tuples(st.just("undo"), st.just(())),
    )  # fmt: skip
    start = [("mark", (draw(WORDS), "official")) for _ in range(3)]
    return start + draw(st.lists(step, max_size=14))


def made(path: Path, steps: list[tuple[str, Any]]) -> Desk:
    desk = Desk.create(path, actor="mina")
    for at, (what, of) in enumerate(steps):
        known = [row[0] for row in desk.connection.execute("SELECT id FROM entity ORDER BY id")]
        spans = [row[0] for row in desk.connection.execute("SELECT id FROM span ORDER BY n, id")]

        def who(number: int, known: list[str] = known) -> str:
            return known[number % len(known)]

        try:
            if what == "mark":
                words, label = of[0].replace("\r", "\n"), of[1]  # as at the door
                put(desk, f"a{at}", f"It is {words} said.", f"s{at % 3}", f"2024-05-{at + 1:02}")
                mark(desk, f"a{at}", words.strip(), label)
            elif not known:
                continue
            elif what == "name":
                deciding.edit(desk, who(of[0]), name=of[1])
            elif what == "alias":
                deciding.alias(desk, who(of[0]), of[1], of[2])
            elif what == "role":
                deciding.role(desk, who(of[0]), deciding.Role(*of[1:]))
            elif what == "external":
                deciding.external(desk, who(of[0]), of[1], of[2])
            elif what == "wikidata":
                deciding.external(desk, who(of[0]), "wikidata", f"Q{of[1]}")
            elif what == "edit":
                deciding.edit(desk, who(of[0]), **{of[1]: of[2]})
            elif what == "country":
                deciding.edit(desk, who(of[0]), country=of[1])
            elif what == "same":
                deciding.same(desk, [who(of[0]), who(of[1])], despite=of[0] > 2)
            elif what == "different":
                deciding.different(desk, [who(of[0]), who(of[1])])
            elif what == "prefer":
                deciding.prefer(desk, who(of[0]))
            elif what == "split":
                deciding.split(desk, [who(of[0])])
            elif what == "remove" and spans:
                annotations.remove(desk, spans[of[0] % len(spans)])
            elif what == "undo":
                desk.undo()
        except Refused:
            pass
    return desk


def lasting(line: dict[str, Any]) -> dict[str, Any]:
    """What of a line does not follow from marks."""
    of_marks = ("mentions", "confirmed", "articles", "evidence", "unconfirmed", "conflict")
    return {name: value for name, value in line.items() if name not in of_marks}


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(registers(), st.booleans())
def test_any_register_goes_out_in_every_format_and_comes_back(steps, unconfirmed):
    with TemporaryDirectory() as folder:
        home = Path(folder)
        with made(home / "d.desk", steps) as desk:
            items = list(walk(desk.connection, RegisterChoice(unconfirmed=unconfirmed)))
            for name, (form, _) in REGISTERS.items():
                plan = preview_register(desk, name, unconfirmed=unconfirmed)
                summary = export_register(desk, name, home / name, unconfirmed=unconfirmed)
                assert summary.proven  # compared with the desk, item by item
                assert summary.losses == plan.losses
                assert set(plan.losses) <= set(REGISTER_LOSSES)
                if form.holds == set(REGISTER_HOLDS):
                    assert not plan.losses
                    assert summary.entities + summary.gone == len(items)
                else:
                    left = sum(isinstance(one, Gone) for one in items)
                    left += plan.losses.get("entities", 0)
                    assert summary.entities == len(items) - left
            mine = list(map(json.loads, (home / "register-jsonl").read_bytes().splitlines()))
        for name in LOSSLESS:
            with Desk.create(home / f"{name}.desk", actor="omar") as other:
                taken = exchange.take_in(other, home / name, file_format=name)
                assert not taken.refused
                theirs = lines(other)
            # of ids that mean nobody there is nothing to keep
            assert list(map(lasting, theirs)) == [
                lasting(line) for line in mine if line.get("replaced_by", "") is not None
            ]


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(registers(), st.sampled_from(LOSSLESS))
def test_with_its_articles_it_comes_back_to_the_last_sentence(steps, form):
    def there(desk: Desk) -> list[dict[str, Any]]:
        """What is there but for ids that mean nobody; who was told apart is in no register."""
        found = [line for line in lines(desk) if line.get("replaced_by", "") is not None]
        return [{**line, "conflict": None} for line in found]

    # neither is what was said to be no name of somebody
    steps = [one for one in steps if not (one[0] == "alias" and one[1][2] is False)]
    with TemporaryDirectory() as folder:
        home = Path(folder)
        with made(home / "d.desk", steps) as desk:
            mine = there(desk)
            export_register(desk, form, home / "register")
            export(desk, "jsonl", home / "texts.jsonl", layer="all")
        with Desk.create(home / "o.desk", actor="omar") as other:
            ingest(other, [home / "texts.jsonl"])
            assert not exchange.take_in(other, home / "register", file_format=form).refused
            assert there(other) == mine


# -- the proof ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", REGISTERS)
def test_a_file_that_does_not_read_back_is_not_left_behind(desk, tmp_path, monkeypatch, name):
    form, _ = REGISTERS[name]
    module = __import__(f"store.export.{form.module}", fromlist=["Writer"])
    add = module.Writer.add

    def forgetful(self: Any, item: Any) -> None:
        if getattr(item, "name", "") != "Ingrid Solberg":
            add(self, item)

    monkeypatch.setattr(module.Writer, "add", forgetful)
    with pytest.raises(ExportError, match="does not read back"):
        export_register(desk, name, tmp_path / "out")
    assert not list(tmp_path.glob("out*"))


def test_the_note_beside_it_says_what_it_is_made_of(desk, tmp_path):
    texts = []
    for name in ("one", "two"):
        export_register(desk, "ftm", tmp_path / name, licence="CC BY 4.0", labels=["official"])
        note = json.loads((tmp_path / f"{name}.corpus.json").read_text(encoding="utf-8"))
        texts.append(((tmp_path / name).read_bytes(), note))
    assert texts[0] == texts[1]
    assert note["counts"]["entities"] == note["proof"]["entities"] == 5
    assert (note["format"], note["licence"]) == ("ftm", "CC BY 4.0")
    assert note["choice"] == {"labels": ["official"], "unconfirmed": False}
    assert note["losses"]["counts"] == 5
    assert note["scheme"][0]["id"] == "official"


def test_a_packed_file_is_proven_too_and_a_stream_holds_the_same(desk, tmp_path):
    packed = tmp_path / "register.jsonl.gz"
    assert export_register(desk, "register-jsonl", packed).proven
    stream = io.BytesIO()
    assert not export_register(desk, "register-jsonl", None, stdout=stream).proven
    assert stream.getvalue() == written(desk, "register-jsonl")


# -- FollowTheMoney -------------------------------------------------------------------------------


def test_an_official_is_a_person_with_posts_and_documents(desk):
    a, b = (id_of(desk, name) for name in ("Ingrid Solberg", "Ravi Menon"))
    deciding.same(desk, [a, b], canonical=a)
    deciding.role(desk, a, deciding.Role("minister", "2020-03", "soon"[:0]))
    deciding.edit(desk, a, country="Iran")
    deciding.external(desk, a, "wikidata", "Q42")
    put(desk, "i", "Iran and ICT.")
    mark(desk, "i", "Iran", "country")
    found: dict[str, list[dict[str, Any]]] = {}
    ids = {}
    for one in lines(desk, "ftm"):
        found.setdefault(one["schema"], []).append(one)
        assert ids.setdefault(one["id"], one) is one
    person = ids[a]
    assert person["referents"] == [b]
    assert person["properties"] == {
        "name": ["Ingrid Solberg"], "alias": ["Ravi Menon"], "country": ["ir"],
        "wikidataId": ["Q42"],
    }  # fmt: skip
    (occupancy,) = found["Occupancy"]
    assert occupancy["properties"]["holder"] == [a]
    assert occupancy["properties"]["startDate"] == ["2020-03"]
    post = ids[occupancy["properties"]["post"][0]]
    assert post["properties"] == {"name": ["minister"], "country": ["ir"]}
    assert ids["country.IR"]["schema"] == "Territory"
    told = [
        one["properties"] for one in found["Documentation"] if one["properties"]["entity"] == [a]
    ]
    assert {one["recordId"][0] for one in told} == {"d#char=10,24", "c#char=10,20"}
    assert ids[told[0]["document"][0]]["schema"] == "Article"


def test_ids_and_values_the_model_refuses_are_changed_or_counted(desk):
    a = id_of(desk, "Ingrid Solberg")
    for entity, name in (("x y:é", "Ünal"), ("x y:è", "Önal"), ("a:b:c", "Ägir")):
        fields = {"name": name, "label": "official", "kept": True}
        desk.act([Draft(entity_name(entity), "entity.add", fields)])
    deciding.alias(desk, a, "“”")
    deciding.edit(desk, a, country="Ruritania")
    deciding.external(desk, a, "ofac", "9")
    ids = [one["id"] for one in lines(desk, "ftm")]
    assert len(set(ids)) == len(ids)
    assert all(id_.replace(".", "").replace("-", "").isalnum() and id_.isascii() for id_ in ids)
    losses = preview_register(desk, "ftm").losses
    told = {name: losses.get(name, 0) for name in ("forms", "countries", "external", "entities")}
    assert told == {"forms": 1, "countries": 1, "external": 1, "entities": 0}


def test_lines_of_jsonl_have_the_keys_they_always_had(desk):
    one = next(walk(desk.connection, RegisterChoice()))
    assert list(register_jsonl.as_object(one)) == [  # type: ignore[arg-type]
        "id", "name", "label", "aliases", "unconfirmed", "roles", "country", "code", "external",
        "notes", "conflict", "mentions", "confirmed", "articles", "evidence",
    ]  # fmt: skip
