"""The list that says which badges were taken back: one bit a badge (W3C Bitstring Status List 1.0, 2025).

A badge's place in its list is drawn at random among at least 131,072, and a list takes no more badges than half its places:
a place tells nothing, and a draw seldom meets a taken one. Which bits are set follows from the awards, each time anew.
"""

import secrets
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from openbadgeslib.errors import LibOpenBadgesException
from openbadgeslib.ob3 import build_status_list_credential, decode_encoded_list, set_indices

MIN_SIZE: Final = 131_072  # bits: the standard's least (§6.1, herd privacy)
MAX_SIZE: Final = 8_388_608  # 1 MiB of bits
PURPOSE: Final = "revocation"


class ListUnfit(ValueError):
    """A list that can't be made, or can't be read; the message says why."""


def room(size: int, used: int) -> int:
    """How many badges a list still takes: it is full when half its places are taken."""
    return max(0, size // 2 - used)


def draw_positions(
    count: int, *, size: int, taken: Collection[int] = (), pick: Callable[[int], int] = secrets.randbelow
) -> list[int]:
    """`count` free places, each drawn by chance from all that are free, in the order of drawing.

    `pick(n)` gives a number from 0 to n - 1. Raises ListUnfit when that would make the list more than half full.
    """
    if not MIN_SIZE <= size <= MAX_SIZE or size % 8:
        raise ListUnfit(f"a list has from {MIN_SIZE} to {MAX_SIZE} places, a multiple of 8")
    gone = set(taken)
    if count > room(size, len(gone)):
        raise ListUnfit("the list has no room left")
    drawn: list[int] = []
    while len(drawn) < count:
        position = pick(size)
        if position not in gone:
            gone.add(position)
            drawn.append(position)
    return drawn


def list_document(
    did: str, url: str, positions: Iterable[int], *, size: int, issued: datetime, valid_until: datetime, ttl_seconds: int
) -> dict[str, Any]:
    """The list as a credential without a proof. It must be published again before `valid_until`: a reader trusts none after.

    `ttl_seconds`: how long a reader may keep its copy. Raises ListUnfit for a place outside the list.
    """
    if not MIN_SIZE <= size <= MAX_SIZE:
        raise ListUnfit(f"a list has from {MIN_SIZE} to {MAX_SIZE} places")
    try:
        return build_status_list_credential(
            did, url, PURPOSE, positions, size, issued=issued.replace(microsecond=0),
            valid_until=valid_until.replace(microsecond=0), ttl=ttl_seconds * 1000,
        )  # fmt: skip
    except ValueError as refused:
        raise ListUnfit(str(refused)) from refused


def positions_of(document: Mapping[str, Any]) -> frozenset[int]:
    """The places whose bit is set. At most 5 MiB are unpacked. Raises ListUnfit for what is no such list."""
    subject = document.get("credentialSubject")
    encoded = subject.get("encodedList") if isinstance(subject, Mapping) else None
    if not isinstance(encoded, str):
        raise ListUnfit("it has no encoded list")
    try:
        return set_indices(decode_encoded_list(encoded))
    except (LibOpenBadgesException, ValueError) as broken:
        raise ListUnfit("its encoded list can't be read") from broken


def is_set(document: Mapping[str, Any], entry: Mapping[str, Any]) -> bool:
    """Whether a badge's `credentialStatus` entry is set in its list. Raises ListUnfit for an entry of another list."""
    if entry.get("statusListCredential") != document.get("id") or entry.get("statusPurpose") != PURPOSE:
        raise ListUnfit("the entry belongs to another list")
    try:
        return int(str(entry.get("statusListIndex"))) in positions_of(document)
    except ValueError as broken:
        raise ListUnfit("the entry has no place") from broken
