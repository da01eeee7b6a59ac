"""How the sheets of the two kinds of report are counted. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lms.reporting.figures import certified, exams, finishing, hours, law, learning, practice, reach, scoring
from lms.reporting.figures.base import Sheet
from lms.reporting.periods import Period


@dataclass(frozen=True, slots=True)
class Agreement:
    """What F14 reads: criteria [(case, criterion, pairs, kappa, low, high)], cases [(case, released, double, flags apart)]."""

    criteria: Sequence[tuple[str, str, int, float | None, float | None, float | None]] = ()
    cases: Sequence[tuple[str, int, int, int]] = ()


@dataclass(frozen=True, slots=True)
class ProgressFacts:
    """What a progress report is counted from: rows of one instant (`lms.reporting.services.computing`)."""

    enrolments: Sequence[Any] = ()
    acts: Mapping[str, int] = field(default_factory=dict)  # {code: recorded acts in the period}
    calls: Sequence[Any] = ()
    leaves: finishing.Leaves = field(default_factory=dict)
    risks: Mapping[int, Sequence[str]] = field(default_factory=dict)  # {enrolment: signs by which it is at risk now}
    minutes: Sequence[tuple[str, int]] = ()
    modules: Sequence[tuple[str, str, str, int, int]] = ()
    surveys: Sequence[Any] = ()
    pairs: Sequence[Any] = ()
    sessions: Sequence[Any] = ()
    ratings: Sequence[Any] = ()
    follow_ups: Sequence[Any] = ()
    holders: Sequence[Any] = ()
    facts: Sequence[tuple[str, str, bool]] = ()


@dataclass(frozen=True, slots=True)
class CertificationFacts:
    """What a certification report is counted from."""

    awards: Sequence[Any] = ()
    pending: Sequence[tuple[str, Mapping[str, Any]]] = ()
    attempts: Sequence[tuple[str, str, bool]] = ()
    annulled: Sequence[tuple[str, str]] = ()
    rulings: Sequence[Any] = ()
    refreshers: Sequence[Any] = ()
    scorings: Sequence[tuple[str, str, int]] = ()
    agreement: Agreement = field(default_factory=Agreement)
    soundness: Sequence[tuple[str, int, float | None, float | None]] = ()
    resting: Sequence[tuple[str, int]] = ()
    foreign: Sequence[tuple[str, int, int]] = ()
    sessions: Sequence[Any] = ()
    facts: Sequence[tuple[str, str, bool]] = ()


def progress_sheet(facts: ProgressFacts, period: Period) -> Sheet:
    """Figures of a progress report, in the order of their definitions."""
    sheet = Sheet()
    reach.add_reach(sheet, facts.enrolments, facts.acts, facts.calls, period)
    finishing.add_finishing(sheet, facts.enrolments, facts.leaves, facts.risks, period)
    finishing.add_modules(sheet, facts.modules)
    hours.add_hours(sheet, facts.minutes)
    learning.add_learning(sheet, facts.surveys, facts.pairs)
    practice.add_practice(sheet, facts.sessions)
    practice.add_usefulness(sheet, facts.ratings)
    practice.add_impact(sheet, facts.follow_ups)
    practice.add_at_work(sheet, facts.holders)
    law.add_facts(sheet, facts.facts)
    return sheet


def certification_sheet(facts: CertificationFacts, period: Period) -> Sheet:
    """Figures of a certification report. The identity of F11 holds by construction and is tested."""
    sheet = Sheet()
    certified.add_certificates(sheet, facts.awards, facts.pending, period)
    granted = [(row.subject, row.values) for row in sheet.rows if row.figure == certified.F11I.id]
    exams.add_sittings(sheet, facts.attempts, facts.annulled)
    exams.add_decisions(sheet, granted, facts.pending, facts.rulings, period)
    law.add_refreshers(sheet, facts.refreshers, period)
    law.add_facts(sheet, facts.facts)
    scoring.add_scoring(sheet, facts.scorings)
    exams.add_agreement(sheet, facts.agreement)
    exams.add_soundness(sheet, facts.soundness, facts.resting, facts.foreign)
    practice.add_practice(sheet, facts.sessions)
    return sheet
