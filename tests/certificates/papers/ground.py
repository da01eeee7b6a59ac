"""What the tests of papers share: compiled designs, pages as pictures, an independent reader of QR codes."""

import io
from collections.abc import Mapping
from functools import cache
from typing import Any

import pypdfium2
import zxingcpp
from PIL import Image, ImageChops
from pypdf import PdfReader

from certificates.papers import FIELDS, Design, Layout, Value, compile_design, sample_values, shipped

LANGUAGES = ("es", "en", "es+en")


def values(language: str = "es", *, paper: str = "certificate", long: bool = False, **changed: Any) -> dict[str, Value]:
    """Sample values with some of them changed."""
    return {**sample_values(language, long, paper=paper), **changed}


def shared(found: Mapping[str, Value]) -> dict[str, Value]:
    """What a cohort's papers have in common: all but the fields that vary."""
    return {key: value for key, value in found.items() if not (key in FIELDS and FIELDS[key].varies)}


@cache
def layout(paper: str = "certificate", language: str = "es") -> Layout:
    """The shipped design of a paper, compiled once for all tests."""
    return compile_design(shipped(paper), shared(values(language, paper=paper)))


def small(html: str, css: str = "", **more: Any) -> Design:
    """A little design of one's own."""
    return Design(html, css, **more)


def picture(pdf: bytes, dpi: int = 100, page: int = 0) -> Image.Image:
    """A page as pdfium draws it, in grey."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        drawn: Image.Image = document[page].render(scale=dpi / 72, grayscale=True).to_pil()
        return drawn.convert("L")
    finally:
        document.close()


def differing(one: bytes, other: bytes, *, more_than: int = 127, dpi: int = 100) -> int:
    """How many pixels of two files' first pages differ by more than so much of 255."""
    difference = ImageChops.difference(picture(one, dpi), picture(other, dpi))
    return sum(difference.histogram()[more_than + 1 :])


def read_qr(pdf: bytes, dpi: int = 72, page: int = 0) -> list[str]:
    """Every QR code that zxing finds on a page drawn so coarsely."""
    return [one.text for one in zxingcpp.read_barcodes(picture(pdf, dpi, page))]


def words_of(pdf: bytes) -> str:
    """All words of a file, spaces folded."""
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


def pages_in(pdf: bytes) -> int:
    """How many pages a file has."""
    return len(PdfReader(io.BytesIO(pdf)).pages)


def roles_of(pdf: bytes) -> list[str]:
    """The roles of the structure tree, in reading order."""
    found: list[str] = []

    def walk(element: Any) -> None:
        element = element.get_object()
        if not hasattr(element, "get"):
            return
        if "/S" in element and element.get("/Type") != "/Action":
            found.append(str(element["/S"]).removeprefix("/"))
        children = element.get("/K", [])
        for child in children if isinstance(children, list) else [children]:
            if not isinstance(child, int | float):
                walk(child)

    walk(PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/StructTreeRoot"])  # type: ignore[index]
    return found
