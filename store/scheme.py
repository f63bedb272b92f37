"""The label scheme of a desk as a TOML file: reading, checking, writing, and setting it.

A scheme file is a list of ``[[label]]`` tables with the keys of :class:`store.model.Label`
(``order`` and ``retired`` follow from the place in the file and are not written in it).
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from store.errors import SchemeError
from store.model import Label

if TYPE_CHECKING:
    from store.desk import Desk

COLOURS = (
    "blue",
    "green",
    "orange",
    "purple",
    "red",
    "teal",
    "yellow",
    "pink",
    "brown",
    "grey",
)
"""Colour names a theme knows how to draw; ``#rrggbb`` is taken too."""

SCOPES = ("span", "article")

DEFAULT_SCHEME = Path(__file__).parent / "data" / "default_scheme.toml"

_UNSEEN = frozenset(
    chr(code)
    for codes in (
        (*range(0x20), 0x7F, *range(0x80, 0xA0), 0x61C, 0x200E, 0x200F, *range(0x2028, 0x202F)),
        range(0x2066, 0x2070),
        range(0xFFF9, 0xFFFC),
    )
    for code in codes
)
"""Controls of text and terminal: written as escapes, so that a shown scheme is only text."""

_KEY = re.compile(r",?[A-Za-z]")
_HEX = re.compile(r"#[0-9A-Fa-f]{6}")
_TEXT_FIELDS = ("id", "name", "key", "colour", "scope", "group", "guideline")
_FIELDS = (*_TEXT_FIELDS, "examples")


@dataclass(frozen=True, slots=True)
class Change:
    """What setting a scheme does to one label: ``added``, ``changed``, ``retired`` or ``restored``.

    ``fields`` names the fields that differ from before, in the order of the file format; ``before``
    and ``after`` hold their values.
    """

    label: str
    kind: str
    fields: tuple[str, ...] = ()
    before: tuple[Any, ...] = ()
    after: tuple[Any, ...] = ()

    @property
    def emptied(self) -> tuple[str, ...]:
        """The fields that held something and no longer do."""
        pairs = zip(self.fields, self.before, self.after, strict=True)
        texts = (*_TEXT_FIELDS, "examples")
        return tuple(name for name, old, new in pairs if name in texts and old and not new)

    def __str__(self) -> str:
        what = f" ({', '.join(self.fields)})" if self.kind == "changed" else ""
        gone = f"; emptied: {', '.join(self.emptied)}" if self.emptied else ""
        return f"{self.label}: {self.kind}{what}{gone}"


def default_labels() -> list[Label]:
    """The labels of a new desk, in order."""
    return load(DEFAULT_SCHEME)


def fields_of(label: Label) -> dict[str, Any]:
    """All fields of a label as an operation writes them."""
    fields = asdict(label)
    del fields["id"]
    fields["examples"] = list(label.examples)
    return fields


def load(path: Path | str) -> list[Label]:
    """Read a scheme file.

    Raises SchemeError, naming file, label and reason, when it cannot be used.
    """
    path = Path(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SchemeError(f"{path}: {error.strerror or error}.") from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SchemeError(f"{path}: line {line} is not UTF-8 text.") from error
    return parse(text, str(path))


def parse(text: str, name: str = "scheme") -> list[Label]:
    """Read a scheme from TOML text; ``name`` stands for the file in messages.

    Raises SchemeError.
    """
    import tomllib  # only here: opening a desk needs no TOML

    try:
        document = tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        raise SchemeError(f"{name}: not valid TOML: {error}.") from error
    for key in document:
        if key != "label":
            raise SchemeError(
                f"{name}: unknown key {_quoted(key)}; a scheme is a list of [[label]]."
            )
    tables = document.get("label", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise SchemeError(f"{name}: labels are written as [[label]] tables, one for each.")
    if not tables:
        raise SchemeError(f"{name}: no [[label]] in it; a scheme needs at least one.")
    labels = [_label(name, number, table) for number, table in enumerate(tables, 1)]
    _check_together(name, labels)
    return labels


def dump(scheme: Desk | list[Label]) -> str:
    """A scheme as TOML text that `parse` reads back to the same labels. Retired ones are left out."""
    labels = scheme if isinstance(scheme, list) else scheme.labels()
    return "\n".join(_table(label) for label in labels if not label.retired)


def changes(desk: Desk, scheme: list[Label]) -> list[Change]:
    """What `apply` would change; nothing when the desk has this scheme already."""
    before = {label.id: label for label in desk.labels(retired=True)}
    found: list[Change] = []
    for order, label in enumerate(scheme):
        wanted = replace(label, order=order, retired=False)
        old = before.pop(label.id, None)
        names = tuple(
            name
            for name in (*_FIELDS[1:], "order", "retired")
            if old is None or getattr(wanted, name) != getattr(old, name)
        )
        if names:
            kind = "added" if old is None else "restored" if old.retired else "changed"
            base = old or Label(id=label.id, name="")
            found.append(
                Change(label.id, kind, names, _values(base, names), _values(wanted, names))
            )
    found += [
        Change(old.id, "retired", ("retired",), (False,), (True,))
        for old in before.values()
        if not old.retired
    ]
    return found


def _values(label: Label, names: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(_plain(getattr(label, name)) for name in names)


def apply(desk: Desk, scheme: list[Label]) -> list[Change]:
    """Make ``scheme`` the desk's label scheme, as one undoable action.

    Labels the scheme lacks are retired and keep their spans; a retired one that is named again
    comes back. Returns what changed, nothing when the desk has this scheme already. Raises
    DeskError when the desk cannot be written.
    """
    from store.journal.operations import Draft

    found = changes(desk, scheme)
    if found:
        desk.act(
            [
                Draft(
                    f"label:{one.label}",
                    "label.set",
                    dict(zip(one.fields, one.after, strict=True)),
                )
                for one in found
            ]
        )
    return found


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _label(file: str, number: int, table: dict[str, Any]) -> Label:
    """One table, checked on its own."""
    given = table.get("id")
    where = (
        f"{file}: label {_quoted(given)}" if isinstance(given, str) else f"{file}: label {number}"
    )

    def refuse(reason: str) -> SchemeError:
        return SchemeError(f"{where}: {reason}.")

    for field, value in table.items():
        if field not in _FIELDS:
            raise refuse(f"unknown key {_quoted(field)}; known are {', '.join(_FIELDS)}")
        if field in _TEXT_FIELDS and not isinstance(value, str):
            raise refuse(f"{field} must be text in quotes")
    if not given:
        raise refuse("it has no id")
    if not given.strip():  # otherwise anything: imported labels keep the ids they came with
        raise refuse("its id is blank")
    examples = table.get("examples", [])
    if not isinstance(examples, list) or not all(isinstance(text, str) for text in examples):
        raise refuse("examples must be a list of texts in quotes")
    label = Label(
        id=given,
        name=str(table.get("name") or given).strip(),
        key=table.get("key", ""),
        colour=table.get("colour", ""),
        scope=table.get("scope", "span"),
        group=table.get("group", ""),
        guideline=table.get("guideline", "").strip(),
        examples=tuple(examples),
        order=number - 1,
    )
    if "\n" in label.name:
        raise refuse("the name must be one line")
    if label.key and not _KEY.fullmatch(label.key):
        raise refuse(f"key {_quoted(label.key)} is not one letter a-z or A-Z, nor a comma and one")
    if label.colour and label.colour not in COLOURS and not _HEX.fullmatch(label.colour):
        raise refuse(
            f"colour {_quoted(label.colour)} is unknown; use #rrggbb or one of {', '.join(COLOURS)}"
        )
    if label.scope not in SCOPES:
        raise refuse(f"scope {_quoted(label.scope)} is neither span nor article")
    if label.group and label.scope != "article":
        raise refuse("only labels of scope article can be in a group")
    return label


def _check_together(file: str, labels: list[Label]) -> None:
    """What only shows among several labels: an id, a name or a key used twice."""
    seen: dict[tuple[str, str, str], Label] = {}
    for label in labels:
        marks = (
            ("id", "", label.id),
            ("name", label.scope, label.name.casefold()),
            ("key", label.scope, label.key),
        )
        for what, scope, value in marks:
            if not value:
                continue
            other = seen.setdefault((what, scope, value), label)
            if other is not label:
                raise SchemeError(
                    f"{file}: label {_quoted(label.id)}: its {what} {_quoted(value)} is taken by"
                    f" label {_quoted(other.id)}."
                )


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _table(label: Label) -> str:
    lines = ["[[label]]"]
    for field in _TEXT_FIELDS:
        value = getattr(label, field)
        if value or field in ("id", "name", "scope"):
            lines.append(f"{field} = {_toml(value)}")
    if label.examples:
        lines += ["examples = [", *(f"    {_toml(text)}," for text in label.examples), "]"]
    return "\n".join(lines) + "\n"


def _toml(text: str) -> str:
    """A TOML string: one with line breaks in the form that shows them."""
    several = "\n" in text
    out: list[str] = []
    quotes = 0  # in a row; three would end a text of several lines
    for character in text:
        code = ord(character)
        quotes = quotes + 1 if character == '"' else 0
        if character == "\\" or (character == '"' and (not several or quotes % 3 == 0)):
            out.append("\\" + character)
        elif (character == "\n" and several) or character == "\t":
            out.append(character)
        elif character in _UNSEEN:
            out.append(f"\\u{code:04x}")
        elif 0xD800 <= code < 0xE000:
            out.append("\ufffd")
        else:
            out.append(character)
    if not several:
        return '"' + "".join(out) + '"'
    if quotes % 3:
        out[-1] = '\\"'
    return '"""\n' + "".join(out) + '"""'
