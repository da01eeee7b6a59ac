"""Whether the courses of a certification have cut scores in force: asked by certificates, shown on the scheme page."""

from collections.abc import Collection, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.kinds import cut_rules
from assessments.kinds.quiz import cut_url
from assessments.models import CaseStudy, Quiz
from assessments.models.cut_rows import records_in_force
from courses.api import CUT_SCORE, Assurance
from lms.kernel.words import in_language


def cut_score_assurance(course_ids: Collection[int], country: str) -> Sequence[Assurance]:
    """Met when every certifying quiz and case of these courses has a decision that covers it in the country, and there is one.

    A number of queries that does not grow. `facts`: {units: [{titles, percent, se, judges, until}]}.
    """
    quizzes = list(
        Quiz.objects.filter(course__in=course_ids, certifying=True, archived_at=None).order_by("course_id", "position")
    )
    cases = list(
        CaseStudy.objects.filter(course__in=course_ids, certifying=True, archived_at=None).order_by("course_id", "position")
    )
    if not quizzes and not cases:
        sentence = _("No quiz or case of these courses certifies, so there is no cut score.")
        return [Assurance(CUT_SCORE, country, False, sentence)]
    today = localdate()
    cuts = cut_rules.cuts_of_drafts(quizzes, [country], today)
    records = [one for one in records_in_force([u.pk for u in (*quizzes, *cases)], today) if one.country in ("", country)]
    lacking: list[tuple[Any, tuple[str, str]]] = []
    lacking += [(quiz, said) for quiz in quizzes for said in cut_rules.quiz_problems(quiz, cuts)]
    lacking += [(case, said) for case in cases for said in cut_rules.case_cut(case.pk, [country], records)[1]]
    if lacking:
        unit, (_country, sentence) = lacking[0]
        return [Assurance(CUT_SCORE, country, False, f"{in_language(unit.titles)}: {sentence}", url=cut_url(unit.pk))]
    units: list[dict[str, Any]] = []
    for one in (*quizzes, *cases):
        mine = [record for record in records if record.unit_id == one.pk]
        if mine:
            units.append(_facts(one, mine[-1]))
    until = min(record.valid_until for record in records)
    sentence = ngettext(
        "The pass score of {n} part was set by judges in two rounds and decided by two people; it holds until {when}.",
        "The pass scores of {n} parts were set by judges in two rounds and decided by two people; they hold until {when}.",
        len(units),
    )
    said = sentence.format(n=len(units), when=date_format(until, "DATE_FORMAT"))
    return [Assurance(CUT_SCORE, country, True, said, {"units": units})]


def _facts(unit: Any, record: Any) -> dict[str, Any]:
    return {
        "titles": unit.titles, "percent": str(record.percent), "se": None if record.se is None else str(record.se),
        "of": str(record.of), "method": record.method, "until": record.valid_until.isoformat(),
    }  # fmt: skip
