"""Computing an item analysis: asked for by a person, done by a worker, stored once for each set of attempts."""

from typing import Any

from django.db import transaction
from django.urls import reverse

from assessments.analysis.building import build
from assessments.errors import NothingToAnalyse
from assessments.models import Quiz
from assessments.models.analysis import ItemAnalysis
from assessments.selectors.sittings import attempts_digest, chosen_attempts, gathered
from lms.jobs import api as jobs

JOB = "assessments.analyse_quiz"


@transaction.atomic
def request_analysis(*, unit_id: int, cohort_id: int | None, by: int) -> int:
    """Ask a worker for the analysis of the attempts as they stand now; returns the job's id.

    Safe to repeat: one job a quiz (or cohort) and set of attempts, whoever asks. Raises NothingToAnalyse.
    """
    chosen = chosen_attempts(unit_id, cohort_id)
    if not chosen:
        raise NothingToAnalyse
    scope = f"{unit_id}:{cohort_id or 'all'}"
    return jobs.request_job(
        kind=JOB,
        key=f"{JOB}:{scope}:{attempts_digest(unit_id, cohort_id, chosen)}",
        args={"unit_id": unit_id, "cohort_id": cohort_id},
        owner=by,
    )


def analyse_quiz(claim: jobs.Claim) -> dict[str, Any]:
    """The job: read, compute outside of any transaction, store under the quiz's lock. A second run stores nothing new."""
    unit_id, cohort_id = claim.args["unit_id"], claim.args["cohort_id"]
    compute_analysis(unit_id=unit_id, cohort_id=cohort_id)
    if cohort_id is None:
        return {"url": reverse("lms:assessments:quiz-analysis", args=[unit_id])}
    return {"url": reverse("lms:assessments:cohort-analysis", args=[cohort_id, unit_id])}


def compute_analysis(*, unit_id: int, cohort_id: int | None = None) -> int:
    """Compute and store the analysis of the attempts as they stand; returns its id. The same set is computed once.

    Raises NothingToAnalyse.
    """
    chosen = chosen_attempts(unit_id, cohort_id)
    if not chosen:
        raise NothingToAnalyse
    digest = attempts_digest(unit_id, cohort_id, chosen)
    known = ItemAnalysis.objects.filter(unit_id=unit_id, attempts_digest=digest).values_list("pk", flat=True).first()
    if known is not None:
        return known
    found = gathered(unit_id, cohort_id, chosen)
    body = build(found.sittings, found.lines, found.places)
    with transaction.atomic():
        Quiz.objects.non_polymorphic().select_for_update().get(pk=unit_id)  # one writer a quiz
        row, _made = ItemAnalysis.objects.get_or_create(
            unit_id=unit_id, attempts_digest=digest, defaults={"cohort_id": cohort_id, "body": body}
        )
    return int(row.pk)
