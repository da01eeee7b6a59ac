"""A compiled design: the constant bytes and where the varying words go. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from hashlib import sha256
from typing import Any, Final

from certificates.papers.assembly import Body, Target
from certificates.papers.ending import Ending
from certificates.papers.names import Box
from certificates.papers.reading import Matrix

FORMAT: Final = 3  # of the stored form: a layout of another format is compiled again
NUMBER: Final = "\ufffc"  # in a title: where the number goes. PostgreSQL keeps no NUL in JSON


@dataclass(frozen=True, slots=True)
class Step:
    """One way in which a field may stand: its size in points and, for each line, where it is anchored (x, y)."""

    size: float
    lines: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """A varying field's place on the page.

    `align`: 0 left, 0.5 centre, 1 right of the anchor. `width`: the most points that a line takes. `box`: how words are fitted;
    None: one line in one size. `before`, `after`: words of the design on the same line. `mark`: marked-content id, -1 for none.
    """

    field: str
    face: str
    font: str  # resource name
    colour: tuple[float, float, float]
    align: float
    width: float
    before: str
    after: str
    mark: int
    role: str
    box: Box | None
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Layout:
    """Everything that `stamp` needs. The prefix is stored apart from the rest (`as_json`), addressed by its SHA-256.

    `title`, `author`: of the document's properties. `constant`: fields that were fixed when it was compiled.
    """

    body: Body
    slots: tuple[Slot, ...]
    qr_box: Matrix | None
    qr_mark: tuple[int, str] | None
    title: str
    author: str
    design: str  # digest of the design
    page: tuple[float, float]  # points

    @property
    def prefix(self) -> bytes:
        """The constant bytes that every file of this layout begins with."""
        return self.body.prefix

    @cached_property
    def prefix_sha256(self) -> str:
        """What the prefix is stored under."""
        return sha256(self.prefix).hexdigest()

    @cached_property
    def ending(self) -> Ending:
        """What writes the tails."""
        return Ending(self.body)

    def as_json(self) -> dict[str, Any]:
        """As stored: all but the prefix."""
        stored = asdict(self)
        del stored["body"]["prefix"]
        return {"format": FORMAT, "prefix_sha256": self.prefix_sha256, **stored}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any], prefix: bytes) -> "Layout":
        """As read back. Raises ValueError for another format or another prefix, KeyError or TypeError for a damaged one."""
        if stored.get("format") != FORMAT:
            raise ValueError("a layout of another format")
        if sha256(prefix).hexdigest() != stored["prefix_sha256"]:
            raise ValueError("the prefix is not the one that the layout was compiled with")
        body = {**stored["body"], "prefix": prefix}
        body["links"] = tuple(Target(one["page"], _tuple(one["rect"]), one["address"]) for one in body["links"])
        return cls(
            body=Body(**{one.name: _tuple(body[one.name]) for one in fields(Body)}),
            slots=tuple(_slot(one) for one in stored["slots"]),
            qr_box=_tuple(stored["qr_box"]),
            qr_mark=_tuple(stored["qr_mark"]),
            title=stored["title"],
            author=stored["author"],
            design=stored["design"],
            page=_tuple(stored["page"]),
        )


def _tuple(value: Any) -> Any:
    return tuple(_tuple(one) for one in value) if isinstance(value, list | tuple) else value


def _slot(stored: Mapping[str, Any]) -> Slot:
    values = {key: _tuple(value) for key, value in stored.items()}
    values["box"] = Box(**stored["box"]) if stored["box"] else None
    values["steps"] = tuple(Step(one["size"], _tuple(one["lines"])) for one in stored["steps"])
    return Slot(**values)
