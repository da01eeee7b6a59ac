"""What a panel judges: the questions of a certifying quiz, or the reference scripts of a certifying case."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from assessments.analysis.whole import ENOUGH
from assessments.kinds import cut_rules, material
from assessments.kinds.case_family import pairs_of
from assessments.models import CaseStudy, CutMethod, CutStudy, Question, Quiz, ReferenceScript
from assessments.models.analysis import ItemAnalysis
from assessments.models.cut_rows import versions_by_key
from assessments.models.versions import items_by_id
from lms.kernel.places import COUNTRIES

LEAST_SCRIPTS: Final = 4


@dataclass(frozen=True, slots=True)
class ToJudge:
    """What is judged and how; `why` says what is lacking when there is nothing."""

    method: str = CutMethod.ANGOFF
    entries: list[dict[str, Any]] = field(default_factory=list)
    why: str = ""


def entries_to_judge(unit_id: int, country: str, *, only_lacking: bool) -> ToJudge:
    """The entries of a study that opens now. Raises nothing: what can't be judged says why."""
    quiz = Quiz.objects.filter(pk=unit_id, certifying=True).first()
    if quiz is not None:
        return _questions(quiz, (country,) if country else tuple(quiz.course.countries or COUNTRIES), only_lacking=only_lacking)
    study = CaseStudy.objects.filter(pk=unit_id, certifying=True).first()
    if study is None:
        return ToJudge(why=_("only a certifying quiz or case has a cut score."))
    return _scripts(study)


def _questions(quiz: Quiz, countries: tuple[str, ...], *, only_lacking: bool) -> ToJudge:
    found = material.build(quiz, countries, drafts=True, on=None)
    pools = {country: cut_rules.pool_of(found, country) for country in countries}
    asked = {key: digest for pool in pools.values() for key, digest in pool.items()}
    if only_lacking:
        covers = cut_rules.cuts_of({quiz.pk: found}, [quiz], countries, localdate()).covers[quiz.pk]
        lacking = {key for one in covers.values() for key in one.lacking}
        if not lacking:
            return ToJudge(why=_("a decision in force speaks of every question."))
        asked = {key: digest for key, digest in asked.items() if key in lacking}
    histories = versions_by_key(list(asked))
    maxima = {slot["key"]: slot["maximum"] for slot in found.slots}
    entries = [
        {
            "key": key, "version": digest, "maximum": maxima[key],
            "number": max((n for n, one, _edit in histories.get(key, ()) if one == digest), default=0),
        }
        for key, digest in sorted(asked.items())
    ]  # fmt: skip
    return ToJudge(CutMethod.ANGOFF, entries, "" if entries else _("the quiz has no question that counts."))


def _scripts(study: CaseStudy) -> ToJudge:
    cases = items_by_id({case for case, _rubric in pairs_of([study])[study.pk]})
    keys = {item.key for item in cases.values()}
    rows = ReferenceScript.objects.filter(case_key__in=keys, archived_at=None).order_by("key")
    entries = [
        {"key": key, "case": case, "percent": format(percent, "f"), "country": country, "language": language}
        for key, case, percent, country, language in rows.values_list("key", "case_key", "percent", "country", "language")
    ]
    if len(entries) < LEAST_SCRIPTS:
        why = _("a case needs at least {n} reference scripts, some of them borderline.").format(n=LEAST_SCRIPTS)
        return ToJudge(CutMethod.BORDERLINE, [], why)
    return ToJudge(CutMethod.BORDERLINE, entries)


def facilities_of(study: CutStudy) -> dict[str, str]:
    """{question: percent that had it right}, programme-wide, where at least thirty people met it; {} where nothing is known.

    Of a question with a line for each country: that of the study's country, else none. One query.
    """
    row = ItemAnalysis.objects.filter(unit=study.unit_id, cohort=None).exclude(body={}).order_by("-id").first()
    found: dict[str, str] = {}
    for one in (row.body if row else {}).get("questions", ()):
        if one["current"] and one["n"] >= ENOUGH and one["country"] in ("", study.country) and (known := _facility(one)):
            found[one["question"]] = known
    return {entry["key"]: found[entry["key"]] for entry in study.entries if entry["key"] in found}


def _facility(one: Mapping[str, Any]) -> str:
    said = one["figures"].get("facility")
    value = said.get("value") if isinstance(said, Mapping) else None
    return "" if value is None else f"{value:.1f}"


def bodies_of(study: CutStudy) -> dict[str, tuple[int, Mapping[str, Any]]]:
    """{question: (its item, what the judged version says)} of a study of a quiz. One query."""
    wanted = {(one["key"], one["version"]) for one in study.entries}
    rows = Question.objects.non_polymorphic().filter(
        version__item__kind="question", version__item__key__in={key for key, _version in wanted}
    )
    found = rows.values_list("version__item__key", "version__digest", "version__item_id", "version__body")
    return {key: (item, body) for key, digest, item, body in found if (key, digest) in wanted}
