"""Label colours can be read, and told apart, in every theme."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.color import Color

from store.model import Label
from store.scheme import COLOURS
from tui.config import CHOICES
from tui.themes import READABLE, THEMES, contrast, label_styles

SCHEME = [Label(name, name, colour=name) for name in COLOURS] + [
    Label(f"more{n}", "more", colour="") for n in range(4)
]


def test_the_themes_are_those_the_settings_name() -> None:
    assert set(THEMES) == set(CHOICES["theme"])


@pytest.mark.parametrize("theme", THEMES)
def test_marked_text_and_marks_can_be_read(theme: str) -> None:
    ground = Color.parse(THEMES[theme].background or "")
    for style in label_styles(SCHEME, theme).values():
        text = Color.parse(style.foreground)
        assert contrast(text, Color.parse(style.background)) >= READABLE
        assert contrast(text, Color.parse(style.strong)) >= READABLE
        assert contrast(Color.parse(style.mark), ground) >= READABLE


@pytest.mark.parametrize("theme", THEMES)
def test_twelve_labels_have_twelve_looks(theme: str) -> None:
    looks = list(label_styles(SCHEME[:12], theme).values())
    assert len({look.background for look in looks}) == 12
    for one, other in itertools.combinations(looks, 2):
        first, second = Color.parse(one.background), Color.parse(other.background)
        assert sum(abs(a - b) for a, b in zip(first.rgb, second.rgb, strict=True)) >= 12


@pytest.mark.parametrize("theme", THEMES)
def test_ordinary_and_dim_text_can_be_read(theme: str) -> None:
    chosen = THEMES[theme]
    for name in ("background", "surface"):
        ground = Color.parse(getattr(chosen, name))
        assert contrast(Color.parse(chosen.foreground or ""), ground) >= 7
        for colour in (chosen.variables["text-muted"], chosen.accent, chosen.error):
            assert contrast(Color.parse(colour or ""), ground) >= READABLE


@given(st.from_regex(r"#[0-9a-f]{6}", fullmatch=True), st.sampled_from(sorted(THEMES)))
def test_any_colour_of_a_scheme_can_be_read(colour: str, theme: str) -> None:
    style = label_styles([Label("x", "X", colour=colour)], theme)["x"]
    assert contrast(Color.parse(style.foreground), Color.parse(style.background)) >= READABLE
