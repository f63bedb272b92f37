"""JSON Lines, arrays and wrapped arrays: good records come in, bad ones are named."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.ingest import json_array
from store.ingest.reading import Reading
from store.model import Record, Refusal

Read = Callable[..., tuple[list[Record], list[Refusal]]]


def lines(*objects: Any) -> str:
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in objects)


def test_fields_are_known_by_many_names_and_the_rest_is_kept(read: Read) -> None:
    records, refused = read(
        "a.jsonl",
        lines(
            {
                "Headline": "Talks in Muscat",
                "content": "They met.",
                "pubDate": "Mon, 20 Jan 2025 10:11:12 GMT",
                "source": {"id": None, "name": "Gulf Wire"},
                "link": "https://example.org/1",
                "lang": "en-GB",
                "guid": 17,
                "category": ["politics"],
                "description": "Short.",
            }
        ),
    )
    assert not refused
    (record,) = records
    assert record.text == "Talks in Muscat\n\nThey met."
    assert record.title == "Talks in Muscat"
    assert record.published == "2025-01-20T10:11:12Z"
    assert (record.source, record.url) == ("Gulf Wire", "https://example.org/1")
    assert (record.language, record.external_id) == ("en", "17")
    assert record.meta == {
        "source": {"id": None, "name": "Gulf Wire"},
        "category": ["politics"],
        "description": "Short.",
    }
    assert record.position == "line 1"


def test_text_is_taken_verbatim_and_body_is_joined(read: Read) -> None:
    records, _ = read(
        "a.jsonl",
        lines(
            {"title": "T", "text": " kept as is \n"}, {"title": "T", "body": "b"}, {"title": "T"}
        ),
    )
    assert [record.text for record in records] == [" kept as is \n", "T\n\nb", "T"]


def test_bad_lines_are_refused_one_by_one(read: Read) -> None:
    data = b"\n".join(
        [
            b'\xef\xbb\xbf{"text": "first"}',
            b"",
            b'{"text": "cut',
            b'{"text": "\xff"}',
            b"[1, 2]",
            b'{"text": ""}',
            b'{"text": 5, "other": 1}',
            b'{"name": "no text"}',
            b"[" * 5000,
            b'{"text": "tab\there"}\r',
            b'{"text": "last", "x": NaN}',
        ]
    )
    records, refused = read("a.jsonl", data)
    assert [record.text for record in records] == ["first", "tab\there", "last"]
    assert [one.position for one in refused] == [f"line {n}" for n in (3, 4, 5, 6, 7, 8, 9)]
    assert "not JSON" in refused[0].reason
    assert "UTF-8 at byte 11" in refused[1].reason
    assert "'text' is empty" in refused[3].reason
    assert "'name'" in refused[5].reason


def test_packed_and_other_encodings(read: Read) -> None:
    text = lines({"text": "وزير"}, {"text": "😀 two"})
    for name, data in {
        "a.jsonl.gz": gzip.compress(text.encode()),
        "b.jsonl": text.encode("utf-16"),
        "c.jsonl": text.encode("utf-8-sig"),
        "d.data": text.encode(),
    }.items():
        records, refused = read(name, data)
        assert [record.text for record in records] == ["وزير", "😀 two"], name
        assert not refused


def test_a_packed_file_that_is_cut_off_keeps_what_came_before(read: Read) -> None:
    body = "".join(
        json.dumps({"text": f"article {n} {hash((n, 'x'))}"}) + "\n" for n in range(40_000)
    )
    packed = gzip.compress(body.encode())
    records, refused = read("a.jsonl.gz", packed[: len(packed) // 2])
    assert len(records) > 1000
    assert any("cannot be read on" in one.reason for one in refused)


def test_a_line_too_long_is_refused_and_the_next_is_read() -> None:
    from store.ingest import jsonl

    data = b'{"text": "' + b"x" * 500 + b'"}\n{"text": "short"}\n'
    items = list(jsonl.read(Reading("a", io.BytesIO(data), data, largest=100)))
    assert [type(item) for item in items] == [Refusal, Record]
    assert items[1].position == "line 2"


@pytest.mark.parametrize(
    ("data", "texts"),
    [
        ('[{"text": "a"}, {"text": "b"}]', ["a", "b"]),
        ('{"status": "ok", "articles": [{"text": "a"}, {"text": "b"}], "n": 2}', ["a", "b"]),
        ('{"hits": {"total": 1, "hits": [{"_source": {"text": "a"}}]}}', ["a"]),
        ('{\n "title": "a",\n "body": "b"\n}', ["a\n\nb"]),
        ('{\n "text": "a"\n}\n{\n "text": "b"\n}\n', ["a", "b"]),
        ('{"x1": {"text": "a"}, "x2": {"text": "b"}}', ["a", "b"]),
        ("[]", []),
        ('[\n{"text": "a"},\n{"text": "b"},\n]', ["a", "b"]),
    ],
)
def test_shapes_of_json_files(read: Read, data: str, texts: list[str]) -> None:
    records, refused = read("a.json", data)
    assert [record.text for record in records] == texts
    assert not refused


def test_bad_items_of_an_array_are_passed_over(read: Read) -> None:
    records, refused = read(
        "a.json",
        '[{"text": "a"}, {"text": "b" "c": {"text": "never"}}, 7, {"text": "d", "e": nope}, '
        'nonsense, {"text": "f"}, {"text": "cut',
    )
    assert [record.text for record in records] == ["a", "f"]
    assert [one.position for one in refused] == [f"record {n}" for n in (2, 3, 4, 5, 7)]
    assert "rest was not read" in refused[-1].reason


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.dictionaries(st.text(max_size=8), st.text(max_size=30) | st.lists(st.integers()))),
    st.integers(1, 40),
    st.booleans(),
)
def test_an_array_reads_the_same_through_any_window(
    objects: list[dict[str, Any]], window: int, spread: bool
) -> None:
    objects = [{**one, "text": f"t{number}"} for number, one in enumerate(objects)]
    data = json.dumps(objects, indent=1 if spread else None).encode()
    usual = json_array._CHUNK
    json_array._CHUNK = window
    try:
        items = list(json_array.read(Reading("a", io.BytesIO(data), data)))
    finally:
        json_array._CHUNK = usual
    assert [item.text for item in items if isinstance(item, Record)] == [x["text"] for x in objects]
    assert len(items) == len(objects)


def test_an_array_needs_the_memory_of_an_item_not_of_the_file() -> None:
    import tracemalloc

    class Endless(io.RawIOBase):
        """An array of sixty megabytes that is never in memory at once."""

        def __init__(self) -> None:
            self.parts = iter(
                [b"[", *[b'{"text": "' + b"x" * 60_000 + b'"},'] * 1000, b'{"text": "end"}]']
            )
            self.rest = b""

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            self.rest = self.rest or next(self.parts, b"")
            taken = self.rest[: len(buffer)]
            self.rest = self.rest[len(buffer) :]
            buffer[: len(taken)] = taken
            return len(taken)

    tracemalloc.start()
    stream = io.BufferedReader(Endless())
    count = sum(1 for _ in json_array.read(Reading("a", stream, b"[")))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 1001
    assert peak < 8_000_000


HUGE = "9" * 5000


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a", "a.txt"])
def test_a_number_of_thousands_of_digits_costs_its_record_alone(read: Read, name: str) -> None:
    bad = f'{{"text": "first", "n": {HUGE}}}\n'
    records, refused = read(name, bad + '{"text": "second"}\n', format="jsonl")
    assert [record.text for record in records] == ["second"]
    assert [refusal.position for refusal in refused] == ["line 1"]
    _, refused = read(name, bad)
    assert len(refused) <= 1


def test_wrappers_in_wrappers_without_end_are_refused(read: Read) -> None:
    records, refused = read("a.json", '{"hits":' * 1200 + "1" + "}" * 1200)
    assert records == []
    assert [refusal.reason for refusal in refused] == ["nested too deep"]
    records, refused = read("b.json", '{"hits":' * 5 + '[{"text": "x"}]' + "}" * 5)
    assert [record.text for record in records] == ["x"]
    assert refused == []


def test_a_record_nested_too_deep_leaves_its_neighbours_alone(read: Read) -> None:
    deep = '{"data":' * 700 + '{"text": "x"}' + "}" * 700
    records, refused = read("a.jsonl", f'{{"text": "a"}}\n{deep}\n{{"text": "b"}}\n')
    assert [record.text for record in records] == ["a", "b"]
    assert [refusal.position for refusal in refused] == ["line 2"]
