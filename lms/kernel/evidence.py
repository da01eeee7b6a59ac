"""What a decision is held against when it is made again from its evidence: a line for each thing that was computed. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from lms.kernel.canonical import digest, plain

FORMAT: Final = "advisor-lms evidence 1"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was computed again: what, as the file says it was, and as it comes out now.

    `taken`: it could not be computed again and was taken as it stands (what a person gave); it is said, not hidden.
    """

    what: str
    stored: Any
    again: Any
    taken: bool = False

    @property
    def same(self) -> bool:
        return bool(plain(self.stored) == plain(self.again))


def sealed(body: Mapping[str, Any]) -> dict[str, Any]:
    """The file's content with its digest (SHA-256 of the RFC 8785 bytes of all else)."""
    said = {"format": FORMAT, **plain({key: value for key, value in body.items() if key not in ("digest", "format")})}
    return {**said, "digest": digest(said)}


def seal_holds(found: Mapping[str, Any]) -> bool:
    """Whether a file is as it was written."""
    rest = {key: value for key, value in found.items() if key != "digest"}
    return found.get("format") == FORMAT and found.get("digest") == digest(rest)


def all_same(checks: Sequence[Check]) -> bool:
    """Whether everything came out as it was; without a single check nothing was shown."""
    return bool(checks) and all(one.same for one in checks)
