"""Everything that is true without a screen: the journal, the desk and what stands on them."""
