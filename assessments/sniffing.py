"""What a file is, by its content and never by its name. Pure; opens archives in memory with limits."""

import io
import re
import struct
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from typing import Final

_DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_ODT: Final = "application/vnd.oasis.opendocument.text"
EXTENSIONS: Final = {
    "application/pdf": ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    _DOCX: ".docx",
    _ODT: ".odt",
}
_MOST_ENTRIES: Final = 2_000
_MOST_UNPACKED: Final = 100 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Sniffed:
    """The type of a file and the ending that goes with it."""

    content_type: str
    extension: str


def sniff(body: bytes) -> Sniffed | None:
    """PDF, PNG, JPEG, DOCX or ODT; None for everything else, for archives in disguise and for archive bombs."""
    kind = _kind_of(body)
    return Sniffed(kind, EXTENSIONS[kind]) if kind else None


def _kind_of(body: bytes) -> str:
    if body.startswith(b"%PDF-1.") or body.startswith(b"%PDF-2."):
        return "application/pdf" if b"%%EOF" in body[-2048:] else ""
    if body.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png" if body[12:16] == b"IHDR" and b"IEND" in body[-64:] else ""
    if body.startswith(b"\xff\xd8\xff"):
        return "image/jpeg" if b"\xff\xd9" in body[-64:] else ""
    if body.startswith(b"PK\x03\x04"):
        return _office_kind(body)
    return ""


def _office_kind(body: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            if len(entries) > _MOST_ENTRIES or sum(entry.file_size for entry in entries) > _MOST_UNPACKED:
                return ""
            if any(name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") for name in names):
                return ""
            if any("vbaproject" in name.casefold() for name in names):
                return ""  # a document with macros
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                return _ODT if archive.read("mimetype").strip() == _ODT.encode() and "content.xml" in names else ""
            return _DOCX if {"[Content_Types].xml", "word/document.xml"} <= names else ""
    except (zipfile.BadZipFile, zlib.error, struct.error, ValueError, OSError, NotImplementedError, RuntimeError, EOFError):
        return ""


def is_old_office(body: bytes) -> bool:
    """A compound file: Word before 2007, or any later document with a password (MS-OFFCRYPTO keeps it in one)."""
    return body.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")


def clean_name(name: str) -> str:
    """A name as a person gave it, for a sentence: no path, no control or direction signs."""
    base = re.split(r"[\\/]", name)[-1]
    return "".join(sign for sign in base if unicodedata.category(sign)[0] != "C" and sign not in '<>:"|?*;%')


def safe_name(name: str, extension: str) -> str:
    """A name for people to recognise a file by: clean, at most 120 letters, with the ending that goes with its content."""
    kept = clean_name(name)
    stem = kept.rsplit(".", 1)[0].strip(" .") if "." in kept else kept.strip(" .")
    return (stem[:120].strip() or "archivo") + extension
