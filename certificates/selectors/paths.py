"""The path to a credential, "why not yet?": one function for the learner, the coordinator and the decision itself."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from certificates.errors import CredentialNotFound
from certificates.models import Award, AwardState, Credential, CredentialCourse, Ruling, RulingKind, RulingState
from certificates.selectors.asking import Asked, asked_again, base_requirements, conduct_requirement, renewal_requirements
from certificates.selectors.conduct import accepted_of, asks_conduct
from certificates.wording.certificates import name_problem
from certificates.wording.requirements import (
    BARRED,
    COUNTRY_NOT_OFFERED,
    COURSE_DONE,
    COURSE_NOT_ENROLLED,
    COURSE_OPEN,
    EXEMPTED,
    HELD_SUSPENDED,
    NAME_READY,
)
from courses import api as courses
from courses.paths import Path, Requirement
from lms.institutions import api as institutions

NAME_TITLE: Final = {"es": "Nombre para el certificado", "en": "Name for the certificate"}
BAR_TITLE: Final = {"es": "Impedimento", "en": "Bar"}
COUNTRY_TITLE: Final = {"es": "País", "en": "Country"}
SUSPENDED_TITLE: Final = {"es": "Certificado anterior", "en": "Certificate before this one"}


@dataclass(frozen=True, slots=True)
class Weighed:
    """A path with what a decision needs beside it: the completions it rests on, and the round that they make whole.

    `round` is that of the course that is behind (0 when nothing is completed); `held` the last round awarded (0: none).
    `asked`: all courses, those of a renewal, or those of a second country. `carried`: completions of former rounds that an
    award goes on resting on, of courses that are not asked again. `conduct`: the version that was accepted for it.
    """

    path: Path
    completions: tuple["courses.CompletionCard", ...]
    round: int
    held: int
    asked: Asked
    carried: tuple["courses.CompletionCard", ...] = ()
    conduct_id: int | None = None


class Ruled(NamedTuple):
    """An exception or a bar in force, as a path needs it."""

    pk: int
    kind: str
    subject: str
    reason: str


class Brief(NamedTuple):
    """A path for lists. `round` is what is asked for, `held` the last round awarded (0: none)."""

    credential: Credential
    country: str
    path: Path
    round: int
    held: int

    @property
    def is_open(self) -> bool:
        """Worth showing: not held yet, a renewal that has begun, or a bar with its reason."""
        return self.round > self.held or any(one.code == BARRED for one in self.path.requirements)


def path(person_id: int, credential_id: int, country: str) -> Path:
    """Why a person does not hold a credential yet, under one country's law: a requirement per course, and the name.

    The courses decide (`required`), and what was ruled for this person: an exempted course is met with the code `exempted`, a
    bar is an open requirement `barred`, both with their reason. The name only holds up the paper, so it is not required.
    Who holds a round and has begun the next one is asked for all of that. At most 12 queries.
    Raises CredentialNotFound, PersonNotFound.
    """
    return weigh(person_id, credential_id, country).path


def weigh(person_id: int, credential_id: int, country: str) -> Weighed:
    """The path, and what an award would rest on. Raises as `path`."""
    credential = Credential.objects.filter(pk=credential_id).first()
    if credential is None:
        raise CredentialNotFound(key=credential_id)
    everything = list(_asked([credential_id]))
    course_ids = [row.course_id for row in everything]
    mine = courses.enrolments_of(person_id)
    rounds = {one.id: one.round for one in mine}
    last = _last_awards(person_id, [credential_id]).get((credential_id, country))
    held = last[0] if last else 0
    asked_for = round_asked((e.round for e in _of(mine, course_ids, country)), held)
    asked_now = asked_again(credential, _of(mine, course_ids, country), asked_for)
    rows = [row for row in everything if asked_now.includes(row.course.key)]
    wanted = {row.course_id for row in rows}
    every = courses.completions_of(person_id, country, course_ids)
    done = newest(c for c in every if c.course_id in wanted and rounds[c.enrolment_id] >= asked_for)
    asked = {row.course_id: _enrolment(mine, row.course_id, country, asked_for) for row in rows if row.course_id not in done}
    open_paths = courses.paths([one.id for one in asked.values() if one])
    requirements = [
        _course_requirement(row.course_id, row.course.titles, done.get(row.course_id), asked.get(row.course_id), open_paths)
        for row in rows
    ]
    ruled = _rulings(person_id, [credential_id])[credential_id, country]
    suspended = asked_for > held and last is not None and last[1] == AwardState.SUSPENDED
    more = _hindrances(credential, country, ruled, suspended=suspended)
    more += renewal_requirements(asked_now, person_id, credential_id, country, asked_for)
    if asked_for > held:
        more += base_requirements(asked_now, person_id, credential_id, country, asked_for)
    conduct, accepted_at = accepted_of(person_id) if asks_conduct(credential) else (None, None)
    if asks_conduct(credential):
        more.append(conduct_requirement(conduct, accepted_at))
    found = _closed(
        [*_exempted(requirements, ruled), *more], institutions.person_card(person_id).certificate_name,
    )  # fmt: skip
    resting = tuple(sorted(done.values(), key=lambda c: (c.completed_at, c.id)))
    former = newest(c for c in every if c.course_id not in wanted) if asked_now.renewal else {}
    return Weighed(
        found, resting, min((rounds[c.enrolment_id] for c in resting), default=0), held, asked_now,
        tuple(sorted(former.values(), key=lambda c: c.id)), conduct.pk if conduct is not None and accepted_at else None,
    )  # fmt: skip


def paths_in_brief(person_id: int, name: str, last: Mapping[tuple[int, str], tuple[int, str]] | None = None) -> list[Brief]:
    """The path of each credential and country a person is on the way to, for lists.

    `last` is {(credential, country): (round, state)} of the last round awarded, where it is known. Two or three queries:
    which courses are completed, not how far the others are; one more where a credential asks for the code of conduct, and
    three for each renewal under way whose rule asks for more than courses. The award is decided by `weigh` alone.
    """
    mine = courses.enrolments_of(person_id)
    by_credential: dict[int, list[CredentialCourse]] = defaultdict(list)
    ruled: dict[tuple[int, str], dict[int, Ruled]] = defaultdict(dict)
    for row in _with_rulings(person_id):
        asked, one = by_credential[row.credential_id], row.mine_id
        if not asked or asked[-1].pk != row.pk:
            asked.append(row)
        if one is not None:
            ruled[row.credential_id, row.mine_country][one] = Ruled(one, row.mine_kind, row.mine_subject, row.mine_reason)
    if last is None:
        last = _last_awards(person_id, by_credential)
    found = []
    asking = any(asks_conduct(rows[0].credential) for rows in by_credential.values())
    conduct, accepted_at = accepted_of(person_id) if asking else (None, None)
    for key, rows in by_credential.items():
        credential, wanted = rows[0].credential, [row.course_id for row in rows]
        for country in sorted({e.country for e in mine if e.course_id in wanted and e.state != "closed"}):
            award = last.get((key, country))
            held = award[0] if award else 0
            asked_for = round_asked((e.round for e in _of(mine, wanted, country)), held)
            if not held and credential.countries and country not in credential.countries:
                continue
            asked_now = asked_again(credential, _of(mine, wanted, country), asked_for)
            requirements = [
                _in_brief(row.course_id, row.course.titles, _enrolment(mine, row.course_id, country, asked_for))
                for row in rows
                if asked_now.includes(row.course.key)
            ]
            suspended = asked_for > held and award is not None and award[1] == AwardState.SUSPENDED
            mine_ruled = list(ruled[key, country].values())
            more = _hindrances(credential, country, mine_ruled, suspended=suspended)
            if asked_for > held:
                more += renewal_requirements(asked_now, person_id, key, country, asked_for)
            if asks_conduct(credential):
                more.append(conduct_requirement(conduct, accepted_at))
            whole = _closed([*_exempted(requirements, mine_ruled), *more], name)
            found.append(Brief(credential, country, whole, asked_for, held))
    return found


def round_asked(begun: Iterable[int], held: int) -> int:
    """Which round a person is asked for: the first, the one they hold, or the next one as soon as they have begun a later one.

    `begun`: the rounds of their enrolments; `held`: the last round awarded, 0 for none.
    """
    return held + 1 if held and max(begun, default=0) > held else max(held, 1)


def entitled(found: Path) -> bool:
    """True when nothing that is required for the award is open: the one rule."""
    return found.complete


def newest(found: Iterable["courses.CompletionCard"]) -> dict[int, "courses.CompletionCard"]:
    """The last completion of each course."""
    return {card.course_id: card for card in sorted(found, key=lambda c: (c.completed_at, c.id))}


def _last_awards(person_id: int, credentials: Iterable[int]) -> dict[tuple[int, str], tuple[int, str]]:
    """{(credential, country): (round, state)} of the last round awarded. One query."""
    rows = Award.objects.filter(person_id=person_id, credential_id__in=list(credentials)).order_by("round")
    return {
        (credential, country): (number, state)
        for credential, country, number, state in rows.values_list("credential_id", "country", "round", "state")
    }


def _rulings(person_id: int, credentials: Iterable[int]) -> dict[tuple[int, str], list[Ruled]]:
    """What is in force for a person, by credential and country. One query."""
    found: dict[tuple[int, str], list[Ruled]] = defaultdict(list)
    rows = Ruling.objects.filter(person_id=person_id, credential_id__in=list(credentials), state=RulingState.IN_FORCE)
    for row in rows.order_by("id"):
        found[row.credential_id, row.country].append(Ruled(row.pk, row.kind, row.subject, row.reason))
    return found


def _with_rulings(person_id: int) -> QuerySet[Any]:
    """Every course that is asked for, once for each ruling in force about this person (`mine_…`), or once. In order."""
    there = "credential__lms_rulings"
    in_force = Q(**{f"{there}__person": person_id, f"{there}__state": RulingState.IN_FORCE})
    columns = {f"mine_{name}": F(f"mine__{name}") for name in ("id", "country", "kind", "subject", "reason")}
    rows: QuerySet[Any] = _asked(None)
    rows = rows.annotate(mine=FilteredRelation(there, condition=in_force)).annotate(**columns)
    return rows.order_by("credential_id", "id", "mine_id")


def _exempted(requirements: Sequence[Requirement], ruled: Sequence[Ruled]) -> list[Requirement]:
    """An exempted requirement counts as met. What was done is said as done; something done must remain to award for."""
    let_off = {row.subject: row for row in ruled if row.kind == RulingKind.EXEMPT}
    if all(one.subject in let_off and not one.met for one in requirements):
        return list(requirements)
    return [
        replace(
            one, met=True, code=EXEMPTED, params={"reason": let_off[one.subject].reason, "ruling": let_off[one.subject].pk},
            waits_on="", due=None, state="recognised",
        )
        if one.subject in let_off and not one.met
        else one
        for one in requirements
    ]  # fmt: skip


def _hindrances(credential: Credential, country: str, ruled: Sequence[Ruled], *, suspended: bool) -> list[Requirement]:
    """What stands in the way beside the courses: a bar, a country without this credential, a suspended award to renew."""
    found = [
        Requirement(
            subject=f"bar:{row.pk}", kind="ruling", title=BAR_TITLE, met=False, code=BARRED,
            params={"reason": row.reason, "ruling": row.pk}, waits_on="decider",
        )
        for row in ruled
        if row.kind == RulingKind.BARRED
    ]  # fmt: skip
    if credential.countries and country not in credential.countries:
        found.append(Requirement(subject="country", kind="country", title=COUNTRY_TITLE, met=False, code=COUNTRY_NOT_OFFERED))
    if suspended:
        found.append(
            Requirement(
                subject="suspended", kind="award", title=SUSPENDED_TITLE, met=False, code=HELD_SUSPENDED, waits_on="decider"
            )
        )
    return found


def _closed(requirements: Sequence[Requirement], name: str) -> Path:
    everything = (*requirements, _name_requirement(name))
    return Path(everything, complete=bool(requirements) and all(r.met for r in requirements), at=timezone.now())


def _asked(credentials: Iterable[int] | None) -> QuerySet[CredentialCourse]:
    rows = CredentialCourse.objects.select_related("course", "credential").order_by("credential_id", "id")
    return (
        rows.filter(credential__archived_at=None) if credentials is None else rows.filter(credential_id__in=list(credentials))
    )


def _of(mine: Iterable["courses.EnrolmentCard"], course_ids: Iterable[int], country: str) -> list["courses.EnrolmentCard"]:
    wanted = set(course_ids)
    return [e for e in mine if e.course_id in wanted and e.country == country and e.state != "closed"]


def _enrolment(
    mine: Iterable["courses.EnrolmentCard"], course_id: int, country: str, asked_for: int
) -> "courses.EnrolmentCard | None":
    fitting = [e for e in _of(mine, [course_id], country) if e.round >= asked_for]
    return max(fitting, key=lambda e: e.id, default=None)


def _in_brief(course_id: int, titles: Mapping[str, str], enrolment: "courses.EnrolmentCard | None") -> Requirement:
    known = _course_requirement(course_id, titles, None, enrolment, {})
    if enrolment is None or enrolment.state != "completed":
        return known
    return replace(known, met=True, code=COURSE_DONE, params={}, waits_on="", state="passed")


def _course_requirement(
    course_id: int,
    titles: Mapping[str, str],
    completion: "courses.CompletionCard | None",
    enrolment: "courses.EnrolmentCard | None",
    open_paths: Mapping[int, Path],
) -> Requirement:
    base = Requirement(subject=f"course:{course_id}", kind="course", title=titles, met=completion is not None)
    if completion is not None:
        params = {"at": completion.completed_at.isoformat(), "completion": completion.id}
        score = None if completion.score is None else f"{completion.score:f}"
        url = _course_url(completion.enrolment_id)
        return replace(base, code=COURSE_DONE, params=params, score=score, state="passed", url=url)
    if enrolment is None:
        return replace(base, code=COURSE_NOT_ENROLLED, waits_on="coordinator")
    params = {"enrolment": enrolment.id}
    inner = open_paths.get(enrolment.id)
    url = _course_url(enrolment.id)
    if inner is None:
        return replace(base, code=COURSE_OPEN, params=params, waits_on="learner", state="started", url=url)
    required = [r for r in inner.requirements if r.required]
    nearest = inner.next
    return replace(
        base,
        code=COURSE_OPEN,
        params={**params, "done": sum(r.met for r in required), "required": len(required)},
        waits_on=(nearest.waits_on if nearest else "") or "learner",
        due=nearest.due if nearest else None,
        state="started",
        url=url,
    )


def _course_url(enrolment_id: int) -> str:
    try:
        return reverse("lms:courses:enrolment-detail", args=[enrolment_id])
    except NoReverseMatch:
        return ""


def _name_requirement(name: str) -> Requirement:
    problem = name_problem(name)
    return Requirement(
        subject="name",
        kind="name",
        title=NAME_TITLE,
        met=not problem,
        code=NAME_READY if not problem else "name",
        params={"name": name} if not problem else {"problem": problem},
        waits_on="" if not problem else "learner",
        url=reverse("lms:home:preferences"),
        required=False,
    )
