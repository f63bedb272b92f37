"""What an export will be, and what became of it, as rows of a page."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from store.export import RegisterPlan, RegisterSummary
from tui.command_line.export import going, left_out, losses, register_sentences, sentences
from tui.display import fit
from tui.text import tables
from tui.text.tables import INDENT, View, heading
from tui.text.wrap import drawn

if TYPE_CHECKING:
    from store.export import ExportSummary, Plan
    from tui.text.tables import Row

_LABELS = 6
"""Labels that are named with their numbers."""


def planned(plan: Plan | RegisterPlan, view: View) -> list[Row]:
    """What goes out, what does not and why, what is lost, what refuses it, how it looks."""
    if not isinstance(plan, RegisterPlan) and plan.refusal:
        return failed(plan.refusal, view) + tables.sentences(
            "The row Overlap is for that; enter goes there.", view, "text"
        )
    rows = tables.sentences(going(plan), view, "name")
    if plan.figures.labels:
        rows += tables.sentences(_by_label(plan.figures.labels, view), view)
    if not isinstance(plan, RegisterPlan):
        for told in left_out(plan.left, plan.figures.spans):
            rows += tables.sentences(told, view, "text")
    rows += _lost(plan, view)
    what = "an entity" if isinstance(plan, RegisterPlan) else "an article"
    for part in plan.begins:
        rows += [[], heading(f"How {what} is written", part.name or "cut where it is long", view)]
        rows += [[(INDENT + fit(line, view.room), "muted")] for line in part.lines]
    return rows


def reported(
    summary: ExportSummary | RegisterSummary, plan: Plan | RegisterPlan | None, view: View
) -> list[Row]:
    """What was written, what of it is equal, what was lost, where it is."""
    told = list(
        register_sentences(summary) if isinstance(summary, RegisterSummary) else sentences(summary)
    )
    rows = tables.sentences(f"✓ {told[0]}", view, "name")
    for one in told[1:]:
        rows += tables.sentences(one, view, "text")
    if summary.equal:
        compared = ", ".join(summary.equal["compared"])
        rows += tables.sentences(
            f"Equal in: {compared}. Read back by {summary.equal['read_by']}.", view
        )
    if summary.note:
        rows += tables.sentences(f"What it is made of: {summary.note}", view)
    return rows + (_lost(plan, view) if plan is not None else [])


def failed(sentence: str, view: View) -> list[Row]:
    """Why there is nothing to write."""
    return tables.sentences(f"! {sentence}", view, "error")


def _lost(plan: Plan | RegisterPlan, view: View) -> list[Row]:
    told = list(losses(plan)) or [f"{plan.form.name} holds all of it."]
    rows: list[Row] = []
    for one in told:
        lead = " " * (len(one) - len(one.lstrip()))
        rows += [
            [(INDENT + lead + line, "text")] for line in drawn(one.strip(), view.room - len(lead))
        ]
    return rows


def _by_label(labels: Counter[str], view: View) -> str:
    most = labels.most_common(_LABELS)
    told = [f"{number:,} {view.labels.get(name, name or '–')}" for name, number in most]
    if len(labels) > _LABELS:
        told.append(f"{len(labels) - _LABELS:,} labels more")
    return ", ".join(told)
