"""The affine table gives the very symbols of an encoder."""

import random
import string

import pytest
import segno
import zxingcpp
from PIL import Image

from certificates.papers import CannotDraw
from certificates.papers.qr import _MASK, family

ADDRESS = "https://asesores.example.org/verify/%s/"


def encoded(message: str) -> int:
    code = segno.make_qr(message, error="m", version=family(message).version, mask=_MASK, mode="byte", boost_error=False)
    return int("".join(str(module & 1) for row in code.matrix for module in row), 2)


def test_symbols_equal_those_of_an_encoder() -> None:
    dice = random.Random(20261126)
    for _ in range(40):
        message = ADDRESS % "".join(dice.choices(string.ascii_uppercase + string.digits, k=17))
        assert family(message).symbol(message) == encoded(message)
    message = "".join(dice.choices(string.printable[:94], k=len(message)))  # every bit of every position
    assert family(message).symbol(message) == encoded(message)


@pytest.mark.parametrize("length", [1, 14, 15, 26, 27, 62, 63, 152, 213])
def test_every_length_is_read_by_an_independent_reader(length: int) -> None:
    message = ("https://x.example/" + "K7" * 100)[:length]
    kin = family(message)
    side = (kin.size + 7) // 8 * 8
    picture = Image.frombytes("1", (side, kin.size), kin.mask(message)).crop((0, 0, kin.size, kin.size))
    wide = Image.new("L", (kin.size + 8, kin.size + 8), 255)
    wide.paste(picture.convert("L").point(lambda level: 255 - level), (4, 4))
    [found] = zxingcpp.read_barcodes(wide.resize((wide.width * 4, wide.height * 4)))
    assert found.text == message


@pytest.mark.parametrize("message", ["", "x" * 214, "https://ñ.example/"])
def test_what_no_symbol_takes_is_refused(message: str) -> None:
    with pytest.raises(CannotDraw):
        family(message)
