"""Figures of agreement: asked for by a person or the sweep, computed by a worker, stored once for each set of scores."""

from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from assessments.agreement_tables import build
from assessments.errors_assessors import FiguresMissing, NothingToCompare
from assessments.models import AgreementFigures
from assessments.models.agreement_rows import case_cards
from assessments.selectors.assessor_scores import doubles, figures_digest, seeds
from assessments.services.assessor_holds import check_assessor
from lms.jobs import api as jobs

JOB: Final = "assessments.agreement_figures"
EVERY: Final = timedelta(hours=12)  # how old figures may grow before the sweep asks for new ones


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
    """The job. A second run finds the same."""
    compute_figures(case_key=claim.args["case_key"])
    return {"url": reverse("lms:assessments:assessor-figures", args=[claim.args["case_key"]])}


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
    """Ask for figures of cases whose scores grew, twice a day at most; returns how many. For the sweep; safe to repeat."""
    now = timezone.now()
    if AgreementFigures.objects.filter(computed_at__gt=now - EVERY).exists():
        return 0
    wanted = {}
    for card in case_cards().values():
        digest, something = figures_digest(card)
        if something and not AgreementFigures.objects.filter(case_key=card.key, digest=digest).exists():
            wanted[f"{JOB}:{card.key}:{digest}"] = {"case_key": card.key}
    return jobs.request_jobs(kind=JOB, args_by_key=wanted) if wanted else 0
