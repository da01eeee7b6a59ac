"""How the people of a group by rule stand, as a file: every enrolment of theirs in the institution that is not closed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext

from courses import api as courses
from lms.exports import api as exports
from lms.exports.api import Cell, Column, Params
from lms.institutions import api as institutions
from lms.institutions.api import Scope
from lms.kernel.words import in_language
from lms.reporting.services.people_rules import people_of_rule, rule_of

RULE: Final = "reporting.rule"


def _clean(raw: Mapping[str, str]) -> dict[str, Any]:
    return {"institution": exports.whole(raw, "institution"), "rule": exports.whole(raw, "rule")}


def _allowed(scope: Scope, params: Params) -> bool:
    """The coordinators of the institution whose rule it is."""
    return params["institution"] in scope.coordinator_of and rule_of(params["rule"], params["institution"]) is not None


def _title(params: Params) -> str:
    row = rule_of(params["rule"], params["institution"])
    return row.name if row else gettext("Groups by rule")


def _columns(params: Params) -> Sequence[Column]:
    return [
        Column(gettext("Name"), width=28), Column(gettext("E-mail"), width=32), Column(gettext("Group"), width=18),
        Column(gettext("Course"), width=32), Column(gettext("Country"), width=10), Column(gettext("State"), width=16),
        Column(gettext("Units done"), Cell.WHOLE), Column(gettext("Required units"), Cell.WHOLE),
        Column(gettext("Score (0 to 100)"), Cell.NUMBER), Column(gettext("Enrolled"), Cell.MOMENT, 17),
        Column(gettext("Completed on"), Cell.MOMENT, 17), Column(gettext("Why at risk"), width=40),
    ]  # fmt: skip


def _rows(params: Params, using: str) -> Iterator[tuple[Any, ...]]:
    """Seven queries for the rule, six for what is told. A person without an enrolment has a line with a name alone."""
    row = rule_of(params["rule"], params["institution"])
    if row is None:
        return
    place = params["institution"]
    people = people_of_rule(row)
    cards = institutions.person_cards(sorted(people))
    risks = {
        one.enrolment_id: courses.risk_sentences(one.reasons)
        for one in courses.at_risk(institution_id=place, person_ids=sorted(people), using=using)
    }
    groups = {card.key: in_language(card.names) for card in institutions.cohorts_of(place)}
    titles = {card.key: in_language(card.titles) for card in courses.course_cards().values()}
    lines: dict[int, list[tuple[Any, ...]]] = {}
    for one in courses.enrolment_figures(place, using=using):
        if one.person_id in people and one.state != "closed":
            done = gettext("Completed") if one.state == "completed" else gettext("Under way")
            lines.setdefault(one.person_id, []).append(
                (
                    groups.get(one.cohort_key, one.cohort_key), titles.get(one.course_key, one.course_key),
                    institutions.country_name(one.country), done, one.done, one.required, one.score, one.created_at,
                    one.completed_at, risks.get(one.enrolment_id, ""),
                )
            )  # fmt: skip
    for card in sorted(cards.values(), key=lambda card: (card.full_name.casefold(), card.id)):
        for line in lines.get(card.id, [(None,) * 10]):
            yield (card.full_name, card.email, *line)


TABLE: Final = exports.Table(
    RULE, title=_title, clean=_clean, allowed=_allowed, columns=_columns, rows=_rows,
    institution=lambda params: int(params["institution"]),
)  # fmt: skip
