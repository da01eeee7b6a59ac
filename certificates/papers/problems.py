"""What can be wrong with a design or a paper, as sentences for the person who can mend it. Pure."""

from dataclasses import dataclass
from typing import Final, Literal

HTML: Final = "html"
CSS: Final = "css"
PICTURES: Final = "pictures"
Part = Literal["html", "css", "pictures"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend in a design: in which part, on which line (from 1; 0: the part as a whole), and what, in a sentence."""

    line: int
    sentence: str
    part: Part = "html"


class PaperFault(Exception):
    """A paper or a design that can't be used as it stands; `sentence` says why, in the active language."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class CannotDraw(PaperFault):
    """The paper can't be drawn as it stands. Nothing is ever drawn "almost right"."""


class TookTooLong(CannotDraw):
    """The drawing library ran out of its time: a monstrous design, or a starved machine. May be tried again."""


class NotCompilable(PaperFault):
    """The design works, page by page, but can't be compiled: each paper of it is drawn on the slow path."""


class NotStampable(PaperFault):
    """These values can't be stamped on a compiled design; the slow path may still draw them."""


class DesignProblems(CannotDraw):
    """The design itself has problems; `problems` lists them."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{one.part} {one.line}: {one.sentence}" for one in problems))
        self.problems = problems
