"""Taking records in: `Intake` turns what a reader found into operations, in short batches."""

from store.intake.taking import IMPORTER, Intake, Taken
from store.text.folding import searched

__all__ = ["IMPORTER", "Intake", "Taken", "searched"]
