"""Imported before anything else of the app: no garbage is looked for while modules are loaded.

Hardly anything that loading makes is garbage, and looking through all of it takes a tenth of a start.
"""

from __future__ import annotations

import gc

_WAS_ON = gc.isenabled()
gc.disable()


def done() -> None:
    """Everything is loaded and stays: the collector may go on, but need not look at it."""
    gc.freeze()
    if _WAS_ON:
        gc.enable()
