"""pyHanko's opinion on a file that one of our keys signed whole. Imported where it is needed, as pyHanko is."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from asn1crypto import x509 as asn1
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext

from certificates.signing.hanko import finish
from certificates.signing.places import Place

_USAGE: Final = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)


@dataclass(frozen=True, slots=True)
class Opinion:
    """Whether pyHanko finds the file in order, and what only a parser can say: the time, the time stamp, the evidence."""

    agrees: bool
    signed_at: datetime | None = None  # /M, or the time stamp's where that is trusted
    stamp_holds: bool = True  # False: there is a time stamp, and it does not fit the signature
    stamped: bool = False  # by a service that we trust
    evidence: bool = False  # a document security store with CRLs or OCSP answers


def opinion(body: bytes, place: Place, certificate: bytes, at: datetime | None, tsas: Sequence[bytes]) -> Opinion:
    """What pyHanko finds: one signature, in this place, of this certificate, over the whole file, its DocMDP kept.

    The signer is trusted by the very certificate, time stamps by `tsas`; nothing is fetched. Whatever pyHanko raises, it does
    not agree.
    """
    try:
        reader = PdfFileReader(io.BytesIO(body))
        one = reader.embedded_signatures[0]
        ranges = [int(number) for number in one.byte_range]
        if len(reader.embedded_signatures) > 1 or ranges != [0, place.before, place.after, place.end - place.after]:
            return Opinion(False)
        status = _status(one, certificate, at or one.self_reported_timestamp, tsas)
        evidence = _has_evidence(reader.root)
    except Exception:  # its own errors, and those of a file that no library foresaw
        return Opinion(False)
    stamp = status.timestamp_validity
    stamped = bool(stamp and stamp.trusted)
    covered = status.coverage.name == "ENTIRE_FILE" and bool(status.docmdp_ok)
    return Opinion(
        agrees=bool(status.intact and status.valid and status.trusted and status.seed_value_ok and covered),
        signed_at=_aware(stamp.timestamp if stamped else status.signer_reported_dt),
        stamp_holds=stamp is None or bool(stamp.intact and stamp.valid),
        stamped=stamped,
        evidence=evidence,
    )


def _status(signature: Any, certificate: bytes, moment: datetime | None, tsas: Sequence[bytes]) -> Any:
    def context(roots: Sequence[bytes]) -> ValidationContext:
        loaded = [asn1.Certificate.load(one) for one in roots]
        return ValidationContext(trust_roots=loaded, moment=moment, allow_fetching=False, revocation_mode="soft-fail")

    return finish(
        async_validate_pdf_signature(
            signature,
            signer_validation_context=context([certificate]),
            ts_validation_context=context(tsas),
            key_usage_settings=_USAGE,
        )
    )


def _has_evidence(catalogue: Any) -> bool:
    """A document security store with CRLs or OCSP answers."""
    try:
        store = catalogue["/DSS"]
    except KeyError:
        return False
    return "/CRLs" in store or "/OCSPs" in store


def _aware(at: datetime | None) -> datetime | None:
    return at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at
