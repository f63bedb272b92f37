"""Deciding on whole articles, one or a million: what is written about each, piece by piece."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from store import state
from store.desk import Desk
from store.errors import Refused
from store.journal import log
from store.journal.handles import handle
from store.journal.operations import Draft, Fields
from store.model import REVIEWED, STATUSES
from store.state.layers import name as layer_name

PIECE = 400
"""Articles written at a time, a few hundredths of a second: as long as others have to wait."""

APPROVED = "This article was approved in a review; reopen it first."


@dataclass(frozen=True, slots=True)
class Decision:
    """What is written about an article: ``fields``, of my layer of it or (``shared``) of itself.

    ``spares_approved``: articles whose marks of mine a review has approved are left as they are.
    """

    kind: str
    fields: Fields
    shared: bool = False
    spares_approved: bool = False


@dataclass(frozen=True, slots=True)
class Decided:
    """How many articles were decided on, and how many were left since they are approved."""

    done: int = 0
    approved: int = 0


def status(to: str, reason: str = "") -> Decision:
    """My status of an article; ``reason`` says why it is skipped. Only ``new`` takes an approval
    back.

    Raises:
        Refused: there is no such status, or only a review gives it.
    """
    own = [known for known in STATUSES if known not in REVIEWED]
    if to in REVIEWED:
        raise Refused(f"Only a review makes an article {to}; choose one of {', '.join(own)}.")
    if to not in own:
        raise Refused(f"There is no status {to}; choose one of {', '.join(own)}.")
    fields: Fields = {"status": to, "reason": reason}
    return Decision(f"status.{to}", fields, spares_approved=to != "new")


def star(on: bool) -> Decision:
    """My star on an article, or no star."""
    return Decision("star.on" if on else "star.off", {"star": on})


def assignment(annotator: str) -> Decision:
    """Whose article it is; nobody's for an empty name."""
    return Decision("article.assign", {"assignee": handle(annotator)}, shared=True)


def all_starred(desk: Desk, numbers: Sequence[int]) -> bool:
    """Whether each of these articles, by local number, has my star."""
    (stars,) = desk.connection.execute(
        "SELECT count(*) FROM (SELECT 1 FROM facet WHERE dim = 'star' AND value = ? LIMIT ?)",
        (desk.actor, len(numbers)),
    ).fetchone()
    if stars < len(numbers):
        return False
    for start in range(0, len(numbers), PIECE):
        some = list(numbers[start : start + PIECE])
        (stars,) = desk.connection.execute(
            "SELECT count(*) FROM layer WHERE annotator = ? AND starred = 1 "
            "AND n IN (SELECT value FROM json_each(?))",
            (desk.actor, json.dumps(some)),
        ).fetchone()
        if stars < len(some):
            return False
    return True


def decide(desk: Desk, article_ids: Sequence[str], decision: Decision) -> Decided:
    """Decide on articles at once, as one action.

    Raises:
        Refused: nobody is named, no article is, or all of them are approved.
    """
    with desk.transaction() as connection:
        drafts, approved = _drafts(desk, article_ids, decision)
        if not drafts:
            raise Refused(APPROVED if approved else "Nothing to do.")
        desk.append(connection, drafts)
        state.project(connection, [draft.obj for draft in drafts])
    return Decided(len(drafts), approved)


def decide_in_pieces(
    desk: Desk,
    numbers: Sequence[int],
    decision: Decision,
    told: Callable[[int], bool] = lambda _: True,
) -> Decided:
    """Decide on articles by local number, a piece at a time, as one action for undo.

    ``told`` is called after each piece with how many articles were gone through; what it answers
    False to is the last one. Articles no longer listed are passed over.

    Raises:
        Refused: nobody is named, all articles are approved, or somebody took the action back
            while it was going on; the rest is left as it was.
    """
    group: bytes | None = None
    done = approved = 0
    for start in range(0, len(numbers), PIECE):
        some = list(numbers[start : start + PIECE])
        with desk.transaction() as connection:
            if group is not None and log.is_revoked(connection, group):
                raise Refused(f"This was undone elsewhere after {done:,} articles; no more follow.")
            ids = connection.execute(
                "SELECT id FROM article WHERE n IN (SELECT value FROM json_each(?))",
                (json.dumps(some),),
            ).fetchall()
            drafts, spared = _drafts(desk, [article_id for (article_id,) in ids], decision)
            approved += spared
            if drafts:
                done += len(drafts)
                group = desk.append(connection, drafts, group=group)
                state.project(connection, [draft.obj for draft in drafts])
        if not told(min(start + PIECE, len(numbers))):
            break
        time.sleep(0.001)  # lets a waiting writer in
    if not done and approved:
        raise Refused(APPROVED if approved == 1 else f"All {approved:,} are approved in a review.")
    return Decided(done, approved)


def _drafts(desk: Desk, article_ids: Sequence[str], decision: Decision) -> tuple[list[Draft], int]:
    """What to write, and how many articles are left out since they are approved."""
    kind, fields = decision.kind, decision.fields
    if decision.shared:
        return [Draft(f"article:{x}", kind, fields) for x in article_ids], 0
    if not desk.actor:
        raise Refused("Nobody is named: open the desk with --as NAME to write to it.")
    spared = _approved(desk, article_ids) if decision.spares_approved else set()
    drafts = [
        Draft(layer_name(x, desk.actor), kind, fields) for x in article_ids if x not in spared
    ]
    return drafts, len(article_ids) - len(drafts)


def _approved(desk: Desk, article_ids: Sequence[str]) -> set[str]:
    rows = desk.connection.execute(
        "SELECT a.id FROM json_each(?) j CROSS JOIN article a ON a.id = j.value "
        "JOIN layer l ON l.n = a.n WHERE l.annotator = ? AND l.status = 'approved'",
        (json.dumps(list(article_ids)), desk.actor),
    )
    return {article_id for (article_id,) in rows}
