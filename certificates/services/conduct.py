"""The code of conduct: published in versions, accepted by holders-to-be, and asked for again when it changes."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from certificates.models import Award, ConductAcceptance, ConductVersion, Credential
from certificates.scheme_errors import ConductIncomplete, ConductMoved, ConductNotPublished, NothingChanged, TextTooLong
from certificates.scheming import CONDUCT_PARTS, LONGEST, conduct_lacks, tidy_conduct
from certificates.selectors.conduct import asks_conduct
from certificates.selectors.schemes import conduct_in_force
from certificates.services.granting import grant_if_entitled
from courses import api as courses
from lms.audit.api import record_event
from lms.institutions import api as institutions
from lms.jobs.api import enqueue_on_commit
from lms.kernel.canonical import digest

ASK: Final = "lms.certificates.ask_for_conduct"
SHORTEST, USUAL, LONGEST_TIME = 14, 60, 365  # days that holders have to accept a new version


@transaction.atomic
def publish_conduct(*, body: Mapping[str, Any], days: int, by: int) -> int:
    """Publish the next version of the code of conduct; its number. Holders who accepted one before are told, and have `days`.

    Raises ConductIncomplete (one of the three rules has no words in a language), TextTooLong, NothingChanged.
    """
    said = tidy_conduct(body)
    if conduct_lacks(said):
        raise ConductIncomplete
    if any(len(text) > LONGEST for texts in said.values() for text in texts.values()):
        raise TextTooLong(limit=LONGEST)
    last = conduct_in_force()
    if last is not None and last.body == said:
        raise NothingChanged
    now = timezone.now()
    version = ConductVersion.objects.create(
        number=last.number + 1 if last else 1, body=said, digest=digest(said), by_id=by, at=now,
        accept_by=now + timedelta(days=min(max(days, SHORTEST), LONGEST_TIME)),
    )  # fmt: skip
    record_event(
        act="conduct.published", subject="conduct", subject_id=version.pk, actor=by,
        after={"version": version.number, "digest": version.digest, "accept_by": version.accept_by.isoformat()},
    )  # fmt: skip
    enqueue_on_commit(ASK)
    return int(version.number)


@transaction.atomic
def accept_conduct(*, person_id: int, number: int) -> list[int]:
    """A person accepts the code of conduct that they read; ids of the awards that this made whole. Safe to repeat.

    `number` is the version that they saw. Raises ConductNotPublished, ConductMoved (a newer one is in force), PersonNotFound.
    """
    institutions.lock_person(person_id)
    version = conduct_in_force()
    if version is None:
        raise ConductNotPublished
    if version.number != number:
        raise ConductMoved
    _row, made = ConductAcceptance.objects.get_or_create(person_id=person_id, version=version)
    if not made:
        return []
    mine = Award.objects.filter(person=person_id, conduct__number__lt=version.number).select_for_update()
    Award.objects.filter(pk__in=[award.pk for award in mine.defer("path")]).update(conduct=version)
    record_event(
        act="conduct.accepted", subject="person", subject_id=person_id, actor=person_id,
        after={"version": version.number, "digest": version.digest},
    )  # fmt: skip
    granted = [
        grant_if_entitled(person_id=person_id, credential_id=credential, country=country)
        for credential, country in _waiting(person_id)
    ]
    return [award for award in granted if award is not None]


def _waiting(person_id: int) -> list[tuple[int, str]]:
    """(credential, country) that a person may have been held up for by the code of conduct alone."""
    completed = {(one.course_id, one.country) for one in courses.enrolments_of(person_id) if one.state == "completed"}
    rows = Credential.objects.filter(archived_at=None, lms_courses__course_id__in={course for course, _land in completed})
    asked = [one for one in rows.distinct().order_by("pk") if asks_conduct(one)]
    return [(one.pk, land) for one in asked for land in sorted({land for _course, land in completed})]


def texts(version: ConductVersion, language: str) -> list[tuple[str, str]]:
    """(part, text) of a code in a language, those that have words."""
    said = tidy_conduct(version.body)[language]
    return [(part, said[part]) for part in CONDUCT_PARTS if said[part]]
