"""Signing a finished PDF: PAdES B-B as a certification that forbids any change; B-T and B-LT with a time-stamping service.

The fast path needs nothing from here: `papers.stamp` writes the signature dictionary itself and takes `Signer.reserved` and
`Signer.sign_digest`. Sources: ISO 32000-1 §12.8 (DocMDP, P = 1); ETSI EN 319 142-1 §5 and §6 (levels); RFC 3161.
"""

import hashlib
import io
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from asn1crypto import cms as asn1
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers.pdf_signer import (
    DSSContentSettings,
    PdfSignatureMetadata,
    PdfSigner,
    SigDSSPlacementPreference,
)
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator import ValidationContext

from certificates.signing.checking import check
from certificates.signing.hanko import finish, kept_signer
from certificates.signing.keys import Signer
from certificates.signing.places import Place, filled, find_places

FIELD: Final = "Signature"  # name of the signature field, never shown


class CannotSign(Exception):
    """A file can't be signed or time-stamped; the message says why (for the log and for administrators)."""


@dataclass(frozen=True, slots=True)
class Act:
    """What a signature says about itself. `at` is aware; the words stand in the paper's language, '' leaves them out."""

    at: datetime
    reason: str = ""
    location: str = ""
    contact: str = ""


def sign_pdf(
    body: bytes,
    signer: Signer,
    act: Act,
    *,
    stamper: TimeStamper | None = None,
    evidence: ValidationContext | None = None,
) -> bytes:
    """The PDF with an invisible certification signature appended: PAdES B-B, no change allowed (DocMDP P = 1).

    With a time-stamping service it is B-T (as `add_timestamp` makes it later). With `evidence` too it is B-LT: certificates,
    CRLs and OCSP answers that pyHanko has or may fetch go into a document security store among the signed bytes, so that
    nothing follows the signature. Raises CannotSign for what is no PDF, is signed already or encrypted, when the service
    does not answer or the evidence does not hold, and for evidence without a service.
    """
    if find_places(body):
        raise CannotSign("the file is signed already")
    if evidence is not None and stamper is None:
        raise CannotSign("evidence without a time stamp is no level of PAdES")
    return _signed(body, signer, act, stamper, evidence)


def add_evidence(body: bytes, signer: Signer, act: Act, *, stamper: TimeStamper, evidence: ValidationContext) -> bytes:
    """A paper of ours at B-LT (B-B or B-T → B-LT): the second pass where the evidence is to travel with the paper.

    A document security store behind a signature would be a change, and our check says so of any change. So the paper is
    certified once more by the same signer, over all of it, the store included, in the same field; its first signature stays
    as bytes among those that are signed. The bytes before stay as they were: only the tail of a stamped paper grows. Works on
    papers of both paths. Raises CannotSign as `sign_pdf` does, and for a file that this signer has not signed whole.
    """
    if check(body, signer.trusted).state != "valid":
        raise CannotSign("the file is not one that this key has signed as it stands")
    return _signed(body, signer, act, stamper, evidence)


def _signed(body: bytes, signer: Signer, act: Act, stamper: TimeStamper | None, evidence: ValidationContext | None) -> bytes:
    try:
        signed = finish(_sign(body, signer, act, stamper, evidence))
    except CannotSign:
        raise
    except Exception as broken:  # whatever the PDF library raises, the answer is the same: not signed
        raise CannotSign(f"{type(broken).__name__}: {broken}") from broken
    return signed if stamper is None else add_timestamp(signed, stamper)


class _Writer(IncrementalPdfFileWriter):
    """Adds the signature and nothing else: title, producer and dates stay as the paper has them, whatever the clock says."""

    def _update_meta(self) -> None:
        return

    def empty_the_field(self) -> None:
        """Take our earlier signature out of its field and of the catalogue, for one over everything to come in."""
        if "/Perms" not in self.root:
            return
        for reference in self.root["/AcroForm"]["/Fields"]:
            del reference.get_object()["/V"]
            self.mark_update(reference)
        del self.root["/Perms"]
        self.update_container(self.root)


class _PdfSigner(PdfSigner):
    """Certifies a paper again that we have certified ourselves: pyHanko would refuse, as it must with anybody else's."""

    def _enforce_certification_constraints(self, reader: PdfFileReader) -> None:
        return


async def _sign(
    body: bytes, signer: Signer, act: Act, stamper: TimeStamper | None, evidence: ValidationContext | None
) -> bytes:
    writer = _Writer(io.BytesIO(body))
    if writer.prev.encrypted:
        raise CannotSign("the file is encrypted")
    writer.empty_the_field()
    wanted = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        reason=act.reason or None,
        location=act.location or None,
        contact_info=act.contact or None,
        embed_validation_info=evidence is not None,
        validation_context=evidence,
        dss_settings=DSSContentSettings(include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE),
    )
    kept = kept_signer(signer.certificate, signer.chain, signer.raw, signer.longest)
    session = _PdfSigner(wanted, kept, timestamper=stamper).init_signing_session(writer)
    session.system_time = act.at  # pyHanko would take the clock
    shown = await session.perform_presign_validation(writer)
    prepared = session.prepare_tbs_document(validation_info=shown, bytes_reserved=2 * signer.reserved)
    out = io.BytesIO()
    digest, _ = prepared.digest_tbs_document(output=out)
    digest.fill_with_cms(out, signer.sign_digest(digest.document_digest))
    return out.getvalue()


def add_timestamp(body: bytes, stamper: TimeStamper) -> bytes:
    """The same file, not a byte longer, with a time stamp over its signature (B-B → B-T): the second pass, once a paper.

    Works on papers of both paths; only /Contents changes, which no digest covers, so the signature and its /M stay as they
    were. One round trip to the service: call it outside any transaction. Repeating it on a stamped file changes nothing.
    Raises CannotSign when the file is not signed over its whole length, the service does not answer as RFC 3161 says, or the
    answer needs more than the room left by `Signer(room=…)`.
    """
    place = whole_place(body)
    try:
        info = asn1.ContentInfo.load(place.der, strict=True)
        signer_info = info["content"]["signer_infos"][0]
        if signer_info["unsigned_attrs"]:
            return body
        imprint = hashlib.sha256(signer_info["signature"].native).digest()
        token = finish(stamper.async_timestamp(imprint, "sha256"))
        signer_info["unsigned_attrs"] = [{"type": "signature_time_stamp_token", "values": [token]}]
        der = info.dump()  # not forced: what the service signed is kept as it came
    except Exception as broken:  # the network, the service, its answer: one answer, and the paper stays as it is
        raise CannotSign(f"no time stamp: {type(broken).__name__}: {broken}") from broken
    try:
        return filled(body, place, der)
    except ValueError as larger:
        raise CannotSign(f"no room for the time stamp: {larger}") from larger


def whole_place(body: bytes) -> Place:
    """The signature over the whole file. Raises CannotSign when there is none."""
    place = next((one for one in find_places(body) if one.end == len(body)), None)
    if place is None:
        raise CannotSign("no signature covers the whole file")
    return place


def detached(body: bytes) -> tuple[bytes, bytes]:
    """(CMS, signed bytes) of a signed file, as `openssl cms -verify -content` wants them. Raises CannotSign."""
    place = whole_place(body)
    return place.der, body[: place.before] + body[place.after :]
