"""Folding of text for searching: what looks or is typed alike becomes alike.

Case, accents, harakat, tatweel and ZWNJ fall away; Arabic and Persian letter forms, digits,
widths and typographic quotes become one. Each code point folds by itself, whatever stands
beside it, so a map back to the original is exact. Stored text is never folded.

The rules are those measured in the search study of the design (23 of 25 queries, against 7 for
SQLite's own folding), with more letters and with Indic vowel signs kept apart.
"""

from __future__ import annotations

import re
import unicodedata
from array import array

from store.text.characters import HAN, KANA, SPACELESS

_SPACED = re.compile(rf"[{HAN}{KANA}{SPACELESS}]")
_LETTERS = {
    # Arabic, Persian and Urdu forms of one letter. NFKD has taken hamza and madda off already.
    "ي": "ی", "ى": "ی", "ې": "ی", "ك": "ک", "ة": "ه", "ہ": "ه", "ھ": "ه", "ە": "ه", "ۃ": "ه",
    "ٱ": "ا", "ڪ": "ک", "ں": "ن", "ـ": "",
    # Latin letters NFKD does not take apart.
    "ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ŧ": "t",
    "ħ": "h", "ə": "e",
    # Typographic signs.
    "’": "'", "‘": "'", "ʼ": "'", "ʻ": "'", "ʾ": "'", "ʿ": "'", "´": "'", "′": "'",
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‟": '"',
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-",
    "،": ",", "؛": ";", "؟": "?", "٪": "%", "٫": ".", "٬": ",",
}  # fmt: skip
_INDIC = range(0x0900, 0x0E00)
_SIGNS = 0xE000 - 0x0900
"""Indic vowel signs go to private-use code points, which FTS5's unicode61 takes for letters."""


def _fold_one(character: str) -> str:
    """The folded form of one code point; spaces beyond ASCII become blanks."""
    if character.isascii():
        return character.lower()
    if "가" <= character <= "힣":
        return character
    if character.isspace():
        return " "
    known = _LETTERS.get(character)
    if known is not None:
        return known
    out = []
    for piece in unicodedata.normalize("NFKD", character.casefold()).casefold():
        kind = unicodedata.category(piece)
        if kind in ("Mn", "Mc", "Me"):
            code = ord(piece)
            if code not in _INDIC or unicodedata.name(piece, "").endswith("SIGN NUKTA"):
                continue
            if unicodedata.name(piece, "").endswith("SIGN CANDRABINDU"):
                code += 1  # written for anusvara and the other way round
            out.append(chr(code + _SIGNS))
        elif kind == "Nd":
            out.append(str(unicodedata.digit(piece)))
        elif kind == "Cf":
            continue
        else:
            out.append(_LETTERS.get(piece, piece))
    return "".join(out)


class _Table(dict[int, str]):
    """A translation table that learns each code point when it first meets it."""

    def __init__(self, spaced: bool) -> None:
        self._spaced = spaced

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = _fold_one(character)
        if self._spaced and folded and _SPACED.match(character):
            folded = f" {folded} "
        self[code] = folded
        return folded


_PLAIN = _Table(spaced=False)
_SEARCH = _Table(spaced=True)


def fold(text: str) -> str:
    """``text`` folded for comparing and finding: like `search_fold`, without added spaces."""
    return text.lower() if text.isascii() else text.translate(_PLAIN)


def searched(title: str, text: str) -> str:
    """What the full-text index holds of an article: a title the text opens with counts once."""
    return text if not title or text.startswith(title) else f"{title}\n{text}"


def search_fold(text: str) -> str:
    """``text`` folded for the full-text index: CJK, Thai and Khmer characters stand apart.

    FTS5 then sees each of them as a word, and a word of several is asked for as a phrase.
    """
    if text.isascii():
        return text.lower()
    if len(text.encode("ascii", "ignore")) > _MOSTLY_ASCII * len(text):
        return _FOREIGN.sub(_fold_run, text).lower()
    return text.translate(_SEARCH)


# not with a plus: looking for one character of a kind is quicker than for the start of several
_FOREIGN = re.compile(r"[^\x00-\x7f][^\x00-\x7f]*")
_MOSTLY_ASCII = 0.9
"""Above this share, folding the few other runs beats looking every character up (measured)."""


def _fold_run(match: re.Match[str]) -> str:
    return match[0].translate(_SEARCH)


_QUOTED = re.compile(r'"([^"]*)"?|([^\s"]+)')
_TOKEN = re.compile(r"(?:[^\W_]|[\ue000-\uf8ff])+")
_HANGUL_END = re.compile(r"[가-힣]$")
_ARABIC_KEYS = re.compile("^ال|[ةأإآىيك]")
_PERSIAN_KEYS = re.compile("[پچژگکی]")
_SIGNS_TYPED = {0x201C: '"', 0x201D: '"', 0xAB: '"', 0xBB: '"', 0: " "}


def _term(word: str, prefix: bool) -> str:
    """One typed word as an FTS5 term; a phrase when it folds to several; "" when to nothing."""
    tokens = _TOKEN.findall(search_fold(word))
    if not tokens:
        return ""
    star = " *" if prefix and not _SPACED.match(tokens[-1]) else ""
    stem = tokens[0]
    arabic = _ARABIC_KEYS.search(word) and not _PERSIAN_KEYS.search(word)
    if len(tokens) > 1 or not arabic or len(stem) < 3:
        return f'"{" ".join(tokens)}"{star}'
    # Arabic writes its particles and article to the word: ask for it after any of them.
    bare = stem[2:] if stem.startswith("ال") and len(stem) > 4 else stem
    forms = [stem, *(p + bare for p in ("ال", "وال", "بال", "لل", "فال", "کال", "وبال", "ولل"))]
    if bare == stem:
        forms += [p + bare for p in "وبلف"]
    return "(" + " OR ".join(f'"{form}"{star}' for form in dict.fromkeys(forms)) + ")"


def search_query(typed: str) -> str:
    """What the user typed as an FTS5 query that is always valid; "" when nothing can be sought.

    All words must occur; the last is a prefix, as are Korean words (particles follow them);
    ``"in quotes"`` is a phrase, and so is a word that folds to several (Chinese, ``e-mail``).
    An Arabic word is also sought with the article and particles written to it. Operators and
    signs FTS5 knows have no force here.
    """
    found = _QUOTED.findall(typed.translate(_SIGNS_TYPED))
    terms = []
    for index, (phrase, word) in enumerate(found):
        if phrase:
            tokens = _TOKEN.findall(search_fold(phrase))
            terms.append(f'"{" ".join(tokens)}"' if tokens else "")
        else:
            last = index == len(found) - 1
            terms.append(_term(word, last or bool(_HANGUL_END.search(word))))
    return " AND ".join(term for term in terms if term)


_BLANKS = r"\s\s+"
_BLANK = dict.fromkeys((9, 10, 11, 12, 13, 28, 29, 30, 31), " ")


def fold_with_map(text: str) -> tuple[str, array[int]]:
    """``text`` folded as by `fold`, runs of blanks as one, and the way back.

    The second value holds, for each code point of the folded text, the offset of the original
    code point it came from, and at the end ``len(text)``. So a hit ``[a, b)`` in the folded text
    covers the original ``[map[a], map[b])``, which may end in marks or joiners that fold to
    nothing: they belong to the letter before them.
    """
    special = {c for c in set(text) if not c.isascii() and len(_PLAIN[ord(c)]) != 1}
    parts: list[str] = []
    places = array("L")
    here = 0
    pattern = _BLANKS if not special else f"{_BLANKS}|[{re.escape(''.join(sorted(special)))}]"
    for match in re.finditer(pattern, text):
        start, end = match.span()
        if start > here:
            parts.append(fold(text[here:start]).translate(_BLANK))
            places.extend(range(here, start))
        folded = " " if end - start > 1 else _PLAIN[ord(text[start])]
        parts.append(folded)
        places.extend([start] * len(folded))
        here = end
    parts.append(fold(text[here:]).translate(_BLANK))
    places.extend(range(here, len(text)))
    places.append(len(text))
    return "".join(parts), places
