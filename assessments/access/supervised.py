"""From an id in a URL to a supervised piece: a foreign one, or one of somebody too close, looks like a missing one."""

from django.utils import timezone

from assessments.errors.supervised import PieceNotFound
from assessments.models import PieceAppointment, PieceState
from assessments.models.supervised_rows import PieceSeat, is_close, seat_of
from courses import api as courses
from lms.institutions.api import Scope


def access_own_piece(person_id: int, enrolment_id: int, unit_id: int) -> tuple[courses.EnrolmentCard, courses.UnitInEffect]:
    """A supervised piece of one's own course. Raises EnrolmentNotFound, UnitNotFound, PieceNotFound."""
    card = courses.own_enrolment(person_id, enrolment_id)
    unit = courses.unit_in_effect(enrolment_id, unit_id, timezone.now())
    if unit.kind != "supervised_piece":
        raise PieceNotFound
    return card, unit


def access_piece_seat(scope: Scope, enrolment_id: int, unit_id: int) -> PieceSeat:
    """A candidate whose piece one may plan: of an institution that one coordinates, or as a decider; never oneself. Raises
    PieceNotFound."""
    seat = seat_of(enrolment_id, unit_id)
    if seat is None or seat.person_id == scope.person_id or not _plans(scope, seat.institution_id):
        raise PieceNotFound
    return seat


def access_planned_piece(scope: Scope, appointment_id: int) -> PieceAppointment:
    """An appointment that one may move or cancel. Raises PieceNotFound."""
    row = PieceAppointment.objects.select_related("enrolment").filter(pk=appointment_id).first()
    if row is None or row.enrolment.person_id == scope.person_id or not _plans(scope, row.enrolment.institution_id):
        raise PieceNotFound
    return row


def access_examined_piece(scope: Scope, appointment_id: int) -> PieceAppointment:
    """An appointment at which one examines, planned, begun or held, of somebody one is not too close to. Raises
    PieceNotFound."""
    rows = PieceAppointment.objects.select_related(
        "enrolment__person", "enrolment__institution", "unit_version", "letter__unit_version", "letter__enrolment"
    )
    row = rows.filter(pk=appointment_id, examiner_id=scope.person_id).exclude(state=PieceState.CANCELLED).first()
    if row is None or not (scope.assessor or row.enrolment.institution_id in scope.assessor_of):
        raise PieceNotFound
    if is_close(scope.person_id, row.enrolment.person_id):
        raise PieceNotFound
    return row


def _plans(scope: Scope, institution_id: int) -> bool:
    return scope.decider or institution_id in scope.coordinator_of
