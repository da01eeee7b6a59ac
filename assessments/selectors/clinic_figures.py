"""Figures of clinics for who reads them inside an institution: every session counts as it is, nothing is hidden."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Count, Q, Sum
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.clinics import words
from assessments.models import ClinicBusiness, ClinicReferral, ClinicSession, ClinicState, ClinicStep

HELD: Final = (ClinicState.DECLARED, ClinicState.CONFIRMED)
NONE: Final = ""  # a session in which no right is named


@dataclass(frozen=True, slots=True)
class Line:
    """One category with its count; `url` is not here: a figure leads to no business."""

    key: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Figure:
    """One breakdown. `total` is over sessions; `several`: a session may stand in several lines."""

    key: str
    title: str
    lines: tuple[Line, ...]
    total: int
    several: bool = False


def closing_figures(clinic_id: int) -> dict[str, int]:
    """What an edition did, in numbers, as its closing report keeps them. Four queries."""
    sessions = ClinicSession.objects.filter(clinic=clinic_id, state__in=HELD).aggregate(
        sessions=Count("pk"), confirmed=Count("pk", filter=Q(state=ClinicState.CONFIRMED)), minutes=Sum("minutes", default=0)
    )
    held = {"session__clinic": clinic_id, "session__state__in": HELD}
    steps = ClinicStep.objects.filter(**held).aggregate(
        steps_open=Count("pk", filter=Q(end="")), steps_done=Count("pk", filter=Q(end="done")),
        steps_dropped=Count("pk", filter=Q(end="dropped")),
    )  # fmt: skip
    referrals = ClinicReferral.objects.filter(**held).exclude(to="nobody").aggregate(
        referrals=Count("pk"), referrals_arrived=Count("pk", filter=Q(end="arrived"))
    )  # fmt: skip
    businesses = ClinicBusiness.objects.filter(clinic=clinic_id, archived_at=None).aggregate(
        businesses=Count("pk"), strategies=Count("pk", filter=~Q(strategy_at=None))
    )
    return {**sessions, **steps, **referrals, **businesses}


def figure_words(name: str) -> str:
    """What a number of a closing report counts."""
    return {
        "businesses": _("Businesses"), "sessions": _("Sessions"), "confirmed": _("Sessions confirmed"),
        "minutes": _("Minutes of advice"), "strategies": _("Strategies written"), "steps_open": _("Next steps still open"),
        "steps_done": _("Next steps done"), "steps_dropped": _("Next steps dropped"), "referrals": _("Referrals"),
        "referrals_arrived": _("Referrals that arrived"),
    }.get(name, name)  # fmt: skip


ORDER: Final = (
    "businesses", "sessions", "confirmed", "minutes", "strategies", "steps_done", "steps_open", "steps_dropped", "referrals",
    "referrals_arrived",
)  # fmt: skip


def in_words(figures: Mapping[str, int]) -> list[tuple[str, int]]:
    """Figures of a closing report as (what it counts, number), in their order."""
    return [(figure_words(name), figures[name]) for name in ORDER if name in figures]


def month_key(day: date) -> str:
    return f"{day.year:04}-{day.month:02}"


def month_label(key: str) -> str:
    """«noviembre de 2026»."""
    return date_format(date(int(key[:4]), int(key[5:]), 1), "YEAR_MONTH_FORMAT")


def months_between(keys: Iterable[str]) -> list[str]:
    """Every month from the first to the last, those without a session too; the last 24 when there are more."""
    found = sorted(keys)
    if not found:
        return []
    at = int(found[0][:4]) * 12 + int(found[0][5:]) - 1
    end = int(found[-1][:4]) * 12 + int(found[-1][5:]) - 1
    return [f"{n // 12:04}-{n % 12 + 1:02}" for n in range(at, end + 1)][-24:]


@dataclass(frozen=True, slots=True)
class Counted:
    """One session as figures see it: closed lists and a month, no business, no advisor."""

    month: str
    stage: str
    sector: str
    rights: tuple[str, ...]
    outcome: str
    state: str


def counted_sessions(**only: Any) -> list[Counted]:
    """The sessions held, declared or confirmed. One query."""
    rows = ClinicSession.objects.filter(state__in=HELD, **only).exclude(held_on=None)
    values = rows.values_list("held_on", "stage", "sector", "rights", "lms_sequel__outcome", "state")
    return [
        Counted(month_key(day), stage, sector, tuple(rights or ()), outcome or "", state)
        for day, stage, sector, rights, outcome, state in values
        if day
    ]


def breakdowns(sessions: Sequence[Counted]) -> list[Figure]:
    """By month, stage, sector, right, outcome and state: every line of the closed lists that has any, in their order."""
    n = len(sessions)
    months = Counter(one.month for one in sessions)
    rights = Counter(right for one in sessions for right in one.rights or (NONE,))
    return [
        Figure("month", _("By month"), tuple(Line(k, month_label(k), months[k]) for k in months_between(months)), n),
        _figure("stage", _("By stage of the business"), words.STAGES, (one.stage for one in sessions), words.stage_in_words),
        _figure("sector", _("By sector"), words.SECTORS, (one.sector for one in sessions), words.sector_in_words),
        Figure(
            "right", _("By right"),
            tuple(Line(k, right_in_words(k), rights[k]) for k in (*words.RIGHTS, NONE) if rights[k]), n, several=True,
        ),
        _figure(
            "outcome", _("By what came of it"), (*words.OUTCOMES, ""), (one.outcome for one in sessions),
            words.outcome_in_words,
        ),
        _figure("state", _("By confirmation"), words.STATES, (one.state for one in sessions), words.state_in_words),
    ]  # fmt: skip


def right_in_words(right: str) -> str:
    return words.topic_in_words(right) if right else _("None named")


def _figure(key: str, title: str, order: Sequence[str], values: Iterable[str], say: Any) -> Figure:
    counts = Counter(values)
    known = [*order, *sorted(set(counts) - set(order))]
    lines = tuple(Line(one, say(one) or _("Not said"), counts[one]) for one in known if counts[one])
    return Figure(key, title, lines, sum(counts.values()))
