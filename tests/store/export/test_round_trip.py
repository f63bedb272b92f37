"""Out and in again: the same articles, the same marks, the same bytes."""

from __future__ import annotations

import io
import json
import random
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import annotations, articles
from store.desk import Desk
from store.errors import Refused
from store.export import export
from store.ingest import ingest
from store.journal.operations import Draft

ALPHABET = (
    st.sampled_from("ab é\u0301سلام漢字😀👨\u200d👩\n\r\t\x1b[]<&\u2028\u202e\0\ud800")
    | st.characters()
)


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    text = draw(st.text(ALPHABET, min_size=1, max_size=40).filter(lambda one: one.strip(" \r\n\t")))
    spans = []
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        spans.append(
            {
                "start": start,
                "end": end,
                "label": draw(st.sampled_from(["official", "country", "PER", "漢"])),
                "annotator": draw(st.sampled_from(["", "mina", "Sara", "أمل"])),
                "origin": draw(st.sampled_from(["", "hand", "suggestion", "re-anchored"])),
                "confirmed": draw(st.booleans()),
                "entity": draw(st.sampled_from(["", "country:IR"])),
                "note": draw(st.text(ALPHABET, max_size=4)),
            }
        )
    return {
        draw(st.sampled_from(["text", "body"])): text,
        "title": draw(st.text(ALPHABET, max_size=10)),
        "id": draw(st.sampled_from(["", "x1", "x2"])),
        "source": draw(st.text(ALPHABET, max_size=5)),
        "published": draw(st.sampled_from(["", "2025", "20 January 2025", "no date"])),
        "language": draw(st.sampled_from(["", "en-US", "ar", "Persian"])),
        "status": draw(st.sampled_from(["", "done", "skipped", "published"])),
        "labels": draw(st.lists(st.sampled_from(["relevant", "other"]), unique=True, max_size=2)),
        "meta": draw(st.dictionaries(st.text(ALPHABET, max_size=3), st.none() | st.text(ALPHABET))),
        "spans": spans,
    }


def exported(desk: Desk) -> bytes:
    out = io.BytesIO()
    export(desk, "jsonl", None, layer="all", superseded=True, stdout=out)
    return out.getvalue()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(records(), min_size=1, max_size=4))
def test_any_articles_with_any_marks_come_back_the_same(
    tmp_path_factory: Any, given_records: list[dict[str, Any]]
) -> None:
    folder = tmp_path_factory.mktemp("trip")
    data = "".join(json.dumps(one) + "\n" for one in given_records).encode()
    with Desk.create(folder / "a.desk", actor="mina") as first:
        summary = ingest(first, ["-"], stdin=io.BytesIO(data))
        assert summary.added + summary.known + summary.refused_records == len(given_records)
        went = exported(first)
        export(first, "jsonl", folder / "proof.jsonl", layer="all", superseded=True)
        again = ingest(first, ["-"], stdin=io.BytesIO(went))
        assert (again.added, again.spans_added, again.refused) == (0, 0, [])
        assert exported(first) == went
    with Desk.create(folder / "b.desk", actor="mina") as second:
        back = ingest(second, ["-"], stdin=io.BytesIO(went))
        assert not back.refused
        assert exported(second) == went


def test_marks_made_by_hand_come_back_the_same(desk: Desk, tmp_path: Path) -> None:
    ingest(desk, ["-"], stdin=io.BytesIO(b'{"text": "Iran met Oman in Muscat"}\n{"text": "b b"}\n'))
    first, second = (row[0] for row in desk.connection.execute("SELECT id FROM article ORDER BY n"))
    annotations.tag(desk, first, 0, 4, "country")
    annotations.tag(desk, first, 0, 13, "area")
    annotations.tag(desk, first, 0, 13, "country", origin="suggestion", meta={"score": 0.5})
    articles.set_status(desk, [first], "done")
    articles.label(desk, first, "relevant", True)
    annotations.tag(desk, second, 0, 1, "official")
    articles.edit(desk, second, title="B", source="Wire", published="2025-01", language="en")
    export(desk, "jsonl", tmp_path / "a.jsonl")
    with Desk.create(tmp_path / "b.desk", actor="mina") as other:
        summary = ingest(other, [tmp_path / "a.jsonl"])
        assert summary.clean
        export(other, "jsonl", tmp_path / "b.jsonl")
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()


def test_articles_finished_without_a_mark_come_back_finished_by_whom_ingest_is_told(
    desk: Desk, tmp_path: Path
) -> None:
    texts = b'{"text": "Iran met Oman"}\n{"text": "Nothing here"}\n{"text": "Unread"}\n'
    ingest(desk, ["-"], stdin=io.BytesIO(texts))
    ids = [row[0] for row in desk.connection.execute("SELECT id FROM article ORDER BY n")]
    annotations.tag(desk, ids[0], 0, 4, "country")
    articles.set_status(desk, ids[:2], "done")
    articles.label(desk, ids[1], "relevant", True)
    export(desk, "jsonl", tmp_path / "a.jsonl", layer="mine")
    with Desk.create(tmp_path / "b.desk", actor="mina") as other:
        ingest(other, [tmp_path / "a.jsonl"], annotator="Mina")
        assert [other.layer(one).status for one in ids] == ["done", "done", "new"]
        export(other, "jsonl", tmp_path / "b.jsonl", layer="mine")
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()
    with Desk.create(tmp_path / "c.desk", actor="mina") as other:
        ingest(other, [tmp_path / "a.jsonl"])
        assert [other.layer(one).status for one in ids] == ["done", "new", "new"]
        assert other.layer(ids[1], "import").status == "done"


PIECES = [
    "Iran",
    "Oman",
    "😀",
    "👨‍👩‍👧",
    "سلام",
    "وزير الخارجية",
    "漢字",
    "e\u0301",
    "\r\n",
    "\n\n",
    " ",
    ". ",
]
LABELS = ["official", "country", "area"]


def gold_records(root: Path) -> list[dict[str, Any]]:
    """Our samples and made-up texts, marked by two annotators, with marks that overlap."""
    chance = random.Random(20250120)
    made = []
    for line in (root / "sample_data" / "records.jsonl").read_text(encoding="utf-8").splitlines():
        made.append({**json.loads(line), "spans": []})
    for number in range(60):
        text = "".join(chance.choices(PIECES, k=chance.randrange(5, 80))) + "."
        title = "عنوان 😀" if number % 3 == 0 else ""
        body = {"title": title, "body": text} if number % 2 else {"text": text, "title": title}
        made.append({"id": f"made-{number}", "source": "Wire", **body, "spans": []})
    for one in made:
        text = one.get("text") or one["body"]
        # no mark begins or ends inside a line end
        edges = [at for at in range(len(text) + 1) if text[at - 1 : at + 1] != "\r\n"]
        for annotator in ("mina", "أمل"):
            for _ in range(chance.randrange(0, 12)):
                start, end = sorted(chance.sample(edges, 2))
                label = chance.choice(LABELS)
                mark = {"start": start, "end": end, "label": label, "annotator": annotator}
                one["spans"].append(mark)
                if chance.random() < 0.3:  # the same range twice, by one hand or the other
                    one["spans"].append({**mark, "annotator": "mina", "label": "area"})
    return made


def test_marks_of_two_annotators_come_back_as_the_same_multiset(tmp_path: Path, root: Path) -> None:
    expected: Counter[tuple[Any, ...]] = Counter()
    given = gold_records(root)
    for one in given:
        text = one.get("text") or one["body"]
        before = "" if "text" in one or not one["title"] else one["title"] + "\n\n"
        for span in one["spans"]:
            start = len(before + text[: span["start"]].replace("\r\n", "\n"))
            cut = text[span["start"] : span["end"]].replace("\r\n", "\n")
            key = (one["id"], start, start + len(cut), cut, span["label"], span["annotator"])
            expected[key] += 1
    assert any(number > 1 for number in expected.values())
    path = tmp_path / "gold.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in given), encoding="utf-8")
    with Desk.create(tmp_path / "a.desk", actor="mina") as first:
        summary = ingest(first, [path])
        assert summary.clean
        assert summary.added == len(given)
        assert summary.spans_added == expected.total()
        went = exported(first)
        again = ingest(first, [path])
        assert (again.added, again.spans_added) == (0, 0)
    found: Counter[tuple[Any, ...]] = Counter()
    for line in went.decode().split("\n")[:-1]:
        one = json.loads(line)
        for span in one["spans"]:
            start, end = span["start"], span["end"]
            assert one["text"][start:end] == span["text"]
            found[one["id"], start, end, span["text"], span["label"], span["annotator"]] += 1
    assert found == expected
    with Desk.create(tmp_path / "b.desk", actor="mina") as second:
        assert ingest(second, ["-"], stdin=io.BytesIO(went)).clean
        assert exported(second) == went


def test_gold_marks_come_back_as_the_same_multiset(tmp_path: Path, shared: Path) -> None:
    files = sorted((shared / "data/gold").glob("*.jsonl"))
    assert files
    gold: Counter[tuple[Any, ...]] = Counter()
    for file in files:
        for line in file.read_bytes().split(b"\n")[:-1]:
            one = json.loads(line)
            gold.update((one["id"], x["start"], x["end"], x["label"], x["text"], x["orig"])
                        for x in one["spans"])  # fmt: skip
    with Desk.create(tmp_path / "a.desk", actor="mina") as first:
        summary = ingest(first, files)
        assert summary.clean
        assert summary.spans_added == gold.total()
        went = exported(first)
        again = ingest(first, files)
        assert (again.added, again.spans_added) == (0, 0)
    found: Counter[tuple[Any, ...]] = Counter()
    for line in went.split(b"\n")[:-1]:
        one = json.loads(line)
        found.update((one["id"], x["start"], x["end"], x["label"], x["text"], x["meta"]["orig"])
                     for x in one["spans"])  # fmt: skip
    assert found == gold
    with Desk.create(tmp_path / "b.desk", actor="mina") as second:
        assert ingest(second, ["-"], stdin=io.BytesIO(went)).clean
        assert exported(second) == went


TYPED = ["20 January 2025", "2025-1-5", "unknown", "English", "EN", "a b", "\r\n x \x00"]


@pytest.mark.parametrize("typed", TYPED)
@pytest.mark.parametrize("field", ["published", "language", "title", "source", "url"])
def test_what_was_typed_into_the_metadata_never_stops_an_export(
    desk: Desk, tmp_path: Path, field: str, typed: str
) -> None:
    ingest(desk, ["-"], stdin=io.BytesIO(b'{"text": "Iran met Oman"}\n'))
    with suppress(Refused):
        articles.edit(desk, desk.article(1).id, **{field: typed})
    assert export(desk, "jsonl", tmp_path / "out.jsonl").proven


@pytest.mark.parametrize("typed", TYPED[:-1])
@pytest.mark.parametrize("field", ["published", "language"])
def test_a_desk_that_holds_metadata_as_typed_exports_and_comes_back(
    desk: Desk, tmp_path: Path, field: str, typed: str
) -> None:
    ingest(desk, ["-"], stdin=io.BytesIO(b'{"text": "Iran met Oman", "meta": {"published": 1}}\n'))
    name = f"article:{desk.article(1).id}"
    desk.act([Draft(name, "article.edit", {field: typed})])  # as it was once written
    assert export(desk, "jsonl", tmp_path / "a.jsonl").proven
    with Desk.create(tmp_path / "b.desk", actor="mina") as other:
        assert ingest(other, [tmp_path / "a.jsonl"]).clean
        export(other, "jsonl", tmp_path / "b.jsonl")
    went = (tmp_path / "a.jsonl").read_bytes()
    assert (tmp_path / "b.jsonl").read_bytes() == went
    one = json.loads(went)
    assert typed in (one[field], *one["meta"].values()) or one[field] in ("2025-01-20",
        "2025-01-05", "en")  # fmt: skip
