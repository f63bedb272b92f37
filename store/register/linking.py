"""Whom marked words mean: what a mark is linked to when it is made, and who else it may be.

A known name of one entity, a part of a name that this article has in full, a built-in country or
area, and a match beyond doubt are linked without asking. Otherwise the best guess is linked,
unconfirmed, and up to five others are offered with the reasons for each.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

from store.desk import Desk
from store.journal.operations import Draft, edge_hash, new_id
from store.model import Label
from store.names import countries, terms
from store.names.compare import OFFER, Match, compare
from store.names.forms import alias_key, built_in, form_of
from store.names.index import NameIndex, sure
from store.names.inside import lone
from store.names.scorer import shipped
from store.names.vocabulary import vocabulary
from store.register.following import made_here, short_for
from store.register.reading import name_of, roles_of, root_of
from store.state.register import introduction
from store.text.targets import kind_of

LINKED_KINDS = ("person", "country", "term", "name")
"""Kinds of labels whose marks name something; others are marked and linked to nothing."""

MOST = 5
"""Entities offered, one a digit."""

_OFTEN = 3
"""Sure marks after which a single word, such as a surname, counts as a known name."""

COUNTED = 1000
"""Articles an offer is counted in at most."""

Named = tuple[str, str, bool]
"""A name marked in an article: its form, the entity, and whether that is sure."""

_KIND = {"country": "country", "area": "term"}
"""The kind of label whose marks may name a built-in entity of a kind."""


_BY_KEY = (
    "SELECT entity.id, entity.root, alias.confirmed, given, entity.conflict, entity.name FROM alias "
    "JOIN entity ON entity.id = alias.entity JOIN entity AS root ON root.id = entity.root "
    "WHERE key = ? AND (given > 0 OR given = 0 AND alias.mentions > 0) "
    "ORDER BY root.total DESC, root.id, alias.mentions DESC, entity.id"
)
_INSIDE = (
    "SELECT form, entity, confirmed OR linked = 'new' FROM span "
    "WHERE n = ? AND label = ? AND annotator = ? AND +entity != '' AND id != ?"
)
_ABOUT = "SELECT fields FROM entity WHERE root = ? ORDER BY id != root, id LIMIT 20"
_ARTICLES = (
    "SELECT count(*) FROM (SELECT DISTINCT n FROM span WHERE entity != '' AND entity IN "
    "(SELECT id FROM entity WHERE root = ?) LIMIT ?)"
)


@dataclass(frozen=True, slots=True)
class Offer:
    """An entity that may be meant. ``articles`` are those it is marked in, counted to 1,000.

    ``entity`` is the member of its group that bears the name, so that a split takes the mark along;
    ``name`` is that of the group.
    """

    entity: str
    name: str
    reasons: tuple[str, ...] = ()
    score: float = 0.0
    articles: int = 0
    role: str = ""
    """What the register says they are, or were last."""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Linking:
    """What words are linked to: ``how`` is one of `store.model.LINKED`."""

    entity: str
    how: str
    confirmed: bool
    offers: tuple[Offer, ...] = ()
    introduces: bool = False
    """Whether the entity is new with these words."""

    @property
    def sure(self) -> bool:
        """Whether what is short for these words in their article means the same: whom a new name
        introduces is in no doubt, only whether they are somebody else as well."""
        return self.confirmed or self.how == "new"


@dataclass(frozen=True, slots=True)
class _Known:
    """An entity that is called exactly so."""

    entity: str
    root: str
    confirmed: int
    given: int
    conflict: int
    own: bool
    """Whether it is its name, and no form that a guess alone may have given it."""

    def and_also(self, other: _Known) -> _Known:
        """The same group with what speaks for another of its members."""
        return replace(
            self,
            confirmed=self.confirmed + other.confirmed,
            given=max(self.given, other.given),
            own=self.own or other.own,
        )

    def certain(self, *, alone: bool) -> bool:
        """Whether the words may be linked to it without asking; ``alone``: they are one word of a
        person's name, which others may bear."""
        if self.conflict:
            return False
        if alone:
            return self.given > 0 or self.confirmed >= _OFTEN
        return self.given > 0 or self.confirmed > 0 or self.own


def links(label: Label | None) -> bool:
    """Whether marks of a label are linked to the register."""
    return label is not None and label.scope == "span" and kind_of(label) in LINKED_KINDS


class Linker:
    """Finds whom words mean, on one desk. It keeps what a lookup needs, so keep it too."""

    def __init__(self, desk: Desk) -> None:
        self.mine = desk.actor
        self._connection = desk.connection
        self.index = NameIndex(desk.connection)
        self.latest: Linking | None = None
        """What `link` found last: who has just marked is offered this without another look."""
        self.followed: list[str] = []
        """The marks, by id, that were linked anew with what was found last."""

    def link(
        self,
        n: int,
        words: str,
        label: Label,
        *,
        span: str = "",
        annotator: str = "",
        beside: Sequence[Named] = (),
    ) -> Linking | None:
        """What a mark of ``label`` on ``words`` in article number ``n`` is linked to.

        ``span``: the mark itself, when it stands already; ``annotator``: whose it is, by default
        mine; ``beside``: names of that label there whose marks are not written yet. None for a
        label that links nothing.
        """
        self.followed = []
        found = self.latest = self._link(n, words, label, span, annotator or self.mine, beside)
        return found

    def _link(
        self,
        n: int,
        words: str,
        label: Label,
        span: str,
        annotator: str,
        beside: Sequence[Named],
    ) -> Linking | None:
        kind, form = kind_of(label), form_of(words)
        if kind not in LINKED_KINDS or not form:
            return None
        known = self._known(form, label)
        alone = kind == "person" and lone(form)
        if alone and (inside := self._inside(n, form, label, span, annotator, beside)):
            entity, sure_of_it = inside
            if sure_of_it:
                return Linking(entity, "inside", True)
            # no surer of a surname than of the name it is short for; whom a new name introduces is
            # sure, though not that they are nobody else
            return Linking(entity, "guess", False, self._led_by(entity, form, label, known))
        if len(known) == 1 and known[0].certain(alone=alone):
            return Linking(known[0].entity, "alias", True)
        apart: set[str] = set()
        if kind == "person" and not alone:
            apart = made_here(self._connection, n, label.id, annotator, form)
        found = self._guess(n, form, label, known, apart)
        if found.introduces and kind == "person":
            return self._like_beside(form, beside) or found
        return found

    def _like_beside(self, form: str, beside: Sequence[Named]) -> Linking | None:
        """Whom a name means by its likeness to one that is marked in the same step, if anybody: the
        index does not hold those yet."""
        rarity, key = self.index.rarity, alias_key(form)
        best: tuple[float, Linking] | None = None
        for name, entity, sure_of_it in beside:
            if alias_key(name) == key:
                return Linking(entity, "alias" if sure_of_it else "guess", sure_of_it)
            if lone(name) or not (match := compare(form, name, rarity)).likely:
                continue
            if best is None or match.score > best[0]:
                silent = match.silent and sure_of_it
                best = match.score, Linking(entity, "sure" if silent else "guess", silent)
        return best[1] if best else None

    def offers(self, form: str, label: Label) -> list[Offer]:
        """Who may be meant by a form, best first, at most `MOST`."""
        return self._all_offers(form, label, self._known(form, label))[0]

    def _led_by(
        self, entity: str, form: str, label: Label, known: list[_Known]
    ) -> tuple[Offer, ...]:
        """Offers for a form, one that is known to be likeliest first."""
        first = self.offer(entity, ("named in full here",))
        offers = self._all_offers(form, label, known)[0]
        root = root_of(self._connection, entity)
        rest = [x for x in offers if root_of(self._connection, x.entity) != root]
        return (first, *rest)[:MOST]

    def _known(self, form: str, label: Label) -> list[_Known]:
        """The entities called exactly so, one for each group, the most marked first."""
        found: dict[str, _Known] = {}
        key = alias_key(form)
        for row in self._connection.execute(_BY_KEY, (key,)):
            entity, root, confirmed, given, conflict, name = row
            one = _Known(entity, root, confirmed, given, conflict, alias_key(name) == key)
            first = found.get(one.root)
            if first is not None:
                found[one.root] = first.and_also(one)
            elif self.fits(one.root, label):
                found[one.root] = one
        return list(found.values())

    def _guess(
        self, n: int, form: str, label: Label, known: list[_Known], apart: set[str]
    ) -> Linking:
        offers, certain, likely = self._all_offers(form, label, known, apart)
        if certain:
            return Linking(certain, "built-in" if built_in(certain) else "sure", True)
        if likely:
            return Linking(offers[0].entity, "guess", False, tuple(offers))
        return Linking(self._new(n, form, label), "new", not offers, tuple(offers), introduces=True)

    def _new(self, n: int, form: str, label: Label) -> str:
        """The id of an entity that is introduced by a form.

        Two desks that introduce the same name give it the same id, so that merging them brings no
        doublets; a single word of a person is a name within its article only.
        """
        parts = [label.id, alias_key(form)]
        if kind_of(label) == "person" and lone(form):
            (digest,) = self._connection.execute(
                "SELECT hash FROM text WHERE n = ?", (n,)
            ).fetchone()
            parts.append(digest.hex())
        made = edge_hash("entity", *parts)
        taken = self._connection.execute(
            "SELECT 1 FROM entity WHERE id = ? AND alive", (made,)
        ).fetchone()
        return new_id() if taken else made

    def _all_offers(
        self, form: str, label: Label, known: list[_Known], apart: Collection[str] = ()
    ) -> tuple[list[Offer], str, bool]:
        """Offers for a form, none of those ``apart``; the one that may be linked without asking, ""
        when none may; and whether the first is likely enough to be linked until somebody says."""
        offers = [self.offer(one.entity, ("called the same",), 1.0) for one in known[:MOST]]
        seen = {one.root for one in known}
        certain, likely = "", bool(known)
        for entity, match in self._alike(form, label, apart):
            root = root_of(self._connection, entity)
            if match.silent and not known and not certain and not self._in_conflict(root):
                certain = entity
            if root not in seen and len(offers) < MOST:
                seen.add(root)
                likely = likely or (not offers and match.likely)
                offers.append(self.offer(entity, match.reasons, match.score))
        return offers, certain, likely

    def _alike(
        self, form: str, label: Label, apart: Collection[str]
    ) -> Iterator[tuple[str, Match]]:
        """Entities a form may mean by its likeness alone; at most the first is beyond doubt."""
        kind = kind_of(label)
        if kind == "country":
            for nation in countries.find(form, MOST):
                yield (
                    nation.id,
                    Match(nation.score, (nation.reason,), nation.silent, nation.score >= OFFER),
                )
        elif kind == "term":
            for term in terms.built_in_terms().find(form, MOST):
                like = term.likeness
                yield term.id, Match(like.score, like.reasons, like.silent, like.score >= OFFER)
        candidates = [x for x in self.index.lookup(form, 4 * MOST) if x.owner not in apart]
        certain = sure(candidates)
        for candidate in candidates:
            if not self.fits(root_of(self._connection, candidate.owner), label):
                continue
            match = candidate.match
            if kind == "term":
                like = terms.likeness(form, candidate.name)
                match = Match(like.score, like.reasons, like.silent, like.score >= OFFER)
            elif kind == "country" or candidate is not certain:
                match = replace(match, silent=False)
            yield candidate.owner, match

    def offer(self, entity: str, reasons: Iterable[str] = (), score: float = 0.0) -> Offer:
        """An entity with what is known of it."""
        root = root_of(self._connection, entity)
        (articles,) = self._connection.execute(_ARTICLES, (root, COUNTED)).fetchone()
        fields = [row[0] for row in self._connection.execute(_ABOUT, (root,)) if row[0] != "{}"]
        roles, country = roles_of(fields) if fields else ((), "")
        return Offer(
            entity,
            name_of(self._connection, entity),
            tuple(reasons),
            score,
            articles,
            roles[0].title if roles else "",
            country,
        )

    def fits(self, root: str, label: Label) -> bool:
        """Whether marks of a label may name an entity that lives."""
        row = self._connection.execute(
            "SELECT label FROM entity WHERE id = ? AND alive", (root,)
        ).fetchone()
        if row is None:
            return False
        known = built_in(root)
        return row[0] == label.id or (known is not None and kind_of(label) == _KIND[known.kind])

    def _in_conflict(self, root: str) -> bool:
        row = self._connection.execute(
            "SELECT conflict FROM entity WHERE id = ?", (root,)
        ).fetchone()
        return bool(row and row[0])

    def _inside(
        self,
        n: int,
        form: str,
        label: Label,
        span: str,
        annotator: str,
        beside: Sequence[Named],
    ) -> tuple[str, bool] | None:
        """The one official of this article whose name the word is a part of, and whether that name
        is sure to be theirs."""
        rows = self._connection.execute(_INSIDE, (n, label.id, annotator, span)).fetchall()
        sure_of: dict[tuple[str, str], bool] = {}
        for name, entity, confirmed in (*rows, *beside):
            sure_of[name, entity] = bool(confirmed) or sure_of.get((name, entity), False)
        meant = list(sure_of)
        found = short_for(form, [name for name, _ in meant])
        return None if found is None else (meant[found][1], sure_of[meant[found]])


def said(linking: Linking, words: str) -> dict[str, object]:
    """What a linked mark's operation says; ``words`` are those marked."""
    return {
        "entity": linking.entity,
        "form": form_of(words),
        "linked": linking.how,
        "confirmed": linking.confirmed,
    }


def introductions(linking: Linking, form: str, label: str) -> list[Draft]:
    """What brings the entity of a link into the register, where it is new."""
    return [introduction(linking.entity, label, form)] if linking.introduces else []


def text_of(desk: Desk, article: str, start: int, end: int) -> str:
    """A stretch of an article's text (code points); "" where the text is not on this desk."""
    row = desk.connection.execute(
        # substr counts from 1
        "SELECT substr(body, ?, ?) FROM text WHERE hash = ?",
        (start + 1, end - start, bytes.fromhex(article)),
    ).fetchone()
    return str(row[0]) if row and row[0] else ""


def warm() -> None:
    """Read the tables that linking needs, so that the first mark does not wait for them.

    May run in a thread of its own.
    """
    vocabulary()
    shipped()
    countries.find("Elbonia")
    terms.built_in_terms()
    built_in("country:IR")
    built_in("area:ict")


def linker(desk: Desk) -> Linker:
    """The desk's one linker."""
    found = _LINKERS.get(desk)
    if found is None:
        found = _LINKERS[desk] = Linker(desk)
    found.mine = desk.actor
    return found


_LINKERS: WeakKeyDictionary[Desk, Linker] = WeakKeyDictionary()


def in_conflict(connection: sqlite3.Connection) -> int:
    """How many entities hold two members that were told apart."""
    row = connection.execute(
        "SELECT count(*) FROM entity WHERE conflict = 1 AND id = root"
    ).fetchone()
    return int(row[0])
