"""Whether two terms name one field of cooperation."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz, process, utils

from store.names.gazetteer import areas
from store.names.terms import CANDIDATE, Terms, acronyms, likeness, normal, stands_for

GOLD = """
ict: ICTs; the ICT sector; information & communication technologies; info and communications technology
cybersecurity: cyber-security; cyber security cooperation; security in cyber space; cyber-security field
telecommunications: tele-communications; telecommunication ties; telecomunications
memorandum: memoranda of understanding; MoUs
free-trade: free-trade agreements; free trade area agreement
counter-terrorism: counter terrorism; terrorism fight; the fight against terror
data-transit: transit of the data; data-transit; transiting of data
oil-and-gas: oil & gas; gas and oil; oil and gas cooperation
labour: labor; labor cooperation
defence: defense cooperation; cooperation in defence
artificial-intelligence: artificial inteligence; A.I.; artificial intelligence issues
tourism: tourism sector; cooperation on tourism; tourism exchanges
human-rights: human right; human-rights issues; rights of humans
e-government: e government; egovernment; e-governments
startups: start ups; startup; start-up projects
private-sector: small and medium enterprises; small and medium-sized enterprises
renewable-energy: renewable energies; energy from renewables; renewable energy projects
science-and-technology: technology and science; scientific and technological cooperation
double taxation: avoidance of double taxation
climate: climate changes; climate-change cooperation; change of climate
"""


def gold() -> list[tuple[str, str]]:
    found = []
    for line in GOLD.strip().splitlines():
        name, _, terms = line.partition(": ")
        ident = {"double taxation": "taxation"}.get(name, name)
        found += [(f"area:{ident}", term) for term in terms.split("; ")]
    return found


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("ICT", "ict", "same words"),
        ("start-ups", "startup", "same words but for plural, hyphen or spelling"),
        ("Cyber Security", "cybersecurity", "same words but for plural, hyphen or spelling"),
        ("labour", "labor", "same words but for plural, hyphen or spelling"),
        ("technologies", "technology", "same words but for plural, hyphen or spelling"),
        ("organised crime", "Organized Crime", "same words but for plural, hyphen or spelling"),
    ],
)
def test_one_normal_form_is_silent(one, other, reason):
    assert likeness(one, other) == (1.0, (reason,), True)


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("data transit", "transit of data", "same words, other order"),
        (
            "ICT",
            "information and communications technology",
            "ICT is short for information and communications technology",
        ),
        ("energy", "cooperation in the field of energy", "same but for cooperation field"),
        ("solar energy", "wind energy", "same word energy"),
        ("artificial inteligence", "artificial intelligence", "same word artificial"),
    ],
)
def test_anything_else_has_a_reason_and_is_asked(one, other, reason):
    found = likeness(one, other)
    assert 0 < found.score < 1
    assert found.reasons[0] == reason
    assert not found.silent


def test_terms_that_share_nothing():
    assert likeness("fisheries", "extradition").score < CANDIDATE
    assert likeness("", "energy") == (0.0, (), False)


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("ICT", "information and communications technology"),
        ("MoU", "memorandum of understanding"),
        ("SMEs", "small and medium-sized enterprises"),
        ("R&D", "research and development"),
        ("FTA", "Free Trade Agreement"),
    ],
)
def test_acronyms_stand_for_their_words(short, long):
    assert stands_for(short, long)
    assert not stands_for(short, "mutual legal assistance")
    assert not stands_for(short.lower(), long)


def test_acronyms_are_learnt_from_a_text():
    text = (
        "They spoke of information and communications technology (ICT), of small and medium-sized "
        "enterprises (SMEs) and NPT (non-proliferation treaty) talks (see below), in Tehran (IRNA)."
    )
    assert list(acronyms(text)) == [
        ("ICT", "information and communications technology"),
        ("SMEs", "small and medium-sized enterprises"),
        ("NPT", "non-proliferation treaty"),
    ]


def test_the_built_in_areas_are_found_better_than_by_plain_scorers():
    terms = Terms.built_in()
    rows = gold()
    right = sum(bool(found := terms.find(text)) and found[0].id == ident for ident, text in rows)
    names = {entry.surface: entry.id for entry in areas()}
    plain = max(
        sum(
            names[
                process.extractOne(
                    text, list(names), scorer=scorer, processor=utils.default_process
                )[0]
            ]
            == ident
            for ident, text in rows
        )
        for scorer in (fuzz.token_set_ratio, fuzz.WRatio)
    )
    assert right / len(rows) >= 0.9
    assert right > plain


def test_aliases_of_a_register_count_as_terms():
    terms = Terms.built_in([("area:own", "digital corridors"), ("area:energy", "kilowatt talks")])
    assert terms.find("digital corridor")[0].id == "area:own"
    assert terms.find("Kilowatt talk")[0].likeness.silent
    assert terms.find("digital corridor")[0].likeness.silent


def test_one_term_of_two_owners_is_asked():
    terms = Terms([("a", "data transit"), ("b", "data-transit"), ("c", "transit")])
    found = terms.find("Data Transit")
    assert [one.id for one in found][:2] == ["a", "b"]
    assert not any(one.likeness.silent for one in found)


def test_nothing_near_nothing_found():
    assert Terms.built_in().find("zymurgy") == []
    assert Terms.built_in().find("...") == []
    assert Terms([]).find("energy") == []


some_words = st.lists(
    st.sampled_from(
        "the energy data Data transits of-and co-operation ICT labour labor عن 网络 - (".split()
    ),
    max_size=5,
).map(" ".join)


@settings(deadline=None)
@given(some_words, some_words)
def test_likeness_is_the_same_both_ways_and_silent_on_one_normal_form_only(one, other):
    found = likeness(one, other)
    assert found == likeness(other, one)
    assert 0 <= found.score <= 1
    assert found.silent == (normal(one) == normal(other) != "")
    assert bool(found.reasons) == (found.score > 0)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), some_words), max_size=6), some_words)
def test_the_order_of_terms_does_not_matter(terms, asked):
    one, other = Terms(terms).find(asked), Terms(terms[::-1]).find(asked)
    assert [(found.id, found.likeness.score) for found in one] == [
        (found.id, found.likeness.score) for found in other
    ]
