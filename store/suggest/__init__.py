"""What the program would mark: offered while an editor reads, learned from what editors finished."""
