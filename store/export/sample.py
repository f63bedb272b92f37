"""How an export looks: an article or entity of it by the format's own writer, cut to be looked at."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from store.export.file_names import FileNames
from store.export.format import Format, Job, Out
from store.export.layers import Exported

MOST = 40
"""Lines of a file that are given."""

_LINE = 300
"""Code points of a line."""

_STRING, _ITEMS, _SPANS = 60, 4, 8


class Part(NamedTuple):
    """How a file looks. ``name``: what is added to the name of the export, or is its name in the
    folder; "" for the only one. ``lines`` are cut where they are long, and JSON where it is."""

    name: str
    lines: tuple[str, ...]


def beginning(form: Format, job: Job, first: Any) -> tuple[Part, ...]:
    """Write ``first`` (what the format's writer takes) where nobody sees it, and read what is there.

    A packed file is no text: of that, the article's words and spans are given.

    Raises:
        OSError: there is no room for files that are in the way for a moment.
    """
    parts: list[Part] = []
    if not form.packed:
        with tempfile.TemporaryDirectory(prefix="copydesk-") as folder:
            parts = list(_read(_written(form, job, first, Path(folder))))
    if not parts and isinstance(first, Exported):
        parts = [Part("", tuple(_plainly(first)))]
    return tuple(parts)


def _written(form: Format, job: Job, first: Any, folder: Path) -> dict[str, Path]:
    """The files, those first that the format names first."""
    path = folder / "sample"
    if form.folder:
        path.mkdir()
    out = Out(path, job)
    try:
        writer = form.writer(out)
        writer.add(first)
        writer.close()
    finally:
        out.close()
    if form.folder:
        found = sorted(one for one in path.rglob("*") if one.is_file())
        own = FileNames().name(first.id, first.article.id)
        # what is the article's own before what is there for all
        found.sort(key=lambda one: (one.stem != own, one.suffix != ".jsonl"))
        return {one.relative_to(path).as_posix(): one for one in found}
    return {suffix: path.with_name(path.name + suffix) for suffix in ("", *form.beside)}


def _read(files: dict[str, Path]) -> Iterator[Part]:
    for name, path in files.items():
        try:
            text = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            continue  # packed
        yield Part(name, tuple(line[:_LINE] for line in _lines(text)[:MOST]))


def _lines(text: str) -> list[str]:
    for whole in (text.partition("\n")[0], text):
        try:
            value = json.loads(whole)
        except ValueError:
            continue
        if isinstance(value, dict | list):
            return list(_laid_out(value))
    return text.split("\n", MOST)[:MOST]


def _laid_out(value: Any) -> Iterator[str]:
    """JSON with a line for each name, and for each of the objects under it."""
    if isinstance(value, list) and value:
        yield "["
        yield from _laid_out(value[0])
        yield "]"
        return
    if not isinstance(value, dict):
        yield _short(value)
        return
    yield "{"
    for name, one in value.items():
        if isinstance(one, list) and one and isinstance(one[0], dict):
            yield f" {json.dumps(name)}: ["
            yield from (f"  {_short(some)}" for some in one[:_ITEMS])
            if len(one) > _ITEMS:
                yield f"  … {len(one) - _ITEMS:,} more"
            yield " ]"
        else:
            yield f" {json.dumps(name, ensure_ascii=False)}: {_short(one)}"
    yield "}"


def _short(value: Any) -> str:
    return json.dumps(_cut(value), ensure_ascii=False)


def _cut(value: Any) -> Any:
    if isinstance(value, str) and len(value) > _STRING:
        return value[: _STRING - 1] + "…"
    if isinstance(value, list):
        return [_cut(one) for one in value[:_ITEMS]] + ["…"] * (len(value) > _ITEMS)
    if isinstance(value, dict):
        return {name: _cut(one) for name, one in value.items()}
    return value


def _plainly(first: Exported) -> Iterator[str]:
    text = first.article.text
    yield " ".join(f"{first.id}: {text[:_LINE]}".split())[:_LINE]
    for span in first.spans[:_SPANS]:
        yield f"{span.start} {span.end} {span.label} {_short(text[span.start : span.end])}"
    if len(first.spans) > _SPANS:
        yield f"… {len(first.spans) - _SPANS:,} more"
