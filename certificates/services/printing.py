"""What the papers of an award print, put together from the award, its credential and what it rests on."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from certificates.models import Award, Credential
from certificates.proofs import LIVE, minutes_of
from certificates.wording.certificates import Printed
from courses import api as courses
from lms.institutions import api as institutions
from lms.kernel import conf

ASSESSED = ("quiz", "case_study", "practicum")  # kinds of units, in the order in which they are said
COISSUERS = 2  # more have no room on the paper


def printed_fields(award: Award, *, language: str, name: str) -> Printed:
    """What a certificate of this award prints today."""
    credential = award.credential
    institution = institutions.institution_card(award.institution_id)
    zone = ZoneInfo(institution.time_zone)
    rests_on = [row.completion.enrolment_id for row in award.lms_completions.select_related("completion")]
    last_moment = award.expires_at - timedelta(seconds=1) if award.expires_at else None
    asked = credential.lms_courses.select_related("course").order_by("id")
    met = [one for found in courses.paths(rests_on).values() for one in found.requirements if one.required and one.met]
    live, study, practice = minutes_of(met)
    return Printed(
        language=language,
        name=name,
        claim=award.claim,
        credential=credential.titles,
        courses=[row.course.titles for row in asked],
        country=award.country,
        law_as_of=award.law_as_of,
        institution=institution.names,
        institution_country=institution.country,
        signatory_name=institution.signatory_name,
        signatory_title=institution.signatory_title,
        granted_on=timezone.localdate(award.granted_at, zone),
        valid_until=timezone.localdate(last_moment, zone) if last_moment else None,
        minutes=live + study + practice,
        live=live,
        practice=practice,
        sessions=any(one.kind in LIVE for one in met),
        assessed=[kind for kind in ("quiz", "case_study", "practicum") if any(one.kind == kind for one in met)],
        tutors=tutors_of(rests_on),
        coissuers=coissuers_of(credential),
        house=str(credential.design.get("house") or conf.get("SITE_NAME")),
        design={key: credential.design[key] for key in ("house_lines", "signatories") if key in credential.design} or None,
    )


def tutors_of(enrolment_ids: Sequence[int]) -> list[str]:
    """Names of those who teach the groups of these enrolments, each once; nobody for who learns without a group."""
    cohorts: dict[int, int] = {}
    for card in (courses.enrolment_card(one) for one in enrolment_ids):
        places = courses.cohort_courses_of(card.institution_id) if card.cohort_course_id else []
        cohorts |= {place.cohort_id: place.id for place in places if place.id == card.cohort_course_id}
    ids = dict.fromkeys(person for cohort in cohorts for person in institutions.cohort_people(cohort, "facilitator"))
    cards = institutions.person_cards(ids)
    return [cards[person].full_name for person in ids if person in cards and not cards[person].erased][:3]


def coissuers_of(credential: Credential) -> list[dict[str, Any]]:
    """The institutions that issue a credential's papers together with the holder's own: {id, names}."""
    found = [institutions.institution_by_key(str(key)) for key in credential.design.get("coissuers") or ()]
    return [{"id": one.id, "names": dict(one.names)} for one in found if one is not None][:COISSUERS]
