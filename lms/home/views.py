"""The first page of each role, a person's own choices, the language switch and the style page."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from lms.home.forms import PreferencesForm
from lms.home.places import account_places
from lms.home.selectors import home_page
from lms.home.style import components
from lms.institutions.api import country_name, set_preferences
from lms.kernel import conf
from lms.kernel.http import AuthedRequest
from lms.kernel.places import Language
from lms.kernel.policy import policy

YEAR = 365 * 24 * 60 * 60


@policy("public", why="the first page: what this is, or what needs you")
def home(request: AuthedRequest) -> HttpResponse:
    if request.scope is None:
        return render(request, "lms/home/landing_detail.html")
    return render(request, "lms/home/home_detail.html", {"home": home_page(request.person, request.scope)})


@policy("person")
def preferences(request: AuthedRequest) -> HttpResponse:
    chosen = {name: getattr(request.person, name) for name in PreferencesForm.base_fields}
    chosen["certificate_name"] = chosen["certificate_name"] or request.person.full_name
    form = PreferencesForm(request.POST or None, initial=chosen)
    if request.method == "POST" and form.is_valid():
        set_preferences(person_id=request.person.pk, **form.cleaned_data)
        with override(form.cleaned_data["language"]):
            messages.success(request, _("Your choices are saved."))
        return remember(redirect("lms:home:preferences"), form.cleaned_data["language"])
    facts = {"form": form, "country": country_name(request.person.country), "account": account_places()}
    return render(request, "lms/home/preferences_form.html", facts, status=422 if form.errors else 200)


@policy("public", why="visitors choose their language too")
@require_POST
def set_language(request: AuthedRequest) -> HttpResponse:
    chosen = request.POST.get("language", "")
    response = HttpResponseRedirect(next_page(request))
    if chosen not in conf.get("LANGUAGES"):
        return response
    if request.person is not None and chosen in Language.values:
        set_preferences(person_id=request.person.pk, language=chosen)
    return remember(response, chosen)


@policy("public", why="the living style page")
def style(request: HttpRequest) -> HttpResponse:
    return render(request, "lms/home/style_detail.html", components())


def next_page(request: HttpRequest) -> str:
    """Where to go on: `next` if it is a page of this site, else the first page."""
    url = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return url if allowed else reverse("lms:home:home")


def remember(response: HttpResponse, language: str) -> HttpResponse:
    """Keep the language in a cookie, under the name and path that Django's own switch uses."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, path=settings.LANGUAGE_COOKIE_PATH,
        domain=settings.LANGUAGE_COOKIE_DOMAIN, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax",
    )  # fmt: skip
    return response
