"""README tells of this program and no other."""

from __future__ import annotations

import json
import re
import shlex
import tomllib

import pytest

from store import scheme
from tests.readme import README, filled
from tui.cli import parser
from tui.commands import COMMANDS


@pytest.fixture(scope="module")
def text() -> str:
    return README.read_text(encoding="utf-8")


def fenced(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.S)


def test_the_tables_are_those_of_the_program(text):
    assert text == filled(text), "run: python -m tests.readme"


def test_every_command_of_the_app_is_in_the_tables(text):
    table = text.partition("<!-- keys -->")[2].partition("<!-- /keys -->")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")]
    for command in COMMANDS:
        if command.keys:
            assert any(f"| {command.title} | " in row for row in rows), command.id


def test_every_command_line_shown_is_understood(text):
    shown = [
        line.partition("#")[0].strip()
        for block in fenced(text, "sh")
        for line in block.splitlines()
        if line.startswith("copydesk ")
    ]
    assert len(shown) >= 4
    for line in shown:
        parser().parse_args(shlex.split(line)[1:])


def test_every_key_named_in_running_text_exists(text):
    known = {key for command in COMMANDS for key in command.keys} | {"o", "c", "a"}
    paragraph = text.partition("The demo is a throw-away desk")[2].partition("##")[0]
    for key in re.findall(r"`([^`]+)`", paragraph):
        assert key in known, key


def test_the_settings_shown_are_taken_without_complaint(text, tmp_path):
    from tui import config

    settings = next(block for block in fenced(text, "toml") if "[keys]" in block)
    path = tmp_path / "config.toml"
    path.write_text(settings, encoding="utf-8")
    loaded = config.load(path)
    assert loaded.problems == ()
    ids = {command.id for command in COMMANDS}
    assert set(loaded.keys) <= ids
    assert loaded.annotator == tomllib.loads(settings)["annotator"]


def test_the_scheme_shown_is_a_scheme(text):
    shown = next(block for block in fenced(text, "toml") if "[[label]]" in block)
    assert [label.id for label in scheme.parse(shown)] == ["official"]


def test_the_record_shown_has_the_keys_of_an_export(text):
    (shown,) = fenced(text, "json")
    record = json.loads(shown)
    (span,) = record["spans"]
    assert list(record) == (
        [
            "id",
            "text",
            "title",
            "published",
            "source",
            "url",
            "language",
            "status",
            "labels",
            "meta",
            "spans",
        ]
    )
    assert list(span) == [
        "start",
        "end",
        "label",
        "text",
        "annotator",
        "entity",
        "entity_name",
        "verdict",
        "origin",
        "confirmed",
        "created",
        "id",
        "meta",
    ]
    assert record["text"][span["start"] : span["end"]] == span["text"]


def test_the_picture_is_there(text, root):
    (picture,) = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text)
    assert (root / picture).is_file()
