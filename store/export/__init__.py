"""Taking results out: one module per format, one table of writers, the proof."""

from store.export.formats import WRITERS
from store.export.run import ExportSummary, export

__all__ = ["WRITERS", "ExportSummary", "export"]
