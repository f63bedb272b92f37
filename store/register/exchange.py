"""Taking an existing register in, and linking marks against it.

How the register goes out is `store.export`'s business.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from store import state
from store.desk import Desk
from store.errors import Refused
from store.journal import log
from store.journal.operations import Draft, edge_hash
from store.model import Label, Refusal
from store.names.forms import alias_key, built_in, form_of
from store.names.inside import lone
from store.register import deciding, linking
from store.register.reading import EXTERNAL, ROLE, lives, root_of
from store.register.records import Given, read
from store.state.register import ALIAS, KEPT, entity_name, introduction
from store.state.register.ties import SAME, edge_name
from store.state.spans import name as span_name

Progress = Callable[[int, int], None]

_BATCH = 2000
_ARTICLES = 100
_UNLINKED = "entity = '' AND body IS NOT NULL AND (annotator = ? OR origin = 'import')"


@dataclass(slots=True)
class Taken:
    """What came of taking a register in: entities that are new, that learned something, that said
    nothing new, and records that were refused."""

    added: int = 0
    changed: int = 0
    known: int = 0
    refused: list[Refusal] = field(default_factory=list)


def take_in(
    desk: Desk,
    path: Path,
    *,
    source: str = "",
    label: str = "",
    file_format: str = "",
    progress: Progress | None = None,
) -> Taken:
    """Take in a register (`store.register.records` says how it looks), as one action.

    An entity keeps its id when it is one of ours or holds a colon; else it is named after
    ``source`` (by default the file's stem), so that ids of two lists do not meet. Taken in again,
    only what changed in the list is written: what people said since goes on standing. What our own
    export says was merged is tied, unless it was told apart here.

    Raises:
        Refused: the file cannot be read, the scheme has no such label, or somebody took the action
            back while it was going on; the rest is left as it was.
        DeskError: the desk could not be written; batches written before stay.
    """
    scheme = [one for one in desk.labels(retired=True) if one.scope == "span"]
    labels = {one.id for one in scheme if not one.retired}
    retired = {one.id for one in scheme if one.retired}
    label = label or next((one for one in ("official", *sorted(labels)) if one in labels), "")
    if label not in labels:
        raise Refused(f"The scheme has no label {label} for spans ({', '.join(sorted(labels))}).")
    taken = Taken()
    records = read(path, file_format)
    group: bytes | None = None
    done = 0
    while batch := list(islice(records, _BATCH)):
        by_id: dict[str, dict[str, Any]] = {}
        ties: list[Given] = []
        for one in batch:
            if isinstance(one, Refusal):
                taken.refused.append(one)
            elif one.ours and not one.name:
                ties.append(one)
            elif not _has_label(one, labels | retired if one.ours else labels):
                taken.refused.append(Refusal(path.name, one.id, f"no label {one.label} here"))
            else:
                key = _id_of(one, source or path.stem)
                by_id.setdefault(key, {}).update(_fields(one, label))
        with desk.transaction() as connection:
            _go_on(connection, group, f"{done:,} records")
            drafts = []
            for key, fields in by_id.items():
                obj = entity_name(key)
                before = log.folded(connection, obj)
                fresh = {k: v for k, v in fields.items() if before.fields.get(k) != v}
                if fresh and before.born is not None:
                    said = _said_before(connection, obj)
                    fresh = {k: v for k, v in fresh.items() if said.get(k) != v}
                taken.added += before.born is None
                taken.known += before.born is not None and not fresh
                taken.changed += before.born is not None and bool(fresh)
                if fresh:
                    drafts.append(Draft(obj, "entity.import", fresh))
            if drafts:
                group = desk.append(connection, drafts, group=group)
                state.project(connection, [draft.obj for draft in drafts])
            for one in ties:
                group = _tie(desk, connection, one, taken, path.name, group)
        done += len(batch)
        if progress is not None:
            progress(done, 0)
    return taken


def _has_label(given: Given, labels: Collection[str]) -> bool:
    known = built_in(given.id)
    return given.label in labels or given.label in ("", known.kind if known else "")


def _tie(
    desk: Desk,
    connection: sqlite3.Connection,
    given: Given,
    taken: Taken,
    file: str,
    group: bytes | None,
) -> bytes | None:
    """Tie an id to the entity that it was merged into, unless something was said of both before."""
    one, into = given.id, given.replaced_by
    roots = {root_of(connection, key) for key in (one, into)}
    why = ""
    if not into or len(roots) == 1:
        taken.known += 1
        return group
    if not lives(connection, into):
        why = f"it was merged into {into}, which is not here"
    elif deciding.told_apart(desk, roots):
        why = f"it was merged into {into}, but here they were told apart"
    if why:
        taken.refused.append(Refusal(file, one, why))
        return group
    if log.folded(connection, edge_name(one, into)).born is not None:  # and was taken back since
        taken.known += 1
        return group
    tie = deciding.edge(one, into, SAME, "entity.import")
    group = desk.append(connection, [tie], group=group)
    state.project(connection, [tie.obj])
    if root_of(connection, into) != into or built_in(one) is not None:
        speaks = Draft(entity_name(into), "entity.prefer", {"preferred": True})
        desk.append(connection, [speaks], group=group)
        state.project(connection, [speaks.obj])
    taken.changed += 1
    return group


def _said_before(connection: sqlite3.Connection, obj: str) -> dict[str, Any]:
    """What lists that were taken in said of an entity last."""
    said: dict[str, Any] = {}
    for (encoded,) in connection.execute(
        "SELECT op.fields FROM op JOIN action ON action.grp = op.grp "
        "WHERE op.obj = ? AND op.kind = 'entity.import' AND action.revoked = 0 ORDER BY op.id",
        (obj,),
    ):
        said.update(json.loads(encoded))
    return said


def link_all(
    desk: Desk, *, introduce: bool = False, progress: Progress | None = None
) -> tuple[int, int]:
    """Link marks that name something and are linked to nothing: mine, and imported ones.

    To known names alone, unless ``introduce``: then as tagging does, with guesses and new names.
    One action. Gives how many were linked, and how many were looked at.

    Raises:
        Refused: somebody took the action back while it was going on; the rest is left as it was.
        DeskError: the desk could not be written; batches written before stay.
    """
    labels = {one.id: one for one in desk.labels(retired=True) if linking.links(one)}
    articles = desk.connection.execute(
        f"SELECT n, count(*) FROM span JOIN text USING (n) WHERE {_UNLINKED} GROUP BY n ORDER BY n",
        (desk.actor,),
    ).fetchall()
    total = sum(count for _, count in articles)
    group: bytes | None = None
    linked = seen = 0
    for at in range(0, len(articles), _ARTICLES):
        with desk.transaction() as connection:
            _go_on(connection, group, f"{seen:,} of {total:,} marks")
            for n, count in articles[at : at + _ARTICLES]:
                seen += count
                told = [
                    _Mark(
                        n, digest.hex(), key, linking.text_of(desk, digest.hex(), start, end), *of
                    )
                    for digest, key, start, end, *of in connection.execute(
                        'SELECT hash, span.id, start, "end", label, annotator FROM span '
                        f"JOIN text USING (n) WHERE n = ? AND {_UNLINKED} ORDER BY start, span.id",
                        (n, desk.actor),
                    )
                    if of[0] in labels
                ]
                # longest first: a surname alone is then resolved inside its article
                told.sort(key=lambda mark: -len(mark.words))
                for part in (
                    [mark for mark in told if not lone(mark.words)],
                    [mark for mark in told if lone(mark.words)],
                ):
                    drafts = list(_links(desk, part, labels, introduce))
                    if drafts:
                        linked += sum(draft.kind == "span.link" for draft in drafts)
                        group = desk.append(connection, drafts, group=group)
                        state.project(connection, [draft.obj for draft in drafts])
        if progress is not None:
            progress(seen, total)
    return linked, seen


def _go_on(connection: sqlite3.Connection, group: bytes | None, done: str) -> None:
    """See that nobody took back what was written so far: the rest would be no part of it."""
    if group is not None and log.is_revoked(connection, group):
        raise Refused(f"This was undone elsewhere after {done}; no more follow.")


class _Mark(NamedTuple):
    """A mark that is linked to nothing yet."""

    n: int
    article: str
    id: str
    words: str
    label: str
    annotator: str


def _links(
    desk: Desk, marks: Iterable[_Mark], labels: Mapping[str, Label], introduce: bool
) -> Iterator[Draft]:
    """What links marks of one article; what is new in it is introduced once."""
    new: dict[tuple[str, str], str] = {}
    named: defaultdict[tuple[str, str], list[linking.Named]] = defaultdict(list)
    linker = linking.linker(desk)
    for mark in marks:
        label = labels[mark.label]
        beside = named[mark.label, mark.annotator]
        found = linker.link(
            mark.n, mark.words, label, span=mark.id, annotator=mark.annotator, beside=beside
        )
        if found is None or not (introduce or (found.confirmed and not found.introduces)):
            continue
        first = found.introduces
        if first:
            known = new.setdefault((label.id, alias_key(mark.words)), found.entity)
            first = known == found.entity
            found = replace(found, entity=known)
        said = linking.said(found, mark.words)
        beside.append((form_of(mark.words), found.entity, found.sure))
        # the deed first: an action is called after its first operation
        yield Draft(span_name(mark.article, mark.id), "span.link", said)
        if first:
            yield introduction(found.entity, label.id, form_of(mark.words))


def _id_of(given: Given, source: str) -> str:
    ours = given.ours or (len(given.id) == 24 and set(given.id) <= set("0123456789abcdef"))
    return given.id if ours or ":" in given.id else f"{source}:{given.id}"


def _fields(given: Given, label: str) -> dict[str, Any]:
    """The fields of an entity that a record sets."""
    fields: dict[str, Any] = {KEPT: True, "name": given.name, "label": given.label or label}
    known = built_in(given.id)
    if known is not None and given.label in ("", known.kind):
        del fields["label"]
    fields.update({ALIAS + form: True for form in given.aliases if form != given.name})
    for role in given.roles:
        fields[ROLE + edge_hash("role", *role)[:8]] = list(role)
    fields.update({EXTERNAL + key: value for key, value in given.external})
    for key in ("country", "code", "notes"):
        if value := getattr(given, key):
            fields[key] = value
    return fields
