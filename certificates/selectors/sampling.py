"""What a reviewer of reports looks at whatever the seed says: exceptions and upheld objections; and the file of one award."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from certificates.models import Award, Certificate, Objection, ObjectionState, Ruling, RulingKind, RulingState
from certificates.serial import in_groups, normalise


def marked_awards(
    institution_id: int, *, start: datetime, end: datetime, reviewed: Collection[int]
) -> tuple[list[str], list[str]]:
    """(serials of awards granted in [start, end) with an exception, serials of awards with an upheld review in it).

    `reviewed`: people whose review was upheld elsewhere. Serials as printed; a paper that was replaced counts as the new one.
    Two queries.
    """
    exempt = Ruling.objects.filter(
        kind=RulingKind.EXEMPT, state__in=(RulingState.IN_FORCE, RulingState.ENDED), person=OuterRef("award__person"),
        credential=OuterRef("award__credential"), country=OuterRef("award__country"),
        decided_at__lte=OuterRef("award__granted_at"),
    )  # fmt: skip
    upheld = Objection.objects.filter(
        event__award=OuterRef("award"), state=ObjectionState.UPHELD, decided_at__gte=start, decided_at__lt=end
    )
    papers = Certificate.objects.filter(
        award__institution_id=institution_id, award__granted_at__lt=end, paper="certificate", superseded_by=None
    ).exclude(serial="")
    excepted = papers.filter(Exists(exempt), award__granted_at__gte=start).values_list("serial", flat=True)
    looked = papers.filter(Q(award__person_id__in=list(reviewed)) | Exists(upheld)).values_list("serial", flat=True)
    return sorted(in_groups(one) for one in excepted), sorted(in_groups(one) for one in looked)


@dataclass(frozen=True, slots=True)
class AwardFile:
    """The file of an award as a reviewer opens it: the only place of a review that names its holder."""

    person_id: int
    name: str
    credential: dict[str, str]
    country: str
    granted_at: datetime
    expires_at: datetime | None
    law_as_of: object
    state: str
    digest: str
    met: tuple[tuple[dict[str, str], bool], ...]  # (titles, met) of each requirement as it was decided on
    institution_id: int


def award_file(printed: str, institution_id: int) -> AwardFile | None:
    """The award of a serial, if an institution granted it. One query."""
    row = (
        Certificate.objects.select_related("award__credential", "award__person")
        .filter(serial=normalise(printed), award__institution_id=institution_id)
        .first()
    )
    if row is None or row.award is None:
        return None
    award: Award = row.award
    asked = award.path.get("requirements", []) if isinstance(award.path, dict) else []
    return AwardFile(
        award.person_id, award.person.certificate_name or award.person.full_name, award.credential.titles, award.country,
        award.granted_at, award.expires_at, award.law_as_of, award.state, award.digest,
        tuple((dict(one.get("title") or {}), bool(one.get("met"))) for one in asked if one.get("required", True)),
        award.institution_id,
    )  # fmt: skip
