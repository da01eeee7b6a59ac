"""The pages of who leads a panel: what certifies and whether its cut score holds, one study, its figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from assessments.kinds import cut_rules
from assessments.models import CaseStudy, CutMethod, CutRecord, CutState, CutStudy, Quiz
from assessments.models.cut_rows import records_in_force
from assessments.models.cuts import OPEN_STATES
from assessments.selectors.cut_entries import bodies_of
from assessments.selectors.cut_panels import lands_of, panel_lacks, trade_words
from assessments.selectors.cut_summary import Summary, summary_of
from lms.kernel.places import COUNTRIES, Country

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A quiz or case that certifies: what stands in its way, and what is in force."""

    id: int
    titles: Mapping[str, str]
    course: Mapping[str, str]
    is_quiz: bool
    lacking: tuple[tuple[str, str], ...]  # (country, sentence)
    until: date | None
    studies: tuple[int, ...]  # open ones


def unit_lines() -> list[UnitLine]:
    """Everything that certifies, in the order of courses. A number of queries that does not grow."""
    quizzes = list(
        Quiz.objects.filter(certifying=True, archived_at=None).select_related("course").order_by("course_id", "position")
    )
    cases = list(
        CaseStudy.objects.filter(certifying=True, archived_at=None).select_related("course").order_by("course_id", "position")
    )
    if not quizzes and not cases:
        return []
    today = localdate()
    cuts = cut_rules.cuts_of_drafts(quizzes, COUNTRIES, today)
    records = records_in_force([one.pk for one in (*quizzes, *cases)], today)
    opened: dict[int, list[int]] = {}
    for pk, unit in CutStudy.objects.filter(state__in=OPEN_STATES).order_by("pk").values_list("pk", "unit_id"):
        opened.setdefault(unit, []).append(pk)
    lines = []
    for one in (*quizzes, *cases):
        lands = tuple(one.course.countries or COUNTRIES)
        if isinstance(one, Quiz):
            lacking = [said for said in cut_rules.quiz_problems(one, cuts) if said[0] in ("", *lands)]
        else:
            lacking = cut_rules.case_cut(one.pk, lands, records)[1]
        until = min((record.valid_until for record in records if record.unit_id == one.pk), default=None)
        lines.append(
            UnitLine(
                one.pk,
                one.titles,
                one.course.titles,
                isinstance(one, Quiz),
                tuple(lacking),
                until,
                tuple(opened.get(one.pk, ())),
            )
        )
    return lines


def study_lines() -> list[Json]:
    """Every study, the newest first. One query."""
    rows = CutStudy.objects.order_by("-pk").values_list("pk", "unit__titles", "country", "state", "at", "lms_record__pk")
    return [
        {
            "id": pk, "titles": titles, "where": land_words(country), "state": state, "words": state_words(state), "at": at,
            "record": record, "open": state in OPEN_STATES,
        }
        for pk, titles, country, state, at, record in rows
    ]  # fmt: skip


def state_words(state: str) -> str:
    """Where a study stands, in the reader's language."""
    return {
        CutState.FIRST: _("First round: each judge alone"), CutState.SECOND: _("Second round: with the group's figures"),
        CutState.CLOSED: _("Ratings are in: a decision is to be proposed"), CutState.PROPOSED: _("A second person decides"),
        CutState.DECIDED: _("Decided"), CutState.DROPPED: _("Given up"),
    }[CutState(state)]  # fmt: skip


def land_words(country: str) -> str:
    """A country's name, or that it is all of them."""
    return str(dict(Country.choices)[country]) if country else _("All countries")


def study_page(study: CutStudy, found: Summary | None = None) -> Json:
    """One study for its chair: judges, what is lacking, the figures of rounds that are over (`found`, where they are known)."""
    found = found or summary_of(study)
    every = list(study.lms_judges.select_related("person"))
    return {
        "study": study, "titles": study.unit.titles, "where": land_words(study.country), "state": state_words(study.state),
        "is_quiz": study.method == CutMethod.ANGOFF, "lacks": panel_lacks(study, found.judges),
        "judges": [_judge(one, study, found) for one in every], "waiting": _waiting(found.judges, study),
        "count": len(study.entries), "needs": _needs(study), **figures(study, found),
    }  # fmt: skip


def _needs(study: CutStudy) -> list[str]:
    lands = ", ".join(land_words(code) for code in lands_of(study))
    trades = ", ".join(trade_words(one) for one in study.trades)
    return [
        _("At least {n} of each country: {lands}.").format(n=study.least_country, lands=lands),
        _("At least {n} of each trade: {trades}.").format(n=study.least_trade, trades=trades),
    ]


def _waiting(judges: Sequence[Any], study: CutStudy) -> int:
    if study.state not in (CutState.FIRST, CutState.SECOND):
        return 0
    return sum((one.first_done_at if study.state == CutState.FIRST else one.second_done_at) is None for one in judges)


def _judge(one: Any, study: CutStudy, found: Summary) -> Json:
    final = found.final or found.first
    agreed = found.consistency.get(one.pk)
    return {
        "id": one.pk, "name": one.person.full_name, "country": one.country, "trade": trade_words(one.trade),
        "declared": one.declared_at, "done": one.first_done_at if study.state == CutState.FIRST else one.second_done_at,
        "left_out": one.left_out_because if one.left_out_at else "", "cut": final.judges.get(one.pk) if final else None,
        "agreed": None if agreed is None else f"{agreed:.2f}",
    }  # fmt: skip


def figures(study: CutStudy, found: Summary) -> Json:
    """The rounds that are over, entry by entry, without names."""
    stems = {key: body["stem"] for key, (_item, body) in bodies_of(study).items()} if study.method == CutMethod.ANGOFF else {}
    shown = found.final or found.first
    lines = []
    for entry in study.entries:
        if shown is None:
            break
        key = entry["key"]
        lines.append(
            {
                "key": key, "stem": stems.get(key), "percent": entry.get("percent"), "facility": study.facilities.get(key, ""),
                "first": found.first.means.get(key) if found.first else None,
                "second": found.final.means.get(key) if found.final else None,
                "low": shown.lowest[key], "high": shown.highest[key], "chosen": key in shown.chosen,
            }
        )  # fmt: skip
    return {"first": round_words(found.first), "final": round_words(found.final), "lines": lines, "moved": found.movement,
            "hofstee": found.hofstee, "panel": found.panel, "rounds": found.rounds}  # fmt: skip


def say(value: Decimal) -> str:
    """A number in the reader's way, without zeros that say nothing."""
    return str(number_format(value.normalize() if value else Decimal(0)))


def round_words(one: Any) -> Json | None:
    """A round as pages show it."""
    if one is None or one.cut is None:
        return None
    return {"cut": say(one.cut), "of": say(one.of), "percent": one.percent, "se": one.se, "judges": len(one.judges)}


def step_choices(found: Summary) -> list[tuple[Decimal, str]]:
    """Where a decision may draw the line: the panel's cut, and half standard errors around it with what they come to."""
    final = found.final
    if final is None or final.cut is None or final.se is None:
        return [(Decimal(0), _("As the panel set it"))]
    choices = []
    for halves in range(-4, 5):
        steps = Decimal(halves) / 2
        cut = final.cut + steps * final.se
        percent = number_format(round(100 * cut / final.of, 1))
        said = f"{say(cut.quantize(Decimal('0.01')))} / {say(final.of)} · {percent}\u00a0%"
        words = _("As the panel set it: {cut}") if not halves else _("{steps} standard errors: {cut}")
        choices.append((steps, words.format(steps=("+" if steps > 0 else "") + say(steps), cut=said)))
    return choices


def record_page(record: CutRecord) -> Json:
    """A decision to read and to print."""
    today = localdate()
    withdrawal = getattr(record, "lms_withdrawal", None)
    return {
        "record": record, "titles": record.unit.titles, "where": land_words(record.country), "withdrawal": withdrawal,
        "is_quiz": record.method == CutMethod.ANGOFF, "cut": say(record.cut), "of": say(record.of),
        "judged": say(record.judged), "se": None if record.se is None else say(record.se), "steps": say(record.steps),
        "in_force": withdrawal is None and record.effective_from <= today < record.valid_until,
        "over": record.valid_until <= today, "described": record.study.described, "rounds": record.rounds,
        "countries": [(land_words(code), n) for code, n in (record.panel.get("countries") or {}).items()],
        "trades": [(trade_words(code), n) for code, n in (record.panel.get("trades") or {}).items()],
        "judges": record.panel.get("judges", 0), "hofstee": record.hofstee,
    }  # fmt: skip
