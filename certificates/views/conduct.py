"""The code of conduct: anyone reads it, holders accept it, administrators publish the next version. And a second country."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from certificates.access.awards import access_own_award
from certificates.forms.schemes import AcceptForm, ConductForm, CountryForm
from certificates.pages import schemes as pages
from certificates.pages import verifying as pages_verify
from certificates.scheme_errors import ConductNotPublished
from certificates.selectors.conduct import asked_of
from certificates.selectors.schemes import conduct_in_force, countries_to_add
from certificates.services.conduct import accept_conduct, publish_conduct
from certificates.services.endorsing import open_endorsement
from certificates.wording.certificates import country_in_words
from certificates.wording.conduct_proposal import PROPOSAL
from lms.kernel.errors import LmsError
from lms.kernel.http import AuthedRequest
from lms.kernel.places import Language
from lms.kernel.policy import PERSON, PUBLIC, policy
from lms.kernel.words import in_language


@policy(PUBLIC, why="anyone may read what holders of a certificate have promised")
@require_GET
def conduct_detail(request: HttpRequest) -> HttpResponseBase:
    """The code of conduct in force."""
    asked = request.GET.get("language", "")
    with translation.override(asked if asked in Language.values else translation.get_language() or "es"):
        version = conduct_in_force()
        rows = pages.conduct_rows(version, (translation.get_language() or "es")[:2]) if version else []
        context = {"version": version, "rows": rows}
        return render(request, "lms/certificates/conduct_detail.html", pages_verify.frame(request, context))


@policy(PERSON)
@require_http_methods(["GET", "POST"])
def conduct_accept(request: AuthedRequest) -> HttpResponse:
    """Read the code in force and accept it; what that made whole is granted at once."""
    asked = asked_of(request.person.pk)
    if asked.version is None:
        raise ConductNotPublished
    form = AcceptForm(request.POST or None, initial={"version": asked.version.number})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                granted = accept_conduct(person_id=request.person.pk, number=form.cleaned_data["version"])
            except LmsError as refused:
                form = AcceptForm(initial={"version": asked.version.number})
                messages.error(request, refused.sentence())
                status = refused.status
            else:
                messages.success(request, _("Thank you: you have accepted the code of conduct."))
                if granted:
                    said = ngettext("You have a new certificate.", "You have {n} new certificates.", len(granted))
                    messages.success(request, said.format(n=len(granted)))
                return redirect("lms:certificates:certificate-list")
    context = {
        "form": form, "version": asked.version, "state": pages.conduct_state(asked, timezone.now()),
        "rows": pages.conduct_rows(asked.version, (translation.get_language() or "es")[:2]),
    }  # fmt: skip
    return render(request, "lms/certificates/conduct_accept.html", context, status=status)


@policy("administrator")
@require_http_methods(["GET", "POST"])
def conduct_edit(request: AuthedRequest) -> HttpResponse:
    """Write the next version: a look at what follows, then a yes."""
    version = conduct_in_force()
    form = ConductForm(request.POST or None, initial=ConductForm.start(version.body if version else PROPOSAL))
    context = {"form": form, "version": version, "confirm": False}
    if request.method != "POST" or request.POST.get("step") == "change":
        return render(request, "lms/certificates/conduct_form.html", context)
    if not form.is_valid():
        return render(request, "lms/certificates/conduct_form.html", context, status=422)
    if request.POST.get("step") != "publish":
        return render(request, "lms/certificates/conduct_form.html", {**context, "confirm": True})
    try:
        number = publish_conduct(by=request.person.pk, **form.facts())
    except LmsError as refused:
        form.add_error(None, refused.sentence())
        return render(request, "lms/certificates/conduct_form.html", context, status=refused.status)
    messages.success(request, _("Version %(n)s of the code of conduct is in force.") % {"n": number})
    return redirect("lms:certificates:conduct-edit")


@policy(PERSON, sample={"award_id": "own_award_id"})
@require_http_methods(["GET", "POST"])
def endorsement_open(request: AuthedRequest, award_id: int) -> HttpResponse:
    """Add a country to one's own certificate: what that asks, and a choice."""
    award = access_own_award(request.scope, award_id)
    countries = [(code, country_in_words(code)) for code in countries_to_add(award)]
    form = CountryForm(request.POST or None, countries=countries)
    context = {"form": form, "title": in_language(award.credential.titles), "award": award, "countries": countries}
    if request.method != "POST":
        return render(request, "lms/certificates/endorsement_form.html", context)
    if not form.is_valid():
        return render(request, "lms/certificates/endorsement_form.html", context, status=422)
    country = form.cleaned_data["country"]
    try:
        open_endorsement(award_id=award.pk, country=country, by=request.person.pk)
    except LmsError as refused:
        form.add_error(None, refused.sentence())
        return render(request, "lms/certificates/endorsement_form.html", context, status=refused.status)
    messages.success(request, _("You are enrolled. The law of %(country)s is what is asked.") % {
        "country": country_in_words(country)})  # fmt: skip
    return redirect("lms:certificates:certificate-list")
