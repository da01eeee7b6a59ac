"""Awards by the thousand, for measuring: who completed all courses of a credential holds it. Never for real people."""

from datetime import datetime, timedelta
from random import Random
from typing import Final

from django.db import transaction

from certificates.models import (
    Award,
    AwardCompletion,
    AwardEvent,
    AwardState,
    Certificate,
    CertificateState,
    Credential,
)
from certificates.serial import new_serial
from certificates.standing import Act, ReasonClass
from courses import api as courses
from lms.kernel.bulk import insert_each
from lms.kernel.canonical import digest

_BATCH: Final = 2_000
_REVOKED, _SUSPENDED = 0.006, 0.01
UNDRAWN: Final = "scale: made for measuring, never drawn"


def seed_awards(*, institution_id: int, seed: int, now: datetime) -> int:
    """Grant what the completions of one institution earn, with the odd revocation and suspension; returns how many awards.

    Their papers wait and are never drawn.
    """
    dice = Random(f"{seed}:{institution_id}:awards")  # noqa: S311  the same data for the same seed
    made = 0
    for credential in Credential.objects.filter(archived_at=None).order_by("id"):
        wanted = set(credential.lms_courses.values_list("course_id", flat=True))
        done = courses.completions_at_scale(institution_id=institution_id, course_ids=wanted) if wanted else []
        for start in range(0, len(done), _BATCH):
            with transaction.atomic():
                made += _grant(credential, institution_id, done[start : start + _BATCH], dice, now)
    return made


def _grant(
    credential: Credential, institution_id: int, done: list[tuple[list[int], int, str, datetime]], dice: Random, now: datetime
) -> int:
    months = credential.validity_months
    awards = [
        Award(
            person_id=person_id, credential=credential, country=country, institution_id=institution_id,
            digest=digest({"completions": completion_ids}), law_as_of=at.date(), granted_at=at, claim=credential.claim,
            expires_at=at + timedelta(days=30 * months) if months else None,
        )
        for completion_ids, person_id, country, at in done
    ]  # fmt: skip
    events = [[(1, Act.GRANTED, "", award.granted_at)] for award in awards]
    for award, mine in zip(awards, events, strict=True):
        later = award.granted_at + timedelta(days=dice.randrange(10, 400))
        fate = dice.random()
        if later < now and fate < _REVOKED:
            award.state = AwardState.REVOKED
            mine.append((2, Act.REVOKED, ReasonClass.values[0], later))
        elif later < now and fate < _REVOKED + _SUSPENDED:
            award.state = AwardState.SUSPENDED
            mine.append((2, Act.SUSPENDED, ReasonClass.values[0], later))
    Award.objects.bulk_create(awards, _BATCH)
    insert_each(
        AwardCompletion, ["award", "completion"],
        [(award.pk, pk) for award, one in zip(awards, done, strict=True) for pk in one[0]],
    )  # fmt: skip
    insert_each(
        AwardEvent, ["award", "number", "act", "reason_class", "effective_at", "at"],
        [(award.pk, n, act, why, at, at) for award, mine in zip(awards, events, strict=True) for n, act, why, at in mine],
    )  # fmt: skip
    insert_each(
        Certificate, ["award", "serial", "state", "problem"],
        [(award.pk, new_serial(), CertificateState.WAITING, UNDRAWN) for award in awards],
    )  # fmt: skip
    return len(awards)
