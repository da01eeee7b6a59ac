"""Making badges: in chunks, each place in the status list drawn by chance, each badge once, whoever asks and how often."""

import json
import logging
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final
from weakref import WeakKeyDictionary

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from certificates.badge_keyring import badge_key, is_development, issuer_did, record_key
from certificates.badges.achievement import Cohort, Holder, IssuerProfile, credential, identity_of, instant
from certificates.badges.cohort import CohortTemplate, TemplateUnfit
from certificates.badges.keys import ED25519, BadgeKey, KeyUnfit
from certificates.badges.proofs import secure, sign_jwt
from certificates.badges.status import draw_positions, room
from certificates.models import Badge, Certificate, CertificateState, Credential, StatusList
from certificates.selectors.badges import certificates_without_badge, courses_of
from certificates.services.addresses import Addresses
from certificates.wording.badges import achievement_facts, cohort_of
from certificates.wording.certificates import Printed
from lms.institutions import api as institutions
from lms.kernel import conf
from lms.kernel.bulk import insert_each
from lms.kernel.canonical import digest

log = logging.getLogger(__name__)

PAPER: Final = "certificate"  # the one paper that has a badge
CHUNK: Final = 100
TRIES: Final = 5  # at a place that another worker took in the same moment
CHECKED: Final = 500  # badges from a template between two checks: 10 ms of canonicalising each
KEPT: Final = 32  # templates, some 50 kB each
_PERSONAL: Final = frozenset({"name", "granted_on", "valid_until"})  # of what a paper prints
Sign = Callable[[Holder], tuple[str, str]]  # JWT, and JSON with its embedded proof or ""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A certificate that has no badge yet, and whose it is."""

    certificate_id: int
    serial: str
    fields: Mapping[str, Any]
    credential_id: int
    granted_at: datetime
    expires_at: datetime | None
    email: str


def make_badges(*, certificate_ids: Iterable[int]) -> list[int]:
    """Make the badges of these certificates; the ids of those that have one now because of this call.

    Repeat it at will: a certificate has one badge for ever, by constraint. Left out without an error: papers of other kinds,
    papers that wait for their holder's name, holders without an address (nobody could show that the badge is theirs) or
    erased, and all of them where no badge key is set up, or one that does not do: papers never wait for their badges. Joins
    the caller's transaction.
    """
    try:
        key = badge_key()
    except KeyUnfit:
        log.exception("the badge key can't be used: certificates are issued without badges")
        return []
    if key is None:
        return []
    for attempt in range(TRIES):
        wanted = _without_badge(certificate_ids)
        if not wanted:
            return []
        try:
            with transaction.atomic():
                return _write(wanted, key)
        except IntegrityError:  # another worker took a place or a certificate; what it made is seen the next time round
            if attempt == TRIES - 1:
                raise
    return []


def sweep_badges() -> int:
    """Make the badges that are missing: of certificates issued before there was a key, or whose badge failed. How many it made.

    Run daily; safe to repeat. A chunk that fails is logged and left for the next day.
    """
    made = 0
    for chunk in _in_chunks(certificates_without_badge()):
        try:
            made += len(make_badges(certificate_ids=chunk))
        except Exception:  # whatever one paper holds: the others get theirs
            log.exception("badges of certificates %s to %s could not be made", chunk[0], chunk[-1])
    return made


def forget_badges(*, person_id: int) -> None:
    """Erasure: the badges' files and salts go; their places in the lists stay taken. Safe to repeat."""
    mine = Badge.objects.filter(certificate__award__person_id=person_id)
    mine.erase(salt="", jwt="", data_integrity="")


def _in_chunks(ids: Sequence[int]) -> list[Sequence[int]]:
    return [ids[at : at + CHUNK] for at in range(0, len(ids), CHUNK)]


def _without_badge(certificate_ids: Iterable[int]) -> list[_Wanted]:
    rows = (
        Certificate.objects.filter(pk__in=list(certificate_ids), paper=PAPER, award__isnull=False, lms_badge=None)
        .exclude(state=CertificateState.WAITING)
        .order_by("id")
        .values_list(
            "pk", "serial", "fields", "award__credential_id", "award__granted_at", "award__expires_at", "award__person_id"
        )
    )
    found = list(rows)
    emails = institutions.person_emails(row[-1] for row in found)
    return [_Wanted(*row[:-1], emails[row[-1]]) for row in found if row[-1] in emails]


def _write(wanted: Sequence[_Wanted], key: BadgeKey) -> list[int]:
    status_list = _list_with_room(len(wanted))
    places = iter(_free_positions(status_list, len(wanted)))
    list_url, owner, now = status_list_url(status_list.number), record_key(key), timezone.now()
    pages = [Addresses(name, wanted[0].serial) for name in ("badge-json", "verify-detail")]
    rows: list[tuple[Any, ...]] = []
    for alike in _by_words(wanted):
        cohort = _cohort(alike[0])
        holders = [_holder(one, next(places), list_url, *pages) for one in alike]
        sign = _signing(cohort, key, holders[0], now, len(alike))
        for one, holder in zip(alike, holders, strict=True):
            jwt, embedded = sign(holder)
            rows.append((one.certificate_id, status_list.pk, int(holder.position), holder.salt, jwt, embedded, owner.pk, now))
    insert_each(Badge, ["certificate", "status_list", "position", "salt", "jwt", "data_integrity", "key", "made_at"], rows)
    return [row[0] for row in rows]


# The place in a list --------------------------------------------------------------------------------------------------
def _list_with_room(count: int) -> StatusList:
    """The newest list if it has room for so many badges, else the next one."""
    last: StatusList | None = StatusList.objects.order_by("-number").first()
    if last is not None and room(last.size, last.lms_badges.count()) >= count:
        return last
    number = last.number + 1 if last else 1
    made: StatusList = StatusList.objects.get_or_create(number=number)[0]
    return made


def _free_positions(status_list: StatusList, count: int) -> list[int]:
    """Places that nobody has. Drawn first and looked up after: a list is never more than half full."""
    free: list[int] = []
    taken: set[int] = set()
    while len(free) < count:
        drawn = draw_positions(count - len(free), size=status_list.size, taken={*free, *taken})
        found = set(status_list.lms_badges.filter(position__in=drawn).values_list("position", flat=True))
        free += [position for position in drawn if position not in found]
        taken |= found
    return free


# What papers share ----------------------------------------------------------------------------------------------------
def _by_words(wanted: Sequence[_Wanted]) -> list[list[_Wanted]]:
    """Papers that say the same but for the person and the days, together."""
    alike: dict[str, list[_Wanted]] = defaultdict(list)
    for one in wanted:
        said = {name: value for name, value in one.fields.items() if name not in _PERSONAL}
        ends = "with an end" if one.expires_at else "for ever"
        alike[f"{one.credential_id} {ends} {json.dumps(said, sort_keys=True)}"].append(one)
    return list(alike.values())


def _cohort(one: _Wanted) -> Cohort:
    credential = Credential.objects.get(pk=one.credential_id)
    printed = Printed.from_json(one.fields)
    facts = achievement_facts(credential, courses_of(one.credential_id), printed.claim)
    return cohort_of(facts, printed, issuer())


def issuer() -> IssuerProfile:
    """This site as the issuer of badges; one that signs with a development key says so."""
    name = str(conf.get("SITE_NAME")) + (" (demonstration)" if is_development() else "")
    return IssuerProfile(issuer_did(), name, f"{conf.base_url()}/")


def _holder(one: _Wanted, position: int, list_url: str, own: Addresses, verified: Addresses) -> Holder:
    salt, serial = secrets.token_hex(16), one.serial
    return Holder(
        id=own.of(serial),
        serial=serial,
        verify_url=verified.of(serial),
        identity=identity_of(one.email, salt),
        salt=salt,
        valid_from=instant(one.granted_at),
        valid_until=instant(one.expires_at) if one.expires_at else "",
        status_list=list_url,
        position=str(position),
    )


def status_list_url(number: int) -> str:
    """The public address of a list: it stands in every badge, so it never changes."""
    return conf.base_url() + reverse("lms:certificates:status-list", args=[number])


# The proofs -----------------------------------------------------------------------------------------------------------
def _signing(cohort: Cohort, key: BadgeKey, sample: Holder, now: datetime, count: int) -> Sign:
    """How these `count` badges get their proofs: from a template, re-checked on one badge in `CHECKED`; where that does not
    serve, each by itself. A key that is not Ed25519 (P-256) makes no embedded proof."""
    did = cohort.issuer.did
    if key.public.kind != ED25519:
        return lambda holder: (sign_jwt(credential(cohort, holder), key, did), "")
    try:
        template = _template(cohort, key, sample, now)
        if template is not None and _still_agrees(template, sample, count):
            return lambda holder: (template.token(holder), template.sign(holder, now))
        log.error("the template of the badges of %s disagrees with their full form", cohort.achievement.key)
    except TemplateUnfit as unfit:
        log.warning("the badges of %s are secured one by one: %s", cohort.achievement.key, unfit)

    def one_by_one(holder: Holder) -> tuple[str, str]:
        plain = credential(cohort, holder)
        embedded = json.dumps(secure(plain, key, did, now), ensure_ascii=False, separators=(",", ":"))
        return sign_jwt(plain, key, did), embedded

    return one_by_one


def _still_agrees(template: CohortTemplate, sample: Holder, count: int) -> bool:
    """Whether the template's statements are those of a full canonicalisation: asked at its first badge and then again."""
    unchecked = _unchecked.get(template, CHECKED)
    _unchecked[template] = (0 if unchecked >= CHECKED else unchecked) + count
    return unchecked < CHECKED or template.agrees(sample)


_unchecked: WeakKeyDictionary[CohortTemplate, int] = WeakKeyDictionary()  # badges from a template since it was checked
_templates: dict[tuple[str, str, bool], CohortTemplate] = {}


def _template(cohort: Cohort, key: BadgeKey, sample: Holder, now: datetime) -> CohortTemplate | None:
    """A template, kept by this process for the next chunk of the same cohort; None for one that does not sign as it should."""
    expires = bool(sample.valid_until)
    name = (digest(asdict(cohort)), key.public.thumbprint, expires)
    if name not in _templates:
        made = CohortTemplate(cohort, key, expires=expires)
        if not made.holds(sample, now):
            return None
        if len(_templates) >= KEPT:
            _templates.clear()
        _templates[name] = made
    return _templates[name]
