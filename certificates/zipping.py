"""A ZIP file that is sent while it is made: of any number of files, in the memory of one. Pure."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime


class _Sink(io.RawIOBase):
    """Takes what the ZIP writer writes and hands it on; it can't go back, so sizes follow each file (APPNOTE 4.3.9)."""

    def __init__(self) -> None:
        self.held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, piece: object) -> int:
        taken = bytes(piece)  # type: ignore[call-overload]
        self.held += taken
        return len(taken)

    def take(self) -> bytes:
        """What was written since the last time."""
        taken = bytes(self.held)
        self.held.clear()
        return taken


def zipped(files: Iterable[tuple[str, datetime, bytes]]) -> Iterator[bytes]:
    """The bytes of a ZIP of (name, moment, body), piece by piece. PDF files are packed already: they are only stored."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        for name, moment, body in files:
            entry = zipfile.ZipInfo(name, moment.timetuple()[:6])
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, body)
            yield sink.take()
    yield sink.take()
