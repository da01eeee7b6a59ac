"""One condition of a rule about people, as it passes through the doors: each package answers for what it knows. Pure."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Condition:
    """`field op value`, where `of` narrows the field: progress *of* a course, the state *of* a unit."""

    field: str
    op: str  # in, at_least, at_most
    value: tuple[Any, ...]  # of `in`: the values; else one number
    of: str = ""

    @property
    def number(self) -> int:
        """The number of `at_least` and `at_most`."""
        return int(self.value[0])
