"""The number on a certificate: spoken, typed and copied by people, so slips are found and look-alikes forgiven."""

import re

from hypothesis import given
from hypothesis import strategies as st

from certificates.serial import ALPHABET, in_groups, is_well_formed, new_serial, normalise

serials = st.builds(lambda _n: new_serial(), st.integers())


@given(serials)
def test_a_number_is_seventeen_letters_that_can_be_said_over_the_phone(serial: str) -> None:
    assert re.fullmatch(f"[{ALPHABET}]{{17}}", serial)
    assert is_well_formed(serial)


@given(serials)
def test_it_is_written_in_four_groups_and_a_check_character(serial: str) -> None:
    assert re.fullmatch(r"\w{4}-\w{4}-\w{4}-\w{4}-\w", in_groups(serial))


@given(serials, st.data())
def test_one_wrong_character_is_found(serial: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, 16))
    other = data.draw(st.sampled_from(sorted(set(ALPHABET) - {serial[at]})))
    assert not is_well_formed(serial[:at] + other + serial[at + 1 :])


@given(serials, st.integers(0, 14))
def test_two_swapped_neighbours_are_found(serial: str, at: int) -> None:
    swapped = serial[:at] + serial[at + 1] + serial[at] + serial[at + 2 :]
    assert swapped == serial or not is_well_formed(swapped)


@given(serials, st.sampled_from([" ", "-", "–", "\u00a0", "."]))
def test_spaces_hyphens_and_small_letters_do_not_matter(serial: str, noise: str) -> None:
    assert normalise(f" {noise.join(in_groups(serial).split('-')).lower()} ") == serial


@given(serials)
def test_letters_that_look_like_figures_count_as_figures(serial: str) -> None:
    assert normalise(serial.replace("0", "O").replace("1", "l")) == serial
    assert normalise(serial.replace("0", "o").replace("1", "I")) == serial


@given(st.text(max_size=200))
def test_whatever_is_typed_is_a_number_or_nothing(typed: str) -> None:
    found = normalise(typed)
    assert found == "" or re.fullmatch(f"[{ALPHABET}]{{17}}", found)


def test_numbers_do_not_repeat() -> None:
    assert len({new_serial() for _ in range(2000)}) == 2000
