"""Taking records in, many at a time: one undoable action, committed in short batches.

A batch holds the desk's write lock for about `BATCH_SECONDS`, so that somebody marking on the same
desk meanwhile does not feel it. A text that is new to the desk takes a straight path: its rows are
computed by the same functions the projections use, without reading anything back.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace
from itertools import chain
from types import TracebackType
from typing import Any, Self

from store import state
from store.desk import Desk
from store.intake.claims import fact, identities, is_ours, without_id
from store.intake.fresh import New, add_fields, fill_places, last_text, store_texts, write_rows
from store.intake.labels import GivenLabels
from store.journal import log
from store.journal.fold import ADD_ARTICLE
from store.journal.handles import handle
from store.journal.operations import Draft, edge_hash, text_hashes
from store.model import STATUSES, RawSpan, Record, Refusal
from store.names.forms import built_in, form_of
from store.state import annotators
from store.state import layers as layer_state
from store.state import spans as span_state
from store.state.register import entity_name, introduction

BATCH_SECONDS = 0.15
BATCH_DRAFTS = 10_000
IMPORTER = "import"
"""The annotator of spans that name none."""

# the newest of those with the same id at the same source, else of those with the same link
_OLDER = (
    "SELECT id FROM (SELECT 1 AS by_id, n FROM external "
    "WHERE external_id = nullif(?1, '') AND source = nullif(?2, '') "
    "UNION ALL SELECT 0, n FROM external WHERE url = nullif(?3, '') AND url != '') "
    "JOIN article USING (n) ORDER BY by_id DESC, n DESC LIMIT 1"
)

_Mark = tuple[str, int, int, str]
"""annotator, start, end, label"""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one record. ``known``: its text was on the desk already.

    ``absent``: it brought no text, and the article it means is not on the desk.
    """

    article_id: str
    known: bool
    spans_added: int = 0
    spans_known: int = 0
    refused: tuple[Refusal, ...] = ()
    supersedes: str = ""
    absent: bool = False


class Intake:
    """Takes records in as one group. Use it as a context manager; leaving it commits the rest.

    What was committed stays when an error or an interruption ends the block.
    """

    def __init__(self, desk: Desk, annotator: str = IMPORTER) -> None:
        self._desk = desk
        self._annotator = handle(annotator) or IMPORTER
        self._group: bytes | None = None
        self._pending: dict[bytes, New] = {}
        self._facts: dict[tuple[str, str], str] = {}
        self._late: list[Draft] = []
        self._said: set[tuple[str, ...]] = set()
        self._met: set[str] = set()
        """Entities that are built in, in the register, or introduced to it."""
        self._sizes: dict[bytes, int | None] = {}
        """Of the texts a record may bring, those that are here; None where only the place is."""
        self._span_ids: set[str] = set()
        self._fill: dict[bytes, Record] = {}
        self._drafts = 0
        self._since = 0.0
        self._last = 0
        self._labels = GivenLabels(desk.labels(retired=True))

    @property
    def labels_added(self) -> list[str]:
        """Labels that came with the records and were not in the scheme."""
        return self._labels.added

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        if kind is None or kind is KeyboardInterrupt:
            self.commit()

    def add(self, record: Record) -> Taken:
        """Take one record in; on disk after the next `commit`, which comes by itself.

        Raises:
            DeskError: the desk could not be written; earlier batches are kept.
        """
        if record.article:
            record = self._with_text(record)
            if not record.text:
                return Taken(record.article, False, absent=True)
        if not self._since:  # before any look whether a text is here
            self._since = time.monotonic()
            self._last = last_text(self._desk.connection)
        digest, record = self._but_for_blanks(record)
        spans, refused = self._fitting(record)
        if digest not in self._pending and self._fresh(digest, record):
            taken = self._add_new(digest, record, spans)
        else:
            taken = self._add_known(digest, record, spans)
        if time.monotonic() - self._since > BATCH_SECONDS or self._drafts > BATCH_DRAFTS:
            self.commit()
        return replace(taken, refused=tuple(refused)) if refused else taken

    def _with_text(self, record: Record) -> Record:
        """The record with the desk's own text of the article it means, if the desk has that."""
        try:
            digest = bytes.fromhex(record.article)
        except ValueError:
            return record
        pending = self._pending.get(digest)
        if pending is not None:
            return replace(record, text=pending.record.text)
        row = self._desk.connection.execute(
            "SELECT body FROM text WHERE hash = ?", (digest,)
        ).fetchone()
        return replace(record, text=row[0]) if row is not None and row[0] else record

    def _but_for_blanks(self, record: Record) -> tuple[bytes, Record]:
        """The hash and record of the text that is here, where the record's differs from it by a blank
        or a line break at the end alone: programs add and drop those, and the marks two people made
        in one text shall meet. Else the record's own."""
        bare = record.text.rstrip()
        own = record.text[len(bare) :]
        ends = list(dict.fromkeys((own, "", " ", "\n") if bare else (own,)))
        found = dict(zip(text_hashes(bare, ends), ends, strict=True))
        marks = ", ".join("?" * len(found))
        rows = self._desk.connection.execute(
            f"SELECT hash, size FROM text WHERE hash IN ({marks})", tuple(found)
        )
        self._sizes = dict(rows)
        here = self._sizes.keys() | (found.keys() & self._pending.keys())
        digest = next((one for one in found if one in here), next(iter(found)))
        if found[digest] == own:
            return digest, record
        text, length = bare + found[digest], len(record.text)
        spans = tuple(
            span._replace(end=min(span.end, len(text))) if span.end <= length else span
            for span in record.spans
        )
        return digest, replace(record, text=text, spans=spans)

    # -- what a record says ----------------------------------------------------------------------

    def _fitting(self, record: Record) -> tuple[list[RawSpan], list[Refusal]]:
        fitting, refused = [], []
        for span in record.spans:
            reason = ""
            if not 0 <= span.start < span.end <= len(record.text):
                reason = (
                    f"span {span.start}-{span.end} does not fit a text of "
                    f"{len(record.text)} characters"
                )
            elif not span.label:
                reason = f"span {span.start}-{span.end} has no label"
            elif span.words and span.words != record.text[span.start : span.end]:
                there = record.text[span.start : span.end]
                reason = (
                    f"its text {span.words[:60]!r} does not stand at {span.start}-{span.end}, "
                    f"where {there[:60]!r} is"
                )
            if reason:
                refused.append(Refusal(record.file, record.position, reason))
            else:
                fitting.append(span)
        return fitting, refused

    def _label(self, given: str, scope: str) -> str:
        label_id, draft = self._labels.match(given, scope)
        if draft is not None:
            self._late.append(draft)
        return label_id

    def _owner(self, span: RawSpan) -> str:
        return handle(span.annotator) or self._annotator

    def _link(self, span: RawSpan, label: str, text: str) -> dict[str, Any]:
        """What an imported mark says of its entity, which it introduces where nobody has."""
        form = form_of(text[span.start : span.end])
        entity = span.entity
        if entity not in self._met:
            self._met.add(entity)
            known = built_in(entity) or log.folded(self._desk.connection, entity_name(entity)).born
            if known is None:
                self._late.append(introduction(entity, label, span.entity_name or form))
        return {"entity": entity, "form": form, "linked": "import"}

    def _span_drafts(
        self, article_id: str, text: str, spans: list[RawSpan]
    ) -> list[tuple[str, dict[str, Any]]]:
        """(span id, fields) of imported spans; a repeated one is told apart by its ordinal."""
        drafts = []
        ordinals: dict[_Mark, int] = {}
        for span in spans:
            label = self._label(span.label, "span")
            owner = self._owner(span)
            key = (owner, span.start, span.end, label)
            span_id = span.id
            if not span_id or not is_ours(span_id):
                ordinal = ordinals.get(key, 0)
                span_id = edge_hash(article_id, *key, ordinal)
                ordinals[key] = ordinal + 1
            fields: dict[str, Any] = {
                "range": [span.start, span.end],
                "label": label,
                "annotator": owner,
                "origin": span.origin or "import",
            }
            if span.created:
                fields["created"] = span.created
            if not span.confirmed:
                fields["confirmed"] = False
            if span.entity:
                fields |= self._link(span, label, text)
            if span.meta:
                fields["meta"] = dict(span.meta)
            drafts.append((span_id, fields))
        return drafts

    def _layer_fields(self, record: Record) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        if record.status in STATUSES and record.status not in ("new", "started"):
            fields["status"] = record.status
        for given in record.labels:
            fields[layer_state.LABEL_FIELD + self._label(given, "article")] = True
        return fields

    def _layer_owners(self, spans: list[RawSpan]) -> list[str]:
        return sorted({self._owner(span) for span in spans}) or [self._annotator]

    # -- a text the desk has never seen -------------------------------------------------------------

    def _fresh(self, digest: bytes, record: Record) -> bool:
        """Whether the text has no place here; one that waits in an empty place is remembered."""
        if self._sizes.get(digest, 0) is None:
            self._fill[digest] = record
        return digest not in self._sizes

    def _add_new(self, digest: bytes, record: Record, spans: list[RawSpan]) -> Taken:
        article_id = digest.hex()
        marks = self._span_drafts(article_id, record.text, spans)
        taken_ids = {span_id for span_id, _ in marks}
        if len(taken_ids) != len(marks) or self._ids_taken(marks, spans):
            # ids of ours that came twice or stand elsewhere: these marks get ids of their own
            marks = self._span_drafts(article_id, record.text, [without_id(span) for span in spans])
        layer = self._layer_fields(record)
        new = New(
            digest=digest,
            record=record,
            add=add_fields(record, self._older(record)),
            marks=marks,
            layer=layer,
            owners=self._layer_owners(spans) if layer else [],
        )
        self._pending[digest] = new
        self._span_ids.update(span_id for span_id, _ in marks)
        self._facts.update(dict.fromkeys(identities(record), article_id))
        self._drafts += 1 + len(marks) + len(new.owners)
        return Taken(article_id, False, len(marks), 0, (), str(new.add.get("supersedes", "")))

    def _ids_taken(self, marks: list[tuple[str, dict[str, Any]]], spans: list[RawSpan]) -> bool:
        if not any(span.id and is_ours(span.id) for span in spans):
            return False
        taken = "SELECT 1 FROM span WHERE id = ?"
        return any(
            span_id in self._span_ids or self._desk.connection.execute(taken, (span_id,)).fetchone()
            for span_id, _ in marks
        )

    def _older(self, record: Record) -> str:
        """The listed article this one seems to correct: same source and id, or the same URL."""
        known = identities(record)
        for identity in known:
            if found := self._facts.get(identity):
                return found
        if not known:
            return ""
        row = self._desk.connection.execute(
            _OLDER, (record.external_id, record.source, record.url)
        ).fetchone()
        return str(row[0]) if row else ""

    # -- a text that is there, or was -----------------------------------------------------------------

    def _add_known(self, digest: bytes, record: Record, spans: list[RawSpan]) -> Taken:
        article_id = digest.hex()
        obj = f"article:{article_id}"
        connection = self._desk.connection
        before = log.folded(connection, obj)
        drafts: list[Draft] = []
        pending = self._pending.get(digest)
        if pending is not None:
            self._say(pending)
        brought = fact(record)
        keys = ("external_id", "source", "url")
        said = {tuple(str(add.get(key, "")) for key in keys) for add in before.adds}
        if brought not in said and (obj, *brought) not in self._said:
            self._said.add((obj, *brought))
            drafts.append(Draft(obj, ADD_ARTICLE, add_fields(record, "")))
        live = set(log.live_objects(connection, f"span:{article_id}:")) if spans else set()
        standing = self._standing(article_id) if spans else set()
        added = known = 0
        for span_id, fields in self._span_drafts(article_id, record.text, spans):
            span = span_state.name(article_id, span_id)
            if span in live or (span,) in self._said or self._stands(standing, fields):
                known += 1
                continue
            added += 1
            self._said.add((span,))
            drafts.append(Draft(span, "span.add", fields))
        drafts += self._late_layers(article_id, record, spans)
        self._late += drafts
        self._drafts += len(drafts)
        return Taken(article_id, bool(before.adds) or pending is not None, added, known)

    def _say(self, pending: New) -> None:
        """Note what a waiting article brings: its text came a second time in one batch."""
        article_id = pending.digest.hex()
        self._said.add((f"article:{article_id}", *fact(pending.record)))
        self._said.update((span_state.name(article_id, key),) for key, _ in pending.marks)
        self._said.update((layer_state.name(article_id, who),) for who in pending.owners)

    def _standing(self, article_id: str) -> set[_Mark]:
        """The marks of everybody in an article, whatever their ids."""
        spans = self._desk.spans(article_id)
        return {(span.annotator, span.start, span.end, span.label) for span in spans}

    def _stands(self, standing: Set[_Mark], fields: Mapping[str, Any]) -> bool:
        """Whether a mark of ours came back under another id: the same range, label and owner."""
        if fields["origin"] == "import":
            return False
        owner = self._desk.known_as(fields["annotator"])
        return (owner, *fields["range"], fields["label"]) in standing

    def _late_layers(self, article_id: str, record: Record, spans: list[RawSpan]) -> list[Draft]:
        """Status and labels for layers that have never said anything of the kind."""
        fields = self._layer_fields(record)
        connection = self._desk.connection
        names = annotators.load(connection) if fields else {}
        drafts = []
        for owner in self._layer_owners(spans) if fields else []:
            obj = layer_state.name(article_id, owner)
            said = annotators.folded(connection, annotators.canonical(obj, names), names).fields
            unsaid = {key: value for key, value in fields.items() if key not in said}
            if unsaid and (obj,) not in self._said:
                self._said.add((obj,))
                drafts.append(Draft(obj, "layer.import", unsaid))
        return drafts

    # -- writing -----------------------------------------------------------------------------------

    def commit(self) -> None:
        """Write what is pending in one transaction.

        Raises:
            DeskError: it could not be written; what was committed before stays.
        """
        pending, self._pending = list(self._pending.values()), {}
        late, self._late = self._late, []
        fill, self._fill = self._fill, {}
        self._facts.clear()
        self._said.clear()
        self._span_ids.clear()
        self._drafts = 0
        self._since = 0.0
        if not pending and not late and not fill:
            return
        with self._desk.transaction() as connection:
            fill_places(connection, fill)
            fresh = store_texts(connection, pending, self._last)
            if fresh:
                drafts = chain.from_iterable(new.drafts() for new in fresh)
                write_rows(connection, fresh, self._append(connection, drafts))
            if late:
                self._append(connection, late)
                state.project(connection, [draft.obj for draft in late])
        for new in pending:
            if not new.n:  # somebody else brought the text while this batch was gathered
                self._add_known(new.digest, new.record, self._fitting(new.record)[0])
        if self._late:
            self.commit()
        time.sleep(0.001)  # lets a waiting writer in

    def _append(self, connection: sqlite3.Connection, drafts: Iterable[Draft]) -> bytes:
        """Append to the one group of this intake; the first operation's id comes back."""
        newest = connection.execute("SELECT max(id) FROM op").fetchone()[0]
        if self._group is not None and log.is_revoked(connection, self._group):
            self._group = None  # undone from elsewhere meanwhile: what comes now is a step anew
        self._group = self._desk.append(connection, drafts, group=self._group)
        first = connection.execute(
            "SELECT min(id) FROM op WHERE id > ?", (newest or b"",)
        ).fetchone()[0]
        return bytes(first)
