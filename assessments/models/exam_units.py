"""Certifying quizzes as releases in effect have them."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from courses.models import ReleaseCountry, ReleaseEntry


def certifying_in_effect(course_ids: Collection[int], country: str, at: datetime) -> dict[int, list[int]]:
    """{course: its certifying quizzes in the release that is in effect in a country}. Two queries."""
    rows = ReleaseCountry.objects.filter(course__in=course_ids, country=country, effective_at__lte=at).order_by("effective_at")
    latest = dict(rows.values_list("course_id", "release_id"))
    entries = ReleaseEntry.objects.filter(
        release__in=latest.values(), unit_version__kind="quiz", unit_version__config__certifying=True
    )
    found: defaultdict[int, list[int]] = defaultdict(list)
    for course_id, unit_id in entries.order_by("position").values_list("release__course_id", "unit_id"):
        found[course_id].append(unit_id)
    return dict(found)


def certifying_versions(course_ids: Collection[int], country: str, at: datetime) -> list[tuple[int, int, dict[str, str]]]:
    """(unit version, unit, titles) of the certifying quizzes that are in effect in a country. Two queries."""
    rows = ReleaseCountry.objects.filter(course__in=course_ids, country=country, effective_at__lte=at).order_by("effective_at")
    latest = dict(rows.values_list("course_id", "release_id"))
    entries = ReleaseEntry.objects.filter(
        release__in=latest.values(), unit_version__kind="quiz", unit_version__config__certifying=True
    )
    return list(entries.order_by("release", "position").values_list("unit_version_id", "unit_id", "unit_version__titles"))
