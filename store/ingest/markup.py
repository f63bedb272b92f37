"""Text of a piece of markup: paragraphs set off by empty lines, no script, no fetching."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from xml.etree.ElementTree import Element

_BLOCKS = frozenset(
    "p div br hr li ul ol dl dt dd h1 h2 h3 h4 h5 h6 hl2 table tr blockquote pre section article "
    "header footer figure figcaption main aside body media caption block".split()
)
_HIDDEN = frozenset({"script", "style", "head", "template", "noscript", "iframe"})
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:[a-zA-Z]{2,8}|#\d{1,7}|#x[0-9a-fA-F]{1,6});")


def is_markup(text: str) -> bool:
    """Whether a text holds tags or references."""
    return bool(_TAG.search(text))


def text_of(markup: str) -> str:
    """The paragraphs of HTML or of NITF's likeness to it, an empty line between them."""
    parser = _Paragraphs()
    parser.feed(markup)
    parser.close()
    return parser.text()


class Paragraphs:
    """Paragraphs as they come together: words of a paragraph are parted by single blanks."""

    def __init__(self) -> None:
        self._done: list[str] = []
        self._open: list[str] = []

    def words(self, text: str) -> None:
        """Add to the paragraph that is open."""
        self._open.append(text)

    def end(self) -> None:
        """End the paragraph, if there is one."""
        text = " ".join("".join(self._open).split())
        self._open = []
        if text:
            self._done.append(text)

    def text(self) -> str:
        """All paragraphs."""
        self.end()
        return "\n\n".join(self._done)


def text_in(element: Element) -> str:
    """The paragraphs of an XML element whose elements are those of HTML or NITF."""
    paragraphs = Paragraphs()
    waiting: list[tuple[Element, bool]] = [(element, False)]
    while waiting:
        one, ending = waiting.pop()
        name = one.tag.rpartition("}")[2].casefold()
        if ending:
            if name in _BLOCKS:
                paragraphs.end()
            paragraphs.words(one.tail or "" if one is not element else "")
            continue
        if name in _BLOCKS:
            paragraphs.end()
        waiting.append((one, True))
        if name not in _HIDDEN:
            paragraphs.words(one.text or "")
            waiting += [(child, False) for child in reversed(one)]
    return paragraphs.text()


class _Paragraphs(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._paragraphs = Paragraphs()
        self._hidden = 0

    def text(self) -> str:
        return self._paragraphs.text()

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        self._hidden += tag in _HIDDEN
        if tag in _BLOCKS:
            self._paragraphs.end()

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN and self._hidden:
            self._hidden -= 1
        if tag in _BLOCKS:
            self._paragraphs.end()

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._paragraphs.words(data)
