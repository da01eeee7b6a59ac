"""The fast path: what one person's paper adds to a compiled design, in a fraction of a millisecond. Pure.

The file is `layout.prefix + stamp(layout, values)`.
"""

from datetime import datetime
from functools import cache

from django.utils.translation import gettext as _

from certificates.papers.catalogue import Values
from certificates.papers.content import begin, qr_operators
from certificates.papers.ending import Sign
from certificates.papers.faces import face
from certificates.papers.layout import NUMBER, Layout, Slot
from certificates.papers.names import fitted, neat
from certificates.papers.problems import CannotDraw, NotStampable


@cache
def _codes(key: str) -> dict[str, str]:
    """Every letter of a face as its glyph number in hexadecimal."""
    return {chr(code): f"{glyph:04X}" for code, glyph in face(key).glyphs.items()}


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
    return layout.ending.tail(
        content=content,
        title=layout.title.replace(NUMBER, serial).removesuffix(" · "),
        author=layout.author,
        link=_said(values, "link") if any(not one.address for one in layout.body.links) else "",
        at=at,
        sign=sign,
        reserved=reserved,
    )


def _said(values: Values, field: str) -> str:
    value = values.get(field)
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
    shown = f"{codes[' ']}> Tj ".join(
        [f"1 0 0 1 {x:.5f} {y:.5f} Tm <{''.join(map(codes.__getitem__, line))}" for line, x, y in lines]
    )
    return f"{begin((slot.mark, slot.role))} BT /{slot.font} {size:g} Tf {red:g} {green:g} {blue:g} rg {shown}> Tj ET EMC"


def whole(layout: Layout, end: bytes) -> bytes:
    """The file: prefix and tail."""
    return layout.prefix + end


def digest_of(layout: Layout, end: bytes) -> str:
    """SHA-256 of the whole file, without putting it together."""
    digest = layout.ending.kept.copy()
    digest.update(end)
    return str(digest.hexdigest())
