"""Pictures of designs and papers: plain ones are drawn, everything that points, hides or is too large is refused."""

import io

import pytest
from PIL import Image

from certificates.papers import CannotDraw, Design, Picture, draw, problems
from certificates.papers.pictures import drawable
from tests.certificates.papers.ground import differing, values

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">%s</svg>'


def raster(kind: str, size: tuple[int, int] = (20, 10), colour: tuple[int, ...] = (200, 30, 30, 128)) -> bytes:
    out = io.BytesIO()
    Image.new("RGBA" if kind == "PNG" else "RGB", size, colour if kind == "PNG" else colour[:3]).save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize(
    ("body", "ratio"),
    [(raster("PNG"), 2.0), (raster("JPEG"), 2.0), ((SVG % '<g><path d="M0 0h10v10z" fill="#0d5c75"/></g>').encode(), 1.0)],
)
def test_png_jpeg_and_plain_drawings_are_taken(body: bytes, ratio: float) -> None:
    address, width, height = drawable(Picture(body))
    assert address.startswith("data:image/")
    assert width / height == ratio


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"GIF89a",
        b"%PDF-1.4",
        raster("PNG")[:40],
        (SVG % '<image href="http://127.0.0.1/x.png"/>').encode(),
        (SVG % "<script>1</script>").encode(),
        (SVG % '<rect style="fill:url(http://x)"/>').encode(),
        (SVG % '<rect fill="url(#x)" width="1" height="1"/>').encode(),
        (SVG % '<rect width="1" height="1" opacity="0.5"/>').encode(),
        (SVG % '<a href="http://x"><rect width="1" height="1"/></a>').encode(),
        (SVG % "<text>x</text>").encode(),
        (SVG % '<use href="#x"/>').encode(),
        b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + (SVG % "<title>&x;</title>").encode(),
        b'<?xml-stylesheet href="http://x"?>' + (SVG % "").encode(),
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 0 0"/>',
        b"<html><body>x</body></html>",
        (SVG % ("<g>" * 70_000)).encode(),
    ],
)
def test_everything_else_is_refused(body: bytes) -> None:
    with pytest.raises(CannotDraw):
        drawable(Picture(body))
    found = problems(Design("<p>x</p>", "", {"seal": Picture(body)}))
    assert [one.part for one in found] == ["pictures"]


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(CannotDraw):
        drawable(Picture(raster("PNG", (4000, 3001))))


def test_a_picture_of_the_size_of_the_placeholder_is_not_taken_for_the_code() -> None:
    _address, width, height = drawable(Picture(raster("PNG", (7, 7))))
    assert (width, height) == (14, 14)


def test_a_picture_lies_on_the_colour_that_the_design_names() -> None:
    body = raster("PNG", colour=(0, 0, 0, 0))
    on = Design('<p><img src="seal" fit="20mm x 20mm" on="#000000" alt=""></p>', "", {"seal": Picture(body)})
    off = Design('<p><img src="seal" fit="20mm x 20mm" alt=""></p>', "", {"seal": Picture(body)})
    assert differing(draw(on, values()), draw(off, values()), dpi=40) > 100


def test_a_picture_that_is_missing_is_an_error_and_no_gap() -> None:
    with pytest.raises(CannotDraw):
        draw(Design('<p><img src="{{ logo }}" alt=""></p>', ""), values(logo="not a picture"))
