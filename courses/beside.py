"""What packages above offer a learner beside the units of a course: a survey, a test that does not count.

A package registers an offerer in `ready()`; the course's home asks them all and never learns who answered. What is offered here
belongs to no path: it neither opens nor closes a requirement.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a learner stands in a course: which modules have nothing required open (`finished`: {key: titles}, in order),
    whether anything was begun, whether all is done, whether the enrolment is closed."""

    enrolment_id: int
    person_id: int
    cohort_course_id: int | None
    course_id: int
    country: str
    finished: Mapping[str, Mapping[str, str]]
    begun: bool
    complete: bool
    closed: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """A line on the course's home, in the active language; `done`: it was taken and may be looked at or changed."""

    title: str
    sentence: str
    url: str
    label: str
    done: bool = False


Offerer = Callable[[Stand], Sequence[Offer]]
_OFFERERS: Final[dict[str, Offerer]] = {}


def register_offerer(name: str, offerer: Offerer) -> None:
    """`offerer(stand)` gives its lines, in two queries at most; in `ready()`."""
    _OFFERERS[name] = offerer


def offers(stand: Stand) -> list[Offer]:
    """Everything that is offered to a learner beside the units, by name of the offerer."""
    return [one for _name, offerer in sorted(_OFFERERS.items()) for one in offerer(stand)]
