"""How far the work on a desk is: counts, pace, labels, names and agreement, as plain values."""
