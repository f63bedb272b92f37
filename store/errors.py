"""Named errors. Each carries one sentence a user can act on: what, where, what to do."""


class DeskError(Exception):
    """Any refusal the store makes; ``str(error)`` is a sentence fit to be shown."""


class DeskNotFound(DeskError):
    """There is no file at the path."""


class ForeignFile(DeskError):
    """The file is not a desk: another program's, truncated, or not SQLite at all."""


class NewerDesk(DeskError):
    """The desk was written by a newer copydesk."""


class DamagedDesk(DeskError):
    """SQLite or our own checks say that the file is damaged."""


class DeskReadOnly(DeskError):
    """The desk can be read, but not written."""


class DeskReplaced(DeskError):
    """Another file stands at the desk's path than the one that was opened."""


class DeskFull(DeskError):
    """The disk is full; nothing of the action was kept, what was saved before is safe."""


class DeskBusy(DeskError):
    """Another program held the desk's write lock too long."""


class NetworkDesk(DeskError):
    """The desk lies on a network file system where it cannot be shared safely."""


class Refused(DeskError):
    """An action that makes no sense: a span outside its text, an unknown label, and the like."""


class SchemeError(DeskError):
    """A label scheme file that cannot be used."""


class IngestError(DeskError):
    """Nothing could be taken in at all (single records are refused by `model.Refusal`)."""


class ExportError(DeskError):
    """The export could not be made; no output file is left behind."""
