"""The truth of a desk: operations, their order, their chains, and how state follows from them."""

from store.journal.operations import Draft, Operation

__all__ = ["Draft", "Operation"]
