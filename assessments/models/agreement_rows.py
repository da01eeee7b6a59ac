"""Stored figures of agreement, and the frozen cases of courses that they and reference scripts are about."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Max, Q
from django.utils import timezone

from assessments.families import config_of
from courses.models import UnitVersion
from lms.institutions.models import Person


class AgreementFigures(models.Model):
    """How far assessors agree on one case under one structure of its rubric, as of all scores up to `computed_at`.

    `body`: `assessments.services.assessor_figures.build`. `digest` covers the scores: the same set is computed once, a set
    that grew makes another row. Personal data: ids of assessors in `body`.
    """

    case_key = models.CharField(max_length=80)
    structure_hash = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    body = models.JSONField(default=dict)
    computed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case_key", "structure_hash", "digest"], name="lms_assessments_agreementfigures_set"
            ),
        ]
        indexes = [models.Index(fields=["case_key", "-id"], name="lms_assessments_agreement_last")]


@dataclass(frozen=True, slots=True)
class CaseCard:
    """A case as letters are begun with it now, by the course unit that speaks for it."""

    key: str
    titles: dict[str, str]
    structure_hash: str
    scoring: dict[str, Any]
    criteria: dict[str, dict[str, str]]  # titles by id
    scales: dict[str, list[int]]  # levels by criterion, in order
    certifying: bool = False


def _live(key: str = "") -> models.QuerySet[UnitVersion]:
    """The newest version of each case study that a course still has."""
    newest = UnitVersion.objects.filter(kind="case_study", unit__archived_at=None).values("unit").annotate(last=Max("pk"))
    rows = UnitVersion.objects.filter(pk__in=newest.values("last"))
    return rows.filter(Q(config__case__key=key) | Q(config__alternates__has_key=key)) if key else rows


def case_cards(key: str = "") -> dict[str, CaseCard]:
    """{case: its card} of every case that a course has published. Of several courses' units that take a case the one that asks
    for qualified assessors speaks for it, else the newest. One query."""
    rows = _live(key).order_by("pk").values_list(
        F("config__case__key"), F("config__case__titles"), F("config__scoring"), F("config__rubric"), F("config__alternates")
    )  # fmt: skip
    found: dict[str, CaseCard] = {}
    for case, titles, scoring, rubric, family in rows:
        one = {"case": {"key": case, "titles": titles or {}}, "rubric": rubric}
        for name, parts in (family or {case: one}).items():
            known = found.get(name)
            if (not key or name == key) and (
                known is None or (scoring or {}).get("qualify") or not known.scoring.get("qualify")
            ):
                found[name] = _card(name, parts, scoring or {}, certifying=bool(family))
    return dict(sorted(found.items()))


def _card(key: str, parts: dict[str, Any], scoring: dict[str, Any], *, certifying: bool) -> CaseCard:
    criteria = parts["rubric"]["criteria"]
    return CaseCard(
        key, parts["case"]["titles"], parts["rubric"]["structure_hash"], scoring,
        {one["id"]: one["titles"] for one in criteria},
        {one["id"]: sorted(level["n"] for level in one["levels"]) for one in criteria}, certifying,
    )  # fmt: skip


def case_config(key: str, country: str = "") -> dict[str, Any] | None:
    """The frozen configuration of a case in this country, with its unit's `titles`; of several units the one that speaks for
    the case. None without one. One query."""
    rows = [(config_of(config, key), titles) for config, titles in _live(key).order_by("-pk").values_list("config", "titles")]
    fits = [{**config, "titles": titles} for config, titles in rows if not country or country in config["countries"]]
    return next((one for one in fits if (one.get("scoring") or {}).get("qualify")), fits[0] if fits else None)


def newest_figures(before: datetime | None = None) -> dict[tuple[str, str], AgreementFigures]:
    """{(case, structure): its newest figures}, those computed before a moment. One query."""
    rows = AgreementFigures.objects.all()
    newest = (
        (rows.filter(computed_at__lt=before) if before else rows)
        .values("case_key", "structure_hash")
        .annotate(last=Max("pk"))
        .values("last")
    )
    return {(row.case_key, row.structure_hash): row for row in AgreementFigures.objects.filter(pk__in=newest)}


def names_of(person_ids: set[int]) -> dict[int, str]:
    """{person: full name}. One query."""
    return {one.pk: one.full_name for one in Person.objects.filter(pk__in=person_ids)} if person_ids else {}
