"""Names that fit: composed letters, smaller, then two lines, then refused; never cut, never over the edge."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.papers import NAME_MAX, box_for, missing_letters, name_fits, neat, shipped
from certificates.papers.faces import FACES, LEADING, face
from certificates.papers.names import Box, box_of, fitted
from certificates.papers.samples import LONG_NAME

BOX = box_of("181mm x 20mm; 28pt to 14pt; serif; bottom")


@pytest.mark.parametrize(
    ("name", "size", "lines"),
    [
        ("Ng", 28, 1),
        ("Ana Paredes Solís", 28, 1),
        ("María de los Ángeles Villavicencio Montalvo", 22, 1),
        ("María de los Ángeles Villavicencio Montalvo Etcheverry", 20, 2),
        (LONG_NAME, 14, 2),
        ("Wolfeschlegelsteinhausenbergerdorffwelche", 22, 1),
    ],
)
def test_the_largest_size_that_stands_in_the_box_is_taken(name: str, size: float, lines: int) -> None:
    stands = fitted(name, BOX)
    assert stands is not None
    assert (stands.size, len(stands.lines)) == (size, lines)
    assert " ".join(stands.lines) == name


@pytest.mark.parametrize("name", ["W" * 60, "José Ñandú " * 12, "a" * 121])
def test_what_does_not_stand_in_the_smallest_size_is_refused(name: str) -> None:
    assert not name_fits(name, BOX)


def test_two_lines_are_as_even_as_can_be() -> None:
    stands = fitted("María de los Ángeles Villavicencio-Montalvo Echeverría B", BOX)
    assert stands is not None
    assert stands.lines == ("María de los Ángeles", "Villavicencio-Montalvo Echeverría B")


def test_letters_are_composed_and_spaces_are_one() -> None:
    assert neat("  Jose\u0301   Mun\u0303oz\n") == "José Muñoz"


@given(st.text(alphabet=st.characters(codec="latin-1", categories=["Lu", "Ll", "Zs"]), min_size=1, max_size=NAME_MAX))
def test_no_line_is_wider_and_no_block_higher_than_its_box(name: str) -> None:
    tidy = neat(name)
    stands = fitted(tidy, BOX) if not missing_letters(tidy) else None
    if stands is None:
        return
    letters = face(BOX.face)
    assert all(letters.width(line, stands.size) <= BOX.width for line in stands.lines)
    assert len(stands.lines) * stands.size * LEADING <= BOX.height + 0.01
    assert " ".join(stands.lines) == tidy
    assert (stands.size, len(stands.lines)) in BOX.steps or not stands.lines


def test_every_way_to_stand_is_one_that_the_compiler_draws() -> None:
    assert BOX.steps[0] == (28, 1)
    assert BOX.steps[-1] == (14, 2)
    assert all(BOX.holds(size, count) for size, count in BOX.steps)
    assert Box(100, 50, 11, 10, lines=1).sizes == (11, 10)


@pytest.mark.parametrize("key", FACES)
def test_each_face_has_every_letter_of_latin_america_and_its_neighbours(key: str) -> None:
    alphabet = (
        "ÁÉÍÓÚÜÑáéíóúüñÇçÃÕãõâêôàïßØøÅåÆæŁłŠšŽžĞğİıŐőŰűȘșȚțŴŵŶŷĦħĊċĠġŻżĀāĒēĢģĶķ"
        "ĻļŅņĄąĘęĮįŲųẼẽỸỹỲỳạảấầẩẫậắằẳẵặẹẻếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỵỷ’‘´ʼ"
    )
    assert missing_letters(unicodedata.normalize("NFC", alphabet), key) == ""
    assert missing_letters("王小明 😀", key) == "王小明😀"


def test_the_shipped_certificate_says_where_the_name_stands() -> None:
    box = box_for(shipped("certificate"), "name")
    assert box is not None
    assert name_fits(LONG_NAME, box)
