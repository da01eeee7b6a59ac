"""Figures of agreement: asked for by a person or the sweep, computed by a worker, stored once for each set of scores."""

from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from assessments.agreement_tables import build
from assessments.errors.assessors import FiguresMissing, NothingToCompare
from assessments.models import AgreementFigures, Allocation, Stage
from assessments.models.agreement_rows import case_cards
from assessments.selectors.assessor_scores import doubles, figures_digest, seeds
from assessments.services.assessor_holds import check_assessor
from lms.jobs import api as jobs

JOB: Final = "assessments.agreement_figures"


@transaction.atomic
def request_figures(*, case_key: str, by: int | None) -> int:
    """Ask a worker for the figures of a case as its scores stand; returns the job's id. Safe to repeat: one job a set of
    scores.

    Raises FiguresMissing (no such case), NothingToCompare.
    """
    card = case_cards(case_key).get(case_key)
    if card is None:
        raise FiguresMissing
    digest, something = figures_digest(card)
    if not something:
        raise NothingToCompare
    return jobs.request_job(kind=JOB, key=f"{JOB}:{case_key}:{digest}", args={"case_key": case_key}, owner=by)


def figures_job(claim: jobs.Claim) -> dict[str, Any]:
    """The job: one case, or all of which scores can be compared. A second run finds the same."""
    asked = claim.args["case_key"]
    for key, card in case_cards(asked).items():
        if figures_digest(card)[1]:
            compute_figures(case_key=key)
    where = reverse("lms:assessments:assessor-figures", args=[asked]) if asked else reverse("lms:assessments:assessor-list")
    return {"url": where}


def compute_figures(*, case_key: str) -> int:
    """Compute and store the figures of a case as its scores stand; returns their id. The same set is stored once.

    Whoever the figures speak of is held back where they say so. No transaction is open while they are computed. Raises
    FiguresMissing.
    """
    card = case_cards(case_key).get(case_key)
    if card is None:
        raise FiguresMissing
    digest, _something = figures_digest(card)
    rows = AgreementFigures.objects.filter(case_key=card.key, structure_hash=card.structure_hash, digest=digest)
    found = rows.first()
    if found is None:
        body = build(card.scales, doubles(card), seeds(card))
        found, _made = AgreementFigures.objects.get_or_create(
            case_key=card.key, structure_hash=card.structure_hash, digest=digest, defaults={"body": body}
        )
    for person in found.body["people"]:
        check_assessor(person_id=person["id"], case_key=card.key)
    return found.pk


def sweep_figures() -> int:
    """Ask for the figures of all cases, once a half-day (UTC); returns how many jobs. For the sweep; safe to repeat."""
    compared = Q(stage=Stage.SECOND) | Q(stage=Stage.SEED)
    if not Allocation.objects.filter(compared, done_at__isnull=False).exists():
        return 0
    now = timezone.now()
    half = f"{JOB}:{now.date().isoformat()}:{now.hour // 12}"
    return jobs.request_jobs(kind=JOB, args_by_key={half: {"case_key": ""}})
