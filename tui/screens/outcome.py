"""With what the app ends, when it is not simply left."""

DEMO = 10
"""The demo was chosen: `tui.app.run` opens it."""
