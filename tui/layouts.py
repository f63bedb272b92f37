"""Which Latin letter stands on the key that typed a character of another keyboard layout.

A terminal sends characters, not keys: under an Arabic layout the key of ``o`` sends ``خ``. The tables
follow the layouts as XKB defines them (ara, ir(pes), ru, ua, in(deva inscript), il, gr), each row of
the US keyboard in order. Arabic and Persian put some characters on different keys: `readings` gives
both while nobody knows which of the two is in use, and `evidence` tells it from characters that only
one of them types.
"""

from __future__ import annotations

# Rows of the US keyboard, plain then shifted; "" in a layout's row: nothing worth mapping there.
_ROWS = (
    "qwertyuiop[]",
    "asdfghjkl;'",
    "zxcvbnm,./",
    "QWERTYUIOP{}",
    'ASDFGHJKL:"',
    "ZXCVBNM<>?",
)

_LAYOUTS: dict[str, tuple[str, ...]] = {
    "arabic": (
        "ضصثقفغعهخحجد",
        "شسيبلاتنمكط",
        "ئءؤرﻻىةوزظ",
        "\u064e\u064b\u064f\u064c\ufef9إ\u2018÷×؛  ",
        "\u0650\u064d  \ufef7أـ،   ",
        " \u0652  \ufef5آ    ؟",
    ),
    "persian": (
        "ضصثقفغعهخحجچ",
        "شسیبلاتنمکگ",
        "ظطزرذدپو  ",
        "\u0652\u064c\u064d\u064b\u064f\u0650\u064e\u0651    ",
        "ؤئيإأآة»«  ",
        "ك\u0653ژ\u0670\u200c\u0654ء  ؟",
    ),
    "russian": ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю ", "", "", ""),
    "ukrainian": ("          \u0445ї", " і        є", "          ", "", "", ""),
    "hindi": (
        "ौैाीूबहगदजड\u093c",
        "ोे्िुपरकतचट",
        "ॆंमनवलस  य",
        "औऐआईऊभङघधझढञ",
        "ओएअइउफऱखथछठ",
        "ऎँणऩऴळशष।य़",
    ),
    "hebrew": ("  קראטוןםפ  ", "שדגכעיחלךף ", "זסבהנמצתץ ", "", "", ""),
    "greek": (" ςερτυθιοπ  ", "ασδφγηξκλ  ", "ζχψωβνμ   ", "", "", ""),
}

_BESIDE: dict[str, dict[str, str]] = {
    "arabic": {"ذ": "`", "\u0651": "~"},
    "persian": {"÷": "~", "×": "^", "،": "&", "ـ": "_", "؛": '"', "٬": "@", "٫": "#", "٪": "%"},
}
"""Of the row of digits, and where the table above has no place."""

_DIGITS = {
    chr(zero + n): str(n) for zero in (0x0660, 0x06F0, 0x0966, 0x09E6, 0xFF10) for n in range(10)
}
_EXTRA = {"ё": "`", "Ё": "~", "।": ">", "؟": "?", "،": ",", "؛": ";", "٪": "%"}

AUTO = "auto"
LAYOUTS = ("arabic", "persian")
"""Layouts that share their letters and not their keys; `AUTO` is to find out which it is."""


def _table(*names: str) -> dict[str, str]:
    table: dict[str, str] = {}
    for name in names:
        for row, (latin, typed) in enumerate(zip(_ROWS, _LAYOUTS[name], strict=True)):
            for key, character in zip(latin, typed, strict=False):
                if character.isspace() or character.isascii():
                    continue
                table.setdefault(character, key)
                if row < 3 and character.upper() != character:
                    table.setdefault(character.upper(), _ROWS[row + 3][latin.index(key)])
        table.update(_BESIDE.get(name, {}))
    return table


_OTHERS = {**_table("russian", "ukrainian", "hindi", "hebrew", "greek"), **_DIGITS}
_OWN = {name: _table(name) for name in LAYOUTS}
_TABLES = {
    "arabic": {**_OTHERS, **_OWN["persian"], **_EXTRA, **_OWN["arabic"]},
    "persian": {**_OTHERS, **_OWN["arabic"], **_EXTRA, **_OWN["persian"]},
}


def latin(character: str, layout: str) -> str:
    """Return the US character on the key that typed ``character``; itself when none is known.

    ``layout`` is one of `LAYOUTS` and settles the characters the two place differently.
    """
    return character if character.isascii() else _TABLES[layout].get(character, character)


def readings(character: str, layout: str) -> dict[str, str]:
    """Return what ``character`` may be on a US keyboard, by layout; in `AUTO` it can be two things."""
    asked = LAYOUTS if layout == AUTO else (layout,)
    return {name: latin(character, name) for name in asked}


def evidence(character: str, layout: str) -> str:
    """Return the layout to go by after ``character`` was typed: that which alone types it."""
    able = [name for name in LAYOUTS if character in _OWN[name]]
    return able[0] if len(able) == 1 else layout
