"""From drawn pages to the constant part of a lasting PDF: content marked and tagged, faces embedded, nothing else kept. Pure.

Object numbers 1 to `TAIL` (and one for each link) are written later, by the stamp: what differs from paper to paper, and what a
signature adds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from certificates.papers import archival
from certificates.papers.content import Rewriter, Stamped, is_qr
from certificates.papers.faces import Face
from certificates.papers.objects import Objects, number, stream
from certificates.papers.problems import CannotDraw
from certificates.papers.reading import Page
from certificates.papers.sheet import Sheet
from certificates.papers.structure import structure_of, write_tree

CATALOG, DOCUMENT, PARENTS, NOTES, CONTENT, METADATA, INFO, SIGNATURE, WIDGET, FORM = range(1, 11)
TAIL: Final = FORM


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
    appearance: int  # of the signature's field: an empty form
    kids: tuple[int, ...]
    parents: tuple[int, ...]
    links: tuple[Target, ...]
    elements: tuple[int, ...]
    language: str
    stamps: bool  # a content stream of each paper's own follows


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
    if structure.unseen:
        raise CannotDraw(_("“%(words)s” would not be seen on the paper.") % {"words": structure.unseen[:60]})
    targets = tuple(
        Target(at, link.rect, "" if link.address == own_link else link.address)
        for at, page in enumerate(pages)
        for link in page.links
    )
    for _reserved in range(TAIL + len(targets)):
        objects.add()
    first = len(objects.bodies) + 1
    stamps = bool(varying) or (qr is None and any(is_qr(image) for image in pages[0].images))
    tree = objects.add()
    numbers = [objects.add() for _ in pages]
    fonts = {name: archival.embedded(face, objects) for name, face in (faces or {}).items()}
    for at, (page, marks) in enumerate(zip(pages, structure.pages, strict=True)):
        rewriter = Rewriter(page, marks, varying if at == 0 else frozenset(), qr)
        background = objects.add(stream(rewriter.content()))
        stamped = rewriter.stamped if at == 0 else stamped
        contents = f"[{background} 0 R {CONTENT} 0 R]" if at == 0 and stamps else f"{background} 0 R"
        notes = [TAIL + 1 + n for n, target in enumerate(targets) if target.page == at]
        listed = (
            f"/Annots {NOTES} 0 R" if at == 0 else ("/Annots[" + " ".join(f"{n} 0 R" for n in notes) + "]" if notes else "")
        )
        objects.set(
            numbers[at],
            f"<</Type/Page/Parent {tree} 0 R/MediaBox[0 0 {number(page.width)} {number(page.height)}]/Contents {contents}"
            f"/Tabs/S/StructParents {at}{listed}/Resources<<".encode()
            + _resources(page, rewriter.used, fonts if at == 0 else {}, objects)
            + b">>>>",
        )
    objects.set(tree, "<</Type/Pages/Kids[" + " ".join(f"{n} 0 R" for n in numbers) + f"]/Count {len(numbers)}>>")
    root = objects.add()
    notes_said = [
        (one.page, f"<</Type/OBJR/Obj {TAIL + 1 + n} 0 R/Pg {numbers[one.page]} 0 R>>") for n, one in enumerate(targets)
    ]
    kids, parents, elements = write_tree(structure, objects, root=root, document=DOCUMENT, pages=numbers, links=notes_said)
    objects.set(
        root,
        f"<</Type/StructTreeRoot/K {DOCUMENT} 0 R/ParentTree {PARENTS} 0 R/ParentTreeNextKey {len(pages) + len(targets) + 1}>>",
    )
    intents = objects.add(archival.output_intent(objects))
    appearance = objects.add(stream(b"", "/Type/XObject/Subtype/Form/BBox[0 0 0 0]/Resources<<>>", deflate=False))
    prefix, places = _written(objects, first)
    body = Body(
        prefix=prefix, first=first, places=places, pages=tree, first_page=numbers[0], root=root, intents=intents,
        appearance=appearance, kids=tuple(kids), parents=tuple(parents), links=targets, elements=tuple(elements),
        language=language, stamps=stamps,
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
    fonts: Any = page.resources["/Font"].get_object() if "/Font" in page.resources else {}
    names = [name for name in fonts if name in used]
    for name in names:
        font = fonts.raw_get(name).get_object()
        if "/FontDescriptor" not in font or "/FontFile2" not in font["/FontDescriptor"]:
            raise CannotDraw("a face is not embedded")
    entries = b"".join(name.encode() + b" " + objects.copy(fonts.raw_get(name)) for name in names)
    entries += b"".join(f"/{name} {at} 0 R".encode() for name, at in stamping.items())
    if entries:
        said += b"/Font<<" + entries + b">>"
    pictures: Any = page.resources["/XObject"].get_object() if "/XObject" in page.resources else {}
    wanted = {image.name for image in page.images if not is_qr(image)}
    if wanted:
        said += b"/XObject<<" + b"".join(
            name.encode() + b" " + objects.copy(pictures.raw_get(name)) for name in pictures if name in wanted
        ) + b">>"  # fmt: skip
    return said
