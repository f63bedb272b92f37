"""Reviewing: everybody's marks of an article side by side, decisions on them, and what follows."""
