"""The badge's picture: ours, calm, alike as SVG and PNG, with every letter of the title or none."""

from io import BytesIO

import pypdfium2
import pytest
from lxml import etree
from PIL import Image, ImageColor

from certificates.badges.picture import ACCENT, PAPER, SIDE, BadgeWords, PictureUnfit, png, svg

SPANISH = BadgeWords("Fundamentos de PI para asesores", "Certificado de aprobación", "Asesores PI")
LONG = BadgeWords(
    "Orientación estratégica en propiedad intelectual para personas asesoras de micro, pequeñas y medianas empresas",
    "Certificado",
    "Asesores PI",
)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("words", [SPANISH, LONG, BadgeWords("IP", "Record of participation", "IP advisors")])
def test_it_is_a_square_png_small_enough_to_mail(words: BadgeWords) -> None:
    body = png(words)
    with Image.open(BytesIO(body)) as image:
        assert (image.size, image.format) == ((SIDE, SIDE), "PNG")
    assert len(body) < 40_000


def test_it_is_clear_around_the_plaque_and_in_our_colours() -> None:
    with Image.open(BytesIO(png(SPANISH))) as image:
        clear = image.convert("RGBA")
    assert clear.getpixel((2, 2))[3] == 0  # type: ignore[index]
    for at, colour in (((300, 20), ACCENT), ((60, 300), PAPER)):
        seen, meant = clear.getpixel(at), ImageColor.getrgb(colour)
        assert all(abs(a - b) <= 1 for a, b in zip(seen, meant, strict=False))  # type: ignore[arg-type]  # a palette rounds


def test_the_svg_is_paths_alone_and_says_in_words_what_it_shows() -> None:
    root = etree.fromstring(svg(BadgeWords('Marcas & "secretos"', "Certificado", "Asesores PI")))
    assert {child.tag for child in root} == {f"{SVG}title", f"{SVG}path"}
    assert root.get("aria-label") == 'Marcas & "secretos". Certificado. Asesores PI'
    assert all(set(path.attrib) == {"fill", "d"} for path in root.iter(f"{SVG}path"))
    assert len(svg(SPANISH)) < 100_000


def test_both_pictures_are_the_same_shapes() -> None:
    """The SVG drawn by another program (svglib and pdfium) differs from our PNG by smoothing alone."""
    from reportlab.graphics import renderPDF
    from svglib.svglib import svg2rlg

    drawing = svg2rlg(BytesIO(svg(SPANISH)))
    page = pypdfium2.PdfDocument(renderPDF.drawToString(drawing))[0]
    theirs = page.render(scale=SIDE / page.get_width()).to_pil().convert("L")
    with Image.open(BytesIO(png(SPANISH))) as image:
        clear = image.convert("RGBA")
    ours = Image.new("RGBA", clear.size, "white")
    ours.alpha_composite(clear)
    pairs = zip(ours.convert("L").tobytes(), theirs.tobytes(), strict=True)
    assert sum(abs(a - b) > 127 for a, b in pairs) < 50  # of 360,000 pixels


def test_a_title_with_a_letter_that_the_faces_lack_is_refused() -> None:
    with pytest.raises(PictureUnfit, match="letter"):
        png(BadgeWords("Propiedad 知识产权", "Certificado", "Asesores PI"))


def test_a_title_too_long_is_refused() -> None:
    with pytest.raises(PictureUnfit, match="long"):
        svg(BadgeWords("Propiedad intelectual " * 20, "Certificado", "Asesores PI"))
    with pytest.raises(PictureUnfit, match="long"):
        svg(BadgeWords("P" * 60, "Certificado", "Asesores PI"))
