"""How long the records of certificates are kept: called by `AppConfig.ready()`."""

from django.utils.translation import gettext_lazy as _

from certificates.services import retention
from lms.kernel.retention import RecordClass, register_record_class

ENDED = 120  # months after an award has ended


def register_retention() -> None:
    """Five classes."""
    for one in (
        RecordClass(
            "certificates.complainants", _("Who complained"), _("Name and address of a business that complained."),
            _("the decision"), _("Name and address are emptied."), 3, retention.purge_contacts,
        ),
        RecordClass(
            "certificates.complaints", _("Complaints"),
            _("What a business said, what the advisor answered, the decision in words."), _("the decision"),
            _("The words are emptied; number, dates and outcome stay."), 24, retention.purge_complaints,
        ),
        RecordClass(
            "certificates.files", _("Files of certificates"), _("The paper as it was issued, with the name on it."),
            _("the end of the award"),
            _("File and name are emptied; the number, dates, state and SHA-256 stay, and the public page answers."),
            ENDED, retention.purge_files,
        ),
        RecordClass(
            "certificates.notes", _("Notes about decisions"), _("Private notes, answers, requests for review, exceptions."),
            _("the end of the award"), _("The words are emptied; what was decided, by whom and when stays."), ENDED,
            retention.purge_notes,
        ),
        RecordClass(
            "certificates.awards", _("Awards and the register"), _("Who was awarded what, when, and what became of it."),
            _("the award"), _("Nothing is emptied by the clock; an erasure takes the person out."), None, None,
        ),
    ):  # fmt: skip
        register_record_class(one)
