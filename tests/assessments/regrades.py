"""A question with a wrong key, people who answered it, and the version that mends it."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from assessments.models import Attempt, Quiz, Regrade, RegradeLine
from assessments.services.answers import save_answer
from assessments.services.attempts import start_attempt, submit_attempt
from assessments.services.regrading import apply_regrade, prepare_regrade
from courses import api as courses
from courses.models import Course, Enrolment, Item
from lms.institutions.models import Institution, Person
from lms.jobs.api import run_due_jobs
from tests.assessments.conftest import right_answer, slot_by_key, wrong_answer
from tests.assessments.toolkit import QUESTIONS, write_toolkit
from tests.conftest import make_person
from tests.courses import building

MENDED = QUESTIONS.replace(
    "- {id: a, right: true, text: {es: Buscar, en: Search}", "- {id: a, text: {es: Buscar, en: Search}"
).replace("- {id: b, text: {es: Pagar, en: Pay}", "- {id: b, right: true, text: {es: Pagar, en: Pay}")
REASON = "La segunda respuesta es la correcta."


def mend(root: Path, course: Course, people: Mapping[str, Person], **changed: str) -> tuple[int, int]:
    """Write the mended files over the old ones and publish them; returns (item, its new version) of «q-single»."""
    courses.import_toolkit(path=write_toolkit(root, **({"questions": MENDED} | changed)), by=people["author"].pk)
    courses.publish_course(
        course_id=course.pk, by=people["author"].pk, approved_by=people["focal"].pk, countries=["CL", "CO", "MX", "PE"]
    )
    return key_of("q-single")


def key_of(key: str) -> tuple[int, int]:
    """(item, its published version) of a question."""
    item = Item.objects.get(kind="question", key=key)
    assert item.published_id is not None
    return item.pk, item.published_id


def takes(institution: Institution, course: Course, name: str) -> Enrolment:
    """One more advisor of an institution on the course."""
    person = make_person(f"{name}@{institution.key}.test", name.title(), "Prueba", institution.country)
    return building.enrol(person, institution, course)


def sit(enrolment: Enrolment, *, right: str = "", chosen: str = "", unit: Quiz | None = None) -> Attempt:
    """Hand in an attempt: right on the questions of `right` (keys with blanks between), «q-single» by an option's Spanish
    words, wrong on all others."""
    quiz = unit or Quiz.objects.get(course=enrolment.course_id)
    attempt = Attempt.objects.get(pk=start_attempt(enrolment_id=enrolment.pk, unit_id=quiz.pk))
    for slot in attempt.sheet["slots"]:
        raw = right_answer(slot) if slot["key"] in right.split() else wrong_answer(slot)
        if chosen and slot["key"] == "q-single":
            raw = {"chosen": [option_of(attempt, "q-single", chosen)]}
        save_answer(attempt_id=attempt.pk, slot=slot["slot"], client_id=slot["key"], raw=raw, by=enrolment.person_id)
    submit_attempt(attempt_id=attempt.pk, by=enrolment.person_id)
    attempt.refresh_from_db()
    return attempt


def option_of(attempt: Attempt, key: str, words: str) -> str:
    """The id of an option by its Spanish words."""
    return next(str(one["id"]) for one in slot_by_key(attempt, key)["options"] if one["text"]["es"] == words)


def prepared(item_version: tuple[int, int], people: Mapping[str, Person], **more: Any) -> Regrade:
    """A preview, made by a worker."""
    item, version = item_version
    values: dict[str, Any] = {"reason": REASON, "raise_only": True} | more
    regrade = prepare_regrade(item_id=item, to_version_id=version, by=people["author"].pk, **values)
    run_due_jobs()
    return Regrade.objects.get(pk=regrade)


def applied(regrade: Regrade, people: Mapping[str, Person]) -> Regrade:
    """The act, by a second person and a worker."""
    apply_regrade(regrade_id=regrade.pk, by=people["reviewer"].pk)
    run_due_jobs()
    regrade.refresh_from_db()
    return regrade


def lines_of(regrade: Regrade) -> list[tuple[int, Decimal, Decimal | None, str, str]]:
    """(attempt, attempt before, attempt after, state, why) of every line."""
    rows = RegradeLine.objects.filter(regrade=regrade).order_by("attempt")
    return list(rows.values_list("attempt_id", "attempt_before", "attempt_after", "state", "why"))
