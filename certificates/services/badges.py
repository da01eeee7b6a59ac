"""Making badges: in chunks, each place in the status list drawn by chance, each badge once, whoever asks and how often."""

import json
import logging
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from certificates.badge_keyring import badge_key, is_development, issuer_did, record_key
from certificates.badges.achievement import Cohort, Holder, IssuerProfile, credential, identity_of, instant
from certificates.badges.cohort import CohortTemplate, TemplateUnfit
from certificates.badges.keys import ED25519, BadgeKey, KeyUnfit
from certificates.badges.proofs import secure, sign_jwt
from certificates.badges.status import draw_positions, room
from certificates.models import Badge, Certificate, CertificateState, StatusList
from certificates.selectors.badges import certificates_without_badge, courses_of
from certificates.wording.badges import achievement_facts, cohort_of
from certificates.wording.certificates import Printed
from lms.institutions import api as institutions
from lms.kernel import conf
from lms.kernel.canonical import digest

log = logging.getLogger(__name__)

PAPER: Final = "certificate"  # the one paper that has a badge
CHUNK: Final = 100
TRIES: Final = 5  # at a place that another worker took in the same moment
KEPT: Final = 32  # templates, some 50 kB each
_PERSONAL: Final = frozenset({"name", "granted_on", "valid_until"})  # of what a paper prints
SignEmbedded = Callable[[Holder, datetime], str]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A certificate that has no badge yet, and whose it is."""

    row: Certificate
    printed: Printed
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
    rows = list(
        Certificate.objects.filter(pk__in=list(certificate_ids), paper=PAPER, award__isnull=False, lms_badge=None)
        .exclude(state=CertificateState.WAITING)
        .select_related("award__credential")
        .defer("tail", "award__path")
        .order_by("id")
    )
    people = institutions.person_cards({row.award.person_id for row in rows if row.award})
    wanted = []
    for row in rows:
        person = people.get(row.award.person_id) if row.award else None
        if person is not None and person.email and not person.erased:
            wanted.append(_Wanted(row, Printed.from_json(row.fields), person.email))
    return wanted


def _write(wanted: Sequence[_Wanted], key: BadgeKey) -> list[int]:
    status_list = _list_with_room(len(wanted))
    places = iter(_free_positions(status_list, len(wanted)))
    list_url, owner, now = status_list_url(status_list.number), record_key(key), timezone.now()
    badges = []
    for alike in _by_words(wanted):
        cohort = _cohort(alike[0])
        holders = [_holder(one, next(places), list_url) for one in alike]
        embed = _embedder(cohort, key, holders[0], now)
        for one, holder in zip(alike, holders, strict=True):
            jwt = sign_jwt(credential(cohort, holder), key, cohort.issuer.did)
            embedded = embed(holder, now) if embed else ""
            badges.append(
                Badge(
                    certificate=one.row, status_list=status_list, position=int(holder.position), salt=holder.salt, jwt=jwt,
                    data_integrity=embedded, key=owner, made_at=now,
                )
            )  # fmt: skip
    Badge.objects.bulk_create(badges, batch_size=200)
    return [badge.certificate_id for badge in badges]


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
        said = {name: value for name, value in one.row.fields.items() if name not in _PERSONAL}
        award: Any = one.row.award
        ends = "with an end" if award.expires_at else "for ever"
        alike[f"{award.credential_id} {ends} {json.dumps(said, sort_keys=True)}"].append(one)
    return list(alike.values())


def _cohort(one: _Wanted) -> Cohort:
    award: Any = one.row.award
    return cohort_of(achievement_facts(award.credential, courses_of(award.credential_id)), one.printed, issuer())


def issuer() -> IssuerProfile:
    """This site as the issuer of badges; one that signs with a development key says so."""
    name = str(conf.get("SITE_NAME")) + (" (demonstration)" if is_development() else "")
    return IssuerProfile(issuer_did(), name, f"{conf.base_url()}/")


def _holder(one: _Wanted, position: int, list_url: str) -> Holder:
    award: Any = one.row.award
    salt, serial = secrets.token_hex(16), one.row.serial
    return Holder(
        id=conf.base_url() + reverse("lms:certificates:badge-json", args=[serial]),
        serial=serial,
        verify_url=conf.base_url() + reverse("lms:certificates:verify-detail", args=[serial]),
        identity=identity_of(one.email, salt),
        salt=salt,
        valid_from=instant(award.granted_at),
        valid_until=instant(award.expires_at) if award.expires_at else "",
        status_list=list_url,
        position=str(position),
    )


def status_list_url(number: int) -> str:
    """The public address of a list: it stands in every badge, so it never changes."""
    return conf.base_url() + reverse("lms:certificates:status-list", args=[number])


# The embedded proof ---------------------------------------------------------------------------------------------------
def _embedder(cohort: Cohort, key: BadgeKey, sample: Holder, now: datetime) -> SignEmbedded | None:
    """How these badges get their Data Integrity proof: from a template, re-checked once a chunk; where that does not serve,
    each by itself. None for a key that can't (P-256)."""
    if key.public.kind != ED25519:
        return None
    try:
        template = _template(cohort, key, sample, now)
        if template is not None and template.agrees(sample):
            return template.sign
        log.error("the template of the badges of %s disagrees with their full form", cohort.achievement.key)
    except TemplateUnfit as unfit:
        log.warning("the badges of %s are secured one by one: %s", cohort.achievement.key, unfit)

    def one_by_one(holder: Holder, moment: datetime) -> str:
        document = secure(credential(cohort, holder), key, cohort.issuer.did, moment)
        return json.dumps(document, ensure_ascii=False, separators=(",", ":"))

    return one_by_one


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
