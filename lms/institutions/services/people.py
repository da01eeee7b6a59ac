"""People: known by their address, tied to a log-in, with the choices they make."""

import unicodedata
from typing import Any

from django.db import IntegrityError, transaction

from lms.audit.api import record_event
from lms.institutions.errors import AccountTaken, AddressNeeded, AlreadyHasLogin, NameTooLong, PersonNotFound
from lms.institutions.models import Person
from lms.kernel.places import Country, Language

THEMES = ("", "light", "dark", "contrast")
NAME_LIMIT = 120


def clean_words(text: str) -> str:
    """NFC, without control characters, spaces collapsed: one way to write a name."""
    kept = "".join(c for c in unicodedata.normalize("NFC", text) if c.isspace() or unicodedata.category(c) != "Cc")
    return " ".join(kept.split())


def lock_person(person_id: int) -> None:
    """Hold a person's row until the end of the caller's transaction, so that two decisions about them come one by one.

    Lock order: enrolments and attempts before, awards and books after. Raises PersonNotFound.
    """
    if Person.objects.select_for_update().filter(pk=person_id).values_list("pk", flat=True).first() is None:
        raise PersonNotFound


@transaction.atomic
def ensure_person(*, email: str, given_name: str, family_name: str, country: str, language: str = "es", by: int | None) -> int:
    """The id of the person with this address (in any case); made when there is none. Fills blanks, never overwrites.

    `by` is the person who acts, None for the system. Safe to repeat. Raises AddressNeeded.
    """
    address = email.strip().lower()
    if not address:
        raise AddressNeeded
    given = {
        "given_name": clean_words(given_name)[:NAME_LIMIT],
        "family_name": clean_words(family_name)[:NAME_LIMIT],
        "country": country if country in Country.values else "",
    }
    person = Person.objects.select_for_update().filter(email__iexact=address).first()
    if person is None:
        spoken = language if language in Language.values else Language.ES
        try:
            with transaction.atomic():
                person = Person.objects.create(email=address, language=spoken, **given)
        except IntegrityError:  # somebody else added the same address a moment ago
            person = Person.objects.select_for_update().get(email__iexact=address)
        else:
            record_event(
                act="person.added", subject="person", subject_id=person.pk, actor=by, detail={"email": address, **given}
            )
            return person.pk
    blank = [name for name, value in given.items() if value and not getattr(person, name)]
    if blank:
        for name in blank:
            setattr(person, name, given[name])
        person.save(update_fields=blank)
        record_event(act="person.filled", subject="person", subject_id=person.pk, actor=by, detail={n: given[n] for n in blank})
    return person.pk


@transaction.atomic
def link_user(*, person_id: int, user: Any) -> None:
    """Tie a log-in to a person, by an accepted invitation or a verified address. Safe to repeat.

    Raises AlreadyHasLogin when the person has another log-in, AccountTaken when the log-in has another person, and
    PersonNotFound.
    """
    person = Person.objects.select_for_update().filter(pk=person_id, erased_at=None).first()
    if person is None:
        raise PersonNotFound
    if person.user_id == user.pk:
        return
    if person.user_id is not None:
        raise AlreadyHasLogin
    if Person.objects.filter(user_id=user.pk).exists():
        raise AccountTaken
    person.user = user
    person.save(update_fields=["user"])
    record_event(act="person.linked", subject="person", subject_id=person_id, actor=person_id, after={"user": str(user.pk)})


@transaction.atomic
def set_preferences(
    *, person_id: int, language: str | None = None, theme: str | None = None, certificate_name: str | None = None
) -> None:
    """Set what a person chose for themselves; None leaves a choice as it is. Raises PersonNotFound and NameTooLong."""
    person = Person.objects.select_for_update().filter(pk=person_id, erased_at=None).first()
    if person is None:
        raise PersonNotFound
    if language in Language.values:
        person.language = str(language)
    if theme in THEMES:
        person.theme = theme
    if certificate_name is not None:
        name = clean_words(certificate_name)
        if len(name) > NAME_LIMIT:
            raise NameTooLong(limit=NAME_LIMIT, length=len(name))
        person.certificate_name = name
    person.save(update_fields=["language", "theme", "certificate_name"])
