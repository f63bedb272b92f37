"""Real files of other tools: every mark in them comes in or is refused, counted by other means."""

from __future__ import annotations

import json
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import pytest

from store.desk import Desk
from store.ingest import ingest
from tests.bench.formats_import import row, rows, taken


@pytest.fixture(scope="module")
def formats(shared: Path) -> Path:
    folder = shared / "data" / "formats"
    if not folder.is_dir():
        pytest.skip("no files of other tools there")
    return folder


def test_every_file_comes_in_or_is_refused(formats: Path) -> None:
    table = list(rows(formats))
    assert [one.file for one in table if not one.equal] == []
    told = Counter(one.file.partition("/")[0] for one in table if one.counted.spans)
    assert told.keys() >= {
        "brat", "conll", "doccano", "inception-webanno", "label-studio", "mae", "prodigy",
        "spacy", "xml-corpora", "yedda",
    }  # fmt: skip
    # a file of marks may be refused whole only where a library is missing or it is broken
    broken = {"backend__data_import__tests__data__sequence_labeling__labeling.invalid.conll"}
    if find_spec("spacy") is None:
        broken.add("tutorials__ner_tweets__assets__demo__demo.spacy")
    assert {
        one.file.partition("/")[2]
        for one in table
        if one.counted.spans and not one.spans and not one.refused_spans
    } <= broken
    assert sum(one.labels for one in table if one.counted.labels) > 10


@pytest.mark.parametrize("who", ["aparna", "june"])
def test_offsets_of_two_annotators_stand_where_they_stood(formats: Path, who: str) -> None:
    path = formats / "doccano" / f"restaurants-{who}_annotations.jsonl"
    records, refused, marks = taken(path)
    assert not refused
    assert not marks
    for record, line in zip(records, path.read_text(encoding="utf-8").splitlines(), strict=True):
        given = json.loads(line)
        assert record.text == given["data"]
        assert sorted((s.start, s.end, s.label) for s in record.spans) == sorted(
            (start, end, label) for start, end, label in given["label"]
        )


def test_the_same_corpus_in_two_formats_has_the_same_marks(formats: Path) -> None:
    for name in ("afghan", "asylum"):
        found = []
        for file in (f"coref__gum__tsv__GUM_news_{name}.tsv", f"dep__GUM_news_{name}.conllu"):
            (record,), _, _ = taken(formats / "conll" / file)
            letters = ("".join(record.text[s.start : s.end].split()) for s in record.spans)
            found.append(Counter(zip(letters, (s.label for s in record.spans), strict=True)))
        assert found[0] == found[1]


def test_a_folder_of_standoff_comes_in_once(formats: Path, desk: Desk) -> None:
    summary = ingest(desk, [formats / "brat"])
    assert summary.added == 23
    assert summary.known == 0
    assert summary.spans_added == sum(
        row(path, "").counted.spans or 0 for path in (formats / "brat").glob("*.ann")
    )
    again = ingest(desk, [formats / "brat"])
    assert (again.added, again.spans_added) == (0, 0)


def test_texts_hold_no_markup_of_their_formats(formats: Path) -> None:
    for folder in ("newsml-1", "ninjs", "wire"):
        for path in (formats / folder).iterdir():
            for record in taken(path)[0]:
                assert "</p>" not in record.text
                assert "<p>" not in record.text
                assert record.text.strip()
