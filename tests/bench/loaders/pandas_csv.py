"""CSV, by pandas."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.loaders import Job, Loaded

NAME = "pandas"
PACKAGES = ("pandas",)


def load(job: Job) -> Iterator[Loaded]:
    """The rows, grouped by article. One apostrophe comes off a cell that begins with one."""
    import pandas

    table = pandas.read_csv(job.path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    table = table.map(lambda cell: cell[1:] if cell.startswith("'") else cell)
    for (_, name), rows in table.groupby(["article", "id"], sort=False):
        cells = zip(rows["start"], rows["end"], rows["label"], rows["text"], strict=True)
        yield Loaded(name, None, [(int(a), int(b), label, text) for a, b, label, text in cells])
