"""An institution's own templates of what it writes to people."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.institutions import api as institutions
from lms.institutions.api import Scope
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy
from lms.messages import api as mail
from lms.reporting.errors import RuleNotFound
from lms.reporting.forms_people import WordingForm

NEW = "new"


def _place(scope: Scope, institution_id: int) -> institutions.InstitutionCard:
    if institution_id not in scope.coordinator_of:
        raise institutions.InstitutionNotFound
    return institutions.institution_card(institution_id)


@policy("coordinator", sample={"institution_id": "institution"})
@require_safe
def wording_list(request: AuthedRequest, institution_id: int) -> HttpResponse:
    """The house's templates and one's own."""
    place = _place(request.scope, institution_id)
    return render(request, "lms/reporting/wording_list.html", {"place": place, "lines": mail.wordings_of(institution_id)})


@policy("coordinator", sample={"institution_id": "institution", "key": "wording"})
@require_http_methods(["GET", "HEAD", "POST"])
def wording_form(request: AuthedRequest, institution_id: int, key: str) -> HttpResponse:
    """Change a template, or write a new one (`new`)."""
    place = _place(request.scope, institution_id)
    known = {one.key: one for one in mail.wordings_of(institution_id)}
    if key != NEW and key not in known:
        raise RuleNotFound
    words = known.get(key) or known[mail.FREE]
    names = {f"name_{one}": words.names.get(one, "") if key != NEW else "" for one in ("es", "en")}
    form = WordingForm(request.POST or None, initial=WordingForm.initial_of(words) | names)
    if request.method == "POST" and form.is_valid():
        named = {one: form.cleaned_data[f"name_{one}"] for one in ("es", "en")}
        mail.save_wording(
            institution_id=institution_id, key="" if key == NEW else key, names=named, subjects=form.subjects,
            bodies=form.bodies, by=request.person.pk,
        )  # fmt: skip
        messages.success(request, _("The template is saved."))
        return redirect("lms:reporting:wording-list", institution_id)
    context = {"place": place, "form": form, "words": None if key == NEW else words}
    return render(request, "lms/reporting/wording_form.html", context, status=422 if form.errors else 200)


@policy("coordinator", sample={"institution_id": "institution", "key": "wording"})
@require_POST
def wording_archive(request: AuthedRequest, institution_id: int, key: str) -> HttpResponse:
    """Lay one's own words aside: those of the house come back."""
    _place(request.scope, institution_id)
    if mail.archive_wording(institution_id=institution_id, key=key, by=request.person.pk):
        messages.success(request, _("Laid aside. Where the programme has a template of that sort, it stands again."))
    return redirect("lms:reporting:wording-list", institution_id)
