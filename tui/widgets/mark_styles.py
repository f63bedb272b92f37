"""How marks look: one colour for each label, fitted to the theme, and never colour alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.style import Style
from textual.color import Color

from tui.themes import LabelStyle

if TYPE_CHECKING:
    from tui.app import CopydeskApp

_SUPERSCRIPT = dict(
    zip(
        "abcdefghijklmnoprstuvwxyz0123456789",
        "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ⁰¹²³⁴⁵⁶⁷⁸⁹",
        strict=True,
    )
)
UNKNOWN = "?"

_STANDING = 0.14
"""How far the ground of a suggestion goes towards the text's colour where the cursor stands in it."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a piece of text is: the label on top, what lies below, and the reader's doings.

    ``offer``: 0 for a mark, 1 where one is suggested faintly (a ghost), 2 where it is for sure.
    """

    label: str = ""
    deep: bool = False
    mine: bool = True
    sure: bool = True
    current: bool = False
    selected: bool = False
    cursor: bool = False
    match: int = 0
    title: bool = False
    dim: bool = False
    offer: int = 0


@dataclass(frozen=True, slots=True)
class Palette:
    """The theme's colours an article is drawn with, as ``#rrggbb``."""

    page: str
    ink: str
    muted: str
    accent: str
    monochrome: bool = False


class MarkStyles:
    """Styles for pieces of an article and for the letters beside its marks."""

    def __init__(
        self, looks: Mapping[str, LabelStyle], letters: Mapping[str, str], colours: Palette
    ) -> None:
        self._looks, self._colours = looks, colours
        self._letters = {
            label: _SUPERSCRIPT.get((letters.get(label) or UNKNOWN)[-1])
            or (letters.get(label) or UNKNOWN)[-1]
            for label in looks
        }
        self._pieces: dict[Look, Style] = {}
        self._beside: dict[tuple[str, Look], Style] = {}
        self.drawn: dict[tuple[object, ...], Style] = {}
        self._page, self._ink = Color.parse(colours.page), Color.parse(colours.ink)
        self._fallback = LabelStyle(
            self._page.blend(self._ink, 0.2).hex,
            colours.ink,
            self._page.blend(self._ink, 0.35).hex,
            colours.ink,
        )
        self.base = Style(color=colours.ink, bgcolor=colours.page)
        self.muted = Style(color=colours.muted, bgcolor=colours.page)
        self.hint_one = Style(color=colours.page, bgcolor=colours.accent, bold=True)
        # Never on a label's ground: with 16 colours the two may be one.
        self.hints = {
            "hint": Style(color=colours.accent, bgcolor=colours.page, bold=True),
            "next": Style(color=colours.ink, bgcolor=colours.page),
            "take": self.hint_one + Style(underline=True),
            "reject": Style(color=colours.page, bgcolor=colours.muted, bold=True),
        }
        """Hints of two letters, and one that touches the hint before it; and those that decide."""

    def look_of(self, label: str) -> LabelStyle:
        """The colours of a label; plain grey for one the scheme does not have."""
        return self._looks.get(label, self._fallback)

    def letter(self, label: str) -> str:
        """The raised letter that stands beside a mark: one cell."""
        return self._letters.get(label, UNKNOWN)

    def name(self, label: str) -> Style:
        """The style of a label's name in lists."""
        return Style(color=self.look_of(label).mark, bold=True)

    def mark_letter(self, label: str, look: Look) -> Style:
        """The style of a mark's letter; ``look`` is of the text it stands in."""
        style = self._beside.get((label, look))
        if style is None:
            style = self._beside[label, look] = self._letter_style(label, look)
        return style

    def _letter_style(self, label: str, look: Look) -> Style:
        ink = self.look_of(label).mark
        if look.dim or look.offer == 1:
            ink = self._colours.muted
        elif look.offer:
            ink = Color.parse(ink).blend(self._page, 0.25).hex
        elif look.selected:
            ink = self._colours.page
        bold = not look.dim and not look.offer
        plain = Style(color=ink, bold=bold, underline=False, italic=False)
        return self.piece(look) + plain

    def learn(
        self, fields: tuple[str, bool, bool, bool, bool, bool, bool, int, bool, bool, int]
    ) -> Style:
        """The style for a `Look` given as the tuple of its fields; kept in ``drawn``.

        Drawing asks there first: making a `Look` for every piece costs more than drawing it.
        """
        style = self.drawn[fields] = self.piece(Look(*fields))
        return style

    def piece(self, look: Look) -> Style:
        """The style of a piece of text."""
        style = self._pieces.get(look)
        if style is None:
            style = self._pieces[look] = self._piece(look)
        return style

    def _piece(self, look: Look) -> Style:
        back, ink = self._page, self._ink
        bold = look.title
        underline = double = italic = False
        if look.offer:
            mark = Color.parse(self.look_of(look.label).mark)
            ink = mark if look.offer == 2 else ink.blend(mark, 0.5)
            # below hints, what a letter would take stands out
            underline = look.offer == (1 if look.dim else 2)
            italic = self._colours.monochrome
            if look.current:
                back, bold = back.blend(self._ink, _STANDING), True
        elif look.label:
            colours = self.look_of(look.label)
            if not look.mine:
                ink, underline = Color.parse(self._colours.muted), True
            else:
                back = Color.parse(colours.strong if look.current else colours.background)
                ink = Color.parse(colours.foreground)
                underline = look.deep or not look.sure or self._colours.monochrome
                bold = bold or look.current
                double = look.deep and self._colours.monochrome
        if look.match:
            back = back.blend(Color.parse(self._colours.accent), 0.6 if look.match == 2 else 0.28)
            underline = True
        if look.selected:  # light and dark exchanged, as no label has it; tags below are underlined
            back, ink = self._page.blend(self._ink, 0.78), self._page
            underline = bool(look.label)
        if look.dim:
            back = back.blend(self._page, 0.5)
            ink, bold = Color.parse(self._colours.muted).blend(self._page, 0.35), False
        if look.cursor:
            back = Color.parse(self._colours.accent) if look.selected else self._ink
            ink = self._page
        return Style(
            color=ink.rich_color,
            bgcolor=back.rich_color,
            bold=bold or None,
            underline=underline or None,
            underline2=double or None,
            italic=italic or None,
        )


def styles_for(app: CopydeskApp, letters: Mapping[str, str]) -> MarkStyles:
    """The styles of the present theme and scheme; ``letters`` are the keys of labels by id."""
    theme = app.current_theme
    colours = app.get_css_variables()
    palette = Palette(
        page=theme.background or colours["background"],
        ink=theme.foreground or colours["foreground"],
        muted=theme.variables.get("text-muted", "#888888"),
        accent=theme.accent or theme.primary,
        monochrome=app.no_color,
    )
    return MarkStyles(app.label_styles, letters, palette)
