"""Whether an institution is ready to advise businesses in the programme's name: four things, each with its next step. Pure.

Current advisors (an award in force and the role), somebody who supervises, a confidentiality protocol and an agreement, both in
force. Nothing is weighed: ready is all four.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from lms.institutions.api import DocumentCard

SOON: Final = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Point:
    """One of the four: what it is, whether it holds, what is there, what to do. `soon`: it holds, and ends within 60 days."""

    key: str
    title: str
    met: bool
    found: str
    next_step: str
    soon: bool = False


@dataclass(frozen=True, slots=True)
class Readiness:
    """The four points of an institution."""

    points: tuple[Point, ...]

    @property
    def ready(self) -> bool:
        return all(point.met for point in self.points)

    @property
    def met(self) -> int:
        return sum(point.met for point in self.points)


def readiness(*, advisors: int, supervisors: int, documents: Sequence[DocumentCard], on: date) -> Readiness:
    """The list on a day, in the active language."""
    return Readiness(
        (
            Point(
                "advisors", gettext("Advisors whose certificate is in force"), advisors > 0,
                ngettext("{n} person", "{n} people", advisors).format(n=advisors),
                "" if advisors else gettext("Enrol people in a course that leads to a certificate."),
            ),
            Point(
                "supervisor", gettext("Somebody who supervises the clinic"), supervisors > 0,
                ngettext("{n} person", "{n} people", supervisors).format(n=supervisors),
                "" if supervisors else gettext("Give somebody the role of facilitator."),
            ),
            _paper(
                "protocol", gettext("A confidentiality protocol"), documents, on,
                gettext("Note the protocol by which what businesses say stays secret."),
            ),
            _paper(
                "agreement", gettext("An agreement with the programme"), documents, on,
                gettext("Send up the signed copy of the agreement."),
            ),
        )
    )  # fmt: skip


def _paper(kind: str, title: str, documents: Sequence[DocumentCard], on: date, step: str) -> Point:
    mine = [one for one in documents if one.kind == kind and one.in_force(on)]
    best = max(mine, key=lambda one: (one.valid_until or date.max, one.dated_on), default=None)
    if best is None:
        return Point(kind, title, False, gettext("none in force"), step)
    if best.valid_until is None:
        return Point(kind, title, True, gettext("version {version}").format(version=best.version), "")
    said = gettext("version {version}, until {day}").format(
        version=best.version, day=date_format(best.valid_until, "SHORT_DATE_FORMAT")
    )
    soon = best.valid_until - on <= SOON
    return Point(kind, title, True, said, gettext("It ends soon: note the next one.") if soon else "", soon)
