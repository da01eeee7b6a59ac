"""Random casts: institutions, groups, roles that began and ended, interests, clinics, letters, answers, awards and what waits
about them. And an oracle that knows who is too close to whom by going through the rows in plain loops: it shares nothing with
the program but the rows.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from assessments.models import (
    Allocation,
    Appeal,
    AppealState,
    AssessorHold,
    Attempt,
    AttemptState,
    CaseStudy,
    ClinicSession,
    FinalScore,
    PoolAgreement,
    Quiz,
    Stage,
    Submission,
    SubmissionState,
)
from assessments.services.letters import open_letter, save_letter, submit_letter
from certificates.models import Award, AwardEvent, Credential, Motion, Objection, Ruling
from courses.models import Course, Enrolment, UnitVersion
from lms.institutions.models import Cohort, Institution, Interest, Membership, Person, ProgrammeRole
from tests.conftest import make_person
from tests.courses import building

TWO_YEARS = timedelta(days=730)
WORK = ("taught", "supervises", "manages")
LETTER = {
    "issues": "El nombre.", "advice": "Pedir la marca.", "help": "La oficina.", "lawyer": "Nada.",
    "steps": [{"what": "Buscar", "who": "Ella", "when": "Lunes", "cost": "none"}],
}  # fmt: skip


@dataclass
class Cast:
    """Everybody and everything of one draw."""

    people: list[Person] = field(default_factory=list)
    letters: list[Submission] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)
    awards: list[Award] = field(default_factory=list)
    certifying: set[int] = field(default_factory=set)  # unit versions


def make_cast(seed: int, course: Course, case: CaseStudy, quiz: Quiz) -> Cast:
    """A draw: the same number gives the same cast."""
    return _Maker(random.Random(seed), course, case, quiz).cast()


class _Maker:
    def __init__(self, rng: random.Random, course: Course, case: CaseStudy, quiz: Quiz) -> None:
        self.rng, self.course, self.case, self.quiz = rng, course, case, quiz
        self.now = timezone.now()
        self.made = Cast()

    def cast(self) -> Cast:
        self.houses = [
            Institution.objects.create(
                key=f"h{n}", names={"es": f"Casa {n}", "en": f"House {n}"}, country="PE", time_zone="America/Lima"
            )
            for n in range(3)
        ]
        self.cohorts = [
            Cohort.objects.create(
                institution=house, key=f"c{n}", names={"es": f"Grupo {n}", "en": f"Group {n}"}, country="PE",
                starts_on=date(2026, 1, 1), ends_on=date(2030, 12, 31),
            )
            for house in self.houses for n in range(2)
        ]  # fmt: skip
        self.placed = {cohort.pk: building.place(cohort, self.course) for cohort in self.cohorts}
        self.made.people = [make_person(f"p{n}@cast.test", f"P{n}", "Del Elenco", "PE") for n in range(8)]
        for house in self.rng.sample(self.houses, 2):  # certifying letters of the third reach its own assessors only
            PoolAgreement.objects.create(institution=house, by=self.made.people[0])
        self._roles()
        self._interests()
        self._sessions()
        self._work()
        self._awards()
        return self.made

    def _ago(self, *days: int) -> datetime | None:
        """A moment so many days ago, one of these; 0 is none."""
        found = self.rng.choice(days)
        return self.now - timedelta(days=found) if found else None

    def _roles(self) -> None:
        for n, person in enumerate(self.made.people):
            role = ("decider", "reviewer", "assessor", "decider", "administrator")[n % 5] if n < 6 else ""
            if role:
                ProgrammeRole.objects.create(person=person, role=role)
            if role == "assessor":
                continue  # somebody who is close to few
            for _ in range(self.rng.randint(0, 2) if role else self.rng.randint(1, 3)):
                self._member(person, self.rng.choice(("advisor", "facilitator", "assessor", "coordinator")))

    def _member(self, person: Person, role: str, *, cohort: Cohort | None = None) -> None:
        cohort = cohort or self.rng.choice(self.cohorts)
        whole = role in ("assessor", "coordinator") or (role == "facilitator" and self.rng.random() < 0.3)
        until = self._ago(0, 0, 100, 700, 800)
        known = Membership.objects.filter(person=person, institution=cohort.institution, role=role, until=None)
        if until is not None or not known.exists():
            Membership.objects.create(
                person=person, institution=cohort.institution, cohort=None if whole else cohort, role=role,
                since=self.now - timedelta(days=1000), until=until,
            )  # fmt: skip

    def _interests(self) -> None:
        for _ in range(7):
            person, about = self.rng.sample(self.made.people, 2)
            whom: dict[str, Any] = (
                {"about": about} if self.rng.random() < 0.7 else {"institution": self.rng.choice(self.houses)}
            )
            kind = self.rng.choice((*WORK, "family", "commercial", "other"))
            ended = self._ago(0, 0, 3, 40, 800)
            if ended is not None or not Interest.objects.filter(person=person, kind=kind, ended_at=None, **whom).exists():
                Interest.objects.create(person=person, kind=kind, declared_by=person, ended_at=ended, **whom)

    def _sessions(self) -> None:
        for n in range(3):
            advisor, by = self.rng.sample(self.made.people, 2)
            ClinicSession.objects.create(
                advisor=advisor, institution=self.rng.choice(self.houses), client_id=f"s{n}", state="confirmed",
                confirmed_by=by, confirmed_at=self._ago(5, 600, 800),
            )  # fmt: skip

    def _work(self) -> None:
        kinds = ["waiting", "waiting", "scored", "scored", "appealed", "again"]
        for person, kind in zip(self.rng.sample(self.made.people, len(kinds)), kinds, strict=True):
            cohort = self.rng.choice(self.cohorts)
            self._member(person, "advisor", cohort=cohort)
            place = self.placed[cohort.pk] if self.rng.random() < 0.7 else None
            taken = building.enrol(person, cohort.institution, self.course, cohort_course=place)
            handed_in = self.now - timedelta(days=self.rng.choice((1, 10, 50)))
            self._letter(taken, kind, handed_in)
            self._attempt(taken, handed_in)

    def _version(self, version: UnitVersion) -> UnitVersion:
        """As it is, or as that of a unit that certifies."""
        if self.rng.random() < 0.5:
            return version
        number = UnitVersion.objects.filter(unit_id=version.unit_id).count() + 1
        made = UnitVersion.objects.create(
            unit_id=version.unit_id, number=number, kind=version.kind, titles=version.titles, minutes=version.minutes,
            config={**version.config, "certifying": True}, digest=f"{version.unit_id}-{number}".ljust(64, "d"),
        )  # fmt: skip
        self.made.certifying.add(made.pk)
        return made

    def _letter(self, taken: Enrolment, kind: str, handed_in: datetime) -> None:
        letter = Submission.objects.get(pk=open_letter(enrolment_id=taken.pk, unit_id=self.case.pk))
        save_letter(letter_id=letter.pk, blocks=LETTER, revision=0)
        submit_letter(letter_id=letter.pk)
        state = {"waiting": SubmissionState.SUBMITTED, "scored": SubmissionState.SCORED}.get(kind, SubmissionState.RELEASED)
        version = self._version(letter.unit_version)
        Submission.objects.filter(pk=letter.pk).update(
            submitted_at=handed_in, state=state, unit_version=version, scored_at=handed_in, released_at=self.now,
        )  # fmt: skip
        if kind != "waiting":
            Allocation.objects.filter(submission=letter).delete()
            FinalScore.objects.create(submission=letter, number=1, percent=50, passed=False, basis="single")
        if kind in ("appealed", "again"):
            state = AppealState.OPEN if kind == "appealed" else AppealState.SCORING
            Appeal.objects.create(submission=letter, reason="No se vio el segundo párrafo.", state=state)
        if kind == "again":
            Allocation.objects.create(submission=letter, stage=Stage.APPEAL)
        self.made.letters.append(Submission.objects.select_related("enrolment", "unit_version").get(pk=letter.pk))

    def _attempt(self, taken: Enrolment, handed_in: datetime) -> None:
        version = UnitVersion.objects.filter(unit_id=self.quiz.pk).order_by("number")[0]
        made = Attempt.objects.create(
            enrolment=taken, unit=self.quiz, unit_version=self._version(version), number=1, state=AttemptState.WAITING,
            sheet={"seed": "1", "country": "PE", "slots": []}, law_as_of=date(2026, 1, 1), submitted_at=handed_in,
        )  # fmt: skip
        self.made.attempts.append(made)

    def _awards(self) -> None:
        credential = Credential.objects.create(
            key="cast", titles={"es": "Fundamentos", "en": "Foundations"}, claim="assessed_certificate"
        )
        some = self.made.people
        for holder in self.rng.sample(some, 2):
            award = Award.objects.create(
                person=holder, credential=credential, country="PE", institution=self.rng.choice(self.houses), digest="a" * 64,
                law_as_of=date(2026, 1, 1), state="suspended",
            )  # fmt: skip
            for number, act in enumerate(("granted", "suspended", "questioned"), start=1):
                event = AwardEvent.objects.create(
                    award=award, number=number, act=act, reason_class="review" if act == "suspended" else ""
                )
                if act == "suspended":
                    Objection.objects.create(event=event, text="No es así.", due_on=date(2030, 1, 1))
            mover = self.rng.choice(some)
            Motion.objects.create(award=award, act="reinstated", by=mover)
            Ruling.objects.create(
                person=holder, credential=credential, country="PE", kind="barred", reason="Copió.", proposed_by=mover
            )
            harsh = {"code": "harsh", "n": 4, "mean": -20, "low": -22, "high": -18}
            AssessorHold.objects.create(person=holder, case_key="other", because=harsh)
            self.made.awards.append(award)


class Oracle:
    """Who is too close, by plain loops over all rows."""

    def __init__(self) -> None:
        self.members = list(Membership.objects.all())
        self.interests = list(Interest.objects.all())
        self.sessions = list(ClinicSession.objects.all())
        self.roles = list(ProgrammeRole.objects.filter(until=None))
        self.pool = {one.institution_id for one in PoolAgreement.objects.all() if one.ended_at is None}

    def holds(self, role: str, person: Person) -> bool:
        """A role in the programme."""
        return any(one.person_id == person.pk and one.role == role for one in self.roles)

    def at(self, role: str, person: Person) -> set[int]:
        """Institutions where somebody has a role now."""
        return {m.institution_id for m in self.members if m.person_id == person.pk and m.role == role and m.until is None}

    def teaches(self, person: Person, house: int, cohort: int | None) -> bool:
        """Now, this group or the whole institution."""
        for m in self.members:
            if m.person_id == person.pk and m.role == "facilitator" and m.until is None:
                if m.cohort_id is None and m.institution_id == house:
                    return True
                if m.cohort_id is not None and m.cohort_id == cohort:
                    return True
        return False

    def close(self, person: Person, subject: int, at: datetime | None = None) -> bool:
        """To somebody."""
        moment = at or timezone.now()
        if person.pk == subject:
            return True
        homes = [m for m in self.members if m.person_id == subject and self._recent(m.until, moment)]
        if any(self.close_to_place(person, m.institution_id, m.cohort_id, moment) for m in homes):
            return True
        for one in self._interests_at(moment):
            if {one.person_id, one.about_id} == {person.pk, subject}:
                return True
        return any(
            s.confirmed_by_id == person.pk and s.advisor_id == subject and self._recent(s.confirmed_at, moment)
            for s in self.sessions
        )

    def close_to_place(self, person: Person, house: int, cohort: int | None = None, at: datetime | None = None) -> bool:
        """To an institution, or to one group of it."""
        moment = at or timezone.now()
        for m in self.members:
            if m.person_id != person.pk or not self._recent(m.until, moment):
                continue
            if m.role == "coordinator" and m.institution_id == house:
                return True
            if m.role == "facilitator" and m.cohort_id is None and m.institution_id == house:
                return True
            if m.role == "facilitator" and m.cohort_id is not None and m.cohort_id == cohort:
                return True
        return any(one.person_id == person.pk and one.institution_id == house for one in self._interests_at(moment))

    def close_to_institution(self, person: Person, house: int) -> bool:
        """As a whole: also by teaching one group of it."""
        cohorts = {m.cohort_id for m in self.members if m.institution_id == house}
        return any(self.close_to_place(person, house, cohort) for cohort in cohorts | {None})

    def declared(self, person: Person, subject: int, house: int, at: datetime | None = None, but: tuple[str, ...] = ()) -> bool:
        """Joined by a declared interest alone, some kinds left out."""
        moment = at or timezone.now()
        homes = {m.institution_id for m in self.members if m.person_id == subject and self._recent(m.until, moment)}
        for one in self._interests_at(moment):
            if one.kind in but:
                continue
            if {one.person_id, one.about_id} == {person.pk, subject}:
                return True
            if one.person_id == person.pk and one.institution_id is not None and one.institution_id in homes | {house}:
                return True
        return False

    def _interests_at(self, moment: datetime) -> Iterator[Interest]:
        for one in self.interests:
            if one.ended_at is None or one.ended_at > moment or (one.kind in WORK and self._recent(one.ended_at, moment)):
                yield one

    @staticmethod
    def _recent(until: datetime | None, moment: datetime) -> bool:
        return until is None or until > moment - TWO_YEARS

    # What follows for each thing that can be reached ---------------------------------------------------------------------
    def close_to_work(self, person: Person, taken: Enrolment, at: datetime | None) -> bool:
        """To a letter or an attempt: its writer, or where it was written."""
        cohort = taken.cohort_course.cohort_id if taken.cohort_course else None
        return self.close(person, taken.person_id, at) or self.close_to_place(person, taken.institution_id, cohort, at)

    def scores(self, person: Person, letter: Submission, *, certifying: bool) -> bool:
        """May take this letter: of one's own institution; of another from outside, an exam's where it agreed to the pool."""
        house, mine, outside = letter.enrolment.institution_id, self.at("assessor", person), self.holds("assessor", person)
        there = house in self.pool and (outside or bool(mine & self.pool)) if certifying else outside
        return (house in mine or there) and not self.close_to_work(person, letter.enrolment, letter.submitted_at)

    def scores_by_hand(self, person: Person, one: Attempt, *, certifying: bool) -> bool:
        """May score the written answers of this attempt."""
        taken = one.enrolment
        cohort = taken.cohort_course.cohort_id if taken.cohort_course else None
        assesses = self.holds("assessor", person) or taken.institution_id in self.at("assessor", person)
        if certifying:
            return assesses and not self.close_to_work(person, taken, one.submitted_at)
        if taken.person_id == person.pk or taken.institution_id in self.at("coordinator", person):
            return False
        if self.declared(person, taken.person_id, taken.institution_id, one.submitted_at, but=("taught", "supervises")):
            return False
        return assesses or self.teaches(person, taken.institution_id, cohort)

    def releases(self, person: Person, letter: Submission, *, certifying: bool) -> bool:
        """May let its result out."""
        taken = letter.enrolment
        if self.holds("decider", person) and not self.close_to_work(person, taken, letter.submitted_at):
            return True
        here = taken.institution_id in self.at("coordinator", person)
        return here and not certifying and taken.person_id != person.pk

    def decides(self, person: Person, award: Award, *roles: str) -> bool:
        """Has one of these roles of the programme, and is close neither to the holder nor to the institution."""
        held = any(self.holds(role, person) for role in roles)
        return held and not self.close(person, award.person_id) and not self.close_to_place(person, award.institution_id)

    def reissues(self, person: Person, award: Award) -> bool:
        """May issue the paper again."""
        here = award.institution_id in self.at("coordinator", person) and award.person_id != person.pk
        clerk = here and not self.declared(person, award.person_id, award.institution_id)
        return clerk or self.decides(person, award, "decider", "administrator")
