"""Colleagues' desks in the app, what a package withholds, and findings of consistency: by keys."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from store import annotations, articles
from store.desk import Desk
from store.intake import Intake
from store.model import Record
from store.sync.batches import batches
from store.sync.merge import merge
from store.sync.package import package
from tests.tui.conftest import settle
from tests.tui.reading import fill, reading
from tui.app import CopydeskApp
from tui.screens.colleagues import ColleaguesDialog
from tui.screens.consistency import ConsistencyScreen
from tui.screens.dialogs import TellDialog
from tui.widgets.line import Choices, Field, Line


async def until(pilot: Any, kind: type) -> Any:
    """Wait until such a screen is on top and painted."""
    for _ in range(500):
        if isinstance(pilot.app.screen, kind):
            await settle(pilot)
            return pilot.app.screen
        await asyncio.sleep(0.01)
    raise AssertionError(pilot.app.screen)


async def type_path(pilot: Any, path: Path) -> None:
    field = pilot.app.screen.query_one(Field)
    field.value = str(path)
    field.cursor_position = len(field.value)
    await pilot.pause()


async def test_a_colleagues_desk_is_taken_in_and_back(desk, tmp_path, press):
    (shared_article,) = fill(desk, "Norway and Chad\n\nNorway met Chad.")
    other = tmp_path / "omar.desk"
    with Desk.create(other, actor="omar") as colleague:
        merge(colleague, desk.path)
        annotations.tag(colleague, shared_article, 0, 6, "country")
        articles.set_status(colleague, [shared_article], "done")
    app = CopydeskApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "M", "m")
        await type_path(pilot, other)
        await press(pilot, "enter")
        told = await until(pilot, TellDialog)
        said = " ".join(str(line.visual) for line in told.query(Line))
        assert "omar.desk: " in said
        assert "omar 2" in said
        assert [span.annotator for span in desk.spans(shared_article)] == ["omar"]
        await press(pilot, "enter")
        dialog = await until(pilot, ColleaguesDialog)
        assert dialog.query_one(Choices).option_count == 1
        await press(pilot, "x", "y")
        await until(pilot, ColleaguesDialog)
        for _ in range(300):
            if batches(desk)[0].held:
                break
            await asyncio.sleep(0.01)
        assert not desk.spans(shared_article)
        await press(pilot, "escape")


async def test_what_is_no_desk_is_refused_in_a_sentence(desk, tmp_path, press):
    wrong = tmp_path / "wrong.desk"
    wrong.write_text("no desk")
    app = CopydeskApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "M", "m")
        await type_path(pilot, wrong)
        await press(pilot, "enter")
        told = await until(pilot, TellDialog)
        assert "wrong.desk" in " ".join(str(line.visual) for line in told.query(Line))
        assert "Not taken in" in " ".join(str(line.visual) for line in told.query(Line))
        assert not batches(desk)


async def test_a_package_is_made_and_what_it_withholds_is_said(desk, tmp_path, press):
    mine, theirs = fill(desk, "Norway\n\nNorway met.", "Chad\n\nChad met.")
    articles.assign(desk, [theirs], "omar")
    app = CopydeskApp(desk)
    out = tmp_path / "for-omar.desk"
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "M", "p")
        await press(pilot, *"omar", "enter")
        await type_path(pilot, out)
        await press(pilot, "enter")
        await until(pilot, TellDialog)
    assert out.exists()
    with Desk.open(out, "omar") as handed:
        async with reading(handed, ids=[mine, theirs]) as at:
            assert "not on this desk" in "\n".join(at.rows())
            await at.press("o")
            assert not handed.spans(mine)
            await at.press("L")
            assert "Chad met." in "\n".join(at.rows())


def test_the_package_command_says_the_same(desk, tmp_path):
    (theirs,) = fill(desk, "Chad\n\nChad met.")
    articles.assign(desk, [theirs], "omar")
    assert package(desk, tmp_path / "out.desk", "omar").withheld == 0


# -- consistency ---------------------------------------------------------------------------------


def uneven(desk: Desk) -> list[str]:
    """Norway is a country twice and an area once; Chad is not tagged in the last."""
    with Intake(desk) as intake:
        ids = [
            intake.add(Record(text=text, title="News")).article_id
            for text in ("Norway met Chad. 1", "Norway met Chad. 2", "Norway met Chad. 3")
        ]
    for number, article in enumerate(ids):
        annotations.tag(desk, article, 0, 6, "area" if number == 2 else "country")
        if number < 2:
            annotations.tag(desk, article, 11, 15, "country")
    return ids


async def test_who_has_marked_nothing_is_not_told_of_even_marks(desk, press):
    uneven(desk)
    desk.actor = "lead"
    app = CopydeskApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "R", "c")
        screen = await until(pilot, ConsistencyScreen)
        for _ in range(300):
            if screen._looked:
                break
            await asyncio.sleep(0.01)
        await settle(pilot)
        drawn = " ".join(screen._list.render_line(y).text for y in range(6))
        assert "there are none" in drawn
        assert "the same throughout" not in drawn


async def test_findings_are_mended_everywhere_dismissed_and_undone(desk, press):
    ids = uneven(desk)
    app = CopydeskApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "R", "c")
        screen = await until(pilot, ConsistencyScreen)
        for _ in range(300):
            if screen.found:
                break
            await asyncio.sleep(0.01)
        await settle(pilot)
        assert [(one.text, one.kind) for one in screen.found] == [
            ("Norway", "labels differ"),
            ("Chad", "tagged elsewhere"),
        ]
        rows = [screen._places.render_line(0).text, screen._list.render_line(0).text]
        assert "Norway" in rows[0]
        assert "→ Country" in rows[1]
        await press(pilot, "enter")
        assert {span.label for span in desk.spans(ids[2])} == {"country"}
        await press(pilot, "x")
        assert not screen.found
        await press(pilot, "u")
        assert [one.text for one in screen.found] == ["Chad"]
        await press(pilot, "u")
        assert {span.label for span in desk.spans(ids[2])} == {"area"}
        await press(pilot, "ctrl+r", "enter")
        assert [(span.start, span.label) for span in desk.spans(ids[2])] == [
            (0, "country"),
            (11, "country"),
        ]


async def test_a_place_taken_out_is_left_as_it_is(desk, press):
    ids = uneven(desk)
    app = CopydeskApp(desk)
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "R", "c")
        screen = await until(pilot, ConsistencyScreen)
        for _ in range(300):
            if screen.found:
                break
            await asyncio.sleep(0.01)
        await press(pilot, "tab", "space", "enter")
        assert len(desk.spans(ids[2])) == 1
        assert len(screen.found) == 2
