"""What certifying cases rest on in the tables: who uses a case, how often it was given, whether it rests, what judges said."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db.models import Count, Max, Q

from assessments import families, twins
from assessments.models.assessors import TwinReview
from assessments.models.case_rows import Text, texts_of
from assessments.models.cases import CaseStudy, Submission
from assessments.models.families import CaseAlternate, CaseRest, FamilyReview

Texts = Mapping[str, Mapping[str, Text]]  # what `texts_of` gives


def pairs_of(studies: Sequence[CaseStudy]) -> dict[int, list[tuple[int, int]]]:
    """{case study: (case, rubric) of each of its cases, the first one first}. One query where one is certifying."""
    found = {one.pk: [(one.case_id, one.rubric_id)] for one in studies}
    certifying = [one.pk for one in studies if one.certifying]
    rows = CaseAlternate.objects.filter(study__in=certifying).order_by("study", "position") if certifying else ()
    for row in rows:
        found[row.study_id].append((row.case_id, row.rubric_id))
    return found


def practised(case_keys: Collection[str]) -> set[str]:
    """Those of these cases that a unit gives for practice: who learnt on them would meet them again. One query."""
    rows = CaseStudy.objects.non_polymorphic().filter(case__key__in=case_keys, certifying=False, archived_at=None)
    return set(rows.values_list("case__key", flat=True))


def other_of_family(study: CaseStudy) -> bool:
    """Whether the course asks for another certifying unit of the same family. One query."""
    rows = CaseStudy.objects.non_polymorphic().filter(course_id=study.course_id, family=study.family, certifying=True)
    return rows.filter(archived_at=None).exclude(pk=study.pk).exists()


def uses_of(case_keys: Collection[str], *, since: Mapping[str, datetime] | None = None) -> dict[str, int]:
    """{case: how often it was given to somebody, who handed in or not}; since a moment where one is named. One query."""
    wanted = Q(pk=0)
    for key in case_keys:
        moment = (since or {}).get(key)
        wanted |= Q(case_key=key, started_at__gt=moment) if moment else Q(case_key=key)
    rows = Submission.objects.filter(wanted).values_list("case_key").annotate(n=Count("pk")).order_by()
    return dict.fromkeys(case_keys, 0) | dict(rows)


def had_by(person_id: int, case_keys: Collection[str]) -> set[str]:
    """Those of these cases that a person was given before, in any enrolment. One query."""
    rows = Submission.objects.filter(enrolment__person_id=person_id, case_key__in=case_keys)
    return set(rows.values_list("case_key", flat=True))


def resting(case_keys: Collection[str]) -> set[str]:
    """Those of these cases that rest now. One query."""
    return set(CaseRest.objects.filter(case_key__in=case_keys, ended_at=None).values_list("case_key", flat=True))


def came_back(case_keys: Collection[str]) -> dict[str, datetime]:
    """{case: when it last came back from a rest}. One query."""
    rows = CaseRest.objects.filter(case_key__in=case_keys, ended_at__isnull=False)
    return dict(rows.values_list("case_key").annotate(last=Max("ended_at")).order_by())


def twins_judged(case_keys: Collection[str], texts: Texts | None = None) -> dict[str, twins.Standing]:
    """{case: what judges said of its countries, of its newest text}; a case without a text is left out. Two queries, one where
    the texts are known."""
    digests, criteria = {}, {}
    for key, now in (texts_of() if texts is None else texts).items():
        if key in case_keys and "case" in now and "rubric" in now:
            digests[key] = twins.compared(key, now["case"].body, now["rubric"].body)
            criteria[key] = [one["id"] for one in now["rubric"].body["criteria"]]
    said: defaultdict[str, list[twins.Said]] = defaultdict(list)
    rows = TwinReview.objects.filter(compared__in=list(digests.values())).order_by("at", "pk")
    for compared, *rest in rows.values_list("compared", "judge_id", "criterion", "comparable", "note", "at"):
        said[compared].append(twins.Said(*rest))
    return {key: twins.standing(twins.latest(said[one]), criteria[key]) for key, one in digests.items()}


def family_digest(family: str, case_keys: Sequence[str], texts: Texts | None = None) -> str:
    """What judges compare in a family, of the newest texts. One query, none where they are known."""
    cases = {}
    for key, now in (texts_of() if texts is None else texts).items():
        if key in case_keys and "case" in now and "rubric" in now:
            cases[key] = twins.compared(key, now["case"].body, now["rubric"].body)
    return families.compared(family, cases)


def ever_judged(judge_id: int) -> set[str]:
    """The families that a judge has looked at, whatever their cases were then. One query."""
    return set(FamilyReview.objects.filter(judge=judge_id).values_list("family", flat=True))


def drafted_cases() -> list[tuple[str, str, int]]:
    """(family, case, uses after which it rests) of the certifying units that are not archived, in the order of the families.
    Two queries."""
    studies = CaseStudy.objects.non_polymorphic().filter(certifying=True, archived_at=None)
    own = studies.order_by("pk").values_list("family", "case__key", "rests_after")
    more = CaseAlternate.objects.filter(study__in=studies.values("pk")).order_by("study", "position")
    return [*own, *more.values_list("study__family", "case__key", "study__rests_after")]


def family_said(compared: str) -> dict[tuple[int, str], twins.Said]:
    """What each judge said last of a family as it is now. One query."""
    return said_of_families([compared])[compared]


def said_of_families(compared: Collection[str]) -> dict[str, dict[tuple[int, str], twins.Said]]:
    """The same of many, by what was compared. One query."""
    found: dict[str, list[twins.Said]] = {one: [] for one in compared}
    rows = FamilyReview.objects.filter(compared__in=found).order_by("at", "pk")
    for one, judge, *rest in rows.values_list("compared", "judge_id", "comparable", "note", "at"):
        found[one].append(twins.Said(judge, twins.WHOLE, *rest))
    return {one: twins.latest(said) for one, said in found.items()}


def families_drafted(
    texts: Texts | None = None, rows: Sequence[tuple[str, str, int]] | None = None
) -> dict[str, dict[str, dict[str, str]]]:
    """{family: {case: its titles}} of the certifying units that are not archived. Three queries; fewer where texts, or the rows
    of `drafted_cases`, are known."""
    known = texts_of() if texts is None else texts
    titles = {key: now["case"].body["titles"] for key, now in known.items() if "case" in now}
    found: defaultdict[str, dict[str, dict[str, str]]] = defaultdict(dict)
    for family, key, _limit in drafted_cases() if rows is None else rows:
        found[family][key] = titles.get(key, {"es": key, "en": key})
    return dict(found)
