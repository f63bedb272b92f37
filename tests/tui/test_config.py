"""The settings file and who annotates."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui import config, identity
from tui.config import Config, ConfigError


def test_a_missing_file_gives_the_defaults(tmp_path: Path) -> None:
    assert config.load(tmp_path / "none.toml") == Config()


def test_settings_are_read(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(
        'annotator = "mina"\ntheme = "light"\nbidi = "off"\n'
        '[keys]\n"reader.undo" = "z"\nreader.finish = ["F", "ctrl+d"]\n',
        encoding="utf-8",
    )
    read = config.load(path)
    assert (read.annotator, read.theme, read.bidi) == ("mina", "light", "off")
    assert read.keys == {"reader.undo": ("z",), "reader.finish": ("F", "ctrl+d")}
    assert not read.problems


@pytest.mark.parametrize(
    "content",
    [
        b"theme = ",
        b"\xff\xfe",
        b'theme = "pink"',
        b"theme = 7",
        b"annotator = 1",
        b'keys = "a"',
        b"[keys]\nx = 1",
        b"colour = 1",
        b"theme = [1]",
    ],
)
def test_a_mistake_is_told_and_the_rest_is_used(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(content)
    read = config.load(path)
    assert len(read.problems) == 1
    assert str(path) in read.problems[0]
    assert read.theme == "dark"


def test_saving_keeps_comments_order_and_other_settings(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('# mine\ntheme = "dark" # why\n\n[keys]\ntheme = "x"\n', encoding="utf-8")
    config.save(config.load(path), path, theme="light", annotator='a "b" \\ é')
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# mine\n")
    data = tomllib.loads(text)
    assert data == {"theme": "light", "annotator": 'a "b" \\ é', "keys": {"theme": "x"}}


def test_a_broken_file_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("theme = \n", encoding="utf-8")
    with pytest.raises(ConfigError, match="not changed"):
        config.save(Config(), path, theme="light")
    assert path.read_text(encoding="utf-8") == "theme = \n"
    assert not list(tmp_path.glob(".config-*"))


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError):
        config.save(Config(), tmp_path / "file" / "config.toml", theme="light")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_any_name_comes_back_as_it_was_saved(name: str) -> None:
    data = tomllib.loads(config._with('[keys]\na = "b"\n', "annotator", name))
    assert data["annotator"] == name


def test_who_annotates_is_asked_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Config(annotator="Config")
    assert identity.named("", settings) == "config"
    monkeypatch.setenv("COPYDESK_ANNOTATOR", " Env ")
    assert identity.named("", settings) == "env"
    assert identity.named("MİNA", settings) == "mi̇na"
    assert identity.named("e\u0301", settings) == "é"


def test_nobody_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPYDESK_ANNOTATOR", "  ")
    assert identity.named("", Config()) == ""
