"""A JSON array with a line for each value is read back strictly, commas and all."""

from __future__ import annotations

import io
import json

import pytest

from store.export.array_lines import values


@pytest.mark.parametrize(
    "text", ["[\n]\n", "[\n\n]\n", "[\n1\n]\n", '[\n{"a": ","},\n"b",\n3\n]\n']
)
def test_what_json_reads_is_read(text: str) -> None:
    assert list(values(io.BytesIO(text.encode()))) == json.loads(text)


@pytest.mark.parametrize(
    "text",
    ["", "[", "[\n", "[\n1", "[\n1\n", "[\n1,\n]\n", "[\n1\n2\n]\n", "[\n1\n]\n2\n", "[\n1\n]]\n",
     "[\n1,\n2\n", "[\n1,,\n2\n]\n", "{\n1\n}\n", "[\n\n1\n]\n", "[\n,\n]\n"],
)  # fmt: skip
def test_what_is_no_such_array_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"array|Expecting|Extra data"):
        list(values(io.BytesIO(text.encode())))
