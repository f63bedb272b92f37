"""Which Latin letter stands on the key that typed a character of another keyboard layout.

A terminal sends characters, not keys: under an Arabic layout the key of ``o`` sends ``خ``. The tables
follow the layouts as XKB defines them (ara, ir(pes), ru, ua, in(deva inscript), il, gr), each row of
the US keyboard in order. Arabic and Persian put some letters on different keys; `evidence` tells which
of the two is in use from letters that only one of them types.
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

_DIGITS = {
    chr(zero + n): str(n) for zero in (0x0660, 0x06F0, 0x0966, 0x09E6, 0xFF10) for n in range(10)
}
_EXTRA = {"ﻻ": "b", "ё": "`", "Ё": "~", "।": ">", "؟": "?", "،": ",", "؛": ";", "٪": "%"}

_ONLY_PERSIAN = frozenset("یکگچپ")
_ONLY_ARABIC = frozenset("ىﻻ")
_LIKELY_ARABIC = frozenset("يكة")


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
    return table


_OTHERS = _table("russian", "ukrainian", "hindi", "hebrew", "greek")
_TABLES = {
    "arabic": {**_OTHERS, **_table("persian"), **_EXTRA, **_table("arabic")},
    "persian": {**_OTHERS, **_table("arabic"), **_EXTRA, **_table("persian")},
}


def latin(character: str, prefer: str = "arabic") -> str:
    """Return the US character on the key that typed ``character``; itself when none is known.

    ``prefer`` is "arabic" or "persian" and settles the letters the two place differently.
    """
    if character.isascii():
        return character
    return _DIGITS.get(character) or _TABLES[prefer].get(character, character)


def evidence(character: str, prefer: str) -> str:
    """Return the layout ("arabic" or "persian") to prefer after seeing ``character`` typed."""
    if character in _ONLY_PERSIAN:
        return "persian"
    if character in _ONLY_ARABIC or (character in _LIKELY_ARABIC and prefer != "persian"):
        return "arabic"
    return prefer
