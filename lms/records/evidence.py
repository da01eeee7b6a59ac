"""The evidence of an award in one file, and the decision made again from that file alone."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from assessments import api as assessments
from certificates import api as certificates
from courses import api as courses
from lms.institutions import api as institutions
from lms.kernel.evidence import Check, all_same, seal_holds, sealed
from lms.records.errors import EvidenceNotFound, EvidenceUnreadable


def evidence_of(serial: str) -> dict[str, Any]:
    """Everything that the award behind a number rests on and what was decided about it since: decisions, versions, scores,
    sittings, reviews, with a digest over all of it. People are numbers, and one reference each: the holder's name stands in the
    path that was decided on, and nowhere else. No letters, no comments.

    Queries grow with the number of the award's courses alone. Raises EvidenceNotFound.
    """
    try:
        found = certificates.award_evidence(serial, timezone.now())
    except certificates.CertificateNotFound:
        raise EvidenceNotFound from None
    rests = [courses.course_evidence(pk) for pk in found.pop("completion_ids")]
    work = [assessments.work_evidence(one["enrolment"]) for one in rests]
    reviews = courses.review_evidence(found["person"])
    body = {"decision": found, "courses": rests, "work": work, "reviews": reviews}
    return sealed({**body, "people": institutions.refs_of(_people(body))})


def _people(value: Any, key: str = "") -> set[int]:
    """Ids of people, wherever one is named."""
    named = ("by", "approved_by", "decided_by", "proposed_by", "ended_by", "person", "assessor", "examiner", "invigilator",
             "confirmed_by")  # fmt: skip
    if isinstance(value, Mapping):
        return {one for name, each in value.items() for one in _people(each, str(name))}
    if isinstance(value, list):
        return {one for each in value for one in _people(each)}
    return {value} if key in named and isinstance(value, int) and not isinstance(value, bool) else set()


def perform_again(found: Mapping[str, Any]) -> list[Check]:
    """The decision, from the file alone: sheets scored, letters settled, courses counted, the award decided. No query.

    Raises EvidenceUnreadable: it is not as it was written, or lacks something.
    """
    if not seal_holds(found):
        raise EvidenceUnreadable(file="", why="its digest is not that of its content.")
    try:
        return _again(found)
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError) as lacking:
        raise EvidenceUnreadable(file="", why=f"{type(lacking).__name__}: {lacking}") from None


def _again(found: Mapping[str, Any]) -> list[Check]:
    checks: list[Check] = []
    complete: dict[str, bool] = {}
    for course, work in zip(found["courses"], found["work"], strict=True):
        mine = [*assessments.work_again(work, course["outcomes"]), *courses.course_again(course)]
        complete[course["digest"]] = all_same(mine)
        checks += mine
    return [*checks, *certificates.award_again(found["decision"], complete)]
