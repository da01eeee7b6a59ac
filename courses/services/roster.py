"""Bringing people in from a list: shown row by row first, then done by a job, all of it or nothing."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.errors import EnrolledElsewhere, RosterNotOpen
from courses.models import CohortCourse, Enrolment, EnrolmentState, RosterImport, RosterState
from courses.roster import CORRECT, TRANSFER, WITHDRAW, RosterProblem, RosterRow, fold, read_roster
from courses.roster_words import ERROR, KNOWN, MOVED, NEW, SAME, TRANSFERRED
from courses.services.enrolment import enrol
from courses.services.roster_changes import (
    Change,
    apply_change,
    bring_over,
    held_elsewhere,
    known_of,
    plan_correction,
    plan_withdrawal,
)
from lms.audit.api import record_event
from lms.institutions import api as institutions
from lms.institutions.api import CohortCard, PersonCard
from lms.jobs.api import Claim, JobRefused, finish, request_job

IMPORT_ROSTER: Final = "courses.import_roster"
KEEP_UNCONFIRMED: Final = timedelta(days=7)
KEEP_RESULTS: Final = timedelta(days=30)
_CHUNK: Final = 500


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """What will happen to one person of the list. `act` is new, known, moved, same, corrected, transferred, withdrawn or
    error (then `problem` says why).

    `new` means new in this institution; whether others know the person is not shown.
    """

    row: RosterRow
    cohort: CohortCard
    act: str
    country: str
    language: str
    courses: int = 0
    invite: bool = False
    problem: str = ""
    change: Change | None = None


@transaction.atomic
def upload_roster(*, cohort_id: int, content: bytes, file_name: str, by: int) -> int:
    """Read a file and keep its rows for review; nobody is touched yet. Returns the id of the list.

    A row without a cohort goes to `cohort_id`; a cohort that it names must be one of the same institution.
    """
    cohort = institutions.cohort_card(cohort_id)
    roster = read_roster(content)
    by_name = _cohorts_by_name(cohort.institution_id)
    rows, problems = [], list(roster.problems)
    for row in roster.rows:
        named = by_name.get(fold(row.cohort)) if row.cohort else cohort
        if named is None:
            what = _("Your institution has no group “{name}”. Write its short name, or make the group first.")
            problems.append(RosterProblem(row.line, _("cohort"), what.format(name=row.cohort)))
            continue
        rows.append({**asdict(row), "cohort_id": named.id})
    problems.sort(key=lambda problem: problem.line)
    kept = RosterImport.objects.create(
        institution_id=cohort.institution_id,
        cohort_id=cohort_id,
        uploaded_by_id=by,
        file_name=file_name[-120:],
        rows=rows,
        problems=[asdict(problem) for problem in problems],
        counts={"ignored": list(roster.ignored)[:20]},
    )
    return kept.pk


def _cohorts_by_name(institution_id: int) -> dict[str, CohortCard]:
    """An institution's groups by short name and by name, folded."""
    found: dict[str, CohortCard] = {}
    for card in institutions.cohorts_of(institution_id):
        for name in (*card.names.values(), card.key):
            found[fold(name)] = card
    return found


def plan_roster(kept: RosterImport) -> list[PlannedRow]:
    """What would happen now, row by row. Reads only; the number of queries grows with groups, not with people."""
    rows = [(RosterRow(**{k: v for k, v in row.items() if k != "cohort_id"}), row["cohort_id"]) for row in kept.rows]
    cohorts = institutions.cohort_cards({cohort_id for _row, cohort_id in rows})
    members = _members(kept.institution_id)
    people_in = {cohort_id: set(institutions.cohort_people(cohort_id, "advisor")) for cohort_id in cohorts}
    courses = _courses_of(cohorts)
    taken = _enrolments_of([row.email for row, _cohort in rows], {c.course_id for placed in courses.values() for c in placed})
    known = known_of([row for row, _cohort in rows], members, taken, kept.institution_id)
    planned = []
    for row, cohort_id in rows:
        cohort, member, mine = cohorts[cohort_id], members.get(row.email), taken[row.email]
        if row.action == WITHDRAW:
            change = plan_withdrawal(row, member, people_in[cohort_id])
        elif row.action == CORRECT:
            change = plan_correction(row, member, cohort=cohort, placed=courses[cohort_id], taken=mine, known=known)
        else:
            planned.append(
                _plan_row(row, cohort, member=member, placed=courses[cohort_id], taken=mine, people=people_in[cohort_id])
            )
            continue
        country, language = row.country or cohort.country, row.language or cohort.language
        planned.append(PlannedRow(row, cohort, change.act, country, language, problem=change.problem, change=change))
    return planned


def _members(institution_id: int) -> dict[str, PersonCard]:
    """The people of an institution, in whatever role, by address."""
    ids = {
        one
        for role in ("advisor", "facilitator", "assessor", "coordinator")
        for one in institutions.people_of(institution_id, role)
    }
    return {card.email.lower(): card for card in institutions.person_cards(ids).values()}


def courses_of_group(cohort_id: int) -> list[CohortCourse]:
    """The courses that one group takes, with their course. One query."""
    return _courses_of([cohort_id])[cohort_id]


def _courses_of(cohort_ids: Iterable[int]) -> dict[int, list[CohortCourse]]:
    found: dict[int, list[CohortCourse]] = defaultdict(list)
    for placed in CohortCourse.objects.filter(cohort_id__in=list(cohort_ids)).select_related("course").order_by("id"):
        found[placed.cohort_id].append(placed)
    return found


def _enrolments_of(emails: Sequence[str], course_ids: set[int]) -> dict[str, dict[int, Enrolment]]:
    """{address: {course: the enrolment that counts}}: the active one, else a completed one."""
    found: dict[str, dict[int, Enrolment]] = defaultdict(dict)
    for chunk in _chunks(emails):
        rows = Enrolment.objects.annotate(address=Lower("person__email")).filter(
            address__in=chunk, course_id__in=course_ids, state__in=(EnrolmentState.ACTIVE, EnrolmentState.COMPLETED)
        )
        for enrolment in rows.order_by("-state"):  # completed first, so that an active one takes its place
            found[enrolment.address][enrolment.course_id] = enrolment
    return found


def _chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]


def _plan_row(
    row: RosterRow,
    cohort: CohortCard,
    *,
    member: PersonCard | None,
    placed: list[CohortCourse],
    taken: dict[int, Enrolment],
    people: set[int],
) -> PlannedRow:
    country, language = row.country or cohort.country, row.language or cohort.language
    coming = held_elsewhere(taken, placed, cohort.institution_id) if row.action == TRANSFER else []
    if coming and not row.country:
        country = coming[0].country
    come = {one.course_id for one in coming}
    opened = moved = 0
    problem = ""
    for one in placed:
        mine = taken.get(one.course_id)
        if one.course.countries and country not in one.course.countries:
            problem = _("A course of this group is not offered under this country's law. Correct the country.")
        elif mine is None or one.course_id in come:
            opened += 1
        elif mine.state == EnrolmentState.ACTIVE and (mine.institution_id, mine.country) != (cohort.institution_id, country):
            problem = str(EnrolledElsewhere())
        elif mine.state == EnrolmentState.COMPLETED and mine.country != country:
            opened += 1
        elif mine.state == EnrolmentState.ACTIVE and mine.cohort_course_id != one.pk:
            moved += 1
    act = ERROR if problem else TRANSFERRED if come else NEW if member is None else MOVED if moved else KNOWN
    if act == KNOWN and member is not None and member.id in people and not opened:
        act = SAME
    invite = member is None or not member.has_login
    return PlannedRow(row, cohort, act, country, language, opened, invite and act not in (ERROR, SAME), problem)


@transaction.atomic
def confirm_roster(*, roster_id: int, by: int) -> int:
    """Say yes to a list without problems; returns the id of the job that does it. Safe to repeat.

    Raises RosterNotOpen when it was done or dropped, or has problems.
    """
    kept = RosterImport.objects.select_for_update().get(pk=roster_id)
    if kept.state == RosterState.REVIEW:
        if kept.problems or not kept.rows:
            raise RosterNotOpen
        kept.state = RosterState.CONFIRMED
        kept.job_id = request_job(
            kind=IMPORT_ROSTER,
            key=f"{IMPORT_ROSTER}:{kept.pk}:{_times_confirmed(kept)}",
            args={"roster_id": kept.pk, "by": by},
            owner=by,
            institution=kept.institution_id,
            total=len(kept.rows),
        )
        kept.save(update_fields=["state", "job_id", "counts"])
    if kept.job_id is None or kept.state == RosterState.DROPPED:
        raise RosterNotOpen
    return kept.job_id


def _times_confirmed(kept: RosterImport) -> int:
    kept.counts["confirmed"] = int(kept.counts.get("confirmed", 0)) + 1
    return int(kept.counts["confirmed"])


@transaction.atomic
def drop_roster(*, roster_id: int) -> None:
    """Forget a list that was not confirmed: its rows are emptied. Safe to repeat."""
    kept = RosterImport.objects.select_for_update().get(pk=roster_id)
    if kept.state == RosterState.REVIEW:
        _close(kept, RosterState.DROPPED, {})


def drop_old_rosters() -> int:
    """Forget lists that nobody confirmed for a week; returns how many."""
    old = RosterImport.objects.filter(state=RosterState.REVIEW, created_at__lt=timezone.now() - KEEP_UNCONFIRMED)
    ids = list(old.values_list("pk", flat=True))
    for roster_id in ids:
        drop_roster(roster_id=roster_id)
    RosterImport.objects.filter(finished_at__lt=timezone.now() - KEEP_RESULTS).exclude(results=[]).update(results=[])
    return len(ids)


def _close(kept: RosterImport, state: str, counts: dict[str, Any], results: Sequence[dict[str, Any]] = ()) -> None:
    kept.state, kept.rows, kept.problems, kept.counts, kept.finished_at = state, [], [], counts, timezone.now()
    kept.results = list(results)
    kept.save(update_fields=["state", "rows", "problems", "counts", "finished_at", "results"])


def import_roster_job(claimed: Claim) -> dict[str, Any] | None:
    """The job: apply a confirmed list in one transaction, all of it or nothing. A second delivery does nothing.

    What changed since the review (a person who was placed elsewhere) sends the list back to review, with the line.
    """
    roster_id, by = int(claimed.args["roster_id"]), int(claimed.args["by"])
    back = {"url": reverse("lms:courses:roster-review", args=[roster_id])}
    kept = RosterImport.objects.get(pk=roster_id)
    if kept.state != RosterState.CONFIRMED:
        return back
    planned = plan_roster(kept)
    wrong = [RosterProblem(p.row.line, "", p.problem) for p in planned if p.act == ERROR]
    if not wrong:
        try:
            with transaction.atomic():
                apply_roster(roster_id=roster_id, planned=planned, by=by)
                finish(claimed, result=back)
        except RowRefused as refused:
            wrong = [RosterProblem(refused.line, "", refused.why)]
    if wrong:
        RosterImport.objects.filter(pk=roster_id, state=RosterState.CONFIRMED).update(
            state=RosterState.REVIEW, problems=[asdict(one) for one in wrong], job_id=None
        )
        raise JobRefused(why=_("Line {line}: {what} Nothing was imported.").format(line=wrong[0].line, what=wrong[0].what))
    return back


class RowRefused(Exception):
    """A row can't be done: the whole list is undone."""

    def __init__(self, line: int, why: str) -> None:
        self.line, self.why = line, why
        super().__init__(why)


def apply_roster(*, roster_id: int, planned: Sequence[PlannedRow], by: int) -> None:
    """Add, place and invite everyone of the list, in the caller's transaction. Idempotent. Raises RowRefused."""
    kept = RosterImport.objects.select_for_update().get(pk=roster_id)
    if kept.state != RosterState.CONFIRMED:
        return
    emails = [one.row.email for one in planned]
    lock_enrolments_of(emails)
    counts: Counter[str] = Counter({NEW: 0, KNOWN: 0, MOVED: 0, SAME: 0, "enrolled": 0, "invited": 0})
    courses = _courses_of({one.cohort.id for one in planned})
    members = _members(kept.institution_id) if any(one.change for one in planned) else {}
    coming = [one for one in planned if one.act == TRANSFERRED]
    taken = _enrolments_of([one.row.email for one in coming], {c.course_id for some in courses.values() for c in some})
    to_invite: list[int] = []
    for one in planned:
        counts[one.act] += 1
        if one.act == SAME:
            continue
        if one.change is not None:
            try:
                apply_change(one.row, one.change, members[one.row.email], one.cohort, by=by)
            except institutions.AddressTaken as refused:
                raise RowRefused(one.row.line, refused.sentence()) from None
            continue
        if one.act == TRANSFERRED:
            placed = courses[one.cohort.id]
            held = held_elsewhere(taken[one.row.email], placed, kept.institution_id)
            bring_over(held, placed, one.cohort, one.country, by=by)
        person_id = institutions.ensure_person(
            email=one.row.email, given_name=one.row.given_name, family_name=one.row.family_name, country=one.country,
            language=one.language, by=by,
        )  # fmt: skip
        institutions.grant_role(
            person_id=person_id, institution_id=kept.institution_id, role="advisor", cohort_id=one.cohort.id, by=by
        )
        try:
            counts["enrolled"] += place_person(
                person_id=person_id, cohort=one.cohort, placed=courses[one.cohort.id], country=one.country,
                language=one.language, by=by,
            )  # fmt: skip
        except EnrolledElsewhere as elsewhere:
            raise RowRefused(one.row.line, elsewhere.sentence()) from None
        to_invite.append(person_id)
    for card in institutions.person_cards(to_invite).values():
        if not card.has_login:
            institutions.invite(person_id=card.id, institution_id=kept.institution_id, by=by)
            counts["invited"] += 1
    record_event(
        act="roster.imported", subject="roster_import", subject_id=roster_id, actor=by, institution=kept.institution_id,
        after=dict(counts),
    )  # fmt: skip
    _close(kept, RosterState.DONE, dict(counts), [_result(one) for one in planned])


def _result(one: PlannedRow) -> dict[str, Any]:
    """A line of the file of results: what was done, as codes; words are chosen when the file is made."""
    row, change = one.row, one.change
    return {
        "line": row.line, "name": f"{row.given_name} {row.family_name}".strip(), "email": row.new_email or row.email,
        "group": one.cohort.id, "act": one.act, "courses": one.courses, "invite": one.invite, "reason": row.reason,
        "changes": list(change.changes) if change else [],
    }  # fmt: skip


def lock_enrolments_of(emails: Sequence[str]) -> None:
    """Lock what these people are enrolled in before anything locks the people themselves: enrolments come first."""
    for chunk in _chunks(emails):
        rows = Enrolment.objects.annotate(address=Lower("person__email")).filter(address__in=chunk).order_by("pk")
        list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))


def place_person(
    *, person_id: int, cohort: CohortCard, placed: Sequence[CohortCourse], country: str, language: str, by: int | None
) -> int:
    """Place a person on the courses of a group; returns how many enrolments are new. Raises EnrolledElsewhere."""
    before = set(Enrolment.objects.filter(person_id=person_id).values_list("pk", flat=True))
    after = {
        enrol(
            person_id=person_id, institution_id=cohort.institution_id, course_id=one.course_id, cohort_course_id=one.pk,
            country=country, language=language, by=by,
        )
        for one in placed
    }  # fmt: skip
    return len(after - before)


@transaction.atomic
def add_person(*, cohort_id: int, email: str, given_name: str, family_name: str, country: str, language: str, by: int) -> int:
    """Add one advisor to a group by hand: the same as a list of one row. Returns the person's id. Safe to repeat.

    Raises EnrolledElsewhere.
    """
    cohort = institutions.cohort_card(cohort_id)
    lock_enrolments_of([email.lower()])
    person_id = institutions.ensure_person(
        email=email, given_name=given_name, family_name=family_name, country=country, language=language, by=by
    )
    institutions.grant_role(
        person_id=person_id, institution_id=cohort.institution_id, role="advisor", cohort_id=cohort_id, by=by
    )
    place_person(
        person_id=person_id, cohort=cohort, placed=_courses_of([cohort_id])[cohort_id], country=country or cohort.country,
        language=language, by=by,
    )  # fmt: skip
    if not institutions.person_card(person_id).has_login:
        institutions.invite(person_id=person_id, institution_id=cohort.institution_id, by=by)
    return person_id


@transaction.atomic
def open_cohort_course(*, cohort_id: int, cohort_course_id: int, by: int) -> int:
    """Place everyone of a group on a course that it now takes; returns how many enrolments are new.

    People whom another institution has on the same course are left where they are.
    """
    cohort = institutions.cohort_card(cohort_id)
    placed = CohortCourse.objects.get(pk=cohort_course_id, cohort_id=cohort_id)
    opened = 0
    for person in institutions.person_cards(institutions.cohort_people(cohort_id, "advisor")).values():
        try:
            with transaction.atomic():
                opened += place_person(
                    person_id=person.id, cohort=cohort, placed=[placed], country=cohort.country, language=person.language, by=by
                )
        except EnrolledElsewhere:
            continue
    return opened
