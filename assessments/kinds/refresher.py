"""The kind `refresher`: what a change of the law changed, side by side, and the questions bound to it. And who makes it."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.errors import MadeByChange
from assessments.kinds.material import LANGUAGES, Material, build_question
from assessments.kinds.quiz import QuizKind
from assessments.models import FactBound, Life, Pool, Question, QuestionEntry, Refresher
from courses import api as courses
from courses.kinds import Frozen, Held, Problem, SpecField
from lms.kernel.words import in_language

KIND: Final = "refresher"
MINUTES: Final = 5
MOST_QUESTIONS: Final = 5
ALL_RIGHT: Final = "100"  # what changed, all of it; attempts without limit, each with its feedback


class RefresherKind:
    """What courses asks of a refresher. It is in no course file and in no release."""

    spec_fields: Mapping[str, SpecField] = {}

    def label(self) -> str:
        return _("Update")

    def icon(self) -> str:
        return "stale"

    def items(self, *, unit_id: int) -> Sequence[int]:
        """None: a release never publishes for a refresher."""
        return ()

    def problems(self, *, unit_id: int, countries: Sequence[str]) -> Sequence[Problem]:
        """None that would hold up a release; the change lists what its refresher lacks."""
        return ()

    def freeze(self, *, unit_id: int, countries: Sequence[str], on: date) -> Frozen:
        """The change's blocks before and now, and up to five questions bound to it with their key from the law at `on`.

        What a question lacks in this country leaves it out: the refresher is made of what there is.
        """
        unit = Refresher.objects.get(pk=unit_id)
        changed = courses.changed_for(unit.change_id, unit.country, unit.course_id, on)
        asked = _asked(changed, unit.country, on)
        config = {
            "pass_percent": ALL_RIGHT,
            "attempts_allowed": 0,
            "minutes_allowed": 0,
            "shuffle": True,
            "intro": {},
            "countries": [unit.country],
            "slots": [slot for one in asked for slot in one.slots],
            "changed": changed.config,
            "law_as_of": on.isoformat(),
        }
        held = {(one.item_version_id, one.country): one.shown_only for one in changed.held}
        for one in (row for material in asked for row in material.held_rows()):
            place = (one.item_version_id, one.country)
            held[place] = held.get(place, True) and one.shown_only
        return Frozen(config, tuple(Held(version, code, shown) for (version, code), shown in sorted(held.items())))

    def url(self, *, enrolment_id: int, unit_id: int) -> str:
        return reverse("lms:assessments:refresher-detail", args=[enrolment_id, unit_id])

    def sentence(self, *, code: str, params: Mapping[str, object]) -> str:
        """Where a learner stands, in the reader's language. Pure."""
        return _("You have read what changed.") if code == "refresher_read" else QuizKind().sentence(code=code, params=params)

    def check_spec(self, spec: Mapping[str, Any]) -> Sequence[str]:
        """A course file has no refreshers."""
        return [MadeByChange().sentence()]

    def save_draft(self, *, course_id: int, module_id: int | None, position: int, spec: Mapping[str, Any]) -> int:
        """Raises MadeByChange."""
        raise MadeByChange

    def spec(self, *, unit_id: int, config: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        """Nothing of it is written in a course file."""
        return {}


def _asked(changed: courses.Changed, country: str, on: date) -> list[Material]:
    """The questions that can be asked in the country, one material each: bound to the fact first, then those that were mended.

    A question whose key is written out may still say the old law: it is asked only when somebody looked at it since the
    change was proposed, and so is its author's feedback shown. What is published comes before a draft of the same question.
    """
    rows = {
        row.version_id: row
        for row in Question.objects.filter(version__in=[one.version_id for one in changed.questions]).select_related(
            "version__item"
        )
    }
    entries = {
        entry.item_id: entry
        for entry in QuestionEntry.objects.select_related("item")
        .filter(item__in=[one.item_id for one in changed.questions])
        .exclude(life__in=(Life.DRAFT, Life.RETIRED, Life.COMPROMISED))
        .exclude(bank__pool=Pool.EXAM, bank__demonstration=False)  # nobody meets in practice what an exam asks
    }
    fit: dict[int, tuple[bool, str, Question, QuestionEntry, bool]] = {}
    for one in changed.questions:
        row, entry = rows.get(one.version_id), entries.get(one.item_id)
        if row is None or entry is None or country not in (row.version.body.get("countries") or [country]):
            continue  # this text is asked in other countries only
        if isinstance(row, FactBound) or one.mended:
            fit.setdefault(one.item_id, (not isinstance(row, FactBound), entry.item.key, row, entry, one.mended))
    found: list[Material] = []
    for _order, _key, row, entry, mended in sorted(fit.values(), key=lambda one: one[:2]):
        material = build_question(row, entry, country, on=on, before=changed.before)
        if not mended:  # what its author wrote of the answer may be the old law
            material.slots = [{**slot, "feedback": {}} for slot in material.slots]
        if not material.problems and len(found) < MOST_QUESTIONS:
            found.append(material)
    return found


class Maker:
    """Makes the unit of a refresher; courses freezes it by the kind above."""

    def make(self, *, change_id: int, country: str, course_id: int) -> int:
        """Safe to repeat: one unit a change, country and course."""
        names = courses.change_titles(change_id)
        titles = {}
        for language in LANGUAGES:
            with override(language):
                titles[language] = _("Update: {what}").format(what=in_language(names, language))
        unit, _made = Refresher.objects.get_or_create(
            course_id=course_id,
            key=f"refresher-{change_id}-{country.lower()}",
            defaults={
                "kind": KIND, "purpose": "refresher", "module_id": None, "position": 0, "titles": titles, "required": False,
                "minutes": MINUTES, "weight": Decimal(1), "change_id": change_id, "country": country,
            },
        )  # fmt: skip
        return int(unit.pk)
