"""Tests of wrapping, cells, hints: no terminal needed."""
