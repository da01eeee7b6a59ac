"""The short words around the fields, in the language of a paper. Pure but for gettext; reads no setting."""

from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from certificates.papers.catalogue import BILINGUAL, ENGLISH, SPANISH

BETWEEN: Final = " · "  # two languages on one line


def _labels() -> dict[str, str]:
    return {
        "awarded_to": _("is awarded to"),
        "label_law": _("Under the law of"),
        "label_hours": pgettext("on a certificate", "Time"),
        "label_live": pgettext("on a certificate", "Live"),
        "label_study": pgettext("on a certificate", "Self-study"),
        "label_practice": pgettext("on a certificate", "Practice"),
        "label_mode": pgettext("on a certificate", "Mode"),
        "label_assessed": pgettext("on a certificate", "Assessment"),
        "label_tutor": pgettext("on a certificate", "Tutor"),
        "label_group": pgettext("on a certificate", "Group"),
        "label_attendance": pgettext("on a certificate", "Attendance"),
        "label_issued": _("Issued and valid"),
        "label_module": pgettext("on a certificate", "Module"),
        "label_score": pgettext("on a certificate", "Score"),
        "label_date": pgettext("on a certificate", "Date"),
        "label_total": pgettext("on a certificate", "Total"),
        "label_state": pgettext("on a certificate", "State"),
        "label_period": pgettext("on a certificate", "Period"),
        "label_credential": pgettext("on a certificate", "Course"),
        "label_institution": pgettext("on a certificate", "Institution"),
        "label_serial": pgettext("on a certificate", "Number"),
        "label_holder": pgettext("on a certificate", "Holder"),
        "label_document": pgettext("on a certificate", "Identity document"),
        "label_page": pgettext("on a certificate", "Page"),
        "qr_words": _("QR code that opens the verification page"),
    }


def _sentences() -> dict[str, str]:
    return {
        "scope": _("Not equivalent to an official certification of job skills. It does not entitle anyone to practise law."),
        "proof": _("Check this certificate with your camera or at the address below. That page says how it stands today."),
    }


def labels(language: str) -> dict[str, str]:
    """Every label and standing sentence of a paper in `es`, `en` or both (`es+en`): short ones on one line, sentences apart."""
    first = ENGLISH if language == ENGLISH else SPANISH
    with translation.override(first):
        found = {**_labels(), **_sentences()}
    if language == BILINGUAL:
        with translation.override(ENGLISH):
            for key, words in _labels().items():
                found[key] = words if words == found[key] else f"{found[key]}{BETWEEN}{words}"
            found |= {f"{key}_other": words for key, words in _sentences().items()}
    return found
