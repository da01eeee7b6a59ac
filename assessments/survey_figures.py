"""Rows for the figures F07, F08, F18, F19 and F20: each in one or two queries on one instant, without a person in any of them.

Periods are [start, end), aware moments at local midnight. `institution_ids` None: every institution. What is "not told" is not
in a row: `None` stands there, and whoever sums must leave such a row out of every total (`surveys.telling`, rule 5).
"""

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, Q
from django.utils import timezone

from assessments.clinics.rules import ASKED_AFTER, ASKED_AGAIN_AFTER
from assessments.models import (
    AskState,
    ClinicRating,
    ClinicSession,
    ClinicState,
    GainMoment,
    GainSitting,
    HolderAnswer,
    HolderAsk,
    Outcome90,
    Survey,
)
from assessments.scoring import as_percent
from assessments.surveys.questions import USEFUL
from assessments.surveys.telling import FEWEST, GOOD


class Reaction(NamedTuple):
    """One closed survey (F07); `module` '' is the whole course. `answers` and `good` (4, 5 on usefulness) are None under five.

    A survey is the smallest row there is: add up rows that are told, split by nothing finer (no sex, no region: no answer
    knows them).
    """

    survey_id: int
    institution_id: int
    cohort_id: int
    country: str
    course: str
    module: str
    closed_at: datetime
    asked: int
    answers: int | None
    good: int | None


class Pair(NamedTuple):
    """One learner's two tests (F08), in percent with two places; `gain` = `post` − `pre`. `number` only orders rows."""

    number: int
    institution_id: int
    cohort_id: int | None
    country: str
    course: str
    pre: Decimal
    post: Decimal
    gain: Decimal


class Ratings(NamedTuple):
    """What businesses said of sessions of one institution (F18), answered in the period; `links` were handed over in it.

    `answers` and `good` (4 or 5) leave out those from one and the same device, which `apart` and `apart_good` count. Plain
    counts: whoever shows them hides small ones.
    """

    institution_id: int
    country: str
    links: int
    answers: int
    good: int
    apart: int
    apart_good: int


class FollowUp(NamedTuple):
    """A confirmed session whose 90 days (or 12 months, `year`) ended in the period (F19).

    `outcome` is an `Outcome90` (of the year: a `YearEnd`), '' when nobody answered. Businesses are counted by `business_id`,
    None where a session names none: such a session is a business of its own. `acted`: a business did something.
    """

    session_id: int
    institution_id: int
    country: str
    stage: str
    business_id: int | None
    due_on: date
    year: bool
    outcome: str

    @property
    def acted(self) -> bool:
        """Filed, licensed, stopped a risk, or something else that was done."""
        return self.outcome not in ("", Outcome90.NOTHING, Outcome90.UNKNOWN)


class HolderFigures(NamedTuple):
    """Holders of one institution whose six months ended in the period (F20), of questions that have closed.

    `open` are still being asked: nothing they said is in here. `answers` and all after it are None under five answers.
    `businesses`, `made`, `arrived` are sums: businesses guided, referrals made, referrals of which they know that they arrived.
    """

    institution_id: int
    country: str
    asked: int
    open: int
    answers: int | None
    gave: int | None
    businesses: int | None
    made: int | None
    arrived: int | None


def _of(institution_ids: Collection[int] | None, path: str = "institution_id") -> Q:
    return Q() if institution_ids is None else Q(**{f"{path}__in": institution_ids})


def reactions(
    *, start: datetime, end: datetime, institution_ids: Collection[int] | None = None, using: str = "default"
) -> list[Reaction]:
    """F07: every survey that closed in the period, whole courses and modules. One query."""
    rows = Survey.objects.using(using).filter(closed_at__gte=start, closed_at__lt=end)
    values = rows.filter(_of(institution_ids, "cohort_course__cohort__institution_id")).order_by("pk").values_list(
        "pk", "cohort_course__cohort__institution_id", "cohort_course__cohort_id", "cohort_course__cohort__country",
        "cohort_course__course__key", "module", "closed_at", "asked", "answers", "counts",
    )  # fmt: skip
    found = []
    for pk, institution, cohort, country, course, module, closed_at, asked, answers, counts in values:
        assert closed_at is not None
        good = sum(counts[USEFUL][value - 1] for value in GOOD) if answers else None
        found.append(Reaction(pk, institution, cohort, country, course, module, closed_at, asked, answers or None, good))
    return found


def gain_pairs(
    *, start: datetime, end: datetime, institution_ids: Collection[int] | None = None, using: str = "default"
) -> list[Pair]:
    """F08: learners whose second test was handed in in the period and who took the first. One query.

    `statistics.gains.mean_gain` makes the mean and its interval; a mean of fewer than five pairs is not shown.
    """
    posts = GainSitting.objects.using(using).filter(
        _of(institution_ids, "enrolment__institution_id"),
        moment=GainMoment.POST, submitted_at__gte=start, submitted_at__lt=end,
        enrolment__lms_gain_sittings__moment=GainMoment.PRE, enrolment__lms_gain_sittings__submitted_at__isnull=False,
    )  # fmt: skip
    values = posts.order_by("pk").values_list(
        "enrolment__institution_id", "enrolment__cohort_course__cohort_id", "enrolment__country", "enrolment__course__key",
        "enrolment__lms_gain_sittings__fraction", "fraction",
    )  # fmt: skip
    found = []
    for number, (institution, cohort, country, course, before, after) in enumerate(values, 1):
        pre, post = as_percent(before or Decimal(0)), as_percent(after or Decimal(0))
        found.append(Pair(number, institution, cohort, country, course, pre, post, post - pre))
    return found


def business_ratings(
    *, start: datetime, end: datetime, institution_ids: Collection[int] | None = None, using: str = "default"
) -> list[Ratings]:
    """F18: institutions with a link handed over or answered in the period; of sessions that stand. One query."""
    rows = ClinicRating.objects.using(using).exclude(session__state__in=[ClinicState.DRAFT, ClinicState.WITHDRAWN])
    rows = rows.filter(_of(institution_ids, "session__institution_id"))
    came = Q(answered_at__gte=start, answered_at__lt=end)
    rows = rows.filter(came | Q(made_at__gte=start, made_at__lt=end))
    values = rows.order_by("pk").values_list(
        "session__institution_id", "session__institution__country", "made_at", "answered_at", "answers", "same_device"
    )
    found: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    for institution, country, made_at, answered_at, answers, same in values:
        mine = found[institution, country]
        mine["links"] += start <= made_at < end
        if answered_at is not None and start <= answered_at < end:
            mine["apart" if same else "answers"] += 1
            mine["apart_good" if same else "good"] += answers["useful"] in GOOD
    names = ("links", "answers", "good", "apart", "apart_good")
    return [Ratings(*key, *(mine[name] for name in names)) for key, mine in sorted(found.items())]


def follow_ups(
    *, start: datetime, end: datetime, institution_ids: Collection[int] | None = None, using: str = "default"
) -> list[FollowUp]:
    """F19: confirmed sessions whose 90 days ended in the period, then those that had led to an application and whose twelve
    months did. Two queries. Days are those of the active time zone."""
    first, last = timezone.localdate(start), timezone.localdate(end)
    rows = ClinicSession.objects.using(using).filter(_of(institution_ids), state=ClinicState.CONFIRMED)
    named = ("pk", "institution_id", "institution__country", "stage", "business_id", "held_on")
    found = []
    for year, after, outcome, only in (
        (False, ASKED_AFTER, "lms_sequel__outcome", Q()),
        (True, ASKED_AGAIN_AFTER, "lms_sequel__lms_year__end", Q(lms_sequel__outcome=Outcome90.FILED)),
    ):
        due = rows.filter(only, held_on__gte=first - after, held_on__lt=last - after).order_by("pk")
        for pk, institution, country, stage, business, held_on, said in due.values_list(*named, outcome):
            assert held_on is not None
            found.append(FollowUp(pk, institution, country, stage, business, held_on + after, year, said or ""))
    return found


def holder_figures(
    *, start: datetime, end: datetime, institution_ids: Collection[int] | None = None, using: str = "default"
) -> list[HolderFigures]:
    """F20: a row an institution and country. Two queries. Periods are whole months of the active time zone: of an answer only
    the month is kept in which it fell due."""
    first, last = timezone.localdate(start), timezone.localdate(end)
    asks = HolderAsk.objects.using(using).filter(_of(institution_ids), due_at__gte=start, due_at__lt=end)
    alive = Q(state__in=(AskState.OPEN, AskState.ANSWERED))
    asked = asks.order_by("institution_id", "country").values_list("institution_id", "country")
    heads = asked.annotate(n=Count("pk"), running=Count("pk", filter=alive))
    said: dict[tuple[int, str], list[dict[str, Any]]] = defaultdict(list)
    closed = HolderAnswer.objects.using(using).filter(_of(institution_ids), month__gte=first, month__lt=last, seal="")
    for institution, country, answers in closed.values_list("institution_id", "country", "answers"):
        said[institution, country].append(answers)
    found = []
    for institution, country, n, running in heads:
        mine = said[institution, country]
        sums: list[int | None] = [None] * 5
        if len(mine) >= FEWEST:
            sums = [len(mine), sum(one["gave"] == "yes" for one in mine)]
            sums += [sum(int(one[name]) for one in mine) for name in ("businesses", "made", "arrived")]
        found.append(HolderFigures(institution, country, n, running, *sums))
    return found
