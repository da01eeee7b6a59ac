"""A second country: the holder of an award in force is enrolled in what its rule asks under another country's law."""

from django.db import transaction
from django.utils import timezone

from certificates.errors import CertificateNotFound, MoveRefused
from certificates.models import Award, AwardState, CredentialCourse
from certificates.recertification import RenewalRule
from certificates.scheme_errors import CountryHeld, NoEndorsement
from certificates.selectors.asking import ENDORSEMENT
from certificates.selectors.schemes import countries_of
from certificates.services.deciding import settle_suspension
from certificates.services.renewing import institution_for
from certificates.wording.certificates import award_state_word
from courses import api as courses
from lms.audit.api import record_event
from lms.institutions import api as institutions


@transaction.atomic
def open_endorsement(*, award_id: int, country: str, by: int) -> list[int]:
    """Enrol the holder in the courses that a second country asks for; returns the enrolments' ids. Safe to repeat.

    What each course asks is its own rule (`endorsement` of the release): only what differs by country, its questions, one case.
    The new award rests on this one and holds no longer than it. Raises CertificateNotFound, MoveRefused (not in force),
    NoEndorsement (not a country of this credential, or this award is itself a second country's), CountryHeld, NoInstitution,
    and what `courses.enrol` does.
    """
    known = Award.objects.filter(pk=award_id).values_list("person_id", flat=True).first()
    if known is None:
        raise CertificateNotFound
    institutions.lock_person(known)
    award = Award.objects.select_for_update(of=("self",)).select_related("credential").get(pk=award_id)
    settle_suspension(award)
    ended = award.expires_at is not None and award.expires_at <= timezone.now()
    if award.state not in (AwardState.GRANTED, AwardState.REDUCED) or ended:
        raise MoveRefused(state=award_state_word(award.state))
    if country not in countries_of(award.credential) or award.extends_id is not None or award.credential.archived_at:
        raise NoEndorsement
    rows = CredentialCourse.objects.filter(credential_id=award.credential_id).order_by("id")
    rule = RenewalRule.read(award.credential.renewal)
    asked = [pk for pk, key in rows.values_list("course_id", "course__key") if rule.asks(key, endorsement=True)]
    under_way = [
        one for one in courses.enrolments_of(award.person_id)
        if one.course_id in asked and one.country == country and one.state != "closed"
    ]  # fmt: skip
    other = [one for one in under_way if one.purpose != ENDORSEMENT]
    same = {"person_id": award.person_id, "credential_id": award.credential_id, "country": country}
    if country == award.country or other or Award.objects.filter(**same).exists():
        raise CountryHeld
    place, language = institution_for(award), institutions.person_card(award.person_id).language
    made = [
        courses.enrol(
            person_id=award.person_id, institution_id=place, course_id=course_id, cohort_course_id=None, country=country,
            language=language, by=by, purpose=ENDORSEMENT, round=1,
        )
        for course_id in asked
    ]  # fmt: skip
    if not under_way:
        record_event(
            act="award.endorsement_opened", subject="award", subject_id=award.pk, actor=by, institution=award.institution_id,
            after={"country": country, "enrolments": made},
        )  # fmt: skip
    return made
