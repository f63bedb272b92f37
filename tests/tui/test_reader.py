"""Reading and marking with real keys on a real desk file."""

from __future__ import annotations

import pytest
from textual.geometry import Region
from textual.timer import Timer
from textual.widget import Widget

from store import annotations as marks
from store import articles
from store.desk import Desk
from store.intake import Intake
from store.model import Record
from store.review.articles import approve, send_back
from tests.tui.reading import TEXT, fill, reading
from tui import config
from tui.display import REPLACEMENT, safe_lines, widened


async def test_a_hint_and_a_label_key_mark_the_whole_name(desk: Desk) -> None:
    async with reading(desk, TEXT) as r:
        await r.jump("Ingrid")
        await r.press("o")
        assert r.marks() == [("Ingrid Solberg", "official")]
        assert "✓ saved" in r.reader.header.state


async def test_a_capital_last_letter_selects_the_word_and_a_digit_more_words(desk: Desk) -> None:
    async with reading(desk, TEXT) as r:
        await r.jump("data", select=True)
        assert r.reader.view.selection is not None
        await r.press("2", "a")
        await r.jump("Cote", select=True)
        await r.press("2", "c")
        await r.jump("Chad", select=True)
        await r.press("c")
        assert r.marks() == [
            ("Chad", "country"),
            ("Cote d'Ivoire", "country"),
            ("data transit", "area"),
        ]


async def test_a_fresh_selection_can_end_off_a_words_edge_by_the_letter_drawn_there(
    desk: Desk,
) -> None:
    async with reading(desk, TEXT) as r:
        await r.jump("U.S.", select=True)
        end = TEXT.index("U.S.") + 3
        letter = next(key for key, to in r.reader.ends.items() if to == end)
        assert letter in "".join(r.rows())
        await r.press(letter, "c")
        assert r.marks() == [("U.S", "country")]


async def test_a_second_f_gives_starts_inside_words(desk: Desk) -> None:
    text = "خبر\n\nالتقى الوزير والسعودية اليوم"
    async with reading(desk, text) as r:
        await r.jump("السعودية", select=True)
        await r.press("c")
        assert r.marks() == [("السعودية", "country")]


async def test_one_letter_hints_go_to_unmarked_names(desk: Desk) -> None:
    async with reading(desk, TEXT) as r:
        await r.press("f")
        live = r.reader.hints.live if r.reader.hints else {}
        for name in ("Norwegian", "Ingrid", "Chad", "Solberg said", "U.S."):
            assert len(live[TEXT.index(name)][0]) == 1
        codes = [code for code, _ in live.values()]
        assert len(codes) == len(set(codes))
        assert not any(b.startswith(a) for a in codes for b in codes if a != b)


async def test_hints_move_nothing_and_go_away_with_esc(desk: Desk) -> None:
    async with reading(desk, TEXT) as r:
        before = r.rows()
        await r.press("f")
        during = r.rows()
        assert [len(row) for row in during] == [len(row) for row in before]
        assert during != before
        await r.press("escape")
        assert r.rows() == before


async def test_marking_moves_nothing(desk: Desk) -> None:
    async with reading(desk, TEXT * 6, size=(80, 24)) as r:
        await r.press("pagedown", "w")
        before, top = r.rows(), r.reader.view.top
        for words in ("Ingrid", "Chad's", "fisheries"):
            at = r.reader.text.index(words, r.reader.view.window()[0])
            assert r.reader.hints is None
            await r.press("f")
            assert r.reader.hints is not None
            code = r.reader.hints.live[at][0]
            await r.press(*code, "o")
        after = r.rows()
        assert r.reader.view.top == top
        assert len(r.marks()) == 3
        for old, new in zip(before, after, strict=True):
            assert len(old) == len(new)
            changed = [(a, b) for a, b in zip(old, new, strict=True) if a != b]
            assert all((a, b) == (" ", "ᵒ") for a, b in changed), changed


async def test_a_label_key_relabels_exactly_that_range_and_nests_in_a_selection(desk: Desk) -> None:
    text = "Note\n\nThe Bank of Chad opened."
    async with reading(desk, text) as r:
        await r.jump("Bank", select=True)
        await r.press("3", "a")
        assert r.marks() == [("Bank of Chad", "area")]
        await r.press("o")
        assert r.marks() == [("Bank of Chad", "official")]
        await r.jump("Chad", select=True)
        await r.press("c")
        assert r.marks() == [("Bank of Chad", "official"), ("Chad", "country")]
        assert "(+1" in r.reader.targets.lead
        await r.press("\\")
        assert "Bank of Chad" in r.reader.targets.lead


async def test_remove_undo_and_redo_go_there_and_say_what_it_was(desk: Desk) -> None:
    async with reading(desk, TEXT) as r:
        await r.jump("Ingrid")
        await r.press("o", "g", "backspace", "ctrl+h")
        assert r.marks() == [("Ingrid Solberg", "official")]
        await r.press("tab", "x")
        assert r.marks() == []
        await r.press("g", "u")
        assert r.marks() == [("Ingrid Solberg", "official")]
        assert r.reader.view.cursor == TEXT.index("Ingrid")
        assert "Ingrid Solberg" in r.message
        await r.press("ctrl+r")
        assert r.marks() == []
        await r.press("u", "u")
        assert r.marks() == []
        await r.press("u")  # the article itself was taken in here: that is asked first
        assert r.app.screen is not r.app.get_screen("reader")
        await r.press("n")
        assert r.reader.article is not None


async def test_undo_goes_to_the_article_it_was_in(desk: Desk) -> None:
    async with reading(desk, TEXT, "Second\n\nAnother text.") as r:
        await r.jump("Ingrid")
        await r.press("o", "L")
        assert r.reader.article is not None
        assert r.reader.article.id == r.ids[1]
        await r.press("u")
        assert r.reader.article.id == r.ids[0]
        assert r.marks() == []


async def test_undo_of_a_step_over_several_articles_asks_first(desk: Desk) -> None:
    texts = ["One\n\nChad here.", "Two\n\nChad there."]
    ids = fill(desk, *texts)
    marks.tag_many(desk, [(ids[0], 5, 9, "country"), (ids[1], 5, 9, "country")])
    async with reading(desk, ids=ids) as r:
        await r.press("u", "n")
        assert r.marks(0) == [("Chad", "country")]
        await r.press("u", "y")
        assert r.marks(0) == []
        assert r.marks(1) == []


async def test_edges_move_by_words_each_as_one_step(desk: Desk) -> None:
    async with reading(desk, TEXT) as r:
        await r.jump("data", select=True)
        await r.press("a", ">")
        assert r.marks() == [("data transit", "area")]
        await r.press(">", "[")
        assert r.marks() == [("fisheries, data transit and", "area")]
        await r.press("]", "<")
        assert r.marks() == [("data transit", "area")]
        await r.press("u", "u", "u", "u", "u")
        assert r.marks() == [("data", "area")]


async def test_repeat_puts_the_last_label_again(desk: Desk) -> None:
    async with reading(desk, TEXT) as r:
        await r.jump("fisheries")
        await r.press("a")
        await r.jump("visas", select=True)
        await r.press(".")
        assert ("visas", "area") in r.marks()


async def test_selecting_by_keys_alone(desk: Desk) -> None:
    async with reading(desk, TEXT) as r:
        await r.press("v", "w", "w", "right", "left", "c")
        assert r.marks() == [("Norway and", "country")]
        await r.press("escape", "G", "shift+left", "shift+left", "shift+left")
        assert r.reader.view.selection is not None
        await r.press("escape")
        assert r.reader.view.selection is None


async def test_the_target_line_says_what_the_keys_would_do(desk: Desk) -> None:
    async with reading(desk, TEXT) as r:
        await r.jump("Idriss")
        offers = {offer.key: offer.text for offer in r.reader.targets.offers}
        assert offers["o"] == "Idriss Ba"
        await r.press("o")
        assert "Official" in r.reader.targets.lead
        assert "o" not in {offer.key for offer in r.reader.targets.offers}


async def test_keys_work_under_an_arabic_keyboard(desk: Desk) -> None:
    async with reading(desk, TEXT) as r:
        await r.jump("Ingrid")
        await r.press("خ")
        assert r.marks() == [("Ingrid Solberg", "official")]


async def test_keys_work_under_a_persian_keyboard(desk: Desk) -> None:
    async with reading(desk, TEXT) as r:
        await r.press("پ", "escape")  # m: only a Persian keyboard types it
        await r.jump("Ingrid")
        await r.press("خ")
        await r.jump("Chad")
        await r.press("ز", "÷")
        assert r.marks() == [("Chad", "country"), ("Ingrid Solberg", "official")]
        assert r.reader.current() is not None
        await r.press("ط")
        assert len(r.marks()) == 1


async def test_a_key_that_two_keyboards_place_differently_is_asked_once(desk: Desk) -> None:
    async with reading(desk, TEXT) as r:
        await r.press("ز")
        assert r.marks() == []
        assert r.app.screen is not r.app.get_screen("reader")
        await r.press("2")
        assert "Persian" in r.message
        await r.press("ز")
        assert r.marks() == [("Norway", "country")]
        assert r.app.config.layout == config.load().layout == "persian"
        r.app.scheme_changed()
        await r.press("ط")
        assert r.marks() == []


async def test_find_folds_and_steps_and_esc_comes_back(desk: Desk) -> None:
    text = "Títle\n\nThe Élysée and the elysee. السَّعُودية"
    async with reading(desk, text) as r:
        await r.press("/")
        await r.type("elysee")
        assert r.reader.view.cursor == text.index("Élysée")
        await r.press("enter", "n")
        assert r.reader.view.cursor == text.index("elysee")
        await r.press("p")
        assert r.reader.view.cursor == text.index("Élysée")
        await r.press("/")
        await r.type("السعودية")
        assert r.reader.view.cursor == text.index("السَّعُودية")
        await r.press("escape")
        assert r.reader.view.cursor == text.index("Élysée")


async def test_finish_goes_to_the_next_that_waits_and_type_ahead_cannot_finish_it(
    desk: Desk,
) -> None:
    texts = [f"Title {n}\n\nText {n}." for n in range(4)]
    async with reading(desk, *texts) as r:
        await r.settle()
        r.app.desk.layer(r.ids[1])
        for _ in range(3):
            press_now(r.app, "D")
        await r.settle()
        statuses = [desk.layer(x).status for x in r.ids]
        assert statuses == ["done", "new", "new", "new"]
        assert r.reader.article is not None
        assert r.reader.article.id == r.ids[1]
        await r.press("D", "D", "D")
        assert [desk.layer(x).status for x in r.ids] == ["done"] * 4
        assert "No article waits" in r.message


async def test_the_panel_is_painted_anew_from_its_first_line_on(desk: Desk) -> None:
    async with reading(desk, TEXT, size=(120, 40)) as r:
        assert "Nothing tagged yet." in painted(r.reader.panel)
        await r.jump("Ingrid")
        await r.press("o")
        assert "Nothing tagged yet." not in painted(r.reader.panel)
        assert "Ingrid Solberg" in painted(r.reader.panel)
        await r.press("x")
        assert "Nothing tagged yet." in painted(r.reader.panel)
        assert "Ingrid Solberg" not in painted(r.reader.panel)


def painted(widget: Widget) -> str:
    """What a widget gave to be painted last, its unchanged lines as they were kept."""
    lines = widget.render_lines(Region(0, 0, *widget.outer_size))
    return "\n".join(line.text for line in lines)


async def test_finish_passes_over_what_was_approved_and_leaves_it_approved(desk: Desk) -> None:
    ids = fill(desk, *(f"Title {n}\n\nText {n}." for n in range(5)))
    articles.set_status(desk, ids[1:4], "done")
    articles.set_status(desk, ids[4:], "skipped")
    desk.actor = "omar"
    approve(desk, ids[1])
    send_back(desk, ids[2], "Look again.")
    desk.actor = "mina"
    async with reading(desk, ids=ids) as r:
        await r.press("D")
        assert r.reader.article is not None
        assert r.reader.article.id == ids[2]  # sent back: it waits
        await r.press("H", "D")
        statuses = [desk.layer(x).status for x in ids]
        assert statuses == ["done", "approved", "returned", "done", "skipped"]
        assert r.reader.article.id == ids[2]
        await r.press("D")
        assert desk.layer(ids[2]).status == "done"
        assert "No article waits" in r.message


async def test_undo_names_what_was_done_to_the_article(desk: Desk) -> None:
    async with reading(desk, "One\n\nFirst.", "Two\n\nSecond.") as r:
        await r.press("D", "u")
        assert r.message == "Taken back: finishing."


def press_now(app: object, key: str) -> None:
    """A key as the driver sends it, without waiting for anything."""
    from textual import events
    from textual.app import App

    assert isinstance(app, App)
    event = events.Key(key, key)
    event.set_sender(app)
    assert app._driver is not None
    app._driver.send_message(event)


async def test_skipping_asks_why(desk: Desk) -> None:
    async with reading(desk, TEXT, "Second\n\nText.") as r:
        await r.press("s", "1")
        layer = desk.layer(r.ids[0])
        assert (layer.status, layer.skip_reason) == ("skipped", "not relevant")
        assert r.reader.article is not None
        assert r.reader.article.id == r.ids[1]
        await r.press("s", *"live", "enter")
        assert desk.layer(r.ids[1]).skip_reason == "live"
        await r.press("s", "6")  # what was written once can be chosen
        assert desk.layer(r.ids[1]).skip_reason == "live"
        await r.press("s", "0")
        assert desk.layer(r.ids[1]).skip_reason == ""
        await r.press("s", *"no w 2", "enter")  # begins like a known one, has a digit
        assert desk.layer(r.ids[1]).skip_reason == "no w 2"
        await r.press("s", "escape")
        assert desk.layer(r.ids[1]).status == "skipped"


async def test_the_header_says_that_others_have_tags_here(desk: Desk) -> None:
    ids = fill(desk, TEXT)
    with Desk.open(desk.path, actor="omar") as other:
        marks.tag(other, ids[0], 0, 6, "country")
        marks.tag(other, ids[0], 11, 15, "country")
    async with reading(desk, ids=ids) as r:
        header = r.reader.header
        assert "2 by others (V)" in header.render_line(0).text
        assert "0 tags" not in header.render_line(0).text
        await r.press("c")
        assert "1 tag · 2 by others (V)" in header.render_line(0).text
        await r.press("V")
        assert "2 tags (others)" in header.render_line(0).text


async def test_the_header_cuts_neither_tags_nor_state_but_where_an_article_comes_from(
    desk: Desk,
) -> None:
    title = "Envoys of five countries speak about ferries and the price of tea"
    facts = {"title": title, "source": "The Long Harbour Gazette", "published": "2025-01-20"}
    with Intake(desk) as intake:
        for body, key in (("Kenya met Oman.", "7"), ("Kenya met Oman again.", "7"), ("Peru.", "8")):
            record = Record(text=f"{title}\n\n{body}", external_id=key, **facts)
            last = intake.add(record).article_id
            if "again" in body:
                newer = last
    async with reading(desk, ids=[newer, last], size=(80, 24)) as r:
        await r.press("c")
        head = r.reader.header.render_line(0).text
        assert "Envoys of five" in head
        assert head.endswith("   = corrects an older one · 1 tag   ✓ saved")
        await r.press("L")
        head = r.reader.header.render_line(0).text
        assert "Envoys of five countries" in head
        assert "… · 2025-01-20   0 tags" in head


async def test_the_header_says_what_became_of_an_article_after_a_mark(desk: Desk) -> None:
    async with reading(desk, TEXT, size=(80, 24)) as r:
        await r.press("c", "D")
        assert r.reader.header.state == "✓ saved · done"
        await r.press("s", "0")
        assert r.reader.header.state == "✓ saved · skipped"
        await r.press("u")
        assert r.reader.header.state == "✓ saved · done"


async def test_the_header_draws_vowel_signs_of_a_source(desk: Desk) -> None:
    with Intake(desk) as intake:
        record = Record(text="नई दिल्ली\n\nदो मंत्री मिले।", source="दैनिक समाचार", language="hi")
        article = intake.add(record).article_id
    async with reading(desk, ids=[article], size=(80, 24)) as r:
        head = r.reader.header.render_line(0).text
        assert widened("दैनिक समाचार") in head
        assert REPLACEMENT not in head


async def test_comment_star_article_label_and_correction(desk: Desk) -> None:
    async with reading(desk, TEXT) as r:
        await r.jump("Ingrid")
        await r.press("o", "m")
        await r.type("sure?")
        await r.press("enter")
        comment = desk.comments(r.ids[0])[0]
        assert (comment.text, bool(comment.span)) == ("sure?", True)
        assert "sure?" in r.reader.targets.lead
        assert any(row.startswith("  †") or "†" in row[:12] for row in r.rows())
        await r.press("B")
        assert desk.layer(r.ids[0]).starred
        await r.press("t", "r", "escape")
        assert "relevant" in desk.layer(r.ids[0]).labels
        await r.press("e", "down")
        await r.type("Gazette")
        await r.press("enter")
        assert desk.article(r.ids[0]).source == "Gazette"
        await r.press("i")
        assert r.app.screen is not r.app.get_screen("reader")
        await r.press("escape")


async def test_others_marks_are_shown_on_request_and_cannot_be_changed(
    desk: Desk,
) -> None:
    ids = fill(desk, TEXT)
    with Desk.open(desk.path, actor="omar") as other:
        marks.tag(other, ids[0], 0, 6, "country")
    async with reading(desk, ids=ids) as r:
        assert len(r.reader.view.spans) == 0
        await r.press("V")
        assert len(r.reader.view.spans) == 1
        await r.press("x")
        assert "omar" in r.message
        await r.press("c")
        assert r.marks() == [("Norway", "country")]
        assert len(r.marks(annotator="omar")) == 1


async def test_a_change_by_another_process_is_drawn_where_one_is(desk: Desk) -> None:
    ids = fill(desk, TEXT)
    async with reading(desk, ids=ids) as r:
        await r.press("w", "w")
        at = r.reader.view.cursor
        with Desk.open(desk.path, actor="mina") as same:
            marks.tag(same, ids[0], 0, 6, "country")
        r.app.look_for_changes()
        await r.settle()
        assert [span.start for span in r.reader.view.spans] == [0]
        assert r.reader.view.cursor == at


async def test_copying_over_ssh_asks_the_terminal(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "1 2 3 4")
    async with reading(desk, TEXT) as r:
        await r.jump("Ingrid", select=True)
        await r.press("y")
        assert r.app.clipboard == "Ingrid"
        assert "OSC 52" in r.message
        await r.press("Y")
        assert r.app.clipboard.startswith('{"id"')


async def test_pasted_text_is_no_keys(desk: Desk) -> None:
    from textual import events

    async with reading(desk, TEXT) as r:
        assert r.app._driver is not None
        event = events.Paste("oxD")
        event.set_sender(r.app)
        r.app._driver.send_message(event)
        await r.settle()
        assert r.marks() == []
        assert desk.layer(r.ids[0]).status == "new"


async def test_a_desk_that_can_only_be_read_says_so_and_stays_open(
    desk: Desk,
) -> None:
    ids = fill(desk, TEXT)
    with Desk.open(desk.path, actor="mina", read_only=True) as frozen:
        async with reading(frozen, ids=ids) as r:
            await r.press("c")
            assert r.message
            assert "saved" not in r.reader.header.state
            await r.press("w", "f", "escape", "/", "escape")


async def test_mouse_sets_the_cursor_and_draws_a_selection(desk: Desk) -> None:
    async with reading(desk, TEXT) as r:
        view = r.reader.view
        left = view._left
        await r.pilot.click(view, offset=(left + 11, 1))
        await r.settle()
        assert view.cursor == 11
        await r.pilot.mouse_down(view, offset=(left + 11, 1))
        await r.pilot.hover(view, offset=(left + 14, 1))
        await r.pilot.mouse_up(view, offset=(left + 14, 1))
        await r.press("c")
        assert r.marks() == [("Chad", "country")]


async def test_one_comes_back_to_where_one_was(desk: Desk) -> None:
    async with reading(desk, TEXT * 9, "Second\n\nText.", size=(80, 24)) as r:
        await r.press("pagedown", "w", "w")
        where = r.reader.view.cursor, r.reader.view.top
        await r.press("L", "H")
        assert (r.reader.view.cursor, r.reader.view.top) == where


async def test_the_panel_folds_into_a_line_of_counts(desk: Desk) -> None:
    ids = fill(desk, TEXT)
    marks.tag(desk, ids[0], 0, 6, "country")
    async with reading(desk, ids=ids, size=(80, 24)) as r:
        assert not r.reader.panel.display
        assert "Country 1" in r.reader.targets.render_line(0).text
        rows = r.rows()
        await r.press("O")
        assert r.reader.panel.display
        assert "Norway" in "\n".join(r.reader.panel.lines())
        assert r.rows() == rows
    async with reading(desk, ids=ids, size=(120, 40)) as r:
        assert r.reader.panel.display


async def test_what_a_terminal_acts_on_is_never_drawn(desk: Desk) -> None:
    text = "T\x1b[31m\n\nA\x1b]52;c;x\x07b \u202eevil\u2066 \x9b1m [bold]x[/nope] \x7f \u2028 end"
    async with reading(desk, text) as r:
        stored = r.reader.text
        drawn = "".join(r.rows()) + r.reader.header.render_line(0).text
        assert drawn.isprintable()
        assert len(safe_lines(stored)) == len(stored)
        await r.press("G", "b", "c")
        assert r.marks() == [("end", "country")]
        await r.press("/")
        await r.type("[bold]")
        assert r.reader.view.cursor == stored.index("[bold]")


async def test_marking_while_others_marks_are_shown_shows_the_new_mark(desk: Desk) -> None:
    async with reading(desk, TEXT) as r:
        await r.press("V")
        assert r.reader.layer_shown == "others"
        await r.jump("Ingrid")
        await r.press("o")
        assert [span.annotator for span in r.reader.view.spans] == ["mina"]
        assert r.reader.layer_shown == "all"


async def test_a_timer_that_is_lost_on_a_busy_machine_holds_up_no_key(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Timer._run

    async def lost(self: Timer) -> None:
        if self._repeat != 0:
            await run(self)

    monkeypatch.setattr(Timer, "_run", lost)
    async with reading(desk, TEXT) as r:
        await r.jump("Ingrid")
        await r.press("o")
        assert r.marks() == [("Ingrid Solberg", "official")]
