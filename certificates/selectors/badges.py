"""Reading badges: one by its number, which places of a list are set, what a credential's page says, what a file is worth."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from certificates.badge_keyring import issuer_did, public_keys
from certificates.badges.baking import PNG, PictureRefused, unbake
from certificates.badges.proofs import ProofInvalid, verify
from certificates.models import Award, AwardState, Badge, Certificate, CertificateState, Credential, CredentialCourse, Sharing
from certificates.selectors.certificates import happenings_of
from certificates.selectors.conduct import missed_by
from certificates.serial import normalise
from certificates.standing import Act, decided
from certificates.wording.badges import CourseName


@dataclass(frozen=True, slots=True)
class BadgeCard:
    """A badge as it is given out. `shown`: the holder lets anyone have it. Personal data: jwt, data_integrity."""

    serial: str
    person_id: int
    credential: Credential
    language: str
    jwt: str
    data_integrity: str
    shown: bool


@dataclass(frozen=True, slots=True)
class BadgeChecked:
    """What an uploaded badge is worth. `state`: valid, invalid (not ours as it stands), none (there is no badge in it).

    `in_time`: between its dates. Whether it was taken back is answered by its number, as for a paper.
    """

    state: str
    serial: str = ""
    in_time: bool = False
    why: str = ""  # for the log, in English, without a word of the file


def badge_of(serial: str) -> BadgeCard | None:
    """The badge of a normalised number; None for none, and for one whose holder was erased. Two queries."""
    row = (
        Badge.objects.filter(certificate__serial=serial)
        .exclude(jwt="")
        .select_related("certificate__award__credential")
        .defer("certificate__tail", "certificate__award__path")
        .first()
    )
    if row is None or row.certificate.award is None:
        return None
    award = row.certificate.award
    shown = Sharing.objects.filter(award=award).order_by("-number").values_list("shown", flat=True).first()
    return BadgeCard(
        serial=serial,
        person_id=award.person_id,
        credential=award.credential,
        language=str(row.certificate.fields.get("language", "es")),
        jwt=row.jwt,
        data_integrity=row.data_integrity,
        shown=shown is not False,
    )


def badges_ready(serials: Iterable[str]) -> set[str]:
    """Which of these numbers have a badge. One query."""
    rows = Badge.objects.filter(certificate__serial__in=list(serials)).exclude(jwt="")
    return set(rows.values_list("certificate__serial", flat=True))


def positions_taken_back(number: int, at: datetime | None = None) -> list[int]:
    """The places of a list whose badges may not be used now: their award is revoked, suspended or holds only in part, its
    holder missed the code of conduct, or a newer edition took the certificate's place. In order; four queries at most, each
    from the few that are no longer in force and not from the many badges of the list.
    """
    moment = at or timezone.now()
    # The list is looked at in Python: named in the query it would be where the database begins, and read through.
    replaced = Certificate.objects.filter(superseded_by__issued_at__isnull=False).order_by()
    columns = replaced.values_list("lms_badge__position", "lms_badge__status_list__number")
    found = {place for place, of in columns if of == number}
    paper = "lms_certificates__lms_badge__"
    decided_on = Award.objects.exclude(state=AwardState.GRANTED).order_by()
    listed = decided_on.values_list("pk", "state", f"{paper}position", f"{paper}status_list__number")
    rows = [(award_id, state, position) for award_id, state, position, of in listed if of == number]
    suspended = [award_id for award_id, state, _position in rows if state == AwardState.SUSPENDED]
    events = happenings_of(suspended) if suspended else {}
    over = {award for award, past in events.items() if (now := decided(past, moment)) is not None and now.act == Act.GRANTED}
    found |= {position for award_id, _state, position in rows if award_id not in over}
    missed = missed_by(moment).order_by().values_list(f"{paper}position", f"{paper}status_list__number")
    found |= {position for position, of in missed if of == number}
    return sorted(found)


def certificates_without_badge(limit: int = 5_000) -> list[int]:
    """Ids of certificates in force that could have a badge and have none, newest first."""
    rows = Certificate.objects.filter(
        paper="certificate", state=CertificateState.ISSUED, superseded_by=None, award__isnull=False, lms_badge=None
    ).exclude(award__person__email="")
    return list(rows.order_by("-id").values_list("pk", flat=True)[:limit])


def courses_of(credential_id: int) -> list[CourseName]:
    """The courses that a credential asks for, in order. One query."""
    rows = CredentialCourse.objects.filter(credential_id=credential_id).select_related("course").order_by("id")
    return [CourseName(row.course.key, row.course.titles) for row in rows]


def credential_by_key(key: str) -> Credential | None:
    """A credential, also one that is no longer awarded: its badges still speak of it."""
    return Credential.objects.filter(key=key).first()


def check_badge(body: bytes) -> BadgeChecked:
    """What a file is worth that somebody took for a badge of ours: PNG, SVG, JSON or JWT. One query, and no network."""
    try:
        text = _text_of(body)
        if not text:
            return BadgeChecked("none")
        found = verify(text, did=issuer_did(), keys=public_keys(), at=timezone.now())
    except (PictureRefused, ProofInvalid) as refused:
        return BadgeChecked("invalid", why=str(refused))
    subject: Any = found.document.get("credentialSubject")
    serial = normalise(str(subject.get("licenseNumber", ""))) if isinstance(subject, dict) else ""
    return BadgeChecked("valid", serial, found.in_time)


def _text_of(body: bytes) -> str:
    """The credential in a file, wherever it is in it; '' when the file is of another kind. Raises PictureRefused."""
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:64]
    if body.startswith(PNG) or start.startswith(b"<"):
        return unbake(body)
    if start.startswith((b"{", b"ey")):
        try:
            return body.decode("utf-8-sig").strip()
        except UnicodeDecodeError:
            return ""
    return ""
