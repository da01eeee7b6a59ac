"""What a file's signature is worth. For files of strangers: it answers for any bytes, raises nothing, fetches nothing.

First the bytes, then the parser. The signature is found in the bytes, read strictly and verified against the certificates
that we trust; only a file that one of them signed from its first byte to its last is opened with pyHanko, whose own verdict
must agree. So a hostile PDF never reaches a PDF parser, and nothing that can be appended, hidden or wrapped around
(incremental saving, shadow content, signature wrapping) leaves a file valid: what stands behind the signed revision is a
change, whatever it is.
Sources: ISO 32000-1 §12.8; RFC 5652; ETSI EN 319 142-1. Attacks: Mainka, Mladenov, Rohlmann, "Shadow Attacks", NDSS 2021.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final, Literal

from cryptography import x509
from cryptography.exceptions import InvalidSignature

from certificates.signing.keys import (
    KeyProblem,
    algorithm_of,
    chain_of,
    fingerprint,
    is_authority,
    is_development,
    is_root,
    name_of,
    verify_raw,
)
from certificates.signing.places import Place, digest_of, find_places, has_traces
from certificates.signing.reading import Seal, Unreadable, certificates_in, read_seal
from certificates.signing.reasons import Reason

if TYPE_CHECKING:
    from certificates.signing.opinion import Opinion

State = Literal["valid", "invalid", "none"]
Level = Literal["", "B-B", "B-T", "B-LT"]
LARGEST: Final = 20 * 1024 * 1024  # bytes; a paper has 40 kB to 2 MB
_SEALS: Final = 8  # signatures read in one file, at most


@dataclass(frozen=True, slots=True)
class Checked:
    """What a file's signature is worth, and why.

    `fingerprint` is that of the certificate that the file carries, trusted or not; `signer_name` and `signed_at` are given
    only where they are proved, by a signature of a trusted certificate. `level` is the PAdES level of a valid one.
    """

    state: State
    why: Reason
    fingerprint: str = ""  # SHA-256 of the signer's certificate, 64 hex digits
    signer_name: str = ""
    signed_at: datetime | None = None  # what the signature says (/M), from a trusted time stamp where there is one
    covers_whole_file: bool = False
    level: Level = ""
    development: bool = False  # made with a key that anybody may make: a page must say so


def check(
    body: bytes,
    trusted: Sequence[bytes],
    *,
    at: datetime | None = None,
    tsas: Sequence[bytes] = (),
    largest: int = LARGEST,
) -> Checked:
    """Check a file against the certificates (DER) that have signed papers: `Signer.trusted` of each key, old ones included.

    `at` is when the paper was issued, from the register: the certificate must have been valid then and when it signed, not
    now, so papers outlive their key. An authority's certificate among `trusted` makes nobody a signer; it only belongs to a
    chain. `tsas` are certificates of time-stamping services, or of their roots, whose word on the time is taken. Nothing is
    fetched, and no bytes of `body` make it raise; ValueError is for the caller's own mistakes (a certificate that is none, a
    naive `at`).
    """
    if at is not None and at.tzinfo is None:
        raise ValueError("`at` must be aware")
    known = {one: x509.load_der_x509_certificate(one) for one in trusted}
    if len(body) > largest:
        return Checked("invalid", Reason.TOO_LARGE)
    try:
        place, seal, found = _by_its_bytes(body, known)
        if place is None or seal is None or found.why is not Reason.OK:
            return found
        from certificates.signing.opinion import opinion  # pyHanko: only now

        return _by_pyhanko(found, opinion(body, place, seal.certificate, at, tsas), known[seal.certificate], at)
    except Exception:  # a stranger's bytes: what no library foresaw is no valid signature either
        return Checked("invalid", Reason.UNREADABLE)


# --- the bytes --------------------------------------------------------------------------------------------------------------
Found = tuple[Place | None, Seal | None, Checked]


def _by_its_bytes(body: bytes, trusted: Mapping[bytes, x509.Certificate]) -> Found:
    """The signature that explains the file best: one over all of it, else ours with something behind it, else a stranger's."""
    places = find_places(body)[-_SEALS:]
    if not places:
        if has_traces(body):
            return None, None, Checked("invalid", Reason.UNREADABLE)
        return None, None, Checked("none", Reason.UNSIGNED if body.startswith(b"%PDF-") else Reason.NOT_A_PDF)
    looked = [_looked_at(body, place, trusted) for place in sorted(places, key=lambda one: -one.end)]
    return next((one for one in looked if one[2].why in (Reason.OK, Reason.APPENDED)), looked[0])


def _looked_at(body: bytes, place: Place, trusted: Mapping[bytes, x509.Certificate]) -> Found:
    """One signature by its bytes; `why` is OK where a trusted certificate made it over the whole file."""
    try:
        seal = read_seal(place.der)
    except Unreadable:
        theirs = certificates_in(place.der)
        why = Reason.UNKNOWN_SIGNER if theirs and not any(one in trusted for one in theirs) else Reason.UNREADABLE
        return place, None, Checked("invalid", why)
    found, signer = Checked("invalid", Reason.OK, fingerprint(seal.certificate)), trusted.get(seal.certificate)
    if signer is None or is_authority(signer):
        return place, seal, replace(found, why=Reason.UNKNOWN_SIGNER)
    if not _is_signed(seal, signer):
        return place, seal, replace(found, why=Reason.FORGED)
    found = replace(found, signer_name=name_of(signer), development=is_development(seal.certificate))
    why = Reason.OK
    if digest_of(body, place) != seal.digest:
        why = Reason.ALTERED
    elif place.end != len(body):
        why = Reason.APPENDED
    elif not _belong(seal, signer, trusted):
        why = Reason.FOREIGN_CERTIFICATE
    return place, seal, replace(found, why=why, covers_whole_file=why is Reason.OK)


def _is_signed(seal: Seal, signer: x509.Certificate) -> bool:
    try:
        verify_raw(signer, seal.signature, seal.attributes)
    except (InvalidSignature, KeyProblem):
        return False
    return algorithm_of(signer) == seal.algorithm


def _belong(seal: Seal, signer: x509.Certificate, trusted: Mapping[bytes, x509.Certificate]) -> bool:
    """True when each certificate beside the signer's is one we know, or all are its verified chain, up to the root."""
    if all(one in trusted for one in seal.others):
        return True
    others = [x509.load_der_x509_certificate(one) for one in seal.others]
    chain = chain_of(signer, others)
    return len(chain) == len(others) and is_root(chain[-1])


# --- pyHanko's word, on files that one of our keys signed whole -------------------------------------------------------------
def _by_pyhanko(found: Checked, said: "Opinion", signer: x509.Certificate, at: datetime | None) -> Checked:
    found = replace(found, signed_at=said.signed_at)
    if not said.stamp_holds:
        return replace(found, why=Reason.TIME_STAMP_BROKEN)
    if said.signed_at is not None and not _in_time(signer, said.signed_at, at):
        return replace(found, why=Reason.OUT_OF_TIME)
    if said.signed_at is None or not said.agrees:
        return replace(found, why=Reason.STRUCTURE)
    level: Level = "B-B"
    if said.stamped:
        level = "B-LT" if said.evidence else "B-T"
    return replace(found, state="valid", level=level)


def _in_time(certificate: x509.Certificate, *moments: datetime | None) -> bool:
    since, until = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    return all(since <= moment <= until for moment in moments if moment is not None)
