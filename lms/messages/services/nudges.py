"""Words from people to people: whom they reach, sending each once, and an institution's own templates."""

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from lms.audit.api import record_event
from lms.institutions.api import PersonCard, institution_card, person_card, person_cards
from lms.jobs.api import Claim, request_job
from lms.kernel import conf
from lms.kernel.words import clean_text, in_language
from lms.messages.addresses import failing_among
from lms.messages.errors import NothingToSay, NudgeNeedsPeople, NudgeNeedsWords, NudgeNotFound
from lms.messages.models import Message, Nudge, Wording
from lms.messages.services.choices import without
from lms.messages.services.sending import send_many
from lms.messages.wordings import HOUSE, Words, about, fill, refuse_words

NUDGE: Final = "nudge"
SPREAD: Final = "messages.nudge"
CHUNK: Final = 500

Links = Callable[[Collection[int], int], Mapping[int, str]]
_links: list[Links] = []


def register_links(links: Links) -> None:
    """Called once by whoever knows where a person goes on: (people, institution) → {person: path}. Others: the first page."""
    _links[:] = [links]


def links_for(people: Collection[int], institution_id: int) -> dict[int, str]:
    """{person: the whole address where they go on}."""
    found = _links[0](people, institution_id) if _links else {}
    return {person: conf.base_url() + found.get(person, "/") for person in people}


@dataclass(frozen=True, slots=True)
class Recipients:
    """Whom a nudge would reach now, and whom not, with the reason. Ids, in the order they were given."""

    reached: tuple[int, ...]
    no_address: tuple[int, ...] = ()
    failing: tuple[int, ...] = ()
    stopped: tuple[int, ...] = ()
    told: tuple[int, ...] = ()  # the same was said to them before


def recipients_of(people: Mapping[int, PersonCard], *, speaks_of: str) -> Recipients:
    """Sort people by whether a nudge reaches them. Three queries."""
    failing, stopped = failing_among(people), without(NUDGE, people)
    before = Message.objects.filter(kind=NUDGE, speaks_of=speaks_of, channel="mail", person_id__in=list(people))
    told = set(before.values_list("person_id", flat=True))
    kinds: dict[str, list[int]] = {"reached": [], "no_address": [], "failing": [], "stopped": [], "told": []}
    for pk, card in people.items():
        if card.erased or not card.email:
            why = "no_address"
        elif pk in told:
            why = "told"
        elif pk in failing:
            why = "failing"
        else:
            why = "stopped" if pk in stopped else "reached"
        kinds[why].append(pk)
    return Recipients(**{key: tuple(ids) for key, ids in kinds.items()})


def nudge_about(*, institution_id: int, wording: str, subjects: Mapping[str, str], bodies: Mapping[str, str]) -> str:
    """What a nudge sent now would speak of: its day is the institution's. One query."""
    today = timezone.now().astimezone(ZoneInfo(institution_card(institution_id).time_zone)).date()
    return about(wording, institution_id, today.isoformat(), subjects, bodies)


@transaction.atomic
def send_nudge(
    *, token: uuid.UUID, institution_id: int, by: int, people: Sequence[int], wording: str, subjects: Mapping[str, str],
    bodies: Mapping[str, str], rule: Mapping[str, Any] | None = None,
) -> int:  # fmt: skip
    """Send words to some people of an institution by a job; returns the nudge's id. Audited.

    Safe to repeat: the token of the page is one nudge, and whoever was told the same sort of thing that day (the same words,
    for words of one's own) is left out. Who may be written to is the caller's business. Raises NudgeNeedsWords,
    UnknownPlaceholder and NudgeNeedsPeople.
    """
    subjects = {key: " ".join(clean_text(words).split()) for key, words in subjects.items()}
    bodies = {key: clean_text(words).strip() for key, words in bodies.items()}
    refuse_words(subjects, bodies)
    wanted = list(dict.fromkeys(people))
    if not wanted:
        raise NudgeNeedsPeople
    speaks_of = nudge_about(institution_id=institution_id, wording=wording, subjects=subjects, bodies=bodies)
    nudge, made = Nudge.objects.get_or_create(
        token=token,
        defaults={
            "institution_id": institution_id, "by_id": by, "wording": wording, "speaks_of": speaks_of, "subjects": subjects,
            "bodies": bodies, "people": wanted, "chosen": len(wanted), "rule": dict(rule or {}),
        },
    )  # fmt: skip
    if not made and (nudge.by_id, nudge.institution_id) != (by, institution_id):
        raise NudgeNotFound
    if made:
        record_event(
            act="nudge.sent", subject="nudge", subject_id=nudge.pk, actor=by, institution=institution_id,
            after={"people": len(wanted), "wording": wording},
        )  # fmt: skip
    request_job(kind=SPREAD, key=f"{SPREAD}:{nudge.pk}", args={"nudge_id": nudge.pk}, owner=by, institution=institution_id)
    return nudge.pk


def spread(claim: Claim) -> dict[str, Any]:
    """Job `messages.nudge`: write a message to each person. Delivered twice, each is told once."""
    nudge = Nudge.objects.get(pk=int(claim.args["nudge_id"]))
    people = [int(one) for one in nudge.people]
    reached = recipients_of(person_cards(people), speaks_of=nudge.speaks_of).reached
    for at in range(0, len(reached), CHUNK):
        part = reached[at : at + CHUNK]
        params = {person: {"nudge_id": nudge.pk, "person_id": person} for person in part}
        send_many(kind=NUDGE, speaks_of=nudge.speaks_of, params_by_person=params)
    told = Message.objects.filter(kind=NUDGE, speaks_of=nudge.speaks_of, params__nudge_id=nudge.pk).count()
    Nudge.objects.filter(pk=nudge.pk).update(people=[], told=told)
    return {"nudge_id": nudge.pk, "told": told}


def filled(
    words: Words | Nudge, *, person: PersonCard, link: str, institution: Mapping[str, str], sender: str, language: str
) -> tuple[str, str]:
    """(subject, text) for one reader in a language."""
    facts = {
        "name": person.given_name or person.full_name, "link": link, "institution": in_language(institution, language),
        "sender": sender,
    }  # fmt: skip
    return fill(words.subjects.get(language, ""), facts), fill(words.bodies.get(language, ""), facts)


def nudge_facts(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """The words of a nudge, filled for its reader when the mail is written."""
    nudge = Nudge.objects.filter(pk=int(params["nudge_id"])).first()
    if nudge is None:
        raise NothingToSay
    person, sender = person_card(int(params["person_id"])), person_card(nudge.by_id)
    subject, body = filled(
        nudge, person=person, link=links_for([person.id], nudge.institution_id)[person.id],
        institution=institution_card(nudge.institution_id).names, sender=sender.full_name, language=person.language,
    )  # fmt: skip
    return {"subject": subject, "body": body}


def wordings_of(institution_id: int) -> list[Words]:
    """The templates of an institution: the house's, each replaced by its own of that key, then its others. One query."""
    own = {
        row.key: Words(row.key, row.names, row.subjects, row.bodies, own=True)
        for row in Wording.objects.filter(institution_id=institution_id, archived_at=None).order_by("pk")
    }
    return [*(own.get(key, words) for key, words in HOUSE.items()), *(w for key, w in own.items() if key not in HOUSE)]


@transaction.atomic
def save_wording(
    *, institution_id: int, key: str, names: Mapping[str, str], subjects: Mapping[str, str], bodies: Mapping[str, str], by: int
) -> str:
    """Keep an institution's words for one sort of nudge; '' as key makes a new one. Returns its key. Audited. Safe to repeat.

    Raises NudgeNeedsWords and UnknownPlaceholder.
    """
    refuse_words(subjects, bodies)
    key = key or f"own-{uuid.uuid4().hex[:12]}"
    names = {one: " ".join(clean_text(words).split())[:80] for one, words in names.items()}
    if not all(names.get(one) for one in ("es", "en")):
        raise NudgeNeedsWords
    words = {
        "names": names,
        "subjects": {one: " ".join(clean_text(text).split())[:200] for one, text in subjects.items()},
        "bodies": {one: clean_text(text).strip()[:5000] for one, text in bodies.items()},
    }
    row, _made = Wording.objects.update_or_create(
        institution_id=institution_id, key=key, archived_at=None,
        defaults={**words, "changed_by_id": by, "changed_at": timezone.now()},
    )  # fmt: skip
    record_event(
        act="wording.saved", subject="wording", subject_id=row.pk, actor=by, institution=institution_id, after={"key": key}
    )
    return key


@transaction.atomic
def archive_wording(*, institution_id: int, key: str, by: int) -> bool:
    """Lay an institution's own words aside: the house's of that key come back, if there are any. Audited. Safe to repeat."""
    row = Wording.objects.select_for_update().filter(institution_id=institution_id, key=key, archived_at=None).first()
    if row is None:
        return False
    row.archived_at = timezone.now()
    row.save(update_fields=["archived_at"])
    record_event(
        act="wording.archived", subject="wording", subject_id=row.pk, actor=by, institution=institution_id, before={"key": key}
    )
    return True
