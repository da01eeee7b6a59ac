"""What a list of people may change: corrections, coming over from elsewhere, withdrawals. Planned for the review, then done."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _

from courses.models import CohortCourse, Completion, Enrolment, EnrolmentState, OutcomeRecord
from courses.roster import CORRECT, RosterRow
from courses.roster_words import CORRECTED, ERROR, SAME, WITHDRAWN
from courses.services.enrolment import move_enrolment
from courses.services.withdrawing import withdraw_person
from lms.audit.api import record_event
from lms.institutions import api as institutions
from lms.institutions.api import CohortCard, PersonCard

Taken = Mapping[int, Enrolment]
_CHUNK: Final = 500


@dataclass(frozen=True, slots=True)
class Known:
    """What must be known to say whether people may be corrected. All of it is read once for a whole list."""

    fixed: frozenset[int] = frozenset()  # people who completed something, or whom another institution knows too
    shared: frozenset[int] = frozenset()  # people whom another institution knows too
    earned: frozenset[int] = frozenset()  # enrolments in which something was recorded
    addresses: frozenset[str] = frozenset()  # new addresses that somebody has already


@dataclass(frozen=True, slots=True)
class Change:
    """What one line with an action does."""

    act: str
    changes: tuple[str, ...] = ()
    problem: str = ""
    enrolments: tuple[int, ...] = field(default=())  # those whose country or language is corrected


def known_of(
    rows: Sequence[RosterRow], members: Mapping[str, PersonCard], taken: Mapping[str, Taken], institution_id: int
) -> Known:
    """Read what the corrections of a list need: four queries, none when it corrects nobody."""
    wanted = [row for row in rows if row.action == CORRECT and row.email in members]
    if not wanted:
        return Known()
    people = {members[row.email].id for row in wanted}
    enrolments = [one.pk for row in wanted for one in taken.get(row.email, {}).values()]
    shared = _in_chunks(sorted(people), lambda some: institutions.elsewhere(some, institution_id))
    done = _in_chunks(sorted(people), _completed)
    earned = _in_chunks(enrolments, _recorded)
    addresses = institutions.known_addresses([row.new_email for row in wanted if row.new_email])
    return Known(frozenset(shared | done), frozenset(shared), frozenset(earned), frozenset(addresses))


def _completed(people: Sequence[int]) -> set[int]:
    return set(Completion.objects.filter(enrolment__person__in=people).values_list("enrolment__person_id", flat=True))


def _recorded(enrolments: Sequence[int]) -> set[int]:
    return set(OutcomeRecord.objects.filter(enrolment__in=enrolments).values_list("enrolment_id", flat=True).distinct())


def _in_chunks(ids: Sequence[int], read: Callable[[Sequence[int]], set[int]]) -> set[int]:
    return {one for start in range(0, len(ids), _CHUNK) for one in read(ids[start : start + _CHUNK])}


def plan_withdrawal(row: RosterRow, member: PersonCard | None, in_group: Collection[int]) -> Change:
    """Only who is in the group can leave it."""
    if member is None or member.id not in in_group:
        return Change(ERROR, problem=_("Nobody with this address is in this group. Check the address and the group."))
    return Change(WITHDRAWN)


def plan_correction(
    row: RosterRow,
    member: PersonCard | None,
    *,
    cohort: CohortCard,
    placed: Sequence[CohortCourse],
    taken: Taken,
    known: Known,
) -> Change:
    """What differs from what is known; or the sentence why it may not be changed."""
    if member is None:
        return Change(ERROR, problem=_("Nobody with this address is in your institution. Check the address."))
    mine = [one for one in taken.values() if one.institution_id == cohort.institution_id]
    active = [one for one in mine if one.state == EnrolmentState.ACTIVE and one.cohort_course_id in {p.pk for p in placed}]
    names = [
        name for name in ("given_name", "family_name") if getattr(row, name) and getattr(row, name) != getattr(member, name)
    ]
    if names and member.id in known.fixed:
        said = _("The name stays: something was completed under it, or it is not your institution's alone to change.")
        return Change(ERROR, problem=said)
    changes: list[str] = list(names)
    touched: set[int] = set()
    if row.language:
        other = [one.pk for one in active if one.language != row.language]
        if other or (not member.has_login and member.language != row.language and member.id not in known.shared):
            changes.append("language")
            touched.update(other)
    if row.country:
        abroad = [one for one in active if one.country != row.country]
        if any(one.pk in known.earned for one in abroad):
            said = _("The country stays: something was already done under its law. Enrol this person anew instead.")
            return Change(ERROR, problem=said)
        if any(p.course.countries and row.country not in p.course.countries for p in placed):
            said = _("A course of this group is not offered under this country's law. Correct the country.")
            return Change(ERROR, problem=said)
        if abroad:
            changes.append("country")
            touched.update(one.pk for one in abroad)
    problem = _address_problem(row, member, known)
    if problem:
        return Change(ERROR, problem=problem)
    if row.new_email and row.new_email != member.email.lower():
        changes.append("email")
    return Change(CORRECTED if changes else SAME, tuple(changes), enrolments=tuple(sorted(touched)))


def _address_problem(row: RosterRow, member: PersonCard, known: Known) -> str:
    if not row.new_email or row.new_email == member.email.lower():
        return ""
    if member.has_login or member.id in known.shared:
        return _("The address stays: this person has an account, or it is not your institution's alone to change.")
    if row.new_email in known.addresses:
        return str(institutions.AddressTaken())
    return ""


def apply_change(row: RosterRow, change: Change, member: PersonCard, cohort: CohortCard, *, by: int) -> None:
    """Do what was planned, in the caller's transaction. Raises AddressTaken, AlreadyHasLogin."""
    if change.act == WITHDRAWN:
        withdraw_person(person_id=member.id, cohort_id=cohort.id, reason=row.reason, by=by)
        return
    for one in Enrolment.objects.filter(pk__in=change.enrolments).order_by("pk"):
        if "language" in change.changes and one.language != row.language:
            set_language(one, row.language, by=by)
        if "country" in change.changes and one.country != row.country:
            move_enrolment(
                enrolment_id=one.pk, institution_id=one.institution_id, cohort_course_id=one.cohort_course_id,
                country=row.country, by=by, why="country corrected",
            )  # fmt: skip
    said = {name: getattr(row, name) for name in ("given_name", "family_name") if name in change.changes}
    institutions.correct_person(
        person_id=member.id, institution_id=cohort.institution_id, **said,
        language=row.language if "language" in change.changes and not member.has_login else "",
        email=row.new_email if "email" in change.changes else "", by=by,
    )  # fmt: skip


def set_language(enrolment: Enrolment, language: str, *, by: int) -> None:
    """In which language a person takes a course: the one thing of an enrolment that may change."""
    before = enrolment.language
    Enrolment.objects.filter(pk=enrolment.pk).update(language=language)
    record_event(
        act="enrolment.language", subject="enrolment", subject_id=enrolment.pk, actor=by,
        institution=enrolment.institution_id, before={"language": before}, after={"language": language},
    )  # fmt: skip
    enrolment.language = language


def held_elsewhere(taken: Taken, placed: Sequence[CohortCourse], institution_id: int) -> list[Enrolment]:
    """The active enrolments on a group's courses that another institution holds."""
    courses = {one.course_id for one in placed}
    return [
        one
        for one in taken.values()
        if one.course_id in courses and one.state == EnrolmentState.ACTIVE and one.institution_id != institution_id
    ]


def bring_over(held: Sequence[Enrolment], placed: Sequence[CohortCourse], cohort: CohortCard, country: str, *, by: int) -> int:
    """Move enrolments here: the old ones are closed, new ones continue them. `country` '': each keeps its own."""
    places = {one.course_id: one.pk for one in placed}
    for one in sorted(held, key=lambda one: one.pk):
        move_enrolment(
            enrolment_id=one.pk, institution_id=cohort.institution_id, cohort_course_id=places[one.course_id],
            country=country or one.country, by=by, why="moved",
        )  # fmt: skip
    return len(held)
