"""What is suggested: what ships, what a desk has shown, what was decided in the article."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store import scheme
from store.check import backup
from store.desk import Desk
from store.model import Article, Label, Span
from store.suggest import deciding, training
from store.suggest.engine import Engine
from store.suggest.values import Settings
from tests.store.suggest.newsroom import (
    NO_MODEL,
    TAGS,
    at,
    fill,
    finish,
    offered,
    tag,
    told,
    use,
)
from tests.store.suggest.wire import finished_desk

OTHER = "In the end a tall Tlarn Mbwee rose. Nobody saw it but some small Skree Plonk."
"""Has other names than all the rest."""

GENEROUS = NO_MODEL._replace(ghost=0.03)
"""Shows what is faint already before anybody marked a title."""

STORY = (
    "Iranian Foreign Minister Sattar Hashemi met his Omani counterpart in Muscat on Monday. "
    "Hashemi said the two countries would work together."
)


def test_what_ships_is_offered_before_anything_was_learned(desk: Desk) -> None:
    (article,) = fill(desk, STORY)
    assert told(desk, article) == [
        ("Iranian", "country"),
        ("Sattar Hashemi", "official"),
        ("Omani", "country"),
        ("Hashemi", "official"),
    ]
    reasons = {STORY[x.start : x.end]: (x.part, x.reason) for x in offered(desk, article)}
    assert reasons["Iranian"] == ("built-in", "people of Iran")
    assert reasons["Sattar Hashemi"] == ("rule", "after Minister")
    assert reasons["Hashemi"] == ("rule", "short for Sattar Hashemi")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The talks with President Emmerson Mnangagwa ended.", ["Emmerson Mnangagwa"]),
        ("It was Ayatollah Jannati, he wrote.", ["Jannati"]),
        ("H.E. Abdulla Shahid will attend.", ["Abdulla Shahid"]),
        ("Le ministre Bruno Retailleau a dit que la loi est bonne.", ["Bruno Retailleau"]),
        ("El presidente Pedro Quirarte dijo que no.", ["Pedro Quirarte"]),
        ("Президент Владимир Зеленко заявил об этом в понедельник.", ["Владимир Зеленко"]),
        ("قال الرئيس محمد حسن اليوم إن الاجتماع كان جيدا.", ["محمد حسن"]),
        ("श्री राहुल गांधी ने कहा कि वे आएंगे।", ["राहुल गांधी"]),
        ("国家主席王国强今天会见了代表团。", ["王国强"]),
        ("Yesterday Anna Kovacs left for the coast.", ["Anna Kovacs"]),
        ("They quoted Zz Vrrbt, 34, a farmer.", ["Zz Vrrbt"]),
        ("The Bank of England and Deutsche Bank said no.", []),
        ("El acuerdo entre Chile y Uruguay fue firmado por los ministros ayer.", []),
        ("On Monday German Anna Kovacs won.", ["Anna Kovacs"]),
    ],
)
def test_persons_are_known_by_what_stands_round_them(desk: Desk, text: str, names: list) -> None:
    (article,) = fill(desk, text)
    assert [words for words, label in told(desk, article) if label == "official"] == names


def test_a_country_within_another_name_is_less_sure(desk: Desk) -> None:
    text = "The Bank of Japan spoke. Japan listened. The U.S.-led force left the U.S. soon."
    (article,) = fill(desk, text)
    chances = [x.probability for x in offered(desk, article) if x.label == "country"]
    assert chances[0] < chances[1]
    assert chances[2] < chances[3]
    assert chances[1] > 0.9 < chances[3]


def test_other_schemes_learn_from_one_article_what_countries_and_peoples_get(desk: Desk) -> None:
    use(desk, TAGS)
    first, second = fill(
        desk,
        "Kenya and Norway met Chad. Kenyan, Norwegian and Chadian envoys left Oman for Peru.",
        "Later Ghana and the Ghanaian side said that Togo agreed.",
    )
    places = ["Kenya", "Norway", "Chad", "Oman", "Peru"]
    peoples = ["Kenyan", "Norwegian", "Chadian"]
    # the other way round than anybody would guess
    finish(desk, first, [(x, "MISC") for x in places] + [(x, "LOC") for x in peoples])
    assert told(desk, second) == [("Ghana", "MISC"), ("Ghanaian", "LOC"), ("Togo", "MISC")]


def test_usual_labels_are_guessed_before_anything_was_learned(desk: Desk) -> None:
    use(desk, TAGS)
    (article,) = fill(desk, "Ghana said the Ghanaian envoy, President Paul Mensah, left Togo.")
    assert told(desk, article) == [
        ("Ghana", "LOC"),
        ("Ghanaian", "MISC"),
        ("Paul Mensah", "PER"),
        ("Togo", "LOC"),
    ]


def test_words_marked_before_are_known_by_longest_match_and_case(desk: Desk) -> None:
    first, second = fill(
        desk,
        "They spoke of water and of deep water ports. A big Turkey sat there.",
        "It was about deep water ports, water, Deep Water Ports; no turkey.",
    )
    finish(desk, first, [("deep water ports", "area"), ("water", "area")])
    assert told(desk, second) == [("deep water ports", "area"), ("water", "area")]
    reasons = [x.reason for x in offered(desk, second) if x.part == "known"]
    assert reasons[0] == "marked 1 of 1 times"


def test_words_left_alone_are_offered_less_and_less(desk: Desk) -> None:
    texts = [f"Story {n}. The harbour of the town is old." for n in range(5)]
    ids = fill(desk, *texts)
    finish(desk, ids[0], [("harbour", "area")])
    chances = []
    for article in ids[1:4]:
        (one,) = [x for x in offered(desk, article) if x.part == "known"]
        chances.append(one.probability)
        finish(desk, article)
    assert chances == sorted(chances, reverse=True)
    assert chances[0] > 0.6 > chances[-1]
    assert ("harbour", "area") not in told(desk, ids[4])


def test_articles_that_are_not_finished_teach_nothing(desk: Desk) -> None:
    first, second = fill(desk, "The glorb is here.", "A glorb again.")
    tag(desk, first, "glorb", "area")
    assert told(desk, second, sure=False) == []
    finish(desk, first)
    assert told(desk, second) == [("glorb", "area")]
    desk.undo()
    assert told(desk, second, sure=False) == []


def test_decisions_reach_the_rest_of_the_article_both_ways(desk: Desk) -> None:
    text = "Vlorp came. It was Grib Vlorp who spoke; then Vlorp left, and Grib Vlorp was gone."
    (article,) = fill(desk, text)
    engine = Engine(NO_MODEL)
    assert told(desk, article, engine) == []
    tag(desk, article, "Grib Vlorp", "official")
    assert told(desk, article, engine) == [
        ("Vlorp", "official"),
        ("Vlorp", "official"),
        ("Grib Vlorp", "official"),
    ]
    assert {x.part for x in offered(desk, article, engine) if x.sure} == {"same"}


def test_a_full_name_is_surer_once_it_is_marked_with_its_title(desk: Desk) -> None:
    text = "Ambassador Grib Vlorp came. The house of Zwog Vlorp of the Rogue Party stood there."
    (article,) = fill(desk, text)
    before = {text[x.start : x.end]: x.probability for x in offered(desk, article)}
    tag(desk, article, "Ambassador Grib Vlorp", "official")
    after = {text[x.start : x.end]: x.probability for x in offered(desk, article)}
    assert before.get("Zwog Vlorp", 0.0) < 0.6 < after["Zwog Vlorp"]
    tag(desk, article, "Zwog Vlorp of the Rogue Party", "official")
    assert "Party" not in [words for words, _ in told(desk, article)]


def test_what_was_rejected_is_not_offered_there_nor_surely_elsewhere(desk: Desk) -> None:
    (article,) = fill(desk, "Jordan won. Oman lost. In the end Jordan was glad, and Oman sad.")
    engine = Engine(NO_MODEL)
    first = offered(desk, article, engine)[0]
    deciding.reject(desk, article, first)
    now = offered(desk, article, engine)
    assert first.key not in {x.key for x in now}
    (again,) = [x for x in now if desk.article(article).text[x.start : x.end] == "Jordan"]
    assert not again.sure
    assert told(desk, article, engine) == [("Oman", "country")] * 2
    desk.undo()
    assert offered(desk, article, engine)[0] == first


def test_what_was_rejected_within_another_name_is_still_offered_alone(desk: Desk) -> None:
    text = "The Iraq-led talks at the Bank of Oman began. Iraq and Oman agreed."
    (article,) = fill(desk, text)
    deciding.reject(desk, article, *offered(desk, article)[:2])
    assert deciding.rejected(desk, article) == {
        (*at(text, "Iraq"), "country"),
        (*at(text, "Oman"), "country"),
    }
    assert told(desk, article) == [("Iraq", "country"), ("Oman", "country")]


def test_a_rejected_name_takes_its_surname_along(desk: Desk) -> None:
    (article,) = fill(desk, "President Hart Lane opened. Lane was full.")
    name = next(x for x in offered(desk, article) if x.label == "official")
    deciding.reject(desk, article, name)
    assert told(desk, article) == []


def test_what_is_marked_is_not_offered(desk: Desk) -> None:
    (article,) = fill(desk, STORY)
    for words in ("Sattar", "Iranian Foreign"):
        tag(desk, article, words, "area")
    assert told(desk, article) == [("Omani", "country"), ("Hashemi", "official")]


def test_what_else_may_be_meant_is_a_ghost_beside_what_is_sure(desk: Desk) -> None:
    (article,) = fill(desk, "Bob Lee said so. The judge heard President Robert Hale on Monday.")
    names = {(x.start, x.end): x.sure for x in offered(desk, article, Engine(GENEROUS))}
    text = desk.article(article).text
    assert names[at(text, "Robert Hale")]
    assert names[at(text, "President Robert Hale")] is False
    tag(desk, article, "President Robert Hale", "official")
    left = [x for x in offered(desk, article, Engine(GENEROUS)) if x.start >= text.index("Pres")]
    assert left == []


def in_rows(desk: Desk, article: str) -> list[str]:
    """What is offered for standing beside something that is marked."""
    text = desk.article(article).text
    return [text[x.start : x.end] for x in offered(desk, article) if x.reason[:8] == "in a row"]


def test_marking_one_of_a_row_offers_the_others(desk: Desk) -> None:
    (article,) = fill(
        desk, "Gods such as Vrrlt, Hrrn Glorb, Bzornt and Qrrmp were worshipped there."
    )
    tag(desk, article, "Bzornt", "official")
    assert in_rows(desk, article) == ["Vrrlt", "Hrrn Glorb", "Qrrmp"]
    assert not any(x.sure for x in offered(desk, article))
    tag(desk, article, "Vrrlt", "official")
    assert in_rows(desk, article) == ["Hrrn Glorb", "Qrrmp"]
    assert all(x.sure for x in offered(desk, article))


@pytest.mark.parametrize(
    "text",
    [
        "They saw Bzornt. Vrrlt left.",
        "Bzornt met Vrrlt.",
        "Bzornt, who fell, and the Vrrlt.",
        "Bzornt\nVrrlt",
    ],
)
def test_what_stands_in_no_row_is_not_offered(desk: Desk, text: str) -> None:
    (article,) = fill(desk, text)
    tag(desk, article, "Bzornt", "official")
    assert in_rows(desk, article) == []


def test_titles_alone_are_shown_to_who_marks_them_alone(desk: Desk) -> None:
    story = "A spokesman said the Prime Minister would meet the Governor of Vrrlt on Monday."
    first, second, third = fill(desk, story, f"Later {story}", f"Then {story}")
    titles = ["Prime Minister", "Governor of Vrrlt"]

    def shown(article: str) -> list[str]:
        found = told(desk, article, sure=False)
        return [words for words, label in found if label == "official" and words in titles]

    assert shown(first) == []
    assert [words for words, _ in unlikely(desk, first)] == titles
    finish(desk, first)
    assert shown(second) == []
    finish(desk, second, [(words, "official") for words in titles])
    assert shown(third) == titles


def unlikely(desk: Desk, article: str) -> list[tuple[str, str]]:
    """What is only shown to who asks for all names."""
    usual = {one.key for one in offered(desk, article)}
    text = desk.article(article).text
    found = offered(desk, article, unlikely=True)
    assert usual <= {one.key for one in found}
    more = [one for one in found if one.key not in usual]
    assert not any(one.sure for one in more)
    return [(text[one.start : one.end], one.label) for one in more]


def test_names_nobody_would_suggest_are_there_for_who_asks(desk: Desk) -> None:
    story = (
        "The words of the Crown and of the Vrrlt Institute of Glorb on Monday. All else in Oslo."
    )
    first, second = fill(desk, story, f"Then: {story}")
    assert unlikely(desk, first) == [
        ("Crown", "official"),
        ("Vrrlt Institute of Glorb", "official"),
        ("Oslo", "country"),
    ]
    deciding.reject(desk, first, next(x for x in offered(desk, first, unlikely=True)))
    tag(desk, first, "Vrrlt Institute", "official")
    assert [words for words, _ in unlikely(desk, first)] == ["Glorb", "Oslo"]
    finish(desk, first)
    assert [words for words, _ in unlikely(desk, second)] == ["Crown", "Glorb", "Oslo"]


def test_no_name_is_taken_for_a_country_or_an_area_only_because_there_is_no_other_label(
    desk: Desk,
) -> None:
    scheme.apply(desk, [Label("country", "Country", key="c"), Label("area", "Area", key="a")])
    (article,) = fill(desk, "The words of the Crown.")
    assert unlikely(desk, article) == []


def test_a_title_with_a_name_is_none_alone(desk: Desk) -> None:
    (article,) = fill(desk, "They said Prime Minister Vrrlt Glorb would come.")
    assert ("Prime Minister", "official") not in told(desk, article, sure=False)


def test_words_both_marked_and_rejected_are_no_longer_sure(desk: Desk) -> None:
    (article,) = fill(desk, "The VRRLT A. The VRRLT B. The VRRLT C. The VRRLT D. The VRRLT E.")

    def left() -> list[bool]:
        return [x.sure for x in offered(desk, article) if x.label == "official"]

    tag(desk, article, "VRRLT", "official")
    tag(desk, article, "VRRLT", "official", 1)
    assert left() == [True] * 3
    for _ in range(2):
        deciding.reject(desk, article, next(x for x in offered(desk, article)))
    assert left() == [False]


@pytest.mark.parametrize("text", ["So, Vrrlt came.", "They came (Vrrlt did not).", "Look – Vrrlt!"])
def test_a_capital_within_a_sentence_tells_a_name(desk: Desk, text: str) -> None:
    use(desk, TAGS)
    (article,) = fill(desk, text)
    assert [words for words, _ in told(desk, article, sure=False)] == ["Vrrlt"]


def test_a_capital_that_opens_a_sentence_tells_nothing(desk: Desk) -> None:
    use(desk, TAGS)
    (article,) = fill(desk, "They left. Vrrlt came")
    assert told(desk, article, sure=False) == []


def test_one_of_a_kind_that_is_marked_brings_the_others_back(desk: Desk) -> None:
    story = "There the old Bzornt Vrrlt fell. Then an old Glorb Vrrmp fell near a Hrrn Qrrmp."
    *before, article = fill(desk, *[f"No {number}. {story}" for number in range(16)], OTHER)
    for one in before:
        finish(desk, one)
    assert told(desk, article, sure=False) == []
    tag(desk, article, "Tlarn Mbwee", "official")
    assert told(desk, article, sure=False) == [("Skree Plonk", "official")]
    assert not any(x.sure for x in offered(desk, article))


def test_a_word_marked_against_all_odds_is_not_sure_to_be_marked_again(desk: Desk) -> None:
    (article,) = fill(desk, "The head of VRRLT spoke. Later VRRLT met. VRRLT said no.")
    tag(desk, article, "VRRLT", "official")
    again = [x for x in offered(desk, article) if x.label == "official"]
    assert len(again) == 2
    assert not any(x.sure for x in again)
    tag(desk, article, "VRRLT", "official", 1)
    assert [x.sure for x in offered(desk, article) if x.label == "official"] == [True]


def test_a_name_within_others_is_sure_once_it_was_marked_there(desk: Desk) -> None:
    (article,) = fill(desk, "A Bzornt Fund is not a Bzornt Prize, nor that one Bzornt House.")

    def sure() -> list[bool]:
        found = offered(desk, article)
        return [x.sure for x in found if x.reason == "marked in this article"]

    tag(desk, article, "Bzornt", "official")
    assert sure() == [False] * 2
    tag(desk, article, "Bzornt", "official", 1)
    assert sure() == [True]


def test_parts_and_the_threshold_can_be_set(desk: Desk) -> None:
    first, second = fill(desk, "The glorb of Oman.", f"A glorb. {STORY}")
    finish(desk, first, [("glorb", "area")])
    everything = set(told(desk, second))

    def only(*parts: str) -> set[tuple[str, str]]:
        return set(told(desk, second, Engine(Settings(parts=frozenset(parts)))))

    assert only() == set()
    assert only("known") == {("glorb", "area")}
    assert only("built-in") == {("Iranian", "country"), ("Omani", "country")}
    assert only("rule") == everything - only("known") - only("built-in")
    strict = offered(desk, second, Engine(NO_MODEL._replace(sure=0.99)))
    assert strict
    assert not any(x.sure for x in strict)


def test_labels_that_left_the_scheme_are_not_offered(desk: Desk) -> None:
    use(desk, [Label("country", "Country", key="c")])
    (article,) = fill(desk, STORY)
    assert told(desk, article, sure=False) == [("Iranian", "country"), ("Omani", "country")]


def test_what_ships_is_mostly_right_of_the_sample_records(desk: Desk, root: Path) -> None:
    engine = Engine(Settings(parts=frozenset({"built-in", "rule", "same"})))
    right = sure = marked = 0
    for line in (root / "sample_data" / "records.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        if not record.get("spans"):
            continue
        head = 0 if "text" in record else len(record["title"]) + 2
        text = record.get("text") or f"{record['title']}\n\n{record['body']}"
        wanted = {
            (one["start"] + head, one["end"] + head, one["label"])
            for one in record["spans"]
            if one["label"] != "area"
        }
        article = Article(1, "00" * 16, "", text, language=record.get("language", ""))
        prepared = engine.prepare(desk.connection, article, desk.labels(), "mina")
        found = {
            one.key
            for one in engine.offer(prepared, [], frozenset())
            if one.sure and one.label != "area"
        }
        sure, right, marked = sure + len(found), right + len(found & wanted), marked + len(wanted)
    assert right > 0.9 * sure
    assert right > 0.6 * marked


SCRIPT = """
import sys
from store.desk import Desk
from store.suggest import training
from store.suggest.engine import Engine
from tests.store.suggest.newsroom import offered
with Desk.open(sys.argv[1], "mina") as desk:
    training.refresh(desk)
    print(hash("no two processes have this in common"))
    print(training.load(desk.connection, "mina").to_text())
    for (one,) in desk.connection.execute("SELECT id FROM article ORDER BY n").fetchall():
        print(offered(desk, one, Engine()))
"""


def test_the_same_desk_gives_the_same_suggestions_whatever_process_learns(
    desk: Desk, root: Path, tmp_path: Path
) -> None:
    finished_desk(desk, 6)
    more = fill(desk, STORY, f"Again. {STORY}", "Prague and Dr. Vlorp Grib of Oman, said Grib.")
    finish(desk, more[0], [("Foreign Minister", "area"), ("Muscat", "country")])
    hashes, seen = set(), set()
    for seed in ("1", "2"):
        copy = tmp_path / f"{seed}.desk"
        backup(desk.path, copy)
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, str(copy)],
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        found, _, rest = done.stdout.partition("\n")
        hashes.add(found)
        seen.add(rest)
    training.refresh(desk)
    model = training.load(desk.connection, "mina")
    assert model is not None
    ids = [one for (one,) in desk.connection.execute("SELECT id FROM article ORDER BY n")]
    here = [f"{offered(desk, one, Engine())}\n" for one in ids]
    assert any("learned from 7 articles" in one for one in here)
    assert len(hashes) == 2
    assert seen == {f"{model.to_text()}\n{''.join(here)}"}


PIECES = st.sampled_from(
    "Iran|Iranian|President|John Smith|Smith|said|the|Bank of|U.S.|-led|data transit|وزير محمد|"
    "والعراق|国家主席王国强|राहुल|é|\u200f|\n\n|. |, |'s|😀|IRAN|Minister Al-|von der|(IAEA)".split(
        "|"
    )
)
TEXTS = st.lists(PIECES, max_size=25).map(" ".join)
LABELS = [Label("official", "Official"), Label("country", "Country"), Label("area", "Area"), *TAGS]


@settings(max_examples=60, deadline=None)
@given(text=TEXTS, data=st.data())
def test_suggestions_stay_in_the_text_and_apart(text: str, data: st.DataObject) -> None:
    engine = Engine(Settings(parts=frozenset({"built-in", "rule", "same"})))
    article = Article(1, "00" * 16, "", text)
    prepared = engine.prepare(None, article, LABELS, "mina")  # type: ignore[arg-type]
    keys = [one.key for one in prepared.candidates]
    chosen = data.draw(st.lists(st.sampled_from(keys), max_size=4)) if keys else []
    spans = [Span(f"{key}", article.id, *key, "mina") for key in chosen[:2]]
    rejected = frozenset(chosen[2:])
    found = engine.offer(prepared, spans, rejected)
    taken = [(one.start, one.end) for one in spans]
    for one in found:
        assert 0 <= one.start < one.end <= len(text)
        assert text[one.start : one.end].strip() == text[one.start : one.end]
        assert one.key not in rejected
        assert 0.0 < one.probability <= 1.0
        assert one.sure == (one.probability >= 0.6)
        assert all(one.end <= start or end <= one.start for start, end in taken)
    sure = [(one.start, one.end) for one in found if one.sure]
    assert all(end <= start for (_, end), (start, _) in pairwise(sure))
    for one in found:
        within = any(start <= one.start and one.end <= end for start, end in sure)
        assert one.sure or not within
    # every one has a place for its letter
    assert len({one.start for one in found}) == len(found)
    assert list(found) == sorted(found, key=lambda x: x.start)
    assert engine.offer(prepared, spans, rejected) == found
