"""A figure's file: what runs, fetches or hides is refused or left out, and cleaning again changes nothing."""

import io
from typing import Any

import pytest
from django.utils.translation import override
from PIL import Image, PngImagePlugin

from courses.pictures import MAX_BYTES, clean_picture
from courses.svg import clean_svg
from lms.kernel.textfiles import FileMistake

BOX = 'viewBox="0 0 36 24"'


def svg(inside: str, *, more: str = "", head: str = "") -> bytes:
    return f'{head}<svg xmlns="http://www.w3.org/2000/svg" {BOX}{more}>\n{inside}\n</svg>'.encode()


def refused(raw: bytes, suffix: str = "svg") -> tuple[int, str]:
    with override("en"), pytest.raises(FileMistake) as mistake:
        clean_picture(raw, suffix)
    return mistake.value.line, mistake.value.sentence


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("<script>alert(1)</script>", "'<script>' may not stand in a drawing"),
        ("<foreignObject/>", "'<foreignObject>' may not stand"),
        ('<image href="https://example.org/x.png"/>', "'<image>' may not stand"),
        ('<use href="#a"/>', "'<use>' may not stand"),
        ("<animate/>", "'<animate>' may not stand"),
        ("<a/>", "'<a>' may not stand"),
        ('<rect href="#a"/>', "may not point to anything ('href')"),
        ('<rect xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="//example.org"/>', "may not point to anything"),
        ('<rect onload="alert(1)"/>', "'onload' may not stand in a drawing"),
        ('<rect fill="url(https://example.org/#a)"/>', "may fetch or run something"),
        ('<rect style="fill:URL( //example.org/a )"/>', "may fetch or run something"),
        ('<rect style="fill:u\\72l(//example.org)"/>', "may fetch or run something"),
        ("<style>@import '//example.org/a.css';</style>", "may fetch or run something"),
        ("<style>rect{background:image-set('//example.org/a')}</style>", "may fetch or run something"),
        ("<g>", "not well-formed"),
        ("&outside;", "not well-formed"),
    ],
)
def test_a_drawing_that_could_run_or_fetch_something_is_refused_with_its_line(inside: str, said: str) -> None:
    line, sentence = refused(svg(f"<g/>\n{inside}"))
    assert said in sentence
    assert line >= 3


def test_a_document_type_is_refused_before_anything_in_it_is_read() -> None:
    bomb = '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>\n'
    line, sentence = refused(svg("<text>&b;</text>", head=bomb))
    assert (line, "DOCTYPE" in sentence) == (1, True)


def test_what_is_no_drawing_too_deep_or_too_large_is_refused() -> None:
    assert "must begin with <svg>" in refused(b"<html/>")[1]
    assert "UTF-8" in refused(b"\n\xff<svg/>")[1]
    assert "does not say its size" in refused(b'<svg xmlns="http://www.w3.org/2000/svg"/>')[1]
    assert "too deep" in refused(svg("<g>" * 60 + "</g>" * 60))[1]
    assert "from 1 to" in refused(svg("").replace(b"36 24", b"36 99999"))[1]
    assert "200 kB" in refused(b" " * (MAX_BYTES + 1))[1]


def test_what_editors_leave_behind_is_left_out_and_the_rest_is_written_one_way() -> None:
    head = '<?xml version="1.0"?><!-- by hand -->'
    ink = ' xmlns:ink="http://www.inkscape.org/namespaces/inkscape" ink:version="1"'
    inside = (
        "<metadata><x>me</x></metadata><ink:view/><g ink:label='a'><rect width='5'   fill='url(#p)'/></g>"
        "<text>a &amp; <tspan>b</tspan></text>"
    )
    found = clean_svg(svg(inside, more=ink, head=head))
    assert (found.width, found.height) == (36, 24)
    assert found.text == (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 24" width="36" height="24">\n'
        '  <g>\n    <rect width="5" fill="url(#p)"/>\n  </g>\n  <text>a &amp; <tspan>b</tspan></text>\n</svg>\n'
    )
    assert clean_svg(found.text.encode()) == found


def picture(kind: str, *, mode: str = "RGB", **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new(mode, (12, 8), 3).save(out, kind, **more)
    return out.getvalue()


def test_a_photograph_goes_without_its_place_its_camera_and_what_hides_behind_it() -> None:
    exif = Image.Exif()
    exif[0x010E] = "At home"
    raw = picture("JPEG", exif=exif) + b"<script>"
    found = clean_picture(raw, "jpg")
    assert b"At home" not in found.data
    assert b"script" not in found.data
    assert (found.width, found.height) == (12, 8)
    assert clean_picture(found.data, "jpg") == found


def test_a_png_goes_without_its_texts_and_one_that_is_only_a_picture_stays_to_the_byte() -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "Ana Perez")
    found = clean_picture(picture("PNG", pnginfo=info, mode="RGBA"), "png")
    assert b"Ana" not in found.data
    assert clean_picture(found.data, "png").data == found.data
    plain = picture("PNG", mode="P")
    assert clean_picture(plain, "png").data == plain
    jpeg = picture("JPEG", progressive=True)
    assert clean_picture(jpeg, "jpg").data == jpeg


@pytest.mark.parametrize("raw", [b"", b"GIF89a", picture("PNG")[:40], b"\x89PNG\r\n\x1a\n"])
def test_what_is_not_the_picture_it_says_is_refused(raw: bytes) -> None:
    assert "can not be read as a picture of type png" in refused(raw, "png")[1]
    assert "can not be read" in refused(picture("PNG"), "jpg")[1]
