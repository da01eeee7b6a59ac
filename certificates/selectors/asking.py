"""What is asked beside a first award's courses: the rule of a renewal or of a second country, and the code of conduct."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from certificates.models import Award, AwardCompletion, AwardState, ConductVersion, Credential, CredentialCourse
from certificates.recertification import RenewalRule
from certificates.wording.requirements import (
    BASE_ENDED,
    CONDUCT_ABSENT,
    CONDUCT_ACCEPTED,
    CONDUCT_OPEN,
    REFRESHERS_DONE,
    REFRESHERS_OPEN,
    SESSIONS_DONE,
    SESSIONS_OPEN,
)
from courses import api as courses
from courses.paths import Requirement

FIRST, RENEWAL, ENDORSEMENT = "first", "renewal", "endorsement"  # purposes of an enrolment
CONDUCT_TITLE: Final = {"es": "Código de conducta", "en": "Code of conduct"}
BASE_TITLE: Final = {"es": "Certificado del primer país", "en": "Certificate of the first country"}
SESSIONS_TITLE: Final = {"es": "Sesiones de clínica confirmadas", "en": "Confirmed clinic sessions"}
REFRESHERS_TITLE: Final = {"es": "Repasos por cambios de la ley", "en": "Reviews of changes of the law"}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which courses of a credential are asked: all the first time, those of its rule for a renewal or a second country."""

    rule: RenewalRule
    purpose: str

    @property
    def renewal(self) -> bool:
        """A renewal by the short rule."""
        return self.purpose == RENEWAL

    @property
    def endorsement(self) -> bool:
        """A second country."""
        return self.purpose == ENDORSEMENT

    def includes(self, course_key: str) -> bool:
        """Whether this course is asked."""
        return self.purpose == FIRST or self.rule.asks(course_key, endorsement=self.endorsement)


def asked_again(credential: Credential, mine: Iterable["courses.EnrolmentCard"], asked_for: int) -> Asked:
    """By what rule a person's round is judged: by the purposes of their enrolments in it, of this credential and country.

    Once a course of the round is taken as if for the first time (a renewal that was missed), all of it is asked. `mine` leaves
    out closed enrolments.
    """
    rule = RenewalRule.read(credential.renewal)
    purposes = {one.purpose for one in mine if one.round >= asked_for}
    if asked_for > 1 and RENEWAL in purposes and FIRST not in purposes:
        return Asked(rule, RENEWAL)
    if purposes == {ENDORSEMENT}:
        return Asked(rule, ENDORSEMENT)
    return Asked(rule, FIRST)


def extended_award(person_id: int, credential_id: int, country: str) -> Award | None:
    """The award of another country that a second one rests on: in force, the one that holds longest. One query."""
    now = timezone.now()
    rows = Award.objects.filter(
        person=person_id, credential=credential_id, state__in=(AwardState.GRANTED, AwardState.REDUCED), extends=None
    )
    held = [one for one in rows.exclude(country=country).defer("path") if one.expires_at is None or one.expires_at > now]
    return max(held, key=lambda one: (one.expires_at is None, one.expires_at or now), default=None)


def base_requirements(asked: "Asked", person_id: int, credential_id: int, country: str, asked_for: int) -> list[Requirement]:
    """A second country rests on an award that is in force; open where there is none. No query but for a second country."""
    if not asked.endorsement:
        former = Award.objects.filter(person=person_id, credential=credential_id, country=country, round=asked_for - 1)
        if not asked.renewal or not former.filter(extends__isnull=False).exists():
            return []
    if extended_award(person_id, credential_id, country) is not None:
        return []
    return [Requirement(subject="base", kind="award", title=BASE_TITLE, met=False, code=BASE_ENDED, waits_on="learner")]


def conduct_requirement(version: ConductVersion | None, accepted_at: datetime | None) -> Requirement:
    """The code of conduct in force is accepted; open with nobody to wait for but the programme where none is published."""
    base: dict[str, Any] = {"subject": "conduct", "kind": "conduct", "title": CONDUCT_TITLE}
    if version is None:
        return Requirement(**base, met=False, code=CONDUCT_ABSENT, waits_on="decider")
    params = {"version": version.number}
    if accepted_at is None:
        url = reverse("lms:certificates:conduct-accept")
        return Requirement(**base, met=False, code=CONDUCT_OPEN, params=params, waits_on="learner", url=url)
    return Requirement(
        **base, met=True, code=CONDUCT_ACCEPTED, params={**params, "at": accepted_at.isoformat()}, state="passed",
    )  # fmt: skip


def renewal_requirements(asked: Asked, person_id: int, credential_id: int, country: str, asked_for: int) -> list[Requirement]:
    """What a renewal asks beside its courses: sessions confirmed since the award before, and no refresher left open.

    None but for a renewal whose rule asks for it; then three queries and what counting costs.
    """
    rule = asked.rule
    if not asked.renewal or not (rule.sessions or rule.refreshers):
        return []
    who = {"person_id": person_id, "credential_id": credential_id, "country": country}
    before = Award.objects.filter(**who, round__lt=asked_for).order_by("-round").values_list("pk", "granted_at").first()
    if before is None:
        return []
    award_id, granted_at = before
    found = []
    if rule.sessions:
        done = courses.counted(courses.SESSIONS, person_id, country, granted_at)
        params = {"done": min(done, rule.sessions), "required": rule.sessions, "since": granted_at.isoformat()}
        found.append(_counted("sessions", SESSIONS_TITLE, done >= rule.sessions, (SESSIONS_DONE, SESSIONS_OPEN), params))
    if rule.refreshers:
        rests = list(AwardCompletion.objects.filter(award_id=award_id).values_list("completion_id", flat=True))
        late = [one for one in courses.currency(rests, timezone.now()).values() if one.state != "current"]
        params = {"open": len(late)}
        found.append(_counted("refreshers", REFRESHERS_TITLE, not late, (REFRESHERS_DONE, REFRESHERS_OPEN), params))
    return found


def _counted(
    subject: str, title: Mapping[str, str], met: bool, codes: tuple[str, str], params: Mapping[str, Any]
) -> Requirement:
    return Requirement(
        subject=subject, kind=subject, title=title, met=met, code=codes[0] if met else codes[1], params=params,
        waits_on="" if met else "learner", state="passed" if met else "started",
    )  # fmt: skip


def countries_without_award(credential_id: int) -> list[tuple[int, str]]:
    """(person id, country) of those who completed something for a second country and hold no award for it. One query.

    `entitled_without_award` looks for all courses of a credential; a second country asks for some. The path decides after.
    """
    here = {"course__lms_enrolments__purpose": ENDORSEMENT, "course__lms_enrolments__state": "completed"}
    held = Award.objects.filter(
        credential=credential_id, person=OuterRef("course__lms_enrolments__person"),
        country=OuterRef("course__lms_enrolments__country"),
    )  # fmt: skip
    rows = CredentialCourse.objects.filter(credential=credential_id, **here).exclude(Exists(held))
    return sorted(set(rows.values_list("course__lms_enrolments__person_id", "course__lms_enrolments__country")))
