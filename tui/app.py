"""The full-screen app: one desk, its keymap and settings, its screens."""

from __future__ import annotations

from tui import loading  # isort: split

import gc
from collections.abc import Sequence
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import App
from textual.binding import BindingType
from textual.driver import Driver
from textual.screen import Screen
from textual.worker import WorkerFailed

from tui import mistakes, themes
from tui.config import Config, load, save
from tui.keymap import Keymap
from tui.memory import Memory
from tui.screens.base import Keyed
from tui.screens.doors import Doors
from tui.screens.outcome import DEMO
from tui.terminal import steadied
from tui.trainer import Trainer

if TYPE_CHECKING:
    from store.desk import Desk
    from store.suggest.values import Settings
    from tui.screens.reader import ReaderScreen
    from tui.suggesting import Suggesting
    from tui.themes import LabelStyle

loading.done()

SMALLEST = (60, 16)
"""Columns and rows below which there is no room to work."""

IDLE_SECONDS = 2.0
"""Without a key for so long, nobody feels the desk being tidied."""

POLL_SECONDS = 1.0
"""How often another process's writing to the desk is looked for."""


class CopydeskApp(Doors, mistakes.Guarded, App[int], inherit_bindings=False):
    """Shows a desk. Screens find here the desk, the keymap and one another.

    ``welcome``: ask who annotates first and what to begin with. ``tend``: take over the garbage
    collector and learn in a process beside (not in tests, which share their process).
    """

    BINDINGS: ClassVar[list[BindingType]] = []
    ENABLE_COMMAND_PALETTE = False
    TITLE = "copydesk"
    CSS_PATH: ClassVar[Path] = Path(__file__).with_name("styles") / "app.tcss"

    def __init__(
        self,
        desk: Desk,
        config: Config | None = None,
        *,
        welcome: bool = False,
        tend: bool = False,
    ) -> None:
        super().__init__()
        self.animation_level = "none"
        self.desk = desk
        self.config = config if config is not None else Config()
        self.last_key_at = monotonic()
        self._welcome = welcome
        self._memory = Memory(self) if tend else None
        self.trainer = Trainer(self) if tend else None
        self._reader: ReaderScreen | None = None
        self._suggesting: Suggesting | None = None
        self._poll_failed = ""
        self._begun = False
        self._was_small = False
        self._patience = mistakes.Patience()
        for theme in themes.THEMES.values():
            self.register_theme(theme)
        self._begin_with(self.config.theme)
        self.load_scheme()

    def get_driver_class(self) -> type[Driver]:
        """Return the platform's driver, writing so that rows keep their columns."""
        return steadied(super().get_driver_class())

    def _begin_with(self, theme: str) -> None:
        """Take a theme before anything is drawn; to change it later parses all styles once more."""
        self.set_reactive(App.theme, theme)
        dark = self.current_theme.dark
        self.update_classes(
            {f"-theme-{theme}": True, "-dark-mode": dark, "-light-mode": not dark}, update=False
        )
        self._refresh_truecolor_filter(self.ansi_theme)
        self.stylesheet.set_variables(self.get_css_variables())

    # ------------------------------------------------------------------------- labels

    def load_scheme(self) -> None:
        """Read the label scheme: what keys it takes, how its labels look."""
        self.labels = self.desk.labels()
        self._styles_of = ""
        self._styles: dict[str, LabelStyle] = {}
        known: Keymap | None = getattr(self, "keymap", None)
        self.keymap = Keymap(labels=self.labels, overrides=self.config.keys)
        self.keymap.layout = self.config.layout
        if known is not None:
            self.keymap.follow(known)

    @property
    def label_styles(self) -> dict[str, LabelStyle]:
        """The look of every label in the present theme, by its id."""
        if self._styles_of != self.theme:
            self._styles_of = self.theme
            self._styles = themes.label_styles(self.labels, self.theme)
        return self._styles

    # ---------------------------------------------------------------------- beginning

    def get_default_screen(self) -> Screen[Any]:
        """Return the screen everything stands on: the queue."""
        from tui.screens.queue import QueueScreen

        screen: Screen[Any] = QueueScreen()
        return screen

    def on_mount(self) -> None:
        """Show before the queue whatever has to be asked or told."""
        self._begun = True
        if self._welcome:
            from tui.screens.first_start import FirstStartScreen

            self.push_screen(FirstStartScreen())
        self.set_interval(POLL_SECONDS, self.look_for_changes)
        if self._memory is not None:
            self._memory.begin()
        self._tell_of_settings(" ".join((self.desk.notice, *self.keymap.notes)).strip())

    def _tell_of_settings(self, notice: str) -> None:
        """Show every setting that was passed over, and when they were read, a notice."""
        sentences = self.config.told(self.keymap.problems)
        if not sentences:
            self.call_after_refresh(self.tell, notice)
            return
        from tui.screens.dialogs import tell

        title = "Settings that could not be used as they are"
        dialog = tell(title, sentences, note=str(self.config.path or ""))
        self.push_screen(dialog, lambda _: self.tell(notice))

    def tell(self, sentence: str) -> None:
        """Show a sentence on the screen that is on top."""
        if sentence and isinstance(self.screen, Keyed):
            self.screen.say(sentence, error=True)

    def report(self, error: BaseException) -> None:
        """Show what went wrong with a desk or a file on the screen that is on top."""
        self.tell(mistakes.sentence(error, self.desk.path))

    def _handle_exception(self, error: Exception) -> None:
        """Whatever failed, in a handler, a worker or a timer: say so, and stay up.

        What a desk or a file refuses is shown as it is. Of a mistake of ours the trace is kept;
        without a terminal (in tests) it is raised.
        """
        cause = error.error if isinstance(error, WorkerFailed) else error
        shown = isinstance(cause, mistakes.SHOWN_ERRORS)
        if not self.screen_stack or (self.is_headless and not shown) or self._patience.ends():
            super()._handle_exception(error)
            return
        self._leave_unbuilt()
        if shown:
            self.report(cause)
        else:
            kept = mistakes.keep(cause)
            self.tell(f"A mistake of copydesk's own; your marks are safe. {kept}")

    def _leave_unbuilt(self) -> None:
        """Leave a screen that failed as it was put together: nobody sees it, and it has the keys."""
        screen = self.screen
        if isinstance(screen, Keyed) and len(self.screen_stack) > 1 and not screen.children:
            screen.unbuilt = True
            screen.dismiss(None)

    # --------------------------------------------------------------------- navigation

    def open_reader(
        self, article_id: str, ids: Sequence[str] | None = None, at: int | None = None
    ) -> None:
        """Show an article in the reader; ``ids`` are the articles around it, in the queue's order.

        ``at``: where the cursor goes (code points); by default where it was left.
        """
        from tui.screens.reader import ReaderScreen

        if self._reader is None:
            self.desk.article(article_id)  # one that cannot be read is told of where it was chosen
            self._reader = ReaderScreen()
            self.install_screen(self._reader, "reader")
        if not self._reader.open_article(article_id, ids, at) or self._reader is self.screen:
            return
        if self._reader in self.screen_stack:  # names were looked at from it
            while self.screen is not self._reader:
                self.pop_screen()
        else:
            self.push_screen("reader")

    def open_names(self, kind: type[Keyed[Any]]) -> None:
        """Show the clusters of names or the register, in the place of the other one of the two."""
        shown = next((x for x in self.screen_stack if x.has_class("-names")), None)
        if shown is None:
            self.push_screen(kind(classes="-names"))
            return
        while self.screen is not shown:
            self.pop_screen()
        if not isinstance(shown, kind):
            self.switch_screen(kind(classes="-names"))

    def do_back(self) -> None:
        """Leave the present screen for the one below; the queue is left by leaving the program."""
        if len(self.screen_stack) > 1:
            self.pop_screen()
        else:
            self.do_quit()

    # ------------------------------------------------------------------------ changes

    def look_for_changes(self) -> None:
        """Ask the desk whether another process wrote to it, and let the screens draw it afresh."""
        try:
            changed = self.desk.poll()
            if monotonic() - self.last_key_at > IDLE_SECONDS:
                self.desk.tidy()
        except mistakes.SHOWN_ERRORS as error:
            said = mistakes.sentence(error, self.desk.path)
            if said != self._poll_failed:
                self._poll_failed = said
                self.tell(said)
            return
        self._poll_failed = ""
        if changed:
            self.desk_changed()
        if self.trainer is not None:
            self.trainer.look()

    def desk_changed(self) -> None:
        """Let every screen draw the desk afresh; also the keys, when the label scheme changed."""
        try:
            if self.desk.labels() != self.labels:
                self.scheme_changed()
            for screen in self.screen_stack:
                if isinstance(screen, Keyed):
                    screen.desk_changed()
        except mistakes.SHOWN_ERRORS as error:
            self.report(error)

    @property
    def suggesting(self) -> Suggesting:
        """What prepares suggestions, from the first time they are asked for."""
        if self._suggesting is None:
            from tui.suggesting import Suggesting

            self._suggesting = Suggesting(
                self.desk.reader, self.config.suggestions, self._suggesting_failed
            )
        return self._suggesting

    def _suggesting_failed(self, error: Exception) -> None:
        # in the thread
        def fail() -> None:
            raise error

        self.call_later(fail)

    def suggest_so(self, settings: Settings) -> None:
        """Suggest by other settings from now on, and keep them in the settings file."""
        self.config = self.config._replace(suggestions=settings)
        self.suggest_anew()
        self.config = save(self.config, suggestions=settings)

    def suggest_anew(self) -> None:
        """Forget what was prepared: from now on it follows from something else."""
        self._end_suggesting()
        if self._reader is not None and self._reader.is_mounted:
            self._reader.suggest_anew()

    def _end_suggesting(self) -> None:
        if self._suggesting is not None:
            self._suggesting.close()
            self._suggesting = None

    def sign(self, name: str) -> None:
        """Make somebody the annotator: what every screen shows as mine is theirs from now on."""
        self.desk.actor = name
        for screen in self.screen_stack:
            if isinstance(screen, Keyed):
                screen.actor_changed()

    def scheme_changed(self) -> None:
        """The label scheme or the theme is another one: draw keys and labels afresh."""
        self.load_scheme()
        for screen in self.screen_stack:
            if isinstance(screen, Keyed):
                screen.keymap_changed()

    def on_resize(self, event: events.Resize) -> None:
        """Say so when there is no room, and go on when there is again."""
        small = event.size.width < SMALLEST[0] or event.size.height < SMALLEST[1]
        if not self._begun or not (small or self._was_small):
            return  # as it mostly is, and before the first page is up
        from tui.screens.too_small import TooSmallScreen

        self._was_small = small
        shown = isinstance(self.screen, TooSmallScreen)
        if small and not shown:
            self.push_screen(TooSmallScreen(SMALLEST))
        elif shown and not small:
            self.pop_screen()

    def on_unmount(self) -> None:
        """Let the thread end, give the garbage collector back."""
        self._end_suggesting()
        if self.trainer is not None:
            self.trainer.end()
        if self._memory is not None:
            self._memory.end()


def run(path: Path | str, actor: str = "", *, welcome: bool | None = None) -> int:
    """Open the desk at ``path`` on the whole terminal, until it is left; return the exit status.

    ``actor`` is who annotates as the command line names them; without it the environment and the
    settings are asked, and at last the person. ``welcome`` shows the first start whatever is known.

    Raises:
        DeskError: the desk cannot be opened.
    """
    gc.disable()  # until the app is left: `Memory` collects
    from store.desk import Desk
    from tui.identity import named

    config = load()
    who = named(actor, config)
    with Desk.open(path, who) as desk:
        ask = (not who and not desk.read_only) if welcome is None else welcome
        app = CopydeskApp(desk, config, welcome=ask, tend=True)
        outcome = app.run()
        who = desk.actor
    if outcome != DEMO:
        return app.return_code or 0
    from tui.command_line import demo

    return demo.show(demo.make(), who)
