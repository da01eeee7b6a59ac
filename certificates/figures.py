"""Rows for reports: what happened to an institution's awards, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from certificates.models import Award, AwardEvent, Certificate, Credential, CredentialCourse
from certificates.serial import in_groups
from certificates.standing import DECIDING


@dataclass(frozen=True, slots=True)
class AwardFigure:
    """One award as a report counts it, by its serial as printed.

    `spells` is what happened, [(act, moment, reason class)], in order of time.
    """

    serial: str
    credential: str
    country: str
    spells: tuple[tuple[str, datetime, str], ...]


def award_figures(institution_id: int, *, until: datetime, using: str = "default") -> list[AwardFigure]:
    """Every award granted for an institution before `until`, with an `expired` act where its validity has ended. 3 queries."""
    awards = list(Award.objects.using(using).filter(institution_id=institution_id).select_related("credential").order_by("id"))
    serials = dict(
        Certificate.objects.using(using)
        .filter(award__institution_id=institution_id, paper="certificate", superseded_by=None)
        .values_list("award_id", "serial")
    )
    events: dict[int, list[tuple[str, datetime, str]]] = defaultdict(list)
    for award_id, act, moment, reason in (
        AwardEvent.objects.using(using)
        .filter(award__institution_id=institution_id, act__in=DECIDING)
        .order_by("award_id", "effective_at", "number")
        .values_list("award_id", "act", "effective_at", "reason_class")
    ):
        events[award_id].append((act, moment, reason))
    figures = []
    for award in awards:
        spells = list(events[award.pk])
        if award.expires_at is not None and award.expires_at < until:
            spells = sorted([*spells, ("expired", award.expires_at, "")], key=lambda spell: spell[1])
        figures.append(AwardFigure(in_groups(serials.get(award.pk, "")), award.credential.key, award.country, tuple(spells)))
    return figures


def holders(institution_id: int, *, using: str = "default") -> set[tuple[int, str, str]]:
    """(person id, credential key, country) of every award of an institution's people."""
    return set(
        Award.objects.using(using).filter(institution_id=institution_id).values_list("person_id", "credential__key", "country")
    )


def credential_courses(*, using: str = "default") -> Mapping[str, frozenset[int]]:
    """{credential key: ids of the courses it asks for}, archived credentials left out."""
    found: dict[str, set[int]] = defaultdict(set)
    for key, course_id in (
        CredentialCourse.objects.using(using).filter(credential__archived_at=None).values_list("credential__key", "course_id")
    ):
        found[key].add(course_id)
    return {key: frozenset(ids) for key, ids in found.items()}


def credential_titles() -> dict[str, Mapping[str, str]]:
    """{key: titles} of every credential, archived ones too. One query."""
    return dict(Credential.objects.values_list("key", "titles"))


def counts_by_country() -> dict[str, dict[str, int]]:
    """{country: {state: awards}} over the whole programme, for WIPO's first page."""
    from django.db.models import Count

    found: dict[str, dict[str, int]] = defaultdict(dict)
    for country, state, n in (
        Award.objects.values("country", "state").annotate(n=Count("id")).values_list("country", "state", "n")
    ):
        found[country][state] = n
    return dict(found)
