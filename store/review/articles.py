"""Deciding on whole articles: approve them, send them back, ask for a review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from store.desk import Desk
from store.errors import Refused
from store.journal.handles import handle
from store.journal.operations import Draft, new_id
from store.model import Action
from store.review.disagreement import Comparison
from store.review.verdicts import Decision, agreeing, comparison, decide, verdict_drafts
from store.review.walking import stops
from store.state.comments import name as comment_name
from store.state.layers import name as layer_name
from store.state.reviews import request_name


@dataclass(frozen=True, slots=True)
class Settled:
    """What a decision led to: the action (None: it held already), and whether it approved the
    article since nothing was left to decide."""

    action: Action | None
    approved: bool


def settle(
    desk: Desk, article_id: str, decisions: Sequence[Decision], *, every: bool = False
) -> Settled:
    """Decide on marks; with the last one that was open the article is approved in the same action.

    ``every``: what all agree on counts as open too, since the reviewer goes through all marks.

    Raises:
        Refused: as `verdicts.decide`.
    """
    found = comparison(desk, article_id)
    said = {decision.mark for decision in decisions}
    waiting = {
        mark.key for stop in stops(found, every=every) for mark in stop.marks if not mark.decided
    }
    if not waiting or waiting - said:
        return Settled(decide(desk, article_id, decisions), False)
    rest = [mark for mark in found.unconfirmed if mark.key not in said]
    return Settled(_approval(desk, article_id, found, [*decisions, *agreeing(rest)]), True)


def approve(desk: Desk, article_id: str, text: str = "") -> Action:
    """Call an article good, as one action: what all agree on is accepted, everybody's layer that
    was handed in becomes ``approved``, and requests for a review of it are answered.

    ``text`` is left as a comment. Marks that arrive later are new until somebody decides.

    Raises:
        Refused: a disagreement is still open, or nobody has handed the article in.
    """
    found = comparison(desk, article_id)
    if not found.annotators:
        raise Refused("Nobody has finished this article yet: there is nothing to approve.")
    if found.open:
        count = len(found.open)
        raise Refused(
            f"{count} disagreement{'s are' if count > 1 else ' is'} still open; decide "
            f"{'them' if count > 1 else 'it'} first."
        )
    action = _approval(desk, article_id, found, agreeing(found.unconfirmed), text)
    if action is None:
        raise Refused("This article is approved already.")
    return action


def _approval(
    desk: Desk,
    article_id: str,
    found: Comparison,
    decisions: Sequence[Decision],
    text: str = "",
) -> Action | None:
    """Decisions and the approval as one action; None when all of it stands already."""
    drafts = verdict_drafts(desk, article_id, decisions)
    standing = {layer.annotator: layer.status for layer in desk.layers(article_id)}
    layers = [
        Draft(layer_name(article_id, who), "review.approve", _status(desk, "approved"))
        for who in found.annotators
        if standing.get(who) != "approved"
    ]
    rest = [*_answered(desk, article_id), *_remark(desk, article_id, text)]
    # the deed first: an action is called after its first operation
    if not layers and not drafts and not rest:
        return None
    return desk.act([*layers, *drafts, *rest])


def send_back(
    desk: Desk, article_id: str, text: str, annotators: Sequence[str] | None = None
) -> Action:
    """Give an article back to those who made it, with a comment that says why, as one action.

    ``annotators``: to whom; by default to everybody whose marks are compared. Where nobody has
    handed it in, the comment answers whoever asked for a review of unfinished work.

    Raises:
        Refused: no reason is given, or nobody has handed it in or asked.
    """
    if not text.strip():
        raise Refused("Say why the article goes back; without a comment it was not sent.")
    who = comparison(desk, article_id).annotators
    if annotators is not None:
        who = tuple(desk.known_as(name) for name in annotators)
    answered = _answered(desk, article_id)
    if not who and not answered:
        raise Refused("Nobody has finished this article yet: there is nobody to send it back to.")
    layers = [
        Draft(layer_name(article_id, name), "review.return", _status(desk, "returned"))
        for name in who
    ]
    return desk.act([*layers, *answered, *_remark(desk, article_id, text)])


def ask(desk: Desk, article_id: str, why: str = "", reviewer: str = "") -> Action:
    """Ask for a review of my marks on an article, of somebody or (empty) anybody."""
    if not desk.actor:
        raise Refused("Nobody is named: open the desk with --as NAME to write to it.")
    fields = {"on": True, "why": why, "reviewer": handle(reviewer)}
    return desk.act([Draft(request_name(article_id, desk.actor), "review.ask", fields)])


def has_asked(desk: Desk, article_id: str) -> bool:
    """Whether my request for a review of an article stands."""
    row = desk.connection.execute(
        "SELECT 1 FROM request WHERE annotator = ? AND n = (SELECT n FROM text WHERE hash = ?)",
        (desk.actor, bytes.fromhex(article_id)),
    ).fetchone()
    return row is not None


def withdraw(desk: Desk, article_id: str) -> Action:
    """Take my request for a review back."""
    return desk.act([Draft(request_name(article_id, desk.actor), "review.withdraw", {"on": False})])


def _status(desk: Desk, status: str) -> dict[str, object]:
    return {"status": status, "reason": "", "reviewer": desk.actor}


def _answered(desk: Desk, article_id: str) -> list[Draft]:
    rows = desk.connection.execute(
        "SELECT annotator FROM request WHERE n = (SELECT n FROM text WHERE hash = ?) ORDER BY 1",
        (bytes.fromhex(article_id),),
    )
    return [Draft(request_name(article_id, who), "review.answer", {"on": False}) for (who,) in rows]


def _remark(desk: Desk, article_id: str, text: str) -> list[Draft]:
    if not text.strip():
        return []
    fields = {"text": text, "span": "", "annotator": desk.actor}
    return [Draft(comment_name(article_id, new_id()), "comment.add", fields)]
