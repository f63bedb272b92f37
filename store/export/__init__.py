"""Taking results out: one module per format, one table of them, the proof."""

from store.export.formats import FORMATS
from store.export.plan import ExportSummary, Plan
from store.export.run import export, preview

__all__ = ["FORMATS", "ExportSummary", "Plan", "export", "preview"]
