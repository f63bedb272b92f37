"""What a file brings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from store.model import NO_META, Meta


class RawSpan(NamedTuple):
    """A span as a file brought it, offsets already counted in the final text.

    A file may bring millions, and making a tuple takes a third of the time.

    ``words``: what it covers, where the file has no text to hold it against.
    """

    start: int
    end: int
    label: str
    annotator: str = ""
    origin: str = ""
    id: str = ""
    created: str = ""
    confirmed: bool = True
    entity: str = ""
    entity_name: str = ""
    meta: Meta = NO_META
    words: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One article as a file brought it, cleaned and ready to be taken in.

    ``position`` names the place in ``file`` for messages: ``line 12`` or ``record 3``. ``article``:
    the id it has on a desk, where the file does not hold its text or not to the character; a desk
    that has it takes the rest of the record for that article.
    """

    text: str
    title: str = ""
    external_id: str = ""
    published: str = ""
    source: str = ""
    url: str = ""
    language: str = ""
    status: str = ""
    labels: tuple[str, ...] = ()
    meta: Meta = field(default_factory=dict)
    spans: tuple[RawSpan, ...] = ()
    file: str = ""
    position: str = ""
    article: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A record or span that was not taken in, and why."""

    file: str
    position: str
    reason: str
