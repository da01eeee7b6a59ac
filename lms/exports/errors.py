"""What exports refuse."""

from lms.kernel.errors import LmsError, NotFound


class ExportNotFound(NotFound):
    """There is no such file, or it is not yours."""


class TableUnknown(NotFound):
    """There is no such table, or you may not read it."""


class FormatUnknown(LmsError):
    """A file is made as CSV or as XLSX. “{format}” is neither."""


class TooManyRows(LmsError):
    """A spreadsheet holds {most} rows at most and this table has more. Ask for it as CSV, which has no limit."""
