"""A PDF rewritten from what its pages need: pages, fonts and pictures stay, who made it and what it runs do not. Pure.

The document is walked object by object as it is written anew, so that older states of an edited file and whatever nothing
points to are gone too. Names are compared as they are decoded: `/J#61vaScript` is `/JavaScript`.
"""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject

from assessments.cleaning.images import clean_jpeg
from assessments.cleaning.refusing import Refused, Why

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its warnings quote the file, and a letter's text is no log's business

MOST_OBJECTS: Final = 20_000
_RUNS: Final = frozenset({"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/RichMediaExecute"})
_PLAYS: Final = frozenset({"/RichMedia", "/Movie", "/Screen", "/Sound", "/3D"})
_MAKERS: Final = ("/Metadata", "/PieceInfo", "/LastModified", "/Perms", "/DSS", "/Legal", "/SpiderInfo", "/Thumb")
_NOTE: Final = ("/T", "/CreationDate", "/M", "/NM")  # of a note on a page: its author, its days, its name
_NOTES: Final = frozenset(
    {
        "/Text", "/FreeText", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine", "/Highlight", "/Underline", "/Squiggly",
        "/StrikeOut", "/Stamp", "/Caret", "/Ink", "/Popup", "/Redact",
    }
)  # fmt: skip


def clean_pdf(body: bytes) -> tuple[bytes, int]:
    """(the file anew, its pages). Raises Refused."""
    with _reading():
        reader = PdfReader(io.BytesIO(body), strict=False)
        if reader.is_encrypted:
            raise Refused(Why.LOCKED)
        if len(reader.xref_objStm) + sum(len(one) for one in reader.xref.values()) > MOST_OBJECTS:
            raise Refused(Why.HUGE)
        writer = _writer(reader)
        pages = len(writer.pages)
        if not pages:
            raise Refused(Why.BROKEN)
        for one in list(writer._objects):
            for value in _inside(one):
                _clean(value)
        # once more: what nothing points to any longer is not copied
        return _written(_writer(PdfReader(io.BytesIO(_written(writer))))), pages


def _writer(reader: PdfReader) -> PdfWriter:
    """A copy of what the document's root leads to, without Info and without its mark."""
    writer = PdfWriter(clone_from=reader)
    writer.metadata = None
    writer._ID = None
    return writer


def _written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@contextmanager
def _reading() -> Iterator[None]:
    """Whatever a broken file makes the reader stumble over is one refusal."""
    try:
        yield
    except Refused:
        raise
    except Exception:
        raise Refused(Why.BROKEN) from None


def _inside(value: Any) -> Iterator[DictionaryObject]:
    """Every dictionary in an object, itself included; not what it points to, which is an object of its own."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, DictionaryObject):
            yield one
            waiting.extend(one.values())
        elif isinstance(one, ArrayObject):
            waiting.extend(one)


def _clean(one: DictionaryObject) -> None:
    kind, sort = _at(one, "/Type"), _at(one, "/Subtype")
    if _at(one, "/S") in _RUNS or {"/JS", "/JavaScript", "/XFA"} & set(one) or (kind == "/Annot" and sort in _PLAYS):
        raise Refused(Why.RUNS)
    if {"/EmbeddedFiles", "/EF"} & set(one) or kind == "/EmbeddedFile" or sort == "/FileAttachment":
        raise Refused(Why.HOLDS)
    for name in _MAKERS:
        one.pop(NameObject(name), None)
    if sort in _NOTES:
        for name in _NOTE:
            one.pop(NameObject(name), None)
    if kind in ("/Sig", "/DocTimeStamp") or {"/ByteRange", "/Contents"} <= set(one):
        one.clear()
    if isinstance(one, StreamObject) and _is_jpeg(one):
        one._data = clean_jpeg(one._data)


def _at(one: DictionaryObject, name: str) -> Any:
    """A value, looked up where it points to."""
    found = dict.get(one, name)
    return found.get_object() if isinstance(found, IndirectObject) else found


def _is_jpeg(stream: StreamObject) -> bool:
    """A picture kept as a JPEG file, which may bring its camera and its place along."""
    kept = _at(stream, "/Filter")
    if isinstance(kept, ArrayObject):
        kept = kept[0] if len(kept) == 1 else None
    return kept == "/DCTDecode" and stream._data.startswith(b"\xff\xd8")
