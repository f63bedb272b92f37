"""Colours: four themes, and the look of every label in each.

Label colours come from the scheme by name or as ``#rrggbb``. In the text a label is a tint of the
background under the ordinary text colour; its letter and its name in lists take the colour itself,
lightened or darkened until it can be read. The safe palettes follow Okabe and Ito, "Color Universal
Design" (2008): told apart with any kind of colour vision. Contrast is WCAG 2's ratio.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from textual.color import Color
from textual.theme import Theme

from store.model import Label

READABLE = 4.5
"""The contrast ratio WCAG 2 asks of ordinary text (level AA)."""


class LabelStyle(NamedTuple):
    """How a label looks in one theme; colours as ``#rrggbb``.

    ``background`` under and ``foreground`` of the marked text; ``strong`` is the background where
    the cursor stands in it; ``mark`` is the colour of the label's letter and name.
    """

    background: str
    foreground: str
    strong: str
    mark: str


def _theme(name: str, dark: bool, **colours: str) -> Theme:
    muted = colours.pop("muted")
    return Theme(
        name=name,
        dark=dark,
        **colours,  # type: ignore[arg-type]
        variables={
            "text-muted": muted,
            "footer-background": colours["surface"],
            "footer-key-foreground": colours["accent"],
            "footer-description-foreground": muted,
            "input-cursor-background": colours["foreground"],
            "input-cursor-foreground": colours["background"],
            "input-selection-background": colours["primary"] + " 40%",
            "scrollbar": colours["panel"],
            "scrollbar-hover": muted,
            "scrollbar-active": colours["primary"],
            "scrollbar-background": colours["background"],
            "scrollbar-background-hover": colours["background"],
            "scrollbar-background-active": colours["background"],
            "scrollbar-corner-color": colours["background"],
        },
    )


_DARK = {
    "background": "#15181d",
    "surface": "#1c2027",
    "panel": "#272c36",
    "foreground": "#d9dde5",
    "muted": "#8d96a6",
    "primary": "#5b9bf0",
    "secondary": "#7f9cc0",
    "accent": "#e3b565",
    "warning": "#e3b565",
    "error": "#ff8080",
    "success": "#86c98a",
}
_LIGHT = {
    "background": "#fcfbf8",
    "surface": "#f2f0ea",
    "panel": "#e4e1d8",
    "foreground": "#23262c",
    "muted": "#656a73",
    "primary": "#2f66b8",
    "secondary": "#4c6078",
    "accent": "#8a5200",
    "warning": "#8a5200",
    "error": "#b0231c",
    "success": "#2c6b34",
}

THEMES: dict[str, Theme] = {
    "dark": _theme("dark", True, **_DARK),
    "light": _theme("light", False, **_LIGHT),
    "safe": _theme("safe", True, **{**_DARK, "success": "#56b4e9", "error": "#ff9a57"}),
    "safe-light": _theme(
        "safe-light", False, **{**_LIGHT, "success": "#00618f", "error": "#a34400"}
    ),
}
"""The themes by their name in the settings."""

TITLES = {
    "dark": "dark",
    "light": "light",
    "safe": "dark, safe for colour-blind eyes",
    "safe-light": "light, safe for colour-blind eyes",
}

_PALETTES: dict[bool, dict[str, str]] = {
    # the scheme's names for colours, and two more for schemes of more than ten labels
    False: {
        "blue": "#5b9bf0",
        "green": "#5fb86a",
        "orange": "#f0913f",
        "purple": "#a987f0",
        "red": "#ee6a6a",
        "teal": "#35b5ac",
        "yellow": "#d8b92f",
        "pink": "#ee7db8",
        "brown": "#b98b62",
        "grey": "#9aa3b0",
        "lime": "#a0c040",
        "indigo": "#7080f0",
    },
    True: {
        "blue": "#0072b2",
        "green": "#009e73",
        "orange": "#e69f00",
        "purple": "#cc79a7",
        "red": "#d55e00",
        "teal": "#56b4e9",
        "yellow": "#f0e442",
        "pink": "#882255",
        "brown": "#661100",
        "grey": "#999999",
        "lime": "#999933",
        "indigo": "#332288",
    },
}


def luminance(colour: Color) -> float:
    """Return the relative luminance of WCAG 2, 0 for black to 1 for white."""

    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(part) for part in colour.normalized)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    """Return the contrast ratio of WCAG 2, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def label_styles(labels: Iterable[Label], theme: str) -> dict[str, LabelStyle]:
    """Return the look of each label, by its id, in a theme of `THEMES`.

    Labels without a colour take those the others leave, in order.
    """
    chosen = THEMES.get(theme, THEMES["dark"])
    palette = _PALETTES[chosen.name.startswith("safe")]
    labels = list(labels)
    used = {label.colour for label in labels}
    spare = [colour for name, colour in palette.items() if name not in used] or list(
        palette.values()
    )
    found: dict[str, LabelStyle] = {}
    keyless = 0
    for label in labels:
        hue = palette.get(label.colour, label.colour)
        if not hue.startswith("#"):
            hue = spare[keyless % len(spare)]
            keyless += 1
        found[label.id] = _style(hue, chosen)
    return found


def _style(hue: str, theme: Theme) -> LabelStyle:
    ground = Color.parse(theme.background or "#000000")
    text = Color.parse(theme.foreground or "#ffffff")
    colour = Color.parse(hue)
    tint = _tint(ground, colour, text, 0.42 if theme.dark else 0.34)
    strong = _tint(ground, colour, text, 0.62 if theme.dark else 0.58)
    return LabelStyle(tint.hex, text.hex, strong.hex, _readable(colour, ground, text).hex)


def _tint(ground: Color, colour: Color, text: Color, strength: float) -> Color:
    """Return the strongest tint, up to ``strength``, that the text can be read on."""
    while strength > 0.05 and contrast(ground.blend(colour, strength), text) < READABLE:
        strength -= 0.02
    return ground.blend(colour, strength)


def _readable(colour: Color, ground: Color, text: Color) -> Color:
    """Return the colour moved towards the text's until it can be read on the ground."""
    share = 0.0
    while share < 1 and contrast(colour.blend(text, share), ground) < READABLE:
        share += 0.04
    return colour.blend(text, min(share, 1.0))
