"""What counts as a mention of the same, and where it is looked for."""

from __future__ import annotations

import pytest

from store import annotations as marks
from store import articles
from store.desk import Desk
from store.intake import Intake
from store.model import Label, Record
from store.suggest import alike
from store.suggest.alike import Mention


def fill(desk: Desk, *texts: str) -> list[str]:
    with Intake(desk) as intake:
        return [intake.add(Record(text=text, title=text[:9])).article_id for text in texts]


def label(desk: Desk, label_id: str) -> Label:
    return next(one for one in desk.labels() if one.id == label_id)


def found(desk: Desk, words: str, label_id: str = "country", entity: str = "") -> list[Mention]:
    wanted = alike.sought(desk.connection, words, label(desk, label_id), entity)
    return [one for some in alike.elsewhere(desk.connection, wanted, "mina", 0) for one in some]


def test_a_mention_is_whole_words_in_the_same_case_in_any_spelling(desk: Desk) -> None:
    fill(desk, "Türkiye and turkiye, TÜRKIYE. Türkiyespor won.", "In Turkiye now, so Türkiye.")
    assert [one.words for one in found(desk, "Türkiye")] == [
        "Türkiye", "TÜRKIYE", "Turkiye", "Türkiye",
    ]  # fmt: skip


def test_what_is_written_to_a_word_is_no_part_of_it(desk: Desk) -> None:
    fill(desk, "وقال إن إيران وعمان اتفقتا، وإيران رحبت.")
    assert [one.words for one in found(desk, "إيران")] == ["إيران", "إيران"]


def test_every_name_of_the_entity_is_sought(desk: Desk) -> None:
    first, *_ = fill(desk, "Iran, the Iranian side.", "An Iranian envoy.", "Islamic Iran.")
    text = desk.article(first).text
    at = text.index("Iranian")
    span = marks.tag(desk, first, at, at + 7, "country")
    assert span.entity == "country:IR"
    marks.tag(desk, first, 0, 4, "country")
    assert [one.words for one in found(desk, "Iran", entity=span.entity)] == ["Iranian", "Iran"]
    assert [one.words for one in found(desk, "Iran")] == ["Iran"]


def test_what_i_marked_skipped_or_replaced_is_left_out(desk: Desk) -> None:
    ids = fill(desk, "Oman here.", "Oman there.", "Oman, skipped.", "Oman, done. Oman.")
    marks.tag(desk, ids[0], 0, 4, "area")
    articles.set_status(desk, [ids[2]], "skipped", "dull")
    articles.set_status(desk, [ids[3]], "done")
    told = [(one.article, one.start, one.finished) for one in found(desk, "Oman")]
    assert told == [(ids[1], 0, False), (ids[3], 0, True), (ids[3], 12, True)]


@pytest.mark.parametrize(
    ("words", "label_id", "doubted"),
    [
        ("Norway", "country", False),
        ("Jordan", "country", True),
        ("Georgia", "country", True),
        ("Chad", "country", True),
        ("Solberg", "official", True),
        ("Ingrid Solberg", "official", False),
    ],
)
def test_names_that_may_be_another_s_are_in_doubt(
    desk: Desk, words: str, label_id: str, doubted: bool
) -> None:
    fill(desk, f"So {words} came.")
    (one,) = found(desk, words, label_id)
    assert bool(one.doubt) == doubted


def test_of_names_that_overlap_the_longest_counts(desk: Desk) -> None:
    first, _ = fill(desk, "Saudi Arabia, or Saudi.", "In Saudi Arabia the Saudi side.")
    one = marks.tag(desk, first, 0, 12, "country")
    marks.tag(desk, first, 17, 22, "country")
    assert [x.words for x in found(desk, "Saudi", entity=one.entity)] == ["Saudi Arabia", "Saudi"]
