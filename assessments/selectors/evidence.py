"""What a person did in one enrolment, as evidence: sheets with answers, letters with every score, orals, sittings, incidents.

Scores, picks and dates; of letters and comments the digest only: nothing that a decision was computed from is words. People are
numbers.
"""

from collections import defaultdict
from typing import Any

from assessments.models import (
    Allocation,
    Attempt,
    ClinicSession,
    ExamIncident,
    ExamSeat,
    ExamSittingEvent,
    FinalScore,
    HelpDeclaration,
    PieceAppointment,
    PieceScore,
    Score,
    SlotResult,
    Step,
    Submission,
)
from lms.kernel.canonical import digest


def work_evidence(enrolment_id: int) -> dict[str, Any]:
    """Plain values. Fifteen queries at most, whatever there is."""
    return {
        "enrolment": enrolment_id, "attempts": _attempts(enrolment_id), "letters": _letters(enrolment_id),
        "pieces": _pieces(enrolment_id), "sittings": _sittings(enrolment_id), "clinic": _clinic(enrolment_id),
    }  # fmt: skip


def _attempts(enrolment_id: int) -> list[dict[str, Any]]:
    steps: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for step in Step.objects.filter(attempt__enrolment_id=enrolment_id).order_by("attempt_id", "slot", "number"):
        steps[step.attempt_id].append(
            {
                "slot": step.slot, "number": step.number, "state": step.state, "response": step.response,
                "certainty": step.certainty, "fraction": step.fraction, "by": step.by_id, "at": step.at,
            }
        )  # fmt: skip
    results: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for one in SlotResult.objects.filter(attempt__enrolment_id=enrolment_id).order_by("attempt_id", "slot"):
        results[one.attempt_id].append(
            {
                "slot": one.slot, "fraction": one.fraction, "earned": one.earned, "key_version": one.key_version,
                "regrade": one.regrade_id,
            }
        )  # fmt: skip
    rows = Attempt.objects.filter(enrolment_id=enrolment_id).select_related("unit_version").order_by("pk")
    return [
        {
            "id": row.pk, "unit": row.unit_id, "version": row.unit_version.digest, "number": row.number, "state": row.state,
            "sheet": row.sheet, "law_as_of": row.law_as_of, "started_at": row.started_at, "submitted_at": row.submitted_at,
            "fraction": row.fraction, "steps": steps[row.pk], "results": results[row.pk],
        }
        for row in rows
    ]  # fmt: skip


def _letters(enrolment_id: int) -> list[dict[str, Any]]:
    rows = list(Submission.objects.filter(enrolment_id=enrolment_id).select_related("unit_version").order_by("pk"))
    scores: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    found = Score.objects.filter(allocation__submission__in=rows).select_related("allocation").order_by("number", "pk")
    for score in found:
        scores[score.allocation.submission_id or 0].append(
            {
                "id": score.pk, "stage": score.allocation.stage, "number": score.number,
                "assessor": score.allocation.assessor_id, "picks": score.picks, "red_flags": score.red_flags,
                "percent": score.percent, "at": score.at,
                "because": score.allocation.because, "comments_digest": digest(score.comments),
            }
        )  # fmt: skip
    opened: defaultdict[int, list[str]] = defaultdict(list)
    for letter, stage in Allocation.objects.filter(submission__in=rows).order_by("pk").values_list("submission_id", "stage"):
        opened[letter or 0].append(stage)
    finals: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for final in FinalScore.objects.filter(submission__in=rows).order_by("number"):
        finals[final.submission_id].append(
            {
                "id": final.pk, "number": final.number, "percent": final.percent, "red_flags": final.red_flags,
                "passed": final.passed, "basis": final.basis, "scores": final.scores, "by": final.by_id, "at": final.at,
            }
        )  # fmt: skip
    declared = {
        one.letter_id: {"rule": one.rule, "helped": one.helped, "helps": one.helps, "at": one.at}
        for one in HelpDeclaration.objects.filter(letter__in=rows)
    }
    return [_letter(row, scores[row.pk], opened[row.pk], finals[row.pk], declared.get(row.pk)) for row in rows]


def _letter(row: Submission, scores: Any, opened: Any, finals: Any, declared: Any) -> dict[str, Any]:
    config = row.config
    rubric = {name: config["rubric"][name] for name in ("criteria", "rule", "flags", "structure_hash", "content_hash")
              if name in config["rubric"]}  # fmt: skip
    return {
        "id": row.pk, "ref": row.ref, "unit": row.unit_id, "version": row.unit_version.digest, "case": row.case_key,
        "number": row.number, "state": row.state, "submitted_at": row.submitted_at, "released_at": row.released_at,
        "letter_digest": digest(row.letter), "rubric": rubric, "scoring": config.get("scoring") or {},
        "pass_percent": str(config["pass_percent"]), "late_percent": row.late_percent, "stages": opened, "scores": scores,
        "finals": finals, "declaration": declared,
    }  # fmt: skip


def _pieces(enrolment_id: int) -> list[dict[str, Any]]:
    rows = PieceScore.objects.filter(appointment__enrolment_id=enrolment_id).select_related("appointment").order_by("pk")
    held = PieceAppointment.objects.filter(enrolment_id=enrolment_id).count()
    return [
        {
            "id": row.pk, "unit": row.appointment.unit_id, "form": row.appointment.form, "examiner": row.examiner_id,
            "rubric": row.rubric, "picks": row.picks, "red_flags": row.red_flags, "percent": row.percent, "passed": row.passed,
            "at": row.at, "appointments": held,
        }
        for row in rows
    ]  # fmt: skip


def _sittings(enrolment_id: int) -> list[dict[str, Any]]:
    seats = list(ExamSeat.objects.filter(enrolment_id=enrolment_id).select_related("sitting").order_by("pk"))
    log: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for one in ExamSittingEvent.objects.filter(seat__in=seats).order_by("at", "pk"):
        log[one.seat_id or 0].append({"kind": one.kind, "at": one.at, "by": one.by_id, "facts": one.facts})
    incidents: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for incident in ExamIncident.objects.filter(sitting__in=[one.sitting_id for one in seats]).order_by("pk"):
        for seat in seats:
            if incident.sitting_id == seat.sitting_id and incident.seat_id in (None, seat.pk):
                incidents[seat.pk].append(
                    {
                        "kind": incident.kind, "state": incident.state, "by": incident.by_id, "at": incident.at,
                        "decided_by": incident.decided_by_id, "decided_at": incident.decided_at,
                    }
                )  # fmt: skip
    return [
        {
            "sitting": seat.sitting_id, "attempt": seat.attempt_id, "opens_at": seat.sitting.opens_at,
            "closes_at": seat.sitting.closes_at, "invigilator": seat.sitting.invigilator_id, "state": seat.sitting.state,
            "honour": seat.honour_version, "honour_at": seat.honour_accepted_at, "let_out_at": seat.let_out_at,
            "log": log[seat.pk], "incidents": incidents[seat.pk],
        }
        for seat in seats
    ]  # fmt: skip


def _clinic(enrolment_id: int) -> list[dict[str, Any]]:
    rows = ClinicSession.objects.filter(enrolment_id=enrolment_id).order_by("pk")
    return [
        {
            "id": row.pk, "state": row.state, "held_on": row.held_on, "minutes": row.minutes, "stage": row.stage,
            "confirmed_by": row.confirmed_by_id, "confirmed_at": row.confirmed_at, "body_digest": digest(row.body),
        }
        for row in rows
    ]  # fmt: skip
