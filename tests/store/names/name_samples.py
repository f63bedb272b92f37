"""Names made up for the tests, and strategies over them."""

from __future__ import annotations

from hypothesis import strategies as st

GIVEN = "Karim Leila Tobias Ingrid Pavel Noor Esteban Yuki Farouk Agnes Dmitri Salma".split()
FAMILY = "Haddad Lindqvist Okafor Petrenko Moravec Castellanos Tanaka Rahimi Osei Brandt".split()
PARTICLES = ("al-", "de ", "von ", "bin ", "van der ")

given_names = st.sampled_from(GIVEN)
family_names = st.sampled_from(FAMILY)


@st.composite
def person_names(draw: st.DrawFn) -> str:
    """One to three given names, perhaps a particle, a family name."""
    given = draw(st.lists(given_names, min_size=1, max_size=3, unique=True))
    particle = draw(st.sampled_from(("", "", *PARTICLES)))
    return " ".join([*given, particle + draw(family_names)])


any_text = st.one_of(person_names(), st.text(max_size=60))
