"""XML from strangers: no document type is fetched, no entity expanded, nothing grows beyond bounds.

The named characters of HTML are known, since NITF and feeds use them. A file that declares
entities of its own is refused: that is how a small file becomes a large one.
"""

from __future__ import annotations

import codecs
import html.entities
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

_CHUNK = 64 * 1024
_DEEPEST = 400


class Unsafe(ValueError):
    """The file cannot be read as XML; the message says why, in words for a user."""


def tree(stream: BinaryIO, largest: int) -> Element:
    """The document whole; names in a namespace are written ``{namespace}name``.

    Raises:
        Unsafe: it is no XML, declares entities, or is larger than ``largest`` bytes.
    """
    return next(each(stream, largest, lambda _, depth: depth == 0))[0]


def each(
    stream: BinaryIO, largest: int, wanted: Callable[[str, int], bool]
) -> Iterator[tuple[Element, int]]:
    """Yield every outermost element that is ``wanted`` (name, depth; the root is 0), and its line.

    What lies around them is not kept, so a file of any size needs the memory of one of them.

    Raises:
        Unsafe: as `tree`; what was read until there has been yielded.
    """
    data = stream.read(_CHUNK)
    reader = _Reader(wanted, "utf-8" if _is_utf8(data) else None)
    taken = 0
    while data:
        taken = taken + len(data) if reader.open else len(data)
        if taken > largest:
            raise Unsafe(f"an element of more than {largest // (1024 * 1024)} MB")
        reader.feed(data)
        yield from reader.found()
        data = stream.read(_CHUNK)
    reader.feed(b"", final=True)
    yield from reader.found()


def _is_utf8(data: bytes) -> bool:
    """Whether a start with letters beyond ASCII is UTF-8, whatever the file says of itself."""
    if data.isascii():
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data, final=False)
    except UnicodeDecodeError:
        return False
    return True


def local(element: Element) -> str:
    """An element's name without its namespace."""
    return element.tag.rpartition("}")[2]


class _Reader:
    def __init__(self, wanted: Callable[[str, int], bool], encoding: str | None) -> None:
        self._wanted = wanted
        self._depth = 0
        self._builder: TreeBuilder | None = None
        self._from = (0, 0)
        self._found: list[tuple[Element, int]] = []
        parser = expat.ParserCreate(encoding, namespace_separator="}")
        parser.buffer_text = True
        parser.ordered_attributes = True
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.UseForeignDTD(True)  # named characters are ours to know, even without a DTD
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.EntityDeclHandler = self._declares
        parser.ExternalEntityRefHandler = lambda *_: 1
        parser.SkippedEntityHandler = self._named
        self._parser = parser

    @property
    def open(self) -> bool:
        """Whether a wanted element has begun."""
        return self._builder is not None

    def feed(self, data: bytes, *, final: bool = False) -> None:
        try:
            self._parser.Parse(data, final)
        except expat.ExpatError as error:
            raise Unsafe(
                f"not XML: {expat.ErrorString(error.code)} at line {error.lineno}"
            ) from None
        except (LookupError, ValueError) as error:
            if isinstance(error, Unsafe):
                raise
            raise Unsafe(f"not XML that can be read: {error}") from None

    def found(self) -> list[tuple[Element, int]]:
        found, self._found = self._found, []
        return found

    def _start(self, name: str, given: list[str]) -> None:
        if self._depth >= _DEEPEST:
            raise Unsafe(f"elements lie deeper than {_DEEPEST} in one another")
        if self._builder is None and self._wanted(name.rpartition("}")[2], self._depth):
            self._builder = TreeBuilder()
            self._from = (self._depth, self._parser.CurrentLineNumber)
        self._depth += 1
        if self._builder is not None:
            pairs = zip(given[::2], given[1::2], strict=True)
            self._builder.start(_name(name), {_name(key): value for key, value in pairs})

    def _end(self, name: str) -> None:
        self._depth -= 1
        if self._builder is None:
            return
        self._builder.end(_name(name))
        if self._depth == self._from[0]:
            self._found.append((self._builder.close(), self._from[1]))
            self._builder = None

    def _text(self, text: str) -> None:
        if self._builder is not None:
            self._builder.data(text)

    def _named(self, name: str, _: Any) -> None:
        known = html.entities.html5.get(f"{name};")
        if known is None:
            raise Unsafe(f"not XML: the entity &{name}; is not known")
        self._text(known)

    def _declares(self, name: str, *_: Any) -> None:
        raise Unsafe(f"XML that declares an entity ({name}), which is never expanded")


def _name(name: str) -> str:
    return "{" + name if "}" in name else name


def find(element: Element, *names: str) -> Element | None:
    """The first element below of any of these local names, in the order of the document."""
    return next((one for one in element.iter() if one is not element and local(one) in names), None)


def words(element: Element | None) -> str:
    """All text of an element, blanks made single."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def said(element: Element, *names: str) -> str:
    """The words of the first element below that has one of these names and is not empty."""
    for name in names:
        for one in element.iter():
            if local(one) == name and (text := words(one)):
                return text
    return ""
