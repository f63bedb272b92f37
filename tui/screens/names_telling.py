"""What the names screen says about itself: what waits, what is asked, why nothing is."""

from __future__ import annotations

from collections.abc import Callable

from rich.cells import cell_len
from textual.content import Content

from store.register.waiting import Shown
from tui.display import fit, safe_content
from tui.widgets.evidence_line import Piece

_LIKELY = ((0.9, "Very likely one"), (0.6, "Likely one"), (0.0, "Perhaps one"))


def title(shown: Shown, label: str, opened: Shown | None, key: Callable[[str], str]) -> list[Piece]:
    """What is asked about a cluster; ``key`` gives the key of a command of this place."""
    cluster = shown.cluster
    if opened is not None:
        what = f"What is tied together as {shown.cards[0].name}"
        hint = f"   {key('toggle')} and {key('split')} split a name off, {key('cancel')} goes back"
        return [(what, "title"), (hint, "muted")]
    if cluster.conflict:
        keys = f"{key('same')} one, {key('different')} all apart, {key('split')} split"
        hint = f"   {label} · {keys}"
        return [("In conflict: tied, yet told apart", "conflict"), (hint, "muted")]
    likely = next(words for least, words in _LIKELY if cluster.chance >= least)
    gain = f"{cluster.gain:,} mention{'' if cluster.gain == 1 else 's'} to settle"
    return [(f"{likely}", "title"), (f"   {label} · {gain}", "muted")]


def resolved(shown: Shown) -> int:
    """The mentions that a decision about a cluster is about."""
    return sum(card.mentions for card in shown.cards)


def header(
    what: str,
    waiting: int,
    conflicts: int,
    mentions: int,
    decided: int,
    compared: tuple[int, int],
    whole: bool,
    width: int,
) -> Content:
    """The line above: what waits on the left, how far one is on the right."""
    left = f"Names · {what} · {waiting:,} to decide"
    if conflicts:
        left += f" · {conflicts:,} in conflict"
    right = f"{decided:,} decided, {mentions:,} mentions" if decided else ""
    if not whole:
        done, total = compared
        share = f" {100 * done // total} %" if total else ""
        right = "   ".join(part for part in (right, f"comparing{share} …") if part)
    right = fit(right, width // 2)
    left = fit(left, width - cell_len(right) - 1, pad=True)
    return Content.assemble(safe_content(left, "bold"), " ", safe_content(right, "$text-muted"))


def empty(
    *,
    whole: bool,
    passed: int,
    label: str,
    decided: int,
    pass_key: str,
    kind_key: str,
    register_key: str,
) -> list[str]:
    """Why no cluster is shown, and what to do."""
    if not whole:
        return ["Names are being compared …"]
    if passed:
        return [
            "All others are decided.",
            "",
            f"{passed:,} passed over: {pass_key} shows them again.",
        ]
    if label:
        return [f"Nothing to decide about {label}.", "", f"{kind_key} shows other names."]
    lines = [
        "Nothing to decide: no names of the register are likely one."
        if not decided
        else "All is decided."
    ]
    return [
        *lines,
        "",
        "Names come into the register as they are tagged in articles.",
        f"{register_key} shows all that are there.",
    ]
