"""Holding a supervised piece: it begins, its questions are drawn, notes are kept, one score ends it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments import oral, rubrics
from assessments.clock import say_when
from assessments.errors.supervised import PieceBeginsLater, PieceIncomplete, PieceNotBegun
from assessments.families import cases_of
from assessments.models import OralQuestions, PieceAppointment, PieceForm, PieceScore, PieceState
from assessments.models.supervised_rows import case_of_piece, forget_examiner_in_outcomes
from assessments.services.supervised import EARLY, _audit, _locked, _tell
from courses import api as courses
from lms.kernel.canonical import digest
from lms.kernel.words import clean_text
from lms.messages.api import send

RESULT: Final = "piece_result"
MOST_DRAFT: Final = 40_000
MOST_COMMENT: Final = 4_000


@transaction.atomic
def begin_piece(*, appointment_id: int, by: int) -> None:
    """Candidate and examiner are there: the four questions of an oral are drawn now, and stay. A second call does nothing.

    Raises PieceOver, PieceBeginsLater (more than twelve hours before its moment).
    """
    row = _locked(appointment_id)
    if row.begun_at is not None:
        return
    now = timezone.now()
    if row.at - now > EARLY:
        raise PieceBeginsLater(when=say_when(row.at))
    row.begun_at = now
    row.save(update_fields=["begun_at"])
    if row.form == PieceForm.ORAL:
        OralQuestions.objects.create(appointment=row, questions=[one.body() for one in _draw(row)])
    _audit("piece.begun", row, by)


def _draw(row: PieceAppointment) -> list[oral.Question]:
    letter = row.letter
    assert letter is not None
    config = letter.config
    behind = {key for issue in config["case"]["issues"] for key in issue["facts"]}
    facts = config["facts"].get(row.enrolment.country, {})
    rules = {key: one for key, one in facts.items() if key in behind} or facts
    return oral.draw_questions(letter.letter, rules, seed=f"{letter.ref}:{row.number}")


def rubric_for(row: PieceAppointment) -> dict[str, Any]:
    """The criteria of an appointment: those of the letter's case; of an observed session the common ones of the unit's case."""
    if row.letter is not None:
        return oral.rubric_of(row.letter.config["rubric"], row.form)
    case = case_of_piece(row.enrolment.course_id, row.unit_version.config["case"])
    assert case is not None  # courses keep their units: they are archived
    unit = courses.unit_in_effect(row.enrolment_id, case.pk, row.planned_at)
    return oral.rubric_of(next(iter(cases_of(unit.config).values()))["rubric"], row.form)


@transaction.atomic
def keep_piece_draft(*, appointment_id: int, draft: Mapping[str, Any]) -> bool:
    """Keep what the examiner has typed so far; False: it is too much to keep. Raises PieceOver, PieceNotBegun."""
    row = _locked(appointment_id)
    if row.begun_at is None:
        raise PieceNotBegun
    if len(str(draft)) > MOST_DRAFT:
        return False
    row.draft = dict(draft)
    row.save(update_fields=["draft"])
    return True


@transaction.atomic
def score_piece(
    *, appointment_id: int, picks: Mapping[str, int], comments: Mapping[str, str], red_flags: Sequence[str], by: int
) -> int:
    """End a piece with what the examiner found; returns the score's id. The candidate is told and reads it at once.

    One red flag means "not yet competent", whatever the sum. Raises PieceOver (a second call), PieceNotBegun, PieceIncomplete.
    """
    row = _locked(appointment_id)
    if row.begun_at is None:
        raise PieceNotBegun
    rubric = rubric_for(row)
    _refuse_incomplete(rubric, picks, comments, red_flags)
    percent, needed = rubrics.percent_by(rubric, picks), Decimal(row.unit_version.config["pass_percent"])
    passed = rubrics.passes(percent_=percent, red_flags=red_flags, pass_percent=needed)
    score = PieceScore.objects.create(
        appointment=row, examiner_id=row.examiner_id, rubric=rubric, picks=dict(picks), red_flags=list(red_flags),
        comments={key: clean_text(text).strip()[:MOST_COMMENT] for key, text in comments.items() if text.strip()},
        percent=percent, passed=passed,
    )  # fmt: skip
    row.state, row.ended_at, row.draft = PieceState.HELD, score.at, {}
    row.save(update_fields=["state", "ended_at", "draft"])
    _tell_result(row, score)
    said = {"score": score.pk, "percent": format(percent, "f"), "passed": passed, "red_flags": list(red_flags)}
    _audit("piece.scored", row, by, after=said)
    send(person_id=row.enrolment.person_id, kind=RESULT, speaks_of=f"piece:{row.pk}", params={"appointment_id": row.pk})
    return score.pk


def _refuse_incomplete(
    rubric: Mapping[str, Any], picks: Mapping[str, int], comments: Mapping[str, str], red_flags: Sequence[str]
) -> None:
    levels = {one["id"]: {level["n"] for level in one["levels"]} for one in rubric["criteria"]}
    if set(picks) != set(levels) or any(picks[key] not in known for key, known in levels.items()):
        raise PieceIncomplete(what=_("each criterion needs one of its levels."))
    if set(red_flags) - {flag["id"] for flag in rubric["flags"]}:
        raise PieceIncomplete(what=_("one of the red flags is not on this rubric."))
    if set(comments) - {*levels, "_"}:
        raise PieceIncomplete(what=_("a comment belongs to no criterion."))
    if not any(text.strip() for text in comments.values()):
        raise PieceIncomplete(what=_("at least one comment: what the candidate showed, or what was lacking."))


def _tell_result(row: PieceAppointment, score: PieceScore) -> None:
    config = row.unit_version.config
    held = PieceAppointment.objects.filter(enrolment_id=row.enrolment_id, unit_id=row.unit_id, state=PieceState.HELD)
    left = held.count() < config["tries"]
    code = "piece_passed" if score.passed else "piece_none_left" if not left else "piece_failed"
    if score.red_flags and left:
        code = "piece_red_flag"
    waits_on = "" if score.passed else "coordinator" if left else "facilitator"
    params = {"score": format(score.percent, "f"), "needed": config["pass_percent"]}
    _tell(
        row, "scored", state="passed" if score.passed else "failed", code=code, waits_on=waits_on, params=params,
        earned_at=row.begun_at or score.at, evidence=(_evidence(row, score),),
    )  # fmt: skip


def _evidence(row: PieceAppointment, score: PieceScore) -> str:
    return digest(
        {
            "piece": row.unit_id, "enrolment": row.enrolment_id, "number": row.number, "form": row.form,
            "percent": score.percent, "picks": score.picks, "red_flags": score.red_flags, "rubric": digest(score.rubric),
            "at": score.at,
        }
    )  # fmt: skip


@transaction.atomic
def forget_examined(*, person_id: int) -> None:
    """Erasure: what quotes or comments a candidate goes; an examiner's name goes out of what paths say. Scores stay."""
    mine = PieceAppointment.objects.filter(enrolment__person_id=person_id)
    mine.update(place="", draft={})
    OralQuestions.objects.filter(appointment__in=mine.values("pk")).erase(questions=[])
    PieceScore.objects.filter(appointment__in=mine.values("pk")).erase(comments={})
    PieceScore.objects.filter(examiner=person_id).erase(comments={})
    forget_examiner_in_outcomes(person_id)
