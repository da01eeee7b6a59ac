"""The first page of a quiz: its rules in plain words, what this person may, and what they sat before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Value
from django.utils.timezone import now as right_now
from django.utils.translation import gettext as _

from assessments import passing, pools, reviewing, scoring, sheets
from assessments.accommodating import more_minutes
from assessments.behaviours import behaviour
from assessments.models import Attempt, AttemptState
from assessments.models.seat_columns import Enrolment, with_seat
from assessments.results import counted
from assessments.review_words import review_lines
from assessments.selectors.access_words import ends_words, given_words, wait_words
from assessments.selectors.accommodations import measures_for
from assessments.windows import NOTHING_ALLOWED, Allowed, Ends, Window, window_of


class Before(NamedTuple):
    """One attempt as `services.attempts.refuse_start` asks for it."""

    number: int
    state: str
    submitted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Sitting:
    """One attempt in its learner's list. `percent` and `passed` are None while it has no result, or while the score is held
    back (`held`)."""

    id: int
    number: int
    state: str
    started_at: datetime
    submitted_at: datetime | None
    due_at: datetime | None
    percent: Decimal | None
    passed: bool | None
    held: bool
    cut: bool = False  # its sheet has a cut score of its own

    @property
    def before(self) -> Before:
        """What a next start asks of it."""
        return Before(self.number, self.state, self.submitted_at)


def sittings_of(enrolment_id: int, unit_id: int, *, closes_at: datetime | None) -> list[Sitting]:
    """All attempts of a learner on a quiz, first to last, as far as they may see them now. One query; no sheet is read."""
    now = right_now()
    rows = Attempt.objects.filter(enrolment_id=enrolment_id, unit_id=unit_id).exclude(state=AttemptState.ANNULLED)
    found = rows.order_by("number").values_list(
        "pk",
        "number",
        "state",
        "started_at",
        "submitted_at",
        "due_at",
        "fraction",
        "sheet__review",
        "sheet__pass_percent",
        "sheet__cut__share",
    )
    return [_sitting(row, closes_at, now) for row in found]


def _sitting(row: Sequence[Any], closes_at: datetime | None, now: datetime) -> Sitting:
    pk, number, state, started_at, submitted_at, due_at, fraction, review, needed, share = row
    moment = reviewing.moment_at(submitted_at=submitted_at, closes_at=closes_at, now=now)
    final = state == AttemptState.SUBMITTED and fraction is not None
    see = reviewing.shown(review or {}, moment).score
    percent = scoring.as_percent(fraction) if final and see else None
    passed = None if percent is None else passing.is_enough(fraction, share=share, percent=needed)
    return Sitting(pk, number, state, started_at, submitted_at, due_at, percent, passed, final and not see, share is not None)


def seat_for(enrolment_id: int, unit_id: int, config: Mapping[str, Any]) -> tuple[Window, Allowed | None]:
    """The rules of a frozen quiz for one enrolment, and what was given beyond them (None: nothing). One query, two for a
    certifying one."""
    rows = with_seat(
        Enrolment.objects.filter(pk=enrolment_id), enrolment="pk", unit=Value(unit_id), cohort_course="cohort_course_id"
    )
    window, given = seat_of(rows.get(), config)
    more = more_minutes(window.minutes and int(config["minutes_allowed"]), measures_for(enrolment_id, unit_id, config))
    return (replace(window, minutes=window.minutes + more) if more else window), given


def seat_of(row: Any, config: Mapping[str, Any]) -> tuple[Window, Allowed | None]:
    """The same from a row that brings the columns of `with_seat`. Pure."""
    given = None
    if row.given_extra_attempts is not None:
        given = Allowed(row.given_extra_attempts, row.given_extra_minutes, row.given_opens_at, row.given_closes_at)
    return window_of(config, Ends(row.cohort_opens_at, row.cohort_closes_at), given or NOTHING_ALLOWED), given


def counts_words(rule: str) -> str:
    """Which attempt counts, when it is not the best one."""
    return {
        "last": _("Your last attempt counts."),
        "first": _("Your first attempt counts; the others are practice."),
        "average": _("The average of your attempts counts."),
    }.get(rule, "")


def counted_words(rule: str, sittings: Sequence[Sitting]) -> Decimal | None:
    """What counts of several attempts whose scores all show; None with one, or when one is held back."""
    final = [one for one in sittings if one.state == AttemptState.SUBMITTED]
    percents = [one.percent for one in final if one.percent is not None]
    if len(final) < 2 or len(percents) < len(final):
        return None
    if not final[-1].cut:
        return counted(rule, percents)
    own = [passing.Sat(one.percent or Decimal(0), bool(one.passed), Decimal(0), has_cut=True) for one in final]
    return passing.reckoned(rule, own).percent


def quiz_rules(config: Mapping[str, Any], window: Window, *, granted: Allowed | None, taken: int) -> dict[str, Any]:
    """The rules of a frozen quiz for one person, in plain words where they need any. Pure."""
    rules = sheets.rules_of(config)
    rule = behaviour(rules["behaviour"])
    return {
        "questions": pools.asked(config),
        "drawn": any("draw" in place for place in pools.plan_of(config)),
        "sections": [section["titles"] for section in config.get("sections") or []],
        "needed": passing.rule_words(config),
        "behaviour": rule.rule(rules),
        "counts": counts_words(rules["counts"]) if window.attempts != 1 else "",
        "minutes_allowed": window.minutes,
        "allowed": window.attempts,
        "left": window.left(taken),
        "wait": wait_words(window.wait) if window.attempts != 1 else "",
        "ends": ends_words(window),
        "granted": given_words(granted) if granted else [],
        "shows": review_lines(rules["review"], closes_at=window.closes_at, checks=rule.checks),
    }
