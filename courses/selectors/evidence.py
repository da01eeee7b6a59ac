"""What a completion rests on, as evidence: the release's entries, every outcome record, what was taught, the snapshot."""

from typing import Any

from courses.errors import CompletionNotFound
from courses.models import Completion, ManifestUnit, OutcomeRecord, ReviewOpinion, ReviewRequest
from courses.selectors.releases import entries_at


def course_evidence(completion_id: int) -> dict[str, Any]:
    """One completion, in plain values; people by number only. Eight queries. Raises CompletionNotFound."""
    row = Completion.objects.select_related("enrolment__course", "manifest").filter(pk=completion_id).first()
    if row is None:
        raise CompletionNotFound
    enrolment = row.enrolment
    taught = ManifestUnit.objects.filter(manifest=row.manifest).select_related("unit", "unit_version").order_by("pk")
    records = OutcomeRecord.objects.filter(enrolment=enrolment).order_by("number")
    return {
        "course": enrolment.course.key, "country": enrolment.country, "enrolment": enrolment.pk, "purpose": enrolment.purpose,
        "round": enrolment.round,
        "entries": [
            {
                "unit": one.unit_id, "key": one.unit_key, "version": one.unit_version_id, "digest": one.digest,
                "kind": one.kind,
                "titles": one.titles, "position": one.position, "required": one.required, "choice": one.choice,
                "weight": one.weight,
            }
            for one in entries_at(enrolment.course_id, enrolment.country, row.completed_at, purpose=enrolment.purpose)
        ],
        "outcomes": [
            {
                "unit": one.unit_id, "number": one.number, "key": one.key, "state": one.state, "score": one.score,
                "version": one.unit_version_id, "evidence": one.evidence, "earned_at": one.earned_at, "at": one.at,
                "code": one.standing.get("code", ""), "revised": bool(one.why),
            }
            for one in records
        ],
        "manifest": {
            "units": [
                [one.unit.key, one.unit_version.digest, *(["recognised"] if one.recognised else [])] for one in taught
            ]
        },
        "snapshot": {
            "enrolment": enrolment.pk, "course": enrolment.course_id, "country": enrolment.country,
            "manifest": row.manifest.digest, "score": row.score, "law_as_of": row.law_as_of, "evidence": row.evidence,
            "completed_at": row.completed_at,
        },
        "digest": row.digest,
    }  # fmt: skip


def review_evidence(person_id: int) -> list[dict[str, Any]]:
    """Requests for review of one person with what their panels said: verdicts and dates, no words. Two queries."""
    rows = list(ReviewRequest.objects.filter(person_id=person_id).order_by("pk"))
    said = ReviewOpinion.objects.filter(request__in=rows).order_by("request_id", "number")
    opinions: dict[int, list[dict[str, Any]]] = {}
    for one in said:
        opinions.setdefault(one.request_id, []).append(
            {"by": one.by_id, "upheld": one.upheld, "remedy": one.remedy, "at": one.at}
        )
    return [
        {
            "kind": row.kind, "subject": row.subject_id, "at": row.at, "state": row.state,
            "acknowledged_at": row.acknowledged_at,
            "due_on": row.due_on, "decided_at": row.decided_at, "remedy": row.remedy, "effect": row.effect,
            "panel": opinions.get(row.pk, []),
        }
        for row in rows
    ]  # fmt: skip
