"""The desk as its callers see it: what is done is there, what is undone is gone, across restarts."""

from __future__ import annotations

from pathlib import Path

import pytest

from store import annotations, articles
from store.desk import Desk
from store.errors import Refused
from store.intake import Intake
from store.model import RawSpan, Record

TEXT = "Sadr meets Solberg\n\nForeign Minister Laleh Sadr met Ingrid Solberg in Oslo."


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "news.desk"


@pytest.fixture
def desk(path: Path):
    with Desk.create(path, "Mina") as desk:
        yield desk


def take(desk: Desk, text: str = TEXT, **fields: object) -> str:
    with Intake(desk) as intake:
        return intake.add(Record(text=text, **fields)).article_id  # type: ignore[arg-type]


def marks(desk: Desk, article: str) -> list[tuple[int, int, str, str]]:
    return [(s.start, s.end, s.label, s.annotator) for s in desk.spans(article)]


def test_a_new_desk_has_the_default_scheme(desk: Desk) -> None:
    keys = {label.id: label.key for label in desk.labels() if label.scope == "span"}
    assert keys == {"official": "o", "country": "c", "area": "a"}
    assert desk.peek_undo() is None  # nobody decided the default scheme


def test_a_mark_is_there_after_a_restart(desk: Desk, path: Path) -> None:
    article = take(desk)
    span = annotations.tag(desk, article, 37, 47, "official")
    desk.close()
    with Desk.open(path, "mina") as again:
        assert again.spans(article) == [span]
        assert again.article(article).text[span.start : span.end] == "Laleh Sadr"


def test_undo_and_redo_survive_restarts(desk: Desk, path: Path) -> None:
    article = take(desk)
    span = annotations.tag(desk, article, 0, 4, "official")
    annotations.relabel(desk, span.id, "area")
    annotations.resize(desk, span.id, 0, 10)
    desk.close()
    with Desk.open(path, "mina") as again:
        undone = again.undo()
        assert undone is not None
        assert undone.kind == "span.resize"
        assert again.undo() is not None
        assert marks(again, article) == [(0, 4, "official", "mina")]
    with Desk.open(path, "mina") as again:
        assert [again.redo().kind, again.redo().kind] == ["span.relabel", "span.resize"]
        assert marks(again, article) == [(0, 10, "area", "mina")]
        assert again.redo() is None


def test_a_new_action_ends_redoing(desk: Desk) -> None:
    article = take(desk)
    annotations.tag(desk, article, 0, 4, "official")
    desk.undo()
    annotations.tag(desk, article, 5, 10, "area")
    assert desk.redo() is None
    assert marks(desk, article) == [(5, 10, "area", "mina")]


def test_a_later_field_survives_the_undo_of_an_earlier_one(desk: Desk) -> None:
    article = take(desk)
    span = annotations.tag(desk, article, 0, 4, "official")
    annotations.relabel(desk, span.id, "area")
    relabelling = desk.history()[0]
    annotations.resize(desk, span.id, 0, 10)
    desk.undo(relabelling.group)
    assert marks(desk, article) == [(0, 10, "official", "mina")]


def test_only_my_own_actions_are_undone(desk: Desk, path: Path) -> None:
    article = take(desk)
    mine = annotations.tag(desk, article, 0, 4, "official")
    with Desk.open(path, "omar") as other:
        annotations.tag(other, article, 11, 18, "official")
        assert desk.poll()
        action = desk.history()[0]
        assert action.actor == "omar"
        with pytest.raises(Refused):
            desk.undo(action.group)
        with pytest.raises(Refused):
            annotations.remove(other, mine.id)
    undone = desk.undo()
    assert undone is not None
    assert undone.detail == "Sadr"
    assert marks(desk, article) == [(11, 18, "official", "omar")]


def test_the_same_mark_twice_is_one(desk: Desk) -> None:
    article = take(desk)
    first = annotations.tag(desk, article, 0, 4, "official")
    assert annotations.tag(desk, article, 0, 4, "official") == first
    assert len(desk.history()) == 3  # the scheme, the intake and one tag


def test_overlapping_and_nested_marks_stand_together(desk: Desk) -> None:
    article = take(desk)
    annotations.tag(desk, article, 0, 18, "area")
    annotations.tag(desk, article, 0, 4, "official")
    annotations.tag(desk, article, 2, 10, "country")
    assert [m[:2] for m in marks(desk, article)] == [(0, 18), (0, 4), (2, 10)]


@pytest.mark.parametrize("extent", [(-1, 3), (3, 3), (5, 2), (0, 10_000)])
def test_a_mark_outside_the_text_is_refused(desk: Desk, extent: tuple[int, int]) -> None:
    article = take(desk)
    with pytest.raises(Refused, match="does not fit"):
        annotations.tag(desk, article, *extent, "official")
    with pytest.raises(Refused, match="no label"):
        annotations.tag(desk, article, 0, 3, "nonsense")
    assert marks(desk, article) == []


def test_many_marks_are_one_step(desk: Desk) -> None:
    article = take(desk)
    annotations.tag_many(desk, [(article, 0, 4, "official"), (article, 11, 18, "official")])
    desk.undo()
    assert marks(desk, article) == []


def test_status_follows_marks_until_it_is_decided(desk: Desk) -> None:
    article = take(desk)
    assert desk.layer(article).status == "new"
    span = annotations.tag(desk, article, 0, 4, "official")
    assert desk.layer(article).status == "started"
    annotations.remove(desk, span.id)
    assert desk.layer(article).status == "new"
    articles.set_status(desk, [article], "skipped", "not news")
    assert desk.layer(article).skip_reason == "not news"
    articles.set_status(desk, [article], "done")
    assert (desk.layer(article).status, desk.layer(article).skip_reason) == ("done", "")
    assert desk.layer(article, "omar").status == "new"


def test_article_labels_of_one_group_exclude_one_another(desk: Desk) -> None:
    article = take(desk)
    articles.label(desk, article, "relevant", True)
    articles.label(desk, article, "visit", True)
    articles.label(desk, article, "not-relevant", True)
    assert set(desk.layer(article).labels) == {"not-relevant", "visit"}
    desk.undo()
    assert set(desk.layer(article).labels) == {"relevant", "visit"}


def test_metadata_is_corrected_and_the_text_never(desk: Desk) -> None:
    article = take(desk, published="2025")
    articles.edit(desk, article, published="2025-01-20", source="Gazette")
    changed = desk.article(article)
    assert (changed.published, changed.source, changed.text) == ("2025-01-20", "Gazette", TEXT)
    with pytest.raises(Refused, match="text"):
        articles.edit(desk, article, text="other")
    desk.undo()
    assert desk.article(article).published == "2025"


def test_comments_are_edited_resolved_and_removed(desk: Desk) -> None:
    article = take(desk)
    remark = annotations.comment(desk, article, "Which Sadr?")
    annotations.edit_comment(desk, remark, "Which Sadr is this?")
    annotations.resolve_comment(desk, remark)
    (now,) = desk.comments(article)
    assert (now.text, now.resolved) == ("Which Sadr is this?", True)
    annotations.edit_comment(desk, remark, "")
    assert desk.comments(article) == []


def test_an_undone_intake_takes_its_articles_along_and_comes_back(desk: Desk) -> None:
    article = take(desk, spans=(RawSpan(0, 4, "official"),), source="Gazette")
    mine = annotations.tag(desk, article, 11, 18, "official")
    intake = desk.history()[-2]
    assert intake.kind == "article.add"
    desk.undo(intake.group)
    with pytest.raises(Refused):
        desk.article(article)
    assert desk.connection.execute("SELECT count(*) FROM facet").fetchone() == (0,)
    assert desk.span(mine.id) is not None  # my own work waits for the article
    desk.redo(intake.group)
    assert [m[3] for m in marks(desk, article)] == ["import", "mina"]


def test_handles_are_one_identity_however_they_are_typed(path: Path) -> None:
    with Desk.create(path, "  MINA\tSadr ") as desk:
        assert desk.actor == "mina sadr"
        article = take(desk)
        annotations.tag(desk, article, 0, 4, "official")
        assert len(desk.spans(article, "Mina  SADR")) == 1


def test_writing_without_a_name_is_refused(path: Path) -> None:
    with Desk.create(path) as desk:
        assert desk.undo() is None
        with pytest.raises(Refused, match="--as"):
            take(desk)


def test_the_log_tells_who_did_what(desk: Desk) -> None:
    article = take(desk)
    other = take(desk, "Another text altogether.")
    span = annotations.tag(desk, article, 0, 4, "official")
    annotations.tag(desk, other, 0, 4, "area")
    annotations.remove(desk, span.id)
    desk.undo()
    lines = [(line.actor, line.kind, line.live) for line in desk.log(article)]
    assert lines == [
        ("mina", "article.add", True),
        ("mina", "span.add", True),
        ("mina", "span.remove", False),
    ]


def test_local_notes_are_kept_and_are_not_history(desk: Desk, path: Path) -> None:
    before = len(desk.history())
    desk.remember("place", "12")
    assert len(desk.history()) == before
    desk.close()
    with Desk.open(path) as again:
        assert again.recall("place") == "12"
        assert again.recall("nothing", "default") == "default"


def test_two_windows_that_mark_the_same_words_at_once_make_one_mark(
    desk: Desk, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = take(desk)
    with Desk.open(path, "mina") as other:
        act_on = Desk.act_on

        def late(self: Desk, look, **rest: str):
            monkeypatch.setattr(Desk, "act_on", act_on)
            annotations.tag(other, article, 0, 4, "official")
            return act_on(self, look, **rest)

        monkeypatch.setattr(Desk, "act_on", late)
        annotations.tag(desk, article, 0, 4, "official")
        assert len(desk.spans(article)) == 1


def test_of_two_makers_of_one_desk_one_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from store.database import connection

    original = connection.Database.create

    def meanwhile(part: Path) -> None:
        monkeypatch.setattr(connection.Database, "create", original)
        Desk.create(path, "omar").close()
        original(part)

    monkeypatch.setattr(connection.Database, "create", meanwhile)
    with pytest.raises(Refused, match="stands there already"):
        Desk.create(path, "mina")
    with Desk.open(path, "mina", create=True) as opened:
        assert len(opened.labels()) > 3
    assert [p.name for p in path.parent.glob("*.new*")] == []


def found(desk: Desk, word: str) -> list[tuple[int]]:
    query = "SELECT rowid FROM search WHERE search MATCH ?"
    return desk.connection.execute(query, (word,)).fetchall()


def test_search_follows_a_corrected_title(desk: Desk) -> None:
    article = take(desk, title="Quarrel")
    assert found(desk, "quarrel") == [(1,)]
    articles.edit(desk, article, title="Accord")
    assert (found(desk, "quarrel"), found(desk, "accord")) == ([], [(1,)])
    desk.undo()
    assert (found(desk, "quarrel"), found(desk, "accord")) == ([(1,)], [])
    assert found(desk, "solberg") == [(1,)]
