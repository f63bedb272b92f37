"""The queue: every article of the desk, narrowed and ordered as one likes, and what to do with it."""

from __future__ import annotations

from tui.screens.queue_acting import QueueActing


class QueueScreen(QueueActing):
    """The screen everything stands on. Its parts: `queue_base` the list and its freshness,
    `queue_finding` filter, facets and order, `queue_acting` selecting and deciding."""
