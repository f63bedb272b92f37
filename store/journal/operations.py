"""Operations: their identity, order, encoding and hash chain.

An operation's id is a hybrid logical clock (48 bits of milliseconds, 16 of counter) and the random
64-bit id of the site that made it. Allocated inside the write transaction as one more than the
newest id on the desk, it is unique, sorts after everything its maker had seen, and needs no server.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from store.text.clean import keepable

# fields come out of JSON or are put together one by one: none holds itself
_ENCODE = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False
).encode

VERSION = 1
"""``v`` of operations written now; readers keep fields they do not know."""

Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Draft:
    """What an action wants to write: fields of one object. ``kind`` names the deed for people.

    Objects are ``article:ID``, ``layer:ARTICLE:ANNOTATOR``, ``span:ARTICLE:ID``,
    ``comment:ARTICLE:ID``, ``verdict:ARTICLE:ID``, ``request:ARTICLE:ANNOTATOR``,
    ``rejection:ARTICLE:ID``, ``entity:ID``, ``edge:ID``, ``label:ID``, ``annotator:HANDLE`` and
    ``group:HEX``.
    """

    obj: str
    kind: str
    fields: Fields


@dataclass(frozen=True, slots=True)
class Operation:
    """One row of the journal as it travels between desks."""

    id: bytes
    site: bytes
    seq: int
    grp: bytes
    actor: str
    obj: str
    kind: str
    v: int
    fields: str
    h: bytes


def new_site() -> bytes:
    """A random site id, 8 bytes: one for every opened desk, so that a copied file cannot collide."""
    return os.urandom(8)


def first_stamp(newest: bytes | None, now: float | None = None) -> int:
    """The clock value (64 bits) for the next operation, given the newest id on the desk."""
    wall = int((time.time() if now is None else now) * 1000) << 16
    return wall if newest is None else max(wall, int.from_bytes(newest[:8], "big") + 1)


def stamp_of(operation_id: bytes) -> int:
    """Milliseconds since 1970 (UTC) in an operation's or group's id."""
    return int.from_bytes(operation_id[:6], "big")


def time_of(operation_id: bytes) -> str:
    """When an operation was made: ISO 8601, UTC, milliseconds, as its maker's clock had it."""
    return _time(operation_id[:6])


@lru_cache(maxsize=1024)
def _time(clock: bytes) -> str:
    milliseconds = stamp_of(clock)
    moment = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{milliseconds % 1000:03d}Z"


def encode(fields: Fields) -> str:
    """Fields as canonical JSON: what the hash covers, the same on every desk.

    Where somebody's text holds what UTF-8 and SQLite cannot, it is replaced one to one.
    """
    encoded = _ENCODE(fields)
    if not encoded.isascii():
        try:
            encoded.encode()
        except UnicodeEncodeError:
            return _ENCODE(keepable(dict(fields)))
    return encoded


def link(
    previous: bytes, op_id: bytes, grp: bytes, actor: str, obj: str, kind: str, v: int, fields: str
) -> bytes:
    """The hash (16 bytes) that chains an operation to the one its site wrote before."""
    # 0x1f keeps ("ab", "c") and ("a", "bc") apart
    tail = f"{actor}\x1f{obj}\x1f{kind}\x1f{v}\x1f{fields}".encode("utf-8", "surrogatepass")
    return blake2b(previous + op_id + grp + tail, digest_size=16).digest()


def text_hash(text: str) -> bytes:
    """The permanent identity of an article: a hash (16 bytes) of its text alone."""
    return text_hashes(text, ("",))[0]


def text_hashes(start: str, ends: Iterable[str]) -> list[bytes]:
    """`text_hash` of texts that have the same start, which is read once, and each its own end."""
    begun = blake2b(start.encode("utf-8", "surrogatepass"), digest_size=16)
    found = []
    for end in ends:
        whole = begun.copy()
        whole.update(end.encode("utf-8", "surrogatepass"))
        found.append(whole.digest())
    return found


def edge_hash(*parts: str | int) -> str:
    """A deterministic object id (24 hex digits) from what defines the object."""
    joined = "\x1f".join(map(str, parts))
    return blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def new_id() -> str:
    """A random object id, 24 hex digits."""
    return os.urandom(12).hex()
