"""What is learned from marks, and what it proposes."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import pairwise, product
from math import exp
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.errors import Refused
from store.suggest import seed
from store.suggest.chain import Chain
from store.suggest.examples import Example
from store.suggest.features import PLACES, STEPS, Reading
from store.suggest.learning import learn, tags_of
from store.suggest.model import Model
from store.suggest.phrases import Phrases, runs
from store.suggest.values import GHOST
from tests.store.suggest.wire import example, story

NEW = "Talks again\n\nThe minister of Latveria, Boris Wankel, met the envoy Greta Zoll on Monday."


@pytest.fixture(scope="module")
def model() -> Model:
    learned = learn([example(number) for number in range(12)], 30)
    assert learned is not None
    return learned


def test_names_never_seen_are_proposed_where_names_were_marked(model: Model) -> None:
    likely = {
        (NEW[one.start : one.end], one.label) for one in model.propose(NEW) if one.probability > 0.5
    }
    assert likely == {
        ("Latveria", "country"),
        ("Boris Wankel", "official"),
        ("Greta Zoll", "official"),
    }


def test_proposals_stand_in_reading_order_each_once(model: Model) -> None:
    for number in range(12, 20):
        text = story(number)[0]
        found = model.propose(text)
        keys = [one.key for one in found]
        assert keys == sorted(set(keys), key=lambda key: (key[0], -key[1], key[2]))
        assert all(GHOST <= one.probability <= 1 and text[one.start : one.end] for one in found)
        assert all(one.part == "model" and not one.sure for one in found)


@pytest.mark.parametrize("text", ["", "\n", " \u200f ", "a", "。", "123 456", "x" * 5000])
def test_any_text_can_be_read(model: Model, text: str) -> None:
    model.propose(text)


def test_folded_lines_may_begin_with_a_quotation() -> None:
    """A model is kept line by line, and read so from python-crfsuite, too."""
    found = []
    for name in ("Alpin", "Brusk", "Cratt", "Dorran"):
        text = (
            "The envoys of both sides came to the harbour on Monday, and he said,\n"
            f'"{name} of the harbour board has come to talk of the ships that are\n'
            f'in the harbour." Of the others he said "{name} of the harbour board is\n'
            "not to come to talk of the ships that are in the harbour today.\n"
        )
        start = text.index(name)
        found.append(Example(name, text, ((start, start + len(name), "official"),)))
    model = learn(found, 60)
    assert model is not None
    assert Model.from_text(model.to_text()).to_text() == model.to_text()


def test_the_same_examples_make_the_same_model_in_another_process(model: Model, root: Path) -> None:
    code = (
        "from store.suggest.learning import learn\n"
        "from tests.store.suggest.wire import example\n"
        "import sys; sys.stdout.buffer.write(learn([example(n) for n in range(12)], 30)"
        ".to_text().encode())"
    )
    env = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": str(root)}
    done = subprocess.run([sys.executable, "-c", code], cwd=root, env=env, capture_output=True)
    assert done.stdout.decode() == model.to_text()


def test_what_is_kept_proposes_the_same(model: Model) -> None:
    again = Model.from_text(model.to_text())
    assert again.propose(NEW) == model.propose(NEW)
    assert again.to_text() == model.to_text()


def test_what_is_no_model_is_refused(model: Model) -> None:
    text = model.to_text()
    for wrong in (
        "",
        "{}",
        "[]",
        text[: len(text) // 9],
        text.replace('"features": ', '"features": 9'),
    ):
        with pytest.raises(ValueError, match="no model"):
            Model.from_text(wrong)


def test_without_marks_there_is_nothing_to_learn() -> None:
    assert learn([]) is None


def test_without_the_library_a_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(Refused, match="pip install python-crfsuite"):
        learn([example(0)])


def test_of_overlapping_marks_the_longest_is_learned() -> None:
    text = "Bank of Freedonia said"
    tags = tags_of(Reading(text), [(8, 17, "country"), (0, 17, "area")])
    assert tags == ["B-area", "I-area", "I-area", "O"]
    assert runs(tags) == [(0, 3, "area")]


def test_what_only_this_article_taught_is_not_held_for_known_in_it() -> None:
    words = ["the", "envoy", "Zoll", "spoke"]
    marked, blank = ["O", "O", "B-official", "O"], ["O"] * 4
    phrases = Phrases()
    first, second = phrases.take_in([(words, marked), (words, blank)])
    rows: list[list[str]] = [[] for _ in words]
    assert not any(phrases.added(words, rows, first))
    assert phrases.added(words, rows, second)[2]


WEIGHT = st.floats(-3, 3).map(lambda x: round(x, 2))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(WEIGHT, WEIGHT, WEIGHT), min_size=1, max_size=4),
    st.lists(WEIGHT, min_size=9, max_size=9),
    st.lists(st.tuples(WEIGHT, WEIGHT, WEIGHT), min_size=5, max_size=5),
    st.text("vw", min_size=4, max_size=4),
)
def test_a_probability_is_the_share_of_all_tag_sequences_that_have_the_range(
    scores: list[tuple[float, float, float]],
    steps: list[float],
    lent: list[tuple[float, float, float]],
    words: str,
) -> None:
    tags = ("O", "B-x", "I-x")
    moves = dict(zip(product(tags, tags), steps, strict=True))

    def kept(row: tuple[float, float, float]) -> str:
        return ",".join(f"{tag}:{value}" for tag, value in enumerate(row))

    weights = {f"place{at}": kept(row) for at, row in enumerate(scores)}
    weights |= {f"{place}wv": kept(row) for place, row in zip(PLACES, lent, strict=True)}
    reading = Reading(" ".join(words[: len(scores)]))
    summed = [
        tuple(
            row[tag]
            + sum(
                given[tag]
                for step, given in zip(STEPS, lent, strict=True)
                if 0 <= at + step < len(scores) and words[at + step] == "v"
            )
            for tag in range(3)
        )
        for at, row in enumerate(scores)
    ]
    rows = [[f"place{at}"] for at in range(len(scores))]
    found = {
        (one.first, one.last): one.probability
        for one in Chain(["x"], weights, moves).candidates(reading, rows)
    }
    total, share = 0.0, dict.fromkeys(found, 0.0)
    for path in product(range(3), repeat=len(scores)):
        if any(now == 2 and before == 0 for before, now in zip((0, *path), path, strict=False)):
            continue  # an inside without its begin
        said = sum(summed[at][tag] for at, tag in enumerate(path))
        said += sum(moves[tags[a], tags[b]] for a, b in pairwise(path))
        total += exp(said)
        for first, last, _ in runs([tags[tag] for tag in path]):
            share[first, last] = share.get((first, last), 0.0) + exp(said)
    off = 1e-3 * len(scores)  # every word that is hardly marked may be taken for none
    for key, sum_ in share.items():
        if key in found:
            assert found[key] == pytest.approx(sum_ / total, rel=1e-3, abs=off)
        else:
            assert sum_ / total < GHOST + off


def test_names_are_found_before_anything_was_learned() -> None:
    text = "Foreign Minister Robert Fischer flew to Vienna. Fischer praised the World Bank."
    found = {
        (text[one.start : one.end], one.kind) for one in seed.names(text) if one.probability > 0.5
    }
    assert ("Robert Fischer", seed.PERSON) in found
    assert ("Vienna", seed.PLACE) in found
