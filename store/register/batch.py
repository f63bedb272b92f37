"""Linking the marks of one step, which know of one another before any of them is written."""

from __future__ import annotations

from dataclasses import replace

from store.desk import Desk
from store.journal.operations import Draft
from store.model import Label
from store.names.forms import alias_key, form_of
from store.register.following import Mark
from store.register.linking import Named, introductions, linker, links, said, text_of
from store.register.relinking import follow


class Batch:
    """Links marks that are made in one step, so that a new name among them is introduced once."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._new: dict[tuple[str, str], str] = {}
        self._names: dict[tuple[str, str], list[Named]] = {}

    def fields(
        self, article: str, start: int, end: int, label: Label
    ) -> tuple[dict[str, object], list[Draft]]:
        """What a new mark's operation says of its link; what introduces a new entity, and what links
        anew marks that stand there and mean the same."""
        if not links(label):
            return {}, []
        words = text_of(self._desk, article, start, end)
        n = self._number(article)
        names = self._names.setdefault((article, label.id), [])
        found = linker(self._desk).link(n, words, label, beside=names)
        if found is None:
            return {}, []
        form = form_of(words)
        if found.introduces:
            key = (label.id, alias_key(form))
            known = self._new.setdefault(key, found.entity)
            if known != found.entity:
                found = replace(found, entity=known, introduces=False)
        names.append((form, found.entity, found.sure))
        mark = Mark("", form, found.entity, found.how, found.confirmed)
        more = follow(self._desk, article, n, label, mark)
        return said(found, form), [*introductions(found, form, label.id), *more]

    def _number(self, article: str) -> int:
        row = self._desk.connection.execute(
            "SELECT n FROM text WHERE hash = ?", (bytes.fromhex(article),)
        ).fetchone()
        return int(row[0])
