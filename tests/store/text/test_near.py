"""Texts that are nearly the same find one another, others stay apart."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from store.text.near import Likeness


def grouped(*texts: str) -> list[int]:
    found = Likeness()
    for text in texts:
        found.add(text)
    return found.groups()


def story(seed: int, words: int = 120, letters: str = "abcdefghij") -> list[str]:
    chance = random.Random(seed)
    return ["".join(chance.choices(letters, k=chance.randint(3, 8))) for _ in range(words)]


def test_reprints_cuts_and_updates_are_one_group() -> None:
    one, other = story(1), story(2)
    whole = " ".join(one)
    assert grouped(
        whole,
        " ".join(other),
        whole.upper().replace(" ", "\n"),
        " ".join(one[:60]),
        "UPDATE 2 - " + whole + " (Adds quotes) " + " ".join(story(3, 20)),
        " ".join(one[60:] + one[:60]),
    ) == [0, 1, 0, 0, 0, 0]


def test_chinese_without_blanks_and_short_texts() -> None:
    text = "".join(story(4, 60, "中国外交部长在北京会见了来访代表团并就双边关系交换意见"))
    assert grouped(text, text[:200] + "。" + text[200:], "短", "短 ", "长", "😀", "", "😀") == [
        0, 0, 2, 2, 4, 5, 6, 5,
    ]  # fmt: skip


def test_the_order_changes_no_group() -> None:
    texts = [" ".join(story(n)) for n in range(20)]
    texts += [" ".join([*story(n)[5:], "more"]) for n in range(20)]
    assert grouped(*texts) == [*range(20), *range(20)]
    random.Random(1).shuffle(texts)
    assert sorted(map(grouped(*texts).count, set(grouped(*texts)))) == [2] * 20


@pytest.mark.parametrize("name", ["", "constructed_"])
def test_real_reprints_are_found(shared: Path, name: str) -> None:
    folder = shared / "data" / "duplicates"
    texts = {
        one["id"]: f"{one['title']}\n\n{one['body']}"
        for one in map(json.loads, (folder / f"{name}articles.jsonl").open(encoding="utf-8"))
    }
    group = dict(zip(texts, grouped(*texts.values()), strict=True))
    pairs = list(map(json.loads, (folder / f"{name}pairs.jsonl").open(encoding="utf-8")))
    same = [group[one["a"]] == group[one["b"]] for one in pairs if one["label"] == "same"]
    assert sum(same) >= 0.99 * len(same)
    other = [group[one["a"]] == group[one["b"]] for one in pairs if one["label"] != "same"]
    assert sum(other) <= 0.1 * len(other)
