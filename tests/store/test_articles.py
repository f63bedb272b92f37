"""What is decided about whole articles."""

from __future__ import annotations

import pytest

from store import annotations, articles
from store.check import check
from store.desk import Desk
from store.errors import Refused
from store.intake import Intake
from store.journal.operations import Draft
from store.model import Record
from store.state.layers import name as layer_name


@pytest.fixture
def article(desk: Desk) -> str:
    with Intake(desk) as intake:
        return intake.add(Record(text="Iran met Oman", published="2024")).article_id


def test_what_cannot_be_kept_of_a_reason_is_replaced(desk: Desk, article: str) -> None:
    articles.set_status(desk, [article], "skipped", "not\ud83d news 🇮🇷")
    assert desk.layer(article).skip_reason == "not\ufffd news 🇮🇷"
    annotations.comment(desk, article, "why\udc80?")
    assert desk.comments(article)[0].text == "why\ufffd?"
    assert check(desk.path) == []


@pytest.mark.parametrize("status", ["done", "started", "skipped"])
def test_what_a_review_approved_stays_until_it_is_reopened(
    desk: Desk, article: str, status: str
) -> None:
    articles.set_status(desk, [article], "done")
    desk.act([Draft(layer_name(article, desk.actor), "review.approve", {"status": "approved"})])
    with pytest.raises(Refused, match="reopen"):
        articles.set_status(desk, [article], status)
    assert desk.layer(article).status == "approved"
    articles.set_status(desk, [article], "new")
    articles.set_status(desk, [article], status)
    assert desk.layer(article).status == status


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("published", "20 January 2025", "2025-01-20"),
        ("published", "2025-1-5", "2025-01-05"),
        ("published", "", ""),
        ("language", "English", "en"),
        ("language", "EN", "en"),
        ("source", " Gulf Wire ", "Gulf Wire"),
        ("title", "Talks\r\nin Muscat", "Talks\nin Muscat"),
    ],
)
def test_corrected_metadata_is_kept_in_one_form(
    desk: Desk, article: str, field: str, typed: str, kept: str
) -> None:
    articles.edit(desk, article, **{field: typed})
    assert getattr(desk.article(article), field) == kept
    before = len(desk.history())
    articles.edit(desk, article, **{field: typed})
    assert len(desk.history()) == before


@pytest.mark.parametrize(
    ("field", "typed", "help_"),
    [("published", "unknown", "2025-01-20"), ("language", "the usual one", "such as en")],
)
def test_metadata_that_cannot_be_read_is_refused_and_changes_nothing(
    desk: Desk, article: str, field: str, typed: str, help_: str
) -> None:
    before = desk.article(article)
    with pytest.raises(Refused, match=help_):
        articles.edit(desk, article, source="Wire", **{field: typed})
    assert desk.article(article) == before
