"""Folding for search, queries and the way back to the original."""

from __future__ import annotations

import hashlib
import itertools
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.database.schema import SEARCH_VERSION
from store.text.folding import fold, fold_with_map, search_fold, search_query

ANY_TEXT = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from('"*()^:-+ \n\x00ANDORNT“”中한हِ\u200cيکİßﬁ\u202e'),
    ),
    max_size=40,
)


def index(*articles: str) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute("create virtual table search using fts5(body, content='')")
    connection.executemany(
        "insert into search(rowid, body) values (?, ?)",
        [(n, search_fold(text)) for n, text in enumerate(articles)],
    )
    return connection


def found(connection: sqlite3.Connection, typed: str) -> list[int]:
    query = search_query(typed)
    if not query:
        return []
    rows = connection.execute(
        "select rowid from search where search match ? order by rowid", (query,)
    )
    return [n for (n,) in rows]


ARTICLES = {
    "café": "The talks went on in a café near the station.",
    "strasse": "Die Verhandlungen in der Wilhelmstraße dauerten lange.",
    "istanbul": "Heyetler İstanbul'da buluştu; ISPARTA'ya gidildi.",
    "yolka": "Ёлку поставили перед посольством.",
    "harakat": "قالَ الوَزِيرُ إنَّ التَّعاوُنَ مُستَمِرّ",
    "yeh": "وزیر ارتباطات درباره‌ی ترانزیت داده گفت‌وگو کرد",
    "kaf": "كتاب جديد عن المياه في المكتبة",
    "zwnj": "کتاب‌های تازه به کتابخانه رسید و او می‌خواهد بخواند",
    "proclitic": "التقى بالسعودية وفدا من الجزائر",
    "hamza": "أكد الأمين العام أن الإيرانيين وافقوا",
    "teh": "زيارة رسمية إلى القاهرة",
    "digits": "در سال ۱۴۰۲ روابط از سر گرفته شد",
    "beijing": "两国外长在北京举行会谈，讨论数据传输合作",
    "shanghai": "上海合作组织峰会",
    "tokyo": "東京で首脳会談が開かれ、サイバー対策を話し合った",
    "korean": "한국은 이란과 협력을 논의했다",
    "hindi": "भारत और ईरान ने क़ानूनी सहयोग पर बातचीत की",
    "email": "The e-mail was sent by the foreign ministry's spokesman",
    "full": "ＣＯＯＰＥＲＡＴＩＯＮ agreement",
    "nordic": "Støre met Łukasz in Ålesund",
}

QUERIES = [
    ("cafe", "café"),
    ("CAFÉ", "café"),
    ("wilhelmstrasse", "strasse"),
    ("istanbul", "istanbul"),
    ("ısparta", "istanbul"),
    ("елку", "yolka"),
    ("التعاون", "harakat"),
    ("وزير", "yeh"),
    ("ترانزيت", "yeh"),
    ("کتاب جدید", "kaf"),
    ("كتاب", "zwnj"),
    ("می‌خواهد", "zwnj"),
    ("السعودية", "proclitic"),
    ("الايرانيين", "hamza"),
    ("زياره", "teh"),
    ("1402", "digits"),
    ("北京", "beijing"),
    ("数据传输", "beijing"),
    ("上海", "shanghai"),
    ("首脳会談", "tokyo"),
    ("サイバー", "tokyo"),
    ("이란", "korean"),
    ("कानूनी सहयोग", "hindi"),
    ("e-mail", "email"),
    ("store lukasz", "nordic"),
]


def test_twenty_five_queries_find_their_article():
    connection = index(*ARTICLES.values())
    order = list(ARTICLES)
    missed = [typed for typed, name in QUERIES if order.index(name) not in found(connection, typed)]
    assert len(QUERIES) == 25
    assert not missed


@pytest.mark.parametrize(
    "typed", ["京北", "海上合", "काल", "會", "pact", "협동", "cafés noirs", '"on talks"']
)
def test_what_is_not_there_is_not_found(typed):
    assert found(index(*ARTICLES.values()), typed) == []


def test_words_are_all_needed_the_last_is_a_prefix_and_quotes_make_a_phrase():
    connection = index("data transit talks", "transit of data", "a database")
    assert found(connection, "data transit") == [0, 1]
    assert found(connection, '"data transit"') == [0]
    assert found(connection, "“data transit” talk") == [0]
    assert found(connection, "data") == [0, 1, 2]
    assert found(connection, "dat transit") == []


def test_operators_have_no_force():
    connection = index("iran and iraq", "not near", "iran")
    assert found(connection, "iran OR iraq") == []
    assert found(connection, "iran AND iraq") == [0]
    assert found(connection, "NOT near") == [1]
    assert found(connection, "body:iran*^") == []


def test_nothing_searchable_is_an_empty_query():
    assert search_query("") == search_query(' "" * ( - ') == search_query("\x00") == ""


@given(ANY_TEXT)
def test_a_query_is_never_refused(typed):
    found(index("iran"), typed)


@given(st.text(max_size=30))
def test_a_text_is_found_by_its_own_longest_word(text):
    usable = [word for word in text.split() if word.isalnum() and word.isascii()]
    if usable:
        assert found(index(text), max(usable, key=len)) == [0]


@given(ANY_TEXT)
def test_folding_is_stable_and_ignores_case_and_marks(text):
    folded = fold(text)
    assert fold(folded) == folded
    assert all(fold(character) in folded for character in text)


@given(st.text(st.characters(codec="ascii"), max_size=60))
def test_ascii_folds_alike_on_the_fast_way(text):
    assert fold(text).split() == fold(text + "é")[:-1].split()


@given(ANY_TEXT, st.integers(0, 40), st.integers(1, 10))
def test_every_hit_in_the_folded_text_leads_back(text, start, size):
    folded, places = fold_with_map(text)
    assert len(places) == len(folded) + 1
    assert places[-1] == len(text)
    assert all(a <= b for a, b in itertools.pairwise(places))
    part = folded[start : start + size]
    if part.strip():
        last = places[start + len(part)]
        original = text[places[start] : last]
        # a part may begin or end inside a character that folds to several
        edges = text[places[start] : places[start] + 1] + text[last : last + 1]
        assert part.strip() in fold_with_map(original)[0] or any(
            len(fold(character)) > 1 for character in original + edges
        )


def test_a_hit_is_highlighted_exactly():
    text = "In  Wilhelm\nstraße, در ایرانِ ما, Café!"
    folded, places = fold_with_map(text)
    for needle, expected in [
        ("strasse", "straße"),
        ("ایران", "ایرانِ"),
        ("cafe", "Café"),
        ("in wil", "In  Wil"),
    ]:
        at = folded.index(fold(needle))
        assert text[places[at] : places[at + len(fold(needle))]] == expected


def test_another_folding_asks_for_another_version_of_the_index() -> None:
    """When this fails, raise ``SEARCH_VERSION`` too: desks are indexed anew when it changes."""
    sample = (
        "Café İSTANBUL straße ﬁn Ёлка 北京市上海 東京タワー ภาษาไทย ភាសាខ្មែរ हिन्दी भाषा "
        "كِتَابٌ ي ى ک ك ه ة آ أ إ کتاب‌های ١٢٣ ۴۵۶ ½ e-mail o’clock naïve 한국어 Ω ﷺ"
    )
    digest = hashlib.sha256(search_fold(sample).encode()).hexdigest()[:16]
    assert (SEARCH_VERSION, digest) == (1, "47e407833696c129")
