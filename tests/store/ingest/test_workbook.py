"""Workbooks are read as tables; spans in rows find their articles."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

from store.desk import Desk
from store.ingest import ingest
from store.journal.operations import text_hash
from store.model import Record, Refusal

Read = Callable[..., tuple[list[Record], list[Refusal]]]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/>'
    '</numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="22"/></cellXfs>'
    "</styleSheet>"
)


def workbook(*sheets: str, strings: str = "", extra: bytes = b"") -> bytes:
    """A workbook of sheets given as the XML of their rows."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("_rels/.rels", "<Relationships/>")
        listed = "".join(f'<sheet name="S{n}" r:id="r{n}"/>' for n in range(len(sheets)))
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
        )
        links = "".join(
            f'<Relationship Id="r{n}" Target="worksheets/sheet{n}.xml"/>'
            for n in range(len(sheets))
        )
        archive.writestr("xl/_rels/workbook.xml.rels", f"<Relationships>{links}</Relationships>")
        for number, rows in enumerate(sheets):
            archive.writestr(
                f"xl/worksheets/sheet{number}.xml",
                f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>',
            )
        archive.writestr("xl/styles.xml", STYLES)
        if strings:
            archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{strings}</sst>')
        if extra:
            archive.writestr("xl/extra.bin", extra)
    return made.getvalue()


def row(*cells: str) -> str:
    written = "".join(
        f'<c t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
        for cell in cells
    )
    return f"<row>{written}</row>"


def test_cells_of_every_kind(read: Read) -> None:
    strings = (
        "<si><t>title</t></si><si><t>body</t></si><si><r><t>Iran </t></r><r><t>met Oman.</t></r>"
        "<rPh><t>aid</t></rPh></si>"
    )
    rows = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c>'
        '<c r="C1" t="inlineStr"><is><t>published</t></is></c>'
        '<c r="E1" t="inlineStr"><is><t>id</t></is></c></row>'
        '<row r="3"><c r="A3" t="str"><f>A1</f><v>Talks_x000D_</v></c><c r="B3" t="s"><v>2</v></c>'
        '<c r="C3" s="1"><v>45293</v></c><c r="E3"><v>7.0</v></c></row>'
        '<row r="4"><c r="B4" t="s"><v>2</v></c><c r="C4" s="2"><v>45293.5</v></c></row>'
        '<row r="5"><c r="A5" t="b"><v>1</v></c><c r="B5" t="s"><v>99</v></c></row>'
    )
    records, refused = read("a.xlsx", workbook(rows, "", strings=strings))
    assert [record.text for record in records] == [
        "Talks\n\n\nIran met Oman.",
        "Iran met Oman.",
        "true",
    ]
    assert [record.published for record in records[:2]] == ["2024-01-02", "2024-01-02T12:00:00"]
    assert records[0].external_id == "7"
    assert records[0].position == "sheet 'S0' row 3"
    assert not refused


def test_workbooks_that_are_none(read: Read) -> None:
    _, (no_text,) = read("a.xlsx", workbook(row("a", "b") + row("1", "2")))
    assert "no column holds the text" in no_text.reason
    whole = workbook(row("text") + row("Iran."))
    _, (cut,) = read("b.xlsx", whole[:-30])
    assert "not a workbook" in cut.reason
    declared = row("text").replace("<row>", "<row><!DOCTYPE x>")
    _, (broken,) = read("c.xlsx", workbook(declared))
    assert "not XML" in broken.reason


def test_a_workbook_that_unpacks_without_end_is_refused(read: Read) -> None:
    bomb = workbook(row("text") + row("Iran."))
    made = io.BytesIO(bomb)
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as archive:
        info = zipfile.ZipInfo("xl/worksheets/sheet9.xml")
        with archive.open(info, "w") as stream:
            stream.write(b" ")
    data = bytearray(made.getvalue())
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = (0x7FFFFFFF).to_bytes(4, "little")  # the size it says it has
    _, (refused,) = read("a.xlsx", bytes(data))
    assert "unpacks to more" in refused.reason


TEXT = "Iran met Oman"
COLUMNS = "article,id,title,labels,start,end,label,text,annotator,confirmed,span,meta"


def spans_csv(*rows: str) -> str:
    article = text_hash(TEXT).hex()
    return "\n".join([COLUMNS, *(f"{article},a1,Talks,urgent,{one}" for one in rows)]) + "\n"


def test_rows_of_spans_go_to_the_article_of_a_desk(desk: Desk, tmp_path: Path) -> None:
    table = tmp_path / "spans.csv"
    table.write_text(
        spans_csv(
            "0,4,country,Iran,mina,yes,,",
            '9,13,country,Oman,ali,no,,"{""k"": 1}"',
            "0,4,country,Oman,mina,yes,,",
            "x,4,country,Iran,mina,yes,,",
            "0,99,country,Iran,mina,yes,,",
        )
    )
    absent = ingest(desk, [table])
    assert (absent.added, absent.known, absent.refused_records) == (0, 0, 1)
    assert any("take it in first" in one.reason for one in absent.reasons)
    article = tmp_path / "a.txt"
    article.write_text(TEXT)
    ingest(desk, [article])
    summary = ingest(desk, [table])
    assert (summary.known, summary.spans_added, summary.refused_spans) == (1, 2, 1)
    assert len(summary.refused) == 3
    found = {
        (span.start, span.end, span.annotator, span.confirmed)
        for who in ("mina", "ali")
        for span in desk.spans(text_hash(TEXT).hex(), who)
    }
    assert found == {(0, 4, "mina", True), (9, 13, "ali", False)}


def test_rows_of_spans_beside_their_texts(read: Read) -> None:
    data = (
        "sentence_id,text,start,end,label,words\n"
        "1,Iran met Oman,0,4,LOC,Iran\n1,Iran met Oman,9,13,LOC,Oman\n2,Peru won,0,4,LOC,\n"
        "3,Mali lost,,,,\n4,Chad,0,9,LOC,\n"
    )
    records, (refused,) = read("a.csv", data)
    assert [[(s.start, s.end) for s in record.spans] for record in records] == [
        [(0, 4), (9, 13)],
        [(0, 4)],
        [],
    ]
    assert refused.position == "line 6"
