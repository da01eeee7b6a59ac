"""Files as they come: encodings told, lines streamed, archives opened with limits and without trust. Pure."""

import io
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final

from django.utils.translation import gettext as _

from assessments.interchange.neutral import Notes, UnreadableFile

MOST_BYTES: Final = 64 * 1024 * 1024
MOST_ENTRIES: Final = 5_000
MOST_UNPACKED: Final = 256 * 1024 * 1024
MOST_ONE_ENTRY: Final = 64 * 1024 * 1024
MOST_RATIO: Final = 200  # unpacked / packed of one entry above 1 MiB
_CHUNK: Final = 256 * 1024


def open_file(path: Path) -> BinaryIO:
    """The file, opened. Raises UnreadableFile when it isn't there, is no file or is too large."""
    try:
        if not path.is_file():
            raise UnreadableFile(_("There is no such file."))
        size = path.stat().st_size
        file = path.open("rb")
    except OSError as broken:
        raise UnreadableFile(broken.strerror or str(broken)) from None
    if size > MOST_BYTES:
        file.close()
        raise UnreadableFile(_("The file is larger than %(n)s MB. Split it.") % {"n": MOST_BYTES // 2**20})
    return file


def encoding_of(file: BinaryIO, notes: Notes) -> str:
    """UTF-8 with or without a byte order mark, UTF-16 with one, else Windows-1252: and then it is said. Reads all once."""
    start = file.read(4)
    file.seek(0)
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        notes.warn(_("The file is UTF-16; it was read as such. Save it as UTF-8."))
        return "utf-16"
    decoder_state = _utf8_line(file)
    file.seek(0)
    if decoder_state is None:
        return "utf-8-sig"
    said = _("Line %(line)s is not UTF-8: the whole file was read as Windows-1252. Look at the accents before you go on.")
    notes.warn(said % {"line": decoder_state})
    return "cp1252"


def _utf8_line(file: BinaryIO) -> int | None:
    """The first line that is not UTF-8; None when all are."""
    line, rest = 1, b""
    while chunk := file.read(_CHUNK):
        block = rest + chunk
        try:
            block.decode()
            rest = b""
        except UnicodeDecodeError as broken:
            if broken.end < len(block) - 4 or broken.reason != "unexpected end of data":
                return line + block.count(b"\n", 0, broken.start)
            rest = block[broken.start :]
            block = block[: broken.start]
        line += block.count(b"\n")
    return line if rest else None


def lines_of(file: BinaryIO, notes: Notes) -> Iterator[str]:
    """The lines without their ends, streamed; the encoding is found first. Raises UnreadableFile for a binary file."""
    head = file.read(2048)
    file.seek(0)
    if head.startswith(b"PK\x03\x04") or (b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff"))):
        raise UnreadableFile(_("This is not a text file."))
    encoding = encoding_of(file, notes)
    # cp1252 has five holes; they come out as a sign that a reader sees, not as an error
    text = io.TextIOWrapper(file, encoding=encoding, errors="replace", newline=None)
    try:
        for line in text:
            if len(line) > MOST_LINE:
                raise UnreadableFile(_("A line has more than %(n)s characters.") % {"n": MOST_LINE})
            yield line.rstrip("\n").replace("\x00", "")
    finally:
        text.detach()  # the file is its opener's


MOST_LINE: Final = 4 * 1024 * 1024


class Archive:
    """A zip that was looked over: no paths out, no links, no bombs, nothing encrypted. Reads entries by name."""

    def __init__(self, file: BinaryIO) -> None:
        try:
            self._zip = zipfile.ZipFile(file)
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as broken:
            raise UnreadableFile(_("This is not a zip file that can be opened.")) from broken
        if len(entries) > MOST_ENTRIES:
            raise UnreadableFile(_("The zip has more than %(n)s entries.") % {"n": MOST_ENTRIES})
        if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
            raise UnreadableFile(_("Unpacked, the zip is larger than %(n)s MB: refused.") % {"n": MOST_UNPACKED // 2**20})
        self.names: dict[str, zipfile.ZipInfo] = {}
        for entry in entries:
            self._look(entry)
            if not entry.is_dir():
                self.names[entry.filename] = entry

    def _look(self, entry: zipfile.ZipInfo) -> None:
        name = entry.filename.replace("\\", "/")
        said = {"name": entry.filename[:120]}
        if name.startswith("/") or ".." in PurePosixPath(name).parts or ":" in name.split("/")[0] or "\x00" in name:
            raise UnreadableFile(_("The zip has an entry that leads out of it («%(name)s»): refused.") % said)
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise UnreadableFile(_("The zip has a link («%(name)s»): refused.") % said)
        if entry.flag_bits & 1:
            raise UnreadableFile(_("The zip is encrypted. Save it without a password."))
        packed = max(entry.compress_size, 1)
        if entry.file_size > MOST_ONE_ENTRY or (entry.file_size > 2**20 and entry.file_size / packed > MOST_RATIO):
            raise UnreadableFile(_("An entry of the zip («%(name)s») swells far too much when unpacked: refused.") % said)

    def read(self, name: str, limit: int = MOST_ONE_ENTRY) -> bytes | None:
        """An entry's bytes, never more than it declared nor `limit`; None when it is not there."""
        entry = self.names.get(name)
        if entry is None:
            return None
        try:
            with self._zip.open(entry) as opened:
                body = opened.read(limit + 1)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as broken:
            raise UnreadableFile(_("The entry «%(name)s» of the zip is damaged.") % {"name": name[:120]}) from broken
        if len(body) > limit:
            raise UnreadableFile(_("The entry «%(name)s» of the zip is too large.") % {"name": name[:120]})
        return body
