"""Draws README's picture: the reader of the real app on a demo desk.

python -m tests.picture [OUT] [--size 108x30] [--theme dark] [--article gl-77410]
"""

from __future__ import annotations

import argparse
import asyncio
import re
import tempfile
from pathlib import Path

from store.desk import Desk
from tui.app import CopydeskApp
from tui.command_line.demo import build
from tui.config import Config

PICTURE = Path(__file__).resolve().parent.parent / "sample_data" / "copydesk.svg"
WHO = "mina"


async def draw(size: tuple[int, int], theme: str, article: str) -> str:
    """The screen as SVG."""
    with tempfile.TemporaryDirectory(prefix="copydesk-picture-") as folder:
        path = build(Path(folder) / "demo.desk")
        with Desk.open(path, WHO) as desk:
            app = CopydeskApp(desk, Config(annotator=WHO, theme=theme))
            async with app.run_test(size=size) as pilot:
                await pilot.pause()
                app.open_reader(desk.find_article(article).id)
                await pilot.pause()
                await app.workers.wait_for_complete()
                await pilot.press("down", "down", "down", "down", *"wwwwwwwww")
                await pilot.pause()
                return without_hosts(app.export_screenshot(title="copydesk"))


def without_hosts(svg: str) -> str:
    """The picture loads nothing from anywhere: whoever looks at it has a font."""
    return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.S).replace(
        "Fira Code, monospace", "'Fira Code', 'DejaVu Sans Mono', Menlo, Consolas, monospace"
    )


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", nargs="?", type=Path, default=PICTURE)
    parser.add_argument("--size", default="108x30")
    parser.add_argument("--theme", default="dark")
    parser.add_argument("--article", default="gl-77410")
    given = parser.parse_args()
    columns, _, rows = given.size.partition("x")
    svg = asyncio.run(draw((int(columns), int(rows)), given.theme, given.article))
    given.out.write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
