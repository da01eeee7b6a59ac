"""Whether the certifying quizzes of courses are sat under watch: what a certification may say of its sittings."""

from collections.abc import Collection, Sequence
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.exam_sittings import rules
from assessments.models.exam_sitting_rows import pool
from assessments.models.exam_units import certifying_in_effect
from courses.api import Assurance

SITTINGS: Final = "sittings"
LEAST: Final = 1  # people of the programme's list who are ready for the country


def sitting_assurances(course_ids: Collection[int], country: str) -> Sequence[Assurance]:
    """Met when every course has, in its release in effect there, a certifying quiz (which opens only in a sitting, by
    construction), and when somebody is named who is ready to watch over one in that country. Three queries."""
    found = certifying_in_effect(course_ids, country, timezone.now())
    lacking = sorted(course for course in course_ids if not found.get(course))
    ready = {one.person_id for one in pool([country])}
    facts: dict[str, Any] = {
        "quizzes": sum(len(units) for units in found.values()), "invigilators": len(ready), "wait_days": rules.WAIT_DAYS,
        "decide_days": rules.DECIDE_DAYS,
    }  # fmt: skip
    url = reverse("lms:assessments:invigilator-list")
    if lacking:
        sentence = ngettext(
            "{n} course has no certifying quiz in effect there: nothing of it is sat in a sitting.",
            "{n} courses have no certifying quiz in effect there: nothing of them is sat in a sitting.", len(lacking),
        ).format(n=len(lacking))  # fmt: skip
    elif len(ready) < LEAST:
        sentence = _("Nobody is named who is ready to watch over a sitting in this country.")
    else:
        sentence = _(
            "Certifying quizzes are sat only in a sitting, with a code given by somebody outside the candidate's team; an "
            "incident holds the result until it is decided."
        )
    return [Assurance(SITTINGS, country, not lacking and len(ready) >= LEAST, sentence, facts, url)]
