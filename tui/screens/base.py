"""What every screen stands on: keys through the keymap, the type-ahead guard, messages.

A screen says where it is (``WHERE``) and has a method ``do_verb`` for each command of that place, and
``do_label`` in the reader. A plain method runs at once, in the frame of the key; an ``async`` one runs
in a worker and may wait for dialogs with `Keyed.ask`. Errors of the desk are shown either way.
A screen composes what it likes and ends with ``yield KeyLine()``.
"""

from __future__ import annotations

import asyncio
import inspect
import math
from collections.abc import Callable, Coroutine, Sequence
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from textual import _time, events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Input

from store.model import Label
from tui.commands import Command, command
from tui.key_names import Chord, chord
from tui.keymap import Prefix
from tui.mistakes import SHOWN_ERRORS, Guarded, sentence
from tui.widgets.key_line import KeyLine
from tui.widgets.line import Line, Typed, pairs_content

if TYPE_CHECKING:
    from store.desk import Desk
    from tui.app import CopydeskApp
    from tui.screens.export import Scope

Result = TypeVar("Result")
Answer = TypeVar("Answer")

_SCROLLING = frozenset({"up", "down", "pageup", "pagedown"})
_MOMENT = 0.004
_PATIENCE = 100
"""Looks after which a screen that never comes to rest counts as painted."""


class Keyed(Guarded, Screen[Result]):
    """The key handling that screens and dialogs share."""

    WHERE: ClassVar[str] = "app"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.painted_at = math.inf
        """When the present content was wholly on the terminal, in the clock of `Message.time`."""
        self._prefix: tuple[Chord, ...] = ()
        self._waiting: list[Callable[[], None]] = []
        self._under_way = 0

    @property
    def desk(self) -> Desk:
        """The desk the app has open."""
        return self.copydesk.desk

    @property
    def copydesk(self) -> CopydeskApp:
        """The app, with its type."""
        return cast("CopydeskApp", self.app)

    # ------------------------------------------------------------------- type-ahead

    def mark_undecided(self) -> None:
        """New content was put on the screen: nothing typed before it is painted decides about it."""
        self.painted_at = math.inf
        self.when_painted(self._decidable)

    def _decidable(self) -> None:
        if not self._under_way:
            self.painted_at = _time.get_time()

    def when_painted(self, then: Callable[[], None]) -> None:
        """Call ``then`` once what is put on the screen now stands on the terminal.

        Not at all when this screen is not on top by then.
        """
        if self.is_attached and then not in self._waiting:
            self._waiting.append(then)
            if len(self._waiting) == 1:
                self.call_after_refresh(self._painted, 0)

    def after(self, seconds: float, then: Callable[[], None]) -> None:
        """Call ``then`` once, some time from now.

        Not by `set_timer`: in Textual 8.2 that never calls where the machine is busy with others for
        so long between two steps of its start.
        """
        asyncio.get_running_loop().call_later(seconds, self.call_next, then)

    def on_mount(self) -> None:
        self.mark_undecided()

    def on_screen_resume(self) -> None:
        """Coming back on top repaints the screen, so what was typed before meant another one."""
        self.mark_undecided()

    def _painted(self, quiet: int, tries: int = 0) -> None:
        # A widget tells the screen of its repaint through the screen's message queue. So a first
        # quiet look shows nothing; after a second one, a moment later, nothing is under way any more.
        if not (self.is_attached and self.app.screen is self):  # one below a dialog is not painted
            self._waiting.clear()
            return
        busy = tries < _PATIENCE and (
            self._layout_required
            or self._repaint_required
            or bool(self._dirty_widgets)
            or self._unwritten()
            or any(
                x._repaint_required or x._layout_required
                for x in self.walk_children(Widget)
                if x.is_on_screen  # one that is not shown is never painted
            )
        )
        if busy or quiet < 2:
            quiet = 0 if busy else quiet + 1
            self.after(_MOMENT, lambda: self._painted(quiet, tries + 1))
        else:
            waiting = self._waiting[:]
            self._waiting.clear()
            for then in waiting:
                then()

    def _unwritten(self) -> bool:
        """Say whether the terminal has yet to take some of the last frame (a slow line)."""
        writer = getattr(self.app._driver, "_writer_thread", None)
        return writer is not None and writer._queue.qsize() > 0

    def typed_ahead(self, event: events.Key) -> bool:
        """Say whether a key was pressed before the present content was on the terminal."""
        return event.time < self.painted_at

    # ------------------------------------------------------------------------- keys

    def key_of(self, verb: str) -> str:
        """The key to name for a command of this place, whatever labels and settings made of it."""
        return self.copydesk.keymap.key(self.WHERE, f"{self.WHERE}.{verb}")

    def intercept(self, event: events.Key, character: str) -> bool:  # noqa: ARG002
        """Take a key before the keymap does (hints, digits); return True when it was taken.

        ``character`` is the press as a chord, in Latin letters whatever the keyboard layout: ``a``,
        ``D``, ``2``, ``escape``. Not called while a text field has the focus.
        """
        return False

    def on_key(self, event: events.Key) -> None:
        self.copydesk.last_key_at = monotonic()
        self.take_key(event)

    def is_typed(self, event: events.Key) -> bool:
        """Say whether a press belongs to the text field that has the focus."""
        field = self.focused
        if not isinstance(field, Typed):
            return False
        if isinstance(field, Input) and event.key in _SCROLLING:
            return False  # a field of one line has these keys, but no use for them
        return event.is_printable or event.key in field._bindings.key_to_bindings

    def open_field(self) -> Input | None:
        """The text field of this screen that is open for typing, whether it has the focus or not."""
        return None

    def take_key(self, event: events.Key) -> None:
        """Find out what a press means here, and run it."""
        app = self.copydesk
        typing = isinstance(self.focused, Typed)
        field = self.open_field()
        early = field is not None and (event.is_printable or self.focused is not field)
        if field is not None and early and event.key != "escape":
            # typed before the field could take the focus: it belongs there, never to a command
            if event.is_printable and event.character:
                field.insert_text_at_cursor(event.character)
            event.stop()
            event.prevent_default()
            return
        if self.is_typed(event):
            return
        pressed = chord(event.key, event.character)
        if len(pressed) == 1:
            app.keymap.typed(pressed)
        if not typing and not self._prefix and self.intercept(event, app.keymap.latin(pressed)):
            event.stop()
            event.prevent_default()
            return
        prefix, self._prefix = self._prefix, ()
        meaning = app.keymap.resolve(self.WHERE, event.key, event.character, prefix)
        if prefix or meaning is not None:
            event.stop()
            event.prevent_default()
        if isinstance(meaning, Prefix):
            self._prefix = meaning.chords
        for line in self.query(KeyLine):
            line.show_prefix(self._prefix)
        if meaning is None and len(app.keymap.possible(self.WHERE, pressed, prefix)) > 1:
            self.run_worker(app.ask_keyboard(self, pressed, prefix), group="command")
        if meaning is not None and not isinstance(meaning, Prefix):
            self.say("")
            self.run_meaning(meaning, event)

    def comes_early(self, meaning: Command | Label, event: events.Key | None) -> bool:
        """Say whether a key that decides was pressed before what it decides about was seen."""
        decides = meaning.decides if isinstance(meaning, Command) else True
        return decides and event is not None and self.typed_ahead(event)

    def run_meaning(self, meaning: Command | Label, event: events.Key | None = None) -> None:
        """Run a command or put a label; ``event`` is the press, None when chosen from a list."""
        if self.comes_early(meaning, event):
            return
        try:
            if isinstance(meaning, Label):
                outcome = self.do_label(meaning)
            else:
                owner: Any = self if hasattr(self, meaning.method) else self.app
                run = getattr(owner, meaning.method, None)
                outcome = run() if run is not None else None
        except SHOWN_ERRORS as error:
            self.report(error)
            return
        except Exception as error:
            self.mistaken(error)
            return
        if inspect.iscoroutine(outcome):
            self.begin(outcome)

    def begin(self, command: Coroutine[Any, Any, Any]) -> None:
        """Run a command that may wait for a dialog, in a worker while keys go on being read.

        Until it is through, what is typed was not meant for this screen.
        """
        self.painted_at = math.inf
        self._under_way += 1
        self.run_worker(self._guarded(command), group="command")

    def attempt(self, run: Callable[[], None]) -> None:
        """Run what the desk may refuse, and say why when it does."""
        try:
            run()
        except SHOWN_ERRORS as error:
            self.report(error)
        except Exception as error:
            self.mistaken(error)

    async def _guarded(self, outcome: Coroutine[Any, Any, Any]) -> None:
        try:
            await outcome
        except SHOWN_ERRORS as error:
            self.report(error)
        except Exception as error:
            self.mistaken(error)
        finally:
            self._under_way -= 1
            self.mark_undecided()

    async def ask(self, dialog: Dialog[Answer]) -> Answer | None:
        """Show a dialog and wait for its answer; None when it was left with esc.

        For ``async def do_verb``: ``reason = await self.ask(ask_text("Why skip it?"))``.
        """
        return cast("Answer | None", await self.app.push_screen_wait(dialog))

    def do_label(self, label: Label) -> Any:
        """A label key was pressed. Only the reader has something to put it on."""

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.pasted()

    def pasted(self) -> None:
        """Text was pasted where nobody can type. It is never run as keys."""
        key = self.copydesk.keymap.key(self.WHERE, "app.paste")
        self.say(f"Pasted text is not taken as keys; {key} makes an article of it.")

    def scopes(self) -> Sequence[Scope]:
        """Sets of articles this screen knows, to write only these to a file."""
        return ()

    # --------------------------------------------------------------------- messages

    def say(self, text: str, *, error: bool = False) -> None:
        """Show a short message in the key line until the next key."""
        for line in self.query(KeyLine):
            line.say(text, error=error)

    def report(self, error: BaseException) -> None:
        """Show what went wrong, in a sentence."""
        self.say(sentence(error, self.desk.path), error=True)

    def mistaken(self, error: Exception) -> None:
        """A command failed by a mistake of ours: the app says so and stays up."""
        self.app._handle_exception(error)

    # ---------------------------------------------------------------------- changes

    def desk_changed(self) -> None:
        """Another process wrote to the desk, or a dialog did: draw afresh what is shown of it."""

    def actor_changed(self) -> None:
        """Another annotator works here from now on."""
        self.desk_changed()

    def keymap_changed(self) -> None:
        """Labels or keys changed: draw the keys afresh."""
        for line in self.query(KeyLine):
            line.refresh()


class DeskScreen(Keyed[None]):
    """A full screen of the app."""

    AUTO_FOCUS: ClassVar[str | None] = None


class Dialog(Keyed[Result], ModalScreen[Result]):
    """A question over a screen. Esc or ctrl+g leaves it with None.

    A dialog yields its parts in `body`; they stand in one panel under ``TITLE_TEXT`` and above the
    keys of `hints`. Its own keys come to `press`, once what is asked stands on the terminal.
    """

    WHERE: ClassVar[str] = "dialog"
    WIDTH: ClassVar[int] = 64
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-tall")]  # noqa: RUF012
    DEFAULT_CSS = """
    Dialog {
        align: center middle; background: $background 55%;
        & > #dialog-panel {
            width: 64; max-width: 100%; height: auto; max-height: 100%;
            background: $surface; padding: 0 1; scrollbar-background: $surface;
            border: round $primary 60%;
        }
        &.-short > #dialog-panel { padding: 0 2; border: none; }
        & #dialog-title { text-style: bold; color: $accent; margin-bottom: 1; height: auto; }
        & #dialog-hints { margin-top: 1; height: auto; }
        & #dialog-message { height: auto; color: $text-error; display: none; }
        & #dialog-message.-shown { display: block; margin-top: 1; }
        & .name { color: $text-muted; }
    }
    """

    def __init__(self, title: str = "") -> None:
        super().__init__()
        self._title = title
        self._fitted = 0

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog-panel") as panel:
            panel.styles.width = self.WIDTH
            if self._title:
                yield Line(self._title, id="dialog-title")
            yield from self.body()
            yield Line("", id="dialog-message")
            yield Line(pairs_content(self.hints()), id="dialog-hints")

    @property
    def room(self) -> int:
        """Cells of a line inside the panel."""
        return min(self.WIDTH, self.app.size.width) - 4

    def on_resize(self) -> None:
        """Fit what is shown to the terminal's new width."""
        before, self._fitted = self._fitted, self.room
        if before not in (0, self.room):
            self.refit()

    def refit(self) -> None:
        """Draw anew what was cut to `room`."""

    def body(self) -> ComposeResult:
        """Yield what stands between the title and the hints."""
        yield from ()

    def hints(self) -> list[tuple[str, str]]:
        """Return the keys to name at the foot: (key, what it does)."""
        return [("esc", "close")]

    def press(self, key: str, event: events.Key) -> bool:
        """Take a key, given as a chord in Latin letters; return True when it meant something.

        While a text field has the focus, only keys it has no use for come here, and enter.
        """
        del key, event
        return False

    def open_field(self) -> Input | None:
        """The text field of this screen that is open for typing, whether it has the focus or not."""
        return None

    def take_key(self, event: events.Key) -> None:
        """Keys of a dialog: esc leaves, the rest goes to `press` once it was painted."""
        app = self.copydesk
        pressed = chord(event.key, event.character)
        typing = isinstance(self.focused, Typed)
        quits = app.keymap.resolve("app", event.key) == command("app.quit")
        if event.key not in ("enter", "escape") and self.is_typed(event):
            return
        if pressed in ("escape", "ctrl+g"):
            self.leave()
        elif self.typed_ahead(event):
            pass
        elif quits:
            app.do_quit()
        elif not self.press(pressed if typing else app.keymap.latin(pressed), event):
            return
        event.stop()
        event.prevent_default()

    def leave(self) -> None:
        """Esc: close without an answer."""
        self.dismiss(None)

    def pasted(self) -> None:
        """Pasted text outside a field is dropped."""

    def say(self, text: str, *, error: bool = False) -> None:
        """Show a sentence above the hints."""
        del error
        for line in self.query("#dialog-message").results(Line):
            line.show(text)
            line.set_class(bool(text), "-shown")
