"""Publishing the lists of badges that were taken back: computed from the awards, signed, kept until something changes."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

from django.core.cache import cache
from django.utils import timezone

from certificates.badge_keyring import badge_key, issuer_did
from certificates.badges.keys import ED25519, BadgeKey
from certificates.badges.proofs import secure, sign_jwt
from certificates.badges.status import list_document
from certificates.errors import BadgesUnavailable, StatusListNotFound
from certificates.models import StatusList
from certificates.selectors.badges import positions_taken_back
from certificates.services.badges import status_list_url
from lms.kernel.canonical import canonical_json

VALID: Final = timedelta(hours=24)  # a reader trusts no copy longer: an old one must not bring a badge back to life
RENEWED: Final = timedelta(hours=12)  # and gets one with at least half of that ahead
TTL_SECONDS: Final = 300  # how long a reader may keep its copy

JWT: Final = "application/vc+jwt"
DOCUMENT: Final = "application/vc"


@dataclass(frozen=True, slots=True)
class StatusBody:
    """A list as it is sent."""

    body: str
    content_type: str
    etag: str


def status_list_body(*, number: int, embedded: bool = False) -> StatusBody:
    """A list, signed: as JWT, or as JSON with an embedded proof. Whoever asks right after a decision gets what it changed.

    The set of places is read anew each time (four queries); the signed text is kept for as long as the set is the same, at
    most twelve hours. Raises StatusListNotFound, and BadgesUnavailable where no key is set up that could sign it.
    """
    row = StatusList.objects.filter(number=number).first()
    if row is None:
        raise StatusListNotFound
    key = badge_key()
    if key is None or (embedded and key.public.kind != ED25519):
        raise BadgesUnavailable
    positions = positions_taken_back(number)
    issued = _last_renewal(timezone.now())
    url, did = status_list_url(number), issuer_did()
    facts = [url, did, key.public.thumbprint, issued.isoformat(), row.size, embedded, positions]
    etag = sha256(canonical_json(facts)).hexdigest()[:32]
    body = cache.get(f"lms.certificates.list.{etag}")
    if body is None:
        document = list_document(
            did, url, positions, size=row.size, issued=issued, valid_until=issued + VALID, ttl_seconds=TTL_SECONDS
        )
        body = _signed(document, key, did, issued, embedded=embedded)
        cache.set(f"lms.certificates.list.{etag}", body, RENEWED.total_seconds())
    return StatusBody(body, DOCUMENT if embedded else JWT, etag)


def _signed(document: dict[str, object], key: BadgeKey, did: str, issued: datetime, *, embedded: bool) -> str:
    if not embedded:
        return sign_jwt(document, key, did)
    return canonical_json(secure(document, key, did, issued)).decode()


def _last_renewal(now: datetime) -> datetime:
    """The last midnight or noon of UTC: every process that signs then says the same."""
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + RENEWED * int((now - midnight) / RENEWED)
