"""What the pages and files of clinics' figures say, in the reader's language."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from assessments.clinics import words
from assessments.clinics.programme_counts import Programme, Table
from assessments.models import Clinic, ClinicReferral, ClinicStep
from assessments.selectors import clinic_figures as figures
from assessments.selectors.clinic_programme import programme_year, years
from assessments.selectors.clinic_ratings import rating_figures
from lms.institutions.api import institution_cards
from lms.kernel.places import Country
from lms.kernel.words import in_language

_STEPS: Final = ("", "done", "dropped")
_ENDS: Final = ("", "arrived", "not_arrived", "unknown")


def institution_page(institution_id: int, clinic: str) -> dict[str, Any]:
    """The figures of an institution, or of one edition of it. Five queries, and those of the ratings."""
    editions = list(Clinic.objects.filter(institution=institution_id, archived_at=None).order_by("-starts_on", "-pk"))
    chosen = next((one for one in editions if str(one.pk) == clinic), None)
    only = {"institution": institution_id} | ({"clinic": chosen.pk} if chosen else {})
    sessions = figures.counted_sessions(**only)
    held = {f"session__{name}": value for name, value in only.items()} | {"session__state__in": figures.HELD}
    steps = list(ClinicStep.objects.filter(**held).values_list("end", flat=True))
    ends = list(ClinicReferral.objects.filter(**held).exclude(to="nobody").values_list("end", flat=True))
    return {
        "editions": [(one.pk, in_language(one.names)) for one in editions], "chosen": chosen, "sessions": len(sessions),
        "confirmed": sum(one.state == "confirmed" for one in sessions), "figures": figures.breakdowns(sessions),
        "followed": [(step_end_in_words(one), steps.count(one)) for one in _STEPS]
        + [(referral_end_in_words(one), ends.count(one)) for one in _ENDS],
        "open_steps": steps.count(""), "steps": len(steps), "referrals": len(ends), "arrived": ends.count("arrived"),
        "ratings": rating_figures(institution_id),
    }  # fmt: skip


def step_end_in_words(end: str) -> str:
    return {"": _("Next steps still open"), "done": _("Next steps done"), "dropped": _("Next steps dropped")}.get(end, end)


def referral_end_in_words(end: str) -> str:
    return {
        "": _("Referrals not followed up yet"), "arrived": _("Referrals that arrived"),
        "not_arrived": _("Referrals that did not arrive"), "unknown": _("Referrals of which nothing is known"),
    }.get(end, end)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """One table of the programme in words. `totals` are (category, count over all countries); None is hidden."""

    key: str
    title: str
    heads: Sequence[str]
    rows: Sequence[tuple[str, Sequence[int | None], int | None]]
    totals: Sequence[tuple[str, int | None]]
    withheld: bool
    several: bool


def programme_page(asked: str) -> dict[str, Any]:
    """A year of the programme as its page and its file tell it: the one asked for, else the latest. Three queries."""
    known = years()
    year = next((one for one in known if str(one) == asked), known[0] if known else None)
    cards = institution_cards(None)
    found = programme_year(year, cards) if year else Programme(total=0)
    heads = [country_line(line) for line in found.countries]
    names = {pk: in_language(card.names) for pk, card in cards.items()}
    return {
        "year": year, "years": known, "found": found,
        "countries": list(zip(heads, found.counts, found.businesses, strict=True)),
        "places": [
            (Country(country).label, [(place_line(one.institutions, names), one.count) for one in places])
            for country, places in (found.places or {}).items()
            if found.counts[found.countries.index((country,))]
        ],
        "tables": [_shown(table) for table in found.tables],
    }  # fmt: skip


def country_line(line: Sequence[str]) -> str:
    """«Perú», or «Colombia, México (juntos)»."""
    said = ", ".join(str(Country(country).label) for country in line)
    return said if len(line) == 1 else _("{places} (together)").format(places=said)


def place_line(line: Sequence[int], names: dict[int, str]) -> str:
    """An institution's name, or how many are told together."""
    if len(line) == 1:
        return names.get(line[0]) or _("An institution that has left")
    return _("{n} institutions together").format(n=len(line))


_SAY: Final[dict[str, tuple[Callable[[], str], Callable[[str], str]]]] = {
    "month": (lambda: _("By month"), figures.month_label),
    "stage": (lambda: _("By stage of the business"), words.stage_in_words),
    "sector": (lambda: _("By sector"), words.sector_in_words),
    "right": (lambda: _("By right"), words.topic_in_words),
    "outcome": (lambda: _("By what came of it"), words.outcome_in_words),
}


def _shown(table: Table) -> Shown:
    title, say = _SAY[table.key]
    labels = [say(one) or _("Not said") for one in table.categories]
    if table.withheld:
        return Shown(table.key, title(), [], [], [], True, table.several)
    rows = list(zip(labels, table.cells, table.totals, strict=True))
    heads = [country_line(line) for line in table.countries]
    return Shown(table.key, title(), heads, rows, list(zip(labels, table.totals, strict=True)), False, table.several)


def programme_rows(facts: dict[str, Any]) -> list[Sequence[Any]]:
    """The lines of the file: figure, category, country or institution, count; what is hidden is said in a word."""
    hidden, everywhere = _("hidden"), _("All countries")
    found = facts["found"]
    rows: list[Sequence[Any]] = [(_("Figure"), _("Category"), _("Place"), _("Count"))]
    if found.few:
        return [*rows, (_("Sessions"), "", everywhere, _("fewer than five"))]
    rows.append((_("Sessions"), "", everywhere, found.total))
    for head, count, businesses in facts["countries"]:
        rows.append((_("Sessions"), "", head, count))
        rows.append((_("Businesses"), "", head, hidden if businesses is None else businesses))
    for country, places in facts["places"]:
        rows += [(_("Sessions by institution"), country, name, count) for name, count in places]
    for table in facts["tables"]:
        if table.withheld:
            rows.append((table.title, "", everywhere, hidden))
        for label, cells, total in table.rows:
            for head, cell in zip(table.heads, cells, strict=True):
                rows.append((table.title, label, head, hidden if cell is None else cell))
            rows.append((table.title, label, everywhere, hidden if total is None else total))
    return rows
