"""What a person says of themselves (gender), where their institution recorded on which lawful basis it asks.

Optional, declared by the person alone, withdrawn at any time (then it is deleted). Read by figures only, through `traits_of`:
nothing that scores, decides, matches or prints knows it.
"""

from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from lms.audit.api import record_event
from lms.institutions.errors import BasisMissing, TraitNotAsked, TraitUnknown
from lms.institutions.models import Membership, PersonTrait, TraitBasis, TraitKind
from lms.institutions.services.people import clean_words

GENDERS: Final = ("woman", "man", "other", "unsaid")


@transaction.atomic
def record_basis(*, institution_id: int, basis: str, dated_on: date, by: int, kind: str = TraitKind.GENDER) -> int:
    """Note the lawful basis on which an institution asks; one that was open ends. Returns its id.

    Safe to repeat: the same words of the same day are the same basis. Raises BasisMissing (no words, or a day to come).
    """
    said = clean_words(basis)[:200]
    if not said or dated_on > timezone.localdate():
        raise BasisMissing
    rows = TraitBasis.objects.select_for_update().filter(institution_id=institution_id, kind=kind, ended_at=None)
    open_one = rows.first()
    if open_one is not None:
        if (open_one.basis, open_one.dated_on) == (said, dated_on):
            return int(open_one.pk)
        rows.update(ended_at=timezone.now(), ended_by_id=by)
    made = TraitBasis.objects.create(institution_id=institution_id, kind=kind, basis=said, dated_on=dated_on, recorded_by_id=by)
    record_event(
        act="trait_basis.recorded", subject="institution", subject_id=institution_id, actor=by, institution=institution_id,
        before={"basis": open_one.pk if open_one else None}, after={"basis": made.pk, "kind": kind},
    )  # fmt: skip
    return int(made.pk)


@transaction.atomic
def end_basis(*, institution_id: int, by: int, kind: str = TraitKind.GENDER) -> int:
    """Ask no more: what people said goes, but of those whom another institution of theirs asks. Returns how many went. Safe to
    repeat."""
    rows = TraitBasis.objects.select_for_update().filter(institution_id=institution_id, kind=kind, ended_at=None)
    ended = list(rows.values_list("pk", flat=True))
    if not ended:
        return 0
    rows.update(ended_at=timezone.now(), ended_by_id=by)
    here = Membership.objects.filter(institution_id=institution_id, person=OuterRef("person"))
    asked = Membership.objects.filter(
        person=OuterRef("person"), institution__lms_trait_bases__kind=kind, institution__lms_trait_bases__ended_at=None
    )
    gone, _kinds = PersonTrait.objects.filter(Exists(here), ~Exists(asked), kind=kind).delete()
    record_event(
        act="trait_basis.ended", subject="institution", subject_id=institution_id, actor=by, institution=institution_id,
        before={"basis": ended[0]}, after={"forgotten": gone},
    )  # fmt: skip
    return gone


def bases_asking(person_id: int, kind: str = TraitKind.GENDER) -> list[TraitBasis]:
    """The open bases of the institutions in which a person has an open role, by institution. One query."""
    mine = Membership.objects.filter(person_id=person_id, until=None, institution=OuterRef("institution"))
    rows = TraitBasis.objects.filter(Exists(mine), kind=kind, ended_at=None)
    return list(rows.select_related("institution").defer("institution__logo").order_by("institution__key"))


@transaction.atomic
def declare_trait(*, person_id: int, value: str, kind: str = TraitKind.GENDER) -> None:
    """A person says something of themselves; the last word counts. Safe to repeat.

    Raises TraitUnknown, and TraitNotAsked where none of their institutions has a basis.
    """
    if value not in GENDERS:
        raise TraitUnknown
    bases = bases_asking(person_id, kind)
    if not bases:
        raise TraitNotAsked
    said = "; ".join(f"{one.institution.key}: {one.basis}" for one in bases)[:200]
    PersonTrait.objects.update_or_create(
        person_id=person_id, kind=kind, defaults={"value": value, "basis": said, "recorded_at": timezone.now()}
    )


@transaction.atomic
def withdraw_trait(*, person_id: int, kind: str = TraitKind.GENDER) -> bool:
    """A person takes back what they said: it is deleted. False when nothing was there."""
    gone, _kinds = PersonTrait.objects.filter(person_id=person_id, kind=kind).delete()
    return bool(gone)


def own_trait(person_id: int, kind: str = TraitKind.GENDER) -> str:
    """What a person said, '' when nothing. One query."""
    return PersonTrait.objects.filter(person_id=person_id, kind=kind).values_list("value", flat=True).first() or ""


def traits_of(institution_id: int, kind: str = TraitKind.GENDER, *, using: str = "default") -> dict[int, str] | None:
    """{person: what they said} of everybody who ever had a role in an institution; None where it has no open basis: then
    nothing is told. For figures alone. Two queries."""
    if not TraitBasis.objects.using(using).filter(institution_id=institution_id, kind=kind, ended_at=None).exists():
        return None
    here = Membership.objects.filter(institution_id=institution_id, person=OuterRef("person"))
    rows = PersonTrait.objects.using(using).filter(Exists(here), kind=kind)
    return dict(rows.values_list("person_id", "value"))


def forget_traits(*, person_id: int) -> None:
    """Erasure: what a person said of themselves goes. Safe to repeat."""
    PersonTrait.objects.filter(person_id=person_id).delete()
