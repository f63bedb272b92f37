"""Wrapping and the way between offsets and cells, for any text."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.display import safe
from tui.text import graphemes as shapes
from tui.text.graphemes import boundary, graphemes, kinds, plain
from tui.text.layout import Layout
from tui.text.wrap import wrap

PIECES = st.sampled_from(
    [
        *"ab, .(x)\n\t ",
        "word ",
        "averyveryverylongword",
        "日本",
        "。",
        "「",
        "」",
        "，",
        "한국어",
        "كتاب ",
        "بِسْمِ",
        "स्त्री",
        "कि",
        "e\u0301",
        "\u0301",
        "🇮🇷",
        "🇸",
        "👩\u200d👩\u200d👧",
        "👍🏽",
        "❤\ufe0f",
        "\u200c",
        "\u200d",
        "1\ufe0f\u20e3",
        "ｱ",
    ]
)
TEXTS = st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=60)
WIDTHS = st.integers(min_value=4, max_value=30)


def drawn(text: str) -> int:
    """Cells of a piece of a line as the view draws it."""
    return cell_len(shapes.drawn(text))


def display(text: str) -> str:
    """The text as the view lays it out: safe, with its newlines and tabs."""
    return "\n".join(
        "\t".join(safe(part) for part in line.split("\t")) for line in text.split("\n")
    )


@given(TEXTS, WIDTHS)
@example("a" * 9 + " b", 9)
@example("", 4)
@example("a\n", 4)
def test_every_offset_is_on_exactly_one_line(text: str, width: int) -> None:
    layout = Layout(display(text), width)
    here = 0
    for line in range(len(layout)):
        start, end = layout.bounds(line)
        assert start == here
        here = layout.starts[line + 1] if line + 1 < len(layout) else len(layout.text) + 1
        assert layout.text[end:here] in ("", "\n")
        for offset in range(start, here):
            assert layout.line_of(offset) == line
    assert here == len(layout.text) + 1


@given(TEXTS, WIDTHS)
@example("ab  cd", 4)
@example("日本語。", 6)
def test_no_line_is_wider_than_the_page(text: str, width: int) -> None:
    layout = Layout(display(text), width)
    for line in range(len(layout)):
        shown = layout.line(line)
        assert layout.size(line) == drawn(shown)
        if drawn(shown) > width:
            hung = layout.wrapped(line) or shown.endswith(" ")
            assert hung
            assert drawn(shown[:-1]) <= width or len(graphemes(shown)) == 1


@given(TEXTS, WIDTHS)
@example("👩\u200d👩\u200d👧" * 9, 5)
@example("🇮🇷" * 9, 5)
@example("e\u0301" * 30, 7)
@example("a \u0301" * 9, 4)
def test_no_line_begins_inside_a_grapheme(text: str, width: int) -> None:
    text = display(text)
    for start in wrap(text, width):
        first = text.rfind("\n", 0, start) + 1
        last = text.find("\n", start)
        paragraph = text[first : len(text) if last < 0 else last]
        assert start - first in {0, *(begin for begin, _, _ in graphemes(paragraph))}


@given(TEXTS.map(lambda text: display(text).replace("\n", " ")))
def test_graphemes_cover_the_text_and_their_edges_are_boundaries(text: str) -> None:
    found = graphemes(text)
    assert [start for start, _, _ in found] == [0, *(end for _, end, _ in found)][: len(found)]
    assert (found[-1][1] if found else 0) == len(text)
    assert sum(size for _, _, size in found) == drawn(text)
    shape = kinds(text)
    edges = {start for start, _, _ in found}
    assert edges == {at for at in range(len(text)) if boundary(shape, at)}
    if plain(text):
        assert len(found) == len(text)


@given(TEXTS, WIDTHS, st.data())
def test_cells_and_offsets_are_one_anothers_inverse(
    text: str, width: int, data: st.DataObject
) -> None:
    layout = Layout(display(text), width)
    offset = layout.snap(data.draw(st.integers(0, len(layout.text))))
    line = layout.line_of(offset)
    back = layout.offset(line, layout.cell(line, offset))
    assert layout.cell(line, back) == layout.cell(line, offset)
    if graphemes(layout.line(line)) and layout.cell(line, back) < layout.size(line):
        assert back >= offset


@given(TEXTS, WIDTHS)
def test_moving_right_visits_every_grapheme_and_left_comes_back(text: str, width: int) -> None:
    layout = Layout(display(text), width)
    seen, here = [0], 0
    while (onward := layout.right(here)) > here:
        assert layout.left(onward) == here
        seen.append(here := onward)
    assert here == len(layout.text)
    assert [layout.snap(offset) for offset in seen] == seen


@given(TEXTS, WIDTHS, st.integers(-9, 9), st.integers(0, 40))
def test_moving_up_and_down_keeps_the_column(text: str, width: int, lines: int, goal: int) -> None:
    layout = Layout(display(text), width)
    for line in range(len(layout)):
        offset = layout.vertical(layout.starts[line], lines, goal)
        target = min(max(line + lines, 0), len(layout) - 1)
        assert layout.line_of(offset) == target
        assert layout.cell(target, offset) <= goal
        assert (
            offset == layout.last(target)
            or layout.cell(target, layout.right(offset)) > goal
            or (layout.line_of(layout.right(offset)) != target)
        )


def test_lines_break_after_spaces_and_the_space_hangs() -> None:
    layout = Layout("one two three", 7)
    assert [layout.line(i) for i in range(len(layout))] == ["one two ", "three"]


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one() -> None:
    layout = Layout("日本語「テスト」。次の行に、行く", 7)
    lines = [layout.line(i) for i in range(len(layout))]
    assert all(line[0] not in "、。」" for line in lines)
    assert all(line[-1] != "「" for line in lines)


def test_a_flag_is_one_step() -> None:
    layout = Layout("a🇮🇷b", 20)
    assert layout.right(1) == 3
    assert layout.cell(0, 3) == 3


def test_a_megabyte_in_one_line_is_wrapped() -> None:
    layout = Layout("x" * 1_000_000, 88)
    assert len(layout) == -(-1_000_000 // 88)
