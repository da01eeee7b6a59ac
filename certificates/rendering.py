"""From the words of a certificate to the bytes of its PDF: pure. No model, no clock, no network, no settings.

xhtml2pdf draws `design/certificate.html` on one A4 landscape page with the fonts in `lms/fonts/`. It may read those two folders
and nothing else. Anything it complains about is an error here: a paper that will be frozen is never drawn "almost right".
"""

import io
import re
import unicodedata
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product
from pathlib import Path
from typing import Any, Final

import segno
from django.template import Context, Engine
from django.template.base import Template
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import BooleanObject, DictionaryObject, NameObject, StreamObject, TextStringObject
from reportlab import rl_config
from reportlab.pdfbase.ttfonts import TTFontFile
from xhtml2pdf import pisa
from xhtml2pdf.config.resources import ResourceAccessPolicy

from lms.kernel.pdf import FONTS

HERE: Final = Path(__file__).resolve().parent
DESIGN: Final = HERE / "design"
SERIF: Final = "CertSerif-Bold.ttf"  # the name, the title, the credential
SANS: Final = "CertSans-Regular.ttf"
SANS_BOLD: Final = "CertSans-Bold.ttf"
NAME_MAX: Final = 120  # letters
LOGO_BOX: Final = (48.0, 15.0)  # mm, width and height
LOGO_PIXELS: Final = 12_000_000

# The page, in points, as design/certificate.css sets it. What is written is measured first and set smaller where it must.
COLUMN: Final = 505.0  # the paper's column less a hair, so that our line breaks are never more than the drawing's
TOP: Final = 316.0  # from the institution down to the detail
PITCH: Final = 1.4  # from line to line: the faces' own height (1.362), which the drawing never goes below, and a hair
HEAD: Final = 46.0
GRANTS: Final = 60.0  # «se otorga a», «por haber completado y aprobado»
ROOMY: Final = 23.0  # more air around them when there is room
NAME_STEPS: Final = (28, 25, 22, 19, 16, 14)  # over 60 letters: 22 at most
COURSE_STEPS: Final = ((17, 2), (16, 2), (14, 3))  # size, lines
DETAIL_STEPS: Final = ((11, 3), (9, 4))

_HELVETICA_UNUSED: Final = re.compile(rb"BT /F1 [\d.]+ Tf [\d.]+ TL ET")  # reportlab sets it, no letter is drawn in it
BASE_CSS: Final = """
html { font-family: "Cert Sans"; font-size: 10pt; font-weight: normal; color: #1a242e; margin: 0; padding: 0; line-height: 1.35;
  border: 1px none; display: inline; width: auto; height: auto; white-space: normal; }
b { font-weight: bold; }
body, h1, h2, p, table, tr, td { display: block; }
tr, td { vertical-align: top; width: auto; }
"""  # instead of the library's sheet for all of HTML: known to the point, and half of the parsing saved
rl_config.useA85 = 0  # streams as bytes, not as ASCII text: a sixth of the drawing time


class CannotDraw(Exception):
    """The paper can't be drawn as it stands; the message says why (for the log and for administrators)."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A cell of the row of facts: a small label, the value, and lines under it."""

    label: str
    value: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who answers for the paper: a name or an office, and lines under it."""

    name: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """Every word that will be printed, in the language of the paper. Personal data: name."""

    language: str
    title: str  # «Certificado de aprobación»
    house: str  # the programme's name
    house_lines: tuple[str, ...]
    institution: str
    granted_to: str  # «se otorga a»
    name: str
    granted_for: str
    credential: str
    detail: str
    facts: tuple[Fact, ...]
    signatories: tuple[Signatory, ...]
    scope: str  # what the paper is not
    proof: str  # how to check it
    qr_words: str
    serial: str  # in groups: "7K4M 2Q9X 0ABC 3DEF H"
    verify_url: str
    author: str = ""
    logo: bytes = b""  # PNG or JPEG, or none


def neat(text: str) -> str:
    """One line in composed letters (NFC): a decomposed accent would be printed beside its letter."""
    return " ".join(unicodedata.normalize("NFC", text).split())


@cache
def _widths(font: str) -> dict[int, float]:
    """Advance of every letter the font has, in thousandths of its size."""
    face = TTFontFile(str(FONTS / font))
    return {code: float(face.charWidths.get(code, face.defaultWidth)) for code in face.charToGlyph}


def missing_letters(text: str, font: str = SERIF) -> str:
    """The letters of `text` that the embedded font can't draw, once each, in order; '' when it can draw them all."""
    known = _widths(font)
    return "".join(dict.fromkeys(letter for letter in neat(text) if ord(letter) not in known))


def _width(text: str, font: str, points: float) -> float:
    known = _widths(font)
    return sum(known.get(ord(letter), 1000.0) for letter in text) * points / 1000


def _lines(text: str, font: str, points: float, column: float = COLUMN) -> int:
    """How many lines the text takes, broken at spaces; 99 when one word is wider than the column."""
    space, count, used = _width(" ", font, points), 1, 0.0
    for word in text.split():
        wide = _width(word, font, points)
        if wide > column:
            return 99
        if used and used + space + wide > column:
            count, used = count + 1, wide
        else:
            used += wide + (space if used else 0)
    return count


def _name_sizes(name: str) -> list[int]:
    """The sizes in which the name stands on two lines, largest first."""
    largest = 22 if len(name) > 60 else 28
    return [size for size in NAME_STEPS if size <= largest and _lines(name, SERIF, size) <= 2]


def name_fits(name: str) -> bool:
    """False for a name that is longer than 120 letters or does not stand on two lines in the smallest size."""
    tidy = neat(name)
    return len(tidy) <= NAME_MAX and bool(_name_sizes(tidy))


def _layout(paper: "Paper") -> dict[str, Any]:
    """The sizes at which everything fits above the row of facts. Raises CannotDraw when nothing does.

    The detail is set smaller first, then the credential, the name last.
    """
    title = next((size for size in (31, 25, 22) if _lines(paper.title, SERIF, size) == 1), 22)
    for name, (course, course_lines), (detail, detail_lines) in product(_name_sizes(paper.name), COURSE_STEPS, DETAIL_STEPS):
        lines = _lines(paper.credential, SERIF, course), _lines(paper.detail, SANS, detail)
        if lines[0] > course_lines or lines[1] > detail_lines:
            continue
        tall = HEAD + title * PITCH + GRANTS + _lines(paper.name, SERIF, name) * name * PITCH + 10
        tall += lines[0] * course * PITCH + 4 + lines[1] * detail * PITCH + 4
        if tall <= TOP:
            sizes = {"title": title, "name": name, "credential": course, "detail": detail}
            return {"size": {key: f"pt{value}" for key, value in sizes.items()}, "roomy": tall + ROOMY <= TOP}
    raise CannotDraw("the name, the credential and the detail together do not fit on the page")


@cache
def _template() -> Template:
    return Engine(dirs=[str(DESIGN)], autoescape=True).get_template("certificate.html")


def _data_uri(kind: str, body: bytes) -> str:
    return f"data:image/{kind};base64,{b64encode(body).decode()}"


def _qr(url: str) -> str:
    body = io.BytesIO()
    segno.make_qr(url, error="m", mask=2).save(body, kind="png", scale=8, border=0, dark="#1a242e", light="#f1efe9")
    return _data_uri("png", body.getvalue())


@lru_cache(maxsize=32)
def _logo(body: bytes) -> Mapping[str, str]:
    """The logo on white (no transparency), at most 900 × 300 pixels, fitted into its box. Raises CannotDraw."""
    if not body:
        return {}
    try:
        with Image.open(io.BytesIO(body), formats=("PNG", "JPEG")) as opened:
            if opened.width * opened.height > LOGO_PIXELS:
                raise CannotDraw("the logo has more than 12 million pixels")
            image = opened.convert("RGBA")
    except (OSError, ValueError, SyntaxError) as broken:
        raise CannotDraw(f"the logo can't be read: {broken}") from broken
    image.thumbnail((900, 300))
    flat = Image.new("RGB", image.size, "white")
    flat.paste(image, mask=image.getchannel("A"))
    out = io.BytesIO()
    flat.save(out, format="PNG")
    scale = min(LOGO_BOX[0] / image.width, LOGO_BOX[1] / image.height)
    return {
        "logo": _data_uri("png", out.getvalue()),
        "logo_width": f"{image.width * scale:.2f}",
        "logo_height": f"{image.height * scale:.2f}",
    }


def _find(uri: str, _relative: str | None) -> str:
    """xhtml2pdf asks where a file is: fonts and the design's own files by bare name; the policy decides what may be read."""
    if uri.startswith("data:"):
        return uri
    folder = FONTS if uri.endswith(".ttf") else DESIGN
    return str(folder / Path(uri).name)


def _check(paper: Paper) -> None:
    if lost := missing_letters(paper.name):
        raise CannotDraw(f"no letter shapes for {lost!r}")
    if not name_fits(paper.name):
        raise CannotDraw("the name does not fit into two lines")
    for sign in paper.signatories:
        if sum(_lines(line, SANS_BOLD, 9.5, 230) for line in (sign.name, *sign.lines)) > 4:
            raise CannotDraw("a signatory takes more than four lines")


def draw(paper: Paper) -> bytes:
    """The PDF of a paper: one page, tagged with language and title. Raises CannotDraw; never returns a paper with blanks."""
    _check(paper)
    html = _template().render(
        Context(
            {
                "c": paper,
                "qr": _qr(paper.verify_url),
                "address": paper.verify_url.split("://", 1)[-1].rstrip("/").rsplit("/", 1)[0],
                **_layout(paper),
                **_logo(paper.logo),
            }
        )
    )
    drawn = io.BytesIO()
    policy = ResourceAccessPolicy.server(DESIGN, extra_roots=(FONTS,), allow_remote=False, max_render_seconds=15)
    try:
        status = pisa.CreatePDF(
            html,
            dest=drawn,
            path=str(DESIGN / "certificate.html"),
            link_callback=_find,
            resource_policy=policy,
            default_css=BASE_CSS,
            encoding="utf-8",
        )
    except Exception as broken:  # whatever the drawing library raises, the answer is the same: not drawn
        raise CannotDraw(f"{type(broken).__name__}: {broken}") from broken
    if status.err or status.warn:
        raise CannotDraw("; ".join(str(line[2]) for line in status.log) or "the drawing library reported an error")
    return _finish(drawn, paper)


def _finish(drawn: io.BytesIO, paper: Paper) -> bytes:
    """Title, language and author for readers and screen readers; nothing but embedded fonts; refuse anything but one page."""
    writer = PdfWriter(clone_from=PdfReader(drawn))
    if len(writer.pages) != 1:
        raise CannotDraw(f"the paper takes {len(writer.pages)} pages")
    page = writer.pages[0]
    body = page.get_contents()
    fonts = page["/Resources"]["/Font"]  # type: ignore[index]
    if body is not None and b"/F1 " not in (bare := _HELVETICA_UNUSED.sub(b"", body.get_data())):
        kept = StreamObject()
        kept.set_data(bare)
        page[NameObject("/Contents")] = writer._add_object(kept.flate_encode())
        del fonts[NameObject("/F1")]
    writer.metadata = {"/Title": f"{paper.title} · {paper.serial}", "/Author": paper.author, "/Creator": "advisor-lms"}
    root = writer._root_object
    root[NameObject("/Lang")] = TextStringObject(paper.language)
    root[NameObject("/ViewerPreferences")] = DictionaryObject({NameObject("/DisplayDocTitle"): BooleanObject(True)})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
