"""Tests of what a person touches: the command line and the screens."""
