"""The first start: who annotates, and what an empty desk begins with."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from store import articles
from store.errors import DeskError
from store.journal.handles import handle
from tui import config, identity
from tui.display import safe_content
from tui.screens.base import DeskScreen
from tui.screens.outcome import DEMO
from tui.widgets.line import Choices, Field, Line, pairs_content

OFFERS = (
    ("demo", "d", "Open the demo", "sample news, with two editors' marks"),
    ("ingest", "i", "Take in files", "JSONL, CSV, text, saved pages, folders"),
    ("paste", "p", "Paste an article", "by the terminal's own paste"),
    ("empty", "e", "Look around", "to the list of articles"),
)


class FirstStartScreen(DeskScreen):
    """Asks for a name; where there is nothing to read yet, it then offers ways to begin."""

    WHERE: ClassVar[str] = "first"
    AUTO_FOCUS = ""
    LEAVES_AT_ONCE = True
    DEFAULT_CSS = """
    FirstStartScreen {
        align: center middle;
        & #page { width: 72; max-width: 100%; height: auto; padding: 0 2; }
        & #name-of-it { text-style: bold; color: $accent; }
        & #about { color: $text-muted; margin-bottom: 2; height: auto; }
        & #question { margin-bottom: 1; height: auto; }
        & #why { color: $text-muted; margin-top: 1; height: auto; }
        & #hints { margin-top: 2; }
        & #problem { color: $text-error; height: auto; margin-top: 1; display: none; }
        & #problem.-shown { display: block; }
    }
    """

    def compose(self) -> ComposeResult:
        """Name first."""
        with Vertical(id="page"):
            yield Line("copydesk", id="name-of-it")
            yield Line("Read the news; mark who, where and what.", id="about")
            yield Line("What do you sign your marks with?", id="question")
            yield Field(identity.of_the_system(), id="name")
            yield Choices(id="offers")
            yield Line("A short name, the same on every machine; colleagues will see it.", id="why")
            yield Line("", id="problem")
            yield Line("", id="hints")

    def on_mount(self) -> None:
        """Ask for the name unless it is known."""
        self._named(bool(self.desk.actor))

    def _named(self, named: bool) -> None:
        field, offers = self.query_one("#name", Field), self.query_one("#offers", Choices)
        field.display, offers.display = not named, named
        self.query_one("#why", Line).display = not named
        hints = [("enter", "go on"), ("esc", "leave")]
        if named:
            self.query_one("#question", Line).show(f"Welcome, {self.desk.actor}. Begin with:")
            offers.show([self._row(key, text, more) for _, key, text, more in OFFERS])
            self.set_focus(None)
            hints = [("letter", "choose"), ("↑↓ enter", "choose"), ("esc", "to the queue")]
        else:
            field.focus()
            field.select_all()
        self.query_one("#hints", Line).show(pairs_content(hints))
        self.mark_undecided()

    @staticmethod
    def _row(key: str, text: str, more: str) -> Content:
        return Content.assemble(
            safe_content(f"{key}  ", "bold $accent"),
            f"{text:18}",
            safe_content(more, "$text-muted"),
        )

    def say(self, text: str, *, error: bool = False) -> None:
        """Show a sentence under the question."""
        del error
        for line in self.query("#problem").results(Line):
            line.show(text)
            line.set_class(bool(text), "-shown")

    def take_key(self, event: events.Key) -> None:
        """The name's field keeps its keys; offers are chosen by letter or by cursor."""
        naming = self.query_one("#name", Field).display
        offers = self.query_one("#offers", Choices)
        if event.key in ("escape", "ctrl+g", "ctrl+q", "ctrl+c"):
            if naming or event.key in ("ctrl+q", "ctrl+c"):
                self.app.exit()
            else:
                self.dismiss()
        elif naming and event.is_printable:
            return
        elif self.typed_ahead(event):
            pass
        elif naming and event.key == "enter":
            self._sign()
        elif not naming and event.key == "enter":
            self._begin(OFFERS[offers.highlighted or 0][0])
        elif naming:
            return
        elif not offers.move({"j": "down", "k": "up"}.get(event.key, event.key)):
            letter = self.copydesk.keymap.latin(event.character or "")
            for name, key, *_ in OFFERS:
                if letter == key:
                    self._begin(name)
        event.stop()
        event.prevent_default()

    def pasted(self) -> None:
        """Pasted text is for the paste screen."""

    def _sign(self) -> None:
        name = handle(self.query_one("#name", Field).value)
        if not name:
            self.say("A name is needed; your marks are kept under it.")
            return
        app = self.copydesk
        app.sign(name)
        problem = ""
        try:
            app.config = config.save(app.config, annotator=name)
        except DeskError as error:
            problem = f"The name could not be kept for the next time. {error}"
        if articles.any_on(self.desk):
            self.dismiss()
            app.call_after_refresh(app.tell, problem)
            return
        self.say(problem)
        self._named(True)

    def _begin(self, offer: str) -> None:
        app = self.copydesk
        doors: dict[str, Any] = {"ingest": app.do_ingest, "paste": app.do_paste}
        if offer == "demo":
            app.exit(DEMO)
            return
        self.dismiss()
        if offer in doors:
            app.call_after_refresh(lambda: app.run_worker(doors[offer](), group="command"))
