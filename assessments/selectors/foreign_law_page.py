"""The page and the file of «answered with another country's law», for the programme and for one group."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from assessments.analysis import plots
from assessments.analysis.findings import FOREIGN_WORTH_SAYING
from assessments.analysis.whole import figure
from assessments.analysis.words import percent
from assessments.selectors.analysis_page import Said, say
from assessments.selectors.foreign_law import ENOUGH, Tally, Told, tallied, titles_of, told
from lms.institutions.api import CohortCard, cohort_cards, country_name, institution_cards
from lms.kernel.cells import safe_cell
from lms.kernel.places import COUNTRIES
from lms.kernel.words import in_language

MOST_SAID: Final = 5


def foreign_law_page(*, cohort: CohortCard | None, by_group: bool = False) -> dict[str, Any]:
    """All that the template shows. `by_group`: also a row a group, for who may know groups of all institutions."""
    rows = told(cohort.id if cohort else None)
    titles = titles_of(rows)
    by_fact = tallied(rows, "fact", "part", "country")
    lines = [
        {"number": number, "fact": fact, "title": _title(titles, fact, part), "country": country_name(country), **_said(tally)}
        for number, ((fact, part, country), tally) in enumerate(by_fact.items(), start=1)
    ]
    dots = [(f"{line['number']}", line["figure"]) for line in lines]
    return {
        "cohort": cohort,
        "asked": sum(row.n for row in rows),
        "enough": ENOUGH,
        "lines": lines,
        "plot": plots.dot_plot(dots, low=0, high=100, step=25),
        "whole": [{"country": country_name(country), **_said(tally)} for (country,), tally in tallied(rows, "country").items()],
        "groups": _groups(rows) if by_group else [],
        "sentences": _sentences(lines),
    }


def _said(tally: Tally) -> dict[str, Any]:
    """A tally for people: nothing but `n` under the floor."""
    sure = tally.share
    shown = figure(100 * tally.foreign / tally.n, sure.times(100)) if sure else None
    return {
        "n": tally.n,
        "figure": shown,
        "foreign": tally.foreign if sure else None,
        "share": say(shown) if shown else Said(_("not enough data")),
        "of": [(country_name(one), tally.of[one]) for one in COUNTRIES if tally.of[one]] if sure else [],
    }


def _title(titles: Mapping[str, Mapping[str, str]], fact: str, part: str) -> str:
    title = in_language(titles.get(fact)) or fact
    return f"{title} ({part})" if part else title


def _sentences(lines: Sequence[Mapping[str, Any]]) -> list[str]:
    """What stands out: where even the low end of the interval is worth saying, the most first."""
    worth = [line for line in lines if line["figure"] and line["figure"]["low"] >= FOREIGN_WORTH_SAYING]
    worth.sort(key=lambda line: (-line["figure"]["value"], line["title"]))
    said = _("{country}, “{title}”: {share} of {n} answered with another country's law, most with that of {of} ({count}).")
    found = []
    for line in worth[:MOST_SAID]:
        most, count = max(line["of"], key=lambda one: one[1])
        found.append(
            said.format(
                country=line["country"],
                title=line["title"],
                share=percent(line["figure"]["value"]),
                n=line["n"],
                of=most,
                count=count,
            )
        )
    return found


def _groups(rows: Sequence[Told]) -> list[dict[str, Any]]:
    """A row a group, all facts together. Two queries."""
    by = tallied([row for row in rows if row.cohort is not None], "institution", "cohort", "country")
    cohorts = cohort_cards([cohort for _institution, cohort, _country in by])
    houses = institution_cards([institution for institution, _cohort, _country in by])
    return [
        {
            "institution": in_language(houses[institution].names), "group": in_language(cohorts[cohort].names),
            "country": country_name(country), **_said(tally),
        }
        for (institution, cohort, country), tally in by.items()
    ]  # fmt: skip


def foreign_law_file(*, cohort: CohortCard | None, by_group: bool = False) -> list[list[Any]]:
    """The same as rows of a file, names of columns first; with `by_group` a line a group and fact. Empty under the floor."""
    rows = told(cohort.id if cohort else None)
    titles = titles_of(rows)
    names = ("institution", "cohort") if by_group else ()
    by = tallied(rows, *names, "fact", "part", "country")
    houses = institution_cards({group[0] for group in by}) if by_group else {}
    cohorts = cohort_cards({group[1] for group in by if group[1]}) if by_group else {}
    head = [*names, "fact", "part", "title", "country", "n", "foreign", "percent", "low", "high", *COUNTRIES]
    found: list[list[Any]] = [head]
    for group, tally in by.items():
        fact, part, country = group[-3:]
        sure = tally.share
        figures: list[Any] = [""] * (4 + len(COUNTRIES))
        if sure:
            shares = (tally.foreign / tally.n, sure.low, sure.high)
            figures = [tally.foreign, *(round(100 * one, 2) for one in shares), *(tally.of[one] for one in COUNTRIES)]
        whose = [houses[group[0]].key, cohorts[group[1]].key if group[1] else ""] if by_group else []
        words = [*whose, fact, part, in_language(titles.get(fact)), country]
        found.append([*map(safe_cell, words), tally.n, *figures])
    return found
