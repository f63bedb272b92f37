"""The note that goes with every export: what it is made of, and how to make it again.

The same desk with the same choices gives the same note, byte for byte; so it holds no time.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Protocol

from store.export.layers import Exported
from store.model import Label

PROGRAM = "copydesk"


class Counted(Protocol):
    """Figures of a note."""

    def to_json(self) -> dict[str, Any]:
        """The counts as they stand in it."""


@dataclass(slots=True)
class Figures:
    """What is counted of the articles that leave the desk."""

    articles: int = 0
    spans: int = 0
    labels: Counter[str] = field(default_factory=Counter)
    article_labels: Counter[str] = field(default_factory=Counter)
    annotators: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    sources: Counter[str] = field(default_factory=Counter)
    first: str = ""
    last: str = ""
    undated: int = 0

    def count(self, exported: Exported) -> None:
        """Count an article as it will stand in the file."""
        article, spans = exported.article, exported.spans
        self.articles += 1
        self.spans += len(spans)
        for span in spans:
            self.labels[span.label] += 1
            self.annotators[span.annotator] += 1
        for label in exported.labels:
            self.article_labels[label] += 1
        self.statuses[exported.status] += 1
        self.languages[article.language] += 1
        self.sources[article.source] += 1
        if not article.published:
            self.undated += 1
        elif not self.first:
            self.first = self.last = article.published
        else:
            self.first = min(self.first, article.published)
            self.last = max(self.last, article.published)

    def to_json(self) -> dict[str, Any]:
        """The counts of a note."""
        return {
            "articles": self.articles,
            "spans": self.spans,
            "labels": _sorted(self.labels),
            "article_labels": _sorted(self.article_labels),
            "annotators": _sorted(self.annotators),
            "statuses": _sorted(self.statuses),
            "languages": _sorted(self.languages),
            "sources": _sorted(self.sources),
            "published": {"first": self.first, "last": self.last, "unknown": self.undated},
        }


def _sorted(counted: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counted.items()))


def statement(
    *,
    form: str,
    choice: Mapping[str, Any],
    options: Mapping[str, str],
    scheme: Sequence[Label],
    written: Mapping[str, str],
    figures: Counted,
    losses: Mapping[str, int],
    left_out: Mapping[str, int],
    proof: Mapping[str, Any],
    splits: Mapping[str, Any],
    licence: str,
    state: str,
    files: Mapping[str, Any],
) -> str:
    """The text of a note. ``written``: how the file writes the label ids it writes otherwise."""
    note = {
        "program": f"{PROGRAM} {_version()}",
        "format": form,
        "options": dict(options),
        "choice": dict(choice),
        "licence": licence,
        "desk": state,
        "counts": figures.to_json(),
        "splits": dict(splits),
        "losses": _sorted(losses),
        "left_out": {name: number for name, number in left_out.items() if number},
        "proof": dict(proof),
        "labels_written": {label: name for label, name in written.items() if label != name},
        "scheme": [_label(label) for label in scheme],
        "files": dict(files),
    }
    return json.dumps(note, ensure_ascii=False, indent=1) + "\n"


def _label(label: Label) -> dict[str, Any]:
    given = {
        "id": label.id,
        "name": label.name,
        "scope": label.scope,
        "group": label.group,
        "guideline": label.guideline,
        "examples": list(label.examples),
    }
    return {name: value for name, value in given.items() if value}


def _version() -> str:
    try:
        return version(PROGRAM)
    except PackageNotFoundError:
        return "(not installed)"


def state_of(connection: sqlite3.Connection) -> str:
    """A hash of all that a desk knows: of every site's last operation, and of what is held back.

    Two desks with the same journal and the same merges taken back have the same.
    """
    found = hashlib.sha256()
    for uid, seq, head in connection.execute(
        "SELECT uid, seq, head FROM site WHERE seq > 0 ORDER BY uid"
    ):
        found.update(uid + seq.to_bytes(8, "big") + head)
    held = "SELECT DISTINCT grp FROM batch_group JOIN batch ON batch.id = batch WHERE held ORDER BY grp"
    for (group,) in connection.execute(held):
        found.update(b"held" + group)
    return found.hexdigest()


def digest_of_folder(folder: Path) -> dict[str, Any]:
    """Number and size of a folder's files, and the SHA-256 of the list of their own: a line each,
    ``sum  path``, by path, as ``sha256sum`` writes them."""
    found = hashlib.sha256()
    files = {one.relative_to(folder).as_posix(): one for one in folder.rglob("*") if one.is_file()}
    size = 0
    for name in sorted(files):
        told = digest(files[name])
        size += told["bytes"]
        found.update(f"{told['sha256']}  {name}\n".encode())
    return {"number": len(files), "bytes": size, "sha256": found.hexdigest()}


def digest(path: Path) -> dict[str, Any]:
    """Size and SHA-256 of a file."""
    with path.open("rb") as file:
        return {
            "bytes": path.stat().st_size,
            "sha256": hashlib.file_digest(file, "sha256").hexdigest(),
        }
