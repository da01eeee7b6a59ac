"""What a file of a report says of itself: the hash that it carries and the hash of what it holds. Pure; trusts nothing."""

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any, Final

from lms.kernel.canonical import digest

ATTACHED: Final = "content.json"  # the attachment of a PDF
CHECKED: Final = "_sha256"  # the sheet of a workbook with the canonical JSON
MOST_BYTES: Final = 100 * 1024 * 1024
MOST_UNPACKED: Final = 500 * 1024 * 1024
MOST_RATIO: Final = 400  # a workbook that swells by more is none of ours


@dataclass(frozen=True, slots=True)
class Said:
    """`sha256` is of the file's bytes. `carried`: the hash that the file shows, "" for none; `held`: worked out from the rows,
    definitions and figures in it, "" when it holds none that can be read."""

    form: str  # pdf, xlsx, json, unknown
    sha256: str
    carried: str
    held: str


def read_file(body: bytes) -> Said:
    """Never raises: a file that is none of ours says nothing."""
    sha256 = hashlib.sha256(body).hexdigest()
    form = "pdf" if body[:5] == b"%PDF-" else "xlsx" if body[:2] == b"PK" else "json" if body[:1] == b"{" else "unknown"
    if len(body) > MOST_BYTES:
        return Said(form, sha256, "", "")
    readers = {"pdf": _pdf, "xlsx": _xlsx, "json": _json}
    try:
        carried, content = readers[form](body) if form in readers else ("", None)
        return Said(form, sha256, carried, held_in(content))
    except Exception:  # readers of foreign formats raise whatever they like about a broken file
        return Said(form, sha256, "", "")


def held_in(content: Any) -> str:
    """The hash of definitions, figures and rows; of a record of a review the hash that it speaks of is no content: ""."""
    if isinstance(content, dict) and set(content) == {"definitions", "figures", "rows"}:
        return digest(content)
    return ""


def _json(body: bytes) -> tuple[str, Any]:
    found = json.loads(body)
    return str(found.get("sha256", "")), found.get("content")


def _pdf(body: bytes) -> tuple[str, Any]:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(body))
    carried = str(reader.metadata.get("/LmsSha256", "")) if reader.metadata else ""
    attached = reader.attachments.get(ATTACHED, [])
    return carried, json.loads(attached[0]) if attached else None


def _xlsx(body: bytes) -> tuple[str, Any]:
    from openpyxl import load_workbook

    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        unpacked = sum(one.file_size for one in packed.infolist())
        if unpacked > min(MOST_UNPACKED, MOST_RATIO * len(body)):
            return "", None
    book = load_workbook(io.BytesIO(body), read_only=True)
    words = (book.properties.keywords or "").split(":")
    carried = words[1] if words[0] == "sha256" and len(words) > 1 else ""
    if CHECKED not in book.sheetnames:
        return carried, None
    pieces = [str(row[0])[1:] for row in book[CHECKED].iter_rows(values_only=True) if row and row[0]]
    return carried, json.loads("".join(pieces)) if pieces else None
