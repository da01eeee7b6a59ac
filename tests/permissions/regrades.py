"""A preview of scoring again that waits for a second person, a question to prepare one for, and a certificate in question."""

from typing import Any

from django.utils import timezone

from assessments.models import Attempt, Regrade, RegradeLine
from certificates.models import Award, AwardEvent, Motion
from courses.models import Item
from lms.institutions.models import Person


def regrade_samples(colleague: Person, *, prepared: str, asked: str, author: int, decider: int) -> dict[str, Any]:
    """`prepared` and `asked` are keys of questions that the colleague answered. Her certificate is proposed for revocation."""
    attempt = Attempt.objects.filter(enrolment__person=colleague, state="submitted").latest("pk")
    item = Item.objects.get(kind="question", key=prepared)
    assert item.published_id is not None
    slot = next(one for one in attempt.sheet["slots"] if one["key"] == prepared)
    regrade = Regrade.objects.create(
        item=item, to_id=item.published_id, state="ready", reason="La clave estaba mal.", looked_at=1, by_id=author,
        keys={attempt.sheet["country"]: slot},
    )  # fmt: skip
    RegradeLine.objects.create(
        regrade=regrade, attempt=attempt, slot=slot["slot"], before=0, after=1, attempt_before=0, attempt_after=1,
        passed_after=True,
    )  # fmt: skip
    done = Regrade.objects.create(
        item=item, to_id=item.published_id, state="applied", reason="La clave estaba mal.", looked_at=1, by_id=author,
        keys=regrade.keys, applied_by_id=decider, applied_at=timezone.now(),
    )  # fmt: skip
    RegradeLine.objects.create(
        regrade=done, attempt=attempt, slot=slot["slot"], before=0, after=1, attempt_before=0, attempt_after=1,
        passed_after=True, state="applied",
    )  # fmt: skip
    award = Award.objects.get(person=colleague)
    AwardEvent.objects.create(award=award, number=2, act="questioned")
    Motion.objects.create(award=award, act="revoked", by_id=decider, reason_class="requirements")
    return {
        "regrade_id": regrade.pk, "applied_regrade_id": done.pk, "questioned_award": award.pk,
        "regrade_item_id": Item.objects.get(kind="question", key=asked).pk,
    }  # fmt: skip


def regrade_bodies(samples: dict[str, Any]) -> dict[str, Any]:
    """A body for each POST of these pages."""
    version = Item.objects.values_list("published", flat=True).get(pk=samples["regrade_item_id"])
    return {
        "lms:assessments:regrade-new": {"version": version, "reason": "La clave estaba mal.", "raise_only": "on"},
        "lms:certificates:question-keep": {"because": "No cambia."},
        "lms:certificates:question-propose": {"reason_class": "requirements", "note": ""},
    }
