"""The holder shows their name on the public page and lets anyone have the badge, or takes that back."""

from django.db import transaction

from certificates.errors import CertificateNotFound
from certificates.models import Award, Sharing


@transaction.atomic
def set_sharing(*, award_id: int, by: int, shown: bool) -> bool:
    """Show or withdraw, by the holder alone; True when something changed. The last row counts; the first state is "shown".

    Withdrawn: the verification page still answers, with the name as initials, and the badge's files are for the holder only.
    Safe to repeat. Raises CertificateNotFound for an award that is not the person's own.
    """
    award = Award.objects.select_for_update().filter(pk=award_id, person_id=by).defer("path").first()
    if award is None:
        raise CertificateNotFound
    last = Sharing.objects.filter(award=award).order_by("-number").first()
    if (last.shown if last else True) == shown:
        return False
    Sharing.objects.create(award=award, number=last.number + 1 if last else 1, shown=shown)
    return True
