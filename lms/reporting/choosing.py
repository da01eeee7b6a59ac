"""Whom a page writes to: ids from a list or a group by rule, cut down to those one may write to."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.http import QueryDict

from lms.institutions.api import Scope
from lms.reporting.access import access_rule, may_write_to, places_to_write
from lms.reporting.errors import NobodyChosen
from lms.reporting.models import PeopleRule
from lms.reporting.rules import read_rule
from lms.reporting.services.people_rules import people_matching

MOST: Final = 5000
_ID: Final = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Chosen:
    """People of one institution, in the order in which they were ticked; `left`: ids that are not among one's people."""

    institution_id: int
    people: tuple[int, ...]
    left: int
    rule: PeopleRule | None = None

    @property
    def ids(self) -> str:
        """The people as one field of a form holds them; '' for a rule: it is worked out again at each step."""
        return "" if self.rule else ",".join(map(str, self.people))


def chosen(scope: Scope, given: QueryDict) -> Chosen:
    """The people a form or a link names: `rule`, or `person` (many times) and `people` (with commas).

    Raises NobodyChosen, also when none of them is one's own; RuleNotFound; RuleIsBroken.
    """
    rule_id = given.get("rule", "")
    if _ID.fullmatch(rule_id):
        rule = access_rule(scope, int(rule_id))
        found = people_matching(rule.institution_id, read_rule(rule.rule)) & may_write_to(scope, rule.institution_id)
        return Chosen(rule.institution_id, tuple(sorted(found)), 0, rule)
    ids = list(dict.fromkeys(_ids([*given.getlist("person"), *given.get("people", "").split(",")])))[:MOST]
    if not ids:
        raise NobodyChosen
    wanted = given.get("institution", "")
    places = places_to_write(scope)
    places = [one for one in places if str(one) == wanted] if wanted else places
    best: tuple[int, frozenset[int]] = (0, frozenset())
    for place in places:
        mine = may_write_to(scope, place) & set(ids)
        best = (place, mine) if len(mine) > len(best[1]) else best
    if not best[1]:
        raise NobodyChosen
    people = tuple(one for one in ids if one in best[1])
    return Chosen(best[0], people, len(ids) - len(people))


def _ids(words: Iterable[Any]) -> Iterable[int]:
    return (int(one) for word in words if _ID.fullmatch(one := str(word).strip()))


def names_nobody(given: QueryDict) -> bool:
    """Whether a page was opened without anybody chosen: the list of messages says how to choose."""
    return not any(given.get(name) for name in ("person", "people", "rule"))
