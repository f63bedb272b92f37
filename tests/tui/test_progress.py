"""The progress page: drawn from figures, walked through by keys, printed by the command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from store import annotations, articles
from store.desk import Desk
from store.intake import Intake
from store.model import RawSpan, Record
from store.progress.report import Figures, read
from tests.command import copydesk
from tests.store.progress.worked import worked_on
from tests.tui.conftest import Press
from tui.app import CopydeskApp
from tui.config import Config
from tui.screens.progress import ProgressScreen
from tui.text.progress_page import PARTS, page
from tui.text.tables import View, plain, width_of
from tui.widgets.key_line import KeyLine

LABELS = {"official": "Official", "country": "Country", "area": "Cooperation area"}
HOSTILE = "evil\x1b]0;x\x07[red]\u202e"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk that three have worked on for weeks."""
    where = tmp_path_factory.mktemp("progress") / "worked.desk"
    worked_on(where).close()
    return where


@pytest.fixture(scope="module")
def figures(path: Path) -> Figures:
    with Desk.open(path, read_only=True) as desk:
        return read(desk)


def lines(figures: Figures, width: int = 80, **more: Any) -> list[str]:
    return plain(page(figures, View(width, LABELS, **more))[0])


def drawn(app: CopydeskApp) -> list[str]:
    strips = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip).rstrip() for strip in strips]


async def opened(pilot: Any, press: Press) -> ProgressScreen:
    """Press P and wait until everything is read."""
    await press(pilot, "P")
    screen = pilot.app.screen
    assert isinstance(screen, ProgressScreen)
    for _ in range(1000):
        if not screen._reading:
            await press(pilot)
            return screen
        await pilot.pause(0.01)
    raise AssertionError("never read to the end")


# -- what is drawn -------------------------------------------------------------------------------


def test_the_page_at_80_columns(figures: Figures) -> None:
    text = lines(figures)
    assert text[:16] == [
        " Articles ──────────────────────────────────────────────────────── 30 articles",
        "",
        "   finished by three or more  ████████▌                                8   27%",
        "   finished by two            █████████▋                               9   30%",
        "   finished by one            ███▎                                     3   10%",
        "   begun, not finished        █▏                                       1    3%",
        "   nobody has begun           █████████▋                               9   30%",
        "   Finished: marked done, or taken in with marks and not worked on here.",
        "",
        "   annotator                                   done    begun      new     tags",
        "   lena       ▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▒▒░░·········       16        2       10       90",
        "   mina       ▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▒▒▒░·········       16        3       10       89",
        "   omar       ▓▓▓▓▓▓▓▓▓▓▓▓▒░··············       13        1       15       67",
        "   ▓▓ done   ▒▒ started   ░░ skipped   ·· new",
        "",
        " Pace ───────────────────────────────────────────────── 31 sessions, 2.0 hours",
    ]
    assert "   Articles done by day, 45 in all" in text
    assert any(line.startswith("        3 Mar") for line in text)
    assert "   lena               16      90     0.8       20.8    117.2         2.3" in text
    assert "   lena        ········▆█··············   ▆▆▃▆▆···▇·▃▃··█▄▆··" in text
    assert "   Official                  101 █████████       21       36       37       28" in text
    assert "   lena               ·   ▓▓ 0.67   ▓▓ 0.75" in text
    assert "   mina              13         ·   ▓▓ 0.68" in text
    assert "   Unsure: 22 links by a guess that nobody has confirmed." in text


@pytest.mark.parametrize("width", [60, 76, 80, 100, 120, 200])
def test_no_row_is_wider_than_the_page(figures: Figures, width: int) -> None:
    rows, starts = page(figures, View(width, LABELS))
    assert max(width_of(row) for row in rows) <= width - 1
    assert len(starts) == len(PARTS)
    assert all(rows[at][0][0] == f" {title} " for at, title in zip(starts, PARTS, strict=True))


def test_a_wide_page_has_the_charts_side_by_side(figures: Figures) -> None:
    text = lines(figures, 120)
    both = next(line for line in text if "Articles done by day" in line)
    assert "Tags put by day, 246 in all" in both
    assert any("handed out" in line for line in text)
    assert any("verdicts" in line for line in text)


def test_each_measure_has_its_matrix(figures: Figures) -> None:
    report = figures.agreement
    assert report is not None
    for name, title in (("overlap", "overlap F1"), ("kappa", "kappa"), ("u_alpha", "u-alpha")):
        text = lines(figures, measure=name)
        at = next(at for at, line in enumerate(text) if line.startswith(f"   {title}  "))
        shown = getattr(report.pairs[0].all, name)
        value = shown.f1.value if name == "overlap" else shown.value
        assert f"{value:.2f}" in text[at + 1]


def test_parts_that_are_not_read_yet_say_so(figures: Figures) -> None:
    assert lines(Figures()) == []
    text = "\n".join(lines(Figures(counts=figures.counts)))
    for said in ("Counting what each", "Reading the journal", "Counting tags", "Comparing", "Counting names"):  # fmt: skip
        assert said in text


def test_an_empty_desk_is_explained(tmp_path: Path) -> None:
    with Desk.create(tmp_path / "d.desk", "mina") as desk:
        text = lines(read(desk), keys={"app.ingest": "I"})
    assert "   There is no article on this desk yet. I takes files in." in text
    assert any("Nobody has worked on this desk" in line for line in text)
    assert "   Nothing is tagged yet." in text
    assert any("agreement takes two" in line for line in text)
    assert any("No name is in the register yet" in line for line in text)


def test_one_annotator_alone_is_told_what_agreement_takes(tmp_path: Path) -> None:
    with Desk.create(tmp_path / "d.desk", "mina") as desk:
        with Intake(desk) as intake:
            article = intake.add(Record(text="Oman and Iran met.")).article_id
        annotations.tag(desk, article, 0, 4, "country")
        articles.set_status(desk, [article], "done")
        text = " ".join(" ".join(lines(read(desk), keys={"queue.assign": "w"})).split())
    assert "mina works here alone; agreement takes two who finish the same articles." in text
    assert "w in the queue hands articles out" in text
    assert "No figure for mina: less than a minute lies between" in text


def test_a_value_that_is_undefined_is_explained_and_never_nan(tmp_path: Path) -> None:
    with Desk.create(tmp_path / "d.desk", "mina") as desk:
        spans = tuple(RawSpan(0, 4, "country", annotator=who) for who in ("june", HOSTILE))
        with Intake(desk) as intake:
            intake.add(Record(text="Oman", spans=spans))
        found = read(desk)
    text = "\n".join(lines(found))
    assert "nan" not in text.lower()
    assert "No value for all (kappa" in text
    assert "–" in text
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_more_annotators_than_fit_are_named(tmp_path: Path) -> None:
    with Desk.create(tmp_path / "d.desk", "mina") as desk:
        people = [f"editor{at:02}" for at in range(14)]
        spans = tuple(RawSpan(0, 4, "country", annotator=who) for who in people)
        with Intake(desk) as intake:
            intake.add(Record(text="Oman and Iran met.", spans=spans))
        found = read(desk)
        rows, _ = page(found, View(80, LABELS))
    text = " ".join(" ".join(plain(rows)).split())
    assert max(width_of(row) for row in rows) < 80
    assert "more: in the table below" in text
    assert "Others: editor" in text
    assert all(f"{who} – " in text or f"– {who}" in text for who in people[:3])
    assert found.agreement is not None
    assert len(found.agreement.pairs) == 91


# -- the screen ----------------------------------------------------------------------------------


async def test_keys_walk_through_the_parts(path: Path, press: Press) -> None:
    with Desk.open(path, "mina") as desk:
        app = CopydeskApp(desk, Config())
        async with app.run_test(size=(80, 24)) as pilot:
            screen = await opened(pilot, press)
            assert drawn(app)[0].startswith(" [Articles]  Pace   Labels   Agreement   Names")
            assert "1–22/" in drawn(app)[0]
            assert "tab next part" in drawn(app)[-1]
            await press(pilot, "tab")
            assert "[Pace]" in drawn(app)[0]
            assert drawn(app)[1].startswith(" Pace ──")
            await press(pilot, "down", "j", "up")
            assert screen.chart.top == screen.chart.starts[1] + 1
            await press(pilot, "tab", "tab", "tab")
            assert "[Names]" in drawn(app)[0]
            assert "Unsure: 22 links" in drawn(app)[-2]
            await press(pilot, "tab")
            assert (screen.chart.top, screen.chart.part) == (0, 0)
            await press(pilot, "shift+tab")
            assert "[Names]" in drawn(app)[0]
            await press(pilot, "home", "pagedown")
            assert screen.chart.top == 21
            await press(pilot, "end", "end")
            assert screen.chart.top == screen.chart.last
            await press(pilot, "pageup", "g")
            assert screen.chart.top == 0
            await press(pilot, "q")
            assert not isinstance(app.screen, ProgressScreen)


async def test_another_measure_is_shown_and_kept(path: Path, press: Press) -> None:
    with Desk.open(path, "mina") as desk:
        app = CopydeskApp(desk, Config())
        async with app.run_test(size=(120, 40)) as pilot:
            await opened(pilot, press)
            await press(pilot, "m")
            assert "[Agreement]" in drawn(app)[0]
            assert any(line.startswith("   overlap F1  ") for line in drawn(app))
            assert app.screen.query_one(KeyLine).message == "Agreement by overlap F1."
            await press(pilot, "q")
            screen = await opened(pilot, press)
            assert screen._measure == "overlap"
            for _ in range(4):
                await press(pilot, "m")
            assert screen._measure == "exact"


async def test_what_somebody_does_meanwhile_is_read_again(tmp_path: Path, press: Press) -> None:
    with Desk.create(tmp_path / "d.desk", "mina") as desk:
        with Intake(desk) as intake:
            article = intake.add(Record(text="Oman and Iran met.")).article_id
        app = CopydeskApp(desk, Config())
        async with app.run_test(size=(80, 24)) as pilot:
            screen = await opened(pilot, press)
            assert any("Nobody has begun an article yet." in line for line in drawn(app))
            with Desk.open(desk.path, "omar") as other:
                annotations.tag(other, article, 0, 4, "country")
            app.look_for_changes()
            while screen._reading or "omar" not in "\n".join(drawn(app)):
                await pilot.pause(0.01)
            assert screen.figures.counts is not None
            assert screen.figures.counts.people["omar"].marks == 1


async def test_from_the_reader_and_back_and_a_desk_for_reading_only(
    path: Path, press: Press
) -> None:
    with Desk.open(path, "mina", read_only=True) as desk:
        app = CopydeskApp(desk, Config())
        async with app.run_test(size=(80, 24)) as pilot:
            await press(pilot)
            app.open_reader(desk.article(1).id)
            await press(pilot)
            screen = await opened(pilot, press)
            assert screen.figures.pace is not None
            assert "read only" in drawn(app)[-1]
            depth = len(app.screen_stack)
            await press(pilot, "m", "P")
            assert len(app.screen_stack) == depth
            await press(pilot, "N")
            await press(pilot, "P")
            assert app.screen is screen
            await press(pilot, "q")
            assert app.screen.WHERE == "reader"


async def test_all_themes_draw_it_and_no_colour_loses_nothing(
    path: Path, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Desk.open(path, "mina") as desk:
        pages = []
        for theme, none in (("dark", False), ("light", False), ("safe", False), ("dark", True)):
            if none:
                monkeypatch.setenv("NO_COLOR", "1")
            app = CopydeskApp(desk, Config(theme=theme))
            async with app.run_test(size=(80, 24)) as pilot:
                screen = await opened(pilot, press)
                pages.append(drawn(app))
                assert screen.figures.agreement is not None
        assert all(one == pages[0] for one in pages)


# -- the command ---------------------------------------------------------------------------------


def test_the_command_prints_the_page_and_json(path: Path) -> None:
    plainly = copydesk("progress", path)
    assert plainly.returncode == 0, plainly
    assert plainly.stderr == ""
    text = plainly.stdout.splitlines()
    assert text[0].startswith(" Articles ──")
    assert any("finished by three or more" in line for line in text)
    told = json.loads(copydesk("progress", path, "--json").stdout)
    assert told["articles"]["articles"] == 30
    assert told["coverage"]["two"] == 9
    assert told["pace"]["mina"]["marks"] == 89
    assert told["pace"]["mina"]["days"][0]["day"] == "2025-03-04"
    assert told["labels"]["country"]["lena"]["marks"] == 36
    assert told["register"]["official"]["names"] == 2
    assert told["agreement"]["pairs"][0]["articles"] == 13
    assert "by_article" not in told["agreement"]


def test_the_command_on_an_empty_desk_and_on_none(tmp_path: Path) -> None:
    Desk.create(tmp_path / "d.desk", "mina").close()
    assert "There is no article" in copydesk("progress", tmp_path / "d.desk").stdout
    none = copydesk("progress", tmp_path / "no.desk", "--json")
    assert (none.returncode, none.stdout) == (2, "")
