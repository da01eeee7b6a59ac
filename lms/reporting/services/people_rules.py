"""Groups by rule: who matches now, what a rule speaks of that is gone, keeping and laying aside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext

from certificates import api as certificates
from courses import api as courses
from courses.api import RuleUnit
from lms.audit.api import record_event
from lms.institutions import api as institutions
from lms.kernel.conditions import Condition
from lms.kernel.words import clean_text, in_language
from lms.reporting.errors import RuleIsBroken, RuleNameTaken, RuleNotFound, RuleNotValid
from lms.reporting.models import PeopleRule
from lms.reporting.rules import Group, compile_rule, conditions, read_rule, write_rule

_PLACE: Final = frozenset({"country", "language", "role", "cohort"})


@dataclass(frozen=True, slots=True)
class Known:
    """What the rules of an institution may speak of, by what is stored: {cohort: names}, {course: titles} and so on."""

    cohorts: Mapping[str, Mapping[str, str]]
    courses: Mapping[str, Mapping[str, str]]
    units: Mapping[str, RuleUnit]
    credentials: Mapping[str, Mapping[str, str]]
    groups: Sequence[institutions.CohortCard] = ()


def known_to(institution_id: int) -> Known:
    """Four queries."""
    groups = institutions.cohorts_of(institution_id)
    return Known(
        {card.key: card.names for card in groups},
        courses.rule_courses(institution_id),
        {str(unit.id): unit for unit in courses.rule_units(institution_id)},
        certificates.credential_titles(),
        groups,
    )


def gone_in(rule: Group, known: Known) -> list[str]:
    """What a rule speaks of that is not there any more, in words, each once. A rule with any of it matches nobody."""
    missing: list[str] = []
    for one in conditions(rule):
        if one.field == "cohort":
            missing += [gettext("the group “{key}”").format(key=key) for key in one.value if key not in known.cohorts]
        asked = [one.of] if one.field in ("course_state", "progress", "score", "last_seen") and one.of else []
        asked += list(one.value) if one.field == "course" else []
        missing += [gettext("the course “{key}”").format(key=key) for key in asked if key not in known.courses]
        if one.field == "unit" and one.of not in known.units:
            missing.append(gettext("a unit that was taken out of its course"))
        if one.field == "award" and one.of and one.of not in known.credentials:
            missing.append(gettext("the certificate “{key}”").format(key=one.of))
    return list(dict.fromkeys(missing))


def people_matching(
    institution_id: int, rule: Group, *, known: Known | None = None, now: datetime | None = None
) -> frozenset[int]:
    """Who of an institution's people matches a rule now. At most seven queries, whatever the rule and the number of people.

    Raises RuleIsBroken when it speaks of something that is gone: then it finds nobody, and nothing is sent.
    """
    now = now or timezone.now()
    gone = gone_in(rule, known or known_to(institution_id))
    if gone:
        raise RuleIsBroken(gone=", ".join(gone))
    everybody = institutions.everybody(institution_id)
    asked = list(dict.fromkeys(conditions(rule)))
    found = _found(institution_id, asked, everybody, now)
    return compile_rule(rule, everybody, found.__getitem__)


def _found(
    institution_id: int, asked: Sequence[Condition], everybody: frozenset[int], now: datetime
) -> dict[Condition, frozenset[int]]:
    """The people of each condition: each package is asked once for all that it knows."""
    here = [one for one in asked if one.field in _PLACE]
    awards = [one for one in asked if one.field == "award"]
    learning = [one for one in asked if one.field not in _PLACE and one.field != "award"]
    found = dict(zip(here, institutions.people_where(institution_id, here), strict=True))
    for one, people in zip(learning, courses.people_where(institution_id, learning, now=now), strict=True):
        found[one] = _risk(one, people, everybody) if one.field == "at_risk" else people
    any_award = [Condition("award", "in", ("any",), one.of) for one in awards]
    standing = certificates.people_where(institution_id, [*awards, *any_award], now=now)
    for at, one in enumerate(awards):
        none = everybody - standing[len(awards) + at] if "none" in one.value else frozenset()
        found[one] = standing[at] | none
    return found


def _risk(asked: Condition, risky: frozenset[int], everybody: frozenset[int]) -> frozenset[int]:
    found: frozenset[int] = risky if "yes" in asked.value else frozenset()
    return found | (everybody - risky) if "no" in asked.value else found


def rules_of(institution_id: int) -> list[PeopleRule]:
    """The rules of an institution that are not laid aside, by name. One query."""
    return list(
        PeopleRule.objects.filter(institution_id=institution_id, archived_at=None).select_related("owner").order_by("name")
    )


def rule_of(rule_id: int, institution_id: int) -> PeopleRule | None:
    """A rule of that institution that is not laid aside. One query."""
    return PeopleRule.objects.filter(pk=rule_id, institution_id=institution_id, archived_at=None).first()


def people_of_rule(row: PeopleRule) -> frozenset[int]:
    """Who matches a kept rule now. Raises RuleIsBroken where it speaks of something that is gone."""
    return people_matching(row.institution_id, read_rule(row.rule))


@transaction.atomic
def save_rule(*, institution_id: int, by: int, name: str, rule: Mapping[str, Any], rule_id: int | None = None) -> int:
    """Keep a rule under a name, new or in place of one; returns its id. Audited. Safe to repeat.

    Raises RuleNotValid, RuleNotFound and RuleNameTaken.
    """
    read = read_rule(rule)
    words = " ".join(clean_text(name).split())[:80]
    if not words:
        raise RuleNotValid(why=gettext("no name"))
    row = PeopleRule(institution_id=institution_id, owner_id=by)
    if rule_id is not None:
        found = (
            PeopleRule.objects.select_for_update().filter(pk=rule_id, institution_id=institution_id, archived_at=None).first()
        )
        if found is None:
            raise RuleNotFound
        row = found
    row.name, row.rule = words, write_rule(read)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as taken:
        raise RuleNameTaken from taken
    record_event(
        act="rule.saved", subject="people_rule", subject_id=row.pk, actor=by, institution=institution_id, after=row.rule
    )
    return row.pk


@transaction.atomic
def archive_rule(*, rule_id: int, institution_id: int, by: int, back: bool = False) -> None:
    """Lay a rule aside, or take it back out. Audited. Safe to repeat. Raises RuleNotFound and RuleNameTaken."""
    row = PeopleRule.objects.select_for_update().filter(pk=rule_id, institution_id=institution_id).first()
    if row is None:
        raise RuleNotFound
    if back == (row.archived_at is None):
        return
    row.archived_at = None if back else timezone.now()
    try:
        with transaction.atomic():
            row.save(update_fields=["archived_at"])
    except IntegrityError as taken:
        raise RuleNameTaken from taken
    act = "rule.restored" if back else "rule.archived"
    record_event(act=act, subject="people_rule", subject_id=row.pk, actor=by, institution=institution_id)


def rule_words(rule: Group, known: Known) -> list[str]:
    """A rule in words of the active language, a line a condition, groups indented by a dash."""
    lines: list[str] = []
    _say(rule, known, lines, 0)
    return lines


def _say(rule: Group | Condition, known: Known, lines: list[str], depth: int) -> None:
    before = "– " * depth
    if isinstance(rule, Condition):
        lines.append(before + condition_words(rule, known))
        return
    joins = {
        "all": gettext("All of these hold:"),
        "any": gettext("At least one of these holds:"),
        "none": gettext("None of these holds:"),
    }
    lines.append(before + joins[rule.join])
    for one in rule.of:
        _say(one, known, lines, depth + 1)


def condition_words(one: Condition, known: Known) -> str:
    """One condition as a line: «Avance en el curso X: 50 % como máximo»."""
    from lms.reporting.rule_fields import field_label, number_words, value_label

    of = ""
    if one.of:
        names = known.units[one.of].titles if one.field == "unit" and one.of in known.units else known.courses.get(one.of)
        names = known.credentials.get(one.of) if one.field == "award" else names
        of = f" ({in_language(names) or one.of})"
    if one.op == "in":
        return f"{field_label(one.field)}{of}: " + ", ".join(value_label(one.field, str(value), known) for value in one.value)
    return f"{field_label(one.field)}{of}: {number_words(one)}"
