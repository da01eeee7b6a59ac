"""What all must be passed: the conjunctive rule of courses, in words. No part makes up for another.

A kind of unit that says more than "done" has `needs_of` (names of the frozen configuration that it reads; nothing else is
loaded) and `needs(config) -> str`, a phrase in the reader's language: «64 % of the rubric, and no red flag».
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.kinds import kind_of
from courses.models import UnitVersion
from courses.progress import Entry, need_of, requirement_groups
from courses.selectors.releases import entries_at
from lms.kernel.places import Language
from lms.kernel.words import in_language


@dataclass(frozen=True, slots=True)
class MustPass:
    """One part that has to be passed on its own: a unit, or any `choose` of several. `needs` is '' where it is only to be done.

    `certifying`: it is one of those that a certification rests on.
    """

    course_id: int
    titles: tuple[Mapping[str, str], ...]
    kind: str
    needs: str
    certifying: bool
    choose: int = 1


def must_pass(
    course_ids: Collection[int], country: str, *, at: datetime | None = None, purpose: str = "first"
) -> tuple[MustPass, ...]:
    """What the releases in effect in a country require, in the order of the courses given; in the active language.

    A query a course, and one more.
    """
    moment = at or timezone.now()
    groups = [
        (course, group)
        for course in course_ids
        for group in requirement_groups(entries_at(course, country, moment, purpose=purpose))
    ]
    configs = _configs([entry for _course, group in groups for entry in group])
    return tuple(_part(course, group, configs) for course, group in groups)


def conjunctive_rule(course_ids: Collection[int], country: str, *, at: datetime | None = None) -> dict[str, list[str]]:
    """{"es": sentences, "en": sentences}: the rule first, then a line a part that certifies or is scored. Parts that are only
    to be read or attended are counted in one line. {"es": [], "en": []} when nothing is published there."""
    found: dict[str, list[str]] = {}
    for language in Language.values:
        with translation.override(language):
            found[language] = _sentences(must_pass(course_ids, country, at=at), language)
    return found


def _sentences(parts: tuple[MustPass, ...], language: str) -> list[str]:
    if not parts:
        return []
    scored = [one for one in parts if one.needs]
    rest = len(parts) - len(scored)
    lines = [_("Each of these parts has to be passed on its own: points in one never make up for another.")]
    for one in scored:
        names = [in_language(titles, language) for titles in one.titles]
        several = ngettext("one of: {names}", "{n} of: {names}", one.choose)
        title = names[0] if len(names) == 1 else several.format(n=one.choose, names=", ".join(names))
        lines.append(_("{part}: {needs}.").format(part=title, needs=one.needs))
    if rest:
        lines.append(_("And everything else that the course requires has to be done ({n} more).").format(n=rest))
    return lines


def _configs(entries: list[Entry]) -> dict[int, dict[str, Any]]:
    """{unit version: what its kind reads of the frozen configuration}. One query, none when no kind reads anything."""
    wanted = {one.unit_version_id: _needs_of(one.kind) for one in entries}
    names = sorted({name for ones in wanted.values() for name in ones})
    versions = [pk for pk, ones in wanted.items() if ones]
    if not versions:
        return {}
    rows = UnitVersion.objects.filter(pk__in=versions).values_list("pk", *(f"config__{name}" for name in names))
    return {pk: dict(zip(names, values, strict=True)) for pk, *values in rows}


def _needs_of(kind: str) -> tuple[str, ...]:
    return tuple(getattr(kind_of(kind), "needs_of", ()))


def _part(course: int, group: list[Entry], configs: Mapping[int, Mapping[str, Any]]) -> MustPass:
    first = group[0]
    config = configs.get(first.unit_version_id, {})
    says = getattr(kind_of(first.kind), "needs", None)
    return MustPass(
        course, tuple(one.titles for one in group), first.kind, says(config) if says and config else "",
        bool(config.get("certifying")), need_of(group),
    )  # fmt: skip
