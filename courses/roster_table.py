"""The file of results of a list of people: line, person, what was done, in a sentence. Kept for 30 days after the list."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext

from courses.models import RosterImport
from courses.roster_words import act_sentence, act_word
from lms.exports import api as exports
from lms.exports.api import Cell, Column, Params
from lms.institutions import api as institutions
from lms.institutions.api import Scope
from lms.kernel.words import in_language

RESULTS: Final = "courses.roster_results"


def _clean(raw: Mapping[str, str]) -> dict[str, Any]:
    return {"roster": exports.whole(raw, "roster")}


def _institution(params: Params) -> int | None:
    return RosterImport.objects.filter(pk=params["roster"]).values_list("institution_id", flat=True).first()


def _allowed(scope: Scope, params: Params) -> bool:
    return _institution(params) in scope.coordinator_of


def _title(params: Params) -> str:
    return gettext("Results of list {n}").format(n=params["roster"])


def _columns(params: Params) -> Sequence[Column]:
    return [
        Column(gettext("Line"), Cell.WHOLE, 8), Column(gettext("Person"), width=28), Column(gettext("E-mail"), width=32),
        Column(gettext("Group"), width=22), Column(gettext("What was done"), width=22), Column(gettext("In words"), width=70),
    ]  # fmt: skip


def _rows(params: Params, using: str) -> Iterator[tuple[Any, ...]]:
    found = RosterImport.objects.using(using).filter(pk=params["roster"]).values_list("results", flat=True).first() or []
    groups = institutions.cohort_cards({one["group"] for one in found})
    for one in found:
        group = groups.get(one["group"])
        yield (
            one["line"], one["name"], one["email"], in_language(group.names) if group else "", act_word(one["act"]),
            act_sentence(
                one["act"], courses=one["courses"], invite=one["invite"], changes=one["changes"], reason=one["reason"]
            ),
        )  # fmt: skip


TABLE: Final = exports.Table(
    RESULTS, title=_title, clean=_clean, allowed=_allowed, columns=_columns, rows=_rows, institution=_institution
)
