"""Families of certifying cases as judges and authors see them: comparable by judges' review, how often given, what rests."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import families
from assessments.errors.families import FamilyNotFound
from assessments.models import CaseRest
from assessments.models.case_rows import texts_of
from assessments.models.family_rows import (
    Texts,
    came_back,
    drafted_cases,
    ever_judged,
    families_drafted,
    family_digest,
    family_said,
    resting,
    said_of_families,
    twins_judged,
    uses_of,
)
from assessments.selectors.twins import standing_words
from assessments.twins import ALIKE, DOUBTED, WHOLE, Standing
from lms.institutions.api import Scope
from lms.kernel.todo import Todo


@dataclass(frozen=True, slots=True)
class FamilyCase:
    """One case of a family. `uses` in all, `since` of them since it last came back; it rests at `limit`."""

    key: str
    titles: Mapping[str, str]
    uses: int
    since: int
    limit: int
    rests: bool
    alike: bool  # its countries are comparable by judges' review


@dataclass(frozen=True, slots=True)
class FamilyLine:
    """One family. `compared`: the digest of what judges compare; a family of one case has nothing to compare."""

    key: str
    cases: list[FamilyCase]
    compared: str
    standing: Standing
    mine: bool
    again: bool  # judged before; its cases have changed since

    @property
    def alike(self) -> bool:
        return len(self.cases) < 2 or self.standing.state == ALIKE

    @property
    def doubted(self) -> bool:
        return self.standing.state == DOUBTED

    @property
    def says(self) -> str:
        return standing_words(self.standing)

    @property
    def free(self) -> int:
        return sum(1 for one in self.cases if not one.rests)


def family_lines(judge_id: int, texts: Texts | None = None) -> list[FamilyLine]:
    """Every family of the certifying drafts, by key. A number of queries that does not grow."""
    texts = texts_of() if texts is None else texts
    rows = drafted_cases()
    drafted = families_drafted(texts, rows)
    keys = [key for cases in drafted.values() for key in cases]
    uses, since = uses_of(keys), uses_of(keys, since=came_back(keys))
    rests, alike = resting(keys), twins_judged(keys, texts)
    most = {key: limit for _family, key, limit in reversed(rows)}
    digests = {family: family_digest(family, list(cases), texts) for family, cases in drafted.items()}
    everybody, before = said_of_families(digests.values()), ever_judged(judge_id)
    found = []
    for family, cases in sorted(drafted.items()):
        digest, said = digests[family], everybody[digests[family]]
        mine = (judge_id, WHOLE) in said
        found.append(
            FamilyLine(
                family,
                [
                    FamilyCase(
                        key, titles, uses[key], since[key], most[key], key in rests,
                        key in alike and alike[key].state == ALIKE,
                    )
                    for key, titles in cases.items()
                ],
                digest, families.standing(said), mine, not mine and family in before,
            )
        )  # fmt: skip
    return found


def family_page(family: str, judge_id: int) -> dict[str, Any]:
    """One family side by side, with what others said after one's own answer. Raises FamilyNotFound."""
    texts = texts_of()
    line = next((one for one in family_lines(judge_id, texts) if one.key == family), None)
    if line is None:
        raise FamilyNotFound
    said = family_said(line.compared)
    own = said.get((judge_id, WHOLE))
    others = [one for (judge, _about), one in said.items() if judge != judge_id]
    return {
        "line": line,
        "own": own,
        "others": others if own else [],
        "yes": sum(1 for one in others if one.comparable),
        "cases": [(one, texts[one.key]["case"].body, texts[one.key]["rubric"].body) for one in line.cases if one.key in texts],
    }


def rest_of(case_key: str) -> CaseRest | None:
    """The rest of a case that rests now. One query."""
    return CaseRest.objects.filter(case_key=case_key, ended_at=None).first()


def family_todos(scope: Scope) -> list[Todo]:
    """For authors and deciders: cases that rest. One query."""
    if not scope.roles & {"author", "decider"}:
        return []
    rows = CaseRest.objects.filter(ended_at=None)
    count = rows.count()
    if not count:
        return []
    last = rows.aggregate(most=Max("uses"))["most"]
    return [
        Todo(
            title=ngettext("{n} certifying case rests", "{n} certifying cases rest", count).format(n=count),
            why=_("Given {n} times: look at it anew, or write another case, before it is given again.").format(n=last),
            url=reverse("lms:assessments:family-list"), icon="wait", weight=40, act=_("Look at the families"),
        )
    ]  # fmt: skip
