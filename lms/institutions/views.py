"""Pages of institutions: the list, one institution, its groups and its people, and the way in for who was invited."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model, login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from lms.institutions.access import access_contact, access_institution, access_invitation, access_membership, access_person
from lms.institutions.errors import InstitutionNotFound
from lms.institutions.forms import ContactForm, InstitutionChangeForm, InstitutionForm, MemberForm, PasswordForm
from lms.institutions.models import Invitation
from lms.institutions.rosters import cohort_rows, contacts_of, staff_of
from lms.institutions.selectors import institution_cards
from lms.institutions.selectors import institution_logo as logo_of
from lms.institutions.services.contacts import archive_contact, save_contact
from lms.institutions.services.invitations import accept_invitation, invite_again, refuse_if_closed, user_for_address
from lms.institutions.services.members import add_member
from lms.institutions.services.roles import change_institution, end_membership, make_institution
from lms.kernel.errors import LmsError
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy


def show_form(request: HttpRequest, template: str, form: Any, **more: Any) -> HttpResponse:
    """A form page: 422 when what was written has to be mended."""
    return render(request, f"lms/institutions/{template}.html", {"form": form, **more}, status=422 if form.errors else 200)


@policy("administrator", "coordinator")
def institution_list(request: AuthedRequest) -> HttpResponse:
    cards = institution_cards(None if request.scope.administrator else request.scope.coordinator_of)
    if len(cards) == 1 and not request.scope.administrator:
        return redirect("lms:institutions:institution-detail", next(iter(cards)))
    return render(request, "lms/institutions/institution_list.html", {"institutions": list(cards.values())})


@policy("administrator", "coordinator", sample={"institution_id": "institution"})
def institution_detail(request: AuthedRequest, institution_id: int) -> HttpResponse:
    institution = access_institution(request.scope, institution_id)
    facts = {"staff": staff_of(institution.pk), "cohorts": cohort_rows(institution.pk), "contacts": contacts_of(institution.pk)}
    coordinates = institution.pk in request.scope.coordinator_of  # the pages on a group's courses are the coordinators'
    context = {"institution": institution, "coordinates": coordinates, **facts}
    return render(request, "lms/institutions/institution_detail.html", context)


@policy("administrator")
def institution_form(request: AuthedRequest) -> HttpResponse:
    form = InstitutionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = make_institution(**form.facts(), by=request.person.pk)
            return redirect("lms:institutions:institution-detail", made)
        except LmsError as refused:
            form.add_error("key", refused.sentence())
    return show_form(request, "institution_form", form)


@policy("administrator", "coordinator", sample={"institution_id": "institution"})
def institution_change(request: AuthedRequest, institution_id: int) -> HttpResponse:
    """The institution's name, who signs, its logo."""
    institution = access_institution(request.scope, institution_id)
    initial = {
        "name_es": institution.names.get("es", ""), "name_en": institution.names.get("en", ""),
        "language": institution.language, "signatory_name": institution.signatory_name,
        "signatory_title_es": institution.signatory_title.get("es", ""),
        "signatory_title_en": institution.signatory_title.get("en", ""),
    }  # fmt: skip
    form = InstitutionChangeForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        change_institution(institution_id=institution.pk, **form.facts(), by=request.person.pk)
        messages.success(request, _("The changes were saved."))
        return redirect("lms:institutions:institution-detail", institution.pk)
    return show_form(request, "institution_change_form", form, institution=institution)


@policy("administrator", "coordinator", sample={"institution_id": "institution"})
def institution_logo(request: AuthedRequest, institution_id: int) -> HttpResponse:
    """The logo as it is kept: always a PNG that we made."""
    logo = logo_of(access_institution(request.scope, institution_id).pk)
    if not logo:
        raise InstitutionNotFound
    return HttpResponse(logo, content_type="image/png")


@policy("administrator", "coordinator", sample={"institution_id": "institution"})
def contact_form(request: AuthedRequest, institution_id: int) -> HttpResponse:
    """One more function that people may turn to."""
    institution = access_institution(request.scope, institution_id)
    return _contact(request, institution, ContactForm(request.POST or None), None)


@policy("administrator", "coordinator", sample={"contact_id": "contact_id"})
def contact_change(request: AuthedRequest, contact_id: int) -> HttpResponse:
    """The same function under another address, at other hours."""
    contact = access_contact(request.scope, contact_id)
    initial = {
        "function_es": contact.function.get("es", ""), "function_en": contact.function.get("en", ""),
        "channel": contact.channel, "value": contact.value, "hours_es": contact.hours.get("es", ""),
        "hours_en": contact.hours.get("en", ""), "checked_on": contact.checked_on,
    }  # fmt: skip
    return _contact(request, contact.institution, ContactForm(request.POST or None, initial=initial), contact)


def _contact(request: AuthedRequest, institution: Any, form: ContactForm, contact: Any) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        known = contact.pk if contact else None
        save_contact(institution_id=institution.pk, contact_id=known, **form.facts(), by=request.person.pk)
        messages.success(request, _("The changes were saved."))
        return redirect("lms:institutions:institution-detail", institution.pk)
    return show_form(request, "contact_form", form, institution=institution, contact=contact)


@policy("administrator", "coordinator", sample={"contact_id": "contact_id"})
@require_POST
def contact_archive(request: AuthedRequest, contact_id: int) -> HttpResponse:
    """A function that is no longer there."""
    contact = access_contact(request.scope, contact_id)
    archive_contact(contact_id=contact.pk, by=request.person.pk)
    messages.success(request, _("It is no longer shown."))
    return redirect("lms:institutions:institution-detail", contact.institution_id)


@policy("administrator", "coordinator", sample={"institution_id": "institution"})
def member_form(request: AuthedRequest, institution_id: int) -> HttpResponse:
    institution = access_institution(request.scope, institution_id)
    choices = {"initial": {"language": institution.language}, "may_name_coordinators": request.scope.administrator}
    form = MemberForm(request.POST or None, **choices)
    if request.method == "POST" and form.is_valid():
        add_member(institution_id=institution.pk, country=institution.country, **form.cleaned_data, by=request.person.pk)
        messages.success(request, _("The person was added. If they have no account yet, an invitation is on its way."))
        return redirect("lms:institutions:institution-detail", institution.pk)
    return show_form(request, "member_form", form, institution=institution)


@policy("administrator", "coordinator", sample={"membership_id": "membership"})
@require_POST
def membership_end(request: AuthedRequest, membership_id: int) -> HttpResponse:
    membership = access_membership(request.scope, membership_id)
    end_membership(membership_id=membership.pk, by=request.person.pk)
    messages.success(request, _("The role has ended."))
    return redirect("lms:institutions:institution-detail", membership.institution_id)


@policy("administrator", "coordinator", sample={"institution_id": "institution", "person_id": "person"})
@require_POST
def invitation_create(request: AuthedRequest, institution_id: int, person_id: int) -> HttpResponse:
    institution = access_institution(request.scope, institution_id)
    person = access_person(request.scope, person_id)
    invite_again(person_id=person.pk, institution_id=institution.pk, by=request.person.pk)
    messages.success(request, _("A new invitation is on its way. The link sent before no longer works."))
    return redirect("lms:institutions:institution-detail", institution.pk)


@never_cache
@sensitive_post_parameters("password", "again")
@policy("public", sample={"token": "invitation_token"}, why="the link of an invitation is its own key")
def invitation_accept(request: AuthedRequest, token: str) -> HttpResponse:
    try:
        invitation = access_invitation(token)
        speak_to(request, invitation)
        refuse_if_closed(invitation)
        return _welcome(request, invitation, token)
    except LmsError as closed:
        return render(request, "lms/institutions/invitation_detail.html", {"sentence": closed.sentence()}, status=closed.status)


def _welcome(request: AuthedRequest, invitation: Invitation, token: str) -> HttpResponse:
    """Ask for a password, or for a signed-in holder's consent; accept; sign in. Raises what `accept_invitation` raises."""
    facts: dict[str, Any] = {"invitation": invitation}
    if request.user.is_authenticated:
        form = None
        if request.method == "POST":
            accept_invitation(token=token, user=request.user)
            return redirect("lms:home:home")
    elif user_for_address(invitation.person.email) is not None:
        sign_in = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': request.path})}"
        return render(request, "lms/institutions/invitation_detail.html", {**facts, "sign_in": sign_in})
    else:
        model: Any = get_user_model()
        form = PasswordForm(model(**{model.get_email_field_name(): invitation.person.email}), request.POST or None)
        if request.method == "POST" and form.is_valid():
            user = accept_invitation(token=token, password=form.cleaned_data["password"])
            login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
            return redirect("lms:home:home")
    status = 422 if form and form.errors else 200
    return render(request, "lms/institutions/invitation_form.html", {**facts, "form": form}, status=status)


def speak_to(request: HttpRequest, invitation: Invitation) -> None:
    """The page of an invitation speaks the invited person's language, unless a language was chosen."""
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(invitation.person.language)  # PersonLanguageMiddleware puts back what was
