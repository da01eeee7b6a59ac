"""From drawn pages to the constant part of a lasting PDF: content marked and tagged, faces embedded, nothing else kept. Pure.

Object numbers 1 to `TAIL` (and one for each link) are written later, by the stamp: what differs from paper to paper, and what a
signature adds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from certificates.papers import archival
from certificates.papers.faces import Face
from certificates.papers.objects import Objects, number, stream
from certificates.papers.problems import CannotDraw
from certificates.papers.qr import PLACEHOLDER_PIXELS, family
from certificates.papers.reading import PAINT, PATH, SPACING, Image, Matrix, Page
from certificates.papers.sheet import Sheet
from certificates.papers.structure import Marked, structure_of, write_tree

CATALOG, DOCUMENT, PARENTS, NOTES, CONTENT, METADATA, INFO, SIGNATURE, WIDGET, FORM = range(1, 11)
TAIL: Final = FORM
INK: Final = "0.102 0.141 0.18 rg"  # of the QR code: the papers' dark


@dataclass(frozen=True, slots=True)
class Target:
    """A link on the first page or another: its rectangle, where it leads ('' = to the paper's own address)."""

    page: int
    rect: tuple[float, float, float, float]
    address: str


@dataclass(frozen=True, slots=True)
class Body:
    """The constant part. `prefix`: its bytes, from %PDF on. `places`: where its objects begin, from number `first`.

    `kids`: what the document element lists. `parents`: the pages' parent arrays. `elements`: the links' structure elements.
    """

    prefix: bytes
    first: int
    places: tuple[int, ...]
    pages: int  # number of the page tree
    first_page: int
    root: int  # number of the structure tree's root
    intents: int
    kids: tuple[int, ...]
    parents: tuple[int, ...]
    links: tuple[Target, ...]
    elements: tuple[int, ...]
    language: str


@dataclass(slots=True)
class Stamped:
    """Where the varying pieces of the first page are: operation → (marked-content id, role); '' role for artifacts."""

    runs: dict[int, tuple[int, str]] = field(default_factory=dict)
    qr: tuple[int, str] | None = None
    qr_box: Matrix | None = None


def is_qr(image: Image) -> bool:
    """True for the picture that stands for the QR code."""
    return image.pixels == (PLACEHOLDER_PIXELS, PLACEHOLDER_PIXELS)


def qr_operators(message: str, box: Matrix, mark: tuple[int, str] | None) -> str:
    """The symbol of a message in its box, as a stencil (ISO 32000-1, 8.9.6.2), marked as a figure or an artifact."""
    kin = family(message)
    a, b, c, d, e, f = (number(one) for one in box)
    begin = f"/Figure <</MCID {mark[0]}>> BDC" if mark else "/Artifact BMC"
    side, data = kin.size, kin.mask(message).hex()
    return (
        f"{begin} q {INK} {a} {b} {c} {d} {e} {f} cm BI /W {side} /H {side} /IM true /BPC 1 /D [1 0] /F /AHx ID {data}> EI Q EMC"
    )


def assembled(
    pages: Sequence[Page],
    sheet: Sheet,
    *,
    language: str,
    own_link: str,
    varying: frozenset[int] = frozenset(),
    qr: str | None = None,
    faces: Mapping[str, Face] | None = None,
) -> tuple[Body, Stamped]:
    """Write the constant part. `varying`: text operations of the only page that the stamp will write; `qr`: the message of the
    QR code, None when the stamp writes it; `faces`: to embed for the stamp, by resource name. Raises CannotDraw.
    """
    objects, stamped = Objects(), Stamped()
    structure = structure_of(pages, sheet)
    targets = tuple(
        Target(at, link.rect, "" if link.address == own_link else link.address)
        for at, page in enumerate(pages)
        for link in page.links
    )
    for _ in range(TAIL + len(targets)):
        objects.add()
    first = len(objects.bodies) + 1
    stamps = bool(varying) or (qr is None and any(is_qr(image) for image in pages[0].images))
    tree = objects.add()
    numbers = [objects.add() for _ in pages]
    fonts = {name: archival.embedded(face, objects) for name, face in (faces or {}).items()}
    for at, (page, marks) in enumerate(zip(pages, structure.pages, strict=True)):
        content, used = _content(page, marks, varying if at == 0 else frozenset(), qr, stamped)
        background = objects.add(stream(content))
        contents = f"[{background} 0 R {CONTENT} 0 R]" if at == 0 and stamps else f"{background} 0 R"
        notes = [TAIL + 1 + n for n, target in enumerate(targets) if target.page == at]
        listed = f"/Annots {NOTES} 0 R" if at == 0 else ("/Annots[" + " ".join(f"{n} 0 R" for n in notes) + "]" if notes else "")
        objects.set(
            numbers[at],
            f"<</Type/Page/Parent {tree} 0 R/MediaBox[0 0 {number(page.width)} {number(page.height)}]/Contents {contents}/Tabs/S"
            f"/StructParents {at}{listed}/Resources<<".encode()
            + _resources(page, used, fonts if at == 0 else {}, objects)
            + b">>>>",
        )
    objects.set(tree, "<</Type/Pages/Kids[" + " ".join(f"{n} 0 R" for n in numbers) + f"]/Count {len(numbers)}>>")
    root = objects.add()
    notes_said = [(one.page, f"<</Type/OBJR/Obj {TAIL + 1 + n} 0 R/Pg {numbers[one.page]} 0 R>>") for n, one in enumerate(targets)]
    kids, parents, elements = write_tree(structure, objects, root=root, document=DOCUMENT, pages=numbers, links=notes_said)
    objects.set(root, f"<</Type/StructTreeRoot/K {DOCUMENT} 0 R/ParentTree {PARENTS} 0 R/ParentTreeNextKey {len(pages) + len(targets) + 1}>>")
    intents = objects.add(archival.output_intent(objects))
    prefix, places = _written(objects, first)
    body = Body(
        prefix, first, places, tree, numbers[0], root, intents, tuple(kids), tuple(parents), targets,
        tuple(elements), language,
    )  # fmt: skip
    return body, stamped


def _written(objects: Objects, first: int) -> tuple[bytes, tuple[int, ...]]:
    out, places = bytearray(archival.HEAD), []
    for name in range(first, len(objects.bodies) + 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % name + objects.bodies[name - 1] + b"\nendobj\n"
    return bytes(out), tuple(places)


def _resources(page: Page, used: set[str], stamping: Mapping[str, int], objects: Objects) -> bytes:
    """The fonts and pictures that are still used."""
    said = b""
    fonts = page.resources["/Font"].get_object() if "/Font" in page.resources else {}
    names = [name for name in fonts if name in used]
    for name in names:
        font = fonts.raw_get(name).get_object()
        if "/FontDescriptor" not in font or "/FontFile2" not in font["/FontDescriptor"]:
            raise CannotDraw("a face is not embedded")
    entries = b"".join(name.encode() + b" " + objects.copy(fonts.raw_get(name)) for name in names)
    entries += b"".join(f"/{name} {at} 0 R".encode() for name, at in stamping.items())
    if entries:
        said += b"/Font<<" + entries + b">>"
    pictures = page.resources["/XObject"].get_object() if "/XObject" in page.resources else {}
    wanted = {image.name for image in page.images if not is_qr(image)}
    if wanted:
        said += b"/XObject<<" + b"".join(
            name.encode() + b" " + objects.copy(pictures.raw_get(name)) for name in pictures if name in wanted
        ) + b">>"  # fmt: skip
    return said


def _content(  # noqa: C901, PLR0912 - one operator a line
    page: Page, marks: Marked, varying: frozenset[int], qr: str | None, stamped: Stamped
) -> tuple[bytes, set[str]]:
    """The page's operations again, each piece of text placed by itself, everything marked; and the fonts it shows."""
    out: list[str] = []
    runs, images = {run.number: run for run in page.runs}, {image.number: image for image in page.images}
    in_text = in_path = False
    mark: tuple[int, str] | None = None
    depth, used = 0, set()

    def close() -> None:
        nonlocal in_text, mark
        if mark is not None:
            out.append("EMC")
            mark = None
        if in_text:
            out.append("ET")
            in_text = False

    for at, (operands, operator) in enumerate(page.operations):
        said = operator.decode("latin-1")
        if operator == b"Tj":
            run = runs[at]
            if at in varying:
                stamped.runs[at] = marks.runs.get(at, (-1, ""))
                continue
            if not run.text.strip():
                continue
            wanted = marks.runs.get(at, (-1, "Artifact"))
            if not in_text:
                out.append("BT")
                in_text = True
            if mark != wanted:
                if mark is not None:
                    out.append("EMC")
                out.append("/Artifact BMC" if wanted[0] < 0 else f"/{wanted[1]} <</MCID {wanted[0]}>> BDC")
                mark = wanted
            used.add(run.resource)
            shown = bytes(getattr(operands[0], "original_bytes", operands[0])).hex()
            out.append(" ".join(number(one) for one in run.matrix) + f" Tm <{shown}> Tj")
        elif operator in (b"BT", b"Tm", b"Td", b"T*", b"TL"):
            pass
        elif operator == b"ET":
            close()
        elif operator == b"Tf":
            if str(operands[0]) != "/F1":  # reportlab's first font: set, never shown, not embedded
                out.append(f"{operands[0]} {number(operands[1])} Tf")
        elif operator in SPACING:
            out.append(f"{number(operands[0])} {said}")
        elif operator == b"Do":
            image, place = images[at], marks.images.get(at)
            if not is_qr(image):
                begin = f"/Figure <</MCID {place[0]}>> BDC" if place else "/Artifact BMC"
                out.append(f"{begin} {image.name} Do EMC")
            elif qr is None:
                stamped.qr, stamped.qr_box = place, image.matrix
            else:
                out.append(qr_operators(qr, (1, 0, 0, 1, 0, 0), place))
        elif operator in PATH or operator in PAINT:
            if operator == b"n" and not in_path:
                continue  # an end of no path
            if not in_path:
                out.append("/Artifact BMC")
                in_path = True
            out.append(" ".join([*(number(one) for one in operands), said]))
            if operator in PAINT:
                out.append("EMC")
                in_path = False
        else:
            depth += (operator == b"q") - (operator == b"Q")
            out.append(" ".join([*(_operand(one) for one in operands), said]))
    close()
    out.extend("Q" for _ in range(depth))
    return "\n".join(out).encode("latin-1"), used


def _operand(value: Any) -> str:
    if isinstance(value, list):
        return "[" + " ".join(_operand(one) for one in value) + "]"
    return number(value) if isinstance(value, int | float) else str(value)
