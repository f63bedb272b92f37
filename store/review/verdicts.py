"""Deciding on marks: every call is one action of the reviewer, undone as one step.

Nobody's own marks are changed: a verdict is an object beside them, one for each range and label
on every desk, and the newest decision on it counts, whoever made it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from store.desk import Desk
from store.errors import Refused
from store.journal.operations import Draft
from store.model import Action
from store.review.disagreement import Comparison, Disagreement, Mark, Version
from store.review.layers import Key, gold, local_number, outcomes, verdicts
from store.review.reading import comparison_of
from store.state.reviews import verdict_name


@dataclass(frozen=True, slots=True)
class Decision:
    """What to say of a mark. ``gold``: what stands for it, None for nothing."""

    mark: Key
    gold: Key | None
    entity: str = ""

    @property
    def word(self) -> str:
        """accept, reject, relabel or resize (which may relabel too)."""
        if self.gold is None:
            return "reject"
        if self.gold == self.mark:
            return "accept"
        return "relabel" if self.gold[:2] == self.mark[:2] else "resize"


def comparison(desk: Desk, article_id: str, annotators: Sequence[str] | None = None) -> Comparison:
    """An article's marks side by side, with the verdicts on them.

    ``annotators``: those to compare, by default all who have handed it in (`layers.counted`).
    """
    n = local_number(desk, article_id)
    if n is None:
        raise Refused(f"There is no article {article_id} on this desk.")
    return comparison_of(desk.connection, n, article_id, annotators)


def accept(desk: Desk, article_id: str, mark: Key, entity: str = "") -> Action | None:
    """Let a mark stand in the adjudicated layer; also one that nobody has made.

    Raises:
        Refused: it does not fit the text, or the scheme has no such label.
        DeskError: the desk could not be written. The same goes for all functions here.
    """
    return decide(desk, article_id, [Decision(mark, mark, entity)])


def reject(desk: Desk, article_id: str, *marks: Key) -> Action | None:
    """Keep marks out of the adjudicated layer, as one action."""
    return decide(desk, article_id, [Decision(mark, None) for mark in marks])


def relabel(desk: Desk, article_id: str, mark: Key, label: str, entity: str = "") -> Action | None:
    """Let a mark stand under another label; a mark that was mended before is mended again."""
    now = standing(desk, article_id, mark) or mark
    return decide(desk, article_id, [Decision(mark, (now[0], now[1], label), entity)])


def resize(
    desk: Desk, article_id: str, mark: Key, start: int, end: int, entity: str = ""
) -> Action | None:
    """Let a mark stand with other edges ``[start, end)``, in code points."""
    now = standing(desk, article_id, mark) or mark
    return decide(desk, article_id, [Decision(mark, (start, end, now[2]), entity)])


def standing(desk: Desk, article_id: str, mark: Key) -> Key | None:
    """What stands in the adjudicated layer for a mark; None: nothing, or nothing decided."""
    for key, verdict in gold(verdicts(desk, article_id)).items():
        if verdict.mark == mark:
            return key
    return None


def take(
    desk: Desk, article_id: str, disagreement: Disagreement, version: Version
) -> Action | None:
    """Decide a disagreement for one version: its marks stand, the others of it do not."""
    return decide(desk, article_id, taking(disagreement, version))


def taking(disagreement: Disagreement, version: Version) -> list[Decision]:
    """Decisions for one version: its marks stand, the others of the disagreement do not."""
    chosen = {choice[:3]: choice[3] for choice in version.marks}
    return [
        *(Decision(m.key, None) for m in disagreement.marks if m.key not in chosen),
        *(Decision(key, key, entity) for key, entity in chosen.items()),
    ]


def mend(
    desk: Desk, article_id: str, disagreement: Disagreement, gold_mark: Key, entity: str = ""
) -> Action | None:
    """Decide a disagreement for a mark that no version holds: all others of it are rejected."""
    return decide(desk, article_id, mending(disagreement, gold_mark, entity))


def mending(
    disagreement: Disagreement, gold_mark: Key, entity: str = "", of: Key | None = None
) -> list[Decision]:
    """Decisions for one mark in the place of all; ``of``: the mark it was made from (default: the
    first). One that stands there already is accepted as it is."""
    keys = [mark.key for mark in disagreement.marks]
    source = next((key for key in (gold_mark, of) if key in keys), keys[0])
    return [
        *(Decision(key, None) for key in keys if key != source),
        Decision(source, gold_mark, entity),
    ]


def agree_all(desk: Desk, article_id: str) -> Action | None:
    """Accept everything that everybody agrees on and nobody has decided yet, as one action."""
    found = comparison(desk, article_id)
    return decide(desk, article_id, agreeing(found.unconfirmed))


def agreeing(marks: Iterable[Mark]) -> list[Decision]:
    """Decisions that accept marks as they are, with the entity that somebody linked."""
    return [
        Decision(mark.key, mark.key, next((s.entity for s in mark.spans if s.entity), ""))
        for mark in marks
    ]


def reopen(desk: Desk, article_id: str, *marks: Key) -> Action | None:
    """Take decisions back, anybody's: the marks are undecided again."""
    decided = {verdict.mark for verdict in verdicts(desk, article_id)}
    drafts = [
        Draft(
            verdict_name(article_id, *mark),
            "verdict.reopen",
            _fields(desk, Decision(mark, None), ""),
        )
        for mark in marks
        if mark in decided
    ]
    return desk.act(drafts) if drafts else None


def decide(desk: Desk, article_id: str, decisions: Sequence[Decision]) -> Action | None:
    """Write several decisions on one article as one action.

    What is taken comes first and gives the action its name, but for marks whose place it takes:
    those are rejected before. Decisions that hold already are not repeated; None when none is left.
    """
    drafts = verdict_drafts(desk, article_id, decisions)
    return desk.act(drafts) if drafts else None


def verdict_drafts(desk: Desk, article_id: str, decisions: Sequence[Decision]) -> list[Draft]:
    """The operations of decisions, checked, without those that hold already."""
    if not decisions:
        return []
    if not desk.actor:
        raise Refused("Nobody is named: open the desk with --as NAME to write to it.")
    before = verdicts(desk, article_id)
    on = {verdict.mark: verdict for verdict in before}
    became, stands = outcomes(before), gold(before)
    length = desk.text_length(article_id)
    known = {label.id for label in desk.labels(retired=True) if label.scope == "span"}
    taken = {decision.gold for decision in decisions}

    def turn(one: Decision) -> int:
        if one.gold is not None:
            return 1
        return 0 if one.mark in taken else 2

    drafts = []
    for decision in sorted(decisions, key=turn):
        for key in filter(None, (decision.mark, decision.gold)):
            if not 0 <= key[0] < key[1] <= length:
                raise Refused(
                    f"A mark from {key[0]} to {key[1]} does not fit a text of {length} characters."
                )
        if decision.gold is not None and decision.gold[2] not in known:
            raise Refused(f"The scheme has no label {decision.gold[2]} for spans.")
        said = on.get(decision.mark)
        if said is not None and (said.gold, said.entity) == (decision.gold, decision.entity):
            # it must also still hold: a later verdict on another mark may have changed the place
            if decision.gold is None and became[decision.mark] == "rejected":
                continue
            if decision.gold in stands and stands[decision.gold] is said:
                continue
        drafts.append(
            Draft(
                verdict_name(article_id, *decision.mark),
                f"verdict.{decision.word}",
                _fields(desk, decision, decision.word),
            )
        )
    return drafts


def _fields(desk: Desk, decision: Decision, word: str) -> dict[str, object]:
    # every field, every time: two decisions on one mark must never be mixed
    return {
        "range": list(decision.mark[:2]),
        "label": decision.mark[2],
        "decision": word,
        "gold": list(decision.gold) if decision.gold else [],
        "entity": decision.entity,
        "reviewer": desk.actor,
    }
