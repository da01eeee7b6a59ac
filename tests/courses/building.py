"""Small courses made of minimal rows, for tests of any package. Plain functions; publishing here writes rows directly."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from courses import api, kinds
from courses.models import (
    CohortCourse,
    Course,
    Enrolment,
    Item,
    ItemVersion,
    Lesson,
    LogEntry,
    Module,
    Release,
    ReleaseCountry,
    ReleaseEntry,
    Unit,
    UnitVersion,
    UnitVersionItem,
)
from courses.parsing import parse_section
from courses.purposes import PURPOSES, groups_of
from lms.institutions.models import Cohort, Institution, Person
from lms.kernel.canonical import digest
from lms.kernel.places import COUNTRIES

LONG_AGO = timedelta(days=30)


class PlainKind:
    """A kind of unit for tests in which what the unit is does not matter."""

    def items(self, *, unit_id: int) -> Sequence[int]:
        return ()

    def problems(self, *, unit_id: int, countries: Sequence[str]) -> Sequence[kinds.Problem]:
        return ()

    def freeze(self, *, unit_id: int, countries: Sequence[str], on: date) -> kinds.Frozen:
        return kinds.Frozen(config={})

    def url(self, *, enrolment_id: int, unit_id: int) -> str:
        return f"/courses/{enrolment_id}/plain/{unit_id}/"

    def sentence(self, *, code: str, params: Any) -> str:
        return {"not_started": "Aún no empieza."}.get(code, code)

    def label(self) -> str:
        return "Actividad"

    def icon(self) -> str:
        return "open"

    def check_spec(self, spec: Any) -> Sequence[str]:
        return ()

    def save_draft(self, *, course_id: int, module_id: int | None, position: int, spec: Any) -> int:
        raise NotImplementedError


def make_course(key: str = "marcas", *, lessons: int = 2, countries: Sequence[str] = COUNTRIES) -> Course:
    """A course of one module with that many required lessons of five minutes. Nothing is published."""
    course = Course.objects.create(
        key=key, titles={"es": f"Curso {key}", "en": f"Course {key}"}, summaries={"es": "Resumen.", "en": "Summary."},
        countries=list(countries),
    )  # fmt: skip
    Module.objects.create(course=course, key="uno", position=1, titles={"es": "Módulo uno", "en": "Module one"})
    for number in range(1, lessons + 1):
        add_unit(course, f"leccion-{number}", kind="lesson")
    return course


def add_unit(
    course: Course, key: str, *, kind: str = "plain", model: type[Unit] = Lesson, required: bool = True, choice: str = "",
    weight: Decimal | int = 1, minutes: int = 5, **columns: Any,
) -> Unit:  # fmt: skip
    """One more unit at the end of the course. `kind` "plain" is a kind without pages, for counting only."""
    if kind == "plain":
        kinds.register_unit_kind("plain", PlainKind())
    return model.objects.create(
        course=course, module=course.lms_modules.first(), key=key, kind=kind, position=course.lms_units.count() + 1,
        titles={"es": f"Unidad {key}", "en": f"Unit {key}"}, required=required, choice=choice, weight=weight,
        minutes=minutes, **columns,
    )  # fmt: skip


def publish(
    course: Course, *, countries: Sequence[str] | None = None, effective_at: datetime | None = None,
    law_as_of: date = date(2026, 9, 30), configs: dict[str, dict[str, Any]] | None = None, leave_out: Sequence[str] = (),
    differ: Sequence[str] = (),
) -> Release:  # fmt: skip
    """Publish the draft as it stands. `configs`: a unit's frozen config by key; `leave_out`: keys that do not go in.

    The course's rule goes with it; `differ`: keys of the units that another country's reader reads otherwise.
    """
    groups = {purpose: groups_of(course.rule, purpose, differ) for purpose in PURPOSES}
    at = effective_at or timezone.now() - LONG_AGO
    log = LogEntry.objects.create(effective_at=at, applied_at=at)
    number = course.lms_releases.count() + 1
    release = Release.objects.create(course=course, number=number, log=log, digest=digest([course.key, number]), at=at)
    units = [u for u in Unit.objects.non_polymorphic().filter(course=course, archived_at=None) if u.key not in leave_out]
    offered = list(countries or course.countries)
    for position, unit in enumerate(units, start=1):
        config = (configs or {}).get(unit.key)
        if config is None:
            config = readable_config(unit, offered) if unit.kind == "lesson" else {}
        version = version_of(unit, config)
        if unit.kind == "lesson":
            hold_section(version, offered)
        ReleaseEntry.objects.create(
            release=release, position=position, module_id=unit.module_id, unit_id=unit.pk, unit_version=version,
            required=unit.required, choice=unit.choice, weight=unit.weight,
            **{purpose: groups[purpose].get(unit.key, "") for purpose in PURPOSES},
        )  # fmt: skip
    for country in offered:
        ReleaseCountry.objects.create(release=release, course=course, country=country, effective_at=at, law_as_of=law_as_of)
    return release


TEXT = """---
title: {title}
summary: Para qué sirve la unidad {key}.
---
Texto común de {key}.

::: local CL
Regla de Chile.
:::
::: local CO
Regla de Colombia.
:::
::: local MX
Regla de México.
:::
::: local PE
Regla del Perú.
:::
"""


def section_of(unit: Unit) -> ItemVersion:
    """The one section of a lesson for tests: common text and a slot for each country, in Spanish."""
    key = f"pruebas/{unit.course.key}-{unit.key}"
    item, made = Item.objects.get_or_create(kind="section", key=key, language="es")
    if made:
        parsed = parse_section(TEXT.format(title=unit.titles["es"], key=unit.key), language="es")
        assert parsed.mistakes == []
        item.draft = item.published = ItemVersion.objects.create(
            item=item, number=1, digest=digest(parsed.body), body=parsed.body
        )
        item.save()
    assert item.published is not None
    return item.published


def readable_config(unit: Unit, countries: Sequence[str]) -> dict[str, Any]:
    """What `LessonKind.freeze` would give for that section."""
    version = section_of(unit)
    return {
        "countries": list(countries), "facts": {}, "resources": {code: [] for code in countries},
        "sections": [{"key": version.item.key, "titles": {"es": version.body["title"]}}],
        "sources": {code: [] for code in countries},
    }  # fmt: skip


def hold_section(version: UnitVersion, countries: Sequence[str]) -> None:
    """A lesson's version rests on its section in each country."""
    section = section_of(Unit.objects.non_polymorphic().get(pk=version.unit_id))
    for country in countries:
        UnitVersionItem.objects.get_or_create(unit_version=version, country=country, item_version=section)


def version_of(unit: Unit, config: dict[str, Any]) -> UnitVersion:
    """The unit's version with this config: a new row only if something changed."""
    body = {"kind": unit.kind, "titles": unit.titles, "minutes": unit.minutes, "config": config, "unit": unit.key}
    known = UnitVersion.objects.filter(unit_id=unit.pk, digest=digest(body)).first()
    return known or UnitVersion.objects.create(
        unit_id=unit.pk, number=UnitVersion.objects.filter(unit_id=unit.pk).count() + 1, kind=unit.kind, titles=unit.titles,
        minutes=unit.minutes, config=config, digest=digest(body),
    )  # fmt: skip


def place(cohort: Cohort, course: Course, **columns: Any) -> CohortCourse:
    """The cohort takes the course, from its first day to its last."""
    return CohortCourse.objects.create(
        cohort=cohort, course=course, starts_on=cohort.starts_on, ends_on=cohort.ends_on, **columns
    )


def enrol(
    person: Person, institution: Institution, course: Course, *, cohort_course: CohortCourse | None = None, country: str = ""
) -> Enrolment:
    """Place the person on the course under the institution's country's law."""
    enrolment_id = api.enrol(
        person_id=person.pk, institution_id=institution.pk, course_id=course.pk,
        cohort_course_id=cohort_course.pk if cohort_course else None, country=country or institution.country,
        language="es", by=None,
    )  # fmt: skip
    return Enrolment.objects.get(pk=enrolment_id)


def outcome(unit: Unit, state: str = "passed", *, key: str = "", score: str | None = None, **more: Any) -> kinds.Outcome:
    """An outcome of a unit's newest version, earned now."""
    version = UnitVersion.objects.filter(unit_id=unit.pk).order_by("-number").first()
    return kinds.Outcome(
        key=key or f"{unit.key}:{state}", state=state, earned_at=more.pop("earned_at", timezone.now()),
        unit_version_id=version.pk if version else None, score=Decimal(score) if score else None, **more,
    )  # fmt: skip


def finish(enrolment: Enrolment, *, score: str | None = None) -> None:
    """Pass every unit of the course that is in effect for this enrolment."""
    for unit in api.outline(enrolment.course_id, enrolment.country, timezone.now(), purpose=enrolment.purpose):
        api.record_outcome(
            enrolment_id=enrolment.pk, unit_id=unit.unit_id,
            outcome=kinds.Outcome(
                key=f"finish:{unit.unit_id}", state="passed", earned_at=timezone.now(), unit_version_id=unit.unit_version_id,
                score=Decimal(score) if score else None,
            ),
        )  # fmt: skip
