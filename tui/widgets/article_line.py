"""Drawing one line of an article: text, marks, letters beside them, suggestions, cursor, hints.

Nothing that is drawn moves the text: a mark's letter takes the place of the space behind the mark,
else of the space before it, else it stands in the margin; a hint covers the first cells of its word.
A suggestion has its letter where marks leave a space, a sure one before a faint one, else in the
margin too; and its sign in the space before it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

from store.model import Span
from store.suggest.values import Suggestion
from tui.text.graphemes import drawn, plain
from tui.text.layout import Layout
from tui.text.span_index import SpanIndex
from tui.widgets.mark_styles import Look, MarkStyles

MARGIN_LEFT = 3
MARGIN_RIGHT = 5
COMMENTED = "†"
"""Stands in the margin of a line where a span with a comment begins."""

UNSURE = "?"
"""Stands before it where one of my spans begins whose link is no more than a guess."""

OFFERED = "┊"
"""Stands before words that are suggested for a mark and not marked."""

_TAIL = 6
"""Characters of punctuation, at most, over which a mark's letter moves to the line's end."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """Something drawn over the first cells of the text at an offset.

    ``kind``: ``hint`` of two letters, ``next`` when it touches the one before, ``one``, ``end``;
    ``take`` and ``reject`` where the letter decides so about a suggestion.
    """

    text: str
    kind: str = "hint"


@dataclass(slots=True)
class Scene:
    """All that is to be seen of an article."""

    layout: Layout
    spans: SpanIndex[Span]
    styles: MarkStyles
    me: str = ""
    title_end: int = 0
    cursor: int = 0
    selection: tuple[int, int] | None = None
    current: str = ""
    matches: Sequence[tuple[int, int]] = ()
    match: int = -1
    overlay: dict[int, Glyph] = field(default_factory=dict)
    overlay_order: list[int] = field(default_factory=list)
    dim: bool = False
    comments: frozenset[str] = frozenset()
    offers: SpanIndex[Suggestion] = field(default_factory=SpanIndex)
    offered: str = ""
    """The suggestion that keys would act on."""


_Beside = tuple[str, str, int]
"""What stands beside a stretch of text: the glyph, the label, and which of `Look.offer` it is."""


_BLANK = frozenset(["", "\n", " ", "\t", "\u3000", "\u00a0"])


def place(scene: Scene, span: Span) -> str:
    """Where the letter of a mark stands: ``behind`` it, ``before`` it, at the line's ``end``, or in
    the ``margin``."""
    layout, text = scene.layout, scene.layout.text
    behind = text[span.end : span.end + 1]
    line = layout.line_of(span.end - 1)
    if behind in _BLANK or span.end >= layout.bounds(line)[1]:
        same = [s for s in scene.spans.overlapping(span.end - 1, span.end) if s.end == span.end]
        if min(same, key=lambda s: (s.end - s.start, s.id)).id == span.id:
            return "behind"
    before = span.start - 1
    if layout.starts[layout.line_of(span.start)] == span.start or text[before] == " ":
        same = [
            s for s in scene.spans.overlapping(span.start, span.start + 1) if s.start == span.start
        ]
        wanting = max(same, key=lambda s: (s.end - s.start, s.id))
        free = before < 0 or not any(
            s.end == before for s in scene.spans.overlapping(before - 1, before)
        )
        if free and wanting.id == span.id:
            return "before"
    return "end" if _closes(scene, span, line) else "margin"


def _closes(scene: Scene, span: Span, line: int) -> bool:
    """Say whether a mark is the last thing on its line but for punctuation, and the last mark."""
    layout = scene.layout
    end = layout.bounds(line)[1]
    if end - span.end > _TAIL or any(c.isalnum() for c in layout.text[span.end : end]):
        return False
    last = min(span.end, end)  # a mark may take in the end of its line
    most = max(span.end, end)
    rivals = [s for s in scene.spans.overlapping(last - 1, end) if last <= s.end <= most]
    return min(rivals, key=lambda s: (-s.end, s.end - s.start, s.id), default=span).id == span.id


def draw(scene: Scene, line: int, left: int, width: int) -> Strip:
    """One line as a strip ``width`` cells wide, the text beginning ``left`` cells in."""
    layout = scene.layout
    start, end = layout.bounds(line)
    spans = scene.spans.overlapping(start, max(end, start + 1))
    written: dict[int, _Beside] = {}
    gutter: _Beside | None = None
    behind: list[_Beside] = []
    margin: list[_Beside] = []
    commented = unsure = False
    for span in spans:
        spot = place(scene, span)
        beside = scene.styles.letter(span.label), span.label, 0
        if spot == "behind" and start < span.end <= end:
            if span.end < end:
                written[span.end] = beside
            else:
                behind.append(beside)
        elif span.start >= start and spot == "before":
            if span.start > start:
                written[span.start - 1] = beside
            else:
                gutter = beside
        elif spot == "end" and start < span.end <= end:
            if layout.wrapped(line) and layout.text[end - 1] == " ":
                written[end - 1] = beside
            else:
                behind.append(beside)
        elif span.start >= start and spot == "margin":
            margin.append(beside)
        if span.start >= start:
            commented = commented or span.id in scene.comments
            unsure = unsure or (
                not span.confirmed and bool(span.entity) and span.annotator == scene.me
            )

    offers: Sequence[Suggestion] = ()
    if len(scene.offers):
        offers = scene.offers.overlapping(start, max(end, start + 1))
        for offer in sorted(offers, key=lambda one: (not one.sure, one.start)):
            gutter = _beside_offer(scene, offer, start, end, written, behind, gutter, margin)

    segments, over = _pieces(scene, line, start, end, spans, offers, written)
    used = layout.size(line) + over
    for glyph, label, offered in behind[:1]:
        style = scene.styles.mark_letter(label, Look(dim=scene.dim, offer=offered))
        cursor = scene.cursor == end and not layout.wrapped(line)
        if not cursor and not over:
            segments.append(Segment(glyph, style))
            used += 1
    if scene.cursor == end and not layout.wrapped(line) and not scene.dim:
        segments.append(Segment(" ", scene.styles.piece(Look(cursor=True))))
        used += 1
    signs = (UNSURE if unsure else " ") + (COMMENTED if commented else " ")
    lead = signs.rjust(left - 1)
    head = [Segment(lead, scene.styles.muted)]
    if gutter is not None:
        style = scene.styles.mark_letter(gutter[1], Look(dim=scene.dim, offer=gutter[2]))
        head.append(Segment(gutter[0], style))
    else:
        head.append(Segment(" ", scene.styles.base))
    if margin:
        gap = max(1, layout.width + 2 - used)
        segments.append(Segment(" " * gap, scene.styles.base))
        used += gap
        for glyph, label, offered in margin[: MARGIN_RIGHT - 2]:
            style = scene.styles.mark_letter(label, Look(dim=scene.dim, offer=offered))
            segments.append(Segment(glyph, style))
            used += 1
    return Strip([*head, *segments], left + used).adjust_cell_length(width, scene.styles.base)


def _beside_offer(
    scene: Scene,
    offer: Suggestion,
    start: int,
    end: int,
    written: dict[int, _Beside],
    behind: list[_Beside],
    gutter: _Beside | None,
    margin: list[_Beside],
) -> _Beside | None:
    """Put a suggestion's letter and sign where marks leave a place; gives what stands in the gutter.

    Where only the place before it is free, the letter has it: colour and line still tell it apart.
    Where none is, as in scripts without spaces, the letter stands in the margin.
    """
    text = scene.layout.text
    kind = 2 if offer.sure else 1
    letter = scene.styles.letter(offer.label), offer.label, kind
    lettered = True
    if start < offer.end < end and text[offer.end] in _BLANK and offer.end not in written:
        written[offer.end] = letter
    elif offer.end == end and not behind:
        behind.append(letter)
    else:
        lettered = start < offer.end <= end and text[offer.end - 1 : offer.end] == " "
    if lettered and not offer.sure:
        return gutter
    before = (OFFERED, offer.label, kind) if lettered else letter
    if offer.start > start and text[offer.start - 1] in _BLANK:
        if written.setdefault(offer.start - 1, before) is before:
            return gutter
    elif offer.start == start and gutter is None:
        return before
    if not lettered and offer.start >= start:
        margin.append(letter)
    return gutter


def _pieces(
    scene: Scene,
    line: int,
    start: int,
    end: int,
    spans: Sequence[Span],
    offers: Sequence[Suggestion],
    written: dict[int, _Beside],
) -> tuple[list[Segment], int]:
    """The text of a line in its styles, and how many cells a hint reaches over its end."""
    layout, text, styles = scene.layout, scene.layout.text, scene.styles
    cursor = scene.cursor if start <= scene.cursor < end and not scene.dim else -1
    cuts = {start, end}
    for span in spans:
        cuts.add(span.start)
        cuts.add(span.end)
    for one in offers:
        cuts.add(one.start)
        cuts.add(one.end)
    for at in written:
        cuts.add(at)
        cuts.add(at + 1)
    if scene.selection:
        cuts.update(scene.selection)
    if start < scene.title_end < end:
        cuts.add(scene.title_end)
    matches = _matches(scene, start, end)
    for number, _ in matches:
        cuts.update(scene.matches[number])
    simple = plain(text[start:end])
    if not simple:
        cuts = {layout.snap(at) for at in cuts if start < at < end} | {start, end}
    if cursor >= 0:
        cuts.add(cursor)
        cuts.add(layout.right(cursor))
    glyphs: dict[int, tuple[Glyph, int]] = {}
    if scene.overlay:
        glyphs = _glyphs(scene, start, end, simple)
        hidden = {cut for at, (_, to) in glyphs.items() for cut in range(at + 1, to)}
        cuts -= hidden
        for at, (_, to) in glyphs.items():
            cuts.add(at)
            cuts.add(to)
    # The space a line hangs over its edge stays unpainted where a mark or selection runs on.
    hanging = end - 1 if layout.wrapped(line) and text[end - 1] == " " else end
    cuts.add(hanging)
    edges = sorted(at for at in cuts if start <= at <= end)
    found: list[Segment] = []
    selected = scene.selection or (0, 0)
    beyond = 0
    for index in range(len(edges) - 1):
        first, last = edges[index], edges[index + 1]
        piece = text[first:last]
        if first == hanging and first != cursor and first not in written:
            found.append(Segment(piece, styles.base))
            continue
        if first in glyphs:
            glyph = glyphs[first][0]
            found.append(Segment(glyph.text, styles.hints.get(glyph.kind, styles.hint_one)))
            room = (last - first if simple else cell_len(drawn(piece))) - len(glyph.text)
            if room > 0:
                found.append(Segment(" " * room, styles.base))
            beyond = max(0, -room)
            continue
        over = (
            [span for span in spans if span.start < last and span.end > first] if spans else spans
        )
        top = min(over, key=lambda s: (s.annotator != scene.me, s.end - s.start)) if over else None
        if top is not None and any(span.id == scene.current for span in over):
            top = next(span for span in over if span.id == scene.current)
        offer = _offer(scene, offers, first, last) if offers and top is None else None
        match = 0
        if matches:
            hits = [n for n, (a, b) in matches if a < last and b > first]
            match = (2 if scene.match in hits else 1) if hits else 0
        shown = top or offer
        look = (
            shown.label if shown else "",
            len(over) > 1,
            top is None or top.annotator == scene.me,
            top is None or top.confirmed,
            shown is not None and shown.id in (scene.current, scene.offered),
            selected[0] < last and selected[1] > first,
            first == cursor,
            match,
            first < scene.title_end,
            scene.dim,
            0 if offer is None else 2 if offer.sure else 1,
        )
        style = styles.drawn.get(look) or styles.learn(look)
        if first in written and first != cursor:
            letter, label, offered = written[first]
            room = cell_len(drawn(piece)) - 1
            beside = Look(*look[:-1], offered)
            found.append(Segment(letter, styles.mark_letter(label, beside)))
            if room:
                found.append(Segment(" " * room, style))
        else:
            found.append(Segment(piece if simple else drawn(piece), style))
    return found, beyond


def _offer(scene: Scene, offers: Sequence[Suggestion], start: int, end: int) -> Suggestion | None:
    """The suggestion to draw of those over a piece: the one keys act on, a sure one, the shortest."""
    over = [x for x in offers if x.start < end and x.end > start]
    return min(
        over, key=lambda x: (x.id != scene.offered, not x.sure, x.end - x.start), default=None
    )


def _matches(scene: Scene, start: int, end: int) -> list[tuple[int, tuple[int, int]]]:
    if not scene.matches:
        return []
    at = max(0, bisect_left(scene.matches, (start, 0)) - 1)
    found = []
    while at < len(scene.matches) and scene.matches[at][0] < end:
        if scene.matches[at][1] > start:
            found.append((at, scene.matches[at]))
        at += 1
    return found


def _glyphs(scene: Scene, start: int, end: int, simple: bool) -> dict[int, tuple[Glyph, int]]:
    """Glyphs of a line with the offset behind the text each covers.

    Each is cut short before the next; the last one of a line may reach over its end.
    """
    order = scene.overlay_order
    offsets = order[bisect_left(order, start) : bisect_left(order, end)]
    found: dict[int, tuple[Glyph, int]] = {}
    layout = scene.layout
    touching = -1
    for index, at in enumerate(offsets):
        glyph = scene.overlay[at]
        last = index + 1 == len(offsets)
        stop = end if last else offsets[index + 1]
        if simple:
            text = glyph.text if last else glyph.text[: stop - at]
            to = min(at + len(text), stop)
            found[at] = _beside(found, glyph, text, at, touching), to
            touching = to
            continue
        to, text = at, ""
        for character in glyph.text:
            if cell_len(drawn(scene.layout.text[at:to])) > len(text):
                text += character
            elif to < stop:
                to = layout.right(to)
                text += character
            elif last:
                text += character
            else:
                break
        if text:
            found[at] = _beside(found, glyph, text, at, touching), to
            touching = to
    return found


def _beside(
    found: dict[int, tuple[Glyph, int]], glyph: Glyph, text: str, at: int, touching: int
) -> Glyph:
    """The glyph as drawn: of two that touch, the second looks different, so that codes stay apart."""
    kind = glyph.kind
    if kind == "hint" and at == touching:
        last = next(reversed(found.values()))[0]
        kind = "next" if last.kind == "hint" else "hint"
    return Glyph(text, kind)
