"""The page on which a letter is written: its parts, the aids beside them, the directory, and when it is due."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import dues, letters, stages
from assessments.letter_gauge import Gauge, gauge
from assessments.models import Submission
from assessments.selectors.dues import due_for
from assessments.selectors.letter_help import help_choices
from courses import api as courses

TEXTS: Final = ("issues", "advice", "help", "lawyer")


@dataclass(frozen=True, slots=True)
class Aid:
    """What stands under a part while it is written: its words, and how plain they read. Never a gate."""

    words: int
    gauge: Gauge


def aid_of(part: str, value: Any, *, language: str) -> Aid:
    """The aid of one part. One query at most, every ten minutes."""
    plain = gauge(value, language, courses.plain_words(language)) if part in TEXTS and isinstance(value, str) else Gauge()
    return Aid(letters.words_in(value), plain)


def total_in_words(letter: Mapping[str, Any], config: Mapping[str, Any]) -> str:
    """«412 words; the task asks for 350 to 600»."""
    total = letters.words_of(letter)
    said = ngettext("%(n)s word", "%(n)s words", total) % {"n": total}
    asked = letters.range_of(config["case"]["task"])
    if asked is None:
        return said
    return _("{words}; the task asks for {least} to {most}").format(words=said, least=asked[0], most=asked[1])


def letter_rules(config: Mapping[str, Any]) -> list[str]:
    """What holds for the letters of a case, a sentence each: what is needed, how many, which one counts, who scores."""
    allowed = config["submissions_allowed"]
    found = [_("{n} % is needed to pass, and no red flag.").format(n=config["pass_percent"])]
    if config.get("certifying"):
        return [*found, *certifying_rules(allowed), *stages.rule_sentences(stages.rules_of(config))]
    if allowed:
        said = ngettext(
            "You may hand in {n} letter; one that you took back does not count.",
            "You may hand in {n} letters in all; one that you took back does not count.",
            allowed,
        )
        found.append(said.format(n=allowed))
    found.append(_("The first letter that passes counts, with its score; after it no other one can be handed in."))
    return [*found, *stages.rule_sentences(stages.rules_of(config))]


def certifying_rules(sittings: int) -> list[str]:
    """What holds for a certifying case, a sentence each."""
    said = ngettext("You may sit {n} time.", "You may sit {n} times, each on another case.", sittings)
    return [
        _("You are given one case of a family by lot. Judges have found its cases comparable; you can't choose or change it."),
        _("A case is given to a person once: one letter, which can't be taken back or handed in again."),
        said.format(n=sittings),
    ]


@dataclass(frozen=True, slots=True)
class DueNow:
    """When a letter is due, as its writer sees it now. `days` left until then, below 0 when it is over.

    `late`: what handing in now would cost, in words, '' when it is on time; `closed`: it would not be accepted.
    """

    due_at: datetime | None
    days: int
    late: str
    closed: bool
    rules: tuple[str, ...]


def due_now(*, enrolment_id: int, cohort_course_id: int | None, unit_id: int, config: Mapping[str, Any]) -> DueNow:
    """Two queries."""
    due, now = due_for(enrolment_id, cohort_course_id, unit_id, config), timezone.now()
    today = timezone.localtime(now).date()
    days = (timezone.localtime(due.due_at).date() - today).days if due.due_at else 0
    late = dues.late_words(dues.lateness(due, now))
    return DueNow(due.due_at, days, late, dues.is_closed(due, now), tuple(dues.rules_in_words(due)))


def letter_page(submission: Submission, letter: Mapping[str, Any]) -> dict[str, Any]:
    """Everything beside the case itself. Three queries, one more every ten minutes."""
    config, enrolment = submission.config, submission.enrolment
    steps = list(letter.get("steps") or ())
    choices = help_choices(config, country=enrolment.country, places=letter.get("places") or ())
    return {
        "aids": {part: aid_of(part, letter.get(part), language=enrolment.language) for part in TEXTS},
        "total": total_in_words(letter, config),
        "steps": [*steps, *({} for _n in range(max(1, 3 - len(steps))))][: letters.MOST_STEPS],
        "costs": letters.cost_words(),
        "near": [one for one in choices if one.chosen or one.fits],
        "far": [one for one in choices if not (one.chosen or one.fits)],
        "due": due_now(
            enrolment_id=enrolment.pk, cohort_course_id=enrolment.cohort_course_id, unit_id=submission.unit_id, config=config
        ),
    }  # fmt: skip
