"""The settings file and who annotates."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui import config, identity
from tui.config import Config, ConfigError
from tui.keymap import Keymap


def test_a_missing_file_gives_the_defaults(tmp_path: Path) -> None:
    read = config.load(tmp_path / "none.toml")
    assert read._replace(path=None) == Config()


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
    ("content", "told"),
    [
        (b"theme = ", "they are not TOML"),
        (b"\n\xff\xfe", "line 2 is not UTF-8"),
        (b"a = " + b"[" * 5000, "none of the settings is used"),
        (b"a = " + b"9" * 5000, "none of the settings is used"),
        (b'\ntheme = "pnik"', "line 2, theme: “pnik” is not dark, light, safe or safe-light; dark"),
        (b"theme = 7", "line 1, theme: 7 is not"),
        (b"theme = [1]", "theme: [1] is not"),
        (b'bidi = "of"', "bidi: “of” is not terminal or off; terminal is used"),
        (b"layout = 1.5", "layout: 1.5 is not auto, arabic or persian; auto is used"),
        (b"annotator = 1", "annotator: 1 is no name"),
        (b'annotator = "\\u200b"', "annotator"),
        (b'keys = "a"', "keys: this is a section"),
        (b"[keys]\nx = 1", "line 2, keys.x: 1 is not a key"),
        (b"colour = 1", "there is no such setting; there are annotator, theme, bidi, layout"),
        (b"[colours]\na = 1", "line 1, colours: there is no such section, only [keys]"),
        (b"[theme]\na = 1", "line 1, theme: "),
    ],
)
def test_a_mistake_is_told_and_the_rest_is_used(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(content)
    read = config.load(path)
    (sentence,) = read.told()
    assert told in sentence
    assert (read.theme, read.bidi, read.layout, read.annotator) == (
        "dark",
        "terminal",
        "auto",
        "",
    )


def test_all_mistakes_are_told_in_the_order_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(
        '[keys]\n"reader.undo" = "foo+bar"\nqueue.sort = "?" # mine\n'
        'reader.finsh = "z"\n[more]\nx = 1\n',
        encoding="utf-8",
    )
    path.write_text("bidi = 'x'\nthme = 'y'\n" + path.read_text("utf-8"), encoding="utf-8")
    read = config.load(path)
    told = read.told(Keymap(overrides=read.keys).problems)
    assert [sentence.partition(":")[0] for sentence in told] == [
        "line 1, bidi",
        "line 2, thme",
        "line 4, keys.reader.undo",
        "line 6, keys.reader.finsh",
        "line 7, more",
    ]
    assert "did you mean reader.finish" in told[3]


def test_a_mark_of_byte_order_is_no_mistake(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b'\xef\xbb\xbftheme = "light"\n')
    assert config.load(path).theme == "light"
    assert not config.load(path).problems
    config.save(config.load(path), path, theme="safe")
    assert config.load(path).theme == "safe"


@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda x: f"[keys]\na.b = {x}".encode()))
def test_no_content_at_all_is_an_error(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_bytes(content)
    read = config.load(path)
    assert all(read.told(Keymap(overrides=read.keys).problems))


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
