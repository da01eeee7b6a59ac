"""Correcting what somebody wrote of a person before the person was here to say it themselves."""

from typing import Any

from django.db import IntegrityError, transaction

from lms.audit.api import record_event
from lms.institutions.errors import AddressTaken, AlreadyHasLogin, PersonNotFound
from lms.institutions.models import Person
from lms.institutions.services.invitations import invite_again
from lms.institutions.services.people import NAME_LIMIT, clean_words
from lms.kernel.places import Language


@transaction.atomic
def correct_person(
    *,
    person_id: int,
    institution_id: int,
    given_name: str = "",
    family_name: str = "",
    language: str = "",
    email: str = "",
    by: int,
) -> None:
    """Correct a name, a language or an address; '' leaves it as it is. Whether that may be is the caller's to say.

    Another address: the old invitation is withdrawn, a new one goes to it. Safe to repeat.
    Raises PersonNotFound, AlreadyHasLogin (an address, when there is an account), AddressTaken.
    """
    person = Person.objects.select_for_update().filter(pk=person_id, erased_at=None).first()
    if person is None:
        raise PersonNotFound
    wanted: dict[str, Any] = {
        "given_name": clean_words(given_name)[:NAME_LIMIT],
        "family_name": clean_words(family_name)[:NAME_LIMIT],
        "language": language if language in Language.values else "",
        "email": email.strip().lower(),
    }
    changed = {name: value for name, value in wanted.items() if value and value != getattr(person, name)}
    if not changed:
        return
    if "email" in changed and person.user_id is not None:
        raise AlreadyHasLogin
    before = {name: getattr(person, name) for name in changed}
    for name, value in changed.items():
        setattr(person, name, value)
    try:
        with transaction.atomic():
            person.save(update_fields=list(changed))
    except IntegrityError:
        raise AddressTaken from None
    record_event(
        act="person.corrected", subject="person", subject_id=person_id, actor=by, institution=institution_id,
        after={"what": sorted(changed)}, detail={"before": before, "after": changed},
    )  # fmt: skip
    if "email" in changed:
        invite_again(person_id=person_id, institution_id=institution_id, by=by)
