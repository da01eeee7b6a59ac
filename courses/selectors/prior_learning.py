"""Prior learning: what can be asked for, one's own claims, what waits for who decides. Constant in queries."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.kinds import may_recognise
from courses.models import Enrolment, EnrolmentPurpose, PriorClaim, PriorFile, PriorState, PriorUnit, UnitProgress, UnitVersion
from courses.progress import PASSING, Entry
from courses.reviewable import Adverse
from courses.selectors.releases import entries_at
from courses.selectors.reviews import too_close
from lms.institutions.api import Scope
from lms.kernel.todo import Todo
from lms.kernel.words import in_language

LEAST: Final = 80
MOST: Final = 4000
MOST_FILES: Final = 5
REVIEW_DAYS: Final = 30
KIND: Final = "recognition"


def decides(scope: Scope) -> bool:
    """Deciders and reviewers of the programme, as for accommodations and reviews."""
    return scope.decider or scope.reviewer


def recognisable(enrolment: Enrolment, at: datetime | None = None) -> list[Entry]:
    """The units that are open, that nobody asked for yet, and whose kind lets what was learned elsewhere stand for them.

    Only the first time: a renewal or a second country asks for what is new. Four queries.
    """

    if enrolment.purpose != EnrolmentPurpose.FIRST:
        return []
    entries = entries_at(enrolment.course_id, enrolment.country, at or timezone.now(), purpose=enrolment.purpose)
    configs = dict(UnitVersion.objects.filter(pk__in=[one.unit_version_id for one in entries]).values_list("pk", "config"))
    done = set(UnitProgress.objects.filter(enrolment=enrolment, state__in=PASSING).values_list("unit_id", flat=True))
    open_ones = PriorUnit.objects.filter(enrolment=enrolment, state__in=(PriorState.ASKED, PriorState.RECOGNISED))
    done |= set(open_ones.values_list("unit_id", flat=True))
    return [
        one for one in entries if one.unit_id not in done and may_recognise(one.kind, configs.get(one.unit_version_id) or {})
    ]


def units_to_recognise(enrolment_id: int) -> list[int]:
    """The ids of the units that can be asked for in an enrolment."""
    return [one.unit_id for one in recognisable(Enrolment.objects.get(pk=enrolment_id))]


def state_word(state: str) -> str:
    """Where it stands, in words."""
    return {
        "asked": _("Asked for"), "recognised": _("Recognised"), "refused": _("Not recognised"), "withdrawn": _("Withdrawn"),
        "taken_back": _("Taken back"),
    }[state]  # fmt: skip


@dataclass(frozen=True, slots=True)
class PriorLine:
    """One unit of a claim, in words."""

    id: int
    title: str
    state: str
    word: str
    answer: str
    decided_at: datetime | None
    taken_because: str


@dataclass(frozen=True, slots=True)
class ClaimCard:
    """One claim with its units and files."""

    id: int
    enrolment_id: int
    course: str
    who: str
    country: str
    evidence: str
    at: datetime
    units: list[PriorLine]
    files: list[tuple[int, str]]

    @property
    def waits(self) -> bool:
        return any(one.state == PriorState.ASKED for one in self.units)


def cards(claims: Sequence[PriorClaim]) -> list[ClaimCard]:
    """Two queries whatever their number; the claims come with enrolment, course and person."""
    ids = [one.pk for one in claims]
    units: dict[int, list[PriorLine]] = {}
    rows = PriorUnit.objects.filter(claim__in=ids).order_by("pk")
    columns = ("claim_id", "pk", "unit__titles", "state", "answer", "decided_at", "taken_because")
    for claim, pk, titles, state, answer, decided, because in rows.values_list(*columns):
        line = PriorLine(pk, in_language(titles), state, state_word(state), answer, decided, because)
        units.setdefault(claim, []).append(line)
    files: dict[int, list[tuple[int, str]]] = {}
    for claim, pk, name in PriorFile.objects.filter(claim__in=ids).order_by("pk").values_list("claim_id", "pk", "name"):
        files.setdefault(claim, []).append((pk, name))
    return [
        ClaimCard(
            one.pk, one.enrolment_id, in_language(one.enrolment.course.titles), one.enrolment.person.full_name,
            one.enrolment.country, one.evidence, one.at, units.get(one.pk, []), files.get(one.pk, []),
        )
        for one in claims
    ]  # fmt: skip


def claims() -> Any:
    """Claims with what a card needs."""
    return PriorClaim.objects.select_related("enrolment__course", "enrolment__person")


def own_claims(enrolment_id: int) -> list[ClaimCard]:
    """Of one enrolment, the newest first. Three queries."""
    return cards(list(claims().filter(enrolment_id=enrolment_id).order_by("-pk")))


def claims_for(scope: Scope, *, over: bool = False, limit: int = 200) -> list[ClaimCard]:
    """What waits for a decision (the oldest first), or what is over; without those of people the reader is too close to."""
    asked = PriorUnit.objects.filter(state=PriorState.ASKED).values("claim")
    rows = claims().exclude(pk__in=asked).order_by("-pk") if over else claims().filter(pk__in=asked).order_by("pk")
    found = list(rows[:limit])
    close = too_close(scope.person_id, {one.enrolment.person_id for one in found})
    return cards([one for one in found if one.enrolment.person_id not in close])


def prior_todos(scope: Scope) -> list[Todo]:
    """Claims that wait for somebody who decides. Eight queries at most, none for anybody else."""
    waiting = len(claims_for(scope)) if decides(scope) else 0
    if not waiting:
        return []
    said = ngettext("%(n)s request to recognise prior learning", "%(n)s requests to recognise prior learning", waiting)
    return [
        Todo(
            title=said % {"n": waiting}, why=_("Somebody shows what they know already; you are outside of their group."),
            url=reverse("lms:courses:prior-inbox"), icon="book", weight=45, act=_("Look at them"),
        )
    ]  # fmt: skip


def refusals_against(person_id: int) -> list[Adverse]:
    """Units that were not recognised, for the review door. One query."""
    rows = PriorUnit.objects.filter(enrolment__person_id=person_id, state=PriorState.REFUSED).select_related(
        "unit", "enrolment"
    )
    return [
        Adverse(
            kind=KIND, subject_id=row.pk, person_id=person_id, institution_id=row.enrolment.institution_id,
            country=row.enrolment.country, titles=row.unit.titles, decided_at=row.decided_at or row.claim.at,
            until=(row.decided_at or row.claim.at) + timedelta(days=REVIEW_DAYS),
        )
        for row in rows
    ]  # fmt: skip


def refusal_facts(prior_id: int) -> list[tuple[str, str]]:
    """What a panel reads: the unit, the evidence, the answer. One query."""
    row = PriorUnit.objects.select_related("unit", "claim").get(pk=prior_id)
    return [
        (_("Unit"), in_language(row.unit.titles)), (_("What was shown"), row.claim.evidence), (_("The answer"), row.answer),
    ]  # fmt: skip


def hands_in(prior_id: int) -> Collection[int]:
    """Who decided it."""
    found = PriorUnit.objects.values_list("decided_by_id", "taken_by_id").get(pk=prior_id)
    return [one for one in found if one is not None]


def mail_facts(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a mail about a decision adds when it is written."""
    row = PriorUnit.objects.select_related("unit").get(pk=int(params["prior_id"]))
    return {
        "title": in_language(row.unit.titles), "answer": row.taken_because or row.answer,
        "path": reverse("lms:courses:prior-own", args=[row.enrolment_id]),
    }  # fmt: skip
