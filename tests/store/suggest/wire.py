"""Short stories of one make, so that a model can learn from a few of them."""

from __future__ import annotations

from store import annotations, articles
from store.desk import Desk
from store.suggest.examples import Example
from tests.store.suggest.newsroom import fill

PEOPLE = (
    "Tarek Alpin, Mona Brusk, Oleg Cratt, Sima Dorran, Juri Elmas, Petra Fintz, Hugo Grell, Anna "
    "Hosk, Ivo Jarmel, Lena Korps, Aldo Lantz, Nora Mirk, Paul Norrel, Rita Ostrin, Samir Pelk, "
    "Tilda Quarn, Ugo Restin, Vera Solk, Walid Tarn, Zora Umbert"
).split(", ")
LANDS = "Freedonia, Borduria, Syldavia, Ruritania, Elbonia".split(", ")


def story(number: int) -> tuple[str, list[tuple[str, str]]]:
    """The text of a story, and what is to be marked in it."""
    one, other = PEOPLE[number % 20], PEOPLE[(number * 7 + 3) % 20]
    land = LANDS[number % 5]
    text = (
        f"Talks in spring\n\nThe minister of {land}, {one}, met the envoy {other} on Monday. "
        f"The envoy {other} said that the harvest was good."
    )
    return text, [(land, "country"), (one, "official"), (other, "official")]


def example(number: int) -> Example:
    """A story with all its marks."""
    text, marked = story(number)
    found = []
    for words, label in marked:
        start = text.find(words)
        while start >= 0:
            found.append((start, start + len(words), label))
            start = text.find(words, start + 1)
    return Example(f"{number}", text, tuple(sorted(found)))


def finished_desk(desk: Desk, count: int) -> list[str]:
    """Take in stories and finish all of them but the last; gives the articles' ids."""
    ids = fill(desk, *(story(number)[0] for number in range(count + 1)))
    for number, article in enumerate(ids[:count]):
        annotations.tag_many(desk, [(article, *mark) for mark in example(number).marks])
        articles.set_status(desk, [article], "done")
    return ids
