"""How the desk's actions and times read to people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from store.model import Action

_WORDS = {
    "span.add": "tagged",
    "span.relabel": "relabelled",
    "span.resize": "resized",
    "span.remove": "removed the tag of",
    "comment.add": "commented",
    "comment.edit": "changed a comment",
    "comment.remove": "removed a comment",
    "comment.resolve": "resolved a comment",
    "status.done": "finished",
    "status.started": "reopened",
    "status.new": "set back to new",
    "status.skipped": "skipped",
    "star.on": "starred",
    "star.off": "took the star off",
    "article.assign": "assigned",
    "article.edit": "corrected",
    "article.add": "took in",
    "labels.set": "set the labels of",
    "label.set": "changed the label scheme",
    "label.add": "added labels",
}
_ARTICLES = ("status.", "star.", "article.", "labels.")


def verb(kind: str) -> str:
    """Return what an action of this kind did, in a few words."""
    return _WORDS.get(kind, kind.replace(".", " "))


def about(action: Action, titles: Mapping[str, str]) -> str:
    """Return what an action did and to what; ``titles`` names articles by their id."""
    many = len(action.articles) > 1
    words = f"“{' '.join(action.detail.split())}”" if action.detail else ""
    title = titles.get(action.articles[0], "") if action.articles else ""
    if action.kind == "article.add":
        return "took in articles" if many else f"took in {words}"
    if action.kind.startswith(_ARTICLES):
        what = f"{action.operations} articles" if many else title or words or "an article"
        return f"{verb(action.kind)} {what}"
    if action.kind.startswith("label."):
        return verb(action.kind)
    count = f", {action.operations} in all" if action.operations > 1 else ""
    place = f" · {title}" if title and not many else ""
    return f"{verb(action.kind)} {words}{count}{place}".replace("  ", " ")


def moment(iso: str, now: datetime | None = None) -> str:
    """Return a time of the desk (UTC) as the local hour and minute; before today, with the day."""
    try:
        then = datetime.fromisoformat(iso.replace("Z", "+00:00"))
    except ValueError:
        return iso[:16]
    then = then.replace(tzinfo=then.tzinfo or UTC).astimezone()
    now = (now or datetime.now(UTC)).astimezone()
    if then.date() == now.date():
        return then.strftime("%H:%M")
    return then.strftime("%d %b %H:%M" if then.year == now.year else "%Y-%m-%d")
