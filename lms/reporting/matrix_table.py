"""A group's matrix as a file: the people that the page's filter keeps, one a row, with every unit's state and score."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext

from courses import api as courses
from lms.exports import api as exports
from lms.exports.api import Cell, Column, Params
from lms.institutions import api as institutions
from lms.institutions.api import Scope
from lms.kernel.words import in_language
from lms.reporting.matrix_words import cell_state, cell_words
from lms.reporting.services.people_rules import people_of_rule, rule_of

MATRIX: Final = "reporting.matrix"
_PAGE: Final = 500


def _clean(raw: Mapping[str, str]) -> dict[str, Any]:
    return {
        "cohort_course": exports.whole(raw, "cohort_course"),
        "q": exports.text(raw, "q"),
        "state": exports.text(raw, "state", courses.MATRIX_STATES),
        "order": exports.text(raw, "order", ("name", "progress", "seen", "due")) or "name",
        **({"rule": exports.whole(raw, "rule")} if raw.get("rule") else {}),
    }


def _placed(params: Params) -> courses.CohortCourseCard | None:
    return courses.placement(params["cohort_course"])


def _allowed(scope: Scope, params: Params) -> bool:
    placed = _placed(params)
    if placed is None:
        return False
    if "rule" in params and rule_of(params["rule"], placed.institution_id) is None:
        return False
    if "rule" in params and placed.institution_id not in scope.coordinator_of:
        return False
    teaches = placed.cohort_id in scope.facilitator_cohorts or placed.institution_id in scope.facilitator_of
    return teaches or placed.institution_id in scope.coordinator_of or scope.administrator


def _title(params: Params) -> str:
    placed = _placed(params)
    if placed is None:
        return gettext("Progress by person")
    cohort = institutions.cohort_card(placed.cohort_id)
    return gettext("Progress of {group}").format(group=in_language(cohort.names))


def _matrix(
    params: Params, *, offset: int, limit: int, people: frozenset[int] | None, using: str = "default"
) -> courses.Matrix:
    return courses.cohort_matrix(
        params["cohort_course"], query=params["q"], state=params["state"], order=params["order"], offset=offset, limit=limit,
        people=people, using=using,
    )  # fmt: skip


def _people(params: Params) -> frozenset[int] | None:
    placed = _placed(params) if "rule" in params else None
    rule = rule_of(params["rule"], placed.institution_id) if placed else None
    return people_of_rule(rule) if rule else None


def _columns(params: Params) -> Sequence[Column]:
    units = _matrix(params, offset=0, limit=1, people=None).units
    columns = [
        Column(gettext("Name"), width=28), Column(gettext("Country"), width=10), Column(gettext("State"), width=16),
        Column(gettext("Units done"), Cell.WHOLE), Column(gettext("Required units"), Cell.WHOLE),
        Column(gettext("Share done (%)"), Cell.WHOLE), Column(gettext("Score (0 to 100)"), Cell.NUMBER),
        Column(gettext("Last visit"), Cell.MOMENT, 17), Column(gettext("Next due date"), Cell.MOMENT, 17),
        Column(gettext("Why at risk"), width=40),
    ]  # fmt: skip
    for unit in units:
        name = in_language(unit.titles)
        columns += [Column(name, width=20), Column(gettext("Score: {unit}").format(unit=name), Cell.NUMBER)]
    return columns


def _rows(params: Params, using: str) -> Iterator[tuple[Any, ...]]:
    """Five hundred people at a time, seven queries each time."""
    says, offset, people = cell_words(), 0, _people(params)
    while True:
        matrix = _matrix(params, offset=offset, limit=_PAGE, people=people, using=using)
        for row in matrix.rows:
            cells: list[Any] = []
            for unit in matrix.units:
                state, score = cell_state(row, unit.unit_id)
                cells += [says[state], score]
            yield (
                row.full_name, institutions.country_name(row.country), _state(row), row.done, row.required, row.percent,
                row.score, row.last_seen_at, row.next_due, courses.risk_sentences(row.reasons), *cells,
            )  # fmt: skip
        offset += _PAGE
        if offset >= matrix.total:
            return


def _state(row: courses.MatrixRow) -> str:
    if row.state == "completed":
        return gettext("Completed")
    return gettext("On leave") if row.away else gettext("Under way")


def _institution(params: Params) -> int | None:
    placed = _placed(params)
    return placed.institution_id if placed else None


def register_matrix() -> None:
    """In `ready()`."""
    exports.register_table(
        exports.Table(
            MATRIX, title=_title, clean=_clean, allowed=_allowed, columns=_columns, rows=_rows, institution=_institution,
            total=lambda params: _matrix(params, offset=0, limit=1, people=_people(params)).total,
        )
    )  # fmt: skip
