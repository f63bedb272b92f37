"""Taking files in: one module per format, one table of readers, one function that runs them."""

from store.ingest.formats import READERS
from store.ingest.run import ingest, read_records
from store.ingest.summary import Summary

__all__ = ["READERS", "Summary", "ingest", "read_records"]
