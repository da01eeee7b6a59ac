"""The fast path: what one person's paper adds to a compiled design, in a fraction of a millisecond. Pure.

The file is `layout.prefix + stamp(layout, values)`. A signature covers all of it but the hole for itself (ISO 32000-1, 12.8.1;
ETSI EN 319 142-1): the digest begins with a kept copy of the prefix's.
"""

import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

from django.utils.translation import gettext as _

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
from certificates.papers.catalogue import Value, Values
from certificates.papers.content import begin, qr_operators
from certificates.papers.faces import face
from certificates.papers.layout import Layout, Slot
from certificates.papers.names import fitted, neat
from certificates.papers.objects import literal, number, text
from certificates.papers.problems import CannotDraw, NotStampable

Sign = Callable[[bytes], bytes]  # SHA-256 of the signed bytes → a CMS signature in DER
_RANGE: Final = 40  # characters kept for the byte range's three last numbers


@cache
def _codes(key: str) -> dict[int, str]:
    """Every letter of a face as its glyph number in hexadecimal, for `str.translate`."""
    return {code: f"{glyph:04X}" for code, glyph in face(key).glyphs.items()}


def stamp(layout: Layout, values: Values, *, sign: Sign | None = None, reserved: int = 0, at: datetime | None = None) -> bytes:
    """The tail of one paper. `values`: the varying fields, and `language` of none: the layout knows it.

    `sign`: called once with the digest; its signature must fit into `reserved` bytes. `at`: when the paper is made and signed,
    with its zone. Deterministic but for the signature. Raises NotStampable for a letter without a shape, words that do not fit
    or a missing value: then the slow path is asked.
    """
    out = [_slot(slot, values) for slot in layout.slots]
    if layout.qr_box is not None:
        try:
            out.append(qr_operators(_said(values, "qr"), layout.qr_box, layout.qr_mark))
        except CannotDraw as wrong:
            raise NotStampable(wrong.sentence) from wrong
    content = "\n".join(out).encode("ascii") if out else None
    serial = _said(values, "serial") if "serial" in values else ""
    return tail(
        layout.body,
        content=content,
        title=layout.title.replace("\0", serial),
        author=layout.author,
        link=_said(values, "link") if any(not one.address for one in layout.body.links) else "",
        at=at,
        sign=sign,
        reserved=reserved,
        kept=layout.kept,
        xref=layout.xref,
    )


def _said(values: Values, field: str) -> str:
    value: Value | None = values.get(field)
    if not isinstance(value, str):
        raise NotStampable(_("The field “%(field)s” has no value.") % {"field": field})
    return value


def placed(slot: Slot, values: Values) -> tuple[float, list[tuple[str, float, float]]]:
    """The size in points of a field's words, and each line with the place where it begins. Raises NotStampable."""
    letters = face(slot.face)
    said = neat(_said(values, slot.field))
    lines: tuple[str, ...]
    words = f"{slot.before}{said}{slot.after}"
    if not said:
        raise NotStampable(_("The field “%(field)s” has no value.") % {"field": slot.field})
    try:
        if slot.box is None:
            step, lines = slot.steps[0], (words,)
            if letters.width(words, step.size) > slot.width:
                raise NotStampable(_("“%(words)s” is too long for its line.") % {"words": words[:80]})
        else:
            stands = fitted(words, slot.box)
            if stands is None:
                raise NotStampable(_("“%(words)s” does not fit into its box.") % {"words": words[:80]})
            lines = stands.lines
            step = next(one for one in slot.steps if one.size == stands.size and len(one.lines) == len(lines))
        size, align = step.size, slot.align
        return size, [
            (line, x - align * letters.width(line, size) if align else x, y)
            for line, (x, y) in zip(lines, step.lines, strict=True)
        ]
    except KeyError:
        lost = " ".join(letters.missing(words))
        raise NotStampable(_("There are no letter shapes for %(letters)s.") % {"letters": lost}) from None


def _slot(slot: Slot, values: Values) -> str:
    """The operators that show one field."""
    size, lines = placed(slot, values)
    red, green, blue = slot.colour
    codes = _codes(slot.face)
    shown = f"{codes[32]}> Tj ".join([f"1 0 0 1 {x:.5f} {y:.5f} Tm <{line.translate(codes)}" for line, x, y in lines])
    return f"{begin((slot.mark, slot.role))} BT /{slot.font} {size:g} Tf {red:g} {green:g} {blue:g} rg {shown}> Tj ET EMC"


def tail(
    body: Body, *, content: bytes | None, title: str, author: str, link: str, at: datetime | None, sign: Sign | None,
    reserved: int, kept: Any, xref: bytes,
) -> bytes:  # fmt: skip
    """Everything after the prefix: what varies, the catalog, the signature, the table of objects.

    `kept`: a SHA-256 that has read the prefix. Raises ValueError for a signature without a moment or without room for it.
    """
    if sign is not None and (at is None or reserved <= 0):
        raise ValueError("a signature needs a moment and room")
    utc = at.astimezone(UTC) if at else None
    moment = utc.strftime("D:%Y%m%d%H%M%S+00'00'") if utc else ""
    made = f"/CreationDate({moment})" if moment else ""
    packet = xmp(title=title, author=author, language=body.language, at=utc)
    objects: list[bytes] = [b""] * (TAIL + len(body.links))
    signed, pages = sign is not None, len(body.parents)
    _frame(objects, body, signed=signed)
    if content is not None:
        data = zlib.compress(content, 6)
        objects[CONTENT - 1] = b"<</Filter/FlateDecode/Length %d>>stream\n" % len(data) + data + b"\nendstream"
    objects[METADATA - 1] = b"<</Type/Metadata/Subtype/XML/Length %d>>stream\n" % len(packet) + packet + b"\nendstream"
    who = f"/Author {text(author)}" if author else ""
    objects[INFO - 1] = f"<</Title {text(title)}{who}/Creator({PRODUCER})/Producer({PRODUCER}){made}>>".encode("ascii")
    for at_, target in enumerate(body.links):
        left, bottom, right, top = target.rect
        parent = f"/StructParent {pages + at_}" if body.elements[at_] else ""
        objects[TAIL + at_] = (
            f"<</Type/Annot/Subtype/Link/F 4/Border[0 0 0]/Rect[{number(left)} {number(bottom)} {number(right)} {number(top)}]"
            f"{parent}/Contents {text(target.address or link)}/A<</S/URI/URI {literal(target.address or link)}>>>>"
        ).encode("ascii")
    base = len(body.prefix)
    out, places = bytearray(), []
    for name, inside in enumerate(objects, 1):
        places.append(base + len(out))
        if name == SIGNATURE and signed:
            hole = _signature_hole(out, moment, reserved)
        else:
            out += b"%d 0 obj\n" % name + (inside or b"null") + b"\nendobj\n"
    start = base + len(out)
    count = len(objects) + len(body.places) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % count
    out += b"".join(b"%010d 00000 n \n" % place for place in places) + xref
    digest = kept.copy()
    digest.update(out)
    name = digest.hexdigest()[:32]
    out += (
        f"trailer\n<</Size {count}/Root {CATALOG} 0 R/Info {INFO} 0 R/ID[<{name}><{name}>]>>\nstartxref\n{start}\n%%EOF\n"
    ).encode("ascii")
    if sign is not None:
        _sign(out, hole, base, kept=kept, reserved=reserved, sign=sign)
    return bytes(out)


def _frame(objects: list[bytes], body: Body, *, signed: bool) -> None:
    """The objects that only a signature changes: catalog, document element, parents, notes, the signature's field."""
    pages, links = len(body.parents), len(body.links)
    form = f"/AcroForm<</Fields[{WIDGET} 0 R]/SigFlags 3>>/Perms<</DocMDP {SIGNATURE} 0 R>>" if signed else ""
    objects[CATALOG - 1] = (
        f"<</Type/Catalog/Pages {body.pages} 0 R/Lang({body.language})/StructTreeRoot {body.root} 0 R/MarkInfo<</Marked true>>"
        f"/ViewerPreferences<</DisplayDocTitle true>>/Metadata {METADATA} 0 R{_intents(body)}{form}>>"
    ).encode("ascii")
    kids = [*body.kids, *([FORM] if signed else [])]
    objects[DOCUMENT - 1] = _references(b"<</Type/StructElem/S/Document/P %d 0 R/K[" % body.root, kids) + b"]>>"
    parents = [f"{at} {array} 0 R" for at, array in enumerate(body.parents)]
    parents += [f"{pages + at} {element} 0 R" for at, element in enumerate(body.elements) if element]
    parents += [f"{pages + links} {FORM} 0 R"] if signed else []
    objects[PARENTS - 1] = f"<</Nums[{' '.join(parents)}]>>".encode("ascii")
    notes = [TAIL + 1 + at for at, target in enumerate(body.links) if target.page == 0]
    objects[NOTES - 1] = _references(b"[", [*notes, *([WIDGET] if signed else [])]) + b"]"
    if signed:
        objects[WIDGET - 1] = (
            f"<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature)/TU(Electronic seal)/F 132/Rect[0 0 0 0]"
            f"/AP<</N {body.appearance} 0 R>>/P {body.first_page} 0 R/StructParent {pages + links}/V {SIGNATURE} 0 R>>"
        ).encode("ascii")
        objects[FORM - 1] = (
            f"<</Type/StructElem/S/Form/P {DOCUMENT} 0 R/Pg {body.first_page} 0 R/K<</Type/OBJR/Obj {WIDGET} 0 R>>>>"
        ).encode("ascii")


def _intents(body: Body) -> str:
    return f"/OutputIntents {body.intents} 0 R"


def _references(head: bytes, names: list[int]) -> bytes:
    return head + b" ".join(b"%d 0 R" % name for name in names)


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


def _sign(out: bytearray, hole: tuple[int, int], base: int, *, kept: Any, reserved: int, sign: Sign) -> None:
    """Fill the hole. The signed bytes are all but the signature's own hexadecimal string with its brackets."""
    byte_range, begin = hole
    end = begin + 2 * reserved + 2
    said = b"%d %d %d" % (base + begin, base + end, len(out) - end)
    out[byte_range : byte_range + len(said)] = said
    digest = kept.copy()
    view = memoryview(out)
    digest.update(view[:begin])
    digest.update(view[end:])
    view.release()
    signature = sign(digest.digest())
    if len(signature) > reserved:
        raise ValueError(f"the signature takes {len(signature)} bytes, {reserved} are reserved")
    written = signature.hex().encode("ascii")
    out[begin + 1 : begin + 1 + len(written)] = written


def whole(layout: Layout, end: bytes) -> bytes:
    """The file: prefix and tail."""
    return layout.prefix + end


def digest_of(layout: Layout, end: bytes) -> str:
    """SHA-256 of the whole file, without putting it together."""
    digest = layout.kept.copy()
    digest.update(end)
    return str(digest.hexdigest())
