"""The sample records keep what their README promises."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from store import scheme
from store.desk import Desk
from store.ingest import ingest
from store.listing.listing import Listing
from store.listing.query import Query

KEYS = ["id", "text", "title", "published", "source", "url", "language", "spans"]
LANGUAGES = {"en", "ar", "fa", "zh", "fr", "es", "hi"}


SAMPLES = Path(__file__).parent.parent / "sample_data" / "records.jsonl"


@pytest.fixture(scope="module")
def records() -> list[dict[str, Any]]:
    return [json.loads(line) for line in SAMPLES.read_text(encoding="utf-8").splitlines()]


def test_each_record_has_the_keys_of_an_export_and_a_readable_length(records):
    assert len(records) == 24
    for record in records:
        assert list(record) == KEYS
        assert record["text"].startswith(record["title"] + "\n\n")
        body = record["text"].removeprefix(record["title"])
        words = len(body) / 2 if record["language"] == "zh" else len(body.split())
        assert 80 <= words <= 250, record["id"]


def test_every_offset_cuts_out_what_was_marked(records):
    labels = {label.id for label in scheme.default_labels() if label.scope == "span"}
    for record in records:
        for span in record["spans"]:
            cut = record["text"][span["start"] : span["end"]]
            assert cut == span["text"] == cut.strip() != ""
            assert span["label"] in labels


def test_languages_are_those_promised_and_most_are_english(records):
    counted = Counter(record["language"] for record in records)
    assert set(counted) == LANGUAGES
    assert counted.most_common(1)[0][0] == "en"


def test_two_editors_marked_and_disagree_in_label_boundary_and_presence(records):
    marked = [record for record in records if record["spans"]]
    assert len(marked) >= 10
    assert {span["annotator"] for record in marked for span in record["spans"]} == {"mina", "omar"}
    kinds = Counter()
    for record in marked:
        mina, omar = (
            {(s["start"], s["end"]): s["label"] for s in record["spans"] if s["annotator"] == who}
            for who in ("mina", "omar")
        )
        assert set(mina) & set(omar), "they agree on something everywhere"
        for range_ in set(mina) | set(omar):
            if range_ in mina and range_ in omar:
                kinds["label"] += mina[range_] != omar[range_]
            else:
                other = omar if range_ in mina else mina
                touches = any(a < range_[1] and range_[0] < b for a, b in other)
                kinds["boundary" if touches else "missing"] += 1
    assert all(kinds[kind] >= 2 for kind in ("label", "boundary", "missing")), kinds


def test_one_story_is_reprinted_and_one_corrected(records):
    by_id = {record["id"]: record for record in records}
    words = [set(by_id[key]["text"].split()) for key in ("mw-20240507-090", "dc-118834")]
    assert len(words[0] & words[1]) / len(words[0] | words[1]) > 0.8
    same = Counter((record["source"], record["id"]) for record in records)
    twice = [key for key, count in same.items() if count == 2]
    assert twice == [("Nord Dispatch", "nd-10240")]
    assert len({record["text"] for record in records}) == 24


def test_officials_appear_under_several_spellings(records):
    everything = "\n".join(record["text"] for record in records)
    for spellings in (
        ("Aigerim Sultanbek", "Ayguerim Sultanbek", "Aïguerim Soultanbek", "艾格丽姆·苏丹别克"),
        ("Seyed Sattar Hashemi", "سید ستار هاشمی", "سيد ستار هاشمي"),
        ("Nabil Abdel-Rahman Fawzi", "Nabil Abdel Rahman Fawzy", "نبيل عبد الرحمن فوزي"),
        ("Raghav Deshpande", "राघव देशपांडे"),
        ("Behrouz Tavakkoli", "بهروز توکلی"),
    ):
        for spelling in spellings:
            assert spelling in everything


def test_the_first_record_tells_the_whole_meeting(records):
    text = records[0]["text"]
    for fact in (
        "Seyed Sattar Hashemi",
        "Abdullah bin Saud al-Anzi",
        "information and communications technology",
        "Data transit",
        "communication infrastructure",
        "e-government",
        "cybersecurity",
        "scientific and technical expertise",
        "delegations and experts",
        "promised his support",
        "In January",
        "Amin-Hossein Rahimi",
        "udicial and legal",
        "April 2023",
        "early 2016",
    ):
        assert fact in text


def test_the_first_record_is_the_first_of_the_list(records, tmp_path):
    with Desk.create(tmp_path / "demo.desk", "mina") as desk:
        ingest(desk, [SAMPLES])
        (first,) = Listing(desk.connection, Query()).numbers(0, 1)
        assert desk.article(first).external_id == records[0]["id"]
