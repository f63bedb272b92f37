"""The story of marks: who made each, when, from what, and every change and verdict since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.content import Content

from store.errors import DeskError
from store.history import LogLine
from store.model import Article, Span
from store.review.blame import Blame, blame
from tui.display import safe_content
from tui.screens.base import Dialog
from tui.telling import moment, verb
from tui.text.excerpts import short
from tui.widgets.line import Line
from tui.widgets.scrolled import Scrolled

_HOW: Mapping[str, str] = {
    "hand": "by hand",
    "suggestion": "from a suggestion",
    "propagated": "with all like it",
    "import": "from an import",
    "re-anchored": "carried over from an older version",
}


class BlameDialog(Dialog[bool]):
    """Shows the story of some marks of an article, one after the other."""

    WIDTH: ClassVar[int] = 78
    DEFAULT_CSS = "BlameDialog Scrolled { max-height: 70vh; }"

    def __init__(self, article: Article, spans: Sequence[Span]) -> None:
        super().__init__("Who made this")
        self._article, self._spans = article, spans

    def body(self) -> ComposeResult:
        """The stories."""
        with Scrolled():
            yield Line(Content("\n").join(self._rows()))

    def hints(self) -> list[tuple[str, str]]:
        """Closing, and reading on."""
        return [("enter", "close"), ("↑↓", "scroll")]

    def press(self, key: str, event: events.Key) -> bool:
        """Enter, q or b closes."""
        del event
        if key in ("enter", "q", "b", "W"):
            self.dismiss(True)
        else:
            self.query_one(Scrolled).turn(key)
        return True

    def _rows(self) -> list[Content]:
        names = {label.id: label.name for label in self.desk.labels(retired=True)}
        rows: list[Content] = []
        told: set[str] = set()
        for span in self._spans:
            try:
                story = blame(self.desk, self._article.id, span.id)
            except DeskError as error:
                rows.append(safe_content(str(error)))
                continue
            if rows:
                rows.append(Content(""))
            words = short(self._article.text[span.start : span.end], 40)
            label = names.get(span.label, span.label)
            rows.append(safe_content(f"“{words}” {label}", "bold"))
            rows.append(
                Content.assemble(
                    safe_content(story.made_by, "bold $accent"),
                    safe_content(f"  {moment(story.at)}  {_made(story)}"),
                )
            )
            rows += [self._row(line, names) for line in story.changes]
            for line in story.verdicts:
                key = f"{line.at} {line.object}"
                if key not in told:
                    told.add(key)
                    rows.append(self._row(line, names))
        return rows

    def _row(self, line: LogLine, names: Mapping[str, str]) -> Content:
        """One operation."""
        fields = line.fields
        what = verb(line.kind)
        gold = fields.get("gold")
        if line.kind.startswith("verdict.") and gold:
            words = short(self._article.text[int(gold[0]) : int(gold[1])], 24)
            what += f": “{words}” {names.get(str(gold[2]), str(gold[2]))}"
        elif "label" in fields and not line.kind.startswith("verdict."):
            what += f": {names.get(str(fields['label']), str(fields['label']))}"
        elif isinstance(extent := fields.get("range"), list) and "verdict" not in line.kind:
            what += f": “{short(self._article.text[int(extent[0]) : int(extent[1])], 30)}”"
        return Content.assemble(
            "  ",
            safe_content(line.actor, "$accent"),
            safe_content(f"  {moment(line.at)}  ", "$text-muted"),
            safe_content(what, "" if line.live else "$text-muted strike"),
            safe_content("" if line.live else "  taken back", "$text-muted"),
        )


def _made(story: Blame) -> str:
    how = _HOW.get(story.origin, story.origin)
    source = f" ({story.source})" if story.source else ""
    whose = f", for {story.annotator}" if story.annotator != story.made_by else ""
    return f"{how}{source}{whose}"
