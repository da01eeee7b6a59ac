"""Drawing certificates: the row is the queue, the message is a doorbell. Taken in chunks (`claiming`), drawn and signed outside
any transaction, written in one short one that only the holder of the claim can win (`issuing`).

Papers that share a design and all words but the person's are stamped on one compiled layout (`layouts`); the others are drawn
one by one. Either way a file is drawn and signed once, and every download is its bytes.
"""

import hashlib
import json
import logging
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Q
from django.utils import timezone

from certificates import keyring, papers
from certificates.models import Certificate, CertificateState, Credential, DesignVersion
from certificates.proofs import Proof
from certificates.selectors.designs import drawn_as
from certificates.serial import in_groups
from certificates.services import claiming
from certificates.services.addresses import Addresses, verify_url
from certificates.services.claiming import DrawClaim, claim_chunk, claim_drawing, draw_later, give_back, hold_for
from certificates.services.designs_in_use import design_for, paper_problem
from certificates.services.issuing import Drawn, institution_of, issue_chunk
from certificates.services.layouts import WORTH, Compiled, compile_layout, constant_words, find_layout, layout_digest
from certificates.signing.keys import KeyProblem, Signer
from certificates.wording.certificates import Printed, paper_of
from certificates.wording.papers import development_warning
from certificates.wording.proofs import proof_values
from lms.institutions import api as institutions

log = logging.getLogger(__name__)

WORK_SECONDS: Final = 75  # of drawing in one task: what is not begun by then goes back to the queue


@dataclass(frozen=True, slots=True)
class Sheet:
    """A certificate that is about to be drawn: its design and every word of it. `digest` is that of its layout."""

    claim: DrawClaim
    row: Certificate
    version: DesignVersion
    design: papers.Design
    values: papers.Values
    fixed: papers.Values
    digest: str


def draw_certificate(*, certificate_id: int) -> bool:
    """Draw and issue this one pending certificate; True when this call did. A second delivery of the message does nothing.

    A fault is kept in the row and tried again by the sweep; after 5 attempts the row waits for an administrator.
    """
    signer = signer_or_none()
    claim = claim_drawing(certificate_id) if signer else None
    return bool(signer and claim and _issue_all([claim], signer))


def draw_chunk(*, first: int | None = None, limit: int | None = None) -> list[int]:
    """Draw and issue up to `limit` (a chunk of) certificates that wait, from the id `first` on; ids of those that were issued.

    Without a key that signs nothing is taken: everything waits as it is. Safe to call at will.
    """
    signer = signer_or_none()
    return _issue_all(claim_chunk(first=first, limit=limit or claiming.CHUNK), signer) if signer else []


def draw_due(*, limit: int = 10_000) -> int:
    """Draw everything that waits, here and now, as workers would; returns how many were issued. For commands, never for
    requests."""
    count = 0
    while count < limit and (issued := draw_chunk()):
        count += len(issued)
    return count


def signer_or_none() -> Signer | None:
    """Who signs, or None with a line in the log: papers wait, and `manage.py check` and the first page say for what."""
    try:
        return keyring.signer()
    except KeyProblem as problem:
        log.warning("no paper is signed: %s", problem)
        return None


# --- a chunk ----------------------------------------------------------------------------------------------------------
def _issue_all(claims: Sequence[DrawClaim], signer: Signer) -> list[int]:
    if not claims:
        return []
    key_id, ends = keyring.record_key(signer).pk, time.monotonic() + WORK_SECONDS
    ready: list[Drawn] = []
    for alike in _by_layout(_prepared(claims, signer)):
        compiled = _layout(alike)
        for sheet in alike:
            if time.monotonic() > ends:
                give_back([sheet.claim])
                continue
            try:
                ready.append(drawn(sheet, compiled, signer, key_id))
            except Exception as broken:  # whatever broke: the row stays, with the reason
                _failed(sheet.claim, broken)
    return _stored(ready)


def _stored(ready: Sequence[Drawn]) -> list[int]:
    """Issue together; where that fails, each by itself, so that the one that can't be issued keeps no other back."""
    if not ready:
        return []
    try:
        return issue_chunk(ready)
    except Exception as broken:
        if len(ready) == 1:
            _failed(ready[0].claim, broken)
            return []
        log.exception("a chunk of %s certificates was not stored: each by itself", len(ready))
        return [pk for one in ready for pk in _stored([one])]


def _failed(claim: DrawClaim, broken: Exception) -> None:
    log.error("certificate %s was not drawn (attempt %s)", claim.certificate_id, claim.attempts, exc_info=broken)
    draw_later(claim, why=f"{type(broken).__name__}: {broken}")


def _by_layout(sheets: Iterable[Sheet]) -> list[list[Sheet]]:
    alike: dict[str, list[Sheet]] = defaultdict(list)
    for sheet in sheets:
        alike[sheet.digest].append(sheet)
    return list(alike.values())


def _layout(alike: Sequence[Sheet]) -> Compiled | None:
    """The layout of papers alike, compiled now if enough of them wait; None: they are drawn one by one."""
    one = alike[0]
    found = find_layout(one.digest)
    if found is None and (len(alike) >= WORTH or _waiting_beside(one.row) >= WORTH):
        try:
            found = compile_layout(one.version, one.design, one.fixed, one.digest)
        except Exception:  # what can't be compiled can still be drawn
            log.exception("the layout of certificate %s was not compiled", one.row.pk)
    return found


def _waiting_beside(row: Certificate) -> int:
    """How many papers of the same kind, institution and credential (or course) are pending, this one among them."""
    beside = Certificate.objects.filter(state=CertificateState.PENDING, paper=row.paper)
    if row.award is not None:
        own = Q(award__institution=row.award.institution_id, award__credential=row.award.credential_id)
    else:
        assert row.enrolment is not None
        own = Q(enrolment__institution=row.enrolment.institution_id, enrolment__course=row.enrolment.course_id)
    return beside.filter(own).count()


# --- what is printed --------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Common:
    """The words of one of several papers alike, those that their layout has in it, and its digest."""

    values: papers.Values
    fixed: papers.Values
    digest: str


@dataclass(slots=True)
class _Desk:
    """What the papers of one chunk have in common, looked up once."""

    signer: Signer
    addresses: Addresses
    common: dict[tuple[Any, ...], _Common] = field(default_factory=dict)
    logos: dict[int, bytes] = field(default_factory=dict)
    versions: dict[tuple[Any, ...], DesignVersion] = field(default_factory=dict)
    problems: dict[tuple[Any, ...], str] = field(default_factory=dict)

    def logo(self, institution_id: int) -> bytes:
        if institution_id not in self.logos:
            self.logos[institution_id] = institutions.institution_logo(institution_id)
        return self.logos[institution_id]

    def version(self, row: Certificate) -> DesignVersion:
        if row.design_version is not None:
            return row.design_version
        credential, country = (row.award.credential, row.award.country) if row.award else (Credential(), _country(row))
        key = (credential.pk, row.paper, institution_of(row), country)
        if key not in self.versions:
            self.versions[key] = design_for(
                credential=credential, paper=row.paper, institution_id=institution_of(row), country=country
            )
        return self.versions[key]

    def problem(self, row: Certificate, version: DesignVersion) -> str:
        key = (version.pk, row.paper, _country(row))
        if key not in self.problems:
            self.problems[key] = paper_problem(version, country=_country(row), paper=row.paper)
        return self.problems[key]

    def values(self, row: Certificate) -> papers.Values:
        logos = {int(one["id"]): self.logo(int(one["id"])) for one in row.fields.get("coissuers") or ()}
        values = values_of(row, logo=self.logo(institution_of(row)), logos=logos)
        if self.signer.is_development:
            values["warning"] = development_warning(str(values["language"]))
        return values

    def sheet(self, claim: DrawClaim, row: Certificate, version: DesignVersion) -> Sheet:
        """A paper with all its words. What differs from another of the chunk in name and number alone takes its other words."""
        design, url, name = drawn_as(version), self.addresses.of(row.serial), str(row.fields["name"])
        own: papers.Values = {"name": name, "serial": in_groups(row.serial), "link": url, "qr": url}
        said = json.dumps({key: value for key, value in row.fields.items() if key != "name"}, sort_keys=True)
        key = (version.pk, institution_of(row), row.paper, row.award_id is None, not name, said)
        if key not in self.common:
            values = self.values(row)
            fixed = constant_words(design, values)
            self.common[key] = _Common(values, fixed, layout_digest(version, fixed))
        common = self.common[key]
        return Sheet(claim, row, version, design, {**common.values, **own}, common.fixed, common.digest)


def _prepared(claims: Sequence[DrawClaim], signer: Signer) -> list[Sheet]:
    """Rows with their designs and words; a row that can't be prepared is dealt with and left out."""
    rows = _rows([claim.certificate_id for claim in claims])
    desk, sheets = _Desk(signer, Addresses("verify-detail", next(iter(rows.values())).serial)), []
    for claim in claims:
        row = rows[claim.certificate_id]
        try:
            version = desk.version(row)
            if problem := desk.problem(row, version):
                hold_for(claim, problem=problem)
                continue
            sheets.append(desk.sheet(claim, row, version))
        except Exception as broken:
            _failed(claim, broken)
    return sheets


def values_of(row: Certificate, *, logo: bytes = b"", logos: Mapping[int, bytes] | None = None) -> dict[str, papers.Value]:
    """Every word that a certificate prints, from its stored fields. `logos`: of the institutions that issue it together."""
    printed = Printed.from_json(row.fields)
    values = paper_of(printed, serial=row.serial, verify_url=verify_url(row.serial), logo=logo, logos=logos)
    if "proof" in row.fields:
        values |= proof_values(row.paper, printed, Proof.from_json(row.fields["proof"]), of_award=row.award_id is not None)
    return values


def _rows(ids: Sequence[int]) -> dict[int, Certificate]:
    """What is needed to draw these certificates, by id; versions and credentials, which many of them share, read once."""
    rows = (
        Certificate.objects.select_related("award", "enrolment")
        .only(
            "serial", "paper", "fields", "design_version_id", "award__institution_id", "award__country",
            "award__credential_id", "enrolment__institution_id", "enrolment__country", "enrolment__course_id",
        )
        .in_bulk(ids)
    )  # fmt: skip
    versions = DesignVersion.objects.in_bulk({row.design_version_id for row in rows.values() if row.design_version_id})
    without = [row.award for row in rows.values() if row.award and not row.design_version_id]
    credentials = Credential.objects.in_bulk({award.credential_id for award in without}) if without else {}
    for row in rows.values():
        row.design_version = versions[row.design_version_id] if row.design_version_id else None
    for award in without:
        award.credential = credentials[award.credential_id]
    return rows


def _country(row: Certificate) -> str:
    whole = row.award or row.enrolment
    assert whole is not None
    return str(whole.country)


# --- the file ---------------------------------------------------------------------------------------------------------
def drawn(sheet: Sheet, compiled: Compiled | None, signer: Signer, key_id: int) -> Drawn:
    """One certificate's file, drawn and signed: stamped where there is a layout and the words fit, else on the slow path.

    Where a time-stamping service is set up it is asked here, outside any transaction. Raises CannotDraw, CannotSign.
    """
    now, sign = timezone.now(), signer.sign_digest
    if compiled is not None and compiled.layout is not None:
        try:
            tail = papers.stamp(compiled.layout, sheet.values, sign=sign, reserved=signer.reserved, at=now)
        except papers.NotStampable as refused:
            log.info("certificate %s takes the slow path: %s", sheet.row.pk, refused)
        else:
            prefix = compiled.layout.prefix
            if keyring.level() != keyring.LEVELS[0]:
                tail = keyring.second_pass(prefix + tail, now)[len(prefix) :]
            sha256 = papers.digest_of(compiled.layout, tail)
            return Drawn(sheet.claim, tail, sha256, compiled.prefix_id, sheet.version.pk, key_id)
    body = keyring.second_pass(papers.draw(sheet.design, sheet.values, sign=sign, reserved=signer.reserved, at=now), now)
    return Drawn(sheet.claim, body, hashlib.sha256(body).hexdigest(), None, sheet.version.pk, key_id)
