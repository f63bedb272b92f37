"""The lines of a name's page: its attributes, names, roles, ids, what is tied to it, its history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from store.register.past import Done
from store.register.reading import Entity
from tui.display import fit
from tui.telling import moment, verb
from tui.widgets.evidence_line import Piece

_HEAD = 12
_FIELDS = (
    ("name", "Name"), ("label", "Label"), ("country", "Country"), ("code", "ISO code"),
    ("notes", "Notes"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A line. ``kind``: head, field, alias, role, external, member or past; ``key`` names it within
    its kind; ``value`` is what it says."""

    kind: str
    key: str = ""
    value: str = ""
    aside: str = ""
    gone: bool = False


def rows(
    entity: Entity, members: Mapping[str, str], past: Sequence[Done], labels: Mapping[str, str]
) -> Iterator[Row]:
    """All lines. ``members``: the names of what is tied together, by id; ``labels``: by id."""
    values = {
        "name": entity.name,
        "label": labels.get(entity.label, entity.label),
        "country": entity.country,
        "code": entity.code,
        "notes": entity.notes,
    }
    for key, _ in _FIELDS:
        yield Row("field", key, values[key])
    yield Row("head", value="Called")
    for alias in entity.aliases:
        guessed = alias.mentions - alias.confirmed
        notes = [f"×{alias.mentions:,}"]
        notes += [f"{guessed:,} by a guess"] if guessed else []
        notes += ["given"] if alias.given > 0 else ["none of its names"] if alias.given < 0 else []
        yield Row("alias", alias.form, alias.form, "   ".join(notes), not alias.stands)
    if entity.roles:
        yield Row("head", value="Roles")
    for role in entity.roles:
        years = " – ".join((role.since or "…", role.until or "…"))
        yield Row("role", role.key, role.title, "" if years == "… – …" else years)
    if entity.external:
        yield Row("head", value="Elsewhere")
    for scheme, value in entity.external:
        yield Row("external", scheme, f"{scheme}: {value}")
    if len(members) > 1:
        yield Row("head", value="Tied together")
        for member, name in members.items():
            yield Row("member", member, name, "speaks for all" if member == entity.id else "")
    if past:
        yield Row("head", value="History")
    for done in past:
        what = " ".join(part for part in (verb(done.kind), done.other, done.what) if part)
        taken_back = "" if done.live else "  (taken back)"
        yield Row(
            "past", done.group, f"{what}{taken_back}", f"{done.actor} {moment(done.at)}",
            not done.live,
        )  # fmt: skip


def draw(row: Row, width: int) -> list[Piece]:
    """A line in pieces."""
    if row.kind == "head":
        return [(fit(f" {row.value}", width), "title")]
    if row.kind == "field":
        title = dict(_FIELDS)[row.key]
        lead = f"   {fit(title, _HEAD, pad=True)}"
        value, style = row.value or "–", "name" if row.key == "name" else "text"
        return [(lead, "muted"), (fit(value, width - len(lead)), style if row.value else "muted")]
    aside = fit(row.aside, max(0, width // 2 - 2))
    style = "gone" if row.gone else "muted" if row.kind == "past" else "text"
    room = width - 4 - len(aside)
    return [("   ", "text"), (fit(row.value, room, pad=True), style), (aside, "muted")]
