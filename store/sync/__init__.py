"""Desks of colleagues: taking one in, handing one out, taking a merge back."""
