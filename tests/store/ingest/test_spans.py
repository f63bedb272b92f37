"""Marks come in with their texts; a bad one never takes its article or its neighbours along."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.ingest.reading import Reading, SpanRefusal
from store.ingest.records import build
from store.model import Record, Refusal

Read = Callable[..., tuple[list[Record], list[Refusal]]]


def one(data: dict[str, object]) -> tuple[Record, list[Refusal], Reading]:
    reading = Reading("f", None)  # type: ignore[arg-type]
    *refused, record = build(data, reading, "line 1")
    assert isinstance(record, Record)
    return record, [item for item in refused if isinstance(item, Refusal)], reading


@pytest.mark.parametrize("key", ["spans", "label", "labels", "entities"])
@pytest.mark.parametrize(
    "span",
    [
        [0, 4, "country"],
        {"start": 0, "end": 4, "label": "country"},
        {"start_offset": 0, "end_offset": 4, "label": "country"},
        {"start": 0, "end": 4, "labels": ["country"]},
    ],
)
def test_shapes_and_keys_of_marks(key: str, span: object) -> None:
    record, refused, _ = one({"text": "Iran met Oman", key: [span]})
    assert [(x.start, x.end, x.label) for x in record.spans] == [(0, 4, "country")]
    assert not refused
    assert not record.meta


def test_marks_of_a_body_move_behind_the_title() -> None:
    record, _, _ = one(
        {"title": "A\r\nB", "body": "x\r\nIran", "spans": [{"start": 3, "end": 7, "label": "c"}]}
    )
    (span,) = record.spans
    assert record.text[span.start : span.end] == "Iran"


def test_bad_marks_are_refused_one_by_one() -> None:
    spans = [
        [0, 4, "ok"],
        [4, 4, "empty"],
        [3, 99, "far"],
        [-1, 2, "before"],
        ["0", 4, "words"],
        [0, 4, ""],
        {"start": 0, "label": "no end"},
        "nonsense",
        {"start": 0, "end": 4, "label": "wrong", "text": "Oman"},
        {"start": 0.0, "end": 4.0, "label": "ok"},
    ]
    record, refused, _ = one({"text": "Iran met Oman", "spans": spans})
    assert [span.label for span in record.spans] == ["ok", "ok"]
    assert [x.position for x in refused] == [f"line 1 span {n}" for n in (2, 4, 5, 6, 7, 8, 3, 9)]
    assert all(isinstance(x, SpanRefusal) for x in refused)
    assert "'Oman'" in refused[-1].reason


@pytest.mark.parametrize("units", ["utf-16", "utf-8"])
def test_offsets_in_other_units_are_converted_when_the_words_prove_it(units: str) -> None:
    text = "😀 سفير ایران é met Oman"
    width = 2 if units == "utf-16" else 1
    name = "utf-16-le" if units == "utf-16" else "utf-8"

    def unit(offset: int) -> int:
        return len(text[:offset].encode(name)) // width

    spans = []
    for word in ("سفير", "Oman"):
        start = text.index(word)
        spans.append(
            {"start": unit(start), "end": unit(start + len(word)), "label": "x", "text": word}
        )
    start = text.index("met")
    spans.append({"start": unit(start), "end": unit(start + 3), "label": "no words"})
    record, refused, reading = one({"text": text, "spans": spans})
    assert [text[x.start : x.end] for x in record.spans] == ["سفير", "Oman", "met"]
    assert not refused
    assert reading.tally.converted == 3


def test_offsets_counted_after_line_ends_were_shortened_are_known_by_their_words() -> None:
    spans = [{"start": 4, "end": 8, "label": "x", "text": "Iran"}]
    record, refused, _ = one({"text": "a\r\nb\r\nIran", "spans": spans})
    (span,) = record.spans
    assert record.text[span.start : span.end] == "Iran"
    assert not refused


def test_article_labels_are_told_from_marks() -> None:
    record, _, _ = one({"text": "t", "labels": ["relevant", "meeting", "relevant"]})
    assert record.labels == ("relevant", "meeting")
    record, _, _ = one({"text": "t", "label": ["positive", "négative"]})  # doccano's documents
    assert record.labels == ("positive", "négative")
    assert record.meta == {}
    record, _, _ = one({"text": "t", "label": "sport", "entities": ["Iran"]})
    assert record.labels == ()
    assert record.meta == {"label": "sport", "entities": ["Iran"]}


def test_everything_our_own_export_says_of_a_mark_comes_back() -> None:
    span = {
        "start": 0, "end": 4, "label": "country", "text": "Iran", "annotator": "mina",
        "entity": "country:IR", "entity_name": "", "verdict": "", "origin": "suggestion",
        "confirmed": False, "created": "2025-01-20T10:11:12.000Z", "id": "a" * 24,
        "meta": {"note": "é"},
    }  # fmt: skip
    record, _, _ = one({"text": "Iran", "meta": {"desk": 1}, "spans": [span]})
    (kept,) = record.spans
    assert kept.annotator == "mina"
    assert kept.entity == "country:IR"
    assert kept.origin == "suggestion"
    assert not kept.confirmed
    assert (kept.created, kept.id) == (span["created"], span["id"])
    assert kept.meta == {"note": "é"}
    assert record.meta == {"desk": 1}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 50) | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["start", "end", "label", "text", "spans", "meta", "title", "labels"])
            | st.text(max_size=3),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from(["text", "body", "title", "spans", "labels", "label",
                                        "entities", "meta", "published", "source", "id", "url",
                                        "language", "status", "data"]), JSON))  # fmt: skip
def test_any_object_gives_one_record_or_one_refusal_and_never_fails(
    data: dict[str, object],
) -> None:
    reading = Reading("f", None)  # type: ignore[arg-type]
    items = list(build(data, reading, "line 1"))
    assert items
    assert all(isinstance(item, SpanRefusal) for item in items[:-1])
    last = items[-1]
    assert isinstance(last, Record | Refusal)
    if isinstance(last, Record):
        json.dumps(dict(last.meta), allow_nan=False).encode()
        for span in last.spans:
            assert 0 <= span.start < span.end <= len(last.text)
            assert span.label
