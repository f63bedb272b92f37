"""``--filter WORDS``: the articles that answer to a line as typed in the queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.command_line.output import tell

if TYPE_CHECKING:
    from store.desk import Desk
    from store.listing.listing import Listing


def listed(desk: Desk, words: str) -> Listing:
    """The articles that answer to a filter line; of a value no article has a message says so.

    Raises:
        Refused: a value can mean nothing on any desk (a status, a date, ``is:``): to pass over it
            would take in hand articles nobody asked for, or none.
    """
    from store.errors import Refused
    from store.listing.listing import Listing
    from store.listing.query import Unknown, parse, unread
    from store.listing.sets import Sets
    from store.listing.values import unknown

    def told(one: Unknown) -> str:
        possible = ", ".join(one.possible) or "none yet"
        return f"--filter: nothing is called {one.key}:{one.value}; there is {possible}."

    query = parse(words, mine=desk.actor)
    strange = unknown(desk.connection, query)
    wrong = [*unread(words), *(x for x in strange if x.key == "status")]
    if wrong:
        raise Refused(told(wrong[0]))
    for one in strange:
        tell(told(one))
    listing = Listing(desk.connection, query)
    listing.build(Sets(desk.connection))
    return listing
