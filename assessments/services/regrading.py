"""Scoring answers again after a wrong key: a preview by a worker, then one audited act by a second person, or none."""

from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments.errors.regrading import (
    RegradeByHand,
    RegradeNotFound,
    RegradeNothing,
    RegradeNotReady,
    RegradeOpen,
    RegradeReasonMissing,
    RegradeTwoPeople,
    RegradeVersionRefused,
)
from assessments.models import Question, Regrade, RegradeState
from assessments.models.regrade_rows import published_versions, question_card_of
from assessments.question_kinds import question_kind
from assessments.regrading import APPLY, PREPARE
from assessments.selectors.regrading import how_many, question_rows
from lms.audit.api import record_event
from lms.jobs import api as jobs

UNDECIDED: Final = (RegradeState.PREPARING, RegradeState.READY)


def prepare_regrade(*, item_id: int, to_version_id: int, reason: str, raise_only: bool, by: int) -> int:
    """Ask a worker who would change under the key of a published version, and how; returns the regrade's id.

    Nothing of anybody changes. The version may be the one that was sat: a question that the law answers takes the law of
    today. Raises RegradeNotFound, RegradeReasonMissing, RegradeVersionRefused, RegradeByHand, RegradeNothing, RegradeOpen
    (one at a time a question).
    """
    if question_card_of(item_id) is None:
        raise RegradeNotFound
    if not reason.strip():
        raise RegradeReasonMissing
    version = next((one for one in published_versions(item_id) if one.id == to_version_id), None)
    if version is None:
        raise RegradeVersionRefused
    kind = Question.objects.non_polymorphic().values_list("kind", flat=True).get(version=to_version_id)
    if question_kind(kind).by_hand:
        raise RegradeByHand
    total = how_many(question_rows(item_id, version.number))
    if not total:
        raise RegradeNothing
    try:
        with transaction.atomic():
            made = Regrade.objects.create(
                item_id=item_id, to_id=to_version_id, reason=reason.strip()[:500], raise_only=raise_only, by_id=by
            )
            jobs.request_job(kind=PREPARE, key=f"{PREPARE}:{made.pk}", args={"regrade_id": made.pk}, owner=by, total=total)
    except IntegrityError:
        raise RegradeOpen from None
    return made.pk


@transaction.atomic
def apply_regrade(*, regrade_id: int, by: int) -> None:
    """Ask a worker to do what the preview says. Each attempt is looked at once more when its turn comes.

    A second call, or one while the preview is being made, raises RegradeNotReady; whoever prepared it, RegradeTwoPeople.
    """
    regrade = _locked(regrade_id)
    if regrade.state != RegradeState.READY:
        raise RegradeNotReady
    if regrade.by_id == by:
        raise RegradeTwoPeople
    regrade.state = RegradeState.APPLYING
    regrade.applied_by_id = by
    regrade.save(update_fields=["state", "applied_by"])
    jobs.request_job(kind=APPLY, key=f"{APPLY}:{regrade.pk}", args={"regrade_id": regrade.pk}, owner=by)


@transaction.atomic
def drop_regrade(*, regrade_id: int, by: int) -> None:
    """Leave everything as it is. Its preview stays to be read. Audited. Raises RegradeNotReady when it is decided already."""
    regrade = _locked(regrade_id)
    if regrade.state not in UNDECIDED:
        raise RegradeNotReady
    before = regrade.state
    regrade.state = RegradeState.DROPPED
    regrade.applied_at = timezone.now()
    regrade.save(update_fields=["state", "applied_at"])
    record_event(
        act="regrade.dropped", subject="regrade", subject_id=regrade.pk, actor=by, before={"state": before},
        after={"state": regrade.state, "item": regrade.item_id}, reason=regrade.reason,
    )  # fmt: skip


def _locked(regrade_id: int) -> Regrade:
    regrade = Regrade.objects.select_for_update().filter(pk=regrade_id).first()
    if regrade is None:
        raise RegradeNotFound
    return regrade
