"""How the desk's actions and times read to people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from store.model import Action, Article
from store.model.articles import NAMED_ARTICLES
from tui.text.excerpts import short

NO_TEXT = (
    "The text of this article is not on this desk.\n\n"
    "A package for a colleague holds the texts of their articles alone; merging the desk it was "
    "made from brings this one too."
)
"""What stands in the place of a text that is not here."""

BLIND_ON = "Blind mode: others' marks stay hidden on an article until you have finished it."
BLIND_OFF = "Others' marks are shown again, on every article."

_WORDS: Mapping[str, tuple[str, str]] = {
    # kind of action: what somebody did, what the deed is called
    "span.add": ("tagged", "tag"),
    "span.relabel": ("relabelled", "new label of"),
    "span.resize": ("resized", "new edge of"),
    "span.remove": ("removed the tag of", "removal of"),
    "span.carry": ("carried over", "carrying over of"),
    "comment.add": ("commented", "comment"),
    "comment.edit": ("changed a comment", "changed comment"),
    "comment.remove": ("removed a comment", "removal of a comment"),
    "comment.resolve": ("resolved a comment", "settling of a comment"),
    "status.done": ("finished", "finishing"),
    "status.started": ("reopened", "reopening"),
    "status.new": ("set back to new", "setting back to new"),
    "status.skipped": ("skipped", "skipping"),
    "star.on": ("starred", "star"),
    "star.off": ("took the star off", "removal of the star"),
    "labels.set": ("set the labels of", "article label"),
    "article.add": ("took in", "taking in of"),
    "article.edit": ("corrected", "correction"),
    "article.assign": ("assigned", "assignment"),
    "article.supersede": ("put a newer version in place of", "change to a newer version"),
    "article.decline": ("kept beside its older version", "keeping of both versions"),
    "layer.import": ("took in the work on", "taking in of work"),
    "review.ask": ("asked for a review of", "request for a review"),
    "review.withdraw": ("asked no longer for a review of", "end of a request for a review"),
    "review.answer": ("answered the request for a review of", "answer to a request"),
    "review.approve": ("approved", "approval"),
    "review.return": ("sent back", "sending back"),
    "verdict.accept": ("accepted", "acceptance of"),
    "verdict.reject": ("rejected", "rejection of"),
    "verdict.relabel": ("accepted under another label", "other label for"),
    "verdict.resize": ("accepted with other edges", "other edges for"),
    "verdict.reopen": ("left open again", "opening again of"),
    "suggestion.reject": ("rejected the suggestion of", "rejection of the suggestion"),
    "span.link": ("linked", "link of"),
    "entity.same": ("called one", "calling one of"),
    "entity.different": ("told apart", "telling apart of"),
    "entity.unsure": ("left undecided", "leaving undecided of"),
    "entity.forget": ("took back what was said of", "taking back of"),
    "entity.split": ("split", "split of"),
    "entity.prefer": ("chose the name", "choice of the name"),
    "entity.edit": ("changed the name entry", "change of the name entry"),
    "entity.alias": ("changed an alias of", "change of an alias of"),
    "entity.role": ("changed a role of", "change of a role of"),
    "entity.import": ("took names in, such as", "taking in of names such as"),
    "entity.add": ("entered in the register", "entry"),
    "label.set": ("changed the label scheme", "change of the label scheme"),
    "label.add": ("added labels", "new labels"),
    "annotator.same": ("gave an annotator the name", "new name"),
    "annotator.apart": ("took an annotator's other name back", "end of an other name"),
}
_ARTICLES = ("status.", "star.", "article.", "labels.", "layer.", "review.")
"""Kinds whose own words (a status, a reason) say less than the article's title."""


def verb(kind: str) -> str:
    """Return what an action of this kind did, in a few words."""
    return _WORDS[kind][0] if kind in _WORDS else kind.replace(".", " ")


def deed(action: Action) -> str:
    """Return what to call an action: ``tag “Iran”``, ``finishing``."""
    what = _WORDS[action.kind][1] if action.kind in _WORDS else action.kind.replace(".", " ")
    if action.kind.startswith(_ARTICLES) and len(action.articles) > 1:
        # of those taken in, the sample seldom shows how many there are
        many = "" if action.kind == "article.add" else f"{action.alike:,} "
        return f"{what.removesuffix(' of')} of {many}articles"
    dumb = action.kind.startswith((*_ARTICLES, "label.")) and action.kind != "article.add"
    words = "" if dumb or not action.detail else f" “{short(action.detail, 30)}”"
    more = f" and {action.alike - 1:,} more" if action.alike > 1 else ""
    return f"{what}{words}{more}"


def reach(action: Action) -> str:
    """Return a sentence on how many articles an action touches; "" for one, or when `deed` says it."""
    count = len(action.articles)
    if count < 2 or action.kind.startswith(_ARTICLES):
        return ""
    return f"It touches {count} articles{' or more' if count >= NAMED_ARTICLES else ''}."


def asked_first(action: Action) -> bool:
    """Say whether to ask before taking an action back or doing it again.

    One that touches several articles is, and one that a whole article or a list of names came with;
    not a decision about names, which is seen where it is taken back.
    """
    if action.kind.startswith("entity."):
        return action.kind == "entity.import"
    return len(action.articles) > 1 or action.kind == "article.add"


def about(
    action: Action, titles: Mapping[str, str], labels: Mapping[str, str] | None = None
) -> str:
    """Return what an action did and to what; ``titles`` names articles, ``labels`` labels by id."""
    many = len(action.articles) > 1
    words = f"“{' '.join(action.detail.split())}”" if action.detail else ""
    title = titles.get(action.articles[0], "") if action.articles else ""
    if action.kind == "article.add":
        return "took in articles" if many else f"took in {words}"
    if action.kind.startswith(_ARTICLES):
        what = f"{action.alike:,} articles" if many else title or "an article"
        return f"{verb(action.kind)} {what}"
    if action.kind.startswith("label."):
        return verb(action.kind)
    count = f", {action.alike:,} in all" if action.alike > 1 else ""
    place = f" · {title}" if title and not many else ""
    label = (labels or {}).get(action.label, action.label)
    return f"{verb(action.kind)} {label} {words}{count}{place}".replace("  ", " ")


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


def no_own_spans(spans: int, others: int) -> str:
    """Return what to say of an export without a span though others made some; "" otherwise."""
    if spans or not others:
        return ""
    return (
        f"None of the spans is yours, so none is written; others made {others:,}: "
        "--layer all (in the app: everybody's marks) writes them."
    )


def called(article: Article) -> str:
    """Return what to call an article: its title, else how it begins, else the start of its id."""
    return article.title or " ".join(article.text[:80].split()) or article.id[:12]


def count(number: int, thing: str, things: str = "") -> str:
    """``1 article``, ``2,000 articles``."""
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"
