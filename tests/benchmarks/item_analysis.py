"""Item analysis of 10,000 attempts of 40 questions: `python -m tests.benchmarks.item_analysis [PEOPLE] [QUESTIONS]`.

CPU seconds of one process and its peak memory: the command from a CSV file, and the worker's whole job from the database
(SQLite): a quiz of which a quarter of the questions are bound to the law of four countries.
"""

import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

BATCH = 50  # people whose rows are written together


def timed(label: str, work: Callable[[], Any]) -> tuple[str, Any]:
    """What a step cost."""
    start = time.process_time()
    result = work()
    cpu = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"{label}: {cpu:.2f} s CPU, peak so far {peak:.0f} MB\n", result


def bank(questions: int) -> str:
    """A bank file: every fourth question is bound to a fact, the others are single choices."""
    lines = ["bank: marks", "titles: {es: Marcas, en: Marks}", "pool: practice", "questions:"]
    for n in range(questions):
        lines += [f"- key: q-{n}", "  topic: trademarks", f"  stem: {{es: ¿Pregunta {n}?, en: Question {n}?}}"]
        if n % 4 == 0:
            lines += ["  kind: fact_bound", "  fact: trademarks.opposition", "  distractors:"]
            lines += [f"  - {{id: d{k}, text: {{es: Otra {k}, en: Other {k}}}}}" for k in range(3)]
        else:
            lines += ["  kind: single", "  options:", "  - {id: a, right: true, text: {es: Bien, en: Right}}"]
            lines += [f"  - {{id: {k}, text: {{es: Mal {k}, en: Wrong {k}}}}}" for k in "bcd"]
    return "\n".join(lines) + "\n"


def quiz_of(folder: Path, questions: int) -> Any:
    """The quiz, imported and published in four countries."""
    from assessments.models import Quiz
    from courses import api as courses
    from courses.models import Course
    from lms.institutions.models import Person
    from tests.assessments.toolkit import COURSE, write_toolkit

    keys = ", ".join(f"q-{n}" for n in range(questions))
    course = COURSE.replace("q-single, q-multiple, q-number, q-bound", keys)
    root = write_toolkit(folder / "toolkit", questions=bank(questions), course=course)
    by, other = (Person.objects.create(email=f"{name}@bench.test", country="PE") for name in ("one", "two"))
    courses.import_toolkit(path=root, by=by.pk)
    made = Course.objects.get(key="marks-course")
    courses.publish_course(course_id=made.pk, by=by.pk, approved_by=other.pk, countries=["CL", "CO", "MX", "PE"])
    return Quiz.objects.get(course=made)


def attempts(quiz: Any, people: int) -> Iterator[list[Any]]:
    """Enrolments with a submitted attempt, some at a time: each person answers by ability and luck."""
    from django.utils import timezone

    from assessments.models import Attempt
    from assessments.selectors.attempts import frozen_questions
    from courses.models import Enrolment, UnitVersion
    from lms.institutions.models import Institution, Person

    dice = random.Random(7)
    house = Institution.objects.create(key="bench", names={}, country="PE", time_zone="America/Lima")
    version = UnitVersion.objects.filter(unit=quiz).order_by("-number").first()
    assert version is not None
    rows = frozen_questions(version.config)
    for start in range(0, people, BATCH):
        countries = [("CL", "CO", "MX", "PE")[n % 4] for n in range(start, min(start + BATCH, people))]
        persons = Person.objects.bulk_create(
            Person(email=f"p{start + i}@bench.test", country=c) for i, c in enumerate(countries)
        )
        enrolments = Enrolment.objects.bulk_create(
            Enrolment(person=p, institution=house, course_id=quiz.course_id, country=p.country, state="completed")
            for p in persons
        )
        made = Attempt.objects.bulk_create(
            Attempt(
                enrolment=e, unit=quiz, unit_version=version, number=1, state="submitted", law_as_of="2026-11-01",
                submitted_at=timezone.now(), fraction="0.5",
            )
            for e in enrolments
        )  # fmt: skip
        yield _results(made, version.config, rows, dice)


def _results(made: list[Any], config: dict[str, Any], rows: dict[str, int], dice: random.Random) -> list[Any]:
    from assessments.models import SlotResult

    found = []
    for attempt in made:
        ability = dice.gauss(0, 1)
        for n, slot in enumerate(config["slots"], start=1):
            held = slot["countries"].get(attempt.enrolment.country) or slot
            right = dice.gauss(0, 1) < ability + (n % 7 - 3) / 3
            option = dice.choice([o for o in held["options"] if (o["fraction"] > 0) == right])
            found.append(
                SlotResult(
                    attempt=attempt, slot=n, question_id=rows[slot["key"]], key_version=held["key_version"],
                    fraction=int(right), chosen=[option["id"]],
                )
            )  # fmt: skip
    return found


def csv_figures(folder: Path, people: int, questions: int) -> Any:
    """The command's work on a file of this size."""
    from assessments.score_files import read_scores
    from assessments.statistics import analyse

    dice = random.Random(7)
    path = folder / "scores.csv"
    lines = [",".join(["1"] * questions)]
    for _ in range(people):
        ability = dice.gauss(0, 1)
        lines.append(",".join(str(int(dice.gauss(0, 1) < ability)) for _ in range(questions)))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def work() -> None:
        with path.open(encoding="utf-8", newline="") as source:
            read = read_scores(source)
        analyse(read.maxima, read.rows)

    return work


def main(people: int = 10_000, questions: int = 40) -> Iterator[str]:
    """Each line as it is measured."""
    with tempfile.TemporaryDirectory(prefix="lms-bench-") as name:
        os.environ |= {"LMS_VAR": name, "LMS_BROKER": "memory://", "LOG_LEVEL": "ERROR"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "lms.config.settings"
        for switch in ("DATABASE_URL", "REDIS_URL", "PRODUCTION"):
            os.environ.pop(switch, None)
        import django
        from django.core.management import call_command

        django.setup()
        yield timed(f"from CSV, {people:,} × {questions}", csv_figures(Path(name), people, questions))[0]
        from assessments.analysis.building import build
        from assessments.models import SlotResult
        from assessments.selectors.sittings import attempts_digest, chosen_attempts, gathered

        call_command("migrate", verbosity=0)
        quiz = quiz_of(Path(name), questions)
        for batch in attempts(quiz, people):
            SlotResult.objects.bulk_create(batch)
        said, chosen = timed("choose the attempts", lambda: chosen_attempts(quiz.pk))
        yield said
        yield timed("digest of the set", lambda: attempts_digest(quiz.pk, None, chosen))[0]
        said, found = timed(f"read {SlotResult.objects.count():,} results", lambda: gathered(quiz.pk, None, chosen))
        yield said
        yield timed("figures, intervals, findings", lambda: build(found.sittings, found.lines, found.places))[0]


if __name__ == "__main__":
    for line in main(*(int(n) for n in sys.argv[1:3])):
        sys.stdout.write(line)
        sys.stdout.flush()
