"""Papers of institutions as pages show them, and which of them are in force."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from lms.institutions.models import InstitutionDocument, Membership, Role


@dataclass(frozen=True, slots=True)
class DocumentCard:
    """One version of one paper; its bytes are fetched by its id."""

    id: int
    institution_id: int
    kind: str
    version: str
    dated_on: date
    valid_until: date | None
    link: str
    name: str
    withdrawn: bool

    def in_force(self, on: date) -> bool:
        """Dated by then, not over, not withdrawn."""
        return not self.withdrawn and self.dated_on <= on and (self.valid_until is None or self.valid_until >= on)


_COLUMNS = ("pk", "institution_id", "kind", "version", "dated_on", "valid_until", "link", "name", "withdrawn_at")


def documents_of(institution_id: int | None = None) -> dict[int, list[DocumentCard]]:
    """{institution: its papers, newest first} of one or of all. One query, without bytes."""
    rows = InstitutionDocument.objects.order_by("-dated_on", "-pk")
    if institution_id is not None:
        rows = rows.filter(institution_id=institution_id)
    found: dict[int, list[DocumentCard]] = defaultdict(list)
    for pk, place, kind, version, dated_on, valid_until, link, name, withdrawn_at in rows.values_list(*_COLUMNS):
        found[place].append(
            DocumentCard(pk, place, kind, version, dated_on, valid_until, link, name, withdrawn=withdrawn_at is not None)
        )
    return dict(found)


def facilitators_by_institution() -> dict[int, int]:
    """{institution: how many people teach and supervise there}. One query."""
    rows = Membership.objects.filter(Q(role=Role.FACILITATOR), until=None).values_list("institution_id", "person_id").distinct()
    found: dict[int, int] = defaultdict(int)
    for institution_id, _person in rows:
        found[institution_id] += 1
    return dict(found)
