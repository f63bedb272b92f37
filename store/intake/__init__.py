"""Taking records in: `Intake` turns what a reader found into operations, in short batches."""

from store.intake.fresh import searched
from store.intake.taking import IMPORTER, Intake, Taken

__all__ = ["IMPORTER", "Intake", "Taken", "searched"]
