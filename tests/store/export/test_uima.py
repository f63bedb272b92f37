"""A CAS for each article, as programs of UIMA read it: units of UTF-16, blanks and all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from store.desk import Desk
from store.export import export
from store.ingest import ingest
from store.model import STATUSES

TEXT = '😀 "Iran"\t& <Oman>\n\n😀عمان\x01 \x85end\u2028'
ROWS: list[dict[str, Any]] = [
    {
        "id": '../a: \n"b"',
        "text": TEXT,
        "title": "<Talks>\n& more",
        "meta": {"k": "\x01"},
        "spans": [
            {
                "start": 3,
                "end": 7,
                "label": "coun\x01try",
                "entity": "a b&:1",
                "entity_name": "<I>",
            },
            {"start": 0, "end": 8, "label": "area"},
            {"start": TEXT.index("عمان"), "end": TEXT.index("عمان") + 5, "label": "area"},
        ],
    },
    {"id": "con", "text": "Nothing here"},
]
NAMED = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"


@pytest.fixture
def folder(desk: Desk, tmp_path: Path) -> Path:
    given = tmp_path / "given.jsonl"
    given.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    assert ingest(desk, [given], annotator="mina").clean
    place = tmp_path / "cas"
    summary = export(desk, "uima", place, layer="all", statuses=STATUSES)
    assert summary.losses == {"characters": 1, "history": 3}
    return place


def test_offsets_are_units_of_utf16_and_names_safe(folder: Path) -> None:
    names = sorted(one.name for one in folder.glob("*.xmi"))
    assert len(names) == 2
    assert all(set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.") for name in names)
    assert "con.xmi" not in names
    root = ElementTree.parse(folder / names[0]).getroot()
    text = next(one for one in root if one.tag.endswith("}Sofa")).attrib["sofaString"]
    assert text == TEXT.replace("\x01", "\ufffd")
    units = text.encode("utf-16-le")
    marked = [
        units[2 * int(one.attrib["begin"]) : 2 * int(one.attrib["end"])].decode("utf-16-le")
        for one in root
        if one.tag.endswith("}NamedEntity")
    ]
    assert marked == ['😀 "Iran"', "Iran", "عمان\ufffd"]


def test_it_comes_back_with_whom_spans_name(desk: Desk, folder: Path, tmp_path: Path) -> None:
    told = "SELECT start, end, entity FROM span ORDER BY start, end"
    with Desk.create(tmp_path / "b.desk", actor="mina") as other:
        assert ingest(other, [folder], annotator="mina").clean
        found = other.connection.execute(told).fetchall()
        assert found == desk.connection.execute(told).fetchall()
        assert sorted(other.article(n).external_id for n in (1, 2)) == sorted(
            desk.article(n).external_id for n in (1, 2)
        )
        assert {"<Talks>\n& more", ""} == {other.article(n).title for n in (1, 2)}


def test_cassis_loads_it(folder: Path) -> None:
    cassis = pytest.importorskip("cassis")
    types = cassis.load_typesystem((folder / "TypeSystem.xml").read_text("utf-8"))
    found = {}
    for path in folder.glob("*.xmi"):
        cas = cassis.load_cas_from_xmi(path.read_bytes().decode("utf-8"), typesystem=types)
        found[cas.sofa_string] = [
            (one.begin, one.end, one.value, one.identifier) for one in cas.select(NAMED)
        ]
    at = TEXT.index("عمان")
    assert found == {
        "Nothing here": [],
        TEXT.replace("\x01", "\ufffd"): [
            (0, 8, "area", None),
            (3, 7, "coun_try", "a b&:1"),
            (at, at + 5, "area", None),
        ],
    }
