"""What is suggested, and how sure it has to be: switched in a small dialog."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.content import Content

from store.suggest.values import PARTS, Settings
from tui.display import safe_content
from tui.screens.base import Dialog
from tui.widgets.line import Choices, Line

_SAID = {
    "known": "words that were tagged before on this desk",
    "built-in": "names of countries and areas that come with copydesk",
    "rule": "a title or an office before a name",
    "model": "what finished articles have taught",
    "same": "what is decided in the article itself",
    "outside": "a pipeline or a file of yours",
}
"""What each of `PARTS` suggests."""

_STEP, _LEAST, _MOST = 0.05, 0.05, 1.0


class SuggestionsDialog(Dialog[Settings]):
    """Answers with the settings as they were left; esc leaves them as they were."""

    WIDTH: ClassVar[int] = 72
    DEFAULT_CSS = "SuggestionsDialog #threshold { margin-top: 1; height: auto; }"

    def __init__(self, settings: Settings) -> None:
        super().__init__("Suggestions")
        self._settings = settings

    def body(self) -> ComposeResult:
        """The parts, and the threshold below them."""
        yield Choices(id="list")
        yield Line("", id="threshold")

    def hints(self) -> list[tuple[str, str]]:
        """Digits switch at once."""
        return [
            ("1-6 space", "on or off"),
            ("a", "all or none"),
            ("← →", "threshold"),
            ("enter", "keep"),
            ("esc", "cancel"),
        ]

    def on_mount(self) -> None:
        """Show how it stands."""
        self._show(0)

    def _show(self, at: int) -> None:
        rows = []
        for number, part in enumerate(PARTS, 1):
            on = part in self._settings.parts
            rows.append(
                Content.assemble(
                    safe_content(f"{number} ", "bold $accent"),
                    safe_content("■ " if on else "□ ", "$accent" if on else "$text-muted"),
                    safe_content(f"{part:<10}", "bold" if on else "$text-muted"),
                    safe_content(_SAID[part], "$text-muted"),
                )
            )
        self.query_one(Choices).show(rows, at)
        share = f"{self._settings.sure:.0%}"
        said = (
            f"Accepted with all others from {share} on; fainter below."
            if self._settings.on
            else "Off."
        )
        self.query_one("#threshold", Line).show(said)

    def press(self, key: str, event: events.Key) -> bool:
        """Switch, or move."""
        choices = self.query_one(Choices)
        at = choices.highlighted or 0
        parts = self._settings.parts
        if key == "enter":
            self.dismiss(self._settings)
        elif key in ("left", "right"):
            moved = self._settings.sure + (_STEP if key == "right" else -_STEP)
            moved = min(_MOST, max(_LEAST, round(moved, 2)))
            self._settings = self._settings._replace(sure=moved)
            self._show(at)
        elif key == "a":
            self._settings = self._settings._replace(parts=frozenset(() if parts else PARTS))
            self._show(at)
        elif key == "space" or (key.isdecimal() and 0 < int(key) <= len(PARTS)):
            at = at if key == "space" else int(key) - 1
            self._settings = self._settings._replace(parts=parts ^ {PARTS[at]})
            self._show(at)
        else:
            return choices.move({"j": "down", "k": "up"}.get(key, event.key))
        return True
