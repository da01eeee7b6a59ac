"""An exam's bank question by question: how often it was shown, what answers say of it, how it moved through its life."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import lives
from assessments.exposing import DAYS, Drift, Period, drift
from assessments.models import (
    Attempt,
    AttemptState,
    Bank,
    Blueprint,
    BlueprintState,
    Edit,
    Exposure,
    Life,
    LifeMove,
    Pool,
    Question,
    QuestionEntry,
    SlotResult,
)
from lms.institutions.api import Scope, person_cards
from lms.kernel.todo import Todo
from lms.kernel.words import in_language

SECRET = Q(bank__pool=Pool.EXAM, bank__demonstration=False)


@dataclass(frozen=True, slots=True)
class Step:
    """One move of a question's life. `who` is '' for the daily look, `figures` what it rested on."""

    at: datetime
    before: str
    after: str
    reason: str
    who: str
    figures: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PoolRow:
    """A question of an exam's bank. `rate`: its share of the sheets of 90 days, 0 … 1, in the quiz where that is highest; None
    before there were any. `facility`: mean fraction of all answers under its present key."""

    item_id: int
    key: str
    stem: Mapping[str, str]
    task: str
    domain: str
    difficulty: int
    countries: Sequence[str]
    life: str
    moves: tuple[str, ...]
    shown: int
    shown_lately: int
    rate: float | None
    answers: int
    facility: float | None
    drift: Drift | None = None
    steps: tuple[Step, ...] = ()


def pool_rows(bank: Bank | None = None, *, life: str = "", steps: bool = False) -> list[PoolRow]:
    """The questions of a bank (without one: of all exams'), by task and key. Seven queries, nine with their steps."""
    rows = QuestionEntry.objects.filter(SECRET, item__archived_at=None).select_related("bank", "item__draft")
    rows = rows.filter(bank=bank) if bank else rows
    entries = list((rows.filter(life=life) if life else rows).order_by("task", "item__key"))
    now = timezone.now()
    ids = [entry.pk for entry in entries]
    shown, lately, rates = _shown(ids, now)
    periods = periods_of(entries, now)
    taken = steps_of(ids) if steps else {}
    return [
        PoolRow(
            entry.item_id, entry.item.key, entry.item.draft.body.get("stem", {}) if entry.item.draft else {}, entry.task,
            entry.domain, entry.difficulty, entry.countries, entry.life,
            lives.moves("exam", entry.life), shown.get(entry.pk, 0), lately.get(entry.pk, 0), rates.get(entry.pk),
            periods[entry.pk].whole.n if entry.pk in periods else 0,
            periods[entry.pk].whole.facility if entry.pk in periods else None, _drift(periods.get(entry.pk)),
            tuple(taken.get(entry.pk, ())),
        )
        for entry in entries
    ]  # fmt: skip


def _shown(ids: Collection[int], now: datetime) -> tuple[dict[int, int], dict[int, int], dict[int, float]]:
    since = now - timedelta(days=DAYS)
    exposures = Exposure.objects.filter(entry__in=ids).order_by()
    ever = dict(exposures.values_list("entry_id").annotate(n=Count("pk")))
    by_unit = exposures.filter(at__gte=since).values_list("entry_id", "attempt__unit_id").annotate(n=Count("pk"))
    found = list(by_unit)
    sheets = Attempt.objects.filter(unit__in={unit for _e, unit, _n in found}, started_at__gte=since).order_by()
    totals = dict(sheets.values_list("unit_id").annotate(n=Count("pk")))
    lately: defaultdict[int, int] = defaultdict(int)
    rates: dict[int, float] = {}
    for entry, unit, n in found:
        lately[entry] += n
        rates[entry] = max(rates.get(entry, 0.0), n / totals[unit])
    return ever, dict(lately), rates


@dataclass(frozen=True, slots=True)
class Periods:
    """Answers to one question: all, those before the last 90 days, and those within them."""

    whole: Period
    earlier: Period
    lately: Period


def periods_of(entries: Sequence[QuestionEntry], now: datetime) -> dict[int, Periods]:
    """{entry: its answers under its present key, since a person last put it in use}. Two queries."""
    runs = present_runs([entry.item_id for entry in entries])
    if not runs:
        return {}
    entry_of = "question__version__item__lms_question_entry"
    decided = LifeMove.objects.filter(entry=OuterRef(entry_of), before=Life.RESTING, after=Life.OPERATIONAL).order_by("-id")
    rows = SlotResult.objects.filter(question__in=runs, attempt__state=AttemptState.SUBMITTED).order_by()
    rows = rows.annotate(since=Subquery(decided.values("at")[:1]))
    rows = rows.filter(Q(since=None) | Q(attempt__submitted_at__gte=F("since")))
    late = Q(attempt__submitted_at__gte=now - timedelta(days=DAYS))
    sums = rows.values_list(entry_of).annotate(
        n=Count("pk"), all=Sum("fraction"), m=Count("pk", filter=late), late=Sum("fraction", filter=late)
    )
    return {
        entry: Periods(_period(n, whole), _period(n - m, (whole or 0) - (late or 0)), _period(m, late))
        for entry, n, whole, m, late in sums
    }


def _period(n: int, points: Any) -> Period:
    return Period(n, min(max(float(points or 0) / n, 0.0), 1.0) if n else 0.0)


def present_runs(item_ids: Collection[int]) -> set[int]:
    """The versions (question rows) since what decides a score last changed, of all these questions. One query."""
    rows = Question.objects.non_polymorphic().filter(version__item__in=item_ids).order_by("version__item", "version__number")
    found: dict[int, list[int]] = {}
    for item, pk, edit in rows.values_list("version__item_id", "pk", "edit"):
        if edit == Edit.SCORING:
            found[item] = []
        found.setdefault(item, []).append(pk)
    return {pk for pks in found.values() for pk in pks}


def drifting(now: datetime) -> list[tuple[int, Drift]]:
    """(question's item, its drift) of exam questions in use that became easier than they may. Three queries."""
    entries = list(QuestionEntry.objects.filter(SECRET, life=Life.OPERATIONAL, item__archived_at=None).select_related("bank"))
    periods = periods_of(entries, now)
    found = [(entry.item_id, _drift(periods.get(entry.pk))) for entry in entries]
    return [(item, one) for item, one in found if one and one.rises]


def _drift(periods: Periods | None) -> Drift | None:
    return drift(periods.earlier, periods.lately) if periods else None


def steps_of(entry_ids: Collection[int]) -> dict[int, list[Step]]:
    """{entry: the moves of its life, the last first}. Two queries."""
    rows = list(LifeMove.objects.filter(entry__in=entry_ids).order_by("-id"))
    names = person_cards({row.by_id for row in rows if row.by_id})
    found: dict[int, list[Step]] = {}
    for row in rows:
        who = names[row.by_id].full_name if row.by_id in names else ""
        found.setdefault(row.entry_id, []).append(Step(row.at, row.before, row.after, row.reason, who, row.figures))
    return found


def resting_by_drift() -> list[int]:
    """Questions (items) that the daily look put to rest and nobody has decided about, the longest first. One query."""
    last = LifeMove.objects.filter(entry=OuterRef("pk")).order_by("-id")
    rows = QuestionEntry.objects.filter(SECRET, life=Life.RESTING, item__archived_at=None)
    rows = rows.annotate(by=Subquery(last.values("by")[:1]), since=Subquery(last.values("at")[:1]))
    return list(rows.filter(by=None, since__isnull=False).order_by("since").values_list("item_id", flat=True))


def pool_todos(scope: Scope) -> list[Todo]:
    """What rests and waits for a decision, and blueprints that a second person has to look at. Two queries, none for others."""
    if not scope.roles & {"author", "reviewer"}:
        return []
    found = []
    if n := len(resting_by_drift()):
        found.append(
            Todo(
                title=ngettext("An exam question became easier", "{n} exam questions became easier", n).format(n=n),
                why=_("Its answer may be known. It rests until you decide."),
                url=reverse("lms:assessments:resting-list"), icon="lock", tone="warn", weight=18, act=_("See the figures"),
            )
        )  # fmt: skip
    waiting = Blueprint.objects.filter(state=BlueprintState.PROPOSED).exclude(by=scope.person_id).order_by("pk")
    for pk, titles in waiting.values_list("pk", "titles")[:3]:
        found.append(
            Todo(
                title=_("A blueprint waits for a second person"), why=in_language(titles),
                url=reverse("lms:assessments:blueprint-detail", args=[pk]), icon="list", weight=24, act=_("Look at it"),
            )
        )  # fmt: skip
    return found
