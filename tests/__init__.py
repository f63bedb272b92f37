"""The tests; folders mirror store/ and tui/, bench/ holds the measurements."""
