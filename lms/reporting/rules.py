"""Rules about people: a tree of conditions with AND, OR and NOT. Checked, evaluated for one person, compiled for many. Pure.

    {"join": "all", "of": [{"field": "country", "op": "in", "value": ["PE"]}, {"join": "none", "of": [...]}]}

`all` is AND, `any` is OR, `none` is NOT any. A condition on enrolments speaks of any one enrolment of the person in the
institution that is not closed; one on awards of any one award. What is stored is this JSON; nothing of it is ever executed.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from lms.kernel.conditions import Condition
from lms.reporting.errors import RuleNotValid

JOINS: Final = ("all", "any", "none")
DEPTH: Final = 4
MOST: Final = 16  # conditions in a rule
VALUES: Final = 30
BYTES: Final = 8192


@dataclass(frozen=True, slots=True)
class Field:
    """What may be asked: values to be among, or a number from 0 to `most`. `of`: '' none, else it must or may be given."""

    most: int = 0  # 0: a list of values
    of: str = ""  # course, unit, credential
    must: bool = False


FIELDS: Final[Mapping[str, Field]] = {
    "country": Field(),
    "language": Field(),
    "role": Field(),
    "cohort": Field(),
    "course": Field(),
    "course_state": Field(of="course"),
    "unit": Field(of="unit", must=True),
    "progress": Field(100, of="course"),
    "score": Field(100, of="course"),
    "last_seen": Field(3650, of="course"),
    "at_risk": Field(),
    "award": Field(of="credential"),
}
VALUES_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "country": ("CL", "CO", "MX", "PE"),
    "language": ("es", "en"),
    "role": ("advisor", "facilitator", "assessor", "coordinator"),
    "course_state": ("not_begun", "active", "completed"),
    "unit": ("", "started", "waiting", "failed", "passed", "recognised"),
    "at_risk": ("yes", "no"),
    "award": ("none", "in_force", "suspended", "revoked", "expired"),
}


@dataclass(frozen=True, slots=True)
class Group:
    """Conditions and groups under one word."""

    join: str
    of: tuple["Group | Condition", ...]


Rule = Group | Condition


def read_rule(raw: Any) -> Group:
    """The tree of a rule's JSON, checked whole. Raises RuleNotValid with what is wrong."""
    if not isinstance(raw, Mapping) or len(json.dumps(raw, default=str)) > BYTES:
        raise RuleNotValid(why="size")
    found = _read(raw, 1)
    if not isinstance(found, Group):
        raise RuleNotValid(why="join")
    if len(list(conditions(found))) > MOST:
        raise RuleNotValid(why="size")
    return found


def _read(raw: Any, depth: int) -> Rule:
    if not isinstance(raw, Mapping) or depth > DEPTH:
        raise RuleNotValid(why="depth")
    if set(raw) == {"join", "of"}:
        if raw["join"] not in JOINS or not isinstance(raw["of"], list) or not raw["of"] or len(raw["of"]) > MOST:
            raise RuleNotValid(why="join")
        return Group(raw["join"], tuple(_read(one, depth + 1) for one in raw["of"]))
    return _condition(raw)


def _condition(raw: Mapping[str, Any]) -> Condition:
    name, op, value, of = raw.get("field"), raw.get("op"), raw.get("value"), raw.get("of", "")
    kind = FIELDS.get(name) if isinstance(name, str) else None
    if kind is None or set(raw) - {"field", "op", "value", "of"} or not isinstance(of, str) or len(of) > 80:
        raise RuleNotValid(why=str(name)[:40])
    if (of and not kind.of) or (kind.must and not of) or (kind.of == "unit" and not of.isdecimal()):
        raise RuleNotValid(why=name)
    values = value if isinstance(value, list) else [value]
    if kind.most:
        fine = op in ("at_least", "at_most") and len(values) == 1 and type(values[0]) is int and 0 <= values[0] <= kind.most
    else:
        known = VALUES_OF.get(str(name))
        fine = op == "in" and 0 < len(values) <= VALUES and all(_is_value(one, known) for one in values)
    if not fine:
        raise RuleNotValid(why=name)
    return Condition(str(name), str(op), tuple(values), of)


def _is_value(one: Any, known: tuple[str, ...] | None) -> bool:
    return one in known if known is not None else isinstance(one, str) and 0 < len(one) <= 80


def write_rule(rule: Rule) -> dict[str, Any]:
    """The JSON of a tree: `read_rule` of it is the same tree."""
    if isinstance(rule, Group):
        return {"join": rule.join, "of": [write_rule(one) for one in rule.of]}
    return {"field": rule.field, "op": rule.op, "value": list(rule.value), **({"of": rule.of} if rule.of else {})}


def conditions(rule: Rule) -> Iterable[Condition]:
    """Every condition, from left to right."""
    if isinstance(rule, Condition):
        yield rule
    else:
        for one in rule.of:
            yield from conditions(one)


@dataclass(frozen=True, slots=True)
class EnrolmentFacts:
    """An enrolment that is not closed."""

    course: str
    state: str  # active, completed
    done: int
    required: int
    score: Decimal | None
    last_seen_at: datetime | None
    created_at: datetime
    units: Mapping[str, str] = field(default_factory=dict)  # {unit of the course: state}, '' for one that was not begun


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What a rule may ask of one person in one institution."""

    country: str
    language: str
    roles: frozenset[str]
    cohorts: frozenset[str]
    enrolments: tuple[EnrolmentFacts, ...] = ()
    awards: tuple[tuple[str, str], ...] = ()  # (credential, standing)
    at_risk: bool = False


def matches(rule: Rule, person: PersonFacts, now: datetime) -> bool:
    """Whether one person matches, by plain loops. What `compile_rule` finds for many must be the same."""
    if isinstance(rule, Condition):
        return _holds(rule, person, now)
    if rule.join == "all":
        return all(matches(one, person, now) for one in rule.of)
    found = any(matches(one, person, now) for one in rule.of)
    return found if rule.join == "any" else not found


def _holds(asked: Condition, person: PersonFacts, now: datetime) -> bool:
    wanted = set(asked.value)
    if asked.field in ("country", "language"):
        return getattr(person, asked.field) in wanted
    if asked.field in ("role", "cohort"):
        return bool(wanted & (person.roles if asked.field == "role" else person.cohorts))
    if asked.field == "at_risk":
        return ("yes" if person.at_risk else "no") in wanted
    if asked.field == "award":
        mine = [standing for credential, standing in person.awards if asked.of in ("", credential)]
        return any(one in wanted for one in mine) or (not mine and "none" in wanted)
    return any(_fits(asked, one) and _of_enrolment(asked, one, now) for one in person.enrolments)


def _fits(asked: Condition, one: EnrolmentFacts) -> bool:
    """Whether the condition speaks of the course of this enrolment; a unit is in `units` of its course's, '' when not begun."""
    if asked.field == "unit":
        return asked.of in one.units
    return not asked.of or asked.of == one.course


def _of_enrolment(asked: Condition, one: EnrolmentFacts, now: datetime) -> bool:
    if asked.field == "course":
        return one.course in asked.value
    if asked.field == "unit":
        return one.units[asked.of] in asked.value
    if asked.field == "course_state":
        state = "not_begun" if one.state == "active" and one.last_seen_at is None else one.state
        return state in asked.value
    if asked.field == "progress":
        return bool(one.required) and _compare(asked, 100 * one.done // one.required)
    if asked.field == "score":
        return one.score is not None and (one.score >= asked.number if asked.op == "at_least" else one.score <= asked.number)
    return one.state == "active" and _seen(asked, one, now)


def _seen(asked: Condition, one: EnrolmentFacts, now: datetime) -> bool:
    if asked.op == "at_most":
        return one.last_seen_at is not None and one.last_seen_at >= now - timedelta(days=asked.number)
    return (one.last_seen_at or one.created_at) <= now - timedelta(days=asked.number)


def _compare(asked: Condition, number: int) -> bool:
    return number >= asked.number if asked.op == "at_least" else number <= asked.number


def compile_rule(rule: Rule, everybody: frozenset[int], found: Callable[[Condition], Collection[int]]) -> frozenset[int]:
    """The people of `everybody` who match, from the people that each condition finds: intersections, unions, differences."""
    if isinstance(rule, Condition):
        return everybody & frozenset(found(rule))
    parts: Sequence[frozenset[int]] = [compile_rule(one, everybody, found) for one in rule.of]
    if rule.join == "all":
        return frozenset.intersection(*parts)
    union = frozenset[int]().union(*parts)
    return union if rule.join == "any" else everybody - union
