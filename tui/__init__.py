"""All that a person touches in a terminal: the full-screen app and the command line."""
