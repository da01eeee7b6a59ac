"""DOCX and ODT written anew, part by part, without who made them. Pure.

Parts are texts with tags; only what stands inside a tag, or between two tags that name a person, is changed, so the words of
the letter stay as they are. No XML is parsed and nothing is looked up: a part that declares a type or an entity is refused.
DOCX: ECMA-376 (parts and relationships, Part 2); ODT: OASIS OpenDocument 1.3.
"""

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from assessments.cleaning.images import clean_jpeg, clean_png
from assessments.cleaning.refusing import Refused, Why

_UNREADABLE: Final = (
    zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError, EOFError, ValueError, KeyError, struct.error
)  # fmt: skip
_MOMENT: Final = (1980, 1, 1, 0, 0, 0)
_MOST_RATIO: Final = 200  # unpacked to packed; real documents stay far below
_TAG: Final = re.compile(rb"<[^<>]+>")
_DECLARES: Final = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)

# DOCX: parts that go whole, with whatever points to them
_WORD_GONE: Final = re.compile(r"^(docProps/|customXml/|_xmlsignatures/|word/(people|commentsIds|commentsExtensible)\.xml$)")
_WORD_HOLDS: Final = re.compile(r"(^|/)(embeddings|activeX|controls)/")
_WORD_NAMES: Final = re.compile(rb"\b(\w+:(?:author|initials|userId|providerId)\s*=\s*)(\"[^\"]*\"|'[^']*')")
_WORD_GOES: Final = re.compile(rb"\s\w+:(?:rsid\w*|date|dateUtc)\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_WORD_TAGS: Final = ("w:rsids", "w:docVars", "w:attachedTemplate", "w:mailMerge", "w15:docId", "w14:docId")
_WORD_LEADS_OUT: Final = ("/attachedTemplate", "/mailMergeSource", "/oleObject", "/frame", "/subDocument")
_PAGES: Final = re.compile(rb"<(?:\w+:)?Pages>(\d{1,5})</")

# ODT
_ODT_HOLDS: Final = re.compile(r"^Object \d+$")
_ODT_GONE: Final = re.compile(
    r"^(Basic/|Scripts/|Dialogs/|Thumbnails/|Configurations2/|META-INF/\w*signatures\w*\.xml$|layout-cache$|manifest\.rdf$)"
)
_ODT_PEOPLE: Final = (
    b"dc:creator", b"dc:date", b"meta:creator-initials", b"meta:initial-creator", b"meta:date-string", b"loext:sender-initials",
    b"text:author-name", b"text:author-initials", b"text:initial-creator", b"text:creator",
)  # fmt: skip
_ODT_TAGS: Final = (b"office:scripts", b"office:event-listeners")
_ODT_GOES: Final = re.compile(rb"\s(?:officeooo|loext):(?:paragraph-)?rsid\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_ODT_PAGES: Final = re.compile(rb"meta:page-count\s*=\s*[\"'](\d{1,5})[\"']")
_ODT_META: Final = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-meta '
    b'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.3"><office:meta/>'
    b"</office:document-meta>"
)
_ODT_SETTINGS: Final = _ODT_META.replace(b"document-meta", b"document-settings").replace(b"office:meta/", b"office:settings/")


def clean_docx(body: bytes) -> tuple[bytes, int | None]:
    """(the document anew, the pages that it says it has). Raises Refused."""
    parts = _parts(body)
    if any(_WORD_HOLDS.search(name) for name in parts):
        raise Refused(Why.HOLDS)
    found = _PAGES.search(parts.get("docProps/app.xml", b""))
    gone = {name for name in parts if _WORD_GONE.search(name)}
    kept = {name: data for name, data in parts.items() if name not in gone}
    for name, data in kept.items():
        if name.endswith(".rels"):
            kept[name] = _without_relations(name, data, gone)
        elif name == "[Content_Types].xml":
            kept[name] = _without_tags(data, rb"Override", lambda tag: _attribute(tag, b"PartName").lstrip("/") in gone)
        elif name.endswith(".xml"):
            kept[name] = _word_part(data)
        else:
            kept[name] = _media(data)
    return _packed(kept), int(found.group(1)) if found else None


def _word_part(data: bytes) -> bytes:
    for tag in _WORD_TAGS:
        data = _without_element(data, tag.encode())
    return _TAG.sub(lambda tag: _nobody(tag.group(0)), data)


def _nobody(tag: bytes) -> bytes:
    """A tag without names, days and revision marks."""
    return _WORD_NAMES.sub(rb'\1""', _WORD_GOES.sub(b"", tag))


def _without_relations(name: str, data: bytes, gone: Iterable[str]) -> bytes:
    """A list of relations without those to parts that are gone, and without the template it was made from."""
    base = posixpath.dirname(posixpath.dirname(name))
    lost = set(gone)

    def leads_nowhere(tag: bytes) -> bool:
        target = _attribute(tag, b"Target")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(base, target))
        return path in lost or _attribute(tag, b"Type").endswith(_WORD_LEADS_OUT)

    return _without_tags(data, rb"Relationship", leads_nowhere)


def clean_odt(body: bytes) -> tuple[bytes, int | None]:
    """(the document anew, the pages that it says it has). Raises Refused."""
    parts = _parts(body)
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise Refused(Why.LOCKED)
    if any(_ODT_HOLDS.search(name) for name in parts):
        raise Refused(Why.HOLDS)
    found = _ODT_PAGES.search(parts.get("meta.xml", b""))
    gone = {name for name in parts if _ODT_GONE.search(name)}
    kept = {name: data for name, data in parts.items() if name not in gone}
    for name, data in kept.items():
        last = posixpath.basename(name)
        if last == "meta.xml":
            kept[name] = _ODT_META
        elif last == "settings.xml":
            kept[name] = _ODT_SETTINGS
        elif name == "META-INF/manifest.xml":
            kept[name] = _without_tags(
                data, rb"manifest:file-entry", lambda tag: _attribute(tag, b"manifest:full-path") in gone
            )
        elif name.endswith(".xml"):
            kept[name] = _odt_part(data)
        elif name != "mimetype":
            kept[name] = _media(data)
    return _packed(kept), int(found.group(1)) if found else None


def _is_gone(tag: bytes) -> bool:
    return bool(_ODT_GONE.search(_attribute(tag, b"manifest:full-path")))


def _odt_part(data: bytes) -> bytes:
    for tag in _ODT_TAGS:
        data = _without_element(data, tag)
    for tag in _ODT_PEOPLE:
        data = re.sub(rb"(<" + tag + rb"(?:\s[^<>]*)?>)[^<]*(</" + tag + rb">)", rb"\1\2", data)
    return _TAG.sub(lambda tag: _ODT_GOES.sub(b"", tag.group(0)), data)


def _parts(body: bytes) -> dict[str, bytes]:
    """The parts by name, in their order. Raises Refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if any(entry.flag_bits & 1 for entry in entries):
                raise Refused(Why.LOCKED)
            if sum(entry.file_size for entry in entries) > _MOST_RATIO * max(len(body), 50_000):
                raise Refused(Why.HUGE)
            parts = {entry.filename: archive.read(entry) for entry in entries}
    except Refused:
        raise
    except _UNREADABLE:
        raise Refused(Why.BROKEN) from None
    for name, data in parts.items():
        if name.endswith((".xml", ".rels", ".rdf")) and (_DECLARES.search(data) or data[:2] in (b"\xff\xfe", b"\xfe\xff")):
            raise Refused(Why.BROKEN)
    return parts


def _packed(parts: Mapping[str, bytes]) -> bytes:
    """The parts as an archive that says nothing of when and where it was made; an ODT's type comes first and unpacked."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(parts, key=lambda one: one != "mimetype"):
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            entry.create_system = 0
            archive.writestr(entry, parts[name])
    return out.getvalue()


def _media(data: bytes) -> bytes:
    """A picture inside a document, cleaned as one that is sent alone; of other kinds as it is."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return clean_png(data)
    return clean_jpeg(data) if data.startswith(b"\xff\xd8\xff") else data


def _attribute(tag: bytes, name: bytes) -> str:
    found = re.search(rb"\s" + re.escape(name) + rb"\s*=\s*[\"']([^\"']*)[\"']", tag)
    return found.group(1).decode("utf-8", "replace") if found else ""


def _without_tags(data: bytes, name: bytes, drops: Callable[[bytes], bool]) -> bytes:
    """Without the tags of a name, with nothing between them, that are to be dropped."""
    pattern = re.compile(rb"<(?:\w+:)?" + name + rb"\s[^<>]*?(?:/>|>\s*</(?:\w+:)?" + name + rb">)")
    return pattern.sub(lambda tag: b"" if drops(tag.group(0)) else tag.group(0), data)


def _without_element(data: bytes, name: bytes) -> bytes:
    """Without an element and what it holds."""
    return re.sub(rb"<" + name + rb"(?:\s[^<>]*)?(?:/>|(?<!/)>.*?</" + name + rb">)", b"", data, flags=re.DOTALL)
