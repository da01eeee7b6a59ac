"""Puts supervised pieces where the packages below look for them: called by `AppConfig.ready()`."""

from typing import Any

from assessments import events
from assessments.kinds.supervised import SupervisedKind
from assessments.models.supervised_rows import TIE, examined, examined_pairs
from assessments.selectors.supervised import ended_mail, examines_mail, piece_mail, result_mail, to_plan_mail
from assessments.selectors.supervised_assurance import authorship_assurances
from assessments.services.authorship import forget_declarations
from assessments.services.supervised import ENDED, EXAMINES, PLANNED, TO_PLAN, ask_for_piece, end_with_enrolment
from assessments.services.supervised_scores import RESULT, forget_examined
from courses import events as course_events
from courses.api import AUTHORSHIP, register_assurer
from courses.kinds import register_unit_kind
from lms.institutions.api import register_tie
from lms.institutions.events import person_erased
from lms.jobs.api import receive
from lms.messages.api import register_kind


def on_scores_released(*, submission_id: int, **kwargs: Any) -> None:
    """A certifying letter whose result is out asks for its piece, in the same transaction."""
    ask_for_piece(letter_id=submission_id)


def on_enrolment_closed(*, enrolment_id: int, **kwargs: Any) -> None:
    """A day that was planned for it is over."""
    end_with_enrolment(enrolment_id=enrolment_id)


def wire() -> None:
    """One kind of unit, five messages, a tie, an assurance, what follows a result, erasure."""
    register_unit_kind("supervised_piece", SupervisedKind())
    register_kind(PLANNED, piece_mail)
    register_kind(EXAMINES, examines_mail)
    register_kind(ENDED, ended_mail)
    register_kind(TO_PLAN, to_plan_mail)
    register_kind(RESULT, result_mail)
    register_tie(TIE, examined_pairs, rows=examined)
    register_assurer(AUTHORSHIP, authorship_assurances)
    events.scores_released.connect(on_scores_released, dispatch_uid="assessments.supervised_piece")
    course_events.enrolment_closed.connect(on_enrolment_closed, dispatch_uid="assessments.supervised_closed")
    receive(person_erased, "assessments.forget_examined", forget_examined)
    receive(person_erased, "assessments.forget_declarations", forget_declarations)
