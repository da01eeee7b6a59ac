"""Scoring again: `python -m tests.benchmarks.regrading [PEOPLE] [QUESTIONS]`.

CPU seconds of one process and its peak memory (SQLite): the preview over PEOPLE results of one question, of which half rise
and a quarter would fall, on sheets of QUESTIONS questions; then the act, attempt by attempt, of the first thousand.
"""

import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.benchmarks.item_analysis import BATCH, bank

KEY = "q-1"  # a single choice whose right option was wrong
PART = 1_000  # attempts that the act is timed over


def peak() -> float:
    """The process's peak memory so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def published(root: Path, questions: int, *, mended: bool) -> Any:
    """The toolkit's files written, imported and published; returns the course."""
    from courses import api as courses
    from courses.models import Course
    from lms.institutions.models import Person
    from tests.assessments.toolkit import COURSE, write_toolkit

    text = bank(questions)
    if mended:
        head, found, tail = text.partition(f"- key: {KEY}\n")
        tail = tail.replace("{id: a, right: true,", "{id: a,", 1).replace("{id: b,", "{id: b, right: true,", 1)
        text = head + found + tail
    keys = ", ".join(f"q-{n}" for n in range(questions))
    write_toolkit(root, questions=text, course=COURSE.replace("q-single, q-multiple, q-number, q-bound", keys))
    by, other = (Person.objects.get_or_create(email=f"{n}@bench.test", country="PE")[0] for n in ("one", "two"))
    courses.import_toolkit(path=root, by=by.pk)
    course = Course.objects.get(key="marks-course")
    courses.publish_course(course_id=course.pk, by=by.pk, approved_by=other.pk, countries=["CL", "CO", "MX", "PE"])
    return course


def fill(course: Any, people: int) -> None:
    """People with one attempt that was handed in: sheet, the steps of the question, all results."""
    from django.utils import timezone

    from assessments.models import Attempt, Quiz, SlotResult, Step
    from assessments.selectors.attempts import frozen_questions
    from assessments.sheets import draw_sheet, rules_of
    from courses.models import Enrolment, UnitVersion
    from lms.institutions.models import Institution, Person

    dice = random.Random(7)
    quiz = Quiz.objects.get(course=course)
    version = UnitVersion.objects.filter(unit=quiz).latest("number")
    rows, rules = frozen_questions(version.config), rules_of(version.config)
    house = Institution.objects.create(key="bench", names={"es": "Casa", "en": "House"}, country="PE", time_zone="America/Lima")
    for start in range(0, people, BATCH):
        persons = Person.objects.bulk_create(
            Person(email=f"p{n}@bench.test", country=("CL", "CO", "MX", "PE")[n % 4]) for n in range(start, start + BATCH)
        )
        enrolments = Enrolment.objects.bulk_create(
            Enrolment(person=p, institution=house, course=course, country=p.country) for p in persons
        )
        attempts = Attempt.objects.bulk_create(
            Attempt(
                enrolment=e, unit=quiz, unit_version=version, number=1, state="submitted", law_as_of="2026-11-01",
                submitted_at=timezone.now(), fraction="0.5",
                sheet=draw_sheet(version.config, country=e.country, seed=e.pk, question_ids=rows) | rules,
            )
            for e in enrolments
        )  # fmt: skip
        results, steps = [], []
        for attempt in attempts:
            for slot in attempt.sheet["slots"]:
                options = {one["source"]: one for one in slot["options"]}
                picked = options[dice.choice("bbac")] if slot["key"] == KEY else dice.choice(slot["options"])
                results.append(
                    SlotResult(
                        attempt=attempt, slot=slot["slot"], question_id=slot["question_id"], key_version=slot["key_version"],
                        fraction=int(picked["fraction"] > 0), chosen=[picked["id"]],
                    )
                )  # fmt: skip
                steps.append(
                    Step(
                        attempt=attempt, slot=slot["slot"], number=1, client_id=slot["key"], response={"chosen": [picked["id"]]}
                    )
                )
        SlotResult.objects.bulk_create(results)
        Step.objects.bulk_create(steps)


def prepared() -> Any:
    """The regrade, asked for; nothing done yet."""
    from assessments.models import Regrade
    from assessments.services.regrading import prepare_regrade
    from courses.models import Item
    from lms.institutions.models import Person

    item = Item.objects.get(kind="question", key=KEY)
    by = Person.objects.get(email="one@bench.test")
    assert item.published_id is not None
    made = prepare_regrade(item_id=item.pk, to_version_id=item.published_id, reason="Clave", raise_only=True, by=by.pk)
    return Regrade.objects.get(pk=made)


@contextmanager
def counting() -> Iterator[list[int]]:
    """How many queries are asked meanwhile."""
    from django.db import connection

    found = [0]

    def count(execute: Any, *rest: Any) -> Any:
        found[0] += 1
        return execute(*rest)

    with connection.execute_wrapper(count):
        yield found


def work(regrade: Any) -> Iterator[str]:
    """Both jobs, timed."""
    from assessments.models import Question, RegradeLine
    from assessments.services import regrading_jobs
    from assessments.services.regrading_attempts import apply_line
    from lms.institutions.models import Person
    from lms.jobs.models import Job
    from lms.jobs.outbox import claim

    claimed = claim(Job.objects.get(kind="assessments.prepare_regrade").pk)
    assert claimed is not None
    before, start = peak(), time.process_time()
    with counting() as asked:
        regrading_jobs.prepare(claimed)
    cpu = time.process_time() - start
    lines = RegradeLine.objects.filter(regrade=regrade)
    yield f"preview: {cpu:.2f} s CPU, {asked[0]} queries, {lines.count():,} lines, peak {peak():.0f} MB ({before:.0f} before)\n"
    regrade.refresh_from_db()
    regrade.applied_by = Person.objects.get(email="two@bench.test")
    regrade.state = "applying"
    regrade.save()
    question_id = Question.objects.non_polymorphic().values_list("pk", flat=True).get(version=regrade.to_id)
    ids = list(lines.filter(state="waiting").order_by("pk").values_list("pk", flat=True)[:PART])
    start = time.process_time()
    for line_id in ids:
        apply_line(line_id=line_id, regrade=regrade, question_id=question_id)
    cpu = time.process_time() - start
    yield f"act: {1000 * cpu / len(ids):.1f} ms CPU an attempt, over {len(ids):,}; peak {peak():.0f} MB\n"


def main(people: int = 10_000, questions: int = 10) -> Iterator[str]:
    """Each line as it is measured."""
    with tempfile.TemporaryDirectory(prefix="lms-bench-") as name:
        os.environ |= {"LMS_VAR": name, "LMS_BROKER": "memory://", "LOG_LEVEL": "ERROR"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "lms.config.settings"
        for switch in ("DATABASE_URL", "REDIS_URL", "PRODUCTION"):
            os.environ.pop(switch, None)
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        course = published(Path(name) / "toolkit", questions, mended=False)
        fill(course, people)
        published(Path(name) / "toolkit", questions, mended=True)
        yield from work(prepared())


if __name__ == "__main__":
    for line in main(*(int(n) for n in sys.argv[1:3])):
        sys.stdout.write(line)
        sys.stdout.flush()
