"""Letters over suggestions and names: what each decides about, and how long they stand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import pytest

from store import annotations as marks
from store import scheme
from store.desk import Desk
from store.errors import Refused
from store.model import Label, Span
from store.suggest import deciding
from store.suggest.values import Key, Suggestion
from tests.tui.planned import LONG, TALKS, UNLIKELY, Found, Planned, suggesting
from tests.tui.reading import reading


async def test_letters_mend_one_suggestion_after_another_until_another_key(desk: Desk) -> None:
    async with suggesting(desk) as r:
        await r.press("F")
        assert r.reader.hints is not None
        letters = {at: code for at, (code, _) in r.reader.hints.live.items()}
        assert len(letters) == 10
        await r.press(letters[TALKS.index("Oman")])
        assert "Rejected Country “Oman”." in r.message
        assert "Oman" not in r.offers()
        await r.press(letters[TALKS.index("Oslo")])
        assert "Taken: Country “Oslo”." in r.message
        assert r.marks() == [("Oslo", "country")]
        left = {at: code for at, (code, _) in r.reader.hints.live.items()}
        assert left.items() < letters.items()
        assert len(left) == 8
        await r.press(letters[TALKS.index("Oman")])  # decided about, and no command
        assert "No letter shown" in r.message
        await r.press("A")
        assert r.reader.hints is None
        assert "Oman" not in {words for words, _ in r.marks()}
        assert len(r.marks()) == 7


async def test_a_letter_goes_with_its_suggestion(desk: Desk) -> None:
    async with suggesting(desk) as r:
        await r.press("F")
        assert r.reader.hints is not None
        kenya = [TALKS.index("Kenya"), TALKS.rindex("Kenya")]
        code = r.reader.hints.live[kenya[0]][0]
        r.reader.note_rejected((kenya[1], kenya[1] + len("Kenya"), "country"))
        r.reader._wrote()
        await r.press(code)
        assert r.reader.hints is not None
        assert not set(kenya) & set(r.reader.hints.live)
        await r.press("escape")
        assert r.reader.hints is None


async def test_letters_stand_over_names_nobody_suggested_and_keys_mend_what_they_took(
    desk: Desk,
) -> None:
    async with suggesting(desk) as r:
        shown = {TALKS[x.start : x.end] for x in r.reader.view.offers}
        assert not shown & set(UNLIKELY)
        await r.letter("Envoys")
        assert "Taken: Official “Envoys”." in r.message
        await r.press(">", "<")
        await r.letter("Solberg")
        await r.press("o")  # no letter of a label's key stands over anything
        assert r.marks() == [("Envoys", "official"), ("Solberg", "official")]
        await r.letter("Oman")  # rejected, and taken after all
        assert "Rejected" in r.message
        await r.press("[")
        assert r.marks()[1] == ("of Oman", "country")
        await r.letter("Ingrid")
        await r.press("a")
        assert ("Ingrid", "area") in r.marks()
        assert r.reader.hints is not None
        await r.press("escape")
        shown = {TALKS[x.start : x.end] for x in r.reader.view.offers}
        assert not shown & set(UNLIKELY)


async def test_what_a_letter_did_is_undone_and_removed_while_letters_stand(desk: Desk) -> None:
    async with suggesting(desk) as r:
        await r.letter("Envoys")
        await r.letter("Oman")
        assert "Oman" not in r.offers()
        await r.press("u")
        assert "Oman" in r.offers()
        await r.press("u")
        assert r.marks() == []
        await r.letter("Envoys")
        assert r.marks() == [("Envoys", "official")]
        await r.press("x")
        assert r.marks() == []
        assert r.reader.hints is not None
        assert TALKS.index("Envoys") not in r.reader.hints.live  # said to be none


async def test_without_suggestions_there_are_no_letters(desk: Desk) -> None:
    async with reading(desk, TALKS, size=(120, 24)) as r:
        await r.press("F")
        assert r.reader.hints is None
        assert "Suggestions are off" in r.message
        await r.press("2")
        assert r.reader.view.selection is not None


async def test_no_letter_is_a_key_that_mends(desk: Desk) -> None:
    async with suggesting(desk, TALKS + " Kenya." * 60) as r:
        await r.press("F")
        assert r.reader.hints is not None
        codes = [code for code, _ in r.reader.hints.live.values()]
        keys = {r.app.keymap.label_key(label.id) for label in r.reader.labels} | {"u", "x"}
        assert len(codes) == 70
        assert not {code[0] for code in codes} & keys
        assert {code for code in codes if code != code.lower()} == set()


async def test_what_a_decision_brings_up_gets_a_letter_that_stood_for_nothing(desk: Desk) -> None:
    async with suggesting(desk, "Oslo rose, and then Oslo fell.") as r:
        await r.press("F")
        assert r.reader.hints is not None
        before = {at: code for at, (code, _) in r.reader.hints.live.items()}
        await r.press(before[0])
        assert r.offers() == ["Oslo"]  # sure by now
        ((at, (code, _)),) = r.reader.hints.live.items()
        assert before.keys() == {0, at}
        assert code not in before.values()
        await r.press(before[at])
        assert "No letter shown" in r.message
        assert r.offers() == ["Oslo"]
        await r.press(*code)
        assert r.offers() == []


async def test_the_keys_told_are_those_of_what_ended_the_letters(desk: Desk) -> None:
    async with suggesting(desk) as r:
        await r.press("F")
        assert "mend that" in r.reader.key_line.render_line(0).text
        await r.press("/")
        assert "mend that" not in r.reader.key_line.render_line(0).text
        await r.press("escape", "F", "escape")
        assert "mend that" not in r.reader.key_line.render_line(0).text


async def test_a_digit_is_a_letter_in_every_script(desk: Desk) -> None:
    async with suggesting(desk, TALKS + " Kenya." * 13) as r:
        await r.press("F")
        assert r.reader.hints is not None
        codes = {code: at for at, (code, _) in r.reader.hints.live.items()}
        digit, at = next((code, at) for code, at in codes.items() if code.isdecimal())
        assert at in {x.start for x in r.reader.sure()}
        await r.press(chr(ord("٠") + int(digit)))
        assert at not in {x.start for x in r.reader.sure()}
        assert "Rejected" in r.message


async def test_when_every_letter_is_typed_letters_come_with_what_comes_up(desk: Desk) -> None:
    async with suggesting(desk, "So Oslo rose.\n\n" + "No.\n\n" * 60 + "Then Oman spoke.") as r:
        await r.letter("Oslo")
        assert r.reader.hints is not None
        assert not r.reader.hints.live
        await r.press("2")  # counts words, as ever
        assert r.reader.view.selection is not None
        await r.press("escape", "u", "F")
        await r.letter("Oslo")
        await r.press("u")
        assert (r.marks(), len(r.reader.hints.live)) == ([], 1)
        await r.letter("Oslo")
        assert r.marks() == [("Oslo", "country")]


@pytest.mark.parametrize("key", ["pagedown", "D"])
async def test_letters_follow_to_other_lines(desk: Desk, key: str) -> None:
    async with suggesting(desk, LONG, TALKS) as r:
        await r.press("F")
        far = LONG.index("Oman")
        assert r.reader.hints is not None
        assert far not in r.reader.hints.live
        for _ in range(9):
            assert r.reader.hints is not None
            if far in r.reader.hints.live:
                break
            await r.press(key)
        await r.letter("Oman")
        assert "Rejected Country “Oman”." in r.message
        await r.press("D")
        assert [words for words, _ in r.marks()] == ["Kenya"]
        assert r.reader.article is not None
        assert r.reader.article.id == r.ids[1]
        assert r.reader.hints is None


async def test_half_a_letter_typed_means_no_other_once_suggestions_change(desk: Desk) -> None:
    async with suggesting(desk, TALKS + " Kenya." * 60) as r:
        live = await r.letters()
        singles = {code for code in live.values() if len(code) == 1}
        at, code = next((at, x) for at, x in live.items() if x[1:] in singles)
        await r.press(code[0])
        with Desk.open(desk.path, actor="jan") as other:
            marks.tag(other, r.ids[0], 0, 5, "area")
        r.app.look_for_changes()
        await r.settle()
        assert r.drawn() == {x: code[1:] for x, code in live.items() if code[0] == live[at][0]}
        count = len(r.offers())
        await r.press(code[1])
        assert at not in {x.start for x in r.reader.sure()}
        assert len(r.offers()) == count - 1


class Longer(Planned):
    """An engine that suggests "Envoys of Norway" where Norway is rejected, as titles come up."""

    def offer(
        self, prepared: Found, spans: Sequence[Span], rejected: frozenset[Key], **how: bool
    ) -> tuple[Suggestion, ...]:
        found = super().offer(prepared, spans, rejected, **how)
        at = prepared.text.find("Envoys of Norway")
        if found or spans or not rejected:
            return found
        return (Suggestion(at, at + 16, "official", 0.3, "rule", "a title", sure=False),)


@pytest.mark.parametrize(
    ("key", "made"),
    [
        ("[", [("of Norway", "country")]),
        ("a", [("Norway", "area")]),
        ("o", [("Norway", "official")]),
    ],
)
async def test_what_a_letter_rejected_is_mended_and_not_what_came_up_there(
    desk: Desk, key: str, made: list[tuple[str, str]]
) -> None:
    async with suggesting(desk, "Now Envoys of Norway met.", engine=Longer) as r:
        r.reader.note_rejected((4, 10, "official"))
        await r.letter("Norway")
        assert len(r.reader.view.offers) == 1
        assert "o Norway" in r.told()
        await r.press(key)
        assert r.marks() == made
        assert {span.origin for span in r.saved()} == {"suggestion"}


async def test_what_a_letter_rejected_is_forgotten_with_the_letters(desk: Desk) -> None:
    text = "Peace came to Norway and all, no more."
    async with suggesting(desk, "Kenya spoke of peace.", text) as r:
        await r.letter("Kenya")
        await r.press("D", "F", ">")
        assert "no tag under the cursor" in r.message
        assert r.marks(1) == []
    async with suggesting(desk, TALKS + " Again.") as r:
        await r.letter("Oman")
        await r.press("escape", "o", "F", "[")
        assert r.marks() == [("of Oman", "official")]


async def test_letters_stand_over_what_is_on_the_screen_alone(desk: Desk) -> None:
    async with suggesting(desk, LONG) as r:
        near, far = LONG.index("Kenya"), LONG.index("Oman")
        await r.press("G", "b", "b", "o", "g")
        assert await r.letters() == {near: r.drawn()[near]}
        await r.press("u")  # goes where the mark was
        assert (await r.letters()).keys() == {far}
        view = r.reader.view
        while view.window()[0] > near:
            await r.scroll(up=True)
        assert (await r.letters()).keys() == {near}
        await r.letter("Kenya")
        assert "Rejected Country “Kenya”." in r.message


async def test_letters_stay_where_lines_come_in(desk: Desk) -> None:
    text = "Kenya rose.\n\n" + "No.\n\n" * 2 + "Oman rose.\n\n" + "Norway fell.\n\n" * 9 + "End."
    async with suggesting(desk, text) as r:
        before = await r.letters()
        await r.scroll(up=False)
        after = await r.letters()
        assert text.index("Kenya") not in after
        assert {x: code for x, code in after.items() if x in before}.items() <= before.items()
        assert not {code for x, code in after.items() if x not in before} & set(before.values())
        assert r.drawn() == after
        await r.pilot.resize_terminal(120, 40)
        await r.settle()
        assert r.drawn().keys() == {x.start for x in r.reader.sure()}


async def test_names_nobody_suggested_go_with_the_letters_far_down_too(desk: Desk) -> None:
    rest = "Envoys came.\n\n" + "Nothing here.\n\n" * 900 + "Then Oman spoke."
    async with suggesting(desk, "We met Envoys.\n\n" + "No.\n\n" * 5000 + rest) as r:
        await r.press("F")
        r.reader.suggest_anew()
        await r.settle()
        assert await r.letters()
        await r.press("escape")
        assert [x for x in r.reader.view.offers if not x.probability] == []


async def test_enter_takes_what_is_told_while_letters_stand(desk: Desk) -> None:
    async with suggesting(desk) as r:
        await r.jump("Envoys")
        before = r.told()
        await r.press("F")
        assert "enter takes it" in r.told()
        await r.press("escape")
        assert r.told() == before
        await r.press("F", "enter")
        assert r.marks() == [("Envoys", "official")]
        assert r.here().startswith("Oman")
        assert r.drawn()


async def test_keys_that_do_nothing_leave_the_letters(desk: Desk) -> None:
    async with suggesting(desk) as r:
        await r.press("F")
        before = r.drawn()
        await r.press("pagedown")
        assert r.drawn() == before
        r.reader.painted_at = math.inf
        await r.pilot.press("D")  # before the letters were seen
        assert r.drawn() == before
        assert r.marks() == []


async def test_a_letter_that_could_not_be_written_stands_for_the_same(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with suggesting(desk) as r:
        before = await r.letters()
        with monkeypatch.context() as broken:

            def refuse(*_: object) -> None:
                raise Refused("The desk is busy; try again.")

            broken.setattr(deciding, "reject", refuse)
            await r.letter("Oman")
            assert "The desk is busy; try again." in r.message
            assert r.drawn() == before
        await r.letter("Oman")
        assert "Rejected Country “Oman”." in r.message


async def test_no_letter_is_a_second_key_or_one_of_another_layout(desk: Desk) -> None:
    keys = {"reader.undo": ("u", "d"), "reader.end-on": ("ctrl+n",)}
    scheme.apply(
        desk,
        [
            Label("country", "Country", key="ы"),
            Label("official", "Official", key="o"),
            Label("area", "Area", key="a"),
        ],
    )
    async with suggesting(desk, keys=keys) as r:
        codes = (await r.letters()).values()
        assert not {"s", "d"} & {code[0] for code in codes}
        assert "< ctrl+n mend that" in " ".join(r.reader.key_line.render_line(0).text.split())
        await r.letter("Envoys")
        await r.press("ы")
        assert r.marks() == [("Envoys", "country")]


async def test_letters_go_when_keys_become_those_of_others(desk: Desk) -> None:
    async with suggesting(desk) as r:
        code = (await r.letters())[TALKS.index("Oman")]
        labels = {label.id: label for label in desk.labels()}
        with Desk.open(desk.path, actor="jan") as other:
            scheme.apply(other, [replace(labels["country"], key=code), labels["official"]])
        r.app.look_for_changes()
        await r.settle()
        assert r.drawn() == {}
        await r.press(code)
        assert r.marks()[0][1] == "country"
        assert "Rejected" not in r.message


class Later(Planned):
    """An engine that suggests nothing but Oslo until somebody is marked as an official."""

    def offer(
        self, prepared: Found, spans: Sequence[Span], rejected: frozenset[Key], **how: bool
    ) -> tuple[Suggestion, ...]:
        found = super().offer(prepared, spans, rejected, **how)
        if any(span.label == "official" for span in spans):
            return found
        return tuple(one for one in found if prepared.text[one.start : one.end] == "Oslo")


async def test_digits_choose_nobody_once_they_are_letters_again(desk: Desk) -> None:
    def namesake(ids: list[str]) -> None:
        marks.tag(desk, ids[1], 0, 9, "official")

    texts = ("So Oslo rose, and Kenya too.", "Ivar Oslo came.")
    async with suggesting(desk, *texts, before=namesake, engine=Later) as r:
        await r.letter("Oslo")
        assert r.drawn() == {}
        await r.press("o")
        assert list(r.drawn()) == [18]
        assert "0 new" not in r.told()
        await r.press("u")
        assert r.drawn() == {}
        await r.press("escape", "o")
        assert "0 new" in r.told()


async def test_a_letter_whose_suggestion_was_not_seen_stays_and_decides_nothing(desk: Desk) -> None:
    async with suggesting(desk) as r:
        before = await r.letters()
        (oman,) = (x for x in r.reader.sure() if x.start == TALKS.index("Oman"))
        r.reader._seen[oman.id] = math.inf
        await r.letter("Oman")
        assert "press it again" in r.message
        assert (r.drawn(), oman in r.reader.sure()) == (before, True)
        r.reader._seen[oman.id] = 0
        await r.letter("Oman")
        assert oman not in r.reader.sure()


async def test_no_suggestion_comes_along_to_the_next_article(desk: Desk) -> None:
    async with suggesting(desk, LONG, TALKS) as r:
        await r.press("F", "D")
        assert r.drawn()
        await r.press("D")
        assert r.reader.text == TALKS
        assert len(r.offers()) == 7
        assert all(x.end <= len(TALKS) for x in r.reader.view.offers)


async def test_undo_gives_back_what_letters_stood_for(desk: Desk) -> None:
    async with suggesting(desk) as r:
        before = await r.letters()
        for _ in range(40):  # more often than there are codes
            await r.letter("Oslo")
            await r.press("c", "u", "u") if r.marks() == [] else await r.press("u")
            assert r.drawn() == before
        await r.letter("visas")
        await r.press("[", "u")
        assert "c visas with" in r.told()
        await r.press("c")
        assert r.marks() == [("visas with", "country")]


class Turning(Planned):
    """An engine that gives each suggestion another end after each decision."""

    def offer(
        self, prepared: Found, spans: Sequence[Span], rejected: frozenset[Key], **how: bool
    ) -> tuple[Suggestion, ...]:
        found = super().offer(prepared, spans, rejected, **how)
        return tuple(replace(x, end=x.end - len(rejected) % 2, sure=True) for x in found)


async def test_letters_begin_anew_when_all_were_given_out(desk: Desk) -> None:
    async with suggesting(desk, TALKS + " Kenya." * 30, engine=Turning) as r:
        for _ in range(12):
            await r.press(*next(iter((await r.letters()).values())))
            assert r.drawn().keys() == {x.start for x in r.reader.on_screen_now()}
