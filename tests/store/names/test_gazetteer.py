"""The built-in countries and areas, and finding them in text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.names.gazetteer import COUNTRY_KINDS, Entry, Gazetteer, areas, countries


def hits(
    text: str, gazetteer: Gazetteer, kinds: frozenset[str] | None = None
) -> list[tuple[str, str]]:
    return [(text[hit.start : hit.end], hit.ids[0]) for hit in gazetteer.find_all(text, kinds)]


def test_countries_have_fixed_ids_and_names_in_many_languages():
    for surface in (
        "Iran",
        "إيران",
        "ایران",
        "伊朗",
        "Иран",
        "イラン",
        "이란",
        "ईरान",
        "איראן",
        "Iranian",
    ):
        assert [entry.id for entry in countries().named(surface)][:1] == ["country:IR"], surface
    assert {entry.kind for entry in countries().named("Tehran")} == {"capital"}
    assert countries().named("Atlantis") == countries().named("") == ()


@pytest.mark.parametrize(
    ("surface", "ident"),
    [
        ("USSR", "country:SU"),
        ("Yugoslavia", "country:YU"),
        ("Czechoslovakia", "country:CSHH"),
        ("East Germany", "country:DD"),
        ("Serbia and Montenegro", "country:CSXX"),
        ("Zaire", "country:CD"),
        ("Burma", "country:MM"),
        ("European Union", "org:EU"),
    ],
)
def test_states_of_the_past_and_former_names(surface, ident):
    assert countries().named(surface)[0].id == ident


def test_each_member_state_has_an_english_name_a_demonym_and_a_capital():
    kinds: dict[str, set[str]] = {}
    for entry in countries():
        if entry.language == "en":
            kinds.setdefault(entry.id, set()).add(entry.kind)
    complete = {ident for ident, found in kinds.items() if {"common", "demonym"} <= found}
    assert len(complete) >= 193
    assert all(re.fullmatch(r"country:[A-Z]{2}([A-Z]{2})?|org:[A-Z]{2}", ident) for ident in kinds)


def test_the_longest_name_wins_and_words_are_whole():
    assert hits(
        "Guinea-Bissau, Guinea and Papua New Guinea; Nigeria", countries(), COUNTRY_KINDS
    ) == [
        ("Guinea-Bissau", "country:GW"),
        ("Guinea", "country:GN"),
        ("Papua New Guinea", "country:PG"),
        ("Nigeria", "country:NG"),
    ]


def test_particles_compounds_and_suffixes_are_looked_behind():
    text = "U.S.-led China-Myanmar وبالسعودية للعراق 이란과 İran'ın l'Iran"
    assert [name for name, _ in hits(text, countries(), COUNTRY_KINDS)] == [
        "U.S.", "China", "Myanmar", "السعودية", "عراق", "이란", "İran", "Iran",
    ]  # fmt: skip


def test_capitals_matter_where_the_list_has_them():
    assert hits("turkey jordan chad us", countries(), COUNTRY_KINDS) == []
    assert hits("TURKEY and CHINA", countries(), COUNTRY_KINDS) == [
        ("TURKEY", "country:TR"),
        ("CHINA", "country:CN"),
    ]
    assert hits("iranienne Iranienne", countries(), COUNTRY_KINDS) == [
        ("iranienne", "country:IR"),
        ("Iranienne", "country:IR"),
    ]


def test_a_name_does_not_cross_a_sentence_or_a_paragraph():
    assert hits("Saudi. Arabia\n\nUnited\n\nStates", countries(), frozenset({"common"})) == []
    assert hits("Saudi\nArabia", countries(), frozenset({"common"})) == [
        ("Saudi\nArabia", "country:SA")
    ]


def test_areas_of_cooperation_in_several_languages():
    text = "data transit, cyber security and e-government; انتقال البيانات"
    assert [ident for _, ident in hits(text, areas())] == [
        "area:data-transit", "area:cybersecurity", "area:e-government",
    ]  # fmt: skip
    assert (
        areas().named("网络安全")[0].id
        == areas().named("امنیت سایبری")[0].id
        == "area:cybersecurity"
    )
    idents = {entry.id for entry in areas()}
    assert len(idents) >= 95
    assert all(re.fullmatch(r"area:[a-z-]+", ident) for ident in idents)


def test_an_ambiguous_surface_gives_every_meaning():
    gazetteer = Gazetteer(
        [Entry("a", "common", "en", "Georgia"), Entry("b", "common", "en", "Georgia")]
    )
    (hit,) = gazetteer.find_all("in Georgia today")
    assert hit.ids == ("a", "b")


@settings(deadline=None)
@given(st.text(st.sampled_from("IranSudi ABِ'.-中国伊朗الوس\n"), max_size=60), st.integers(0, 60))
def test_hits_are_ordered_disjoint_and_cover_the_offset(text, offset):
    gazetteer = countries()
    done = 0
    for hit in gazetteer.find_all(text):
        assert done <= hit.start < hit.end <= len(text)
        done = hit.end
    hit = gazetteer.longest_at(text, offset)
    assert hit is None or hit.start <= offset < hit.end
