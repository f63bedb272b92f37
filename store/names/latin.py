"""Names in any script as words of the letters a to z, and what hides the spelling of a word.

Accented Latin letters are taken apart by Unicode; other scripts are read by ``anyascii`` (its table
of Chinese readings alone is larger than this program), after the few things it cannot know: names
in Chinese and Korean characters have the family name in front, Arabic glues its article.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from store.names.vocabulary import vocabulary
from store.text.characters import ARABIC, HAN, HANGUL, HEBREW, KANA

_LETTERS = str.maketrans(
    {
        "ı": "i", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D",
        "þ": "th", "Þ": "Th", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ß": "ss", "ŧ": "t",
        "ħ": "h", "Ħ": "H", "ə": "a", "Ə": "A", "’": "'", "‘": "'", "ʼ": "'", "ʻ": "'", "ʾ": "'",
        "ʿ": "'", "`": "'", "´": "'", "′": "'", "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-",
        "−": "-", "\u00a0": " ", "\u200c": " ", "\u00ad": "", "“": '"', "”": '"', "„": '"',
        "«": '"', "»": '"', "‟": '"', "＂": '"', "，": ",", "、": ",", "،": ",", "（": "(",
        "）": ")", "ʹ": "", "ʺ": "",
    }
)  # fmt: skip
_MARKS = re.compile("[\u0300-\u036f]")
_LATIN_ONLY = re.compile("[\x00-\x7f]*")
_SCRIPTS = (
    ("han", re.compile(f"[{HAN}]")),
    ("kana", re.compile(f"[{KANA}]")),
    ("hangul", re.compile(f"[{HANGUL}]")),
    ("arabic", re.compile(f"[{ARABIC}]")),
    ("hebrew", re.compile(f"[{HEBREW}]")),
    ("cyrillic", re.compile("[\u0400-\u052f]")),
    ("greek", re.compile("[\u0370-\u03ff\u1f00-\u1fff]")),
    ("devanagari", re.compile("[\u0900-\u097f]")),
)
_FAMILY_FIRST = re.compile(f"[{HAN}]{{2,4}}|[{HANGUL}]{{2,4}}")
_DOTS = re.compile("[·・‧•･=＝᠂]")
_GREEK = (("μπ", "b"), ("ντ", "d"), ("γκ", "g"), ("ου", "u"), ("τζ", "j"))
_ARABIC = str.maketrans(
    {"ا": "a", "أ": "a", "إ": "i", "آ": "a", "ع": "a", "و": "u", "ي": "i", "ی": "i", "ى": "a",
     "ة": "a", "ے": "e", "ؤ": "u", "ئ": "i", "ہ": "h", "ھ": "h", "ه": "h", "ٱ": "a", "ء": ""}
)  # fmt: skip
_HEBREW = str.maketrans({"א": "a", "ו": "u", "י": "i", "ע": "a"})
_CYRILLIC = str.maketrans({"ў": "v", "Ў": "V", "х": "kh", "Х": "Kh", "ъ": "a", "Ъ": "A"})


def simple(text: str) -> str:
    """``text`` with Latin letters bare, quotes and dashes plain; other scripts as they are."""
    if text.isascii():
        return text
    taken = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return unicodedata.normalize("NFC", _MARKS.sub("", taken).translate(_LETTERS))


def script_of(text: str) -> str:
    """The script a name is in, by its first telling letter: "latin" when none tells."""
    if text.isascii():
        return "latin"
    for name, pattern in _SCRIPTS:
        if pattern.search(text):
            return name
    return "latin" if _LATIN_ONLY.fullmatch(simple(text)) else "other"


def spaced(text: str, script: str) -> str:
    """``text`` with the spaces its script leaves out: between family and given name."""
    if script not in ("han", "hangul", "kana"):
        return text
    text = _DOTS.sub(" ", text)
    if _FAMILY_FIRST.fullmatch(text.strip()):
        text = text.strip()
        length = 2 if text[:2] in vocabulary().compounds and len(text) > 2 else 1
        if len(text) > length:
            text = f"{text[:length]} {text[length:]}"
    return text


@lru_cache(maxsize=100_000)
def roman(word: str, script: str) -> str:
    """One word in small letters a to z (and digits); "" when nothing is left of it."""
    if word.isascii():
        return "".join(filter(str.isalnum, word.lower()))
    from anyascii import anyascii

    if script == "arabic":
        word = _arabic(word)
    elif script == "hebrew":
        word = _semitic(word.replace("וו", "v").replace("יי", "י"), "ו", _HEBREW)
    elif script == "greek":
        word = word.lower()
        for sounds, letter in _GREEK:
            word = word.replace(sounds, letter)
    elif script == "cyrillic":
        word = word.translate(_CYRILLIC)
    plain = "".join(filter(str.isalnum, anyascii(word).lower()))
    if script == "hangul":
        return vocabulary().korean.get(plain, (plain,))[-1] if len(word) == 1 else plain
    return plain


def _semitic(word: str, vav: str, letters: dict[int, str]) -> str:
    """Letters that are now vowel, now consonant: a consonant in front, a vowel elsewhere."""
    front = "v" if word.startswith(vav) and len(word) > 1 else ""
    return front + word[len(front) :].translate(letters)


def _arabic(word: str) -> str:
    """Without the article; ``anyascii`` leaves out the long vowels that spellings agree on."""
    if word.startswith("ال") and len(word) > 3:
        word = word[2:]
    front = ""
    if word.startswith("عبد") and len(word) > 4:
        word, front = word[3:].removeprefix("ال"), "abd"
    elif word.startswith(("ی", "ي")) and len(word) > 1:
        word, front = word[1:], "y"
    return front + _semitic(word, "و", _ARABIC)


_LIGHT = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        ("dsch", "j"),
        ("shch|sch|sh|sz|sj(?=[aeiou])", "S"),
        ("tch|tsch|cz|ch", "C"),
        ("dzh|dzs|dz|dj|zh", "j"),
        ("^[yi](?=[aou][^n])|^[yi](?=e[^lvfgkrno])", "j"),
        ("(?:au|aw|ou|ow|eu|ew)na$", "ovna"),
        ("(?<=[nkr])au$", "ov"),
        ("(?<=[bcfgklmnprtvz])j(?=[aou])", "i"),
        ("ts|tz", "s"),
        ("kh|gh(?=t)", "K"),
        ("gh", "g"),
        ("ph", "f"),
        ("th", "t"),
        ("dh", "d"),
        ("bh", "b"),
        ("ck|cq|q(?=u)", "k"),
        ("^(?:ou|w|u)(?=[aeiou])", "v"),
        ("c(?=[eiy])", "s"),
        ("[cq]", "k"),
        ("^x", "S"),
        ("x", "ks"),
        ("w", "v"),
        ("(?:iy|ij|yy|ii|ey|ei|ie)$", "i"),
        ("(?<=[^aeiouy])(?:iye|ye|ie)|^ye", "e"),
        ("(?<=[aeiou])[yij](?=[aeiou])", ""),
        ("y", "i"),
        ("ou|oo", "u"),
        ("ee|ii|ie", "i"),
        ("ae|ai|ei", "e"),
        ("aa", "a"),
        ("oe", "o"),
        ("ue", "u"),
        (r"(.)\1+", r"\1"),
        ("(?<=[aeiou])h$", ""),
        ("(?<=[aeiou])h(?=[^aeiou])", ""),
    )
)
_CLASS = str.maketrans(
    {
        "b": "p", "p": "p", "v": "f", "f": "f", "k": "k", "g": "k", "K": "k", "s": "s", "z": "s",
        "S": "s", "C": "s", "j": "s", "t": "t", "d": "t", "l": "l", "r": "r", "m": "m", "n": "n",
        "h": None, "a": None, "e": None, "i": None, "o": None, "u": None,
    }
)  # fmt: skip
_TWICE = re.compile(r"(.)\1+")


@lru_cache(maxsize=100_000)
def light(word: str) -> str:
    """A romanised word with the spellings of one sound made one; capitals stand for digraphs."""
    for pattern, plain in _LIGHT:
        word = pattern.sub(plain, word)
    return word


def skeleton(light_word: str) -> str:
    """The consonants of a light form by class, "a" for a vowel in front: what spellings share.

    Several spellings of one name nearly always have one skeleton, other names often too: it is
    a key to look under, not evidence.
    """
    if not light_word:
        return ""
    first = light_word[0]
    rest = light_word[1:].translate(_CLASS)
    front = "a" if first in "aeiou" else "h" if first == "h" else first.translate(_CLASS)
    return front + _TWICE.sub(r"\1", rest)
