"""The commands that apply everywhere: what each opens."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, cast

from store.errors import DeskError
from tui.commands import Command
from tui.keymap import LABELLED
from tui.screens.base import Keyed

if TYPE_CHECKING:
    from tui.app import CopydeskApp
    from tui.screens.dialogs import Choice


class Doors:
    """The ``do_`` methods of ``app.*`` commands; the app has them, `CopydeskApp.do_back` beside."""

    def _here(self) -> tuple[CopydeskApp, Keyed[Any]]:
        app = cast("CopydeskApp", self)
        return app, cast("Keyed[Any]", app.screen)

    def do_quit(self) -> None:
        """Ask, and leave. Nothing has to be saved: everything is."""
        from tui.screens.dialogs import confirm

        app, screen = self._here()
        if not isinstance(screen, Keyed) or getattr(screen, "LEAVES_AT_ONCE", False):
            app.exit()
            return

        def leave(answer: bool | None) -> None:
            if answer:
                app.exit()

        detail = "Every mark is already on disk; nothing is unsaved."
        app.push_screen(confirm("Leave copydesk?", detail=detail, yes="leave", no="stay"), leave)

    def do_help(self) -> None:
        """Show the keys of this place."""
        from tui.screens.help import HelpScreen

        app, screen = self._here()
        app.push_screen(HelpScreen(screen.WHERE))

    async def do_palette(self) -> None:
        """Find a command by name and run it here."""
        from tui.screens.dialogs import Choice, choose

        app, screen = self._here()
        meanings: dict[str, Any] = {}
        options: list[Choice] = []
        if screen.WHERE in LABELLED:
            for label in app.labels:
                if label.scope == "span":
                    key = app.keymap.label_key(label.id, screen.WHERE)
                    meanings[f"label.{label.id}"] = label
                    options.append(
                        Choice(f"label.{label.id}", label.name, detail="Tag.", aside=key)
                    )
        live = app.keymap.live(screen.WHERE)
        for row, key in sorted(live, key=lambda pair: pair[0].footer or 99):
            if hasattr(screen, row.method) or hasattr(app, row.method):
                meanings[row.id] = row
                options.append(Choice(row.id, row.title, detail=row.help, aside=key))
        chosen = await screen.ask(choose("Commands", options, filterable=True, wide=True))
        if chosen:
            meaning = meanings[chosen]
            if not isinstance(meaning, Command) or meaning.id != "app.palette":
                screen.run_meaning(meaning)

    async def do_theme(self) -> None:
        """Choose the colours; kept in the settings."""
        from tui import config, themes
        from tui.screens.dialogs import Choice, choose

        app, screen = self._here()
        options = [Choice(name, themes.TITLES[name]) for name in themes.THEMES]
        chosen = await screen.ask(choose("Colours", options, chosen=app.theme))
        if chosen:
            app.theme = chosen
            app.scheme_changed()
            try:
                app.config = config.save(app.config, theme=chosen)
            except DeskError as error:
                screen.report(error)

    async def ask_keyboard(
        self, screen: Keyed[Any], character: str, prefix: tuple[str, ...]
    ) -> None:
        """Ask which of two keyboards typed a character that means two things; kept in the settings."""
        from tui import config
        from tui.screens.dialogs import Choice, choose

        app, _ = self._here()
        options = []
        for layout, (key, meaning) in app.keymap.possible(screen.WHERE, character, prefix).items():
            name = meaning.title if isinstance(meaning, Command) else getattr(meaning, "name", "")
            options.append(Choice(layout, layout.capitalize(), detail=f"{key}: {name}"))
        chosen = await screen.ask(choose(f"Which keyboard typed “{character}”?", options))
        if chosen:
            app.keymap.layout = chosen
            screen.say(f"{chosen.capitalize()} keyboard; now press it again.")
            try:
                app.config = config.save(app.config, layout=chosen)
            except DeskError as error:
                screen.report(error)

    async def do_history(self) -> None:
        """Show what was done here; undo any step of mine."""
        from tui.screens.history import HistoryDialog

        app, screen = self._here()
        gone_to = await screen.ask(HistoryDialog())
        app.desk_changed()
        if gone_to:
            app.open_reader(gone_to)

    def do_names(self) -> None:
        """Show the clusters of names that wait to be decided."""
        from tui.screens.names import NamesScreen

        app, _ = self._here()
        app.open_names(NamesScreen)

    def do_review(self) -> None:
        """Show what waits for a reviewer; from the reader, begin with its article."""
        from tui.screens.reviews import ReviewsScreen

        app, screen = self._here()
        article = getattr(screen, "article", None) if screen.WHERE == "reader" else None
        while any(isinstance(x, ReviewsScreen) for x in app.screen_stack):
            app.pop_screen()
        app.push_screen(ReviewsScreen(article.id if article else ""))

    def do_progress(self) -> None:
        """Show how far the work is."""
        from tui.screens.progress import ProgressScreen

        app, _ = self._here()
        shown = any(isinstance(x, ProgressScreen) for x in app.screen_stack)
        while shown and not isinstance(app.screen, ProgressScreen):
            app.pop_screen()
        if not shown:
            app.push_screen(ProgressScreen())

    async def do_ingest(self) -> None:
        """Choose files or folders and take them in."""
        from tui.screens.file_picker import FilePicker
        from tui.screens.ingest_form import IngestForm
        from tui.screens.ingest_progress import IngestProgress

        app, screen = self._here()
        paths = await screen.ask(FilePicker())
        if not paths:
            return
        manner = await screen.ask(IngestForm(paths))
        if manner is not None:
            await screen.ask(IngestProgress(paths, manner))
            app.desk_changed()

    async def do_paste(self) -> None:
        """Make an article of text that is pasted or typed."""
        from tui.screens.paste import PasteScreen

        app, screen = self._here()
        made = await app.push_screen_wait(PasteScreen())
        app.desk_changed()
        if made and screen.WHERE == "queue":  # nothing moves under the eyes of who reads
            app.open_reader(made.article, [made.article])
            app.call_after_refresh(lambda: cast("Keyed[Any]", app.screen).say(made.said))
        elif made:
            screen.say(made.said)

    def do_export(self) -> None:
        """Write articles and spans, or the register, to a file."""
        from tui.screens.export import ExportScreen

        app, screen = self._here()
        if isinstance(screen, ExportScreen):
            return
        scopes = [x for one in app.screen_stack if isinstance(one, Keyed) for x in one.scopes()]
        app.push_screen(ExportScreen(scopes))

    def do_suspend(self) -> None:
        """Leave to the shell until ``fg``."""
        app, screen = self._here()
        if sys.platform == "win32":
            screen.say("This terminal cannot suspend a program.")
        else:
            app.action_suspend_process()
