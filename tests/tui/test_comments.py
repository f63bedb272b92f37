"""Comments, seen to with real keys."""

from __future__ import annotations

import pytest

from store import annotations as marks
from store import articles
from store.desk import Desk
from store.review import articles as review
from store.review.queue import waiting
from tests.tui.conftest import Press, settle
from tests.tui.reading import fill, reading
from tui.app import CopydeskApp
from tui.screens.comments import CommentsDialog
from tui.screens.queue import QueueScreen
from tui.screens.review import ReviewScreen
from tui.widgets.line import Line


def texts(desk: Desk, article_id: str) -> list[tuple[str, bool]]:
    return [(x.text, x.resolved) for x in desk.comments(article_id)]


async def test_an_own_comment_is_edited_and_removed(desk: Desk) -> None:
    async with reading(desk, "One\n\nA text.") as r:
        article = r.ids[0]
        await r.press("m")
        await r.type("unsre")
        await r.press("enter", "m")
        assert isinstance(r.app.screen, CommentsDialog)
        await r.press("e", "backspace", "backspace", "u", "r", "e", "enter")
        assert texts(desk, article) == [("unsure", False)]
        await r.press("m")
        await r.type("ask")
        await r.press("enter")
        assert texts(desk, article) == [("unsure", False), ("ask", False)]
        await r.press("k", "x")
        assert texts(desk, article) == [("ask", False)]
        await r.press("x")  # the last one gone, the dialog is
        assert texts(desk, article) == []
        await r.press("u")
        assert texts(desk, article) == [("ask", False)]


async def test_anybodys_comment_is_resolved_but_not_changed(desk: Desk) -> None:
    (article,) = fill(desk, "Chad met Iran\n\nA text.")
    span = marks.tag(desk, article, 0, 4, "country")
    desk.actor = "omar"
    marks.comment(desk, article, "is it?", span.id)
    desk.actor = "mina"
    async with reading(desk, ids=[article]) as r:
        assert "is it?" in r.reader.targets.lead
        await r.press("m", "x", "e")
        dialog = r.app.screen
        assert isinstance(dialog, CommentsDialog)
        assert "omar's" in str(dialog.query_one("#dialog-message", Line).render())
        assert texts(desk, article) == [("is it?", False)]
        await r.press("r", "escape")
        assert texts(desk, article) == [("is it?", True)]
        assert "is it?" not in r.reader.targets.lead
        await r.press("m", "r", "escape")
        assert texts(desk, article) == [("is it?", False)]
        assert "is it?" in r.reader.targets.lead


async def test_comments_are_seen_to_from_the_queue(desk: Desk, press: Press) -> None:
    (article,) = fill(desk, "One\n\nA text.")
    marks.comment(desk, article, "look")
    app = CopydeskApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "m")
        assert isinstance(app.screen, CommentsDialog)
        await press(pilot, "r", "escape")
        assert isinstance(app.screen, QueueScreen)
        assert texts(desk, article) == [("look", True)]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_why_an_article_came_back_is_read_without_a_key(
    desk: Desk, size: tuple[int, int]
) -> None:
    (article,) = fill(desk, "Chad met Iran\n\nA text.")
    articles.set_status(desk, [article], "done")
    desk.actor = "lead"
    review.send_back(desk, article, "Iran is missing")
    desk.actor = "mina"
    async with reading(desk, ids=[article], size=size) as r:
        assert r.reader.header.state == "sent back"
        shown = r.reader.targets if size[0] < 100 else r.reader.panel
        assert "† lead: Iran is missing" in "\n".join(shown.lines())
        await r.press("m", "r", "escape")
        assert "Iran is missing" not in "\n".join(shown.lines())


async def test_comments_on_all_marks_of_a_passage_are_answered_and_resolved_together(
    desk: Desk,
) -> None:
    (article,) = fill(desk, "Chad met Iran\n\nA text.")
    for who, end in (("lin", 4), ("omar", 8)):
        desk.actor = who
        span = marks.tag(desk, article, 0, end, "country")
        marks.comment(desk, article, f"{who} is sure", span.id)
        articles.set_status(desk, [article], "done")
    desk.actor = "lead"
    app = CopydeskApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(ReviewScreen(article, [article], {}))
        for key in ("m", "r", "k", "r", "m", "o", "k", "enter", "escape"):
            await settle(pilot)
            await pilot.press(key)
        await settle(pilot)
    assert sorted(texts(desk, article)) == [
        ("lin is sure", True),
        ("ok", False),
        ("omar is sure", True),
    ]


async def test_a_review_is_asked_for_and_no_longer(desk: Desk) -> None:
    async with reading(desk, "Chad met Iran\n\nA text.") as r:
        await r.press("!")
        await r.type("is it so")
        await r.press("enter")
        (one,) = waiting(desk.connection)
        assert (one.article, one.reasons, one.why) == (r.ids[0], ("request",), ("mina: is it so",))
        assert "You ask for a review" in r.message
        await r.press("!")
        assert waiting(desk.connection) == []
        await r.press("u")
        assert len(waiting(desk.connection)) == 1, "asked again"
        await r.press("R")
        assert isinstance(r.app.screen, ReviewScreen)
        await r.press("q")
        rows = [r.app.screen._list.render_line(y).text for y in range(3)]
        assert any("asked for" in row and "is it so" in row for row in rows), rows
