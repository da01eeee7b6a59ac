"""The kind `quiz`: a unit that asks."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.errors import KeyTaken, QuestionMissing
from assessments.kinds import material
from assessments.kinds.specs import as_number, draft_fields, is_number, is_words
from assessments.models import QuestionEntry, Quiz, QuizSlot
from assessments.models.versions import unit_kind
from courses.kinds import Frozen, Problem, SpecField


class QuizKind:
    """What courses asks of a quiz."""

    def label(self) -> str:
        return _("Quiz")

    def icon(self) -> str:
        return "pencil"

    def items(self, *, unit_id: int) -> Sequence[int]:
        """The questions of its slots."""
        return [slot.entry.item_id for slot in material.entry_slots(unit_id) if slot.entry]

    def units_on(self, *, item_ids: Collection[int]) -> dict[int, set[int]]:
        """{draft quiz: the questions of its slots among these items}. One query."""
        rows = QuizSlot.objects.filter(entry__item__in=item_ids, quiz__archived_at=None)
        found: dict[int, set[int]] = {}
        for quiz, item in rows.values_list("quiz_id", "entry__item_id"):
            found.setdefault(quiz, set()).add(item)
        return found

    def problems(self, *, unit_id: int, countries: Sequence[str]) -> Sequence[Problem]:
        """Questions that are missing or not in both languages; facts missing in a country; fewer than four options there."""
        return self.problems_of_units(unit_ids=[unit_id], countries=countries)

    def problems_of_units(self, *, unit_ids: Sequence[int], countries: Sequence[str]) -> Sequence[Problem]:
        """The same of many quizzes, in as many queries as of one."""
        quizzes = list(Quiz.objects.filter(pk__in=unit_ids))
        found = material.build_many(quizzes, countries, drafts=True, on=None)
        return [
            Problem(quiz.key, country, sentence, mended_at(quiz.course_id, fact))
            for quiz in quizzes
            for country, sentence, fact in found[quiz.pk].problems
        ]

    def items_of_units(self, *, unit_ids: Sequence[int]) -> Mapping[int, Sequence[int]]:
        """{quiz: the questions of its slots}. One query."""
        found: dict[int, list[int]] = {unit_id: [] for unit_id in unit_ids}
        for slot in material.entry_slots(*unit_ids):
            found[slot.quiz_id] += [slot.entry.item_id] if slot.entry else []
        return found

    def freeze(self, *, unit_id: int, countries: Sequence[str], on: date) -> Frozen:
        """The whole sheet material, with keys and feedback: it stays on the server."""
        quiz = Quiz.objects.get(pk=unit_id)
        found = material.build(quiz, countries, drafts=False, on=on)
        if found.problems:
            raise QuestionMissing(quiz=quiz.key, question=found.problems[0][1])
        config = {
            "pass_percent": format(quiz.pass_percent.normalize(), "f"),
            "attempts_allowed": quiz.attempts_allowed,
            "minutes_allowed": quiz.minutes_allowed,
            "shuffle": quiz.shuffle,
            "intro": quiz.intro,
            "countries": sorted(countries),
            "slots": found.slots,
        }
        return Frozen(config=config, held=found.held_rows())

    def url(self, *, enrolment_id: int, unit_id: int) -> str:
        return reverse("lms:assessments:quiz-detail", args=[enrolment_id, unit_id])

    def figures_url(self, *, unit_id: int) -> str:
        """What the answers say about its questions, for authors and reviewers."""
        return reverse("lms:assessments:quiz-analysis", args=[unit_id])

    def sentence(self, *, code: str, params: Mapping[str, object]) -> str:
        """Where a learner stands, in the reader's language. Pure."""
        score, needed = (in_percent(params.get(name)) for name in ("score", "needed"))
        sentences = {
            "quiz_open": _("An attempt is open. Your answers are kept; go on when you like."),
            "quiz_waiting": _("Handed in. A person reads and scores your written answer; the result comes then."),
            "quiz_passed": _("Passed with {score}.").format(score=score),
            "quiz_failed": _("{score} so far; {needed} is needed. You can try again.").format(score=score, needed=needed),
            "quiz_no_attempts_left": _(
                "{score}; {needed} is needed and no attempts are left. Your facilitator can help."
            ).format(score=score, needed=needed),
        }
        return sentences.get(code, "")

    def check_spec(self, spec: Mapping[str, Any]) -> Sequence[str]:
        """What is wrong with a quiz in a course file."""
        found = []
        questions = spec.get("questions")
        if not isinstance(questions, list) or not questions or not all(isinstance(q, str) for q in questions):
            found.append(_("A quiz needs 'questions': the list of their keys."))
        elif len(set(questions)) != len(questions):
            found.append(_("A quiz asks each question once; one stands twice in 'questions'."))
        if not is_number(spec.get("pass_percent", 70), 0, 100):
            found.append(_("'pass_percent' must be a number from 0 to 100."))
        if not is_words(spec.get("intro", {}), needed=False):
            found.append(_("'intro' needs words in both languages: {es: …, en: …}."))
        found += [
            _("'{name}' must be a whole number, 0 for no limit.").format(name=name)
            for name in ("attempts_allowed", "minutes_allowed")
            if not is_number(spec.get(name, 0), 0, 1000, whole=True)
        ]
        if not isinstance(spec.get("shuffle", True), bool):
            found.append(_("'shuffle' must be true or false."))
        return found

    spec_fields = {
        "pass_percent": SpecField(70, always=True), "attempts_allowed": SpecField(0), "minutes_allowed": SpecField(0),
        "shuffle": SpecField(True), "intro": SpecField({}), "questions": SpecField(always=True),
    }  # fmt: skip

    def spec(self, *, unit_id: int, config: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        """Its rules and the keys of its questions."""
        if config is not None:
            kept = {name: config[name] for name in ("attempts_allowed", "minutes_allowed", "shuffle", "intro")}
            questions = [slot["key"] for slot in config["slots"]]
            return {**kept, "pass_percent": as_number(config["pass_percent"]), "questions": questions}
        quiz = Quiz.objects.get(pk=unit_id)
        return {
            "pass_percent": as_number(quiz.pass_percent),
            "attempts_allowed": quiz.attempts_allowed,
            "minutes_allowed": quiz.minutes_allowed,
            "shuffle": quiz.shuffle,
            "intro": quiz.intro,
            "questions": [slot.entry.item.key for slot in material.entry_slots(unit_id) if slot.entry],
        }

    def save_draft(self, *, course_id: int, module_id: int | None, position: int, spec: Mapping[str, Any]) -> int:
        """Make or change the draft quiz and its slots. Raises KeyTaken, QuestionMissing."""
        if unit_kind(course_id, spec["key"]) not in ("", "quiz"):
            raise KeyTaken(key=spec["key"])
        quiz, _made = Quiz.objects.update_or_create(
            course_id=course_id,
            key=spec["key"],
            defaults={
                **draft_fields("quiz", module_id, position, spec),
                "pass_percent": Decimal(str(spec.get("pass_percent", 70))),
                "attempts_allowed": spec.get("attempts_allowed", 0),
                "minutes_allowed": spec.get("minutes_allowed", 0),
                "shuffle": spec.get("shuffle", True),
                "intro": dict(spec.get("intro") or {}),
            },
        )
        wanted = list(spec["questions"])
        entries = {e.item.key: e for e in QuestionEntry.objects.filter(item__key__in=wanted).select_related("item")}
        for key in wanted:
            if key not in entries:
                raise QuestionMissing(quiz=spec["key"], question=key)
        now = list(QuizSlot.objects.filter(quiz=quiz).values_list("position", "entry_id"))
        if now != [(n, entries[key].pk) for n, key in enumerate(wanted, start=1)]:
            QuizSlot.objects.filter(quiz=quiz).delete()
            QuizSlot.objects.bulk_create(
                QuizSlot(quiz=quiz, position=n, entry=entries[key]) for n, key in enumerate(wanted, start=1)
            )
        return int(quiz.pk)


def mended_at(course_id: int, fact: str = "") -> str:
    """Where a problem of a unit is mended: the fact's page, else the course's draft."""
    if fact:
        return reverse("lms:courses:fact-detail", args=[fact])
    return reverse("lms:courses:draft-detail", args=[course_id])


def in_percent(value: object) -> str:
    """«80 %»: without zeros that say nothing, with a hard space."""
    if value in (None, ""):
        return "–"
    return f"{Decimal(str(value)).normalize():f}\u00a0%"
