"""Words, inner starts, sentences and paragraphs."""

from __future__ import annotations

import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.text.tokens import inner_starts, paragraphs, proclitics, sentences, words

NEWS_CHARACTERS = st.text(
    st.sampled_from(
        [
            *"aZé ß .,'’-‐&$%5٣८\n\t\"()“”_/@",
            *"والسعوديةپگیکهءٔ\u200c\u0651؟،",
            *"हिन्दीक़ा।ँ中国会人氏カナるー한국은ประเทศไทย",
            "\u00ad",
            "\u200f",
            "\u202e",
            "\U0001f600",
            "\U00020000",
            "\x00",
        ]
    ),
    max_size=60,
)


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in words(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Germany's Amin-Hossein Rahimi", ["Germany", "Amin-Hossein", "Rahimi"]),
        ("the U.S. and the U.N. agreed.", ["the", "U.S.", "and", "the", "U.N.", "agreed"]),
        ("U.S.-led, Beijing-based", ["U.S.", "led", "Beijing", "based"]),
        ("Ban Ki-moon, Franco-German", ["Ban", "Ki-moon", "Franco-German"]),
        ("$5.4 million, 1,234.5 at 10:30", ["$5.4", "million", "1,234.5", "at", "10:30"]),
        ("Sana'a, N’Djamena and O'Neill", ["Sana'a", "N’Djamena", "and", "O'Neill"]),
        ("l'Iran et d'Arabie saoudite", ["Iran", "et", "Arabie", "saoudite"]),
        ("AT&T of “Apex Corp.”", ["AT&T", "of", "Apex", "Corp."]),
        ("می‌گوید: کتاب‌های نو", ["می‌گوید", "کتاب‌های", "نو"]),
        ("مُحَمَّد بن سلمان،", ["مُحَمَّد", "بن", "سلمان"]),
        ("हिन्दी में बातचीत।", ["हिन्दी", "में", "बातचीत"]),
        ("中国和Iran签G20", ["中", "国", "和", "Iran", "签", "G20"]),
        ("カルロス・ゴーン氏は", ["カルロス", "ゴーン", "氏", "は"]),
        ("대한민국은 이란과", ["대한민국은", "이란과"]),
        ("_snake_ ...", ["snake"]),
    ],
)
def test_words_of_news(text, expected):
    assert cut(text) == expected


def test_a_thai_run_is_cut_between_letters_with_their_marks():
    text = "ประเทศไทย"
    assert "".join(cut(text)) == text
    assert "เท" in cut(text)


@given(NEWS_CHARACTERS)
def test_words_are_ordered_disjoint_and_hold_every_letter(text):
    spans = words(text)
    for (_, end), (start, _) in itertools.pairwise(spans):
        assert end <= start
    inside = {place for start, end in spans for place in range(start, end)}
    for start, end in spans:
        assert start < end
        assert text[start].isalnum() or text[start] in "$" or not text[start].isascii()
        assert not text[end - 1].isspace()
    for place, character in enumerate(text):
        if character.isalpha() and place not in inside:
            # only the possessive s and an elided article belong to no word
            assert "'" in text[place : place + 3] + text[max(0, place - 1)] or (
                "’" in text[place : place + 3] + text[max(0, place - 1)]
            )


@given(NEWS_CHARACTERS, st.integers(0, 60), st.integers(0, 60))
def test_a_part_gives_only_words_of_that_part(text, one, other):
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    for function in (words, sentences, paragraphs):
        assert all(start <= first < last <= end for first, last in function(text, start, end))


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("والسعودية", ["السعودية", "سعودية"]),
        ("وبالعراق", ["بالعراق", "العراق", "عراق"]),
        ("للعراق", ["عراق"]),
        ("الوزير", ["وزير"]),
        ("في", []),
        ("ובישראל", ["בישראל", "ישראל"]),
    ],
)
def test_particles_written_to_a_word_give_starts_inside_it(word, expected):
    assert [word[at:] for at in proclitics(word, 0, len(word))] == expected


def test_compounds_give_starts_inside_them():
    word = "Franco-German"
    assert [word[at:] for at in inner_starts(word, 0, len(word))] == ["German"]
    assert inner_starts("Iran", 0, 4) == []
    assert inner_starts("", 0, 0) == []


@given(NEWS_CHARACTERS)
def test_inner_starts_lie_inside(text):
    for start, end in words(text):
        places = inner_starts(text, start, end)
        assert places == sorted(set(places))
        assert all(start < place < end for place in places)


def test_sentences_of_several_scripts():
    text = (
        "Mr. J. Smith met Gen. Haq in the U.S. on Monday. They left.\n\n"
        "هل وافق الوزير؟ نعم. یہ اچھا ہے۔ ٹھیک۔ यह ठीक है। हाँ। 双方签署协议。会谈很好！"
    )
    assert [text[start:end] for start, end in sentences(text)] == [
        "Mr. J. Smith met Gen. Haq in the U.S. on Monday.",
        "They left.",
        "هل وافق الوزير؟",
        "نعم.",
        "یہ اچھا ہے۔",
        "ٹھیک۔",
        "यह ठीक है।",
        "हाँ।",
        "双方签署协议。",
        "会谈很好！",
    ]


def test_lines_folded_by_a_mailer_are_one_paragraph():
    folded = (
        "The two ministers spoke at length about the transit of\n"
        "data between their countries and agreed to meet again."
    )
    text = "A headline\n\n" + folded + "\n\nThe end."
    assert [text[a:b] for a, b in paragraphs(text)] == ["A headline", folded, "The end."]
    assert [text[a:b] for a, b in sentences(text)] == ["A headline", folded, "The end."]


@given(NEWS_CHARACTERS)
def test_sentences_and_paragraphs_hold_all_but_blanks(text):
    for function in (sentences, paragraphs):
        spans = function(text)
        inside = {place for start, end in spans for place in range(start, end)}
        assert all(text[at].isspace() for at in range(len(text)) if at not in inside)
        assert all(end <= start for (_, end), (start, _) in itertools.pairwise(spans))


def test_gold_edges_fall_on_word_edges(shared):
    """At least 94 of 100 spans of every annotated file can be selected by words (measured: 95)."""
    for path in sorted((shared / "data/gold").glob("*.jsonl")):
        total = good = 0
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            spans = words(record["text"])
            starts = {start for start, _ in spans}
            starts.update(at for span in spans for at in inner_starts(record["text"], *span))
            ends = {end for _, end in spans}
            total += len(record["spans"])
            good += sum(s["start"] in starts and s["end"] in ends for s in record["spans"])
        assert good >= 0.94 * total, path.name
