"""A workbook of spans, a row each. Every text is marked as text, so nothing in it is worked out.

The file is written as it goes along, with no library: a workbook is a few XML files in a zip.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import IO, Any
from xml.etree.ElementTree import iterparse
from xml.sax.saxutils import escape

from store.errors import ExportError
from store.export.back import Back
from store.export.format import Out, Source
from store.export.layers import Exported
from store.export.spreadsheet import COLUMNS, articles, rows

NEVER = "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
"""Characters that no XML can hold."""

_NEVER = re.compile(NEVER)
_ESCAPES = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_ROWS, _CELL = 1_048_576, 32_767
"""The most rows of a sheet and characters of a cell."""
_DAY = (1980, 1, 1, 0, 0, 0)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_LETTERS = [chr(ord("A") + number) for number in range(len(COLUMNS))]


class _Book(zipfile.ZipFile):
    """A zip that is ended by `close` alone: one that is given up half-way has no stream any more
    that its list of files could be written to."""

    def __del__(self) -> None:
        pass


class Writer:
    """A row for each span; another sheet where one is full."""

    def __init__(self, out: Out) -> None:
        self._job = out.job
        self._zip = _Book(out.stream, "w", zipfile.ZIP_DEFLATED)
        self._sheets = self._row = 0
        self._sheet: IO[bytes] | None = None
        self._begin()

    def add(self, exported: Exported) -> None:
        """Write an article's spans."""
        for row in rows(exported, self._job):
            if self._row == _ROWS:
                self._end()
                self._begin()
            self._put(row)

    def close(self) -> None:
        """End the sheet, and say what is in the workbook."""
        self._end()
        numbers = range(1, self._sheets + 1)
        name = '<sheet name="spans{0}" sheetId="{1}" r:id="rId{1}"/>'
        sheets = "".join(name.format("" if n == 1 else f" {n}", n) for n in numbers)
        links = "".join(
            f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n in numbers
        )
        kinds = "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
            for n in numbers
        )
        self._file(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>',
        )
        self._file(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>',
        )
        self._file(
            "_rels/.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        self._file(
            "[Content_Types].xml",
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
            f"{kinds}</Types>",
        )
        self._zip.close()

    def _begin(self) -> None:
        self._sheets += 1
        self._row = 0
        info = zipfile.ZipInfo(f"xl/worksheets/sheet{self._sheets}.xml", _DAY)
        info.compress_type = zipfile.ZIP_DEFLATED
        self._sheet = self._zip.open(info, "w", force_zip64=True)
        self._sheet.write(f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
        self._put(COLUMNS)

    def _end(self) -> None:
        if self._sheet is not None:
            self._sheet.write(b"</sheetData></worksheet>")
            self._sheet.close()

    def _put(self, row: tuple[str | int, ...]) -> None:
        self._row += 1
        cells = "".join(
            _cell(f"{letter}{self._row}", value)
            for letter, value in zip(_LETTERS, row, strict=True)
            if value != ""
        )
        assert self._sheet is not None
        self._sheet.write(f'<row r="{self._row}">{cells}</row>'.encode())

    def _file(self, name: str, content: str) -> None:
        info = zipfile.ZipInfo(name, _DAY)
        info.compress_type = zipfile.ZIP_DEFLATED
        self._zip.writestr(info, _HEAD + content)


def _cell(place: str, value: str | int) -> str:
    if isinstance(value, int):
        return f'<c r="{place}"><v>{value}</v></c>'
    if len(value) * 2 > _CELL and len(value.encode("utf-16-le", "replace")) > 2 * _CELL:
        raise ExportError(
            f"A cell of a workbook holds {_CELL:,} characters, and {value[:30]!r}... is longer: "
            "write csv instead."
        )
    text = _ESCAPES.sub("_x005F_", _NEVER.sub("\ufffd", value))
    written = escape(text, {"\r": "&#13;"})
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{written}</t></is></c>'


def read(source: Source) -> Iterator[Back]:
    """Read the sheets as XML."""
    with zipfile.ZipFile(source.path) as book:
        numbers = sum(name.startswith("xl/worksheets/") for name in book.namelist())
        yield from articles(_table(book, numbers), source.job)


def _table(book: zipfile.ZipFile, sheets: int) -> Iterator[dict[str, Any]]:
    for number in range(1, sheets + 1):
        with book.open(f"xl/worksheets/sheet{number}.xml") as sheet:
            names: dict[str, str] = {}
            for _, element in iterparse(sheet):
                if element.tag != f"{{{_MAIN}}}row":
                    continue
                row = {
                    cell.get("r", "").rstrip("0123456789"): _unescaped("".join(cell.itertext()))
                    for cell in element
                }
                if names:
                    yield {name: row.get(letter, "") for letter, name in names.items()}
                else:
                    names = row
                element.clear()


def _unescaped(text: str) -> str:
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)
