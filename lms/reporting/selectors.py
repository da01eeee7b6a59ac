"""Editions as pages and files show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext

from certificates import api as certificates
from courses import api as courses
from lms.institutions import api as institutions
from lms.institutions.api import Scope
from lms.kernel.places import Country
from lms.kernel.words import in_language
from lms.reporting import periods
from lms.reporting.delegates import widened
from lms.reporting.figure_words import figure_words, meaning_words, outcome_names, section_words
from lms.reporting.figures.certified import MINUS, PLUS
from lms.reporting.models import EditionState, ReportEdition, ReportKind


@dataclass(frozen=True, slots=True)
class FigureView:
    """One line of the table of figures, in the active language."""

    line: int
    id: str
    title: str
    meaning: str
    shown: str  # "15", "83 % (70 to 91), n = 52", "4 of 6"
    rows: int
    before: str  # the same figure in the edition accepted for the period before, or ""
    section: str = ""  # what it is about, the same for the figures that stand together


@dataclass(frozen=True, slots=True)
class EditionView:
    """An edition in the active language."""

    id: int
    institution_id: int
    kind: str
    title: str
    period: str
    period_key: str
    state: str
    number: int
    sha256: str
    as_at: datetime
    figures: tuple[FigureView, ...]
    rows: tuple[Mapping[str, Any], ...]
    identity: str
    names: Mapping[str, Mapping[str, str]]  # of what rows name by key: {"course": {key: title}, …}; empty without rows


def title_of(kind: str) -> str:
    """The name of a kind of report."""
    return gettext("Certification report") if kind == ReportKind.CERTIFICATION else gettext("Progress report")


def state_words(state: str) -> str:
    """A state as people read it."""
    return {
        EditionState.DRAFT: gettext("Draft"),
        EditionState.SUBMITTED: gettext("Submitted, waits for the focal point"),
        EditionState.ENDORSED: gettext("Endorsed, waits for a decision"),
        EditionState.RETURNED: gettext("Returned with remarks"),
        EditionState.ACCEPTED: gettext("Accepted"),
        EditionState.REPLACED: gettext("Replaced by a newer draft"),
    }[EditionState(state)]


def edition_view(edition: ReportEdition, *, with_rows: bool = True) -> EditionView:
    """Everything a page or file shows of an edition. Six queries with rows."""
    report = edition.report
    one = periods.period(report.period, report.institution.time_zone)
    values = {figure["id"]: figure for figure in edition.figures.get("figures", [])}
    counts = dict(edition.lms_rows.values("figure").annotate(n=Count("id")).values_list("figure", "n"))
    before = _values_before(edition, one)
    views = []
    for line, definition in enumerate(edition.definitions.get("figures", []), start=1):
        figure, earlier = values.get(definition["id"]), before.get(definition["id"])
        if figure is not None:
            view = FigureView(
                line, definition["id"], in_language(definition["titles"]), meaning_words(definition),
                figure_words(figure, definition), counts.get(definition["id"], 0),
                figure_words(earlier, definition) if earlier else "", section_words(definition["id"]),
            )  # fmt: skip
            views.append(view)
    rows: tuple[Mapping[str, Any], ...] = ()
    if with_rows:
        rows = tuple(edition.lms_rows.order_by("line").values("line", "figure", "subject", "values"))
    return EditionView(
        edition.pk, report.institution_id, report.kind, title_of(report.kind), one.words(), report.period, edition.state,
        edition.number, edition.sha256, edition.as_at, tuple(views), rows, _identity(values),
        _names(report.institution_id) if with_rows else {},
    )  # fmt: skip


def _names(institution_id: int) -> Mapping[str, Mapping[str, str]]:
    """Names in the active language of what rows of any figure name by key. Three queries."""
    titles = {card.key: in_language(card.titles) for card in courses.course_cards().values()}
    reasons = {str(value): str(label) for value, label in certificates.ReasonClass.choices}
    return {
        "course": titles,
        "missing": titles,
        "cohort": {card.key: in_language(card.names) for card in institutions.cohorts_of(institution_id)},
        "credential": {key: in_language(names) for key, names in certificates.credential_titles().items()},
        "country": {str(value): str(label) for value, label in Country.choices},
        "reason": {**reasons, "courses": gettext("courses are open"), "drawing": gettext("the certificate is being drawn")},
        **outcome_names(),
    }


def _values_before(edition: ReportEdition, one: periods.Period) -> Mapping[str, Mapping[str, Any]]:
    earlier = (
        ReportEdition.objects.filter(
            report__institution_id=edition.report.institution_id,
            report__kind=edition.report.kind,
            report__period=periods.before(one, edition.report.institution.time_zone).key,
            state=EditionState.ACCEPTED,
        )
        .order_by("-number")
        .first()
    )
    return {figure["id"]: figure for figure in earlier.figures.get("figures", [])} if earlier else {}


def _identity(values: Mapping[str, Mapping[str, Any]]) -> str:
    if "F11c" not in values:
        return ""
    numbers = {key: values[key]["value"] if key in values else 0 for key in (*PLUS, *MINUS, "F11c")}
    return gettext(
        "%(F11o)s in force at the opening + %(F11i)s awarded + %(F11b)s reinstated + %(F11x)s reissued – %(F11e)s expired "
        "– %(F11s)s suspended – %(F11u)s superseded – %(F11r)s revoked = %(F11c)s."
    ) % numbers  # fmt: skip


def editions_for(scope: Scope) -> Sequence[ReportEdition]:
    """The editions a person may see, newest first: their institutions' own, and what was submitted to them."""
    scope = widened(scope)
    seen = Q(report__institution_id__in=scope.coordinator_of)
    submitted = ~Q(state__in=(EditionState.DRAFT, EditionState.REPLACED))
    if scope.administrator:
        seen |= Q()
        return _listed(ReportEdition.objects.all())
    if scope.reviewer or scope.decider or "" in scope.focal_of:
        seen |= submitted
    elif scope.focal_of:
        seen |= submitted & Q(report__institution__country__in=scope.focal_of)
    return _listed(ReportEdition.objects.filter(seen))


def _listed(editions: Any) -> Sequence[ReportEdition]:
    return list(
        editions.exclude(state=EditionState.REPLACED).select_related("report__institution").order_by("-as_at", "-id")[:200]
    )
