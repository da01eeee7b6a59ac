"""Opening a renewal: the courses of a credential again, in the next round."""

from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from certificates.errors import AlreadyRenewed, CertificateNotFound, MoveRefused, NoInstitution, NoRenewal, RenewalTooEarly
from certificates.models import Award, AwardState, CredentialCourse
from certificates.recertification import RenewalRule
from certificates.renewal import Phase, phase, window
from certificates.services.deciding import settle_suspension
from certificates.wording.certificates import award_state_word, long_date
from courses import api as courses
from lms.audit.api import record_event
from lms.institutions import api as institutions

RENEWAL, FULL = "renewal", "first"  # purposes of an enrolment (courses.models.EnrolmentPurpose)


@transaction.atomic
def open_renewal(*, award_id: int, by: int) -> list[int]:
    """Enrol the holder in the courses that a renewal asks for, in the next round; returns the enrolments' ids. Safe to repeat.

    Inside the window they are renewals, those of the credential's rule, and the next award extends this one; after it the
    whole path is asked again (purpose `first`, every course) and the term begins anew. With the institution
    of the award if it still has the person as an advisor, else with the one that has. Raises CertificateNotFound,
    AlreadyRenewed, NoRenewal, RenewalTooEarly, NoInstitution, MoveRefused (a revoked or suspended award is not renewed), and
    what `courses.enrol` does.
    """
    known = Award.objects.filter(pk=award_id).values_list("person_id", flat=True).first()
    if known is None:
        raise CertificateNotFound
    institutions.lock_person(known)
    award = Award.objects.select_for_update(of=("self",)).select_related("credential").get(pk=award_id)
    settle_suspension(award)
    same = Award.objects.filter(person_id=award.person_id, credential_id=award.credential_id, country=award.country)
    if same.filter(round__gt=award.round).exists():
        raise AlreadyRenewed
    if award.state not in (AwardState.GRANTED, AwardState.REDUCED):
        raise MoveRefused(state=award_state_word(award.state))
    zone = ZoneInfo(institutions.institution_card(award.institution_id).time_zone)
    months = award.credential.renewal_opens_months
    where = phase(award.expires_at, months, zone, timezone.now(), award.leave_days)
    if where == Phase.NEVER or award.credential.archived_at is not None:
        raise NoRenewal
    if where == Phase.EARLY:
        found = window(award.expires_at, months, zone, award.leave_days)
        raise RenewalTooEarly(day=long_date(timezone.localdate(found.opens_at, zone)) if found else "")
    place = institution_for(award)
    language = institutions.person_card(award.person_id).language
    rule, short = RenewalRule.read(award.credential.renewal), where == Phase.OPEN
    rows = CredentialCourse.objects.filter(credential_id=award.credential_id).order_by("id")
    asked = [pk for pk, key in rows.values_list("course_id", "course__key") if not short or rule.asks(key, endorsement=False)]
    made = [
        courses.enrol(
            person_id=award.person_id, institution_id=place, course_id=course_id, cohort_course_id=None,
            country=award.country, language=language, by=by, purpose=RENEWAL if short else FULL,
            round=award.round + 1,
        )
        for course_id in asked
    ]  # fmt: skip
    record_event(
        act="award.renewal_opened", subject="award", subject_id=award.pk, actor=by, institution=award.institution_id,
        after={"state": str(award.state), "round": award.round + 1, "enrolments": made, "phase": str(where)},
    )  # fmt: skip
    return made


def institution_for(award: Award) -> int:
    """Where its holder goes on: the institution of the award, else one that has them as an advisor. Raises NoInstitution."""
    mine = institutions.scope(award.person_id).advisor_of
    if award.institution_id in mine:
        return award.institution_id
    if not mine:
        raise NoInstitution
    return min(mine)
