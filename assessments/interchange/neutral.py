"""A question as any program's file says it, before it is one of ours. Pure data, modelled on Moodle's question data.

Fractions are of 1 (Moodle's percent / 100, seven places as its database keeps them). `line` is where the question begins.
"""

from dataclasses import dataclass, field
from typing import Any, Final, Literal

Format = Literal["html", "markdown", "plain", "moodle"]
Type = Literal[
    "multichoice", "truefalse", "shortanswer", "numerical", "match", "ordering", "cloze", "essay", "description"
]  # fmt: skip
MOST_FILE_BYTES: Final = 2 * 1024 * 1024  # one embedded file
MOST_FILES: Final = 20  # in one question
MOST_TEXT: Final = 60_000  # characters in one text
_SHOWN: Final = 200  # of a name in a report


class UnreadableFile(ValueError):
    """The whole file can't be read: nothing of it is. `line` counts from 1; the message is a sentence with the cure."""

    def __init__(self, sentence: str, line: int = 1) -> None:
        self.sentence, self.line = sentence, line
        super().__init__(f"{line}: {sentence}")


class Unsupported(ValueError):
    """One question can't be read or is of a kind that we don't have. The message is the reason, a sentence."""


@dataclass(slots=True)
class File:
    """A file embedded in a text: its name and what it weighs. `body` is None when it was over the cap."""

    name: str
    size: int
    body: bytes | None = None


@dataclass(slots=True)
class Rich:
    """A text with its format and the files that it embeds."""

    text: str = ""
    format: Format = "html"
    files: list[File] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.text.strip())


@dataclass(slots=True)
class Answer:
    """One answer: an option, an accepted text, a number with its tolerance ('*' = any), an item to order."""

    text: Rich
    fraction: float = 0.0
    feedback: Rich = field(default_factory=Rich)
    tolerance: str = "0"
    ident: str = ""  # the option's id in the file, where the format has one
    case: bool | None = None  # one text that minds capitals where another does not (QTI)


@dataclass(slots=True)
class Pair:
    """A stem and its answer; an empty stem makes the answer a distractor."""

    stem: Rich
    answer: Rich


@dataclass(slots=True)
class Question:
    """One question of a file. What its type does not use stays empty."""

    type: Type
    name: str = ""
    text: Rich = field(default_factory=Rich)
    line: int = 1
    category: tuple[str, ...] = ()
    tags: list[str] = field(default_factory=list)
    idnumber: str = ""
    general_feedback: Rich = field(default_factory=Rich)
    default_grade: float = 1.0
    penalty: float = 0.3333333
    shuffle: bool = True
    answers: list[Answer] = field(default_factory=list)
    single: bool = True  # multichoice
    use_case: bool = False  # shortanswer
    pairs: list[Pair] = field(default_factory=list)  # match
    units: list[tuple[str, str]] = field(default_factory=list)  # numerical: (name, multiplier)
    units_left: bool = False
    unit_grading: int = 0  # 0 not graded, 1 share of the mark, 2 share of the maximum
    unit_penalty: float = 0.1
    grading: int = 1  # ordering: Moodle's number of the rule
    select_count: int = 0  # ordering: how many items are shown; 0 = all
    subquestions: list["Question"] = field(default_factory=list)  # cloze; the text holds {#1}, {#2} …
    guide: Rich = field(default_factory=Rich)  # essay: what to look for
    own: dict[str, Any] | None = None  # what our own export kept beside the question: see `keeping`
    told: list[str] = field(default_factory=list)  # warnings of this question


@dataclass(frozen=True, slots=True)
class Skipped:
    """A question that is not imported, and why."""

    line: int
    name: str
    reason: str

    def as_json(self) -> dict[str, Any]:
        """For scripts."""
        return {"line": self.line, "name": self.name, "reason": self.reason}


@dataclass(slots=True)
class Notes:
    """What a reader says beside the questions it yields."""

    read: int = 0  # questions met, read or skipped
    skipped: list[Skipped] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def skip(self, line: int, name: str, reason: str) -> None:
        """Note a question that is not imported."""
        self.skipped.append(Skipped(line, name if len(name) <= _SHOWN else f"{name[:_SHOWN]} …", reason))

    def warn(self, sentence: str) -> None:
        """Say something once."""
        if sentence not in self.warnings:
            self.warnings.append(sentence)


def rounded(fraction: float) -> float:
    """Seven places, as Moodle's database keeps fractions."""
    return round(fraction, 7) + 0.0


def name_from(text: str, fallback: str = "") -> str:
    """A name for a question without one: the first words of its text, at most 80 letters."""
    plain = " ".join(text.split())
    if len(plain) > 80:
        plain = plain[:80].rsplit(" ", 1)[0] + " …"
    return plain or fallback
