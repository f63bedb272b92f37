"""The app around queue and reader: beginning, taking in, writing out, keys, messages."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual import events

from store import annotations, scheme
from store.desk import Desk
from store.errors import Refused
from store.intake import Intake
from store.model import Label, Record
from tests.tui.reading import OFF
from tui import config
from tui.app import CopydeskApp, run
from tui.config import Config
from tui.screens.base import Dialog, Keyed
from tui.screens.file_picker import FilePicker, completion, entries, split
from tui.screens.first_start import FirstStartScreen
from tui.screens.help import HelpScreen
from tui.screens.ingest_form import IngestForm
from tui.screens.ingest_progress import IngestProgress
from tui.screens.outcome import DEMO
from tui.screens.paste import PasteScreen
from tui.screens.queue import QueueScreen
from tui.screens.reader import ReaderScreen
from tui.screens.too_small import TooSmallScreen
from tui.widgets.key_line import KeyLine
from tui.widgets.line import Choices, Field, Line

Press = Callable[..., Awaitable[None]]


@pytest.fixture
def news(desk: Desk) -> Desk:
    """A desk of three articles."""
    with Intake(desk, "mina") as intake:
        for n in range(3):
            intake.add(Record(text=f"Iran and Oman met {n}.", title=f"Title {n}", source="Wire"))
    return desk


def drawn(app: CopydeskApp) -> str:
    """The text on the screen."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


def message(app: CopydeskApp) -> str:
    """The message in the key line."""
    return app.screen.query_one(KeyLine).message


async def over(pilot: Any, dialog: type[Dialog[Any]], press: Press) -> None:
    """Wait until the thread behind a dialog has finished."""
    for _ in range(500):
        await pilot.pause(0.02)
        screen = pilot.app.screen
        if isinstance(screen, dialog) and screen._over:  # type: ignore[attr-defined]
            await press(pilot)
            return
    raise AssertionError("it never came to an end")


# ------------------------------------------------------------------------------ beginning


async def test_the_first_start_asks_who_and_keeps_it(desk: Desk, press: Press) -> None:
    desk.actor = ""
    app = CopydeskApp(desk, welcome=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot)
        assert isinstance(app.screen, FirstStartScreen)
        await press(pilot, "ctrl+u", "enter")
        assert "name is needed" in drawn(app)
        await press(pilot, *"LEILA", "enter")
        assert desk.actor == "leila"
        assert config.load().annotator == "leila"
        assert "Welcome, leila" in drawn(app)
        await press(pilot, "e")
        assert isinstance(app.screen, QueueScreen)


@pytest.mark.parametrize("pasted", [False, True])
async def test_the_offered_name_gives_way_to_the_one_typed_or_pasted(
    desk: Desk, press: Press, monkeypatch: pytest.MonkeyPatch, pasted: bool
) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "root")
    desk.actor = ""
    app = CopydeskApp(desk, welcome=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot)
        assert "root" in drawn(app)
        if pasted:
            app.post_message(events.Paste("leila"))
            await pilot.pause(0.1)
            await press(pilot, "enter")
        else:
            await press(pilot, *"leila", "enter")
        assert desk.actor == "leila"


async def test_after_the_first_start_the_queue_is_mine(news: Desk, press: Press) -> None:
    news.actor = ""
    app = CopydeskApp(news, welcome=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot)
        app.screen.query_one(Field).value = "leila"
        await press(pilot, "enter")
        assert isinstance(app.screen, QueueScreen), "there is something to read: no offers"
        await pilot.pause(0.2)
        await press(pilot)
        assert "leila" in drawn(app)
        assert "reading only" not in drawn(app)
        await press(pilot, "d")
        await pilot.pause(0.2)
        assert news.layer(news.article(3).id).status == "done"
        row = next(x for x in drawn(app).splitlines() if "Title 2" in x)
        assert row.split()[0] == "D", row


async def test_the_first_start_opens_the_demo(desk: Desk, press: Press) -> None:
    app = CopydeskApp(desk, welcome=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "d")
    assert app.return_value == DEMO


def test_the_demo_of_the_first_start_stays_and_says_where(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[Path] = []

    def left(app: CopydeskApp) -> int | None:
        opened.append(app.desk.path)
        app.desk.actor = "leila"
        return DEMO if len(opened) == 1 else None

    monkeypatch.setattr(CopydeskApp, "run", left)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("gc.disable", lambda: None)
    desk.close()
    assert run(desk.path, "leila") == 0
    assert opened[0] == desk.path
    assert opened[1].is_file()
    assert tmp_path in opened[1].parents
    assert str(opened[1]) in capsys.readouterr().err


@pytest.mark.parametrize(("key", "screen"), [("i", FilePicker), ("p", PasteScreen)])
async def test_the_first_start_leads_on(
    desk: Desk, press: Press, key: str, screen: type[Keyed[Any]]
) -> None:
    app = CopydeskApp(desk, welcome=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, key)
        await press(pilot)
        assert isinstance(app.screen, screen)
        await press(pilot, "escape")
        assert isinstance(app.screen, QueueScreen)


async def test_all_settings_that_were_passed_over_are_shown(desk: Desk, press: Press) -> None:
    path = config.config_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    keys = "".join(f'"queue.x{n}" = "z"\n' for n in range(9))
    path.write_text(f'theme = "pnik"\n[keys]\n"reader.undo" = "foo+bar"\n{keys}', encoding="utf-8")
    app = CopydeskApp(desk, config.load())
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot)
        assert "config.toml" in drawn(app)
        assert "dark, light, safe or safe-light" in drawn(app)
        assert "foo+bar" in drawn(app)
        assert "queue.x8" not in drawn(app)
        await press(pilot, "end")
        assert "queue.x8" in drawn(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, QueueScreen)


# ----------------------------------------------------------------------------- going about


async def test_from_queue_to_reader_and_out(news: Desk, press: Press) -> None:
    app = CopydeskApp(news)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter")
        assert isinstance(app.screen, ReaderScreen)
        first = app.screen
        await press(pilot, "q")
        assert isinstance(app.screen, QueueScreen)
        await press(pilot, "enter")
        assert app.screen is first
        await press(pilot, "ctrl+q")
        assert "nothing is unsaved" in drawn(app)
        await press(pilot, "n")
        assert app.screen is first
        await press(pilot, "q", "q", "y")
    assert not app.is_running


async def test_help_shows_every_command_of_the_place(news: Desk, press: Press) -> None:
    app = CopydeskApp(news)
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "enter", "?")
        assert isinstance(app.screen, HelpScreen)
        rows = [row for _, found in app.screen.groups() for row in found]
        titles = {title for _, title, _ in rows}
        live = {row.title for row, _ in app.keymap.live("reader")}
        labels = {label.name for label in app.labels if label.scope == "span"}
        assert titles == live | labels
        assert all(keys for keys, *_ in rows)
        await press(pilot, *"undo")
        assert "Take back" in drawn(app)
        assert "Next sentence" not in drawn(app)
        await press(pilot, "escape")
        assert isinstance(app.screen, ReaderScreen)


async def test_the_palette_runs_what_one_finds(news: Desk, press: Press) -> None:
    app = CopydeskApp(news)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "ctrl+p", *"every key", "enter")
        await press(pilot)
        assert isinstance(app.screen, HelpScreen)


async def test_the_theme_is_changed_and_kept(news: Desk, press: Press) -> None:
    app = CopydeskApp(news)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "T", "2")
        assert app.theme == "light"
        assert config.load().theme == "light"


async def test_remapped_keys_work_and_are_shown(news: Desk, press: Press) -> None:
    app = CopydeskApp(news, Config(keys={"queue.open": ("F",)}))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot)
        assert app.screen.query_one(KeyLine).pairs()[0] == ("F", "open")
        await press(pilot, "enter")
        assert isinstance(app.screen, QueueScreen)
        await press(pilot, "F")
        assert isinstance(app.screen, ReaderScreen)


async def test_keys_of_an_arabic_layout(news: Desk, press: Press) -> None:
    app = CopydeskApp(news)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter")
        await press(pilot, "خ")  # the key of o, official
        article = app.screen.article.id  # type: ignore[attr-defined]
        assert [span.label for span in news.spans(article)] == ["official"]


async def test_a_sequence_shows_what_may_follow(news: Desk, press: Press) -> None:
    app = CopydeskApp(news, Config(keys={"queue.sort": (",x",)}))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, ",")
        assert ("x", "sort") in app.screen.query_one(KeyLine).pairs()
        await press(pilot, "x")
        assert isinstance(app.screen, Dialog)


async def test_the_key_line_is_cut_by_rank(news: Desk, press: Press) -> None:
    app = CopydeskApp(news)
    async with app.run_test(size=(60, 16)) as pilot:
        await press(pilot)
        line = drawn(app).splitlines()[-1]
        assert line.strip().startswith("enter open")
        assert len(line.rstrip()) <= 60
        narrow = [key for key, title in app.screen.query_one(KeyLine).pairs() if title in line]
        await pilot.resize_terminal(120, 30)
        await press(pilot)
        line = drawn(app).splitlines()[-1]
        wide = [key for key, title in app.screen.query_one(KeyLine).pairs() if title in line]
        assert wide[: len(narrow)] == narrow
        assert len(wide) > len(narrow)


async def test_labels_that_do_not_fit_the_key_line_are_named_by_their_list(
    tmp_path: Path, press: Press
) -> None:
    names = "alpha bravo charlie delta echo golf hotel india juliet kilo lima mike".split()
    with Desk.create(tmp_path / "many.desk", "mina") as desk:
        scheme.apply(desk, [Label(id=name, name=name.title(), key=name[0]) for name in names])
        with Intake(desk, "mina") as intake:
            intake.add(Record(text="Iran and Oman met in Muscat on Monday.", title="T"))
        app = CopydeskApp(desk)
        async with app.run_test(size=(80, 24)) as pilot:
            await press(pilot, "enter")
            line = drawn(app).splitlines()[-2].rstrip()
            offered = [name[0] for name in names if f" {name[0]} " in line]
            assert offered == [name[0] for name in names[: len(offered)]]
            assert len(offered) > 3
            assert line.endswith(" · ; labels")
            await press(pilot, "f")
            code = app.screen.hints.shown[0].code  # type: ignore[attr-defined]
            await press(pilot, *code[:-1], code[-1].upper())
            line = drawn(app).splitlines()[-1]
            shown = [name.title() for name in names if name.title() in line]
            assert shown == [name.title() for name in names[: len(shown)]]
            assert 2 < len(shown) < 12
            assert line.rstrip().endswith("; labels  < > end  esc drop")
            await press(pilot, ";")
            assert all(name.title() in drawn(app) for name in names)


async def test_no_room_is_told(news: Desk, press: Press) -> None:
    app = CopydeskApp(news)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter")
        await pilot.resize_terminal(50, 12)
        await press(pilot, "D")
        assert isinstance(app.screen, TooSmallScreen)
        assert "60 × 16" in drawn(app)
        await pilot.resize_terminal(80, 24)
        await press(pilot)
        assert isinstance(app.screen, ReaderScreen)


async def test_what_another_process_wrote_is_drawn(news: Desk, press: Press) -> None:
    app = CopydeskApp(news)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot)
        with Desk.open(news.path, "omar") as other, Intake(other, "omar") as intake:
            intake.add(Record(text="Late news.", title="Just in"))
        app.look_for_changes()
        await pilot.pause(0.3)
        await press(pilot)
        assert "Just in" in drawn(app)


async def test_what_goes_wrong_with_the_desk_is_a_message(
    news: Desk, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise Refused("The [desk]\x1b[31m says no.")

    monkeypatch.setattr(annotations, "tag", refuse)
    app = CopydeskApp(news, Config(suggestions=OFF))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "c")
        assert message(app) == "The [desk]␛[31m says no."
        monkeypatch.setattr(news, "poll", lambda: refuse())
        app.look_for_changes()
        assert app.is_running


async def test_a_read_only_desk_says_so(news: Desk, press: Press) -> None:
    with Desk.open(news.path, "mina", read_only=True) as desk:
        app = CopydeskApp(desk)
        async with app.run_test(size=(80, 24)) as pilot:
            await press(pilot)
            assert drawn(app).splitlines()[-1].rstrip().endswith("read only")
            await press(pilot, "enter", "c")
            assert app.is_running
            assert message(app)


# -------------------------------------------------------------------------- taking things in


async def test_pasting_an_article(desk: Desk, press: Press) -> None:
    app = CopydeskApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "+")
        app.post_message(events.Paste("Muscat signs\r\n\r\nThe ministers met. \x1b[31mRed\x00"))
        await press(pilot, "shift+tab", *"xx1x", "shift+tab", *"https://a.b/c")
        await press(pilot, "shift+tab", *"soon", "enter")
        assert "“soon” is no date" in drawn(app)
        await press(pilot, "ctrl+u", *"20 Jan 2025", "shift+tab", *"Wire", "enter")
        assert "“xx1x” is no language" in drawn(app)
        await press(pilot, "tab", "tab", "tab", "ctrl+u", *"en", "enter")
        await press(pilot)
        assert isinstance(app.screen, ReaderScreen), "what was pasted is there to be read"
        assert "Muscat signs" in message(app)
        await press(pilot, "+")
        app.post_message(events.Paste("Another text."))
        await press(pilot, "shift+tab", "shift+tab", "shift+tab", "shift+tab")
        await press(pilot, "shift+tab", *"Head", "enter")
        assert "Head" in message(app)
        assert "The ministers met" in drawn(app), "nothing moves under the eyes of who reads"
        await press(pilot, "q", "+")
        app.post_message(events.Paste("Another text."))
        await press(pilot, "shift+tab", "shift+tab", "shift+tab", "shift+tab")
        await press(pilot, "shift+tab", *"Head", "enter")
        assert "Another text." in drawn(app)
        assert "already" in message(app)
    article = desk.article(1)
    assert article.title == "Muscat signs"
    assert article.text == "Muscat signs\n\nThe ministers met. [31mRed"
    assert (article.language, article.published) == ("en", "2025-01-20")
    assert (article.source, article.url) == ("Wire", "https://a.b/c")


async def test_pasted_text_is_not_lost_by_esc(desk: Desk, press: Press) -> None:
    app = CopydeskApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "+", *"q?", "escape")
        assert "without keeping" in drawn(app)
        await press(pilot, "n")
        assert isinstance(app.screen, PasteScreen)
        await press(pilot, "escape", "y")
        await press(pilot)
        assert isinstance(app.screen, QueueScreen)


async def test_nothing_pasted_is_told(desk: Desk, press: Press) -> None:
    app = CopydeskApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "+", "ctrl+s")
        assert "no text yet" in drawn(app)


async def test_choosing_and_taking_in_files(desk: Desk, press: Press, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    good = [json.dumps({"title": f"T{n}", "text": f"Text {n}."}) for n in range(5)]
    (folder / "good.jsonl").write_text("\n".join([*good, "{broken \x1b[31m"]), encoding="utf-8")
    app = CopydeskApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "I")
        picker = app.screen
        assert isinstance(picker, FilePicker)
        picker.query_one(Field).value = f"{folder}/go"
        await press(pilot, "tab", "enter")
        assert isinstance(app.screen, IngestForm)
        await press(pilot, "enter")
        await over(pilot, IngestProgress, press)
        text = drawn(app)
        assert "5 articles added" in text
        assert "1 refused" in text
        assert "line 6" in text
        await press(pilot, "enter")
        await pilot.pause(0.3)
        await press(pilot)
        assert "T4" in drawn(app)


async def until(pilot: Any, app: CopydeskApp, text: str) -> None:
    """Wait until something stands on the screen."""
    for _ in range(300):
        if text in drawn(app):
            return
        await pilot.pause(0.02)
    raise AssertionError(f"{text!r} never came:\n{drawn(app)}")


async def test_how_to_take_a_table_in_is_chosen_with_its_first_record_in_sight(
    desk: Desk, press: Press, tmp_path: Path
) -> None:
    path = tmp_path / "news.csv"
    path.write_text("Kopf,Worte\nOne,Iran and Oman met.\n", encoding="utf-8")
    app = CopydeskApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "I")
        app.screen.query_one(Field).value = str(path)
        await press(pilot, "enter")
        await until(pilot, app, "no column holds the text")
        await press(pilot, *"Wire", "tab", *"zz9", "tab", *"body=Worte, Kopf", "enter")
        assert "“zz9” is no language" in drawn(app)
        await press(pilot, "up", "ctrl+u", *"fa", "enter")
        assert "“Kopf” is not of the form" in drawn(app)
        await press(pilot, "down", *"=title")
        await until(pilot, app, "Iran and Oman met.")
        assert "Wire" in drawn(app)
        await press(pilot, "enter")
        await over(pilot, IngestProgress, press)
    article = desk.article(1)
    assert (article.title, article.source, article.language) == ("One", "Wire", "fa")
    assert article.text == "One\n\nIran and Oman met."


async def test_refusals_are_told_by_reason_and_all_of_them_below(
    desk: Desk, press: Press, tmp_path: Path
) -> None:
    path = tmp_path / "in.jsonl"
    lines = [json.dumps({"text": f"Text {n}." if n % 2 else ""}) for n in range(60)]
    path.write_text("\n".join([*lines, "{nonsense"]), encoding="utf-8")
    app = CopydeskApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot)
        app.push_screen(IngestProgress([path]))
        await over(pilot, IngestProgress, press)
        assert "30 × 'text' is empty" in drawn(app)
        assert "and 27 more" in drawn(app)
        assert "line 59:" not in drawn(app)
        await press(pilot, "end")
        assert "line 59:" in drawn(app)


async def test_several_files_are_picked(desk: Desk, press: Press, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a b", "b", "c", "d"):
        (folder / f"{name}.txt").write_text(f"Text {name}.")
    app = CopydeskApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "I")
        app.screen.query_one(Field).value = f"{folder}/"
        await press(pilot)
        assert "space pick several" in drawn(app)
        # the first and the second; the third again; the second no more
        await press(pilot, "end", "down", "space", "space", "space", "up", "up", "space")
        assert str(app.screen.query_one("#count", Line).render()) == "2 picked"
        # a blank in a name is typed while no arrow has led to the list
        await press(pilot, "a", "space", "b")
        assert app.screen.query_one(Field).value.endswith("/a b")
        await press(pilot, "enter", "enter")
        await over(pilot, IngestProgress, press)
        assert "2 articles added" in drawn(app)
    texts = {desk.article(n).text for n in (1, 2)}
    assert texts == {"Text a b.", "Text c."}


async def test_taking_in_is_stopped_and_keeps_what_is_finished(
    desk: Desk, press: Press, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import store.ingest

    path = tmp_path / "many.jsonl"
    path.write_text("\n".join(json.dumps({"text": f"Text {n}."}) for n in range(3000)))
    real = store.ingest.ingest

    def stopping(*args: Any, progress: Callable[[int, int, int], None], **more: Any) -> Any:
        def tell(done: int, total: int, met: int) -> None:
            if met >= 512:
                dialog._stop.set()
            progress(done, total, met)

        return real(*args, progress=tell, **more)

    monkeypatch.setattr(store.ingest, "ingest", stopping)
    app = CopydeskApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot)
        dialog = IngestProgress([path])
        app.push_screen(dialog)
        await over(pilot, IngestProgress, press)
        assert "Stopped" in drawn(app)
    kept = desk.connection.execute("SELECT count(*) FROM article").fetchone()[0]
    assert 256 <= kept < 3000


async def test_a_file_that_is_not_there_is_told(desk: Desk, press: Press, tmp_path: Path) -> None:
    app = CopydeskApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "I")
        app.screen.query_one(Field).value = str(tmp_path / "none" / "at-all")
        await press(pilot, "enter")
        assert "No such file" in drawn(app) or "no such file" in drawn(app)


def test_paths_complete(tmp_path: Path) -> None:
    beside = ("news.desk-wal", "news.desk-shm", "news.desk-lock")
    for name in ("News-1.txt", "news-2.txt", ".hidden", "other\x1b.txt", *beside):
        (tmp_path / name).write_text("")
    (tmp_path / "newsroom").mkdir()
    assert split(f"{tmp_path}/ne") == (tmp_path, "ne")
    assert entries(tmp_path, "ne") == [
        ("newsroom", True),
        ("News-1.txt", False),
        ("news-2.txt", False),
    ]
    assert entries(tmp_path, ".") == [(".hidden", False)]
    assert completion(["News-1.txt", "news-2.txt"], "ne") == "News-"
    assert completion(["newsroom", "News-1"], "ne") == "news"
    assert completion([], "x") == "x"
    assert completion(["a"], "a") == "a"


@pytest.mark.parametrize("size", [(60, 16), (80, 24)])
async def test_every_dialog_shows_its_keys_and_whole_rows_however_small_the_window(
    news: Desk, press: Press, size: tuple[int, int]
) -> None:
    app = CopydeskApp(news)
    async with app.run_test(size=size) as pilot:
        await press(pilot, "d")
        for key in ("s", "w", "T", "t", "e", "m", "U", "I", "o", "ctrl+p", "ctrl+q"):
            await press(pilot, key)
            screen = app.screen
            assert isinstance(screen, Dialog), key
            panel, hints = screen.query_one("#dialog-panel"), screen.query_one("#dialog-hints")
            assert panel.region.contains_region(hints.region), key
            assert hints.region.bottom <= size[1], key
            for choices in screen.query(Choices):
                assert choices.virtual_size.height == choices.option_count, (key, "a row is cut")
            await press(pilot, "escape")
            assert isinstance(app.screen, QueueScreen), key


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40)])
async def test_help_says_every_sentence_whole(
    news: Desk, press: Press, size: tuple[int, int]
) -> None:
    app = CopydeskApp(news)
    async with app.run_test(size=size) as pilot:
        await press(pilot, "?")
        assert isinstance(app.screen, HelpScreen)
        rows = app.screen.query_one("#rows", Line).visual
        told = " ".join(str(rows).split())
        sentences = [row[2] for _, group in app.screen.groups() for row in group]
        assert "Clear the selection, then the filter." in sentences
        assert "…" not in told, told[max(0, told.index("…") - 60) :][:80]
        for sentence in sentences:
            for word in sentence.split():
                assert word in told, sentence
        assert max(len(line) for line in str(rows).splitlines()) <= size[0] - 4
