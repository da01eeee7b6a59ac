"""What differs between two texts, line by line, for people who compare designs. Pure."""

import difflib
from dataclasses import dataclass
from typing import Final

AROUND: Final = 2  # lines that stay, shown before and after a change


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `was` and `now` are its numbers in either text, 0 where it is not in it; mark '+', '-' or ' '."""

    mark: str
    was: int
    now: int
    words: str


def changed_lines(old: str, new: str) -> list[list[Line]]:
    """The places that differ, each with two lines around it; [] for texts that say the same."""
    before, after = old.splitlines(), new.splitlines()
    found = []
    for group in difflib.SequenceMatcher(None, before, after, autojunk=False).get_grouped_opcodes(AROUND):
        lines: list[Line] = []
        for tag, a, b, c, d in group:
            if tag == "equal":
                lines += [Line(" ", n + 1, c + n - a + 1, before[n]) for n in range(a, b)]
                continue
            lines += [Line("-", n + 1, 0, before[n]) for n in range(a, b)]
            lines += [Line("+", 0, n + 1, after[n]) for n in range(c, d)]
        found.append(lines)
    return found
