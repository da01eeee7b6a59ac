"""A credential goes into a picture and comes out of it; a file that means harm is refused before it costs anything."""

import struct
import tracemalloc
import zlib
from io import BytesIO

import pytest
from lxml import etree
from PIL import Image

from certificates.badges.baking import MAX_CREDENTIAL, MAX_FILE, PictureRefused, bake_png, bake_svg, unbake
from certificates.badges.picture import BadgeWords, png, svg

WORDS = BadgeWords("Fundamentos de PI para asesores", "Certificado de aprobación", "Asesores PI")
TOKEN = "eyJhbGciOiJFZERTQSJ9.eyJpZCI6IngifQ.c2ln"
JSON = '{"name": "Ley <b>&amp; Señal</b> ]]> \\"x\\"", "proof": {}}'
KEYWORD = b"openbadgecredential"


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack("!I", len(body)) + kind + body + struct.pack("!I", zlib.crc32(kind + body))


def with_chunk(kind: bytes, body: bytes) -> bytes:
    plain = png(WORDS)
    return plain[:-12] + chunk(kind, body) + plain[-12:]


def svg_of(inside: str, head: str = "") -> bytes:
    return f'{head}<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>'.encode()


def refusal(picture: bytes) -> str:
    with pytest.raises(PictureRefused) as refused:
        unbake(picture)
    return str(refused.value)


@pytest.mark.parametrize("credential", [TOKEN, JSON, "{" + "x" * 40_000 + "}"], ids=["token", "document", "long"])
def test_what_goes_in_comes_out(credential: str) -> None:
    assert unbake(bake_png(png(WORDS), credential)) == credential
    assert unbake(bake_svg(svg(WORDS), credential)) == credential


def test_a_png_keeps_it_uncompressed_in_one_chunk_before_the_end() -> None:
    baked = bake_png(png(WORDS), TOKEN)
    assert baked.endswith(chunk(b"iTXt", KEYWORD + b"\0" * 5 + TOKEN.encode()) + png(WORDS)[-12:])


def test_an_svg_keeps_a_token_as_attribute_and_a_document_as_text() -> None:
    assert f'verify="{TOKEN}"'.encode() in bake_svg(svg(WORDS), TOKEN)
    document = bake_svg(svg(WORDS), JSON)
    assert b"verify=" not in document
    assert b'xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"' in document


def test_a_picture_without_a_credential_holds_none() -> None:
    assert unbake(png(WORDS)) == ""
    assert unbake(svg(WORDS)) == ""
    assert unbake(svg_of("<openbadges:credential xmlns:openbadges='x'/>")) == ""


def test_nothing_is_baked_twice_or_into_something_else() -> None:
    with pytest.raises(PictureRefused, match="already"):
        bake_png(bake_png(png(WORDS), TOKEN), TOKEN)
    with pytest.raises(PictureRefused, match="already"):
        bake_svg(bake_svg(svg(WORDS), TOKEN), TOKEN)
    for harm in (b"", b"GIF89a", b"\x89PNG\r\n\x1a\nxxxx"):
        with pytest.raises(PictureRefused):
            bake_png(harm, TOKEN)
    for harm in (b"", b"<html/>", b"<svg", b"<svg><g></svg>"):
        with pytest.raises(PictureRefused):
            bake_svg(harm, TOKEN)


def test_a_compressed_credential_of_another_tool_is_read() -> None:
    body = KEYWORD + b"\0\1\0es\0\0" + zlib.compress(TOKEN.encode())
    assert unbake(with_chunk(b"iTXt", body)) == TOKEN


def test_a_bomb_in_a_chunk_is_not_unpacked() -> None:
    bomb = with_chunk(b"iTXt", KEYWORD + b"\0\1\0\0\0" + zlib.compress(b"a" * 200_000_000, 9))
    assert len(bomb) < MAX_FILE
    tracemalloc.start()
    assert refusal(bomb) == "the credential in the picture is too long"
    assert tracemalloc.get_traced_memory()[1] < 8_000_000  # bytes
    tracemalloc.stop()


@pytest.mark.parametrize(
    ("picture", "why"),
    [
        (b"", "neither"),
        (b"%PDF-1.7", "neither"),
        (png(WORDS)[:8] + b"\0" * MAX_FILE, "too large"),
        (png(WORDS)[:300], "damaged"),
        (png(WORDS)[:8] + struct.pack("!I", 0x7FFF_FFFF) + b"iTXt" + b"x" * 99, "damaged"),
        (png(WORDS).replace(b"IHDR", b"IHDX"), "damaged"),
        (with_chunk(b"iTXt", KEYWORD + b"\0\1\0\0\0not zlib"), "damaged"),
        (with_chunk(b"iTXt", KEYWORD + b"\0\0\0\0\0\xff\xfe"), "damaged"),
        (with_chunk(b"iTXt", KEYWORD + b"\0\0\0\0\0" + b"a" * MAX_CREDENTIAL + b"a"), "too long"),
        (with_chunk(b"iTXt", KEYWORD + b"\0\0\0\0\0a" + KEYWORD + b"\0b"), "more than one"),
    ],
)
def test_a_hostile_png_is_refused(picture: bytes, why: str) -> None:
    assert why in refusal(picture)


LAUGHS = (
    "<!DOCTYPE s [<!ENTITY a 'ha'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1 or str()};' * 10}'>" for n in range(1, 9)) + "]>"
)


@pytest.mark.parametrize(
    ("picture", "why"),
    [
        (svg_of("&a8;", LAUGHS), "does not need"),
        (svg_of("&x;", '<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), "does not need"),
        (svg_of("", '<!DOCTYPE s SYSTEM "http://127.0.0.1:1/x.dtd">'), "does not need"),
        (svg_of("&a8;", '<?xml version="1.0" encoding="UTF-16"?>' + LAUGHS).decode().encode("utf-16"), "neither"),
        (b"<" + svg_of("&a8;", LAUGHS).decode().encode("utf-16-le"), "does not need"),
        (svg_of("<g>" * 30_000), "nested"),
        (svg_of("<g>" * 201 + "</g>" * 201), "nested"),
        (svg_of("<g/>" * 140_000), "too large"),
        (svg_of("<g>"), "damaged"),
        (svg_of("<openbadges:credential verify='a'/>" * 2), "more than one"),
        (svg_of(f"<openbadges:credential xmlns:openbadges='x' verify='{'a' * MAX_CREDENTIAL}b'/>"), "too long"),
        (svg_of("&unknown;"), "damaged"),
    ],
)
def test_a_hostile_svg_is_refused(picture: bytes, why: str) -> None:
    assert why in refusal(picture)


def test_what_the_first_look_misses_the_parser_refuses() -> None:
    """An encoding that hides the letters of a document type is one that the parser does not know."""
    assert "damaged" in refusal(b'<?xml version="1.0" encoding="UTF-7"?><svg>+ADwAIQBEAE8AQwBUAFkAUABF-</svg>')


def test_other_programs_find_it_where_the_standard_says() -> None:
    with Image.open(BytesIO(bake_png(png(WORDS), TOKEN))) as image:
        assert image.text == {"openbadgecredential": TOKEN}  # type: ignore[attr-defined]
    (node,) = etree.fromstring(bake_svg(svg(WORDS), JSON)).findall("{https://purl.imsglobal.org/ob/v3p0}credential")
    assert node.text == JSON


def test_scripts_do_not_survive_baking() -> None:
    baked = bake_svg(svg_of('<script>alert(1)</script><g onload="x()"/><a href="javascript:x()"/>'), TOKEN)
    assert b"script" not in baked
    assert b"onload" not in baked
