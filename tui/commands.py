"""Every command of the app, declared once.

One row feeds the key, the key line at the foot of the screen, the palette, the help screen and the
table in README. A command's id is ``place.verb``; the screen of that place runs ``do_verb`` for it
(``reader.next-article`` runs ``do_next_article``), and ``app.*`` commands run on the app.

Keys are written as the character typed (``D``, ``*``, ``.``) or as a named key (``tab``, ``ctrl+r``,
``shift+left``). The first key of a row is the one shown. Every chord with ctrl, shift or alt has a
plain twin, because some terminals and tmux keep chords to themselves.
"""

from __future__ import annotations

from typing import NamedTuple

PLACES = (
    "queue", "reader", "alike", "names", "register", "entity", "reviews", "review", "consistency",
    "progress", "export", "app",
)  # fmt: skip
"""Where keys mean something, ``app`` meaning everywhere."""


class Command(NamedTuple):
    """Something a key can do.

    ``decides``: it writes to the desk or leaves a decision behind, so a key typed before the content
    on screen was painted must not run it. ``footer``: 0 keeps it out of the key line; otherwise its
    rank there, 1 being the last to be cut.
    """

    id: str
    keys: tuple[str, ...]
    title: str
    help: str
    group: str
    decides: bool = False
    footer: int = 0

    @property
    def place(self) -> str:
        """Where it applies: the part of the id before the dot."""
        return self.id.partition(".")[0]

    @property
    def method(self) -> str:
        """The name of the method that runs it."""
        return "do_" + self.id.partition(".")[2].replace("-", "_")


def _row(
    name: str,
    keys: str,
    title: str,
    text: str,
    group: str,
    *,
    decides: bool = False,
    footer: int = 0,
) -> Command:
    return Command(name, tuple(keys.split()), title, text, group, decides, footer)


# fmt: off
# --------------------------------------------------------------------------------- everywhere

APP = (
    _row("app.help", "? f1", "help", "Show every key of this place.", "Program", footer=3),
    _row("app.palette", "ctrl+p :", "commands", "Find a command by its name.", "Program", footer=9),
    _row("app.back", "q", "back", "Go back; from the queue, leave.", "Program", footer=8),
    _row("app.quit", "ctrl+q ctrl+c", "quit", "Leave copydesk (asks first).", "Program"),
    _row("app.history", "U", "history", "What was done here, by whom; undo any step.", "Program"),
    _row("app.theme", "T", "theme", "Dark, light or colour-blind-safe colours.", "Program"),
    _row("app.names", "N", "names", "Decide which names are one; the register of all names.", "Desk"),
    _row("app.review", "R", "review", "What waits for a reviewer; everyone's marks side by side.", "Desk"),
    _row("app.progress", "P", "progress", "How far the work is: articles, pace, labels, agreement.", "Desk"),
    _row("app.ingest", "I", "ingest", "Take in files or folders of articles.", "Desk"),
    _row("app.paste", "ctrl+v +", "paste", "Make an article of pasted text.", "Desk"),
    _row("app.export", "X", "export", "Write articles and spans, or the register, to a file.", "Desk"),
    _row("app.suspend", "Z", "suspend", "Leave to the shell for a moment (fg returns).", "Program"),
)

# -------------------------------------------------------------------------------------- queue

QUEUE = (
    _row("queue.open", "enter", "open", "Read the article under the cursor.", "Go", footer=1),
    _row("queue.down", "down j", "down", "Next article.", "Move"),
    _row("queue.up", "up k", "up", "Previous article.", "Move"),
    _row("queue.page-down", "pagedown", "page down", "A page on.", "Move"),
    _row("queue.page-up", "pageup", "page up", "A page back.", "Move"),
    _row("queue.top", "home g", "first", "First article.", "Move"),
    _row("queue.bottom", "end G", "last", "Last article.", "Move"),
    _row("queue.next-new", "n", "next new", "Next article I have not read.", "Move"),
    _row("queue.filter", "/", "filter", "Filter by words and fields.", "Find", footer=2),
    _row("queue.facets", "f", "facets", "Status, source, language, label and the like, with counts.", "Find", footer=4),
    _row("queue.sort", "o", "sort", "Change the order.", "Find", footer=7),
    _row("queue.cancel", "escape ctrl+g", "clear", "Clear the selection, then the filter.", "Find"),
    _row("queue.select", "space", "select", "Take the article into the selection, or out of it.", "Select", footer=5),
    _row("queue.range", "v", "range", "Select from the last selected article to here.", "Select"),
    _row("queue.select-all", "a", "select all", "Select every article listed.", "Select"),
    _row("queue.skip", "s", "skip", "Skip the selected articles, with a reason.", "Decide", decides=True, footer=6),
    _row("queue.done", "d", "done", "Mark the selected articles done.", "Decide", decides=True),
    _row("queue.reopen", "z", "reopen", "Set the selected articles back to started or new.", "Decide", decides=True),
    _row("queue.star", "* b", "star", "Star the selected articles, or take the star off.", "Decide", decides=True),
    _row("queue.assign", "w", "assign", "Hand the selected articles to an annotator.", "Decide", decides=True),
    _row("queue.labels", "t", "labels", "Article labels: relevant, kind of event.", "Decide", decides=True),
    _row("queue.edit", "e", "edit", "Correct title, source, date, link, language.", "Decide", decides=True),
    _row("queue.comment", "m", "comment", "Remark on the article; edit, resolve remarks.", "Decide", decides=True),
    _row("queue.colleagues", "M", "colleagues", "Take colleagues' desks in or back; make one for somebody.", "Decide"),
    _row("queue.undo", "u ctrl+z", "undo", "Take back my last step here.", "Decide", decides=True),
    _row("queue.redo", "ctrl+r ctrl+y r", "redo", "Do again what was undone.", "Decide", decides=True),
)

# ------------------------------------------------------------------------------------- reader

READER = (
    _row("reader.left", "left h", "left", "Previous character.", "Move"),
    _row("reader.right", "right l", "right", "Next character.", "Move"),
    _row("reader.up", "up k", "up", "Line above.", "Move"),
    _row("reader.down", "down j", "down", "Line below.", "Move"),
    _row("reader.line-start", "home ^", "line start", "Start of the line.", "Move"),
    _row("reader.line-end", "end $", "line end", "End of the line.", "Move"),
    _row("reader.page-down", "pagedown space", "page down", "A page on.", "Move"),
    _row("reader.page-up", "pageup -", "page up", "A page back.", "Move"),
    _row("reader.word", "w ctrl+right", "word", "Next word.", "Move"),
    _row("reader.word-back", "b ctrl+left", "word back", "Previous word.", "Move"),
    _row("reader.sentence", ")", "sentence", "Next sentence.", "Move"),
    _row("reader.sentence-back", "(", "sentence back", "Previous sentence.", "Move"),
    _row("reader.paragraph", "}", "paragraph", "Next paragraph.", "Move"),
    _row("reader.paragraph-back", "{", "paragraph back", "Previous paragraph.", "Move"),
    _row("reader.top", "g ctrl+home", "top", "Start of the article.", "Move"),
    _row("reader.bottom", "G ctrl+end", "bottom", "End of the article.", "Move"),
    _row("reader.next-stop", "tab", "next", "Next suggestion or tag.", "Move", footer=5),
    _row("reader.previous-stop", "shift+tab ~", "previous", "Suggestion or tag before.", "Move"),
    _row("reader.hint", "f", "hint", "Jump to a word by its letters, or take a faint suggestion; capital last letter selects.", "Select", footer=4),
    _row("reader.select", "v", "select", "Start or end a selection here.", "Select", footer=6),
    _row("reader.extend-left", "shift+left", "extend left", "Selection one character back (plain: v, left).", "Select"),
    _row("reader.extend-right", "shift+right", "extend right", "Selection one character on (plain: v, right).", "Select"),
    _row("reader.extend-up", "shift+up", "extend up", "Selection a line up (plain: v, up).", "Select"),
    _row("reader.extend-down", "shift+down", "extend down", "Selection a line down (plain: v, down).", "Select"),
    _row("reader.end-on", ">", "end on", "Move the end of the selection or span a word on.", "Select", decides=True),
    _row("reader.end-back", "<", "end back", "Move the end of the selection or span a word back.", "Select", decides=True),
    _row("reader.start-on", "]", "start on", "Move the start of the selection or span a word on.", "Select", decides=True),
    _row("reader.start-back", "[", "start back", "Move the start of the selection or span a word back.", "Select", decides=True),
    _row("reader.cycle", "\\", "cycle", "Make another of the overlapping spans the current one.", "Select"),
    _row("reader.cancel", "escape ctrl+g", "cancel", "Drop the selection, hints, search.", "Select"),
    _row("reader.accept", "enter", "accept", "Accept the suggestion under the cursor, go to the next.", "Suggestions", decides=True),
    _row("reader.accept-all", "A", "accept all", "Accept every sure suggestion that was shown.", "Suggestions", decides=True),
    _row("reader.pick", "F", "by letter", "Letters over suggestions and names: take a faint one, reject a sure one, mend either by label and edge keys.", "Suggestions", decides=True),
    _row("reader.alike", "*", "all alike", "Tag every mention of the same: here, then from a list of all articles.", "Mark", decides=True),
    _row("reader.suggestions", "S", "suggestions", "Switch what is suggested, and how sure it has to be.", "Suggestions"),
    _row("reader.remove", "x delete", "remove", "Remove the tag under the cursor; reject the suggestion.", "Mark", decides=True, footer=3),
    _row("reader.repeat", ".", "repeat", "Put the last label on the target.", "Mark", decides=True),
    _row("reader.label-list", ";", "label", "Choose a label from the list.", "Mark", decides=True),
    _row("reader.link", "K", "link", "Whom the tag names: confirm it, or choose or search another.", "Mark", decides=True),
    _row("reader.comment", "m", "comment", "Remark on the span or article; edit, resolve remarks.", "Mark", decides=True, footer=11),
    _row("reader.labels", "t", "labels", "Article labels: relevant, kind of event.", "Mark", decides=True),
    _row("reader.edit", "e", "edit", "Correct title, source, date, link, language.", "Mark", decides=True),
    _row("reader.correction", "=", "correction", "Decide whether this corrects an older article.", "Mark", decides=True),
    _row("reader.guideline", "i", "guideline", "What the label under the cursor is for, with examples.", "Mark"),
    _row("reader.undo", "u ctrl+z", "undo", "Take back my last step here.", "Mark", decides=True, footer=7),
    _row("reader.redo", "ctrl+r ctrl+y r", "redo", "Do again what was undone.", "Mark", decides=True),
    _row("reader.finish", "D", "finish", "Accept what is suggested for sure, mark done, open the next article that waits.", "Finish", decides=True, footer=1),
    _row("reader.skip", "s", "skip", "Skip the article, with a reason.", "Finish", decides=True, footer=10),
    _row("reader.ask", "!", "ask", "Ask for a review of my marks here, finished or not; or no longer.", "Finish", decides=True),
    _row("reader.star", "B", "star", "Star the article, or take the star off.", "Finish", decides=True),
    _row("reader.next-article", "L", "next article", "Next article, without finishing.", "Go"),
    _row("reader.previous-article", "H", "previous article", "Previous article.", "Go"),
    _row("reader.find", "/", "find", "Find in the article.", "Go"),
    _row("reader.find-next", "n", "next match", "Next match.", "Go"),
    _row("reader.find-previous", "p", "previous match", "Previous match.", "Go"),
    _row("reader.entity", "E", "its page", "The register's page of whom the tag names.", "Show"),
    _row("reader.layers", "V", "layers", "Show my marks, the others', or all.", "Show"),
    _row("reader.blame", "W", "who", "Who made the tag, when, from what, and every change since.", "Show"),
    _row("reader.blind", "C", "blind mode", "Hide others' marks until I have finished an article, or not.", "Show"),
    _row("reader.panel", "O", "panel", "Show or hide the list of what is tagged.", "Show"),
    _row("reader.copy", "y", "copy", "Copy the span or selection.", "Show"),
    _row("reader.copy-article", "Y", "copy record", "Copy the article as a JSON Lines record.", "Show"),
)

ALIKE = (
    _row("alike.apply", "enter", "tag", "Tag all that is not struck out, as one step.", "Decide", decides=True, footer=1),
    _row("alike.strike", "x space delete", "strike out", "Strike the mention out, or take it in again.", "Decide", decides=True, footer=2),
    _row("alike.finished", "f", "finished", "Take in what stands in articles I finished, or leave it out.", "Decide", footer=3),
    _row("alike.cancel", "escape ctrl+g", "cancel", "Leave, tagging nothing.", "Go", footer=4),
    _row("alike.down", "down j", "down", "Next mention.", "Move"),
    _row("alike.up", "up k", "up", "Mention before.", "Move"),
    _row("alike.page-down", "pagedown", "page down", "A page on.", "Move"),
    _row("alike.page-up", "pageup", "page up", "A page back.", "Move"),
    _row("alike.top", "home g", "first", "First mention.", "Move"),
    _row("alike.bottom", "end G", "last", "Last mention.", "Move"),
)

# -------------------------------------------------------------------------------------- names

NAMES = (
    _row("names.same", "y", "same", "These are one; those taken out are not.", "Decide", decides=True, footer=1),
    _row("names.different", "n", "different", "No two of these are one: never ask again.", "Decide", decides=True, footer=2),
    _row("names.unsure", "m", "unsure", "Maybe: nobody can tell; never ask again by itself.", "Decide", decides=True, footer=3),
    _row("names.toggle", "space", "in, out", "Take the name under the cursor out, or in again.", "Decide", decides=True, footer=4),
    _row("names.canonical", "*", "the name", "Let the name under the cursor speak for all (1–9: that line's).", "Decide", decides=True),
    _row("names.split", "s", "split", "Open what is tied; in a conflict split off what is out.", "Decide", decides=True, footer=7),
    _row("names.undo", "u ctrl+z", "undo", "Take back my last step here.", "Decide", decides=True, footer=6),
    _row("names.redo", "ctrl+r ctrl+y r", "redo", "Do again what was undone.", "Decide", decides=True),
    _row("names.next-member", "down tab j", "next name", "Next name of the cluster.", "Move"),
    _row("names.previous-member", "up shift+tab k", "name before", "Name before.", "Move"),
    _row("names.next", "right l L pagedown", "pass", "Next cluster, leaving this one undecided.", "Move", footer=5),
    _row("names.previous", "left h H pageup", "passed before", "Back to the cluster passed last.", "Move"),
    _row("names.open", "enter", "open", "Read the article at the mention.", "Go", footer=9),
    _row("names.page", "e", "page", "The page of the name under the cursor.", "Go"),
    _row("names.kind", "f", "kind", "Names of one label, or of all.", "Go", footer=10),
    _row("names.register", "N", "register", "The register of all names.", "Go", footer=8),
    _row("names.cancel", "escape ctrl+g", "close", "Close what split opened.", "Go"),
)

REGISTER = (
    _row("register.open", "enter", "page", "The page of the name under the cursor.", "Go", footer=1),
    _row("register.search", "/", "search", "Search as you type, in any script.", "Find", footer=2),
    _row("register.filter", "f", "filter", "One label, conflicts, what is unconfirmed.", "Find", footer=3),
    _row("register.sort", "o", "sort", "Change the order.", "Find", footer=5),
    _row("register.cancel", "escape ctrl+g", "clear", "Drop the selection, else the search, else the filter.", "Find"),
    _row("register.down", "down j", "down", "Next name.", "Move"),
    _row("register.up", "up k", "up", "Name before.", "Move"),
    _row("register.page-down", "pagedown", "page down", "A page on.", "Move"),
    _row("register.page-up", "pageup", "page up", "A page back.", "Move"),
    _row("register.top", "home g", "first", "First name.", "Move"),
    _row("register.bottom", "end G", "last", "Last name.", "Move"),
    _row("register.toggle", "space", "select", "Select the name, or no longer.", "Decide", footer=6),
    _row("register.same", "y", "same", "The selected names are one; the cursor's speaks for them.", "Decide", decides=True, footer=7),
    _row("register.different", "n", "different", "No two of the selected are one.", "Decide", decides=True),
    _row("register.undo", "u ctrl+z", "undo", "Take back my last step here.", "Decide", decides=True, footer=8),
    _row("register.redo", "ctrl+r ctrl+y r", "redo", "Do again what was undone.", "Decide", decides=True),
    _row("register.clusters", "N", "to decide", "The clusters that wait to be decided.", "Go", footer=4),
)

ENTITY = (
    _row("entity.open", "enter", "open", "Read the article at a mention of the line; edit an attribute.", "Go", footer=1),
    _row("entity.down", "down j", "down", "Next line.", "Move"),
    _row("entity.up", "up k", "up", "Line before.", "Move"),
    _row("entity.next-part", "tab pagedown", "next part", "Next part of the page.", "Move", footer=8),
    _row("entity.previous-part", "shift+tab pageup", "part before", "Part before.", "Move"),
    _row("entity.top", "home g", "first", "First line.", "Move"),
    _row("entity.bottom", "end G", "last", "Last line.", "Move"),
    _row("entity.edit", "e", "edit", "Change the attribute under the cursor.", "Decide", decides=True, footer=2),
    _row("entity.add", "a", "add", "Add an alias, a role, or an id elsewhere.", "Decide", decides=True, footer=3),
    _row("entity.remove", "x delete", "remove", "It is no name, role or id of this one.", "Decide", decides=True, footer=4),
    _row("entity.prefer", "*", "the name", "Make the form or member under the cursor the name.", "Decide", decides=True, footer=5),
    _row("entity.split", "s", "split", "Split the member under the cursor off, for good.", "Decide", decides=True, footer=6),
    _row("entity.undo", "u ctrl+z", "undo", "Take back my last step here.", "Decide", decides=True, footer=7),
    _row("entity.redo", "ctrl+r ctrl+y r", "redo", "Do again what was undone.", "Decide", decides=True),
)

# ------------------------------------------------------------------------------------- review

REVIEWS = (
    _row("reviews.open", "enter", "review", "Review the article under the cursor.", "Go", footer=1),
    _row("reviews.read", "e", "read", "Read it in the reader.", "Go", footer=6),
    _row("reviews.down", "down j", "down", "Next article.", "Move"),
    _row("reviews.up", "up k", "up", "Article before.", "Move"),
    _row("reviews.page-down", "pagedown space", "page down", "A page on.", "Move"),
    _row("reviews.page-up", "pageup -", "page up", "A page back.", "Move"),
    _row("reviews.top", "home g", "first", "First article.", "Move"),
    _row("reviews.bottom", "end G", "last", "Last article.", "Move"),
    _row("reviews.reason", "f", "filter", "Only what waits for one reason, or all.", "Find", footer=3),
    _row("reviews.sample", "n", "sample", "How many articles done by one person alone to look at, for each.", "Find", footer=4),
    _row("reviews.consistency", "c", "consistency", "Where my own marks are not the same throughout.", "Go", footer=5),
    _row("reviews.blind", "C", "blind mode", "Hide others' marks until I have finished an article, or not.", "Show", footer=7),
    _row("reviews.undo", "u ctrl+z", "undo", "Take back my last step here.", "Decide", decides=True, footer=8),
    _row("reviews.redo", "ctrl+r ctrl+y r", "redo", "Do again what was undone.", "Decide", decides=True),
)

REVIEW = (
    _row("review.next-stop", "tab", "next", "Next disagreement; behind the last one the next article.", "Move", footer=4),
    _row("review.previous-stop", "shift+tab ~", "before", "Disagreement before; before the first the article before.", "Move"),
    _row("review.every", "V", "all marks", "Go through all marks, or through disagreements alone.", "Move", footer=9),
    _row("review.version-down", "down j", "version below", "Show the next version.", "Move"),
    _row("review.version-up", "up k", "version above", "Show the version before.", "Move"),
    _row("review.page-down", "pagedown space", "page down", "The text a page on.", "Move"),
    _row("review.page-up", "pageup -", "page up", "The text a page back.", "Move"),
    _row("review.next-article", "L", "next article", "Next article that waits, without deciding.", "Move"),
    _row("review.previous-article", "H", "article before", "Article before.", "Move"),
    _row("review.agree", "enter", "agree", "The version shown is right (1–9: that one is).", "Decide", decides=True, footer=1),
    _row("review.reject", "x delete", "reject", "None of it is right: no mark here.", "Decide", decides=True, footer=2),
    _row("review.label-list", ";", "label", "The mark shown is right under another label, from a list.", "Decide", decides=True),
    _row("review.end-on", ">", "end on", "Move the end of the mark shown a word on; enter takes it.", "Mend", decides=True),
    _row("review.end-back", "<", "end back", "Move its end a word back.", "Mend", decides=True),
    _row("review.start-on", "]", "start on", "Move its start a word on.", "Mend", decides=True),
    _row("review.start-back", "[", "start back", "Move its start a word back.", "Mend", decides=True),
    _row("review.cancel", "escape ctrl+g", "cancel", "Drop the edges moved and not taken.", "Mend"),
    _row("review.reopen", "z", "reopen", "Take the decision here back, whoever made it.", "Decide", decides=True),
    _row("review.agree-all", "A", "agree all", "Accept every mark that everyone agrees on.", "Decide", decides=True, footer=5),
    _row("review.approve", "D", "approve", "Approve the article with what all agree on; open the next.", "Finish", decides=True, footer=3),
    _row("review.send-back", "S", "send back", "Send the article back with a comment; open the next.", "Finish", decides=True, footer=6),
    _row("review.comment", "m", "comment", "Comment on the marks here; answer and resolve comments.", "Finish", decides=True, footer=7),
    _row("review.article-comment", "M", "article comment", "Comment on the article; answer and resolve comments.", "Finish", decides=True),
    _row("review.undo", "u ctrl+z", "undo", "Take back my last step here.", "Finish", decides=True, footer=8),
    _row("review.redo", "ctrl+r ctrl+y r", "redo", "Do again what was undone.", "Finish", decides=True),
    _row("review.blame", "b W", "who", "Who made the marks here, when, from what, and every change.", "Show", footer=10),
    _row("review.guideline", "i", "guideline", "What the label here is for, with examples.", "Show"),
    _row("review.read", "e", "read", "Read the article in the reader, at this place.", "Show"),
)

CONSISTENCY = (
    _row("consistency.mend", "enter", "mend", "Make all places chosen as the rest are.", "Decide", decides=True, footer=1),
    _row("consistency.dismiss", "x delete", "dismiss", "It is as it should be; do not show it again.", "Decide", decides=True, footer=2),
    _row("consistency.toggle", "space", "in, out", "Take the place under the cursor out, or in again.", "Decide", footer=4),
    _row("consistency.down", "down j", "down", "Next place, then the next finding.", "Move"),
    _row("consistency.up", "up k", "up", "Place before.", "Move"),
    _row("consistency.next", "tab L", "next", "Next finding.", "Move", footer=3),
    _row("consistency.previous", "shift+tab H", "before", "Finding before.", "Move"),
    _row("consistency.open", "e right l", "read", "Read the article at this place.", "Go", footer=5),
    _row("consistency.undo", "u ctrl+z", "undo", "Take back my last step here.", "Decide", decides=True, footer=6),
    _row("consistency.redo", "ctrl+r ctrl+y r", "redo", "Do again what was undone.", "Decide", decides=True),
    _row("consistency.again", "f5 F", "look again", "Look through my marks again.", "Go"),
)

# ----------------------------------------------------------------------------------- progress

PROGRESS = (
    _row("progress.next-part", "tab", "next part", "Next part of the page.", "Move", footer=1),
    _row("progress.previous-part", "shift+tab ~", "part before", "Part before.", "Move"),
    _row("progress.down", "down j", "down", "A row on.", "Move"),
    _row("progress.up", "up k", "up", "A row back.", "Move"),
    _row("progress.page-down", "pagedown space", "page down", "A page on.", "Move", footer=2),
    _row("progress.page-up", "pageup -", "page up", "A page back.", "Move", footer=4),
    _row("progress.top", "home g", "first", "To the top.", "Move"),
    _row("progress.bottom", "end G", "last", "To the end.", "Move"),
    _row("progress.measure", "m", "measure", "Another measure of agreement in the matrix.", "Show", footer=5),
)

# ------------------------------------------------------------------------------------- export

EXPORT = (
    _row("export.write", "enter", "write", "Write what is told below to the file; nothing before that stands.", "Write", decides=True, footer=1),
    _row("export.down", "down tab j", "down", "Next row.", "Choose"),
    _row("export.up", "up shift+tab k", "up", "Row before.", "Choose"),
    _row("export.next", "right l", "change", "Next value of the row.", "Choose", footer=2),
    _row("export.previous", "left h", "value before", "Value before.", "Choose"),
    _row("export.list", "space", "list", "Choose the row's value from a list.", "Choose", footer=3),
    _row("export.page-down", "pagedown J", "read on", "What is told below, a page on.", "Read", footer=4),
    _row("export.page-up", "pageup K", "read back", "A page back.", "Read"),
    _row("export.copy", "y", "copy path", "Copy where the written file is.", "Read"),
    _row("export.cancel", "escape ctrl+g", "cancel", "Stop counting, else go back; nothing is written.", "Write", footer=5),
)

# fmt: on

COMMANDS: tuple[Command, ...] = (
    *QUEUE,
    *READER,
    *ALIKE,
    *NAMES,
    *REGISTER,
    *ENTITY,
    *REVIEWS,
    *REVIEW,
    *CONSISTENCY,
    *PROGRESS,
    *EXPORT,
    *APP,
)
"""The whole table, in the order help shows it."""


def command(name: str) -> Command:
    """Return the command with this id; KeyError when there is none."""
    return _BY_ID[name]


_BY_ID = {row.id: row for row in COMMANDS}
