"""Handing articles out to several annotators at once."""

from __future__ import annotations

from collections.abc import Sequence

from store.desk import Desk
from store.errors import Refused
from store.journal.operations import Draft


def share(desk: Desk, article_ids: Sequence[str], annotators: Sequence[str]) -> dict[str, int]:
    """Assign articles to annotators in turn, as one action; gives how many each one got.

    One empty name takes the articles back.

    Raises:
        Refused: nobody or no article is named.
    """
    people = [desk.known_as(name) for name in annotators]
    if not people or (len(people) > 1 and not all(people)):
        raise Refused("Name the annotators who are to get the articles.")
    if not article_ids:
        raise Refused("No article answers to that; nobody was assigned anything.")
    given = dict.fromkeys(people, 0)
    drafts = []
    for place, article_id in enumerate(article_ids):
        who = people[place % len(people)]
        given[who] += 1
        drafts.append(Draft(f"article:{article_id}", "article.assign", {"assignee": who}))
    desk.act(drafts)
    return given
