"""Makes ``data/countries.tsv`` and ``countries_more.tsv``; run by hand, not at run time. Needs Babel.

    python -m store.names.build_countries

Short names in every language of `LANGUAGES` come from the Unicode CLDR as Babel ships it (Unicode
License v3). Official names, demonyms, capitals, abbreviations, former names and historical states
are written by us (``data/countries_hand.tsv``), as are the Russian and Ukrainian case endings.

The second file holds what names a country where a country is asked for, but would be found too often
in running text: short names in all other languages of the CLDR, its codes of two and three letters,
and names written by us (``data/countries_more_hand.tsv``). The name a country is shown under comes
first of its rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from store.text.folding import fold

Row = tuple[str, str, str, str]
"""Code, kind, language, surface."""

LANGUAGES = "en ar fa zh zh_Hant fr es hi ur ru de pt tr it ja ko id he uk".split()
DATA = Path(__file__).parent / "data"
ORGANISATIONS = {"EU", "UN"}
NOT_COUNTRIES = {"EZ", "XA", "XB", "ZZ", "QO", "CQ", "DG", "EA", "IC", "AC", "TA", "CP"}
TERRITORIES = {"AQ", "BV", "HM", "UM", "TF", "IO"}
"""Nobody's home: they have a code, but are not looked for in texts."""
SHOWN = {
    "CD": "Democratic Republic of the Congo", "CG": "Republic of the Congo", "HK": "Hong Kong",
    "MO": "Macao", "PS": "Palestine", "CI": "Ivory Coast", "TR": "Turkey", "EU": "European Union",
    "UN": "United Nations", "SU": "Soviet Union", "MM": "Myanmar", "TL": "Timor-Leste",
    "CV": "Cape Verde", "AX": "Åland Islands", "VA": "Vatican City", "CW": "Curaçao",
    "VC": "Saint Vincent and the Grenadines", "GS": "South Georgia",
}  # fmt: skip
"""Where the short English name of the CLDR is not what a desk would write."""
HARD = {"CD", "CG"}
ADJECTIVE = {
    "ru": "ий ого ому им ом ая ой ую ое ие их ими".split(),
    "uk": "ий ого ому им ій а ої у ою е і их ими".split(),
}


def french(demonym: str) -> list[str]:
    """A masculine demonym, its feminine and both in the plural."""
    feminine = demonym if demonym.endswith("e") else demonym + "e"
    if demonym.endswith(("en", "on")):
        feminine = demonym + "ne"
    plurals = [form if form.endswith("s") else form + "s" for form in (demonym, feminine)]
    return [demonym, feminine, *plurals]


def cases(name: str, language: str) -> list[str]:
    """Case forms of a one-word Russian or Ukrainian name; a rule of thumb."""
    if not re.fullmatch(r"[^\W\d_]{4,}", name) or name.isupper():
        return []
    ends = {
        "ия": "ии ию ией", "ія": "ії ію ією", "ея": "еи ею еей", "а": "ы у ой е",
        "я": "и ю ей е", "й": "я ю ем е", "ь": "я ю ем е",
    }  # fmt: skip
    if language == "uk":
        ends = {**ends, "а": "и у ою і", "ь": "я ю ем і"}
    for end, forms in ends.items():
        if name.endswith(end):
            return [name[: -len(end)] + form for form in forms.split()]
    if name[-1] in "еиоуыэюіїє":
        return []
    return [name + form for form in ("а у ом е" if language == "ru" else "у ом і").split()]


def common(name: str, language: str) -> list[str]:
    """The surfaces one CLDR name stands for."""
    name = re.sub(r"\s*[（(].*?[)）]", "", name).strip()
    if " - " in name or " – " in name or "特别行政区" in name or "特別行政區" in name:
        return []
    if language == "en":
        return [name, name.replace("&", "and").replace("St. ", "Saint ").replace("’", "'")]
    return [name]


def rows() -> list[Row]:
    """The rows of ``countries.tsv``."""
    from babel import Locale

    found: dict[tuple[str, str, str], str] = {}
    english = Locale.parse("en").territories
    shown = {code: common(name, "en")[-1:] for code, name in english.items() if code not in HARD}
    first = {code: names[0] for code, names in shown.items() if names} | SHOWN

    def add(code: str, kind: str, language: str, surface: str) -> None:
        if surface:
            found.setdefault((code, language, surface), kind)

    for code, kind, language, surface in by_hand("countries_hand.tsv"):
        add(code, kind, language, surface)
        if kind in ("common", "capital") and language in ("ru", "uk"):
            for form in cases(surface, language):
                add(code, kind, language, form)
    for tag in LANGUAGES:
        language = tag.split("_")[0]
        for code, surface in short_names(tag):
            kind = "organisation" if code in ORGANISATIONS else "common"
            add(code, kind, language, surface)
            if language in ("ru", "uk"):
                for form in cases(surface, language):
                    add(code, kind, language, form)
    for code in TERRITORIES:
        add(code, "territory", "en", english[code].replace("&", "and"))
    return sorted(
        ((code, kind, language, surface) for (code, language, surface), kind in found.items()),
        key=lambda row: (row[0], row[2] != "en" or row[3] != first.get(row[0]), row),
    )


def by_hand(name: str) -> Iterator[Row]:
    """The rows of a file written by hand, forms spelled out."""
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        code, language, kind, surfaces = line.split("\t")
        for surface in surfaces.split(";"):
            if kind == "stem" and language == "fr":
                forms = french(surface)
            elif kind == "stem":
                forms = [surface + end for end in ADJECTIVE[language]]
            elif surface.endswith("-s"):
                forms = [surface[:-2], surface[:-2] + "s"]
            else:
                forms = [surface]
            for form in forms:
                yield code, "demonym" if kind == "stem" else kind, language, form


def short_names(tag: str) -> Iterator[tuple[str, str]]:
    """Codes and surfaces of the CLDR in one language."""
    from babel import Locale

    for code, name in Locale.parse(tag).territories.items():
        if len(code) == 2 and code.isalpha() and code not in NOT_COUNTRIES | TERRITORIES | HARD:
            for surface in common(name, tag.split("_")[0]):
                yield code, surface


def more(known: list[Row]) -> list[Row]:
    """The rows of ``countries_more.tsv``, without what folds to a name known already."""
    from babel import Locale
    from babel.core import get_global
    from babel.localedata import locale_identifiers

    seen = {(code, fold(surface)) for code, _, _, surface in known}
    codes = {row[0] for row in known} - ORGANISATIONS
    found: list[Row] = []

    def add(code: str, kind: str, language: str, surface: str) -> None:
        if surface and (code, fold(surface)) not in seen:
            seen.add((code, fold(surface)))
            found.append((code, kind, language, surface))

    for row in by_hand("countries_more_hand.tsv"):
        add(*row)
    for code in sorted(codes):
        if len(code) == 2:
            add(code, "code", "", code)
    for long, short in sorted(get_global("territory_aliases").items()):
        if len(long) == 3 and long.isalpha() and len(short) == 1 and short[0] in codes:
            add(short[0], "code", "", long)
    for tag in sorted(locale_identifiers()):
        if re.fullmatch(r"[a-z]{2}(_(?!Dsrt|Shaw)[A-Z][a-z]{3})?", tag):
            names = Locale.parse(tag).territories
            for code, surface in short_names(tag):
                if not surface.isascii() or not surface.isupper():
                    add(code, "common", tag[:2], surface)
            for code in sorted(TERRITORIES & names.keys()):
                add(code, "territory", tag[:2], names[code])
    return sorted(found)


def written(name: str, header: str, found: list[Row]) -> None:
    """Write one table."""
    lines = [
        f"{code}\t{'org' if code in ORGANISATIONS else 'country'}:{code}\t{kind}\t{language}\t{surface}"
        for code, kind, language, surface in found
    ]
    (DATA / name).write_text(header + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{name}: {len(lines)} surfaces, {len({row[0] for row in found})} countries")


def main() -> None:
    """Write the tables."""
    header = "code\tid\tkind\tlanguage\tsurface\n"
    first = rows()
    written("countries.tsv", header, first)
    written("countries_more.tsv", header, more(first))


if __name__ == "__main__":
    main()
