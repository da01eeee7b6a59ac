"""Who assesses for which institution, and what each has scored: read in one query each."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils import timezone

from assessments import stages
from assessments.models.qualified import current
from assessments.models.scores import Allocation, Score
from lms.institutions.models import Membership


def assessors_of(institution_ids: Collection[int]) -> dict[int, set[int]]:
    """{institution: people who hold the role of an assessor there}. One query."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    rows = Membership.objects.filter(institution_id__in=institution_ids, role="assessor", until=None)
    for institution_id, person_id in rows.values_list("institution_id", "person_id"):
        found[institution_id].add(person_id)
    return dict(found)


def members_of(institution_ids: Collection[int], person_ids: Collection[int]) -> dict[int, set[int]]:
    """{institution: who of these people belongs to it in any role}. One query."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    rows = Membership.objects.filter(institution_id__in=institution_ids, person_id__in=person_ids, until=None)
    for institution_id, person_id in rows.values_list("institution_id", "person_id"):
        found[institution_id].add(person_id)
    return dict(found)


def scored_since(person_ids: Collection[int], since: datetime) -> dict[int, int]:
    """{person: how many scripts they have scored since then}, those without any left out. One query."""
    rows = Score.objects.filter(allocation__assessor_id__in=person_ids, at__gte=since)
    return dict(rows.values_list("allocation__assessor_id").annotate(n=Count("pk")))


def seen_by(submission_ids: Collection[int]) -> dict[int, set[int]]:
    """{letter: who has it at one of its stages, or had}. One query."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    rows = Allocation.objects.filter(submission_id__in=submission_ids, assessor__isnull=False)
    for submission_id, person_id in rows.values_list("submission_id", "assessor_id"):
        if submission_id is not None and person_id is not None:
            found[submission_id].add(person_id)
    return dict(found)


def is_qualified(person_id: int, config: Mapping[str, Any], at: datetime | None = None) -> bool:
    """Whether a script's rules, a reference script's like a letter's, let this person score it (at that moment): without
    `qualify`, or qualified on its rubric, and the qualification has not lapsed. One query."""
    if not stages.rules_of(config).qualify:
        return True
    return current(at or timezone.now()).filter(
        person_id=person_id, case_key=config["case"]["key"], structure_hash=config["rubric"]["structure_hash"]
    ).exists()  # fmt: skip


def held_now(person_id: int, now: datetime) -> int:
    """How many scripts this person has on lease, those that two people discuss left out. One query."""
    rows = Allocation.objects.filter(assessor_id=person_id, done_at=None, discussing=False, lease_until__gt=now)
    return rows.count()
