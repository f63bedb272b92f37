"""What annotation tools write comes in with its marks; what does not fit is refused by name."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from store.ingest import read_records
from store.ingest.reading import SpanRefusal
from store.model import Record, Refusal

Read = Callable[..., tuple[list[Record], list[Refusal]]]


def words(record: Record) -> list[tuple[str, str]]:
    """The marked words of a record and their labels."""
    return [(record.text[span.start : span.end], span.label) for span in record.spans]


def lines(*values: object) -> str:
    return "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values)


# -- doccano -----------------------------------------------------------------------------------------


def test_doccano_exports_name_the_text_data(read: Read) -> None:
    row = {
        "id": 7,
        "data": "Iran met Oman",
        "label": [[0, 4, "LOC"], [9, 99, "LOC"]],
        "Comments": [],
    }
    (record,), (refused,) = read("a.jsonl", lines(row))
    assert words(record) == [("Iran", "LOC")]
    assert record.external_id == "7"
    assert (refused.position, isinstance(refused, SpanRefusal)) == ("line 1 span 2", True)


def test_doccano_relations_and_utf16(read: Read) -> None:
    row = {
        "text": "Iran met Oman",
        "entities": [{"id": 0, "start_offset": 0, "end_offset": 4, "label": "LOC"}],
        "relations": [],
    }
    (record,), refused = read("a.jsonl", json.dumps(row, indent=4).encode("utf-16"))
    assert words(record) == [("Iran", "LOC")]
    assert not refused


# -- Label Studio --------------------------------------------------------------------------------------


def region(start: int, end: int, text: str | None = None, **more: object) -> dict[str, Any]:
    value: dict[str, Any] = {"start": start, "end": end, "labels": ["LOC"]}
    if text is not None:
        value["text"] = text
    return {"id": "r", "type": "labels", "from_name": "label", "value": value, **more}


def test_label_studio_annotations_of_several_people(read: Read) -> None:
    task = {
        "id": 3,
        "data": {"text": "Iran met Oman", "topic": "x"},
        "annotations": [
            {"completed_by": 4, "result": [region(0, 4, "Iran")]},
            {"completed_by": {"email": "b@x.org"}, "result": [region(9, 13, "Oman")]},
            {"completed_by": 5, "was_cancelled": True, "result": [region(5, 8, "met")]},
        ],
        "predictions": [{"model_version": "m", "result": [region(5, 8, "met")]}],
    }
    (record,), refused = read("a.json", json.dumps([task]))
    assert [(span.annotator, span.start) for span in record.spans] == [
        ("annotator-4", 0),
        ("b@x.org", 9),
    ]
    assert record.status == "done"
    assert record.meta["topic"] == "x"
    assert not refused


def test_label_studio_predictions_are_suggestions(read: Read) -> None:
    task = {
        "data": {"story": "Iran met Oman in Muscat"},
        "predictions": [{"model_version": "m1", "result": [region(0, 4, "Iran", score=0.5)]}],
    }
    (record,), _ = read("a.json", json.dumps([task]))
    (span,) = record.spans
    assert (span.annotator, span.origin, span.confirmed) == ("m1", "suggestion", False)
    assert span.meta["score"] == 0.5
    assert record.status == ""


def test_label_studio_counts_as_javascript_does(read: Read) -> None:
    task = {
        "data": {"text": "😀 Iran met Oman"},
        "annotations": [{"result": [region(3, 7, "Iran"), region(12, 16, "Oman")]}],
    }
    (record,), refused = read("a.json", json.dumps([task]))
    assert words(record) == [("Iran", "LOC"), ("Oman", "LOC")]
    assert not refused


def test_label_studio_pages_by_their_global_offsets(read: Read) -> None:
    value = {
        "start": "/p[1]/text()[1]",
        "end": "/p[1]/text()[1]",
        "startOffset": 0,
        "endOffset": 4,
        "globalOffsets": {"start": 0, "end": 4},
        "text": "Iran",
        "hypertextlabels": ["LOC", "STATE"],
    }
    bare = {key: value[key] for key in ("start", "end", "startOffset", "endOffset")}
    task = {
        "data": {"html": "<p>Iran met <b>Oman</b></p>"},
        "annotations": [
            {
                "result": [
                    {"type": "hypertextlabels", "value": value},
                    {"type": "hypertextlabels", "value": bare},
                ]
            }
        ],
    }
    (record,), refused = read("a.json", json.dumps([task]))
    assert record.text == "Iran met Oman"
    assert words(record) == [("Iran", "LOC"), ("Iran", "STATE")]
    assert [one.position for one in refused] == ["record 1 region 2"]


def test_label_studio_pictures_choices_and_relations(read: Read) -> None:
    results = [
        {"type": "rectanglelabels", "value": {"x": 1, "y": 2, "rectanglelabels": ["Car"]}},
        {"type": "choices", "value": {"choices": ["Sport"]}},
        {"type": "relation", "from_id": "a", "to_id": "b"},
    ]
    task = {"data": {"text": "Iran won."}, "annotations": [{"result": results}]}
    (record,), (refused,) = read("a.json", json.dumps([task]))
    assert record.labels == ("Sport",)
    assert record.meta["relations"] == [{"from_id": "a", "to_id": "b"}]
    assert "rectanglelabels" in refused.reason


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_label_studio_short_forms(read: Read, kind: str) -> None:
    marks = [{"start": 0, "end": 4, "text": "Iran", "labels": ["LOC"]}]
    if kind == "json":
        row = {"text": "Iran met Oman", "ner": marks, "annotator": 2, "annotation_id": 9, "id": 1}
        (record,), refused = read("a.json", json.dumps([row]))
    else:
        cell = json.dumps(marks).replace('"', '""')
        data = f'text,id,ner,annotator,annotation_id,lead_time\nIran met Oman,1,"{cell}",2,9,1.5\n'
        (record,), refused = read("a.csv", data)
    assert words(record) == [("Iran", "LOC")]
    assert record.spans[0].annotator == "annotator-2"
    assert not refused


# -- Prodigy, Argilla, spaCy ---------------------------------------------------------------------------


def test_prodigy_answers(read: Read) -> None:
    span = {"start": 0, "end": 4, "token_start": 0, "token_end": 0, "label": "GPE"}
    task = {"text": "Iran won", "spans": [span], "tokens": [], "_view_id": "ner_manual"}
    data = lines(
        {**task, "answer": "accept", "_annotator_id": "mina"},
        {**task, "text": "Oman won", "answer": "reject"},
        {**task, "text": "Peru won", "spans": [], "answer": "ignore"},
        {**task, "text": "Mali won", "answer": "accept", "spans": [{**span, "end": 40}]},
    )
    records, refused = read("a.jsonl", data)
    assert [record.status for record in records] == ["done", "skipped", "skipped", "done"]
    assert [words(record) for record in records] == [[("Iran", "GPE")], [], [], []]
    assert records[0].spans[0].annotator == "mina"
    assert "tokens" not in records[0].meta
    assert [one.position for one in refused] == ["line 2 span 1", "line 4 span 1"]
    assert "rejected" in refused[0].reason


def test_patterns_are_no_articles(read: Read) -> None:
    data = lines({"label": "GPE", "pattern": [{"lower": "iran"}]}) * 20
    records, refused = read("a.jsonl", data)
    assert not records
    assert "patterns" in refused[0].reason
    assert len(refused) == 1


def test_argilla_answers_before_suggestions(read: Read) -> None:
    value = [{"start": 0, "end": 4, "label": "LOC"}]
    offered = {"entities": {"value": value, "agent": "rules", "score": 0.5}}
    data = [
        {
            "id": "a",
            "fields": {"text": "Iran met Oman"},
            "suggestions": offered,
            "responses": {"entities": [{"value": value, "user_id": "u1", "status": "submitted"}]},
            "metadata": {"source": "IRNA"},
        },
        {"id": "b", "fields": {"text": "Iran won"}, "suggestions": offered, "responses": {}},
        {"id": "c", "fields": {"text": ""}, "suggestions": {}, "responses": {}},
    ]
    (first, second), (refused,) = read("a.json", json.dumps(data))
    assert [(span.annotator, span.confirmed) for span in first.spans] == [("u1", True)]
    assert (first.status, first.source) == ("done", "IRNA")
    assert [(span.annotator, span.confirmed) for span in second.spans] == [("rules", False)]
    assert refused.position == "record 3"


def test_spacy_training_forms(read: Read) -> None:
    pair = ["Iran met Oman", {"entities": [[0, 4, "GPE"]], "cats": {"SPORT": 0.0, "NEWS": 1.0}}]
    (record,), _ = read("a.json", json.dumps([pair]))
    assert words(record) == [("Iran", "GPE")]
    assert record.labels == ("NEWS",)
    tokens = [{"orth": w, "ner": t} for w, t in (("Wang", "B-P"), ("Yi", "L-P"), ("met", "O"))]
    old = {"id": 0, "paragraphs": [{"sentences": [{"tokens": tokens}]}]}
    spaced = {"raw": "Wang  Yi met.", "sentences": [{"tokens": tokens}]}
    (one, two, _), refused = read("b.json", json.dumps([old, {"id": 1, "paragraphs": [spaced]},
                                                       {"id": 2, "paragraphs": [spaced, spaced]}]))  # fmt: skip
    assert words(one) == [("Wang Yi", "P")]
    assert words(two) == [("Wang  Yi", "P")]
    assert not refused
    _, (broken,) = read("c.json", json.dumps([{"id": 0, "paragraphs": [{"sentences": [7]}]}]))
    assert "spaCy" in broken.reason


def test_a_docbin_needs_spacy_and_says_so(read: Read) -> None:
    import importlib.util
    import zlib

    records, (refused,) = read("a.spacy", zlib.compress(b"\x87\xa7version\xa30.1"))
    assert not records
    if importlib.util.find_spec("spacy") is None:
        assert "pip install 'copydesk[spacy]'" in refused.reason
    else:
        assert "DocBin" in refused.reason


def test_parquet_needs_pyarrow_and_says_so(read: Read) -> None:
    import importlib.util

    records, (refused,) = read("a.parquet", b"PAR1" + b"x" * 40 + b"PAR1")
    assert not records
    if importlib.util.find_spec("pyarrow") is None:
        assert "pip install 'copydesk[parquet]'" in refused.reason


def test_tokens_with_tags_of_data_sets(read: Read, tmp_path: Path) -> None:
    named = {"tokens": ["Wang", "Yi", "met"], "ner_tags": ["B-PER", "I-PER", "O"], "id": "1"}
    numbered = {"tokens": ["Iran", "won"], "ner_tags": [1, 0], "text": "Iran  won"}
    records, (refused,) = read("a.jsonl", lines(named, numbered))
    assert words(records[0]) == [("Wang Yi", "PER")]
    assert "ner_tags" in refused.reason
    info = {"features": {"ner_tags": {"feature": {"names": ["O", "B-LOC"], "_type": "ClassLabel"}}}}
    (tmp_path / "dataset_info.json").write_text(json.dumps(info))
    (_, known), refused_now = read("a.jsonl", lines(named, numbered))
    assert known.text == "Iran  won"
    assert words(known) == [("Iran", "LOC")]
    assert not refused_now


def test_web_annotations(read: Read) -> None:
    def annotation(start: int, end: int, exact: str) -> dict[str, Any]:
        return {
            "type": "Annotation",
            "creator": {"name": "mina"},
            "created": "2025-01-02T03:04:05Z",
            "body": [
                {"type": "TextualBody", "purpose": "tagging", "value": "country"},
                {"type": "SpecificResource", "purpose": "identifying", "source": "urn:x:IR"},
                {"type": "TextualBody", "purpose": "commenting", "value": "sure"},
            ],
            "target": {
                "source": "urn:a1",
                "selector": [
                    {"type": "TextPositionSelector", "start": start, "end": end},
                    {"type": "TextQuoteSelector", "exact": exact, "prefix": "", "suffix": " "},
                ],
            },
        }

    page = {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "AnnotationPage",
        "source": {"id": "urn:a1", "value": "Iran met Oman", "title": "Talks"},
        "items": [annotation(0, 4, "Iran"), annotation(0, 4, "Oman")],
    }
    for name, data in (("a.jsonl", lines(page)), ("a.json", json.dumps(page, indent=1))):
        (record,), (refused,) = read(name, data)
        (span,) = record.spans
        assert (span.label, span.annotator, span.entity) == ("country", "mina", "urn:x:IR")
        assert span.meta == {"commenting": "sure"}
        assert (record.title, record.external_id) == ("Talks", "urn:a1")
        assert isinstance(refused, SpanRefusal)
    alone = {"@context": "x", **annotation(0, 4, "Iran")}
    records, (refused,) = read("b.json", json.dumps([alone]))
    assert not records
    assert "not in this file" in refused.reason


# -- brat and what marks inside the text ------------------------------------------------------------------


def brat(folder: Path, text: str, standoff: str) -> tuple[list[Record], list[Refusal]]:
    (folder / "a.txt").write_text(text, encoding="utf-8")
    (folder / "a.ann").write_text(standoff, encoding="utf-8")
    items = list(read_records([folder]))
    return (
        [item for item in items if isinstance(item, Record)],
        [item for item in items if isinstance(item, Refusal)],
    )


def test_brat_pairs_with_notes_links_and_relations(tmp_path: Path) -> None:
    folder = tmp_path / "b"
    folder.mkdir()
    standoff = (
        "T1\tLOC 0 4\tIran\nT2\tLOC 9 13\tOman\nA1\tSure T1\nA2\tLevel T1 high\n"
        "N1\tReference T1 Wikipedia:9\tIran\nN2\tReference T1 ISO:IR\tIran\n"
        "#1\tAnnotatorNotes T2\ta note\nR1\tMet Arg1:T1 Arg2:T2\n*\tEquiv T1 T2\n"
    )
    (record,), refused = brat(folder, "Iran met Oman", standoff)
    first, second = record.spans
    assert words(record) == [("Iran", "LOC"), ("Oman", "LOC")]
    assert (first.entity, first.entity_name) == ("Wikipedia:9", "Iran")
    assert first.meta == {"Sure": True, "Level": "high", "references": ["ISO:IR"], "brat": "T1"}
    assert second.meta == {"note": "a note", "brat": "T2"}
    assert record.meta["brat"] == ["R1\tMet Arg1:T1 Arg2:T2", "*\tEquiv T1 T2"]
    assert not refused
    (alone,) = [x for x in read_records([folder / "a.ann"]) if isinstance(x, Record)]
    assert alone.spans == record.spans


def test_brat_fragments_are_one_stretch_or_refused(tmp_path: Path) -> None:
    folder = tmp_path / "b"
    folder.mkdir()
    standoff = (
        "T1\tLOC 0 3;4 8\tNew York\nT2\tLOC 0 3;13 17\tNew City\nT3\tLOC 40 44\tIran\n"
        "T4 LOC 0 3\tNew\nT5\tLOC x y\tNew\nT6\tLOC 4 8\tYark\n"
    )
    (record,), refused = brat(folder, "New\nYork and City", standoff)
    assert words(record) == [("New\nYork", "LOC")]
    told = {one.position.split()[-1]: one.reason for one in refused}
    assert "parts" in told["T2"]
    assert "not a type and offsets" in told["T5"]
    assert len(refused) == 5


def test_a_standoff_file_alone_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.ann").write_text("T1\tLOC 0 4\tIran\n")
    (refused,) = read_records([tmp_path / "a.ann"])
    assert isinstance(refused, Refusal)
    assert "other one is not beside it" in refused.reason


def test_yedda_marks_inside_the_text(read: Read) -> None:
    data = "The [@US Navy#ORG*] met [$Iran#LOC*].\nA [@big [@city#LOC*] here#X*] now.\n"
    (record,), (refused,) = read("a.ann", data)
    assert words(record)[:2] == [("US Navy", "ORG"), ("Iran", "LOC")]
    assert [span.confirmed for span in record.spans] == [True, False, True]
    assert record.text.startswith("The US Navy met Iran.\n")
    assert refused.position == "line 2 mark 1"


def test_fasttext_lines_and_brackets_that_are_none(read: Read) -> None:
    records, (refused,) = read("a.txt", "__label__a __label__b One text.\nTwo.\n__label__a\n")
    assert [(x.text, x.labels) for x in records] == [("One text.", ("a", "b")), ("Two.", ())]
    assert refused.position == "line 3"
    (plain,), _ = read("b.txt", "A [@name] of #1* in a text.\n\nIt goes on.")
    assert "[@name]" in plain.text
