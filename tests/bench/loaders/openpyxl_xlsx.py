"""Workbooks, by openpyxl."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.loaders import Job, Loaded

NAME = "openpyxl"
PACKAGES = ("openpyxl",)


def load(job: Job) -> Iterator[Loaded]:
    """The rows of all sheets, grouped by article. No cell may be taken for a formula."""
    from openpyxl import load_workbook
    from openpyxl.utils.escape import unescape

    found: dict[str, Loaded] = {}
    for sheet in load_workbook(job.path):
        rows = sheet.iter_rows()
        names = [cell.value for cell in next(rows)]
        for row in rows:
            cells = dict(zip(names, row, strict=False))
            # openpyxl leaves the escapes of the file format to whoever reads the cell
            said = {
                name: unescape(cell.value) if isinstance(cell.value, str) else cell.value
                for name, cell in cells.items()
            }
            back = found.setdefault(said["article"], Loaded(said["id"]))
            back.spans.append((said["start"], said["end"], said["label"], said["text"]))
            if any(cell.data_type == "f" for cell in row):
                back.complaints.append(f"a formula in row {row[0].row}")
    yield from found.values()
