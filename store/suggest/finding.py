"""All clues of a text that the program finds by itself, whatever the desk has learned."""

from __future__ import annotations

from store.suggest import people, plain_people, runs, titles
from store.suggest.clues import Clue, built_in
from store.suggest.wording import Wording


def find_clues(wording: Wording, language: str) -> list[Clue]:
    """Clues to countries, areas, persons and organisations; ``language`` is the article's."""
    found = list(built_in(wording.text, wording.spans))
    nations = {(one.start, one.end) for one in found if one.sort.startswith("country")}
    found += plain_people.find(wording.text, wording.spans, nations)
    read = people.reading(wording.text, wording.spans, language)
    return [*found, *people.find(read, nations), *runs.find(read), *titles.find(read)]
