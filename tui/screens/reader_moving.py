"""Moving and selecting in the article."""

from __future__ import annotations

from collections.abc import Callable

from store.text.targets import phrase
from store.text.tokens import words
from tui.screens.reader_base import ReaderBase
from tui.text import motion
from tui.text.excerpts import trimmed
from tui.widgets.article_view import TOP, ArticleView

_Growing = Callable[[str, motion.Unit, int, int, int], tuple[int, int, bool]]


class ReaderMoving(ReaderBase):
    """The cursor by grapheme, line, word, sentence, paragraph, page; selections by the same."""

    def do_left(self) -> None:
        """Previous character."""
        self.go(self.view.layout_of_text.left(self.view.cursor))

    def do_right(self) -> None:
        """Next character."""
        self.go(self.view.layout_of_text.right(self.view.cursor))

    def do_up(self) -> None:
        """Line above."""
        self.go(self.view.vertical(-1), keep_goal=True)

    def do_down(self) -> None:
        """Line below."""
        self.go(self.view.vertical(1), keep_goal=True)

    def do_line_start(self) -> None:
        """Start of the line on the screen."""
        layout = self.view.layout_of_text
        self.go(layout.starts[layout.line_of(self.view.cursor)])

    def do_line_end(self) -> None:
        """End of the line on the screen."""
        layout = self.view.layout_of_text
        self.go(layout.last(layout.line_of(self.view.cursor)))

    def do_page_down(self) -> None:
        """A page on, one line of the last one kept; the cursor keeps its place on the screen."""
        self._page(1)

    def do_page_up(self) -> None:
        """A page back."""
        self._page(-1)

    def _page(self, pages: int) -> None:
        view = self.view
        step = max(1, view.rows - 2) * pages
        offset = view.vertical(step)
        view.scroll_rows(view.top + step)
        self.go(offset, keep_goal=True, context=1)

    def do_word(self) -> None:
        """Next word."""
        self._on(motion.WORD)

    def do_word_back(self) -> None:
        """Previous word."""
        self._back(motion.WORD)

    def do_sentence(self) -> None:
        """Next sentence."""
        self._on(motion.SENTENCE)

    def do_sentence_back(self) -> None:
        """Previous sentence."""
        self._back(motion.SENTENCE)

    def do_paragraph(self) -> None:
        """Next paragraph."""
        self._on(motion.PARAGRAPH)

    def do_paragraph_back(self) -> None:
        """Previous paragraph."""
        self._back(motion.PARAGRAPH)

    def _on(self, unit: motion.Unit) -> None:
        if not self._carried(unit, motion.grown):
            self.go(unit.start_right(self.text, self.view.cursor))

    def _back(self, unit: motion.Unit) -> None:
        if not self._carried(unit, motion.grown_back):
            self.go(unit.start_left(self.text, self.view.cursor))

    def _carried(self, unit: motion.Unit, how: _Growing) -> bool:
        """Carry the selection being made to the edge of a unit; False when none is being made."""
        view = self.view
        if not self.selecting or view.selection is None or view.fixed is None:
            return False
        start, end, backwards = how(self.text, unit, view.fixed, view.cursor, view.selection[1])
        if start < end:
            layout = view.layout_of_text
            view.select(start, layout.right(layout.left(end)), backwards=backwards)
            view.reveal()
            self.settle()
        return True

    def do_top(self) -> None:
        """Start of the article."""
        self.view.scroll_rows(0)
        self.go(0)

    def do_bottom(self) -> None:
        """End of the article."""
        self.view.scroll_rows(len(self.view.layout_of_text) + TOP)
        self.go(len(self.text))

    # ---------------------------------------------------------------------------- stops

    def do_next_stop(self) -> None:
        """The next span."""
        self._stop(1)

    def do_previous_stop(self) -> None:
        """The span before."""
        self._stop(-1)

    def _stop(self, direction: int) -> None:
        spans, cursor = self.view.spans, self.view.cursor
        self.selecting = False
        found = spans.after(cursor) if direction > 0 else spans.before(cursor)
        if found is None and len(spans):
            found = spans[0] if direction > 0 else spans[len(spans) - 1]
            self.say("From the top again." if direction > 0 else "From the end again.")
        if found is None:
            self.say("Nothing is tagged here yet.")
        else:
            self.go(found.start)

    def do_cycle(self) -> None:
        """Another of the overlapping spans here."""
        under = self.view.spans.at(self.view.cursor)
        if len(under) < 2:
            self.say("No overlapping spans here.")
            return
        cursor, turn = self._cycle
        self._cycle = (self.view.cursor, turn + 1 if cursor == self.view.cursor else 1)
        self.settle()

    # ------------------------------------------------------------------------ selecting

    def do_select(self) -> None:
        """Begin a selection at the cursor, or drop the one there is."""
        if self.selecting or self.view.selection:
            self.drop_selection()
        else:
            self.selecting = True
            self.view.move(self.view.cursor, extend=True)
        self.settle()

    def do_extend_left(self) -> None:
        """Selection a character back."""
        self._extend(self.view.layout_of_text.left(self.view.cursor))

    def do_extend_right(self) -> None:
        """Selection a character on; the first press selects the character under the cursor."""
        on = self.view.layout_of_text.right(self.view.cursor)
        self._extend(self.view.cursor if self.view.selection is None else on)

    def do_extend_up(self) -> None:
        """Selection a line up."""
        self._extend(self.view.vertical(-1), keep_goal=True)

    def do_extend_down(self) -> None:
        """Selection a line down."""
        self._extend(self.view.vertical(1), keep_goal=True)

    def _extend(self, offset: int, *, keep_goal: bool = False) -> None:
        self.view.move(offset, extend=True, keep_goal=keep_goal)
        self.view.reveal()
        self.settle()

    def select(self, start: int, end: int) -> None:
        """Select a range; moves then extend it."""
        self.selecting = True
        self.view.select(start, end)
        self.settle()

    def select_words(self, count: int) -> None:
        """Select ``count`` words from the start of the selection, else from the word here."""
        if self.view.selection:
            start = trimmed(self.text, *self.view.selection)[0]
        else:
            start = phrase(self.text, self.view.cursor, "word")[0]
        found = words(self.text, start, min(len(self.text), start + 400 * count))[:count]
        if found:
            self.select(start, found[-1][1])
            self.view.reveal(0)

    def drop_selection(self) -> None:
        """Nothing is selected any more; the cursor stays."""
        self.selecting = False
        self.view.move(self.view.cursor, keep_goal=True)

    def on_article_view_pointed(self, message: ArticleView.Pointed) -> None:
        """The mouse moved the cursor or selected."""
        message.stop()
        self.selecting = False
        self.pointed()
        self.settle()

    def pointed(self) -> None:
        """The mouse was used: whatever keys had begun ends."""
