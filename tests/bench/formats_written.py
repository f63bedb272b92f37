"""Marked files taken into desks and written in every format, for `prove_formats`.

Runs in an environment that has copydesk's own libraries and those of all its extras. What a desk
holds is told beside what was written: it is read as the reader's screen reads it, and no part of an
export has a hand in it.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from store.desk import Desk
from store.errors import ExportError
from store.export import FORMATS, Plan, export
from store.export.format import Format
from store.ingest import ingest
from store.model import STATUSES

HARD = "made here"
"""The name of the file that is none: articles with all that readers are known to trip over."""

_TEXTS = (
    "Wang Yi met Wang Yi.",
    "😀 Oman’s 外长 👨\u200d👩\u200d👧 met\u00a0José Jose\u0301 in Cote d’Ivoire 🇴🇲.",
    "وزير الخارجية بدر البوسعيدي في مسقط\u200f (Oman) 2025.",
    "中国外交部长王毅在马斯喀特会见阿曼外交大臣巴德尔",
    "  Two blanks,\n\n\ta tab and line\nends.  \n",
    "a\u2028b\u0085c\u000bd\u000ce\u001cf\u2029g \ufeffh",
    "=1+1 'quoted' \"twice\", <b>&amp;</b> ]]> _x0041_ \\N NA null | # -DOCSTART- B-PER",
    '@SUM(A1) +1 -1 \'tis\t""',
)


def hard() -> Iterator[dict[str, Any]]:
    """Texts with every span of some lengths, so that they cross, nest, and stand in words."""
    for number, text in enumerate(_TEXTS):
        ranges = [
            (start, start + length)
            for length in (1, 2, 7)
            for start in range(number % 3, len(text) - length + 1, 3)
        ]
        ranges.append((0, len(text)))
        labels = ("official", "PER SON", "漢", "x-y|z", "=f(1)")
        yield {
            "id": f"../hard {number}.😀",
            "text": text,
            "title": "=cmd|'/c'!A1",
            "labels": ["relevant", "not, so"][: number % 3],
            "spans": [
                {
                    "start": start,
                    "end": end,
                    "label": labels[at % 5 if number % 2 else 0],
                    "entity": "a b:é" if at % 4 == 0 else "",
                    "entity_name": "Ali\nBaba" if at % 4 == 0 else "",
                }
                for at, (start, end) in enumerate(ranges)
            ],
        }
    yield {"id": "nothing marked", "text": "Nothing is marked in this one.", "spans": []}


def options_of(form: Format) -> Iterator[dict[str, str]]:
    """As it is written when nobody chooses, and with every other value of each option."""
    yield form.chosen({})
    for option in form.options:
        for value in option.values[1:]:
            yield form.chosen({option.name: value})


def contents(desk: Desk) -> list[dict[str, Any]]:
    """The articles of a desk as they stand there, with everybody's spans."""
    keys = desk.connection.execute("SELECT id FROM article ORDER BY n").fetchall()
    found = []
    for (key,) in keys:
        article = desk.article(key)
        spans = [[one.start, one.end, one.label] for one in desk.spans(key)]
        found.append({"id": article.external_id or key, "text": article.text, "spans": spans})
    return found


def written(path: Path, folder: Path, first: int | None, names: list[str]) -> dict[str, Any]:
    """A file's articles in a desk, and the desk in these formats. ``first``: so many articles."""
    lines = (
        [json.dumps(one) for one in hard()]
        if path.name == HARD
        else path.read_text(encoding="utf-8").split("\n")[:first]
    )
    folder.mkdir()
    with Desk.create(folder / "a.desk", actor="gold") as desk:
        data = "\n".join(line for line in lines if line).encode()
        taken = ingest(desk, ["-"], stdin=io.BytesIO(data), annotator="gold")
        files = [
            _written(desk, form, options, folder / f"{number}-{at}{form.suffix}")
            for number, form in enumerate(map(FORMATS.__getitem__, names))
            for at, options in enumerate(options_of(form))
        ]
        return {
            "file": path.name,
            "refused": [asdict(one) for one in taken.refused],
            "articles": contents(desk),
            "written": files,
        }


def _written(desk: Desk, form: Format, options: dict[str, str], path: Path) -> dict[str, Any]:
    """One export, with what it told before anything was written."""
    told: list[dict[str, int]] = []

    def note(plan: Plan) -> None:
        assert not path.exists()
        told.append(dict(plan.losses))

    found: dict[str, Any] = {"format": form.name, "options": options, "path": str(path)}
    try:
        summary = export(
            desk, form.name, path, told=note, layer="all", statuses=STATUSES,
            overlap="" if "overlap" in form.under(options).holds else "longest", options=options,
        )  # fmt: skip
    except ExportError as error:
        return {**found, "error": str(error)}
    corpus = json.loads(Path(summary.note).read_bytes())
    labels = {name: label for label, name in corpus["labels_written"].items()}
    return {**found, "error": "", "told": told[0], "labels": labels}


def main() -> None:
    """Paths, a folder, formats and how many articles in on standard input; JSON out."""
    given = json.load(sys.stdin)
    folder = Path(given["folder"])
    found = [
        written(Path(path), folder / str(number), given["first"], given["formats"])
        for number, path in enumerate(given["paths"])
    ]
    json.dump(found, sys.stdout)
