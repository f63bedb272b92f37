"""What the first page costs, in things that can be counted: screens, frames, modules, statements."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from store.desk import Desk
from store.intake import Intake
from store.model import Record

_SCRIPT = """
import json, sys
import tui.app
import asyncio
from textual.app import App
from store.desk import Desk
from tui.widgets.article_list import ArticleList

display = App._display
statements, found = [], {}

def displayed(self, screen, renderable):
    display(self, screen, renderable)
    if renderable is None or self._batch_count or found:
        return
    found["modules"] = sorted(sys.modules)
    found["statements"] = list(statements)
    found["screens"] = [type(x).__name__ for x in self.screen_stack]
    found["line"] = screen.query_one(ArticleList).render_line(1).text

async def main():
    with Desk.open(sys.argv[1], "mina") as desk:
        desk.connection.set_trace_callback(statements.append)
        async with tui.app.CopydeskApp(desk).run_test(size=(120, 40)) as pilot:
            while not found:
                await pilot.pause()

App._display = displayed
asyncio.run(main())
print(json.dumps(found))
"""

LATER = {
    "calendar",
    "rapidfuzz",
    "sqlite_utils",
    "store.history",
    "store.journal.fold",
    "store.journal.log",
    "store.journal.operations",
    "store.model.articles",
    "store.model.records",
    "tomllib",
    "tui.screens.dialogs",
    "tui.screens.queue_reading",
    "tui.screens.reader",
    "tui.screens.too_small",
    "tui.widgets.facet_panel",
    "tui.widgets.filter_field",
}
"""What the queue's first page does without."""


@pytest.fixture
def first_frame(desk: Desk, root: Any) -> dict[str, Any]:
    """How things stand when the app has painted its first frame."""
    with Intake(desk) as intake:
        for k in range(60):
            intake.add(Record(title=f"Report {k}", text=f"Ministers met, part {k}."))
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, str(desk.path)],
        cwd=root, capture_output=True, encoding="utf-8", timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_first_frame_is_the_queue_with_its_articles_and_costs_little(first_frame):
    assert first_frame["screens"] == ["QueueScreen"]
    assert "Report" in first_frame["line"]
    modules = set(first_frame["modules"])
    assert not LATER & modules
    ours = [name for name in modules if name.partition(".")[0] in ("store", "tui")]
    assert len(ours) <= 62, sorted(ours)
    assert len(first_frame["statements"]) <= 15, first_frame["statements"]
