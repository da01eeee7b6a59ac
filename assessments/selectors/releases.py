"""Letters that wait for a person to release their results: counts and references, never a name beside a score."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, F, Min, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import Submission, SubmissionState
from assessments.models.conflicts import certifying, too_close
from assessments.selectors.holds import held_back
from lms.institutions.api import Scope
from lms.kernel.todo import Todo

ALONE: Final = "none"  # the group of those who take the course in no group
SLOW_DAYS: Final = 15  # the promise to advisors: a result within fifteen days
_COHORT: Final = "enrolment__cohort_course__cohort"
_SCORED: Final = Q(state=SubmissionState.SCORED)


def releasable(scope: Scope) -> QuerySet[Submission]:
    """The letters whose results this scope releases: for a decider all but of whom they are too close to; for a coordinator
    those of their institutions but their own, and but those of certifying cases: who coordinates people does not decide about
    what they are certified for."""
    here = Q(enrolment__institution__in=scope.coordinator_of) & ~Q(enrolment__person_id=scope.person_id) & ~certifying()
    return Submission.objects.filter(here | ~too_close(scope.person_id) if scope.decider else here)


def _under_way(scope: Scope) -> QuerySet[Submission]:
    """Scored, or being scored where a person will release the result."""
    together = Q(unit_version__config__scoring__release="together")
    return releasable(scope).filter(_SCORED | (Q(state=SubmissionState.SUBMITTED) & together))


@dataclass(frozen=True, slots=True)
class Batch:
    """The letters of one case in one group of one institution. `held`: scored, and kept back because of an assessor; `oldest`:
    since when the oldest result waits; `handed_in`: since when the oldest letter waits for its score."""

    institution_id: int
    institution: dict[str, str]
    unit_id: int
    titles: dict[str, str]
    cohort_id: int | None
    cohort: dict[str, str]
    scored: int
    scoring: int
    oldest: datetime | None
    handed_in: datetime | None
    held: int

    @property
    def ready(self) -> int:
        return self.scored - self.held

    @property
    def days(self) -> int:
        """How long the oldest result has waited."""
        return (timezone.now() - self.oldest).days if self.oldest else 0

    @property
    def scoring_days(self) -> int:
        """How long the oldest letter has waited for its score."""
        return (timezone.now() - self.handed_in).days if self.handed_in else 0

    @property
    def late(self) -> bool:
        return self.days >= SLOW_DAYS

    @property
    def url(self) -> str:
        return batch_url(self.institution_id, self.unit_id, str(self.cohort_id or ALONE))


def batch_url(institution_id: int, unit_id: int, group: str) -> str:
    """The page of one case in one group; '' as group: in all."""
    page = reverse("lms:assessments:release-batch", args=[institution_id, unit_id])
    return f"{page}?{urlencode({'group': group})}" if group else page


def place_of(rows: QuerySet[Submission]) -> dict[str, Any]:
    """The institution and the case that these letters are of. One query."""
    found = rows.values_list("enrolment__institution__names", "enrolment__country", "unit__titles").first()
    names, country, titles = found or ({}, "", {})
    return {"institution": names, "country": country, "titles": titles}


def batches(scope: Scope, *, institution_id: int | None = None, unit_id: int | None = None) -> list[Batch]:
    """Case by case and group by group, what waits longest first. Three queries."""
    rows = _under_way(scope)
    if institution_id and unit_id:
        rows = rows.filter(enrolment__institution=institution_id, unit=unit_id)
    place = ("enrolment__institution", "unit", _COHORT)
    held: dict[tuple[Any, ...], int] = {}
    for *where, n in held_back(rows.filter(_SCORED)).values_list(*place).annotate(n=Count("pk", distinct=True)).order_by():
        held[tuple(where)] = n
    told = (*place[:1], "enrolment__institution__names", "unit", "unit__titles", _COHORT, f"{_COHORT}__names")
    sums = {
        "scored": Count("pk", filter=_SCORED), "scoring": Count("pk", filter=~_SCORED),
        "oldest": Min("scored_at", filter=_SCORED), "handed_in": Min("submitted_at", filter=~_SCORED),
    }  # fmt: skip
    lines = [
        Batch(
            where, names or {}, unit, titles or {}, cohort, cohort_names or {}, scored, scoring, oldest, handed_in,
            held.get((where, unit, cohort), 0),
        )
        for where, names, unit, titles, cohort, cohort_names, scored, scoring, oldest, handed_in in rows.values_list(*told)
        .annotate(**sums)
        .order_by()
    ]  # fmt: skip
    return sorted(lines, key=lambda one: (not one.ready, one.oldest or timezone.now(), one.institution_id, one.unit_id))


@dataclass(frozen=True, slots=True)
class Waiting:
    """One scored letter by its reference."""

    id: int
    ref: str
    scored_at: datetime
    held: bool

    @property
    def days(self) -> int:
        return (timezone.now() - self.scored_at).days


def results_of(rows: QuerySet[Submission]) -> list[tuple[int, dict[str, str], int]]:
    """(group, its names, results that are out) of the groups among these letters. One query."""
    out = rows.filter(state=SubmissionState.RELEASED).exclude(**{_COHORT: None})
    found = out.values_list(_COHORT, f"{_COHORT}__names").annotate(n=Count("pk")).order_by(_COHORT)
    return [(cohort, names or {}, n) for cohort, names, n in found]


def in_group(rows: QuerySet[Submission], group: str) -> QuerySet[Submission]:
    """Those of one group; '' all."""
    if not group:
        return rows
    return rows.filter(**{_COHORT: None}) if group == ALONE else rows.filter(**{_COHORT: int(group)})


def waiting(rows: QuerySet[Submission]) -> list[Waiting]:
    """The scored ones among these letters, the longest waiting first. Three queries."""
    scored = rows.filter(_SCORED)
    held = set(held_back(scored).values_list("pk", flat=True))
    found = scored.order_by("scored_at", "ref").values_list("pk", "ref", F("scored_at"))
    return [Waiting(pk, ref, at or timezone.now(), pk in held) for pk, ref, at in found]


def chosen(rows: QuerySet[Submission], refs: Iterable[str]) -> list[Waiting]:
    """Those of the scored letters whose reference was ticked."""
    wanted = set(refs)
    return [one for one in waiting(rows) if one.ref in wanted]


def release_todos(scope: Scope) -> list[Todo]:
    """Results that wait for this coordinator, or of certifying cases for this decider, as one line. Two queries, none for
    others."""
    if not (scope.coordinator_of or scope.decider):
        return []
    rows = releasable(scope).filter(_SCORED)
    if scope.decider:  # coordinators release the others; who decides is asked for what nobody else may release
        rows = rows.filter(certifying() | Q(enrolment__institution__in=scope.coordinator_of))
    held = held_back(rows).values("pk")
    found = rows.exclude(pk__in=held).aggregate(n=Count("pk"), oldest=Min("scored_at"))
    if not found["n"]:
        return []
    days = (timezone.now() - (found["oldest"] or timezone.now())).days
    said = ngettext(
        "{n} scored letter waits for you to release its result", "{n} scored letters wait for you to release their results",
        found["n"],
    )  # fmt: skip
    return [
        Todo(
            title=said.format(n=found["n"]),
            why=_("They were scored today.") if not days else _oldest(days),
            url=reverse("lms:assessments:release-list"),
            icon="cert",
            tone="warn" if days >= SLOW_DAYS else "",
            weight=27,
            act=_("See and release"),
        )
    ]


def _oldest(days: int) -> str:
    return ngettext("The oldest result has waited {n} day.", "The oldest result has waited {n} days.", days).format(n=days)
