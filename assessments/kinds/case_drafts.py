"""Certifying cases that no course has published yet, as their drafts stand: judges need letters on them before they can be."""

from typing import Any

from assessments import stages
from assessments.errors import CaseMissing
from assessments.kinds.case_family import pairs_of
from assessments.kinds.case_study import frozen_case
from assessments.models import CaseStudy
from assessments.models.versions import items_by_id


def drafted_config(case_key: str, country: str) -> dict[str, Any] | None:
    """A case of a certifying draft as a letter would read it, with its unit's `titles`; of several units the newest. None where
    no draft of the country's has it, or where it has no text yet."""
    studies = list(CaseStudy.objects.filter(certifying=True, archived_at=None).select_related("course").order_by("-pk"))
    pairs = pairs_of(studies)
    items = items_by_id({case for mine in pairs.values() for case, _rubric in mine})
    for study in studies:
        found = next(((case, rubric) for case, rubric in pairs[study.pk] if items[case].key == case_key), None)
        if found is None or country not in study.course.countries:
            continue
        try:
            _key, parts, _held = frozen_case(study.key, *found, study.course.countries, None)
        except CaseMissing:
            continue
        usual = stages.usual(certifying=True).body()
        return {
            "pass_percent": format(study.pass_percent.normalize(), "f"), "scoring": usual | study.scoring, "certifying": True,
            "countries": sorted(study.course.countries), "titles": study.titles, **parts,
        }  # fmt: skip
    return None
