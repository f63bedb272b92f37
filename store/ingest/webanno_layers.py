"""The layers of WebAnno TSV 3 and of a UIMA CAS: what is a mark, and which of it is the label."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_OF_WORDS = frozenset(
    "Token Sentence Paragraph Heading Lemma Stem POS MorphologicalFeatures Morpheme Compound "
    "Split SurfaceForm Dependency Constituent Chunk DocumentAnnotation DocumentMetaData "
    "TagsetDescription TagDescription".split()
)
_BEST = ("value", "label", "category", "entity", "type", "identifier")
_NUMBERED = re.compile(r"(.*?)(?:\[(\d+)\])?", re.S)
_ESCAPED = re.compile(r"\\(.)")


def is_mark(layer: str) -> bool:
    """Whether annotations of a layer (its short name) are marks, not facts of each word."""
    return layer not in _OF_WORDS


def labelled(layer: str, features: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The label of an annotation, and what else it says; without a value the layer is the label."""
    names = [*(name for name in _BEST if name in features), *features]
    chosen = next((name for name in names if features[name] and not name.startswith("->")), "")
    rest = {name: value for name, value in features.items() if name != chosen and value}
    return features.get(chosen) or layer, rest


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer of a TSV file: ``kind`` SP (spans), CH (chains) or RL (relations)."""

    kind: str
    name: str
    features: tuple[str, ...]

    @property
    def taken(self) -> bool:
        return self.kind != "RL" and is_mark(self.name)

    @property
    def width(self) -> int:
        """Columns it has: a relation has one more, for where it begins."""
        return max(len(self.features), 1)


def layer_of(line: str) -> Layer:
    """A layer from its line in the head of a file: ``#T_SP=type|feature|feature``."""
    kind, _, rest = line[3:].partition("=")
    name, *features = rest.split("|")
    return Layer(kind, name.rpartition(".")[2], tuple(features))


@dataclass(slots=True)
class _Open:
    start: int
    end: int
    features: dict[str, str]
    position: str


class Marks:
    """Marks gathered from the cells of tokens."""

    def __init__(self, layers: Sequence[Layer]) -> None:
        self._layers = layers
        self._numbered: dict[tuple[int, str], _Open] = {}
        self._found: list[tuple[int, _Open]] = []

    def token(self, start: int, end: int, cells: Sequence[str], position: str) -> None:
        """Take what the cells of a token, or of a part of one, say of each layer."""
        at = 0
        for place, layer in enumerate(self._layers):
            columns, at = cells[at : at + layer.width], at + layer.width
            if layer.taken and layer.kind == "CH":
                self._links(place, start, end, columns, position)
            elif layer.taken:
                self._cells(place, layer, start, end, columns, position)

    def _links(self, place: int, start: int, end: int, cells: Sequence[str], position: str) -> None:
        """Links of chains: ``type[chain]`` in the first column, ``relation->chain-link`` beside."""
        kinds, relations = (_stack(cell) for cell in (*cells, "", "")[:2])
        for (kind, _), (relation, _) in zip(kinds, relations, strict=False):
            relation, _, link = relation.rpartition("->")
            features = {"type": kind, "relation": relation.strip("*"), "link": link}
            self._numbered_mark(place, link, start, end, features, position)

    def _cells(
        self, place: int, layer: Layer, start: int, end: int, cells: Sequence[str], position: str
    ) -> None:
        stacks = [_stack(cell) for cell in cells]
        numbers = [number for stack in stacks for _, number in stack if number]
        for number in dict.fromkeys(numbers):
            features = {
                name: value
                for name, stack in zip(layer.features, stacks, strict=False)
                for value, own in stack
                if own == number
            }
            self._numbered_mark(place, number, start, end, features, position)
        most = max((len([one for one in stack if not one[1]]) for stack in stacks), default=0)
        for nth in range(most):
            features = {}
            for name, stack in zip(layer.features, stacks, strict=False):
                alone = [value for value, own in stack if not own]
                if nth < len(alone):
                    features[name] = alone[nth]
            self._found.append((place, _Open(start, end, features, position)))

    def _numbered_mark(
        self, place: int, number: str, start: int, end: int, features: dict[str, str], position: str
    ) -> None:
        known = self._numbered.get((place, number))
        if known is None:
            mark = _Open(start, end, features, position)
            self._numbered[place, number] = mark
            self._found.append((place, mark))
        else:
            known.end = max(known.end, end)

    def done(self) -> Iterator[tuple[dict[str, Any], str]]:
        """Every mark with where it began."""
        for place, mark in self._found:
            layer = self._layers[place]
            label, rest = labelled(layer.name, mark.features)
            meta = {**rest, **({"layer": layer.name} if layer.name != "NamedEntity" else {})}
            found: dict[str, Any] = {"start": mark.start, "end": mark.end, "label": label}
            yield ({**found, "meta": meta} if meta else found), mark.position


def _stack(cell: str) -> list[tuple[str, str]]:
    """The values of a cell, each with its number or ``""``."""
    if cell.strip() in ("", "_"):
        return []
    return [_parted(one) for one in re.split(r"(?<!\\)\|", cell)]


def _parted(cell: str) -> tuple[str, str]:
    """A value and its number; ``*`` is no value."""
    found = _NUMBERED.fullmatch(cell)
    value, number = (found[1], found[2] or "") if found else (cell, "")
    return "" if value in ("*", "_") else _ESCAPED.sub(r"\1", value), number
