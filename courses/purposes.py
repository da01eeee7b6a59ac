"""What a course asks of whom: everything the first time, its short rule of a renewal or of a second country. Pure.

A course file's `rule` names groups of units for a purpose; of each group one unit is enough:

    rule:
      renewal: {update: [update-exam, case-new], practice: [clinic-again]}
      endorsement: {law: country, case: [case-new]}

`country` in place of a list stands for every unit that a reader of another country reads otherwise; each of them is asked.
A unit that is not required, and named by a rule, belongs to that rule alone: who takes the course first does not see it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from django.utils.translation import gettext as _

from courses.progress import Entry

RENEWAL: Final = "renewal"
ENDORSEMENT: Final = "endorsement"
PURPOSES: Final = (RENEWAL, ENDORSEMENT)
COUNTRY: Final = "country"
LONGEST: Final = 40  # letters of a group's name


def for_purpose(entries: Sequence[Entry], purpose: str) -> list[Entry]:
    """The units that an enrolment of this purpose is asked for, in order, with the groups of that purpose as its choices.

    A release without a rule for the purpose asks for all that it asks the first time. Units beside the rule are left out:
    they stay readable, but neither counted nor shown as open.
    """
    if purpose in PURPOSES:
        named = [(entry, _group(entry, purpose)) for entry in entries]
        if any(group for _entry, group in named):
            return [replace(entry, required=True, choice=group) for entry, group in named if group]
    return [entry for entry in entries if not _alone(entry)]


def _group(entry: Entry, purpose: str) -> str:
    return entry.renewal if purpose == RENEWAL else entry.endorsement


def _alone(entry: Entry) -> bool:
    return not entry.required and not entry.choice and bool(entry.renewal or entry.endorsement)


def groups_of(rule: Mapping[str, Any], purpose: str, countries_differ: Collection[str]) -> dict[str, str]:
    """{unit key: group} of one purpose. `countries_differ`: the units that another country's reader reads otherwise."""
    asked: Mapping[str, Any] = rule.get(purpose) or {}
    found: dict[str, str] = {}
    for name, keys in asked.items():
        if keys == COUNTRY:
            found |= {key: f"{COUNTRY}:{key}"[:LONGEST] for key in sorted(countries_differ) if key not in found}
        else:
            found |= dict.fromkeys(keys, name)
    return found


def rule_mistakes(rule: Any, units: Collection[str]) -> list[str]:
    """What is wrong with a course's rule, in the active language."""
    if not isinstance(rule, Mapping):
        return [_("'rule' must name purposes: renewal, endorsement.")]
    found: list[str] = []
    for purpose, groups in rule.items():
        if purpose not in PURPOSES:
            found.append(_("'rule' knows renewal and endorsement, not '%(name)s'.") % {"name": purpose})
            continue
        if not isinstance(groups, Mapping) or not groups:
            found.append(_("The rule '%(name)s' must have named groups of units: {update: [one, other]}.") % {"name": purpose})
            continue
        placed: set[str] = set()
        for name, keys in groups.items():
            found += _group_mistakes(purpose, str(name), keys, units, placed)
    return found


def _group_mistakes(purpose: str, name: str, keys: Any, units: Collection[str], placed: set[str]) -> list[str]:
    facts = {"rule": purpose, "group": name}
    if len(name) > LONGEST:
        return [_("The name of the group '%(group)s' is too long: at most 40 letters.") % facts]
    if keys == COUNTRY and purpose == ENDORSEMENT:
        return []
    if not isinstance(keys, list) or not keys or not all(isinstance(key, str) for key in keys):
        return [_("The group '%(group)s' of the rule '%(rule)s' must be a list of unit keys.") % facts]
    found = []
    for key in keys:
        if key not in units:
            said = _("The rule '%(rule)s' names the unit '%(unit)s', and this course has no such unit.")
            found.append(said % {**facts, "unit": key})
        elif key in placed:
            found.append(_("The rule '%(rule)s' names the unit '%(unit)s' twice.") % {**facts, "unit": key})
        placed.add(key)
    return found
