"""Dialogs that know the desk: guideline, article labels, metadata, whether to take a step back.

Each function makes a dialog for `Keyed.ask`. The dialogs that decide write to the desk themselves, a
step for every key, and answer whether they wrote.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, ClassVar

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import OptionList

from store import articles
from store.errors import DeskError
from store.model import Action, Article, Label
from tui.display import fit, safe, safe_content, widened
from tui.screens.base import Dialog, Keyed
from tui.screens.dialogs import Choice, ChooseDialog, SharedField, confirm
from tui.telling import deed, reach
from tui.text.wrap import drawn
from tui.widgets.line import Choices, Field, Line
from tui.widgets.scrolled import Scrolled

__all__ = ["article_labels", "edit_article", "guideline", "skip_reason", "take_back"]

FIELDS = {
    "title": "Title",
    "source": "Source",
    "published": "Published",
    "url": "Link",
    "language": "Language",
}

SKIP_REASONS = ("not relevant", "duplicate", "not a news text", "unreadable", "wrong language")
"""Why articles are skipped, usually."""

_OWN_REASONS = "skip.reasons"


def guideline(label: Label) -> Dialog[bool]:
    """Show what a label is for, with its examples."""
    return GuidelineDialog(label)


def article_labels(article_id: str) -> Dialog[bool]:
    """Put article labels on and off; labels of one group exclude one another."""
    return ArticleLabelsDialog(article_id)


def edit_article(article: Article) -> Dialog[bool]:
    """Correct an article's metadata, all fields at once."""
    return EditArticleDialog(article)


def take_back(action: Action, *, again: bool = False) -> Dialog[bool]:
    """Ask whether a step is really to be taken back, or done ``again``."""
    detail = reach(action)
    if len(action.articles) == 1:
        detail = "A whole article comes back." if again else "A whole article goes."
    word = "Do again" if again else "Take back"
    return confirm(f"{word} the {deed(action)}?", detail=detail, danger=True)


async def skip_reason(screen: Keyed[Any], title: str) -> str | None:
    """Ask why articles are skipped: a usual reason, one written on this desk before, or new words.

    "" when no reason is given, None when it was left.
    """
    own = [x for x in screen.desk.recall(_OWN_REASONS).split("\n") if x]
    reason = await screen.ask(ReasonDialog(title, (*SKIP_REASONS, *own)))
    if reason and reason not in (*SKIP_REASONS, *own):
        kept = [reason, *own][: 9 - len(SKIP_REASONS)]  # all have a digit
        screen.desk.remember(_OWN_REASONS, "\n".join(kept))
    return reason


class ReasonDialog(ChooseDialog):
    """Known reasons, chosen by a digit or by what is typed; what fits none is a reason of its own."""

    def __init__(self, title: str, reasons: Sequence[str]) -> None:
        none = Choice("", "no reason", "0")
        super().__init__(title, [*(Choice(x, x) for x in reasons), none], "", True)

    def body(self) -> ComposeResult:
        """A field for other words, and the list."""
        yield SharedField(placeholder="or type a reason", id="filter")
        yield Choices(id="list")

    @property
    def numbered(self) -> bool:
        """Digits choose until something was typed."""
        return not self.query_one(Field).value

    def hints(self) -> list[tuple[str, str]]:
        """The keys."""
        return [("0-9", "choose"), ("↑↓", "move"), ("enter", "skip"), ("esc", "cancel")]

    def narrowed(self, typed: str) -> list[Choice]:
        """What was typed is the last row, the only one when it is no part of another."""
        words = " ".join(typed.split())
        return [*super().narrowed(typed), *([Choice(words, f"“{words}”")] if words else [])]

    def is_typed(self, event: events.Key) -> bool:
        """A first digit is not."""
        chooses = self.numbered and (event.character or "").isdecimal()
        return not chooses and super().is_typed(event)


class GuidelineDialog(Dialog[bool]):
    """A label's guideline and examples, to read."""

    WIDTH: ClassVar[int] = 72
    DEFAULT_CSS = """
    GuidelineDialog #examples { margin-top: 1; }
    """

    def __init__(self, label: Label) -> None:
        super().__init__(label.name)
        self._label = label

    def body(self) -> ComposeResult:
        """The text, then the examples."""
        with Scrolled():
            text = self._label.guideline.strip()
            yield Line(text or "No guideline was written for this label.")
            if self._label.examples:
                rows = [
                    Content.assemble(safe_content("· ", "$accent"), safe_content(example))
                    for example in self._label.examples
                ]
                yield Line(Content("\n").join(rows), id="examples")

    def press(self, key: str, event: events.Key) -> bool:
        """Scroll, or close."""
        del event
        if key in ("enter", "q", "i"):
            self.dismiss(True)
        else:
            self.query_one(Scrolled).turn(key)
        return True


class ArticleLabelsDialog(Dialog[bool]):
    """The article labels by group; a key puts one on or takes it off, at once. What the label under
    the cursor is for stands below in full."""

    WIDTH: ClassVar[int] = 78
    DEFAULT_CSS = """
    ArticleLabelsDialog { & Choices { max-height: 50vh; } & #about { margin-top: 1; } }
    """

    def __init__(self, article_id: str) -> None:
        super().__init__("What the article is")
        self._article_id = article_id
        self._rows: list[Label] = []
        self._keys: dict[str, str] = {}
        self._wrote = False

    def body(self) -> ComposeResult:
        """The list, and what the label under the cursor is for."""
        yield Choices(id="list")
        yield Line("", id="about")

    def hints(self) -> list[tuple[str, str]]:
        """A key of its own for every label."""
        return [("letter", "on or off"), ("space", "on or off"), ("enter", "close")]

    def on_mount(self) -> None:
        """Give every label a key: its own while nobody took it, else a letter or digit left."""
        scheme = [x for x in self.desk.labels() if x.scope == "article"]
        groups = list(dict.fromkeys(x.group for x in scheme))
        self._rows = sorted(scheme, key=lambda x: (groups.index(x.group), x.order))
        free = dict.fromkeys("abcdefghilmnoprstuvwxyz123456789")
        for label in self._rows:
            wanted = [label.key, *label.name.casefold(), *free]
            key = next((x for x in wanted if x in free), "")
            self._keys[label.id] = key
            free.pop(key, None)
        self._fill(0)

    def _fill(self, at: int) -> None:
        on = self.desk.layer(self._article_id).labels
        width = max((cell_len(widened(safe(x.name))) for x in self._rows), default=0)
        room = self.room - 3 - len("r ○   ")
        rows = []
        for label in self._rows:
            put = label.id in on
            box = ("◉" if put else "○") if label.group else ("■" if put else "□")
            name = fit(label.name, min(width, 24), pad=True)
            rows.append(
                Content.assemble(
                    safe_content(f"{self._keys[label.id]:1} ", "bold $accent"),
                    safe_content(f"{box} ", "$accent" if put else "$text-muted"),
                    safe_content(name, "bold" if put else ""),
                    "  ",
                    safe_content(fit(_about(label), room - cell_len(name)), "$text-muted"),
                )
            )
        if not rows:
            self.say("The scheme has no labels for whole articles.")
        lines = (len(drawn(_about(label), self.room)) for label in self._rows)
        self.query_one("#about").styles.min_height = max(lines, default=0)  # nothing jumps below
        self.query_one(Choices).show(rows, at)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Tell what the label is for."""
        label = self._rows[event.option_index]
        lines = drawn(_about(label), self.room)
        self.query_one("#about", Line).show(Content.styled("\n".join(lines), "$text-muted"))

    def refit(self) -> None:
        """Break and cut elsewhere."""
        self._fill(self.query_one(Choices).highlighted or 0)

    def press(self, key: str, event: events.Key) -> bool:
        """Toggle by key, or move."""
        choices = self.query_one(Choices)
        if key == "enter":
            self.leave()
        elif key == "space" and self._rows:
            self._toggle(choices.highlighted or 0)
        elif not choices.move({"j": "down", "k": "up"}.get(key, event.key)):
            for at, label in enumerate(self._rows):
                if key and key == self._keys[label.id]:
                    self._toggle(at)
        return True

    def _toggle(self, at: int) -> None:
        label = self._rows[at]
        on = label.id in self.desk.layer(self._article_id).labels
        try:
            articles.label(self.desk, self._article_id, label.id, not on)
        except DeskError as error:
            self.say(str(error))
            return
        self._wrote = True
        self._fill(at)

    def leave(self) -> None:
        """Say whether something was written."""
        self.dismiss(self._wrote)


def _about(label: Label) -> str:
    """What a label is for, in a sentence or two."""
    return label.guideline.partition("\n")[0] or label.group


class EditArticleDialog(Dialog[bool]):
    """A field for each piece of metadata."""

    WIDTH: ClassVar[int] = 76
    DEFAULT_CSS = """
    EditArticleDialog Horizontal { height: 1; margin-bottom: 1; }
    EditArticleDialog.-short Horizontal { margin-bottom: 0; }
    EditArticleDialog .name { width: 12; }
    EditArticleDialog Field { width: 1fr; }
    """

    def __init__(self, article: Article) -> None:
        super().__init__("Correct the article's data")
        self._article = article
        self._before = {name: str(asdict(article)[name]) for name in FIELDS}

    def body(self) -> ComposeResult:
        """Names and fields."""
        for name, title in FIELDS.items():
            with Horizontal():
                yield Line(title, classes="name")
                yield Field(self._before[name], id=name)

    def hints(self) -> list[tuple[str, str]]:
        """Enter keeps all."""
        return [("enter", "save"), ("↑↓ tab", "field"), ("esc", "cancel")]

    def press(self, key: str, event: events.Key) -> bool:
        """Move between the fields, or keep them."""
        if event.key in ("tab", "down"):
            self.focus_next(Field)
        elif event.key in ("shift+tab", "up"):
            self.focus_previous(Field)
        elif key == "enter":
            self._save()
        else:
            return False
        return True

    def _save(self) -> None:
        now = {name: self.query_one(f"#{name}", Field).value.strip() for name in FIELDS}
        changed = {name: value for name, value in now.items() if value != self._before[name]}
        try:
            if changed:
                articles.edit(self.desk, self._article.id, **changed)
        except DeskError as error:
            self.say(str(error))
            return
        self.dismiss(bool(changed))
