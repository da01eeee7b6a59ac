"""A course as its file says it: from its draft units, or from the release in effect."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.utils import timezone

from courses.errors import UnknownUnitKind
from courses.kinds import Drafted, kind_of
from courses.models import Course, Module, Purpose, ReleaseCountry, ReleaseEntry, Unit
from lms.kernel.canonical_yaml import number, without, yaml_file
from lms.kernel.places import COUNTRIES, Language

BAND: Final = 50  # the least reading ease of a module's lessons when its file says none
_COMMON: Final = ("line", "lines", "key", "kind", "minutes", "required", "choice", "weight", "titles")


def draft_course(course: Course) -> Drafted | None:
    """The draft as its file says it; None for a course without units."""
    units: Any = Unit.objects.non_polymorphic().filter(course=course, archived_at=None, purpose=Purpose.COURSE)
    chapters: dict[int | None, list[dict[str, Any]]] = {}
    for unit in units.order_by("position", "pk"):
        chapters.setdefault(unit.module_id, []).append(
            {
                "key": unit.key,
                "kind": unit.kind,
                "minutes": unit.minutes,
                "required": unit.required,
                "choice": unit.choice,
                "weight": float(unit.weight),
                "titles": unit.titles,
                **kind_of(unit.kind).spec(unit_id=unit.pk),
            }
        )
    return _drafted(course, course.countries, chapters)


def published_course(course: Course) -> Drafted | None:
    """The last release in effect as a course file says it; None while there is none."""
    places = ReleaseCountry.objects.filter(course=course, effective_at__lte=timezone.now()).order_by("effective_at", "pk")
    in_effect = {place.country: place.release_id for place in places}
    if not in_effect:
        return None
    entries = list(
        ReleaseEntry.objects.filter(release=max(in_effect.values())).select_related("unit_version").order_by("position")
    )
    units = Unit.objects.non_polymorphic().filter(pk__in=[entry.unit_id for entry in entries])
    keys = dict(units.values_list("pk", "key"))
    chapters: dict[int | None, list[dict[str, Any]]] = {}
    for entry in entries:
        version = entry.unit_version
        chapters.setdefault(entry.module_id, []).append(
            {
                "key": keys[entry.unit_id],
                "kind": version.kind,
                "minutes": version.minutes,
                "required": entry.required,
                "choice": entry.choice,
                "weight": float(entry.weight),
                "titles": version.titles,
                **kind_of(version.kind).spec(unit_id=entry.unit_id, config=version.config),
            }
        )
    return _drafted(course, in_effect, chapters)


def _drafted(course: Course, countries: Iterable[str], chapters: Mapping[int | None, list[dict[str, Any]]]) -> Drafted | None:
    modules = [
        {"key": m.key, "titles": m.titles, "goals": m.goals, "band": m.band, "units": chapters[m.pk]}
        for m in Module.objects.filter(course=course).order_by("position", "pk")
        if m.pk in chapters
    ]
    body = {
        "titles": course.titles,
        "summaries": course.summaries,
        "countries": list(countries),
        "rule": course.rule,
        "modules": modules,
    }
    return Drafted(course.key, body) if modules else None


def course_text(one: Drafted) -> str:
    """The canonical text of a course's file."""
    body = one.body
    entries = {
        "key": one.key,
        "titles": body["titles"],
        "summaries": body["summaries"],
        "countries": [code for code in COUNTRIES if code in body["countries"]],
        "rule": _sorted(body["rule"]),
        "modules": [
            without(
                {
                    "key": module["key"],
                    "titles": module["titles"],
                    "goals": {code: module["goals"][code] for code in Language.values if code in module["goals"]},
                    "band": module["band"],
                    "units": [_unit(unit) for unit in module["units"]],
                },
                goals={}, band=BAND,
            )
            for module in body["modules"]
        ],
    }  # fmt: skip
    return yaml_file(without(entries, rule={}), note=str(one.head.get("note", "")))


def _unit(spec: Mapping[str, Any]) -> dict[str, Any]:
    """A unit's entry; what its kind does not know comes last, as it is."""
    try:
        fields = kind_of(spec["kind"]).spec_fields
    except UnknownUnitKind:
        fields = {}
    common = {
        "key": spec["key"],
        "kind": spec["kind"],
        "minutes": spec["minutes"],
        "required": spec.get("required", True),
        "choice": spec.get("choice") or "",
        "weight": number(spec.get("weight", 1)),
        "titles": spec["titles"],
    }
    own = {
        name: field.canonical(value) if field.canonical else value
        for name, field in fields.items()
        if (value := spec.get(name, field.default)) != field.default or field.always
    }
    rest: dict[str, Any] = {name: value for name, value in spec.items() if name not in _COMMON and name not in fields}
    return without(common, required=True, choice="", weight=1) | own | dict(_sorted(rest))


def _sorted(value: Any) -> Any:
    return {key: _sorted(value[key]) for key in sorted(value)} if isinstance(value, Mapping) else value
