"""Words, sentences and paragraphs of news text in any script, as code-point spans.

Dictionary-free and compiled: the reader asks for the visible part on every paint.
"""

from __future__ import annotations

import re

from store.text.characters import (
    ARABIC,
    HAN,
    HEBREW,
    HIRAGANA,
    JOINERS,
    KANA,
    KATAKANA,
    MARKS,
    SPACELESS,
)

Span = tuple[int, int]

_APART = HAN + KANA + SPACELESS
_LETTER = rf"[^\W_{_APART}]"
_RUN = rf"{_LETTER}+(?:(?:[{MARKS}]+[{JOINERS}]*|[{JOINERS}]+(?={_LETTER})){_LETTER}*)*"
_CLUSTER = (
    # A leading vowel waits for its consonant; a stacked consonant follows its virama.
    r"[\u0e40-\u0e44\u0ec0-\u0ec4]?"
    rf"[{SPACELESS}](?:[{MARKS}\u0e30\u0e32\u0e33\u0e45\u0e46\u0eb0\u0eb2\u0eb3]"
    r"|(?<=[\u17d2\u1039])[\u1000-\u102a\u1780-\u17b3])*"
)
_INITIALS = rf"(?:[^\W\d_{_APART}]\.){{2,}}(?![^\W_])"
_ADJECTIVES = (
    r"(?:(?:based|led|backed|run|made|born|held|owned|ruled|sponsored|brokered|mediated|occupied"
    r"|controlled|dominated|supported|funded|financed|trained|allied|aligned|affiliated|linked"
    r"|built|supplied|registered|flagged|drafted|proposed|imposed|hosted|administered|style|like"
    r"|inspired|speaking|language|damaged|wide|friendly|era|year|month|day|mile|member)(?![^\W_]))"
)
"""Second halves that make an adjective of a name: ``US-led`` is two words, ``Ki-moon`` is one."""

_WORD = re.compile(
    rf"""
      {_INITIALS}                                                  # U.S.  U.N.  J.R.
    | (?:Inc|Corp|Ltd|Bros|Calif|Colo|Conn|Fla|Ga|Ill|La|Mass|Md|Mich|Minn|Mo|Miss|Nev|Okla|Ore
        |Pa|Tenn|Tex|Va|Vt|Wash|Wis)\.(?![^\W_])
    | (?<![^\W_]['’](?=[sS](?![^\W_])))                            # not the s of Iran's
        (?:[$€£¥₹](?=\d))?
        (?:(?:{_RUN})
            (?:
                [-‐‑](?={_LETTER})(?!{_ADJECTIVES})(?:{_INITIALS})?  # Franco-German  Iraq-U.N.
              | &(?={_LETTER})                                     # AT&T
              | ['’‘ʼ](?![sS](?![^\W_]))(?={_LETTER})              # Sana'a, but Germany|'s
              | (?<=\d)[.,:٫٬](?=\d)                               # 1,234.5  10:30
            )?
        )++
    | [{HAN}]
    | [{KATAKANA}]+ | [{HIRAGANA}]+
    | {_CLUSTER}
    """,
    re.VERBOSE,
)

_ELISION = re.compile(
    r"(?:[ldjnmtscL]|[Qq]u|[Ll]orsqu|[Pp]uisqu|[Jj]usqu"
    r"|[Dd]ell|[Nn]ell|[Ss]ull|[Aa]ll|[Dd]all|[Uu]n|[Qq]uest)['’](?=[^\W\d_]{2})"
)


def words(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Spans of the words of ``text[start:end]``, in order.

    No word has punctuation at its edges, save the last full stop of ``U.S.``. Hyphenated
    compounds stay one word (`inner_starts` gives the places inside); the possessive ``'s`` and the
    elided ``l'`` ``d'`` belong to no word; each Han character, each run of kana and each Thai,
    Lao, Burmese or Khmer letter with its marks is a word.
    """
    stop = len(text) if end is None else end
    found = [match.span() for match in _WORD.finditer(text, start, stop)]
    if text.find("'", start, stop) < 0 and text.find("’", start, stop) < 0:
        return found
    for index, (first, last) in enumerate(found):
        if elided := _ELISION.match(text, first, last):
            found[index] = (elided.end(), last)
    return found


_INNER = re.compile(r"[-‐‑'’‘&]+(?=[^\W_])|(?<=[A-Z])\.-(?=[^\W_])")
_HE_PREFIX = "ושהבכלמ"
_ARABIC_WORD = re.compile(rf"[{ARABIC}]")
_HEBREW_WORD = re.compile(rf"[{HEBREW}]")


def proclitics(text: str, start: int, end: int) -> list[int]:
    """Inner starts of an Arabic or Hebrew word after the particles and article written to it.

    ``والسعودية`` may be marked from ``السعودية`` or from ``سعودية``. Guesses by letter alone: at
    least two letters remain after every start.
    """
    if start >= end:
        return []
    found: list[int] = []
    if _ARABIC_WORD.match(text, start):
        here = start
        while end - here > 3 and text[here] in "وفبكل" and not text.startswith("ال", here):
            if text.startswith("لل", here):
                here += 1
            here += 1
            found.append(here)
            if len(found) == 2 or (text[here] == "ل" and text[here + 1] not in "لإأآ"):
                break  # the ل of ولبنان is its own, those of وللعراق and ولإيران are not
        if end - here > 3 and text.startswith("ال", here):
            found.append(here + 2)
    elif _HEBREW_WORD.match(text, start):
        here = start
        while end - here > 2 and text[here] in _HE_PREFIX and len(found) < 2:
            here += 1
            found.append(here)
    return found


def inner_starts(text: str, start: int, end: int) -> list[int]:
    """Places inside the word ``text[start:end]`` where a span may well start.

    After particles (`proclitics`) and after the hyphens and apostrophes of a compound.
    """
    if start >= end:
        return []
    found = [match.end() for match in _INNER.finditer(text, start, end)]
    return sorted({*found, *proclitics(text, start, end)})


_STOP = re.compile(
    r"""(?P<spaced>[.!?…؟۔։।॥]+)[\"'”’»)\]]*(?=\s|$)
      | (?P<tight>[。！？｡]+)[”’」』）》\"']*
      | (?P<line>\n[ \t\u3000\u00a0\r\n]*)
    """,
    re.VERBOSE,
)
_ABBREVIATION = re.compile(
    r"(?:\b[^\W\d_]|\b(?:[^\W\d_]\.)+[^\W\d_]"
    r"|\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Maj|Capt|Cmdr|Adm|Sgt|Sen|Rep|Gov|Rev|Hon|St|Amb|Pres"
    r"|Jr|Sr|Inc|Corp|Ltd|Co|vs|No|Nos|Art|approx|dept|est|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct"
    r"|Nov|Dec|Sra?|Srta|Dra?|Mme|Mlle|MM|Hr|Fr|Nr|bzw|ca|etc|al))$"
)


_RAGGED = 12
"""A line folded by hand may end this much before the next word makes it too long."""


def folded_line(
    text: str, at: int, start: int = 0, end: int | None = None, least: int = 40
) -> bool:
    """Is the newline at ``at`` only where a mailer folded the line (``least`` to 100 characters)?

    Not when the next word would have fitted on the line, going by the lines beside it; and not
    after a first line with a shorter one that is no last one below it (a headline and a dateline).
    """
    stop = len(text) if end is None else end
    line = text.rfind("\n", max(start, at - 101), at) + 1
    if not line:
        if at - start > 100:
            return False
        line = start
    width = at - line
    if not least <= width <= 100:
        return False
    after = text.find("\n", at + 1, min(stop, at + 102))
    if after < 0:
        if stop - at > 101:
            return False
        after = stop
    if not text[at + 1 : after].strip():
        return False
    longest = after - at - 1
    if line > start:
        longest = max(
            longest,
            line
            - 1
            - max(start, text.rfind("\n", max(start, line - 102), line - 1) + 1, line - 102),
        )
    elif longest < least and text[after + 1 : after + 2].strip():
        return False
    return width + 1 + len(text[at + 1 : after].split(maxsplit=1)[0]) > min(longest, 100) - _RAGGED


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _filled(text: str, pieces: list[Span]) -> list[Span]:
    """The pieces without the blanks at their edges; those of blanks alone are left out."""
    trimmed = (_trimmed(text, first, last) for first, last in pieces)
    return [(first, last) for first, last in trimmed if first < last]


def sentences(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Sentences of ``text[start:end]``, trimmed, in order; headlines and list lines are their own.

    Knows the stops of Latin, Arabic, Urdu, Devanagari, Armenian and Chinese writing, common
    abbreviations and initials, and lines folded by a mailer.
    """
    stop = len(text) if end is None else end
    pieces: list[Span] = []
    here = start
    for match in _STOP.finditer(text, start, stop):
        if match["line"] is not None:
            at = match.start()
            if match["line"].count("\n") == 1 and folded_line(text, at, start, stop):
                continue
        elif match["spaced"] == ".":
            at = match.start("spaced")
            following = text[match.end() : match.end() + 3].strip()
            if following[:1].islower():
                continue
            if _ABBREVIATION.search(text, max(here, at - 12), at) and match.end() < stop:
                continue
        pieces.append((here, match.end()))
        here = match.end()
    return _filled(text, [*pieces, (here, stop)])


_BREAK = re.compile(r"\n[ \t\u3000\u00a0\r\n]*")


def paragraphs(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Paragraphs of ``text[start:end]``, trimmed: lines, but with folded lines put together."""
    stop = len(text) if end is None else end
    pieces: list[Span] = []
    here = start
    for match in _BREAK.finditer(text, start, stop):
        if match[0].count("\n") == 1 and folded_line(text, match.start(), start, stop):
            continue
        pieces.append((here, match.start()))
        here = match.end()
    return _filled(text, [*pieces, (here, stop)])
