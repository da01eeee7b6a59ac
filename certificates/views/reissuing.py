"""A corrected name: which papers print the old one, and issuing one of them again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from certificates.access.awards import access_award_to_reissue, reissuable
from certificates.forms.awards import ReissueForm
from certificates.selectors.certificates import papers_of_award
from certificates.selectors.naming import misnamed_rows
from certificates.serial import in_groups
from certificates.services.reissuing import reissue_certificate
from lms.institutions import api as institutions
from lms.kernel.errors import LmsError
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy


@policy("coordinator", "decider", "administrator")
@require_GET
def name_list(request: AuthedRequest) -> HttpResponse:
    """Papers in force that print another name than their holders have now: mine to mend, or all of the programme."""
    rows = misnamed_rows(reissuable(request.scope, "award__"))
    return render(request, "lms/certificates/name_list.html", {"rows": rows})


@policy("coordinator", "decider", "administrator", sample={"award_id": "award_id"})
@require_http_methods(["GET", "HEAD", "POST"])
def reissue_form(request: AuthedRequest, award_id: int) -> HttpResponse:
    """Issue the paper of an award again, with its holder's present name and a new number. Never one's own."""
    award = access_award_to_reissue(request.scope, award_id)
    form = ReissueForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                reissue_certificate(award_id=award_id, by=request.person.pk, why=form.cleaned_data["why"])
            except LmsError as refused:
                form.add_error(None, refused.sentence())
                status = refused.status
            else:
                messages.success(
                    request, _("The new paper is being drawn. From now on the old number answers that it was replaced.")
                )
                if request.scope.decider:
                    return redirect("lms:certificates:award-detail", award_id)
                return redirect("lms:certificates:name-list")
    card = next((one for one in papers_of_award(award_id) if one.paper == "certificate" and not one.replaced), None)
    name = institutions.person_card(award.person_id).certificate_name
    context = {
        "form": form, "award": award, "serial": in_groups(card.serial) if card else "", "printed": card.name if card else "",
        "name": name, "same": card is not None and card.name == name,
    }  # fmt: skip
    return render(request, "lms/certificates/reissue_form.html", context, status=status)
