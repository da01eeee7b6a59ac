"""What the benchmarks of quizzes stand on: the curriculum that ships, its quiz on marks cut to ten questions, learners."""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

COUNTRIES: Final = ("CL", "CO", "MX", "PE")
COURSE: Final = "essentials"
QUIZ: Final = "brands-quiz"
QUESTIONS: Final = 10


@dataclass(frozen=True, slots=True)
class Learner:
    """One person who takes the course."""

    user_id: int
    person_id: int
    enrolment_id: int


def set_up(folder: str) -> None:
    """Django on the database that DATABASE_URL names (which is filled), else on a SQLite file under `folder`."""
    os.environ |= {"LMS_VAR": folder, "LMS_BROKER": os.environ.get("LMS_BROKER", "memory://"), "LOG_LEVEL": "ERROR"}
    os.environ |= {"DJANGO_SETTINGS_MODULE": "lms.config.settings", "SECRET_KEY": "bench" * 12}
    for name in ("REDIS_URL", "PRODUCTION"):
        os.environ.pop(name, None)
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def publish(folder: Path) -> int:
    """Import and publish the course in four countries; returns the quiz's id."""
    import yaml

    import courses
    from assessments.models import Quiz
    from courses import api
    from courses.models import Course
    from lms.institutions.models import Person

    root = folder / "curriculum"
    shutil.copytree(Path(courses.__file__).resolve().parent / "curriculum", root)
    path = root / "courses" / f"{COURSE}.yaml"
    spec = yaml.safe_load(path.read_text(encoding="utf-8"))
    for unit in (unit for module in spec["modules"] for unit in module["units"] if unit["key"] == QUIZ):
        unit["questions"] = unit["questions"][:QUESTIONS]
    path.write_text(yaml.safe_dump(spec, allow_unicode=True, sort_keys=False), encoding="utf-8")
    by, other = (Person.objects.create(email=f"{name}@bench.example", country="PE") for name in ("one", "two"))
    api.import_toolkit(path=root, by=by.pk)
    course = Course.objects.get(key=COURSE)
    api.publish_course(course_id=course.pk, by=by.pk, approved_by=other.pk, countries=list(COUNTRIES))
    return int(Quiz.objects.get(course=course, key=QUIZ).pk)


def learners(count: int, key: str = COURSE) -> list[Learner]:
    """That many advisors of four institutions, each enrolled with their group by the service that people's clicks use."""
    from datetime import date

    from django.contrib.auth import get_user_model

    from courses import api
    from courses.models import Course
    from lms.institutions.models import Cohort, Institution, Membership, Person

    course = Course.objects.get(key=key)
    users: Any = get_user_model()
    found = []
    for number, country in enumerate(COUNTRIES):
        house = Institution.objects.create(key=f"bench-{country}", names={"es": country, "en": country}, country=country)
        cohort = Cohort.objects.create(
            institution=house, key="grupo", names={"es": "Grupo", "en": "Group"}, country=country,
            starts_on=date(2026, 1, 1), ends_on=date(2036, 1, 1),
        )  # fmt: skip
        placed = api.place_cohort(
            cohort_id=cohort.pk, course_id=course.pk, starts_on=cohort.starts_on, ends_on=cohort.ends_on, by=None
        )
        for n in range(number, count, len(COUNTRIES)):
            email = f"learner{n}@bench.example"
            user = users.objects.create(email=email, password="!")
            person = Person.objects.create(
                user=user, email=email, given_name="Elena", family_name=f"Número {n}", country=country, language="es"
            )
            Membership.objects.create(person=person, institution=house, cohort=cohort, role="advisor")
            enrolled = api.enrol(
                person_id=person.pk, institution_id=house.pk, course_id=course.pk, cohort_course_id=placed, country=country,
                language="es", by=None,
            )  # fmt: skip
            found.append(Learner(user.pk, person.pk, enrolled))
    return found


def right_raw(slot: Mapping[str, Any]) -> dict[str, Any]:
    """What a browser sends for the right answer of one slot of the shipped quizzes (choices and numbers)."""
    if slot["kind"] == "numeric":
        return {"text": str(slot["value"])}
    return {"chosen": [one["id"] for one in slot["options"] if one["fraction"] == 1]}


def wrong_raw(slot: Mapping[str, Any]) -> dict[str, Any]:
    """The same for a wrong one."""
    if slot["kind"] == "numeric":
        return {"text": "9999"}
    return {"chosen": [next(one["id"] for one in slot["options"] if one["fraction"] <= 0)]}


def form_of(sheet: Mapping[str, Any], steps: Mapping[int, int] | None = None) -> dict[str, Any]:
    """The whole page with every answer right, as a browser without JavaScript sends it."""
    form: dict[str, Any] = {"go": "review"}
    for slot in sheet["slots"]:
        number, raw = slot["slot"], right_raw(slot)
        form[f"was-{number}"] = str((steps or {}).get(number, 0))
        form[f"q-{number}"] = raw.get("text") or raw["chosen"]
    return form
