"""Taking results out: one module per format, two tables of them (articles, the register), the proof."""

from store.export.formats import FORMATS
from store.export.plan import ExportSummary, Plan
from store.export.register_formats import REGISTERS
from store.export.register_run import (
    RegisterPlan,
    RegisterSummary,
    export_register,
    preview_register,
)
from store.export.run import export, preview

__all__ = [
    "FORMATS",
    "REGISTERS",
    "ExportSummary",
    "Plan",
    "RegisterPlan",
    "RegisterSummary",
    "export",
    "export_register",
    "preview",
    "preview_register",
]
