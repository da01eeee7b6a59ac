"""The kind `quiz`: a unit that asks."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from assessments import passing, pools, sheets, windows
from assessments.errors import BankNotFound, KeyTaken, QuestionMissing
from assessments.errors.cuts import CutScoreMissing
from assessments.kinds import cut_rules, material, quiz_places, quiz_spec
from assessments.kinds.exam_words import exam_sentence
from assessments.kinds.specs import as_number, draft_fields
from assessments.models import Bank, QuestionEntry, Quiz, QuizSlot
from assessments.models.versions import question_row, unit_kind
from courses.kinds import Frozen, Problem


class QuizKind:
    """What courses asks of a quiz."""

    def may_recognise(self, *, config: Mapping[str, Any]) -> bool:
        """What was learned elsewhere can stand for a quiz that practises, never for one that certifies."""
        return not config.get("certifying")

    def label(self) -> str:
        return _("Quiz")

    def icon(self) -> str:
        return "pencil"

    def items(self, *, unit_id: int) -> Sequence[int]:
        """The questions that its sheets may ask."""
        return self.items_of_units(unit_ids=[unit_id])[unit_id]

    def units_on(self, *, item_ids: Collection[int]) -> dict[int, set[int]]:
        """{draft quiz: the questions that it may ask, among these items}. Two queries, three when anything is drawn."""
        wanted = set(item_ids)
        quizzes = Quiz.objects.non_polymorphic().filter(archived_at=None).values_list("pk", flat=True)
        found: dict[int, set[int]] = {}
        for quiz, items in self.items_of_units(unit_ids=list(quizzes)).items():
            if touched := wanted.intersection(items):
                found[quiz] = touched
        return found

    def problems(self, *, unit_id: int, countries: Sequence[str]) -> Sequence[Problem]:
        """Questions that are missing or not in both languages; facts missing in a country; fewer than four options there."""
        return self.problems_of_units(unit_ids=[unit_id], countries=countries)

    def problems_of_units(self, *, unit_ids: Sequence[int], countries: Sequence[str]) -> Sequence[Problem]:
        """The same of many quizzes, in as many queries as of one."""
        quizzes = list(Quiz.objects.filter(pk__in=unit_ids))
        found = material.build_many(quizzes, countries, drafts=True, on=None)
        cuts = cut_rules.cuts_of(found, quizzes, countries, localdate())
        problems = [
            Problem(quiz.key, country, sentence, mended_at(quiz.course_id, fact))
            for quiz in quizzes
            for country, sentence, fact in found[quiz.pk].problems
        ]
        return problems + [
            Problem(quiz.key, country, sentence, cut_url(quiz.pk))
            for quiz in quizzes
            for country, sentence in cut_rules.quiz_problems(quiz, cuts)
        ]

    def items_of_units(self, *, unit_ids: Sequence[int]) -> Mapping[int, Sequence[int]]:
        """{quiz: the questions that its sheets may ask}. One query, two when anything is drawn, three with some on trial."""
        slots = quiz_places.entry_slots(*unit_ids)
        drawn, trial = quiz_places.pool_entries(slots), quiz_places.trial_entries(slots)
        found: dict[int, dict[int, None]] = {unit_id: {} for unit_id in unit_ids}
        for slot in slots:
            if slot.entry:
                found[slot.quiz_id][slot.entry.item_id] = None
            elif slot.pinned:
                found[slot.quiz_id][slot.pinned.version.item_id] = None
            else:
                taken = (*drawn[slot.pk], *trial.get(slot.pk, ()))
                found[slot.quiz_id] |= dict.fromkeys(entry.item_id for entry in taken)
        return {quiz: list(items) for quiz, items in found.items()}

    def freeze(self, *, unit_id: int, countries: Sequence[str], on: date) -> Frozen:
        """All that its sheets may ask, with keys and feedback: it stays on the server. What is as usual is not named."""
        quiz = Quiz.objects.get(pk=unit_id)
        found = material.build(quiz, countries, drafts=False, on=on)
        if found.problems:
            raise QuestionMissing(quiz=quiz.key, question=found.problems[0][1])
        cuts = cut_rules.cuts_of({quiz.pk: found}, [quiz], countries, on)
        if lacking := cut_rules.quiz_problems(quiz, cuts):
            raise CutScoreMissing(unit=quiz.key, what=lacking[0][1])
        config = cut_rules.put_means(quiz, found, cuts)
        return Frozen(config=config_of(quiz, found, countries) | config, held=found.held_rows())

    def draft_url(self, *, unit_id: int) -> str:
        """The draft as its authors see it."""
        return reverse("lms:assessments:quiz-draft", args=[unit_id])

    def url(self, *, enrolment_id: int, unit_id: int) -> str:
        return reverse("lms:assessments:quiz-detail", args=[enrolment_id, unit_id])

    def figures_url(self, *, unit_id: int) -> str:
        """What the answers say about its questions, for authors and reviewers."""
        return reverse("lms:assessments:quiz-analysis", args=[unit_id])

    def cohort_url(self, *, unit_id: int, cohort_id: int) -> str:
        """Who of a group sat it, and who may when: for those who teach and coordinate the group."""
        return reverse("lms:assessments:cohort-quiz", args=[cohort_id, unit_id])

    def sentence(self, *, code: str, params: Mapping[str, object]) -> str:
        """Where a learner stands, in the reader's language. Pure."""
        score, needed = (in_percent(params.get(name)) for name in ("score", "needed"))
        needed = passing.points_words(params) or needed
        if params.get("held"):
            held = {
                "quiz_passed": _("Passed. The quiz's page says when the score shows."),
                "quiz_failed": _("Not passed yet. You can try again; the quiz's page says when the score shows."),
                "quiz_no_attempts_left": _("Not passed, and no attempts are left. Your facilitator can help."),
            }
            if code in held:
                return held[code]
        if code == "quiz_failed" and params.get("sat"):
            said = _("{score} so far; {needed} is needed. You can sit it again: your coordinator plans another sitting.")
            return said.format(score=score, needed=needed)
        sentences = {
            "quiz_open": _("An attempt is open. Your answers are kept; go on when you like."),
            "quiz_waiting": _("Handed in. A person reads and scores your written answer; the result comes then."),
            "quiz_passed": _("Passed with {score}.").format(score=score),
            "quiz_failed": _("{score} so far; {needed} is needed. You can try again.").format(score=score, needed=needed),
            "quiz_no_attempts_left": _(
                "{score}; {needed} is needed and no attempts are left. Your facilitator can help."
            ).format(score=score, needed=needed),
        }
        return sentences.get(code, "") or exam_sentence(code, params)

    needs_of = ("pass_percent", "cut", "certifying")

    def needs(self, config: Mapping[str, Any]) -> str:
        """What passes it, as a phrase in the reader's language."""
        if config.get("cut"):
            return _("the cut score that judges set for the questions of one's own sheet")
        return in_percent(config["pass_percent"])

    def check_spec(self, spec: Mapping[str, Any]) -> Sequence[str]:
        """What is wrong with a quiz in a course file."""
        return list(quiz_spec.mistakes(spec))

    spec_fields = quiz_spec.FIELDS

    def spec(self, *, unit_id: int, config: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        """Its rules, and what it asks."""
        if config is None:
            quiz = Quiz.objects.get(pk=unit_id)
            usual = {name: getattr(quiz, name) for name in ("attempts_allowed", "minutes_allowed", "shuffle", "intro")}
            config = {**usual, "pass_percent": quiz.pass_percent, **_unusual(quiz)}
            asked = [_asked(slot) for slot in quiz_places.entry_slots(unit_id)]
        else:
            asked = quiz_spec.asked_of_config(config)
        kept = {name: config[name] for name in quiz_spec.FIELDS if name in config and name not in ("sections", "penalty")}
        if "penalty" in config:
            kept["penalty"] = as_number(config["penalty"])
        questions = quiz_spec.questions_spec(asked, config.get("sections") or [])
        return {**kept, "pass_percent": as_number(config["pass_percent"]), **questions}

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
                "penalty": Decimal(str(spec.get("penalty", "0.333"))),
                "opens_at": windows.moment(spec.get("opens_at")),
                "closes_at": windows.moment(spec.get("closes_at")),
                "review": {moment: dict(held) for moment, held in (spec.get("review") or {}).items()},
                "sections": [
                    {name: value for name, value in section.items() if name != "questions"}
                    for section in spec.get("sections") or []
                ],
                "intro": dict(spec.get("intro") or {}),
                **{name: spec.get(name, quiz_spec.FIELDS[name].default) for name in _PLAIN},
            },
        )
        wanted = quiz_spec.asked_of(spec)
        if wanted != [_asked(slot) for slot in quiz_places.entry_slots(quiz.pk)]:
            places = _places(spec["key"], wanted)
            QuizSlot.objects.filter(quiz=quiz).delete()
            QuizSlot.objects.bulk_create(
                QuizSlot(quiz=quiz, position=n, maximum=one.maximum, section=one.section, **places[n - 1])
                for n, one in enumerate(wanted, start=1)
            )
        return int(quiz.pk)


def config_of(quiz: Quiz, found: material.Material, countries: Sequence[str]) -> dict[str, Any]:
    """A quiz as it is frozen, from what it may ask. Pure."""
    config = {
        "pass_percent": format(quiz.pass_percent.normalize(), "f"),
        "attempts_allowed": quiz.attempts_allowed,
        "minutes_allowed": quiz.minutes_allowed,
        "shuffle": quiz.shuffle,
        "intro": quiz.intro,
        "countries": sorted(countries),
        "slots": found.slots,
        **_unusual(quiz),
    }
    if found.blueprint:
        config["blueprint_number"] = found.blueprint.number
    return config if found.plan == pools.plan_of(config) else {**config, "plan": found.plan}


_PLAIN = (
    "attempts_allowed", "minutes_allowed", "wait_minutes", "counts", "behaviour", "tries", "shuffle",
    "certifying", "blueprint", "pilots", "exposure_cap",
)  # fmt: skip


def _unusual(quiz: Quiz) -> dict[str, Any]:
    """The rules of a quiz that are not as usual: what was frozen before there were such rules stays as it is."""
    said = {
        "wait_minutes": quiz.wait_minutes,
        "counts": quiz.counts,
        "behaviour": quiz.behaviour,
        "tries": quiz.tries,
        "penalty": format(quiz.penalty.normalize(), "f"),
        "opens_at": quiz.opens_at.isoformat(timespec="minutes") if quiz.opens_at else "",
        "closes_at": quiz.closes_at.isoformat(timespec="minutes") if quiz.closes_at else "",
        "review": quiz.review,
        "sections": quiz.sections,
        "certifying": quiz.certifying,
        "blueprint": quiz.blueprint,
        "pilots": quiz.pilots,
        "exposure_cap": quiz.exposure_cap,
    }
    usual = {**sheets.RULES, "wait_minutes": 0, "opens_at": "", "closes_at": "", **quiz_spec.CERTIFYING}
    return {name: value for name, value in said.items() if value != usual[name]}


def _asked(slot: QuizSlot) -> quiz_spec.Asked:
    """A slot as a course file says it."""
    if slot.draw is not None:
        return quiz_spec.Asked("", 0, slot.draw, slot.maximum, slot.section)
    if slot.pinned is not None:
        version = slot.pinned.version
        return quiz_spec.Asked(version.item.key, version.number, None, slot.maximum, slot.section)
    return quiz_spec.Asked(slot.entry.item.key if slot.entry else "", 0, None, slot.maximum, slot.section)


def _places(quiz: str, wanted: Sequence[quiz_spec.Asked]) -> list[dict[str, Any]]:
    """What each slot points at. Raises QuestionMissing, BankNotFound."""
    entries = dict(
        QuestionEntry.objects.filter(item__key__in=[one.key for one in wanted if one.key]).values_list("item__key", "pk")
    )
    banks = set(Bank.objects.values_list("key", flat=True)) if any(one.draw for one in wanted) else set()
    found: list[dict[str, Any]] = []
    for one in wanted:
        if one.draw is not None:
            if one.draw["bank"] not in banks:
                raise BankNotFound(key=one.draw["bank"])
            found.append({"draw": dict(one.draw)})
            continue
        if one.key not in entries:
            raise QuestionMissing(quiz=quiz, question=one.key)
        if not one.version:
            found.append({"entry_id": entries[one.key]})
            continue
        pinned = question_row(one.key, one.version)
        if pinned is None:
            raise QuestionMissing(quiz=quiz, question=f"{one.key} ({one.version})")
        found.append({"pinned_id": pinned})
    return found


def cut_url(unit_id: int) -> str:
    """Where judges set what a unit needs."""
    return f"{reverse('lms:assessments:cut-list')}?unit={unit_id}"


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
