"""Proofs about an enrolment (that somebody is enrolled, attended, spent hours; a transcript): their facts, as data. Pure.

A proof is stored as a certificate is: `Printed` with its paper's key as claim, and these facts beside it under `proof`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, Final

from courses.paths import Requirement
from lms.kernel.canonical import plain

ENROLMENT: Final = "enrolment"
ATTENDANCE: Final = "attendance"
HOURS: Final = "hours"
TRANSCRIPT: Final = "transcript"
PROOFS: Final = (ENROLMENT, ATTENDANCE, HOURS, TRANSCRIPT)
LIVE: Final = frozenset({"session"})
PRACTICE: Final = frozenset({"practicum"})


@dataclass(frozen=True, slots=True)
class Module:
    """One module of a transcript: its title, credited minutes by kind, and the mean score in percent ('' = nothing scored)."""

    title: Mapping[str, str]
    live: int
    study: int
    practice: int
    score: str
    passed: date | None = None  # the day on which all that is asked of it was passed


@dataclass(frozen=True, slots=True)
class Proof:
    """What is stated about one enrolment on one day. Minutes are credited ones: of what is done. Personal data: all."""

    state: str
    done: int
    required: int
    since: date
    until: date | None
    group: Mapping[str, str]
    attended: int
    sessions: int
    live: int
    study: int
    practice: int
    score: str
    modules: Sequence[Module]

    def as_json(self) -> dict[str, Any]:
        """As stored."""
        return dict(plain(asdict(self)))

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Proof":
        """As read back. Raises KeyError, TypeError or ValueError for what this version did not write."""
        values = {one.name: stored[one.name] for one in fields(cls)}
        values["since"] = date.fromisoformat(values["since"])
        values["until"] = date.fromisoformat(values["until"]) if values["until"] else None
        values["modules"] = tuple(
            Module(**{**one, "passed": date.fromisoformat(one["passed"]) if one.get("passed") else None})
            for one in values["modules"]
        )
        return cls(**values)

    @property
    def minutes(self) -> int:
        """All credited minutes."""
        return self.live + self.study + self.practice


def minutes_of(requirements: Sequence[Requirement]) -> tuple[int, int, int]:
    """Credited minutes: live, self-study, practice."""
    met = [one for one in requirements if one.met]
    live = sum(one.minutes for one in met if one.kind in LIVE)
    practice = sum(one.minutes for one in met if one.kind in PRACTICE)
    return live, sum(one.minutes for one in met) - live - practice, practice


def modules_of(
    requirements: Sequence[Requirement], titles: Mapping[str, Mapping[str, str]], passed: Mapping[str, date] | None = None
) -> tuple[Module, ...]:
    """The modules in their order; a module is named by its key where it has no title. `passed`: the day, by subject."""
    found = []
    for key in dict.fromkeys(one.module for one in requirements):
        own = [one for one in requirements if one.module == key]
        scores = [float(one.score) for one in own if one.score is not None]
        score = f"{sum(scores) / len(scores):.0f}" if scores else ""
        asked = [one for one in own if one.required]
        days = [(passed or {})[one.subject] for one in asked if one.met and one.subject in (passed or {})]
        day = max(days) if days and all(one.met for one in asked) else None
        found.append(Module(titles.get(key) or {"es": key, "en": key}, *minutes_of(own), score, day))
    return tuple(found)


def has_something_to_say(paper: str, proof: Proof) -> bool:
    """False for a paper that would state nothing: attendance without a session attended, hours without a minute."""
    if paper == ATTENDANCE:
        return proof.attended > 0
    return proof.minutes > 0 if paper == HOURS else True
