"""QTI files and packages: which version, which files, in which order. Pure; nothing is unpacked to disk."""

import io
import posixpath
from collections.abc import Iterator
from typing import BinaryIO, Final
from urllib.parse import unquote

from django.utils.translation import gettext as _

from assessments.interchange.decoding import Archive
from assessments.interchange.neutral import Notes, Question, UnreadableFile
from assessments.interchange.qti2 import read_qti2
from assessments.interchange.qti12 import read_qti12
from assessments.interchange.xml_pieces import elements_of

_MANIFEST: Final = "imsmanifest.xml"
_HEAD: Final = 4096


def read_qti(file: BinaryIO, notes: Notes) -> Iterator[Question]:
    """The questions of a QTI file: one XML, or a zip with a manifest (Canvas 1.2; 2.1, 2.2 and 3.0). Raises UnreadableFile."""
    start = file.read(4)
    file.seek(0)
    if not start.startswith(b"PK"):
        yield from _one(file, notes, "")
        return
    archive = Archive(file)
    named = 0
    for name in _files(archive, notes):
        body = archive.read(name)
        if body is None:
            notes.warn(_("The manifest names «%(name)s», which the zip does not have.") % {"name": name[:120]})
            continue
        if _version(body[:_HEAD]) is None:
            continue
        named += 1
        try:
            yield from _one(io.BytesIO(body), notes, name)
        except UnreadableFile as broken:
            raise UnreadableFile(f"{name}: {broken.sentence}", broken.line) from None
    if not named:
        raise UnreadableFile(_("The zip has no QTI question."))
    others = [name for name in archive.names if not name.endswith((".xml", ".xsd", ".dtd"))]
    if others:
        notes.warn(_("%(n)s other files of the zip are left out (%(name)s …).") % {"n": len(others), "name": others[0][:80]})


def _files(archive: Archive, notes: Notes) -> list[str]:
    """The files in the manifest's order; every XML file when there is no manifest."""
    manifest = archive.read(_MANIFEST)
    every = sorted(name for name in archive.names if name.endswith(".xml") and name != _MANIFEST)
    if manifest is None:
        notes.warn(_("The zip has no imsmanifest.xml; every XML file in it was looked at."))
        return every
    found: list[str] = []
    for resource in elements_of(io.BytesIO(manifest), "resource", "manifest", notes):
        for href in [resource.attributes.get("href", ""), *(one.attributes.get("href", "") for one in resource.all("file"))]:
            name = posixpath.normpath(unquote(href)) if href else ""
            if name.startswith(("/", "..")) or "://" in href:
                notes.warn(_("The manifest names «%(name)s» outside the zip: not read.") % {"name": href[:120]})
            elif name.endswith(".xml") and name not in found:
                found.append(name)
    return found or every


def _version(head: bytes) -> str | None:
    """What the first elements say: 1.2, 2 or nothing of ours."""
    if b"questestinterop" in head:
        return "1.2"
    if b"assessmentItem" in head or b"qti-assessment-item" in head:
        return None if b"<assessmentTest" in head or b"<qti-assessment-test" in head else "2"
    return None


def _one(file: BinaryIO, notes: Notes, shown: str) -> Iterator[Question]:
    head = file.read(_HEAD)
    file.seek(0)
    version = _version(head)
    if version is None:
        raise UnreadableFile(_("This is no QTI file: neither questestinterop (1.2) nor assessmentItem (2.1, 3.0)."))
    yield from read_qti12(file, notes, shown=shown) if version == "1.2" else read_qti2(file, notes, shown=shown)
