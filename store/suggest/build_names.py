"""Makes ``data/person_names.tsv``; run by hand, not at run time. Needs Faker.

    python -m store.suggest.build_names

Given and family names come from the person providers of Faker (MIT License, © Daniele Faraglia and
contributors), one locale a language or country. They are folded, put together over all locales of a
script, and those that are words of ours (titles, function words, countries, areas) are left out.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from pathlib import Path

from store.names.gazetteer import countries
from store.text.folding import fold
from store.text.targets.lexicon import listed

DATA = Path(__file__).parent / "data"
LOCALES = (
    "ar_AA ar_DZ ar_PS ar_SA az_AZ bg_BG cs_CZ da_DK de_AT de_CH de_DE el_GR en_GB en_IE en_IN en_KE "
    "en_NG en_NZ en_PK en_US es_AR es_CL es_CO es_ES es_MX et_EE fa_IR fi_FI fr_FR fr_DZ fr_QC ga_IE "
    "ha_NG he_IL hi_IN hr_HR hu_HU hy_AM id_ID ig_NG is_IS it_IT ka_GE lt_LT lv_LV ne_NP nl_NL no_NO "
    "pl_PL pt_BR pt_PT ro_RO ru_RU sk_SK sl_SI sq_AL sr_latn_RS sv_SE sw tr_TR uk_UA ur_PK uz_UZ "
    "vi_VN yo_NG zu_ZA"
).split()
_GIVEN = ("first_names", "first_names_male", "first_names_female", "first_names_unisex")
_FAMILY = ("last_names", "last_names_male", "last_names_female", "last_names_unisex")
_SHORTEST = 3


def names(provider: type, fields: Iterable[str]) -> set[str]:
    """The names that a provider keeps under some of its attributes, folded, one word each."""
    found: set[str] = set()
    for field in fields:
        values = getattr(provider, field, ())
        if not isinstance(values, property):
            found.update(values)
    return {fold(name) for name in found if name and name[0].isalpha() and " " not in name}


def main() -> None:
    """Write the table."""
    ours = listed("title") | listed("stop") | listed("time") | listed("particle")
    given: set[str] = set()
    family: set[str] = set()
    for locale in LOCALES:
        try:
            module = importlib.import_module(f"faker.providers.person.{locale}")
        except ModuleNotFoundError:
            print(f"{locale}: no such provider")
            continue
        given |= names(module.Provider, _GIVEN)
        family |= names(module.Provider, _FAMILY)

    def kept(found: set[str]) -> list[str]:
        return sorted(
            name
            for name in found - ours
            if len(name) >= _SHORTEST and not countries().named(name.title())
        )

    rows = {"given": kept(given), "family": kept(family)}
    table = "".join(f"{role}\t{' '.join(listed_)}\n" for role, listed_ in rows.items())
    (DATA / "person_names.tsv").write_text("role\twords\n" + table, encoding="utf-8")
    print({role: len(listed_) for role, listed_ in rows.items()})


if __name__ == "__main__":
    main()
