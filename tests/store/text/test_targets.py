"""What a label key takes: persons, countries, terms, names."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.model import Label
from store.text.targets import KINDS, kind_of, phrase
from store.text.tokens import words


def at(text: str) -> tuple[str, int]:
    """The text without its bar, and where the bar, the cursor, stood."""
    place = text.index("|")
    return text.replace("|", "", 1), place


def taken(marked: str, kind: str) -> str:
    text, place = at(marked)
    start, end = phrase(text, place, kind)
    return text[start:end]


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        (Label("official", "Officials"), "person"),
        (Label("country", "Countries"), "country"),
        (Label("area", "Cooperation areas"), "term"),
        (Label("x1", "PER"), "person"),
        (Label("x2", "GPE"), "country"),
        (Label("ORG", "ORG"), "name"),
        (Label("event", "Event"), "word"),
    ],
)
def test_the_kind_goes_by_id_then_by_name(label, kind):
    assert kind_of(label) == kind


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("Iran's ICT minister |Seyed Sattar Hashemi met", "Seyed Sattar Hashemi"),
        ("minister Seyed Sattar |Hashemi, who met", "Seyed Sattar Hashemi"),
        ("ambassador |Abdullah bin Saud al-Anzi in Tehran", "Abdullah bin Saud al-Anzi"),
        ("ambassador Abdullah bin Saud |al-Anzi in Tehran", "Abdullah bin Saud al-Anzi"),
        ("Justice Minister |Amin-Hossein Rahimi said", "Amin-Hossein Rahimi"),
        ("Justice |Minister Amin-Hossein Rahimi said", "Amin-Hossein Rahimi"),
        ("Iranian President |Masoud Pezeshkian's visit", "Masoud Pezeshkian"),
        ("the Saudi |Faisal bin Farhan said", "Faisal bin Farhan"),
        ("Commission chief |Ursula von der Leyen spoke", "Ursula von der Leyen"),
        ("Mr. |J. R. Bolton and Mrs. May", "J. R. Bolton"),
        ("Spokesman |Stefaan De Clerck said", "Stefaan De Clerck"),
        ("But |Clinton said on Tuesday", "Clinton"),
        ("talks with |John Paul II Monday", "John Paul II"),
        ("seen by |Michael Jordan.", "Michael Jordan"),
        ("novelist |Martin Luther King said", "Martin Luther King"),
        ("and |Bashar al-Assad's forces", "Bashar al-Assad"),
        ("a |weather report", "weather"),
        ("le président |Emmanuel Macron et", "Emmanuel Macron"),
        ("el presidente Luis |Inácio Lula da Silva dijo", "Luis Inácio Lula da Silva"),
        ("Президент Ирана |Масуд Пезешкиан встретился с ним", "Масуд Пезешкиан"),
        ("سفیر و وزیر |سید ستار هاشمی گفت", "سید ستار هاشمی"),
        ("دیدار |امین‌حسین رحیمی، وزیر دادگستری", "امین‌حسین رحیمی"),
        ("وقال الأمير |محمد بن سلمان آل سعود في الرياض", "محمد بن سلمان آل سعود"),
        ("واجتمع |عبد الكريم الخطابي مع الوفد", "عبد الكريم الخطابي"),
        ("السفير |عبدالله العنزي أن", "عبدالله العنزي"),
        ("प्रधानमंत्री |मनमोहन सिंह ने कहा", "मनमोहन सिंह"),
        ("صدر |آصف علی زرداری نے کہا", "آصف علی زرداری"),
        ("国家主席|习近平在北京会见", "习近平"),
        ("国家主席习|近平在北京会见", "习近平"),
        ("总理|李鹏同外长会谈", "李鹏"),
        ("作家|欧阳修说", "欧阳修"),
        ("代表|卡洛斯·阿马特在会上说", "卡洛斯·阿马特"),
        ("代表卡洛斯·|阿马特在会上说", "卡洛斯·阿马特"),
    ],
)
def test_a_person_is_taken_without_title_and_demonym(marked, expected):
    assert taken(marked, "person") == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("the Islamic |Republic of Iran said", "Islamic Republic of Iran"),
        ("in Saudi |Arabia's capital", "Saudi Arabia"),
        ("a |U.S.-led effort", "U.S."),
        ("the |Iranian side", "Iranian"),
        ("the China-|Myanmar border", "Myanmar"),
        ("like |us here", "us"),
        ("a |turkey dinner", "turkey"),
        ("l'|Arabie saoudite et", "Arabie saoudite"),
        ("|وبالسعودية والعراق", "وبالسعودية"[2:]),
        ("في |الولايات المتحدة أمس", "الولايات المتحدة"),
        ("جمهوری |اسلامی ایران گفت", "جمهوری اسلامی ایران"),
        ("访问|沙特阿拉伯和", "沙特阿拉伯"),
        ("the former |Soviet Union fell", "Soviet Union"),
    ],
)
def test_a_country_is_its_longest_known_name(marked, expected):
    text, place = at(marked)
    if expected == "السعودية":
        place += 2
    start, end = phrase(text, place, "country")
    assert text[start:end] == expected


@pytest.mark.parametrize(
    ("marked", "kind", "expected"),
    [
        ("above all data |transit, and", "term", "data transit"),
        (
            "information and |communications technology",
            "term",
            "information and communications technology",
        ),
        ("about |Chess games", "term", "Chess"),
        ("والأمن |السيبراني أيضا", "term", "الأمن السيبراني"),
        ("the |European Commission said", "name", "European Commission"),
        ("|Organization of Islamic Cooperation met", "name", "Organization of Islamic Cooperation"),
        ("one |word only", "word", "word"),
        ("one |word only", "no such kind", "word"),
        ("trailing blank |", "word", "blank"),
    ],
)
def test_terms_names_and_words(marked, kind, expected):
    assert taken(marked, kind) == expected


def test_where_there_is_no_word_the_target_is_empty():
    for kind in KINDS:
        assert phrase("", 0, kind) == (0, 0)
        assert phrase(" ... ", 2, kind) == (2, 2)


NEWS = st.lists(
    st.sampled_from(
        [
            "Minister", "Seyed", "Hashemi", "bin", "al-Anzi", "of", "U.S.", "Iran's", "J.", "De", "van",
            "وزیر", "محمد", "بن", "عبد", "والسعودية", "गाँधी", "习近平", "卡洛斯·阿", "的", "이란과", "ไทย",
            "-", "'", ".", "\n", "\n\n", "(", "\u200c", "III", "EU", "\x00", "😀", "’s", "l’Iran", "A",
        ]
    ),
    max_size=25,
).flatmap(lambda parts: st.sampled_from([" ".join(parts), "".join(parts)]))  # fmt: skip


@settings(max_examples=300)
@given(NEWS, st.integers(-2, 200), st.sampled_from(KINDS))
def test_a_target_is_always_a_range_of_the_text(text, offset, kind):
    start, end = phrase(text, offset, kind)
    assert 0 <= start <= end <= len(text)
    if any(first <= offset < last for first, last in words(text)):
        assert start < end
    if start < end:
        assert not text[start].isspace()
        assert not text[end - 1].isspace()


def test_the_rest_of_the_text_makes_no_difference():
    """Bounded work: what stands further away than the neighbourhood is never looked at."""
    text = "Foreign Minister Abbas Araghchi met the envoy of Saudi Arabia in the capital. "
    place = text.index("Araghchi")
    far = "word " * 100
    for kind in KINDS:
        start, end = phrase(text, place, kind)
        assert phrase(far + text + far, place + len(far), kind) == (
            start + len(far),
            end + len(far),
        )


@pytest.mark.parametrize(
    ("name", "label", "least"),
    [
        ("conll2003", "official", 0.97),
        ("ieer", "official", 0.94),
        ("chinadaily", "official", 0.94),
        ("anercorp-ar", "official", 0.88),
        ("arman-fa", "official", 0.90),
        ("hiner-hi", "official", 0.78),
        ("peoplesdaily", "official", 0.90),
        ("conll2003", "country", 0.99),
        ("ieer", "country", 0.97),
        ("arman-fa", "country", 0.97),
        ("anercorp-ar", "country", 0.97),
    ],
)
def test_gold_spans_are_the_target_at_their_start(shared, name, label, least):
    total = good = 0
    for line in (shared / f"data/gold/{name}.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        for span in record["spans"]:
            if span["label"] == label:
                total += 1
                kind = kind_of(Label(label, label))
                good += phrase(record["text"], span["start"], kind) == (span["start"], span["end"])
    assert good >= least * total
