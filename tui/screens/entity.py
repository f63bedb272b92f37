"""The page of one name: all that is known of it, with the evidence; edited in place."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult

from store.errors import Refused
from store.model import Action
from store.register import deciding, reading
from store.register.evidence import Evidence, sentences_of
from store.register.past import past
from store.register.reading import Entity, Role
from tui.display import fit, safe_content
from tui.screens.dialogs import Choice, ask_text, choose
from tui.screens.entity_rows import Row, draw, rows
from tui.screens.names_undoing import NamesUndoing
from tui.widgets.evidence_line import Piece, told
from tui.widgets.key_line import KeyLine
from tui.widgets.line import Line
from tui.widgets.row_list import RowList

_SENTENCES = 5


class EntityScreen(NamesUndoing):
    """Shows an entity as people see it: whatever is tied together. Its lines are edited where they
    stand; below are sentences with what is under the cursor."""

    WHERE: ClassVar[str] = "entity"
    DEFAULT_CSS = """
    EntityScreen {
        & #entity-head { height: 1; padding: 0 1; background: $surface; }
        & #entity-said { height: 1; padding: 0 1; background: $surface; color: $text-muted; }
        & #entity-evidence { height: 5; }
    }
    """

    def __init__(self, entity: str) -> None:
        super().__init__()
        self._key = entity
        self.entity: Entity | None = None
        self.lines: list[Row] = []
        self.evidence: list[Evidence] = []
        self.rows = RowList(self._draw_row, self._moved)
        self._sentences = RowList(self._draw_sentence)

    def compose(self) -> ComposeResult:
        """The name, its lines, sentences, keys."""
        self._sentences.id = "entity-evidence"
        yield Line("", id="entity-head")
        yield self.rows
        yield Line("In the articles", id="entity-said")
        yield self._sentences
        yield KeyLine()

    def on_mount(self) -> None:
        """Show it."""
        super().on_mount()
        self._sentences.cursor = -1
        self.reload()

    # -- what is shown ---------------------------------------------------------------------------

    def reload(self) -> None:
        """Read it again, the cursor staying on its line."""
        row = self.row
        try:
            found = reading.entity(self.desk, self._key)
        except Refused as error:  # nothing mentions it any more
            self.call_later(self.copydesk.do_back)
            self.copydesk.call_after_refresh(self.copydesk.report, error)
            return
        self.entity, self._key = found, found.id
        connection = self.desk.connection
        ids = [found.id, *(one for one in found.members if one != found.id)]
        named = dict(
            connection.execute(
                f"SELECT id, name FROM entity WHERE id IN ({','.join('?' * len(ids))})", ids
            ).fetchall()
        )
        members = {one: named.get(one, one) for one in ids}
        labels = {one.id: one.name for one in self.copydesk.labels}
        self.lines = list(rows(found, members, past(self.desk, found.id), labels))
        at = self._place_of(row)
        self.rows.show(len(self.lines), at)
        self._moved()
        self._tell()
        self.mark_undecided()

    def _place_of(self, row: Row | None) -> int:
        """Where a line is now; where it was when it is gone."""
        if row is None:
            return 0
        for at, one in enumerate(self.lines):
            if (one.kind, one.key) == (row.kind, row.key):
                return at
        return min(self.rows.cursor, len(self.lines) - 1)

    @property
    def row(self) -> Row | None:
        """The line under the cursor."""
        return self.lines[self.rows.cursor] if self.rows.cursor < len(self.lines) else None

    def _draw_row(self, row: int, width: int) -> list[Piece]:
        return draw(self.lines[row], width)

    def _draw_sentence(self, row: int, width: int) -> list[Piece]:
        return told(self.evidence[row], 3, width)

    def _moved(self) -> None:
        """Show the sentences of the line under the cursor."""
        row, entity = self.row, self.entity
        if row is None or entity is None:
            return
        members = [row.key] if row.kind == "member" else entity.members
        form = row.key if row.kind == "alias" else ""
        self.evidence = sentences_of(self.desk.connection, members, form, limit=_SENTENCES)
        note = ["No mention of this stands in an article."] if not self.evidence else []
        self._sentences.show(len(self.evidence), note=note)
        self._sentences.cursor = -1

    def _tell(self) -> None:
        entity = self.entity
        if entity is None or not self.is_mounted:
            return
        label = next((x.name for x in self.copydesk.labels if x.id == entity.label), entity.label)
        parts = [entity.name, label]
        parts += ["built in"] if entity.built_in else []
        parts += ["in conflict: some of it was told apart"] if entity.conflict else []
        articles = f"{entity.articles:,} article{'' if entity.articles == 1 else 's'}"
        right = f"{entity.mentions:,} mention{'' if entity.mentions == 1 else 's'} in {articles}"
        width = max(20, self.size.width - 2)
        left = fit(" · ".join(parts), width - len(right) - 1, pad=True)
        self.query_one("#entity-head", Line).update(
            safe_content(f"{left} {right}", "bold"), layout=False
        )

    def on_resize(self) -> None:
        """The header is cut for the width."""
        self._tell()

    def desk_changed(self) -> None:
        """Somebody wrote."""
        if self.is_mounted and self.entity is not None:
            self.reload()

    def on_screen_resume(self) -> None:
        """Back from an article."""
        super().on_screen_resume()
        self.desk_changed()

    # -- moving ----------------------------------------------------------------------------------

    def _go(self, to: int, by: int) -> None:
        """Go to a line; titles are passed over."""
        while 0 <= to < len(self.lines) and self.lines[to].kind == "head":
            to += by
        if 0 <= to < len(self.lines):
            self.rows.go(to)

    def do_down(self) -> None:
        """Next."""
        self._go(self.rows.cursor + 1, 1)

    def do_up(self) -> None:
        """Before."""
        self._go(self.rows.cursor - 1, -1)

    def do_top(self) -> None:
        """First."""
        self._go(0, 1)

    def do_bottom(self) -> None:
        """Last."""
        self._go(len(self.lines) - 1, -1)

    def do_next_part(self) -> None:
        """Below the next title."""
        heads = [at for at, row in enumerate(self.lines) if row.kind == "head"]
        self._go(next((at for at in heads if at > self.rows.cursor), len(self.lines)), 1)

    def do_previous_part(self) -> None:
        """To the start of this part, or of the one before."""
        starts = [0, *(at + 1 for at, row in enumerate(self.lines) if row.kind == "head")]
        self._go(max((at for at in starts if at < self.rows.cursor), default=0), 1)

    def on_row_list_clicked(self, message: RowList.Clicked) -> None:
        """A double click opens."""
        if message.twice:
            self.run_worker(self.do_open(), group="command")

    # -- editing ---------------------------------------------------------------------------------

    async def do_open(self) -> None:
        """Open the first sentence's article at the mention; edit what is no name."""
        row = self.row
        if row is not None and row.kind in ("field", "role", "external"):
            await self.do_edit()
        elif self.evidence:
            mention = self.evidence[0]
            self.copydesk.open_reader(mention.article, at=mention.start)
        else:
            self.say("No mention of this stands in an article.")

    async def do_edit(self) -> None:
        """Change the attribute under the cursor."""
        row, entity = self.row, self.entity
        if row is None or entity is None:
            return
        if row.kind == "field" and row.key == "label":
            await self._edit_label(entity)
        elif row.kind == "field":
            titles = {"name": "Name", "country": "Country", "code": "ISO code", "notes": "Notes"}
            lines = 4 if row.key == "notes" else 1
            value = await self.ask(ask_text(titles[row.key], row.value, lines=lines))
            if value is not None and value != row.value:
                self._done(deciding.edit(self.desk, entity.id, **{row.key: value}))
        elif row.kind == "role":
            role = next(one for one in entity.roles if one.key == row.key)
            await self._edit_role(entity, role)
        elif row.kind == "external":
            await self._edit_external(entity, row.key, dict(entity.external)[row.key])
        elif row.kind == "alias":
            add = self.key_of("add")
            self.say(f"A name in the articles stays as it is written there; {add} adds another.")
        else:
            self.say("There is nothing to edit in this line.")

    async def _edit_label(self, entity: Entity) -> None:
        options = [Choice(x.id, x.name) for x in self.copydesk.labels if x.scope == "span"]
        chosen = await self.ask(choose("Label", options, chosen=entity.label))
        if chosen and chosen != entity.label:
            self._done(deciding.edit(self.desk, entity.id, label=chosen))

    async def _edit_role(self, entity: Entity, role: Role) -> None:
        title = await self.ask(ask_text("Role", role.title, placeholder="Minister of ICT"))
        if title is None:
            return
        dates = [role.since, role.until]
        for at, asked in enumerate(("Since", "Until") if title else ()):
            date = await self._ask_date(asked, dates[at], dates[0] if at else "")
            if date is None:
                return
            dates[at] = date
        self._done(deciding.role(self.desk, entity.id, Role(title, dates[0], dates[1], role.key)))

    async def _ask_date(self, asked: str, date: str, since: str) -> str | None:
        """A date or nothing, asked for until it is one: what was typed before must not be lost."""
        note = "2024, 2024-05 or 2024-05-31; nothing when it is not known"
        while True:
            answer = await self.ask(ask_text(asked, date, note=note))
            if answer is None:
                return None
            try:
                deciding.dated(answer, since)
            except Refused as error:
                date, note = answer, str(error)
            else:
                return answer

    async def _edit_external(self, entity: Entity, scheme: str = "", value: str = "") -> None:
        if not scheme:
            named = await self.ask(ask_text("Of which list is the id?", placeholder="wikidata"))
            if not named:
                return
            scheme = named
        answer = await self.ask(ask_text(f"Id in {scheme}", value))
        if answer is not None and answer != value:
            self._done(deciding.external(self.desk, entity.id, scheme, answer))

    async def do_add(self) -> None:
        """Add a name, a role, an id."""
        entity = self.entity
        if entity is None:
            return
        options = [
            Choice("alias", "another name", key="n"),
            Choice("role", "a role, from and to", key="r"),
            Choice("external", "an id elsewhere", key="i"),
        ]
        what = await self.ask(choose("Add what?", options, filterable=False))
        if what == "alias":
            form = await self.ask(ask_text("Also called", required=True))
            if form:
                self._done(deciding.alias(self.desk, entity.id, form))
        elif what == "role":
            await self._edit_role(entity, Role(""))
        elif what == "external":
            await self._edit_external(entity)

    def do_remove(self) -> None:
        """What is under the cursor is none of it; once more brings a name back."""
        row, entity = self.row, self.entity
        if row is None or entity is None:
            return
        if row.kind == "alias":
            self._done(deciding.alias(self.desk, entity.id, row.key, None if row.gone else False))
        elif row.kind == "role":
            self._done(deciding.role(self.desk, entity.id, Role("", key=row.key)))
        elif row.kind == "external":
            self._done(deciding.external(self.desk, entity.id, row.key, ""))
        elif row.kind == "field" and row.key in ("country", "code", "notes") and row.value:
            self._done(deciding.edit(self.desk, entity.id, **{row.key: ""}))
        elif row.kind == "member":
            self.say(f"{self.key_of('split')} splits it off.")
        else:
            self.say("This line cannot be removed.")

    def do_prefer(self) -> None:
        """The form under the cursor is the name; the member under it speaks for all."""
        row, entity = self.row, self.entity
        if row is None or entity is None:
            return
        if row.kind == "alias" and row.key != entity.name:
            self._done(deciding.edit(self.desk, entity.id, name=row.key))
        elif row.kind == "member" and row.key != entity.id:
            self._done(deciding.prefer(self.desk, row.key))
        else:
            self.say("Put the cursor on another name or member first.")

    def do_split(self) -> None:
        """The member under the cursor is another one."""
        row, entity = self.row, self.entity
        if row is None or entity is None or row.kind != "member":
            self.say("Put the cursor on one of what is tied together first.")
            return
        self._done(deciding.split(self.desk, [row.key]))

    def _done(self, action: Action | None) -> None:
        self.copydesk.desk_changed()
        self.say("✓ saved" if action is not None else "It was so already.")
