"""Why a file's signature is not valid: one code a reason, and a sentence for whoever sent the file."""

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Reason(StrEnum):
    """What was found. The codes are stored and printed; they never change."""

    OK = ""
    UNSIGNED = "unsigned"  # a PDF without a signature
    NOT_A_PDF = "not_a_pdf"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"  # it speaks of a signature, and none can be read as ours are
    APPENDED = "appended"  # signed by us, and something was added behind
    ALTERED = "altered"  # the signature is ours, the bytes are not those that were signed
    UNKNOWN_SIGNER = "unknown_signer"  # signed, not by a certificate that we trust
    FORGED = "forged"  # carries our certificate, and its key did not make the signature
    FOREIGN_CERTIFICATE = "foreign_certificate"  # our signature, with a certificate beside it that is not of its chain
    OUT_OF_TIME = "out_of_time"  # signed before the certificate began or after it ended
    TIME_STAMP_BROKEN = "time_stamp_broken"
    STRUCTURE = "structure"  # signed as it stands, and yet no signature in the sense of PDF


SENTENCES: Final[dict[Reason, "_StrPromise"]] = {
    Reason.OK: _("The signature is valid and covers the whole file."),
    Reason.UNSIGNED: _("The file is not signed."),
    Reason.NOT_A_PDF: _("The file is not a PDF."),
    Reason.TOO_LARGE: _("The file is too large to be one of our papers."),
    Reason.UNREADABLE: _(
        "The file has a signature that cannot be read. If it is one of our papers, it was changed or damaged."
    ),
    Reason.APPENDED: _("Something was added to the file after it was signed."),
    Reason.ALTERED: _("The file was changed after it was signed."),
    Reason.UNKNOWN_SIGNER: _("The file is signed, but not with a certificate of this programme."),
    Reason.FORGED: _("The file carries a certificate of this programme, but the signature was not made with its key."),
    Reason.FOREIGN_CERTIFICATE: _("The signature came with a certificate that does not belong to it: the file was changed."),
    Reason.OUT_OF_TIME: _("The file was signed at a time when the signer's certificate was not valid."),
    Reason.TIME_STAMP_BROKEN: _("The time stamp of the signature is broken: the file was changed."),
    Reason.STRUCTURE: _("The signature does not stand in the file as a PDF signature must."),
}


def sentence(reason: Reason) -> str:
    """The reason in the language of the page."""
    return str(SENTENCES[reason])
