"""The table of formats for the register: one line for each, as in `formats`.

Such a format is a module with a class ``Writer`` and a function ``read``, of items (`registered`)
instead of articles. Nothing is lost in one, but what its line names a function for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import NamedTuple

from store.export import ftm_fit
from store.export.format import Format, Job, Option
from store.export.registered import Item

EVIDENCE = Option("evidence", ("3", "0", "1", "10", "30"), "sentences for each form, at most")

REGISTER_HOLDS = {
    "aliases": "every name an entity is called by",
    "roles": "what somebody was, from when to when",
    "country": "whose they are",
    "codes": "ISO 3166-1 codes of countries",
    "external": "what an entity is called in other lists",
    "notes": "notes",
    "evidence": "sentences with their article and place in it",
    "replaced": "what became of every id that was merged",
    "gone": "ids that mean nobody any more",
    "labels": "the label of an entity",
    "conflict": "which entities are in conflict",
    "counts": "how many marks and articles mention an entity",
}
"""What a format of the register may be able to hold."""

REGISTER_LOSSES = {
    "entities": "entities have a name without letters, or of more than 384, and are left out",
    "forms": "other names have no letters, or more than 384, and are left out",
    "roles": "roles are of no person, or no name of a post, and are left out",
    "dates": "roles lose a date that is none",
    "countries": "countries of entities are none that is known, and are left out",
    "codes": "codes are of no country and are left out",
    "external": "ids in other lists are left out, but for one of Wikidata each",
    "evidence": "sentences mention a form without letters, or one or an article's id of too many, "
    "and are left out",
    "titles": "sentences lose a title or source of their article that is none or too long",
    "notes": "notes are too long, or nothing can be read in them, and are left out",
    "times": "sentences lose the time of day of their article",
    "gone": "ids that mean nobody any more are not there",
    "labels": "entities do not say their label, but of what kind they are",
    "conflict": "entities do not say that they are in conflict",
    "counts": "entities do not say how often they are mentioned",
}
"""What may be lost, and how it is told after a number."""

Fitting = Callable[[Job, Counter[str]], Callable[[Item], Item | None]]
"""What makes items fit a format, counting what is lost; None for one that cannot be written."""


class RegisterFormat(NamedTuple):
    """A format of the register. ``fitting``: where it cannot hold everything."""

    form: Format
    fitting: Fitting | None = None


REGISTERS: Mapping[str, RegisterFormat] = {
    one.form.name: one
    for one in (
        RegisterFormat(
            Format(
                "register-jsonl",
                "JSON Lines of the register",
                "register_jsonl",
                ".jsonl",
                frozenset(REGISTER_HOLDS),
                "json",
                options=(EVIDENCE,),
            )
        ),
        RegisterFormat(
            Format(
                "register-csv",
                "CSV of the register",
                "register_csv",
                ".csv",
                frozenset(REGISTER_HOLDS),
                "csv",
                options=(EVIDENCE,),
            )
        ),
        RegisterFormat(
            Format(
                "ftm",
                "FollowTheMoney entities",
                "ftm",
                ".ftm.json",
                frozenset(REGISTER_HOLDS) - {"gone", "labels", "conflict", "counts"},
                "json, as a graph",
                options=(EVIDENCE,),
                loader="followthemoney",
            ),
            ftm_fit.fitting,
        ),
    )
}
