"""What comes after the constant part: catalog, metadata, the signature and its hole, the table of objects. Pure.

A signature covers all of the file but the hole for itself (ISO 32000-1, 12.8.1; ETSI EN 319 142-1): the digest begins with a
kept copy of the constant part's. What is the same for every paper of a body is made once.
"""

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Any, Final

from django.utils.encoding import iri_to_uri

from certificates.papers.archival import PRODUCER, xmp
from certificates.papers.assembly import (
    CATALOG,
    CONTENT,
    DOCUMENT,
    FORM,
    INFO,
    METADATA,
    NOTES,
    PARENTS,
    SIGNATURE,
    TAIL,
    WIDGET,
    Body,
)  # fmt: skip
from certificates.papers.objects import literal, number, text

Sign = Callable[[bytes], bytes]  # SHA-256 of the signed bytes → a CMS signature in DER
_RANGE: Final = 40  # characters kept for the byte range's three last numbers
_LEVEL: Final = 3  # of compression: two kilobytes are hardly smaller by more work


@dataclass(frozen=True, slots=True)
class Frame:
    """The objects that only a signature changes, in bytes, and where each begins in them, by number."""

    data: bytes
    places: dict[int, int]


@lru_cache(maxsize=64)
def _moment(at: datetime) -> tuple[str, datetime]:
    """A moment as a PDF date (ISO 32000-1, 7.9.4), and in universal time."""
    utc = at.astimezone(UTC)
    return utc.strftime("D:%Y%m%d%H%M%S+00'00'"), utc


class Ending:
    """Writes the tails of all papers of one body."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self.base = len(body.prefix)
        self.count = TAIL + len(body.links)
        self.xref = b"".join(b"%010d 00000 n \n" % place for place in body.places)

    @cached_property
    def kept(self) -> Any:
        """A SHA-256 that has read the prefix: copy it, never feed it."""
        return sha256(self.body.prefix)

    @cached_property
    def frames(self) -> tuple[Frame, Frame]:
        """The frame of an unsigned paper and of a signed one."""
        return self._frame(signed=False), self._frame(signed=True)

    def tail(
        self,
        *,
        content: bytes | None,
        title: str,
        author: str,
        link: str,
        at: datetime | None,
        sign: Sign | None,
        reserved: int,
    ) -> bytes:
        """Everything after the prefix. Raises ValueError for a signature without a moment, or without room for it."""
        if sign is not None and (at is None or reserved <= 0):
            raise ValueError("a signature needs a moment and room")
        moment, utc = _moment(at) if at else ("", None)
        frame, base = self.frames[sign is not None], self.base
        out = bytearray(frame.data)
        places = [0] * self.count
        for name, place in frame.places.items():
            places[name - 1] = base + place
        for name, inside in self._own(content=content, title=title, author=author, link=link, moment=moment, utc=utc):
            places[name - 1] = base + len(out)
            out += b"%d 0 obj\n%b\nendobj\n" % (name, inside)
        hole = (0, 0)
        if sign is not None:
            places[SIGNATURE - 1] = base + len(out)
            hole = _signature_hole(out, moment, reserved)
        self._close(out, places)
        if sign is not None:
            self._sign(out, hole, reserved=reserved, sign=sign)
        return bytes(out)

    def _own(
        self, *, content: bytes | None, title: str, author: str, link: str, moment: str, utc: datetime | None
    ) -> list[tuple[int, bytes]]:
        """The objects that each paper has for itself."""
        packet = xmp(title=title, author=author, language=self.body.language, at=utc)
        who, made = f"/Author {text(author)}" if author else "", f"/CreationDate({moment})" if moment else ""
        own = [
            (METADATA, b"<</Type/Metadata/Subtype/XML/Length %d>>stream\n%b\nendstream" % (len(packet), packet)),
            (INFO, f"<</Title {text(title)}{who}/Creator({PRODUCER})/Producer({PRODUCER}){made}>>".encode("ascii")),
        ]
        if content is not None:
            data = zlib.compress(content, _LEVEL)
            own.append((CONTENT, b"<</Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(data), data)))
        own += [(TAIL + 1 + at, self._link(at, link)) for at in range(len(self.body.links))]
        return own

    def _link(self, at: int, link: str) -> bytes:
        body = self.body
        target, parent = body.links[at], f"/StructParent {len(body.parents) + at}" if body.elements[at] else ""
        where, rect = iri_to_uri(target.address or link), " ".join(number(side) for side in target.rect)
        return (
            f"<</Type/Annot/Subtype/Link/F 4/Border[0 0 0]/Rect[{rect}]{parent}/Contents {text(where)}"
            f"/A<</S/URI/URI {literal(where)}>>>>"
        ).encode("ascii")

    def _frame(self, *, signed: bool) -> Frame:
        """Catalog, document element, parents, notes, the signature's field; nothing where there is no signature."""
        body = self.body
        pages, links = len(body.parents), len(body.links)
        form = f"/AcroForm<</Fields[{WIDGET} 0 R]/SigFlags 3>>/Perms<</DocMDP {SIGNATURE} 0 R>>" if signed else ""
        parents = [f"{at} {array} 0 R" for at, array in enumerate(body.parents)]
        parents += [f"{pages + at} {element} 0 R" for at, element in enumerate(body.elements) if element]
        parents += [f"{pages + links} {FORM} 0 R"] if signed else []
        notes = [TAIL + 1 + at for at, target in enumerate(body.links) if target.page == 0]
        objects = {
            CATALOG: (
                f"<</Type/Catalog/Pages {body.pages} 0 R/Lang({body.language})/StructTreeRoot {body.root} 0 R"
                f"/MarkInfo<</Marked true>>/ViewerPreferences<</DisplayDocTitle true>>/Metadata {METADATA} 0 R"
                f"/OutputIntents {body.intents} 0 R{form}>>"
            ),
            DOCUMENT: (
                f"<</Type/StructElem/S/Document/P {body.root} 0 R/K[{_references([*body.kids, *([FORM] if signed else [])])}]>>"
            ),
            PARENTS: f"<</Nums[{' '.join(parents)}]>>",
            NOTES: f"[{_references([*notes, *([WIDGET] if signed else [])])}]",
            CONTENT: "null",
            SIGNATURE: "null",
            WIDGET: (
                f"<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature)/TU(Electronic seal)/F 132/Rect[0 0 0 0]"
                f"/AP<</N {body.appearance} 0 R>>/P {body.first_page} 0 R/StructParent {pages + links}/V {SIGNATURE} 0 R>>"
            )
            if signed
            else "null",
            FORM: f"<</Type/StructElem/S/Form/P {DOCUMENT} 0 R/Pg {body.first_page} 0 R/K<</Type/OBJR/Obj {WIDGET} 0 R>>>>"
            if signed
            else "null",
        }
        for name in [CONTENT] * body.stamps + [SIGNATURE] * signed:
            del objects[name]  # each paper's own
        out, places = bytearray(), {}
        for name, inside in objects.items():
            places[name] = len(out)
            out += f"{name} 0 obj\n{inside}\nendobj\n".encode("ascii")
        return Frame(bytes(out), places)

    def _close(self, out: bytearray, places: list[int]) -> None:
        """The table of objects (ISO 32000-1, 7.5.4) and the trailer; the file's name is a digest of what is there so far."""
        start, count = self.base + len(out), self.count + len(self.body.places) + 1
        out += b"xref\n0 %d\n0000000000 65535 f \n" % count
        out += b"%010d 00000 n \n" * len(places) % tuple(places)
        out += self.xref
        digest = self.kept.copy()
        digest.update(out)
        name = digest.hexdigest()[:32].encode("ascii")
        out += b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%b><%b>]>>\nstartxref\n%d\n%%%%EOF\n" % (
            count, CATALOG, INFO, name, name, start,
        )  # fmt: skip

    def _sign(self, out: bytearray, hole: tuple[int, int], *, reserved: int, sign: Sign) -> None:
        """Fill the hole. The signed bytes are all but the signature's own hexadecimal string with its brackets."""
        byte_range, begin = hole
        end = begin + 2 * reserved + 2
        said = b"%d %d %d" % (self.base + begin, self.base + end, len(out) - end)
        out[byte_range : byte_range + len(said)] = said
        digest = self.kept.copy()
        with memoryview(out) as view:
            digest.update(view[:begin])
            digest.update(view[end:])
        signature = sign(digest.digest())
        if len(signature) > reserved:
            raise ValueError(f"the signature takes {len(signature)} bytes, {reserved} are reserved")
        written = signature.hex().encode("ascii")
        out[begin + 1 : begin + 1 + len(written)] = written


def _references(names: list[int]) -> str:
    return " ".join(f"{name} 0 R" for name in names)


def _signature_hole(out: bytearray, moment: str, reserved: int) -> tuple[int, int]:
    """Append the signature dictionary with room for what is not known yet: where the byte range and the signature begin.

    DocMDP level 1: a certified paper allows no change at all (ISO 32000-1, 12.8.2.2).
    """
    out += (
        f"{SIGNATURE} 0 obj\n<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M({moment})/Reference[<<"
        "/Type/SigRef/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/P 1/V/1.2>>>>]/ByteRange[0 "
    ).encode("ascii")
    byte_range = len(out)
    out += b" " * _RANGE + b"]/Contents"
    contents = len(out)
    out += b"<" + b"0" * (2 * reserved) + b">>>\nendobj\n"
    return byte_range, contents
