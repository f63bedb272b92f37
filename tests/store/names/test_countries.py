"""Which country a marked name means."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.names.countries import find, name_of
from store.names.gazetteer import read_table


def first(surface: str) -> str:
    return find(surface)[0].id if find(surface) else ""


@pytest.mark.parametrize(
    ("surface", "ident"),
    [
        ("Iran", "country:IR"),
        ("IRAN", "country:IR"),
        ("iranians", "country:IR"),
        ("Islamic Republic of Iran", "country:IR"),
        ("Iran, Islamic Republic of", "country:IR"),
        ("Tehran", "country:IR"),
        ("إيران", "country:IR"),
        ("伊朗", "country:IR"),
        ("Иран", "country:IR"),
        ("U.S.", "country:US"),
        ("UAE", "country:AE"),
        ("UZB", "country:UZ"),
        ("Marshallese", "country:MH"),
        ("norvégiennes", "country:NO"),
        ("Lisbon", "country:PT"),
        ("European Union", "org:EU"),
    ],
)
def test_what_is_written_in_the_table(surface, ident):
    assert first(surface) == ident
    assert len(find(surface)) == 1


@pytest.mark.parametrize(
    ("surface", "ident"),
    [
        ("the Iranian government", "country:IR"),
        ("Iran's", "country:IR"),
        ("U.S.-led", "country:US"),
        ("Government of the Kingdom of Norway", "country:NO"),
        ("وبالسعودية", "country:SA"),
        ("الحكومة العراقية", "country:IQ"),
        ("İran'ın", "country:IR"),
        ("Königreich Norwegen", "country:NO"),
        ("Republiken Zimbabwe", "country:ZW"),
        ("이란과", "country:IR"),
    ],
)
def test_clitics_endings_and_words_of_state(surface, ident):
    assert first(surface) == ident


@pytest.mark.parametrize(
    ("surface", "ident"),
    [
        ("Afghanistn", "country:AF"),
        ("Kyrgystan", "country:KG"),
        ("Phillipines", "country:PH"),
        ("Papua Guinea New", "country:PG"),
    ],
)
def test_a_misspelling_is_offered_and_never_linked_silently(surface, ident):
    found = find(surface)
    assert found[0].id == ident
    assert not found[0].silent
    assert "near spelling of" in found[0].reason


@pytest.mark.parametrize(
    ("surface", "idents"),
    [
        ("Congo", {"country:CD", "country:CG"}),
        ("Korea", {"country:KR", "country:KP"}),
        ("Koreans", {"country:KR", "country:KP"}),
        ("Guinea", {"country:GN", "country:GQ", "country:GW", "country:PG"}),
        ("Dominican", {"country:DO", "country:DM"}),
        ("Georgia", {"country:GE"}),
        ("Jordan", {"country:JO"}),
    ],
)
def test_a_name_with_two_meanings_is_never_linked_silently(surface, idents):
    found = find(surface)
    assert {one.id for one in found} == idents
    assert not any(one.silent for one in found)


@pytest.mark.parametrize(
    ("surface", "ident"),
    [
        ("Soviet Union", "country:SU"),
        ("Yugoslav", "country:YU"),
        ("Czechoslovakia", "country:CSHH"),
        ("GDR", "country:DD"),
        ("Zaire", "country:CD"),
        ("Burma", "country:MM"),
        ("Swaziland", "country:SZ"),
    ],
)
def test_states_of_the_past_stand_for_themselves_and_former_names_for_their_successor(
    surface, ident
):
    assert first(surface) == ident


def test_republics_of_one_name_are_told_apart():
    assert first("Democratic People's Republic of Korea") == "country:KP"
    assert first("Demokratische Volksrepublik Korea") == "country:KP"
    assert first("Republic of Korea") == "country:KR"
    assert first("République démocratique du Congo") == "country:CD"
    assert first("República del Congo") == "country:CG"


@pytest.mark.parametrize(
    "surface", ["", " ", "...", "Ruritania", "Asia", "NULL", "unknown", "Hashemi"]
)
def test_what_is_no_country_finds_none(surface):
    assert find(surface) == ()


def test_silent_for_plain_names_and_a_reason_for_all():
    assert find("Norwegians")[0] == ("country:NO", 1.0, "people of Norway", True)
    assert find("Oslo")[0].reason == "capital of Norway"
    assert not find("IRN")[0].silent
    assert name_of("country:AE") == "United Arab Emirates"
    assert name_of("country:QQ") == "country:QQ"


def test_every_name_of_the_table_finds_its_country():
    for entry in read_table("countries.tsv"):
        assert entry.id in [one.id for one in find(entry.surface, 9)], entry


@settings(deadline=None)
@given(
    st.text(st.sampled_from("IranSudeosPublic-'.,والسعودية伊朗 "), max_size=30)
    | st.text(max_size=30)
)
def test_any_text_may_be_asked(surface):
    found = find(surface)
    assert len({one.id for one in found}) == len(found) <= 5
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert all(0 < one.score <= 1 and one.reason for one in found)
    assert len(found) == 1 or not any(one.silent for one in found)
