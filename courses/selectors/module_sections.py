"""Which sections the lessons of a course's module have, by the release that is in effect in a country."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Subquery
from django.utils import timezone

from courses.errors import ReferenceNotFound
from courses.models import ReleaseCountry, ReleaseEntry


@dataclass(frozen=True, slots=True)
class ModuleInEffect:
    """A module as learners have it now: its titles, its course's, the keys of its lessons' sections in their order."""

    titles: Mapping[str, str]
    course: Mapping[str, str]
    sections: tuple[str, ...]


def module_in_effect(key: str, country: str) -> ModuleInEffect:
    """The module `course/module` now. One query. Raises ReferenceNotFound: no such module is published there."""
    course, _slash, module = key.partition("/")
    places = ReleaseCountry.objects.filter(course__key=course, country=country, effective_at__lte=timezone.now())
    release = Subquery(places.order_by("-effective_at", "-pk").values("release")[:1])
    rows = ReleaseEntry.objects.filter(release=release, module__key=module, unit_version__kind="lesson")
    found = list(rows.order_by("position").values_list("module__titles", "module__course__titles", "unit_version__config"))
    if not found:
        raise ReferenceNotFound
    sections = (one["key"] for _titles, _course, config in found for one in config.get("sections", ()))
    return ModuleInEffect(found[0][0], found[0][1], tuple(dict.fromkeys(sections)))
