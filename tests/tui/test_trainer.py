"""The app starts the process that learns, and ends it."""

from __future__ import annotations

import asyncio

from store.desk import Desk
from store.suggest import training
from store.suggest.memory_tables import is_behind
from store.suggest.values import Settings
from tests.store.suggest.wire import finished_desk
from tui.app import CopydeskApp
from tui.config import Config
from tui.trainer import Trainer


async def test_what_was_finished_is_learned_beside_the_app(desk: Desk) -> None:
    finished_desk(desk, 3)
    app = CopydeskApp(desk)
    async with app.run_test() as pilot:
        trainer = Trainer(app)
        for _ in range(600):
            trainer.look()
            await pilot.pause(0.05)
            if training.stamp(desk.connection, desk.actor) and not trainer.busy:
                break
        model = training.load(desk.connection, desk.actor)
        assert model is not None
        assert model.articles == 3
        trainer.end()


async def test_words_are_written_down_with_the_model_switched_off(desk: Desk) -> None:
    finished_desk(desk, 3)
    app = CopydeskApp(desk, Config(suggestions=Settings(parts=frozenset({"known"}))))
    async with app.run_test() as pilot:
        trainer = Trainer(app)
        for _ in range(600):
            trainer.look()
            await pilot.pause(0.05)
            if not trainer.busy and not is_behind(desk.connection, "mina"):
                break
        assert not is_behind(desk.connection, "mina")
        assert training.stamp(desk.connection, "mina") == ""
        trainer.end()


async def test_nobody_goes_on_learning_when_the_app_is_left(desk: Desk) -> None:
    finished_desk(desk, 3)
    app = CopydeskApp(desk)
    async with app.run_test() as pilot:
        trainer = Trainer(app)
        for _ in range(600):
            trainer.look()
            await pilot.pause(0.01)
            if trainer.process is not None:
                break
        process = trainer.process
        assert process is not None
        trainer.end()
        assert process.poll() is not None
        trainer.look()
        await asyncio.sleep(0.05)
        assert not trainer.busy
