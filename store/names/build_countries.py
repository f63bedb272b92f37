"""Makes ``data/countries.tsv``; run by hand, never at run time. Needs Babel.

    python store/names/build_countries.py

Short names in every language of `LANGUAGES` come from the Unicode CLDR as Babel ships it (Unicode
License v3). Official names, demonyms, capitals, abbreviations, former names and historical states
are written by us (``data/countries_hand.tsv``), as are the Russian and Ukrainian case endings.
"""

from __future__ import annotations

import re
from pathlib import Path

LANGUAGES = "en ar fa zh zh_Hant fr es hi ur ru de pt tr it ja ko id he uk".split()
DATA = Path(__file__).parent / "data"
ORGANISATIONS = {"EU", "UN"}
NOT_COUNTRIES = {"EZ", "XA", "XB", "ZZ", "QO", "CQ", "DG", "EA", "IC", "AC", "TA", "CP"}
NOT_COUNTRIES |= {"AQ", "BV", "HM", "UM", "TF", "IO"}
HARD = {"CD", "CG"}
ADJECTIVE = {
    "ru": "ий ого ому им ом ая ой ую ое ие их ими".split(),
    "uk": "ий ого ому им ій а ої у ою е і их ими".split(),
}


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


def rows() -> list[tuple[str, str, str, str]]:
    """All rows: code, kind, language, surface."""
    from babel import Locale

    found: dict[tuple[str, str, str], str] = {}

    def add(code: str, kind: str, language: str, surface: str) -> None:
        if surface:
            found.setdefault((code, language, surface), kind)

    for line in (DATA / "countries_hand.tsv").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        code, language, kind, surfaces = line.split("\t")
        for surface in surfaces.split(";"):
            if kind == "stem":
                for end in ADJECTIVE[language]:
                    add(code, "demonym", language, surface + end)
            elif surface.endswith("-s"):
                add(code, kind, language, surface[:-2])
                add(code, kind, language, surface[:-2] + "s")
            else:
                add(code, kind, language, surface)
                if kind in ("common", "capital") and language in ("ru", "uk"):
                    for form in cases(surface, language):
                        add(code, kind, language, form)
    for tag in LANGUAGES:
        language = tag.split("_")[0]
        for code, name in Locale.parse(tag).territories.items():
            if len(code) != 2 or not code.isalpha() or code in NOT_COUNTRIES | HARD:
                continue
            for surface in common(name, language):
                kind = "organisation" if code in ORGANISATIONS else "common"
                add(code, kind, language, surface)
                if language in ("ru", "uk"):
                    for form in cases(surface, language):
                        add(code, kind, language, form)
    return sorted(
        (code, kind, language, surface) for (code, language, surface), kind in found.items()
    )


def main() -> None:
    """Write the table."""
    lines = [
        f"{code}\t{'org' if code in ORGANISATIONS else 'country'}:{code}\t{kind}\t{language}\t{surface}"
        for code, kind, language, surface in rows()
    ]
    (DATA / "countries.tsv").write_text(
        "code\tid\tkind\tlanguage\tsurface\n" + "\n".join(lines) + "\n", encoding="utf-8"
    )
    print(f"{len(lines)} surfaces, {len({line.split()[0] for line in lines})} countries")


if __name__ == "__main__":
    main()
