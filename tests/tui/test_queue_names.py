"""The queue narrowed by who or what articles mention."""

from __future__ import annotations

from store import annotations
from store.desk import Desk
from store.intake import Intake
from store.model import Record
from store.register import deciding
from tests.tui.conftest import Press
from tests.tui.test_queue import started
from tui.app import CopydeskApp
from tui.config import Config
from tui.widgets.facet_panel import FacetPanel

TEXTS = ("Iran met Oman.", "Oman spoke.", "The Islamic Republic of Iran replied.", "Rain fell.")


def mark(desk: Desk, words: str, n: int) -> str:
    start = TEXTS[n - 1].index(words)
    article = desk.article(n).id
    return annotations.tag(desk, article, start, start + len(words), "country").entity


def filled(desk: Desk) -> Desk:
    with Intake(desk) as intake:
        for k, text in enumerate(TEXTS):
            intake.add(Record(text=text, title=f"Report {k}", published=f"2025-01-0{k + 1}"))
    mark(desk, "Iran", 1)
    mark(desk, "Oman", 1)
    mark(desk, "Oman", 2)
    return desk


async def test_a_list_by_name_is_told_and_follows_what_is_marked(desk: Desk, press: Press) -> None:
    app = CopydeskApp(filled(desk), Config())
    async with app.run_test(size=(80, 24)) as pilot:
        driven = await started(pilot, app)
        await press(pilot, "slash", *"entity:iran", "enter")
        await driven.read()
        assert "naming iran" in driven.told()
        assert driven.told().endswith("1/1")
        with Desk.open(desk.path, "omar") as other:
            mark(other, "Islamic Republic of Iran", 3)
        app.look_for_changes()
        await driven.read()
        assert driven.told().endswith("/2")
        await press(pilot, "escape", "slash", *"entity:none", "enter")
        await driven.read()
        assert "nothing named" in driven.told()
        assert driven.told().endswith("1/1")


async def test_a_name_chosen_from_the_facets_is_told_as_it_is_called(
    desk: Desk, press: Press
) -> None:
    filled(desk)
    deciding.edit(desk, "country:OM", name="Sultanate of Oman")
    app = CopydeskApp(desk, Config())
    async with app.run_test(size=(120, 40)) as pilot:
        driven = await started(pilot, app)
        await press(pilot, "f")
        await driven.read()
        panel = driven.queue.query_one(FacetPanel)
        while (at := panel.current) is None or at.value != "country:OM":
            await press(pilot, "down")
        await press(pilot, "enter")
        await driven.read()
        assert "naming Sultanate of Oman" in driven.told()
        assert driven.told().endswith("/2")
