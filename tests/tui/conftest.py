"""Real keys for the app under test."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

Press = Callable[..., Awaitable[None]]


async def settle(pilot: Any) -> None:
    """Wait until what is on the screen has been painted, so that keys decide about it."""
    for _ in range(2000):
        await asyncio.sleep(0.001)
        if not pilot.app.is_running or not pilot.app.screen_stack:
            return
        screen = pilot.app.screen
        begun = getattr(screen, "_begun", True)  # a queue puts its last parts up afterwards
        if getattr(screen, "painted_at", 0.0) < math.inf and begun:
            return
        await asyncio.sleep(0.005)
    raise AssertionError(f"{pilot.app.screen} was never painted")


@pytest.fixture
def press() -> Press:
    """``await press(pilot, "f", "a", ...)``: each key when the screen before it has been painted."""

    async def keys(pilot: Any, *names: str) -> None:
        await settle(pilot)
        for name in names:
            await pilot.press(name)
            await settle(pilot)

    return keys
