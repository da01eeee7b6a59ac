"""The list of badges that were taken back: large, drawn by chance, never more than half full, and out of date in time."""

import base64
import gzip
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from certificates.badges.achievement import credential
from certificates.badges.status import MIN_SIZE, ListUnfit, draw_positions, is_set, list_document, positions_of, room
from tests.certificates.badges.sample import DID, LIST, NOW, cohort, holder


def listed(*positions: int, size: int = MIN_SIZE) -> dict[str, object]:
    return list_document(DID, LIST, positions, size=size, issued=NOW, valid_until=NOW + timedelta(days=7), ttl_seconds=300)


def picks(*numbers: int) -> Callable[[int], int]:
    found = iter(numbers)
    return lambda below: next(found)


@hypothesis_settings(max_examples=20)
@given(st.sets(st.integers(0, MIN_SIZE - 1), max_size=60))
def test_what_is_set_is_read_back(positions: set[int]) -> None:
    assert positions_of(listed(*positions)) == positions


def test_the_bits_are_where_the_standard_puts_them() -> None:
    """Bitstring Status List §3.2: multibase base64url of gzip; the first place is the highest bit. Without the library."""
    subject = listed(0, 9, MIN_SIZE - 1)["credentialSubject"]
    encoded = subject["encodedList"]  # type: ignore[index]
    assert encoded[0] == "u"
    bits = gzip.decompress(base64.urlsafe_b64decode(encoded[1:] + "=" * (-len(encoded[1:]) % 4)))
    assert (len(bits), bits[0], bits[1], bits[-1]) == (16_384, 0b1000_0000, 0b0100_0000, 0b0000_0001)
    assert sum(bits) == 0b1000_0000 + 0b0100_0000 + 1


def test_the_list_says_whose_it_is_and_until_when_to_trust_it() -> None:
    document = listed(5)
    assert (document["id"], document["issuer"]) == (LIST, DID)
    assert document["validUntil"] == "2026-11-09T16:30:00Z"
    assert document["credentialSubject"]["ttl"] == 300_000  # type: ignore[index]
    assert document["credentialSubject"]["statusPurpose"] == "revocation"  # type: ignore[index]


def test_a_badge_finds_itself_in_its_list_alone() -> None:
    entry = credential(cohort(), holder(position="77"))["credentialStatus"]
    assert is_set(listed(77), entry)
    assert not is_set(listed(76, 78), entry)
    with pytest.raises(ListUnfit, match="another list"):
        is_set({**listed(77), "id": "https://asesores.example.org/badges/status/2/"}, entry)


def test_places_are_free_and_distinct() -> None:
    assert draw_positions(2, size=MIN_SIZE, taken={1, 3}, pick=picks(1, 7, 3, 7, 9)) == [7, 9]


def test_places_come_by_chance_from_the_whole_list() -> None:
    drawn = draw_positions(4_000, size=MIN_SIZE)
    quarters = Counter(position * 4 // MIN_SIZE for position in drawn)
    assert len(set(drawn)) == 4_000
    assert drawn != sorted(drawn)
    assert all(700 < quarters[quarter] < 1_300 for quarter in range(4))  # eleven deviations of a fair draw


def test_a_list_is_full_when_half_its_places_are_taken() -> None:
    half = range(MIN_SIZE // 2)
    assert room(MIN_SIZE, len(half) - 1) == 1
    assert room(MIN_SIZE, len(half)) == room(MIN_SIZE, MIN_SIZE) == 0
    with pytest.raises(ListUnfit, match="no room"):
        draw_positions(1, size=MIN_SIZE, taken=half)


@pytest.mark.parametrize("size", [0, 1_024, MIN_SIZE - 8, MIN_SIZE + 1, 1 << 30])
def test_a_list_too_small_to_hide_in_or_too_large_to_read_is_refused(size: int) -> None:
    with pytest.raises(ListUnfit):
        draw_positions(1, size=size)


def test_a_place_outside_the_list_is_refused() -> None:
    with pytest.raises(ListUnfit):
        listed(MIN_SIZE)
    with pytest.raises(ListUnfit):
        listed(1, size=1_024)


@pytest.mark.parametrize(
    "subject",
    [
        None,
        [],
        {"encodedList": 7},
        {"encodedList": "u!!"},
        {"encodedList": "u" + base64.urlsafe_b64encode(gzip.compress(b"")[:9]).decode()},
        {"encodedList": "u" + base64.urlsafe_b64encode(gzip.compress(b"\0" * 64_000_000)).decode().rstrip("=")},  # a bomb
    ],
    ids=["none", "list", "number", "rubbish", "cut", "bomb"],
)
def test_a_list_that_means_harm_is_refused(subject: object) -> None:
    with pytest.raises(ListUnfit):
        positions_of({"credentialSubject": subject})
