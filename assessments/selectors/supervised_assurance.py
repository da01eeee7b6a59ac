"""Whether certifying courses know whose work they certify: what a certification may say of authorship."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models.supervised_rows import units_in_effect
from courses.api import AUTHORSHIP, Assurance


def authorship_assurances(course_ids: Collection[int], country: str) -> Sequence[Assurance]:
    """Met when every course has, in its release in effect there, a required supervised piece, and every certifying case of it
    states what help of artificial intelligence it allows (a certifying quiz allows none, by construction). Two queries."""
    units = units_in_effect(course_ids, country, timezone.now(), kinds=("supervised_piece", "case_study"))
    pieces: dict[int, int] = defaultdict(int)
    silent, tasks = 0, 0
    for unit in units:
        if unit.kind == "supervised_piece":
            pieces[unit.course_id] += unit.required
        elif unit.config.get("certifying"):
            tasks += 1
            silent += not unit.config.get("ai_help")
    lacking = sum(1 for course in course_ids if not pieces[course])
    facts: dict[str, Any] = {"pieces": sum(pieces.values()), "tasks": tasks, "tasks_without_rule": silent}
    if lacking:
        sentence = ngettext(
            "{n} course has no required piece that somebody sees being done.",
            "{n} courses have no required piece that somebody sees being done.",
            lacking,
        ).format(n=lacking)
    elif silent:
        sentence = ngettext(
            "{n} certifying task does not say what help of artificial intelligence it allows.",
            "{n} certifying tasks do not say what help of artificial intelligence they allow.",
            silent,
        ).format(n=silent)
    else:
        sentence = _(
            "Every certifying task says what help of artificial intelligence it allows; its writer declares what was used; one "
            "piece is done before an examiner who is not close to the candidate. No machine decides."
        )
    return [Assurance(AUTHORSHIP, country, not lacking and not silent, sentence, facts, reverse("lms:courses:draft-list"))]
