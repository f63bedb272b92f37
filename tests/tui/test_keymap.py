"""Keys: every press means one thing in a place, and nothing is out of reach."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.model import Label
from store.scheme import default_labels
from tui.commands import COMMANDS, PLACES, Command, command
from tui.key_names import chord, sequence, shown
from tui.keymap import Keymap, Prefix
from tui.layouts import evidence, latin

LETTERS = string.ascii_letters + string.punctuation
KEYS = st.one_of(
    st.just(""), st.sampled_from(LETTERS), st.builds(",{}".format, st.sampled_from(LETTERS))
)
SCHEMES = st.lists(
    st.builds(lambda key, name: (key, name), KEYS, st.text(max_size=12)), max_size=90
).map(lambda rows: [Label(f"l{n}", name, key) for n, (key, name) in enumerate(rows)])
OVERRIDES = st.dictionaries(
    st.sampled_from([row.id for row in COMMANDS] + ["label.l0", "label.l1", "reader.nothing"]),
    st.lists(
        st.one_of(st.sampled_from(LETTERS), st.sampled_from(["ctrl+t", "tab", "f5", ",a", ""])),
        max_size=3,
    ),
    max_size=12,
)


def pressed(written: str) -> list[tuple[str, str | None]]:
    """The (key, character) of each press of a key as `sequence` reads it."""
    return [
        ("space", " ") if part == "space" else (part, part if len(part) == 1 else None)
        for part in sequence(written)
    ]


def type_in(keymap: Keymap, place: str, chords: tuple[str, ...]) -> object:
    """What a sequence of presses comes to."""
    prefix: tuple[str, ...] = ()
    meaning: object = None
    for part in chords:
        character = " " if part == "space" else part if len(part) == 1 else None
        meaning = keymap.resolve(place, part, character, prefix)
        if not isinstance(meaning, Prefix):
            return meaning
        prefix = meaning.chords
    return meaning


@settings(max_examples=60, deadline=None)
@given(SCHEMES, OVERRIDES)
def test_every_command_and_label_is_reached_by_the_key_it_shows(
    labels: list[Label], overrides: dict[str, list[str]]
) -> None:
    keymap = Keymap(labels=labels, overrides=overrides)
    for place in PLACES:
        shown_keys: list[str] = []
        for row in COMMANDS:
            if row.place not in (place, "app"):
                continue
            keys = keymap.keys(place, row.id)
            assert keys, f"{row.id} has no key in {place}"
            shown_keys += keys
        if place == "reader":
            for label in labels:
                keys = keymap.keys(place, f"label.{label.id}")
                assert keys, f"{label.id} has no key"
                shown_keys += keys
        assert len(shown_keys) == len(set(shown_keys)), "one key means two things"
    table = keymap._tables["reader"]
    for name, sequences in table.keys.items():
        for chords in sequences:
            meaning = type_in(keymap, "reader", chords)
            assert isinstance(meaning, Command | Label)
            assert meaning.id == name.removeprefix("label.") or meaning.id == name


def test_the_commands_as_shipped_have_the_keys_they_ask_for() -> None:
    keymap = Keymap()
    taken: set[tuple[str, str]] = set()
    for row in COMMANDS:
        for written in row.keys:
            name = shown(sequence(written))
            assert (row.place, name) not in taken, f"{name} twice in {row.place}"
            taken.add((row.place, name))
        if row.place != "app":
            assert keymap.key(row.place, row.id) == shown(sequence(row.keys[0]))
    assert not keymap.problems


def test_every_chord_has_a_plain_twin() -> None:
    for row in COMMANDS:
        if row.id == "app.quit" or "extend" in row.id:
            continue  # q in the queue is the first, v and an arrow the rest
        plain = [key for key in row.keys if "+" not in key or key == "+"]
        assert plain, f"{row.id} has only chords"


def test_titles_are_short_and_sentences_are_sentences() -> None:
    for row in COMMANDS:
        assert len(row.title.split()) <= 2, row.id
        assert row.help.endswith("."), row.id


def test_a_label_takes_a_command_s_key_and_the_command_shows_another() -> None:
    keymap = Keymap(
        labels=[Label("p", "Place", "f"), Label("d", "Date", "D"), Label("q", "Q", "q")]
    )
    assert keymap.resolve("reader", "f", "f") == keymap.labels[0]
    hint = command("reader.hint")
    assert hint not in [keymap.resolve("reader", key, key) for key in "fF"]
    moved = keymap.key("reader", hint.id)
    assert len(moved) == 1
    assert moved.isalpha()
    assert type_in(keymap, "reader", (moved,)) == hint
    assert keymap.key("reader", "reader.finish") == "c"  # all those of its name are taken
    assert keymap.key("queue", "app.back") == "q"
    assert keymap.key("reader", "app.back") != "q"


def test_a_command_past_the_free_letters_takes_a_comma_and_a_letter() -> None:
    labels = [Label(f"l{n}", f"Label {n}") for n in range(60)]
    keymap = Keymap(labels=[Label("x", "X", "f"), *labels])
    first, second = keymap.key("reader", "reader.hint").split()
    assert type_in(keymap, "reader", (first, second)) == command("reader.hint")


def test_labels_past_the_free_letters_take_a_comma_and_a_letter() -> None:
    labels = [Label(f"l{n}", f"Label {n}") for n in range(60)]
    keymap = Keymap(labels=labels)
    keys = [keymap.label_key(label.id) for label in labels]
    assert len(set(keys)) == 60
    assert any(key.startswith(", ") for key in keys)
    assert keymap.resolve("reader", "comma", ",") == Prefix((",",))
    titles = {title for _, title in keymap.continuations("reader", (",",))}
    assert "Label 59" in titles


def test_own_keys_replace_those_of_a_command() -> None:
    keymap = Keymap(overrides={"reader.undo": ("z",), "reader.finish": ("F", "ctrl+d")})
    assert keymap.resolve("reader", "z", "z") == command("reader.undo")
    assert keymap.resolve("reader", "u", "u") is None
    assert keymap.resolve("reader", "ctrl+d") == command("reader.finish")
    assert keymap.key("reader", "reader.finish") == "F"


def told(overrides: dict[str, tuple[str, ...]], *labels: Label) -> dict[str, str]:
    """What is said of each name in the settings."""
    keymap = Keymap(labels=labels, overrides=overrides)
    return {one.setting.removeprefix("keys."): one.said for one in keymap.problems}


def test_what_cannot_be_honoured_is_told() -> None:
    overrides = {"reader.undo": ("a",), "reader.nonsense": ("z",), "queue.sort": ("s",)}
    keymap = Keymap(labels=[Label("a", "Area", "a")], overrides=overrides)
    assert keymap.key("reader", "reader.undo") == "u"
    said = told(overrides, Label("a", "Area", "a"))
    assert said["reader.undo"] == "a is taken by the label Area in the reader. “u” is used."
    assert "no such command" in said["reader.nonsense"]
    assert keymap.resolve("queue", "s", "s") == command("queue.sort")
    assert keymap.key("queue", "queue.skip") != "s"


def test_a_key_asked_for_twice_is_told_with_who_has_it() -> None:
    said = told({"queue.sort": ("0",), "queue.edit": ("0", "9"), "app.help": ("0",)})
    assert said["queue.edit"] == "0 is taken by queue.sort (sort) in the queue. “9” is used."
    assert "in the queue" in said["app.help"]
    assert "queue.sort" not in said


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("foo+bar", "is no key"),
        ("crtl+r", "is no key"),
        ("gg", "is no key"),
        (", foo", "is no key"),
        ("ctrl+i", "arrives as tab"),
        ("shift+a", "is written as the character it types"),
        (",", "is taken by longer keys"),
        ("ctrl+", "is no key"),
        ("+x", "is no key"),
        ("\x1b", "is no key"),
        ("3", "selects words"),
    ],
)
def test_a_key_that_cannot_be_is_told_and_the_usual_one_is_used(written: str, why: str) -> None:
    said = told({"reader.undo": (written,)})
    assert why in said["reader.undo"]
    assert (
        "“u” and “ctrl+z” are used" in said["reader.undo"] or "“u” is used" in said["reader.undo"]
    )
    keymap = Keymap(overrides={"reader.undo": (written,)})
    assert keymap.resolve("reader", "u", "u") == command("reader.undo")


@pytest.mark.parametrize(
    ("written", "key", "character"),
    [
        ("Ctrl+R", "ctrl+r", None),
        ("esc", "escape", None),
        ("PgDn", "pagedown", None),
        ("ctrl+]", "ctrl+right_square_bracket", "\x1d"),
        ("ctrl+space", "ctrl+@", None),
        ("shift+ctrl+left", "ctrl+shift+left", None),
        ("full_stop", "full_stop", "."),
        (" ", "space", " "),
        ("F5", "f5", None),
    ],
)
def test_keys_may_be_written_as_people_write_them(
    written: str, key: str, character: str | None
) -> None:
    keymap = Keymap(overrides={"reader.undo": (written,)})
    assert not keymap.problems
    assert keymap.resolve("reader", key, character) == command("reader.undo")


def test_a_label_of_another_desk_is_no_mistake_but_a_note() -> None:
    keymap = Keymap(labels=[Label("a", "Area", "a")], overrides={"label.b": ("k",)})
    assert not keymap.problems
    assert "label.b" in keymap.notes[0]
    assert told({"label.a": ("5",)}, Label("a", "Area", "a"))["label.a"].endswith("“a” is used.")


@given(
    st.dictionaries(
        st.sampled_from(["reader.undo", "label.a", "app.help", "x"]),
        st.lists(st.text(max_size=5), max_size=3),
    )
)
def test_no_key_written_at_all_is_an_error(overrides: dict[str, list[str]]) -> None:
    keymap = Keymap(labels=[Label("a", "Area", "a")], overrides=overrides)
    assert keymap.key("reader", "reader.undo")
    assert keymap.label_key("a")


@pytest.mark.parametrize(
    ("layout", "typed", "wanted"),
    [
        ("arabic", "خؤش", "oca"),
        ("arabic", "بهءع", "fixu"),
        ("arabic", "؟", "?"),
        ("persian", "خزش", "oca"),
        ("persian", "بهطع", "fixu"),
        ("arabic", "щсф", "oca"),
        ("arabic", "ЩВХ", "OD{"),
        ("arabic", "दमो", "oca"),
        ("arabic", "ि", "f"),
        ("arabic", "٣۵२", "352"),
        ("arabic", "o中é", "o中é"),
        ("persian", "ط÷×ظذدپو", "x~^zbnm,"),
        ("persian", "ؤئيإأآة»«كءژ", "ASDFGHJKLZMC"),
        ("persian", "یکگچ۴", "d;']4"),
        ("arabic", "ط÷×ظذدةو", "'IO/`]m,"),
        ("arabic", "ئءؤرىيكآأإ", "zxcvnd;NHY"),
    ],
)
def test_characters_of_other_layouts_mean_the_key_they_stand_on(
    layout: str, typed: str, wanted: str
) -> None:
    assert "".join(latin(character, layout) for character in typed) == wanted


def test_letters_only_one_layout_types_tell_which_it_is() -> None:
    for letter in "یکگچپژ»":
        assert evidence(letter, "auto") == evidence(letter, "arabic") == "persian"
    for letter in "ىﻻﻷ":
        assert evidence(letter, "auto") == evidence(letter, "persian") == "arabic"
    for both in "ةيكطزوخ÷x۴":
        for layout in ("auto", "arabic", "persian"):
            assert evidence(both, layout) == layout


def test_while_the_layout_is_not_known_only_what_can_mean_one_thing_means_it() -> None:
    keymap = Keymap(labels=default_labels())

    def meant(character: str) -> str:
        found = keymap.resolve("reader", character, character)
        return getattr(found, "id", "")

    assert meant("خ") == "official"
    assert meant("ط") == "reader.remove"  # ' means nothing
    assert sorted(keymap.possible("reader", "ؤ")) == ["arabic", "persian"]  # c or A
    assert meant("ز") == ""  # . or c
    assert sorted(keymap.possible("reader", "ز")) == ["arabic", "persian"]
    assert keymap.latin("ز") == "c"
    keymap.typed("ی")
    assert meant("ز") == "country"
    assert meant("÷") == "reader.previous-stop"
    assert meant("ي") == "reader.finish"
    keymap.typed("ى")
    assert meant("ز") == "reader.repeat"
    assert meant("÷") == "app.ingest"
    keymap.layout = "persian"
    keymap.typed("ى")
    assert meant("ز") == "country"


def test_a_label_is_reached_from_an_arabic_keyboard() -> None:
    official = Label("official", "Official", "o")
    keymap = Keymap(labels=[official])
    assert keymap.resolve("reader", "arabic_letter_khah", "خ") == official
    own = Keymap(labels=[official, Label("x", "X", "خ")])
    assert own.resolve("reader", "arabic_letter_khah", "خ") == own.labels[1]


@pytest.mark.parametrize(
    ("key", "character", "wanted"),
    [
        ("asterisk", "*", "*"),
        ("full_stop", None, "."),
        ("D", "D", "D"),
        ("upper_d", None, "D"),
        ("ctrl+r", "\x12", "ctrl+r"),
        ("space", " ", "space"),
        ("left_square_bracket", None, "["),
        ("backslash", None, "\\"),
        ("tab", "\t", "tab"),
        ("enter", "\r", "enter"),
        ("delete", None, "delete"),
    ],
)
def test_a_press_has_one_spelling(key: str, character: str | None, wanted: str) -> None:
    assert chord(key, character) == wanted
