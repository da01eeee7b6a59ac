"""Schemes: a draft that administrators write, and its versions. A certification is refused until everything stands."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from certificates.errors import CredentialNotFound, UnknownClaim
from certificates.models import Claim, Credential, CredentialCourse, Scheme, SchemeVersion
from certificates.scheme_errors import CertificationRefused, NothingChanged, TextTooLong
from certificates.scheming import LONGEST, changed_parts, tidy, too_long
from certificates.selectors.schemes import Lack, countries_of, lacks_of, scheme_of
from lms.audit.api import record_event
from lms.kernel.canonical import digest
from lms.kernel.errors import Stale


def lacks_for_certification(credential_id: int, body: Mapping[str, Any] | None = None) -> list[Lack]:
    """What a credential lacks to claim a certification, in words; with `body` as if that scheme were in force.

    Raises CredentialNotFound.
    """
    credential = Credential.objects.filter(pk=credential_id).first()
    if credential is None:
        raise CredentialNotFound(key=credential_id)
    asked = CredentialCourse.objects.filter(credential=credential).order_by("id")
    stands = scheme_of(credential_id)
    said = body if body is not None else stands.body if stands else {}
    return lacks_of(countries_of(credential), list(asked.values_list("course_id", flat=True)), tidy(said))


def require_certifiable(credential_id: int, body: Mapping[str, Any] | None = None) -> None:
    """Raises CertificationRefused with the whole list."""
    if lacks := lacks_for_certification(credential_id, body):
        raise CertificationRefused(lacks)


@transaction.atomic
def save_scheme(*, credential_id: int, claim: str, body: Mapping[str, Any], seen: int, by: int) -> int:
    """Keep the draft of a scheme; the number of the draft. The public reads it only when it is published.

    `seen` is the draft number that the writer started from, 0 for the first. Raises CredentialNotFound, UnknownClaim,
    TextTooLong, Stale (somebody saved meanwhile).
    """
    credential = _locked(credential_id)
    if claim not in Claim.values:
        raise UnknownClaim(claim=claim)
    said = tidy(body)
    if too_long(said):
        raise TextTooLong(limit=LONGEST)
    draft = Scheme.objects.filter(credential=credential).first()
    if (draft.draft_number if draft else 0) != seen:
        raise Stale
    before = draft.body if draft else {}
    if draft is not None and (draft.claim, tidy(before)) == (claim, said):
        return draft.draft_number
    draft = draft or Scheme(credential=credential, draft_number=0)
    draft.claim, draft.body, draft.draft_number = claim, said, draft.draft_number + 1
    draft.changed_by_id, draft.changed_at = by, timezone.now()
    draft.save()
    record_event(
        act="scheme.saved", subject="credential", subject_id=credential.pk, actor=by,
        after={"draft": draft.draft_number, "claim": claim, "parts": changed_parts(before, said)},
    )  # fmt: skip
    return draft.draft_number


@transaction.atomic
def publish_scheme(*, credential_id: int, by: int, seen: int | None = None) -> int:
    """Put the draft of a scheme in force, with the claim that it makes; the number of the version. Frozen from then on.

    Awards that were granted keep the claim and the version of their day. Raises CredentialNotFound, NothingChanged, Stale,
    and CertificationRefused with the whole list of what a certification still lacks.
    """
    credential = _locked(credential_id)
    draft = Scheme.objects.select_for_update().filter(credential=credential).first()
    if draft is None:
        raise NothingChanged
    if seen is not None and draft.draft_number != seen:
        raise Stale
    if draft.claim == Claim.CERTIFICATION:
        require_certifiable(credential.pk, draft.body)
    said = tidy(draft.body)
    last = scheme_of(credential.pk)
    hashed = digest({"credential": credential.key, "claim": draft.claim, "body": said})
    if last is not None and last.digest == hashed and credential.claim == draft.claim:
        raise NothingChanged
    version = SchemeVersion.objects.create(
        credential=credential, number=last.number + 1 if last else 1, claim=draft.claim, body=said, digest=hashed, by_id=by
    )
    draft.published = version
    draft.save(update_fields=["published"])
    before = credential.claim
    if before != draft.claim:
        credential.claim = draft.claim
        credential.save(update_fields=["claim"])
    record_event(
        act="scheme.published", subject="credential", subject_id=credential.pk, actor=by, before={"claim": before},
        after={"version": version.number, "claim": version.claim, "digest": version.digest},
    )  # fmt: skip
    return int(version.number)


def _locked(credential_id: int) -> Credential:
    found = Credential.objects.select_for_update().filter(pk=credential_id).first()
    if found is None:
        raise CredentialNotFound(key=credential_id)
    return found
