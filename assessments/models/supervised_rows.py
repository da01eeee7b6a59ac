"""What supervised pieces read of the tables around them: seats, examiners, letters, who is examined by whom."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from assessments.models.cases import CaseStudy, Submission, SubmissionState
from assessments.models.supervised import PieceAppointment, PieceState, SupervisedPiece
from courses.models import Enrolment, EnrolmentState, OutcomeRecord, ReleaseCountry, ReleaseEntry, UnitProgress
from lms.institutions.api import conflicts
from lms.institutions.models import Membership, Person, ProgrammeRole, Role
from lms.institutions.models.nearness import Moment

WITH_RESULT: Final = (SubmissionState.SCORED, SubmissionState.RELEASED)
EXAMINED: Final = (PieceState.PLANNED, PieceState.HELD)
TIE: Final = "examines"
TO_PLAN: Final = ("piece_to_plan", "piece_missed", "piece_cancelled", "piece_failed", "piece_red_flag")


@dataclass(frozen=True, slots=True)
class PieceSeat:
    """A candidate and a supervised piece of their course, for who plans it."""

    enrolment_id: int
    unit_id: int
    person_id: int
    full_name: str
    institution_id: int
    institution_names: Mapping[str, str]
    time_zone: str
    country: str
    course_id: int
    course_titles: Mapping[str, str]
    titles: Mapping[str, str]
    state: str
    code: str = ""


_COLUMNS: Final = (
    "pk", "person_id", "person__given_name", "person__family_name", "institution_id", "institution__names",
    "institution__time_zone", "country", "course_id", "course__titles", "state",
)  # fmt: skip


def seat_of(enrolment_id: int, unit_id: int) -> PieceSeat | None:
    """One seat; None when the enrolment or the unit is another one's. Two queries."""
    piece = SupervisedPiece.objects.non_polymorphic().filter(pk=unit_id).values_list("course_id", "titles").first()
    row = Enrolment.objects.filter(pk=enrolment_id).values_list(*_COLUMNS).first()
    if piece is None or row is None or row[8] != piece[0]:
        return None
    return _seat(row, unit_id, piece[1])


def _seat(row: Sequence[Any], unit_id: int, titles: Mapping[str, str], code: str = "") -> PieceSeat:
    name = " ".join(filter(None, (row[2], row[3])))
    return PieceSeat(
        row[0], unit_id, row[1], name, row[4], row[5], row[6], row[7], row[8], row[9], titles, state=row[10], code=code
    )


def reach(*, everywhere: bool, institutions: Collection[int], prefix: str = "") -> Q:
    """Enrolments that a planner sees: of their institutions, or all."""
    return Q() if everywhere else Q(**{f"{prefix}institution_id__in": institutions})


def seats_to_plan(place: Q, person_id: int, limit: int = 200) -> list[PieceSeat]:
    """Whose piece waits for a day, the longest first; never one's own. One query."""
    rows = UnitProgress.objects.filter(place, unit__kind="supervised_piece", code__in=TO_PLAN)
    rows = rows.filter(enrolment__state=EnrolmentState.ACTIVE).exclude(enrolment__person_id=person_id)
    columns = [f"enrolment__{name}" for name in _COLUMNS]
    found = rows.order_by("updated_at", "pk").values_list("unit_id", "unit__titles", "code", *columns)[:limit]
    return [_seat(rest, unit_id, titles, code) for unit_id, titles, code, *rest in found]


def count_to_plan(place: Q, person_id: int) -> int:
    """How many wait for a day. One query."""
    rows = UnitProgress.objects.filter(place, unit__kind="supervised_piece", code__in=TO_PLAN)
    return rows.filter(enrolment__state=EnrolmentState.ACTIVE).exclude(enrolment__person_id=person_id).count()


def seats_ahead(place: Q, person_id: int, limit: int = 200) -> list[PieceSeat]:
    """Who takes a course with a piece of which nothing is recorded yet, by name. Three queries."""
    pieces: dict[int, list[tuple[int, Mapping[str, str]]]] = {}
    drafts = SupervisedPiece.objects.non_polymorphic().filter(archived_at=None).order_by("pk")
    for course_id, pk, titles in drafts.values_list("course_id", "pk", "titles"):
        pieces.setdefault(course_id, []).append((pk, titles))
    rows = Enrolment.objects.filter(place, state=EnrolmentState.ACTIVE, course__in=list(pieces)).exclude(person_id=person_id)
    found = list(rows.order_by("person__family_name", "person__given_name", "pk").values_list(*_COLUMNS)[:limit])
    begun = UnitProgress.objects.filter(enrolment__in=[row[0] for row in found], unit__kind="supervised_piece")
    known = set(begun.values_list("enrolment_id", "unit_id"))
    return [_seat(row, pk, titles) for row in found for pk, titles in pieces[row[8]] if (row[0], pk) not in known]


def examiners_for(institution_id: int) -> QuerySet[Person]:
    """Who may examine candidates of an institution: assessors of the programme, and of that institution."""
    programme = ProgrammeRole.objects.filter(role=Role.ASSESSOR, until=None).values("person")
    inside = Membership.objects.filter(role=Role.ASSESSOR, until=None, institution_id=institution_id).values("person")
    rows = Person.objects.filter(Q(pk__in=programme) | Q(pk__in=inside), erased_at=None)
    return rows.order_by("family_name", "given_name", "pk")


def letter_for(person_id: int, course_id: int, case_key: str) -> Submission | None:
    """The newest letter of a person on a case unit that has a result, out or not: the one that is spoken about. One query."""
    rows = Submission.objects.filter(enrolment__person_id=person_id, state__in=WITH_RESULT)
    rows = rows.filter(unit__course_id=course_id, unit__key=case_key)
    return rows.select_related("unit_version", "enrolment").order_by("-submitted_at", "-pk").first()


def letter_waits(person_id: int, course_id: int, case_key: str) -> bool:
    """Whether a letter of theirs is still being scored. One query."""
    rows = Submission.objects.filter(enrolment__person_id=person_id, state=SubmissionState.SUBMITTED)
    return rows.filter(unit__course_id=course_id, unit__key=case_key).exists()


def case_of_piece(course_id: int, case_key: str) -> CaseStudy | None:
    """The case unit that a piece is about. One query."""
    return CaseStudy.objects.filter(course_id=course_id, key=case_key).first()


def pieces_about(unit_id: int) -> list[int]:
    """The supervised pieces that speak about a case unit. One query."""
    rows = SupervisedPiece.objects.non_polymorphic().filter(case_unit_id=unit_id, archived_at=None)
    return list(rows.values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class UnitOfCourse:
    """A unit of a course as the release in effect has it."""

    course_id: int
    kind: str
    required: bool
    config: Mapping[str, Any]


def units_in_effect(course_ids: Collection[int], country: str, at: datetime, *, kinds: Collection[str]) -> list[UnitOfCourse]:
    """The units of some kinds of courses, as the release in effect in a country has them. Two queries."""
    rows = ReleaseCountry.objects.filter(course__in=course_ids, country=country, effective_at__lte=at).order_by("effective_at")
    latest = dict(rows.values_list("course_id", "release_id"))
    entries = ReleaseEntry.objects.filter(release__in=latest.values(), unit_version__kind__in=kinds)
    columns = ("release__course_id", "unit_version__kind", "required", "unit_version__config")
    return [UnitOfCourse(*row) for row in entries.values_list(*columns)]


def examined(person_id: int, subject: str, moment: Moment) -> Q:
    """A tie: rows whose column `subject` is somebody whom this person examines or has examined, at whatever time: they know
    whose letter it is."""
    rows = PieceAppointment.objects.filter(examiner_id=person_id, state__in=EXAMINED, enrolment__person_id=OuterRef(subject))
    return Q(Exists(rows))


def examined_pairs(persons: Collection[int], about: Collection[int], at: datetime) -> Iterable[tuple[int, int]]:
    """(examiner, candidate) of the same. One query."""
    rows = PieceAppointment.objects.filter(examiner__in=persons, enrolment__person__in=about, state__in=EXAMINED)
    return rows.values_list("examiner_id", "enrolment__person_id").distinct()


def is_close(examiner_id: int, person_id: int) -> bool:
    """Whether an examiner has become too close to their candidate, by more than examining them. The queries of conflicts."""
    return conflicts([examiner_id], [person_id]).get((examiner_id, person_id), TIE) != TIE


def forget_examiner_in_outcomes(person_id: int) -> None:
    """Take an examiner's name out of what paths say. Safe to repeat."""
    said = {"unit__kind": "supervised_piece"}
    for row in OutcomeRecord.objects.filter(standing__params__examiner=person_id, **said).only("pk", "standing"):
        standing = {**row.standing, "params": {**row.standing["params"], "person": ""}}
        OutcomeRecord.objects.filter(pk=row.pk).erase(standing=standing)
    for progress in UnitProgress.objects.filter(params__examiner=person_id, **said):
        progress.params = {**progress.params, "person": ""}
        progress.save(update_fields=["params"])
