"""The decision: a person who met every requirement of a credential gets one award and one certificate to be drawn."""

from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from certificates.events import award_changed
from certificates.models import (
    Award,
    AwardCompletion,
    AwardEvent,
    AwardState,
    Certificate,
    CertificateState,
    Credential,
    CredentialCourse,
)
from certificates.renewal import next_expiry
from certificates.selectors.asking import countries_without_award, extended_award
from certificates.selectors.certificates import Weighed, entitled, entitled_without_award, weigh
from certificates.selectors.schemes import scheme_of
from certificates.serial import new_serial
from certificates.services.designs_in_use import design_for, paper_problem
from certificates.services.leaving import settle_leave
from certificates.services.printing import printed_fields
from certificates.standing import Act
from certificates.wording.certificates import name_problem
from certificates.wording.languages import chosen_language
from courses import api as courses
from lms.audit.api import append_to_book, record_event
from lms.institutions import api as institutions
from lms.jobs.api import enqueue_on_commit
from lms.kernel.canonical import digest

DRAW: Final = "lms.certificates.draw"
BOOK: Final = "certificates"


@transaction.atomic
def grant_for_completion(*, completion_id: int) -> list[int]:
    """A course was completed: grant every credential that this makes whole. Returns ids of new awards.

    Locks the person first and looks at all courses of each credential after: two courses that finish at once then see
    each other, whoever is second. Safe to repeat. Raises CompletionNotFound.
    """
    card = courses.completion_card(completion_id)
    institutions.lock_person(card.person_id)
    credentials = CredentialCourse.objects.filter(course_id=card.course_id, credential__archived_at=None)
    ids = list(credentials.order_by("credential_id").values_list("credential_id", flat=True))
    granted = [_grant(card.person_id, credential_id, card.country) for credential_id in ids]
    return [award_id for award_id in granted if award_id is not None]


@transaction.atomic
def grant_if_entitled(*, person_id: int, credential_id: int, country: str) -> int | None:
    """Grant a credential to a person who met everything and does not hold it; the new award's id, or None.

    Safe to repeat. Raises PersonNotFound, CredentialNotFound.
    """
    institutions.lock_person(person_id)
    return _grant(person_id, credential_id, country)


@transaction.atomic
def grant_renewals(*, person_id: int) -> list[int]:
    """Grant the renewals of a person that lacked only what is counted outside courses; ids of new awards. Safe to repeat."""
    institutions.lock_person(person_id)
    held = Award.objects.filter(person_id=person_id, credential__archived_at=None).exclude(credential__renewal={})
    pairs = sorted(set(held.values_list("credential_id", "country")))
    granted = [_grant(person_id, credential_id, country) for credential_id, country in pairs]
    return [award_id for award_id in granted if award_id is not None]


def sweep_entitled() -> int:
    """Grant what an event should have granted and did not. Returns how many. Run daily; safe to repeat."""
    granted = 0
    for credential_id in Credential.objects.filter(archived_at=None).order_by("id").values_list("pk", flat=True):
        waiting = {*entitled_without_award(credential_id), *countries_without_award(credential_id)}
        for person_id, country in sorted(waiting):
            made = grant_if_entitled(person_id=person_id, credential_id=credential_id, country=country)
            granted += made is not None
    return granted


def _grant(person_id: int, credential_id: int, country: str) -> int | None:
    """The person is locked. One award per person, credential, country and round; the path that decides is what is stored."""
    found = weigh(person_id, credential_id, country)
    if not entitled(found.path) or not found.completions:
        return None
    who = {"person_id": person_id, "credential_id": credential_id, "country": country, "round": found.round}
    if Award.objects.filter(**who).exists():
        return None
    return _write(who, found)


def _write(who: dict[str, Any], found: Weighed) -> int:
    credential = Credential.objects.get(pk=who["credential_id"])
    completions = found.completions
    last = courses.enrolment_card(completions[-1].enrolment_id)
    now = timezone.now()
    zone = ZoneInfo(institutions.institution_card(last.institution_id).time_zone)
    before = award_before(**who)
    expires_at = next_expiry(
        old=before.expires_at if before else None,
        opens_months=credential.renewal_opens_months,
        done_at=completions[-1].completed_at if before else now,
        validity_months=credential.validity_months,
        zone=zone,
        leave_days=before.leave_days if before else 0,
    )
    rests = found.asked.endorsement or (before is not None and before.extends_id is not None)
    extended = extended_award(who["person_id"], who["credential_id"], who["country"]) if rests else None
    if extended is not None and extended.expires_at is not None:  # a second country holds no longer than what it rests on
        expires_at = min(expires_at or extended.expires_at, extended.expires_at)
    stored = found.path.as_json()
    reviewed = found.asked.rule.refreshers or not credential.follows_law
    law_as_of = min(c.law_as_of for c in (*completions, *(() if reviewed else found.carried)))
    body = {
        "credential": credential.key,
        "country": who["country"],
        "round": who["round"],
        "path": stored,
        "completions": [c.digest for c in completions],
        "claim": credential.claim,
        "law_as_of": law_as_of,
        "granted_at": now,
    }
    scheme = scheme_of(credential.pk)
    award = Award.objects.create(
        **who,
        institution_id=last.institution_id,
        path=stored,
        digest=digest(body),
        law_as_of=law_as_of,
        granted_at=now,
        expires_at=expires_at,
        claim=credential.claim,
        scheme_version=scheme,
        conduct_id=found.conduct_id,
        extends=extended,
    )
    rests_on = dict.fromkeys(c.id for c in (*completions, *found.carried))
    AwardCompletion.objects.bulk_create(AwardCompletion(award=award, completion_id=pk) for pk in rests_on)
    settle_leave(award, zone, granting=True)
    event = AwardEvent.objects.create(award=award, number=1, act=Act.GRANTED, effective_at=now, at=now)
    certificate = make_certificate(award, edition=1, language=chosen_language(credential.languages, last.language))
    record_event(
        act="award.granted",
        subject="award",
        subject_id=award.pk,
        institution=award.institution_id,
        after={
            "person": award.person_id,
            "credential": credential.key,
            "country": award.country,
            "round": award.round,
            "certificate": certificate.pk,
            "state": award.state,
        },
    )
    award_changed.send(sender=None, award_event_id=event.pk)
    append_to_book(book=BOOK, act="award.granted", subject=certificate.serial, digest_=award.digest)
    return award.pk


def award_before(*, person_id: int, credential_id: int, country: str, round: int) -> Award | None:
    """The award that this round continues: the last one before it that nobody revoked."""
    rows = Award.objects.filter(person_id=person_id, credential_id=credential_id, country=country, round__lt=round)
    return rows.exclude(state=AwardState.REVOKED).defer("path").order_by("-round").first()


def make_certificate(award: Award, *, edition: int, language: str) -> Certificate:
    """The row that is the queue: what will be printed, and with which design, is fixed here; the doorbell rings after the
    commit.

    A name that can't be printed makes it WAITING, with the reason, until the person has written another one; so does a
    design whose protected picture has no permission in force, until there is one.
    """
    name = institutions.person_card(award.person_id).certificate_name
    version = design_for(
        credential=award.credential, paper="certificate", institution_id=award.institution_id, country=award.country
    )
    no_name = name_problem(name)
    problem = no_name or paper_problem(version, country=award.country, paper="certificate")
    certificate = Certificate.objects.create(
        award=award,
        edition=edition,
        serial=new_serial(),
        fields=printed_fields(award, language=language, name="" if no_name else name).as_json(),
        state=CertificateState.WAITING if problem else CertificateState.PENDING,
        problem=problem,
        design_version=version,
    )
    if not problem:
        enqueue_on_commit(DRAW, certificate.pk)
    return certificate
