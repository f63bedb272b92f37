"""What a record says of itself and its spans: where it comes from, and ids that may be ours."""

from __future__ import annotations

from store.model import RawSpan, Record


def identities(record: Record) -> list[tuple[str, str]]:
    """By what another version of the record would be known: its id at its source, its link."""
    found = []
    if record.external_id and record.source:
        found.append((record.source, record.external_id))
    if record.url:
        found.append(("", record.url))
    return found


def fact(record: Record) -> tuple[str, str, str]:
    """What one ingest says about where a text came from."""
    return record.external_id, record.source, record.url


def is_ours(span_id: str) -> bool:
    """Whether an id is of the form that desks give to spans."""
    if len(span_id) != 24:
        return False
    try:
        return bytes.fromhex(span_id).hex() == span_id
    except ValueError:
        return False


def without_id(span: RawSpan) -> RawSpan:
    """The span as if its record had given it no id."""
    return span._replace(id="")
