"""How a line is drawn: letters beside marks, wide and right-to-left text, hints; nothing moves."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.color import Color, ColorSystem
from rich.style import Style

from store.model import Span
from store.scheme import default_labels
from store.suggest.values import Suggestion
from tests.tui.text.test_layout import TEXTS
from tui.display import FILLER, REPLACEMENT, safe, safe_lines
from tui.text.graphemes import graphemes
from tui.text.layout import Layout
from tui.text.span_index import SpanIndex
from tui.themes import THEMES, label_styles
from tui.widgets.article_line import MARGIN_LEFT, Glyph, Scene, draw
from tui.widgets.mark_styles import Look, MarkStyles, Palette

LABELS = default_labels()
STYLES = MarkStyles(
    label_styles(LABELS, "dark"),
    {label.id: label.key for label in LABELS},
    Palette("#101010", "#eeeeee", "#888888", "#ddaa00"),
)


def span(start: int, end: int, label: str = "country", annotator: str = "mina") -> Span:
    return Span(f"{start}-{end}-{label}", "a", start, end, label, annotator)


def scene(text: str, *spans: Span, width: int = 40, **more: Any) -> Scene:
    return Scene(Layout(safe_lines(text), width), SpanIndex(spans), STYLES, me="mina", **more)


def row(shown: Scene, line: int = 0) -> str:
    return draw(shown, line, MARGIN_LEFT, 60).text


@pytest.mark.parametrize(
    ("text", "marked", "drawn"),
    [
        ("In Iran now", "Iran", "   In Iranᶜnow"),
        ("In Iran, now", "Iran", "   InᶜIran, now"),
        ("Iran, now", "Iran", "  ᶜIran, now"),
        ("Now Iran", "Iran", "   Now Iranᶜ"),
        ("He said: “Iran.”", "Iran", "   He said: “Iran.”ᶜ"),
        ("在北京会见伊朗外长。", "伊朗外长", "   在北京会见伊朗外长。ᶜ"),
        (
            "He left (Iran), for the city of Muscat",
            "Iran",
            "   He left (Iran), for the city of Muscat    ᶜ",
        ),
    ],
)
def test_the_letter_takes_a_blank_and_moves_nothing(text: str, marked: str, drawn: str) -> None:
    at = text.index(marked)
    found = row(scene(text, span(at, at + len(marked)), cursor=0))
    assert found.rstrip() == drawn


def test_without_a_blank_the_letter_stands_in_the_margin() -> None:
    text = "我们在中国见面"
    shown = row(scene(text, span(3, 5), cursor=0))
    assert shown.rstrip().startswith(f"   {text}")
    assert shown.rstrip().endswith("ᶜ")


def test_a_sure_suggestion_has_its_letter_before_a_faint_one() -> None:
    text = "A Captain Firmin, they said"
    shown = scene(text)
    faint = Suggestion(2, 9, "area", 0.2, "rule", "", sure=False)
    shown.offers = SpanIndex([faint, Suggestion(10, 16, "official", 0.9, "rule", "")])
    assert row(shown).startswith("   AᵃCaptainᵒFirmin, they said")


def test_where_there_is_no_blank_a_suggestions_letter_stands_in_the_margin() -> None:
    text = "目前巴西只有保险公司经营"
    shown = scene(text)
    faint = Suggestion(6, 8, "area", 0.3, "built-in", "", sure=False)
    shown.offers = SpanIndex([Suggestion(2, 4, "country", 0.9, "built-in", ""), faint])
    assert row(shown).startswith(f"   {text}")
    assert row(shown).split() == [text, "ᶜᵃ"]


def test_suggestions_and_marks_are_told_apart_without_colour() -> None:
    styles = MarkStyles(
        label_styles(LABELS, "dark"), {}, Palette("#101010", "#eeeeee", "#888888", "#ddaa00", True)
    )
    looks = [styles.piece(Look("country", offer=offer)) for offer in (0, 1, 2)]
    looks.append(styles.piece(Look()))
    assert len({(style.underline, style.italic) for style in looks}) == 4


def test_at_the_end_of_a_wrapped_line_the_letter_takes_the_blank_that_hangs_there() -> None:
    text = "aaa bbb “Iran,” she said later on"
    at = text.index("Iran")
    shown = scene(text, span(at, at + 4), width=16, cursor=0)
    assert row(shown).rstrip() == "   aaa bbb “Iran,”ᶜ"


def test_of_two_marks_at_a_lines_end_one_letter_stands_there_and_one_in_the_margin() -> None:
    text = "说“伊朗”。"
    both = scene(text, span(2, 4), span(1, 4, "area"), cursor=0)
    found = row(both).rstrip()
    assert found.startswith(f"   {text}ᶜ")
    assert found.endswith("ᵃ")


def test_nested_marks_both_have_their_letter() -> None:
    text = "The Bank of Chad opened"
    found = row(scene(text, span(4, 16, "official"), span(12, 16), cursor=22))
    assert found.rstrip() == "   TheᵒBank of Chadᶜopened"


def test_a_mark_is_never_told_by_colour_alone() -> None:
    for label in ("official", "country", "area"):
        plain = row(scene("In Iran now", cursor=0))
        assert row(scene("In Iran now", span(3, 7, label), cursor=0)) != plain


def test_overlaps_are_underlined_and_others_marks_too() -> None:
    def underlined(shown: Scene) -> str:
        strip = draw(shown, 0, MARGIN_LEFT, 60)
        return "".join(s.text for s in strip if s.style and s.style.underline)

    both = scene("one two three", span(0, 13, "area"), span(4, 7), cursor=12)
    assert underlined(both) == "two"
    others = scene("one two three", span(4, 7, annotator="omar"), cursor=12)
    assert underlined(others) == "two"


def test_the_cursor_covers_a_grapheme_and_stands_at_the_end_of_a_line() -> None:
    def under(text: str, cursor: int) -> str:
        strip = draw(scene(text, cursor=cursor), 0, MARGIN_LEFT, 60)
        block = STYLES.piece(Look(cursor=True))
        return "".join(s.text for s in strip if s.style == block)

    assert under("日本", 1) == "本"
    assert under("e\u0301x", 0) == "e\u0301"
    assert under("كتاب جديد", 5) == "ج"
    assert under("ab\ncd", 2) == " "


def test_hints_cover_the_first_cells_and_stay_apart() -> None:
    text = "日本 is a"
    glyphs = {0: Glyph("sd"), 1: Glyph("sf"), 3: Glyph("ab"), 6: Glyph("jk")}
    shown = scene(text, overlay=glyphs, overlay_order=sorted(glyphs), dim=True)
    assert row(shown).rstrip() == "   sdsf ab jk"  # the last one reaches over the line's end
    strip = draw(shown, 0, MARGIN_LEFT, 60)
    styles = {s.text: s.style for s in strip}
    assert styles["sd"] != styles["sf"]


@pytest.mark.parametrize("text", ["one a", "one 中", "one a\nnext", "one ि"])
def test_a_hint_at_the_end_of_a_line_is_whole_and_moves_nothing(text: str) -> None:
    marked = span(4, 5)
    shown = scene(text, marked, overlay={4: Glyph("jk")}, overlay_order=[4], dim=True)
    strip = draw(shown, 0, MARGIN_LEFT, 60)
    assert strip.cell_length == 60
    assert strip.text.rstrip().removesuffix("ᶜ") == "   one jk"


SYSTEMS = (ColorSystem.STANDARD, ColorSystem.EIGHT_BIT, ColorSystem.TRUECOLOR)


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("theme", THEMES)
def test_hints_and_the_selection_are_seen_with_few_colours(theme: str, system: ColorSystem) -> None:
    colours = THEMES[theme]
    assert colours.background
    assert colours.foreground
    muted = colours.variables["text-muted"]
    styles = MarkStyles(
        label_styles(LABELS, theme),
        {label.id: label.key for label in LABELS},
        Palette(colours.background, colours.foreground, muted, str(colours.accent)),
    )

    def seen(style: Style) -> tuple[Color, Color]:
        assert style.color
        assert style.bgcolor
        return style.color.downgrade(system), style.bgcolor.downgrade(system)

    for style in (*styles.hints.values(), styles.hint_one):
        ink, ground = seen(style)
        assert ink != ground
    selected = seen(styles.piece(Look(selected=True)))
    assert selected[0] != selected[1]
    assert selected[1] != seen(styles.base)[1]
    assert seen(styles.piece(Look(selected=True, cursor=True)))[1] != selected[1]
    for label in LABELS:
        for look in (Look(label=label.id), Look(label=label.id, current=True)):
            assert seen(styles.piece(look))[1] != selected[1]
        inside = styles.mark_letter(label.id, Look(label=label.id, selected=True))
        assert seen(inside) == selected


@settings(max_examples=60)
@given(TEXTS, st.integers(10, 30), st.data())
def test_whatever_is_drawn_every_row_keeps_its_width_and_its_text(
    text: str, width: int, data: st.DataObject
) -> None:
    text = safe_lines(text)
    places = st.integers(0, max(0, len(text)))
    spans = []
    for number in range(data.draw(st.integers(0, 4))):
        start, end = sorted((data.draw(places), data.draw(places)))
        if start < end:
            spans.append(Span(str(number), "a", start, end, "country", "mina"))
    plain = scene(text, width=width, cursor=len(text))
    marked = scene(
        text,
        *spans,
        width=width,
        cursor=plain.layout.snap(data.draw(places)),
        selection=(0, data.draw(places)) if data.draw(st.booleans()) else None,
    )
    for line in range(len(plain.layout)):
        before = draw(plain, line, MARGIN_LEFT, width + 12)
        after = draw(marked, line, MARGIN_LEFT, width + 12)
        assert before.cell_length == after.cell_length == width + 12
        assert cell_len(after.text) == width + 12
        assert safe(after.text) == after.text.replace(FILLER, REPLACEMENT)
        # a mark's letter may take a blank, with what joins it and has no width of its own
        row = plain.layout.line(line)
        pieces = [row[start:end] for start, end, _ in graphemes(row)]
        kept = [c for piece in pieces if not piece[0].isspace() for c in piece]
        drawn = iter(after.text)
        assert all(c in drawn for c in kept)


def test_a_mark_may_take_in_the_end_of_its_line() -> None:
    text = "aaaaaaaaaaa日本日本كتاب بِسْمِकि\n"
    marked = scene(text, span(1, len(text)), span(3, len(text)), width=10)
    drawn = [row(marked, line) for line in range(len(marked.layout))]
    assert "日本" in "".join(drawn)
