"""The kinds of decision of assessments that can be reviewed, as the registry of courses asks for them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from assessments.models import Accommodation, ClinicSession, ExamSeat, IncidentState, PieceAppointment
from assessments.selectors import reviews as selectors
from assessments.services import reviews as services
from assessments.services.accommodations import grant_after_review
from courses.api import Adverse, Reviewable

Trail = Sequence[tuple[str, int | str]]
Remedies = Sequence[tuple[str, str]]


class LetterResult:
    """Results of letters: listed with the others; asked for, scored again and decided by their own door (appeals)."""

    def name(self) -> str:
        return _("Result of a letter")

    def adverse(self, *, person_id: int) -> Sequence[Adverse]:
        return selectors.letters_against(person_id)

    def hands(self, *, subject_id: int) -> Collection[int]:
        return selectors.letter_hands([subject_id])[subject_id]

    def trail(self, *, subject_id: int) -> Trail:
        return [("submission", subject_id)]

    def facts(self, *, subject_id: int) -> Sequence[tuple[str, str]]:
        return []

    def remedies(self, *, subject_id: int) -> Remedies:
        return []

    def uphold(
        self, *, subject_id: int, remedy: str, by: int, agreed_by: int, answer: str, request_id: int
    ) -> Mapping[str, Any]:
        raise NotImplementedError  # its requests are appeals


class QuizResult:
    """A certifying attempt that did not pass."""

    def name(self) -> str:
        return _("Result of a quiz")

    def adverse(self, *, person_id: int) -> Sequence[Adverse]:
        return selectors.quizzes_against(person_id)

    def hands(self, *, subject_id: int) -> Collection[int]:
        return selectors.quiz_hands(subject_id)

    def trail(self, *, subject_id: int) -> Trail:
        return [("attempt", subject_id)]

    def facts(self, *, subject_id: int) -> Sequence[tuple[str, str]]:
        return selectors.quiz_facts(subject_id)

    def remedies(self, *, subject_id: int) -> Remedies:
        return [("again", _("this attempt does not count, and the quiz can be sat once more"))]

    def uphold(
        self, *, subject_id: int, remedy: str, by: int, agreed_by: int, answer: str, request_id: int
    ) -> Mapping[str, Any]:
        return services.annul_failed(attempt_id=subject_id, by=agreed_by, request_id=request_id)


class SittingDecision:
    """The decision about an incident, for one candidate: an attempt that was annulled."""

    def name(self) -> str:
        return _("Decision about a sitting")

    def adverse(self, *, person_id: int) -> Sequence[Adverse]:
        return selectors.seats_against(person_id)

    def hands(self, *, subject_id: int) -> Collection[int]:
        return selectors.seat_hands(subject_id)

    def trail(self, *, subject_id: int) -> Trail:
        incident = selectors.incident_of_seat(subject_id)
        sitting = ExamSeat.objects.values_list("sitting_id", flat=True).get(pk=subject_id)
        found: list[tuple[str, int | str]] = [("exam_sitting", sitting), ("exam_seat", subject_id)]
        return [*found, ("exam_incident", incident.pk)] if incident else found

    def facts(self, *, subject_id: int) -> Sequence[tuple[str, str]]:
        return selectors.seat_facts(subject_id)

    def remedies(self, *, subject_id: int) -> Remedies:
        incident = selectors.incident_of_seat(subject_id)
        counts = ("counts", _("the attempt counts if it passes; if not, the quiz can be sat once more"))
        if incident is not None and incident.state == IncidentState.ANNULLED:
            return [("again", _("the quiz can be sat once more")), counts]
        return [counts]

    def uphold(
        self, *, subject_id: int, remedy: str, by: int, agreed_by: int, answer: str, request_id: int
    ) -> Mapping[str, Any]:
        return services.better_sitting(seat_id=subject_id, remedy=remedy, by=agreed_by, request_id=request_id)


class SessionRefused:
    """A clinic session that a supervisor did not confirm."""

    def name(self) -> str:
        return _("Clinic session not confirmed")

    def adverse(self, *, person_id: int) -> Sequence[Adverse]:
        return selectors.sessions_against(person_id)

    def hands(self, *, subject_id: int) -> Collection[int]:
        found = ClinicSession.objects.values_list("confirmed_by_id", flat=True).get(pk=subject_id)
        return [found] if found is not None else []

    def trail(self, *, subject_id: int) -> Trail:
        return [("clinic_session", subject_id)]

    def facts(self, *, subject_id: int) -> Sequence[tuple[str, str]]:
        return selectors.session_facts(subject_id)

    def remedies(self, *, subject_id: int) -> Remedies:
        return [("confirmed", _("the session is confirmed and counts"))]

    def uphold(
        self, *, subject_id: int, remedy: str, by: int, agreed_by: int, answer: str, request_id: int
    ) -> Mapping[str, Any]:
        return services.confirm_after_review(session_id=subject_id, by=agreed_by, request_id=request_id)


class AccommodationRefused:
    """A request for an accommodation that was not granted."""

    def name(self) -> str:
        return _("Accommodation not granted")

    def adverse(self, *, person_id: int) -> Sequence[Adverse]:
        return selectors.accommodations_against(person_id)

    def hands(self, *, subject_id: int) -> Collection[int]:
        found = Accommodation.objects.values_list("decided_by_id", flat=True).get(pk=subject_id)
        return [found] if found is not None else []

    def trail(self, *, subject_id: int) -> Trail:
        return [("accommodation", subject_id)]

    def facts(self, *, subject_id: int) -> Sequence[tuple[str, str]]:
        return selectors.accommodation_facts(subject_id)

    def remedies(self, *, subject_id: int) -> Remedies:
        return [("granted", _("what was asked is granted"))]

    def uphold(
        self, *, subject_id: int, remedy: str, by: int, agreed_by: int, answer: str, request_id: int
    ) -> Mapping[str, Any]:
        return grant_after_review(accommodation_id=subject_id, by=agreed_by)


class PieceResult:
    """A supervised piece that was not passed."""

    def name(self) -> str:
        return _("Result of a supervised piece")

    def adverse(self, *, person_id: int) -> Sequence[Adverse]:
        return selectors.pieces_against(person_id)

    def hands(self, *, subject_id: int) -> Collection[int]:
        return PieceAppointment.objects.values_list("examiner_id", "planned_by_id").get(pk=subject_id)

    def trail(self, *, subject_id: int) -> Trail:
        return [("piece", subject_id)]

    def facts(self, *, subject_id: int) -> Sequence[tuple[str, str]]:
        return selectors.piece_facts(subject_id)

    def remedies(self, *, subject_id: int) -> Remedies:
        return [("again", _("it does not count as a try, and another examiner holds it again"))]

    def uphold(
        self, *, subject_id: int, remedy: str, by: int, agreed_by: int, answer: str, request_id: int
    ) -> Mapping[str, Any]:
        return services.hold_piece_again(appointment_id=subject_id, by=agreed_by, request_id=request_id)


REVIEWABLES: Final[Mapping[str, Reviewable]] = {
    "letter": LetterResult(), "quiz": QuizResult(), "sitting": SittingDecision(), "clinic": SessionRefused(),
    "accommodation": AccommodationRefused(), "piece": PieceResult(),
}  # fmt: skip
