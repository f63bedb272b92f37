"""Excel workbooks (``.xlsx``): every sheet is read as the table it would be saved as.

A reader of its own, which runs no macro, follows no link and computes nothing: a formula counts as
the value last computed. What a workbook may unpack to is limited.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, cast
from xml.etree.ElementTree import Element

from store.ingest import delimited, safe_xml
from store.ingest.reading import Reading
from store.ingest.safe_xml import local
from store.ingest.table_shape import shape_of
from store.model import Record, Refusal

_LARGEST = 1024 * 1024 * 1024
_LARGEST_STRINGS = 256 * 1024 * 1024
_MOST_COLUMNS = 2_000
_SAMPLE = 61
_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_IS_DATE = re.compile(r"[ymdhs]", re.I)
_SPARED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_CELL = re.compile(r"([A-Z]{1,3})\d+")


class _TooLarge(ValueError):
    """It unpacks to more than may be."""


def read(reading: Reading) -> Iterator[Record | Refusal]:
    """Yield what the rows of a workbook's sheets hold."""
    with tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(reading.stream, copy, 1024 * 1024)
        try:
            with zipfile.ZipFile(cast(BinaryIO, copy)) as archive:
                yield from _sheets(archive, reading)
        except (zipfile.BadZipFile, KeyError, zlib.error, EOFError) as error:
            yield reading.refuse("line 1", f"not a workbook that can be read: {error}")
        except (safe_xml.Unsafe, _TooLarge) as error:
            yield reading.refuse("line 1", str(error))
        except (NotImplementedError, RuntimeError) as error:
            yield reading.refuse("line 1", f"packed in a way that is not read: {error}")


def _sheets(archive: zipfile.ZipFile, reading: Reading) -> Iterator[Record | Refusal]:
    if sum(one.file_size for one in archive.infolist()) > _LARGEST:
        raise _TooLarge(f"unpacks to more than {_LARGEST // 1024**2} MB")
    names = set(archive.namelist())
    book = _tree(archive, "xl/workbook.xml")
    targets = {
        one.get("Id", ""): one.get("Target", "")
        for one in _tree(archive, "xl/_rels/workbook.xml.rels")
    }
    strings = _strings(archive) if "xl/sharedStrings.xml" in names else []
    dates = _date_styles(archive) if "xl/styles.xml" in names else frozenset()
    early = any(
        local(one) == "workbookPr" and one.get("date1904") in ("1", "true") for one in book.iter()
    )
    sheets = [one for one in book.iter() if local(one) == "sheet"]
    for sheet in sheets:
        own = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), "")
        target = targets.get(own, "")
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if path not in names or "worksheet" not in path:
            continue
        name = sheet.get("name", "")
        cells = _Cells(strings, dates, early)
        yield from _table(_rows(archive, path, cells), name, len(sheets) > 1, reading)


def _table(
    rows: Iterator[tuple[int, list[str]]], name: str, several: bool, reading: Reading
) -> Iterator[Record | Refusal]:
    first = [row for _, row in zip(range(_SAMPLE), rows, strict=False)]
    if not first:
        return
    sample = io.StringIO()
    csv.writer(sample).writerows(row for _, row in first)
    shape = shape_of(sample.getvalue(), whole=len(first) < _SAMPLE, mapped=reading.columns)
    sheet = f"sheet {name!r} " if several else ""
    if shape.reason:
        yield reading.refuse(f"{sheet}row 1", shape.reason)
        return

    def placed() -> Iterator[tuple[str, list[str]]]:
        for number, row in first:
            yield f"{sheet}row {number}", row
        for number, row in rows:
            yield f"{sheet}row {number}", row

    yield from delimited.take(placed(), shape, reading)


def _rows(archive: zipfile.ZipFile, path: str, cells: _Cells) -> Iterator[tuple[int, list[str]]]:
    with archive.open(path) as stream:
        found = safe_xml.each(cast(BinaryIO, stream), _LARGEST, lambda name, _: name == "row")
        for number, (row, _) in enumerate(found, 1):
            values: list[str] = []
            for cell in row:
                if local(cell) != "c":
                    continue
                at = _column(cell.get("r", ""), len(values))
                if at > _MOST_COLUMNS:
                    break
                values += [""] * (at - len(values))
                values.append(cells.value(cell))
            if any(values):
                given = row.get("r", "")
                yield int(given) if given.isdigit() else number, values


def _column(reference: str, otherwise: int) -> int:
    """The number of a cell's column, from 0: ``AB12`` is 27."""
    found = _CELL.fullmatch(reference)
    if not found:
        return otherwise
    number = 0
    for letter in found[1]:
        number = number * 26 + ord(letter) - 64
    return max(number - 1, otherwise)


class _Cells:
    """What the cells of a workbook hold, as text."""

    def __init__(self, strings: list[str], dates: frozenset[int], early: bool) -> None:
        self._strings = strings
        self._dates = dates
        self._first = datetime.datetime(1904, 1, 1) if early else datetime.datetime(1899, 12, 30)

    def value(self, cell: Element) -> str:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return _text(cell)
        said = next((one.text or "" for one in cell if local(one) == "v"), "")
        if kind == "s":
            place = int(said) if said.isdigit() else -1
            return self._strings[place] if 0 <= place < len(self._strings) else ""
        if kind == "str":
            return _unescaped(said)
        if kind == "b":
            return {"1": "true", "0": "false"}.get(said, said)
        if kind == "n" and said and int(cell.get("s") or 0) in self._dates:
            return self._date(said)
        if kind == "n" and said.endswith(".0"):
            return said[:-2]
        return said

    def _date(self, said: str) -> str:
        """A serial number as a date, with the time of day if it has one."""
        try:
            moment = self._first + datetime.timedelta(days=float(said))
        except (ValueError, OverflowError):
            return said
        moment = (moment + datetime.timedelta(milliseconds=500)).replace(microsecond=0)
        whole = moment.hour == moment.minute == moment.second == 0
        return moment.date().isoformat() if whole else moment.isoformat()


def _text(element: Element) -> str:
    """The runs of a string, without the reading aids (``rPh``) beside them."""
    aids = {id(one) for part in element.iter() if local(part) == "rPh" for one in part.iter()}
    text = "".join(
        part.text or "" for part in element.iter() if local(part) == "t" and id(part) not in aids
    )
    return _unescaped(text)


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _strings(archive: zipfile.ZipFile) -> list[str]:
    strings: list[str] = []
    size = 0
    with archive.open("xl/sharedStrings.xml") as stream:
        items = safe_xml.each(
            cast(BinaryIO, stream), _LARGEST_STRINGS, lambda name, _: name == "si"
        )
        for item, _ in items:
            strings.append(_text(item))
            size += len(strings[-1])
            if size > _LARGEST_STRINGS:
                raise _TooLarge(f"more than {_LARGEST_STRINGS // 1024**2} MB of words in its cells")
    return strings


def _date_styles(archive: zipfile.ZipFile) -> frozenset[int]:
    """Numbers of the cell styles that show a number as a date."""
    styles = _tree(archive, "xl/styles.xml")
    own = {
        one.get("numFmtId", ""): bool(_IS_DATE.search(_SPARED.sub("", one.get("formatCode", ""))))
        for one in styles.iter()
        if local(one) == "numFmt"
    }
    cells = next((one for one in styles if local(one) == "cellXfs"), None)
    found = set()
    for number, style in enumerate(cells if cells is not None else ()):
        form = style.get("numFmtId", "0")
        if own.get(form, form.isdigit() and int(form) in _DATES):
            found.add(number)
    return frozenset(found)


def _tree(archive: zipfile.ZipFile, name: str) -> Element:
    with archive.open(name) as stream:
        return safe_xml.tree(cast(BinaryIO, stream), _LARGEST_STRINGS)
