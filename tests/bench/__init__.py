"""Measurements, each a module that prints one JSON object; `make bench` runs them all."""
