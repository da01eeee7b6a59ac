"""Gender, for figures alone: a person says it or takes it back; an institution notes on which lawful basis it asks."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from lms.institutions.access import access_institution
from lms.institutions.models import TraitBasis, TraitKind
from lms.institutions.services.traits import (
    bases_asking,
    declare_trait,
    end_basis,
    own_trait,
    record_basis,
    withdraw_trait,
)
from lms.kernel.errors import LmsError
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy


class GenderForm(forms.Form):
    """One answer; nothing is chosen beforehand but what was said before."""

    value = forms.ChoiceField(
        label=lazy("I am"),
        choices=[
            ("woman", pgettext_lazy("gender", "A woman")),
            ("man", pgettext_lazy("gender", "A man")),
            ("other", pgettext_lazy("gender", "Another gender")),
            ("unsaid", pgettext_lazy("gender", "I prefer not to say")),
        ],
        widget=forms.RadioSelect,
    )


class BasisForm(forms.Form):
    """On which basis an institution asks, and since when it has it."""

    basis = forms.CharField(
        label=lazy("Lawful basis"), max_length=200,
        help_text=lazy("In a few words: the law and its article, or the consent and where it is kept. Who is asked reads it."),
    )  # fmt: skip
    dated_on = forms.DateField(label=lazy("Established on"), widget=forms.DateInput(attrs={"type": "date"}))

    def clean_dated_on(self) -> Any:
        """Not to come."""
        day = self.cleaned_data["dated_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return day


@policy("person")
@require_http_methods(["GET", "POST"])
def trait_form(request: AuthedRequest) -> HttpResponse:
    """A person's own page: who asks, what for, on which basis; say it, or take it back."""
    bases, said = bases_asking(request.person.pk), own_trait(request.person.pk)
    form = GenderForm(request.POST or None, initial={"value": said})
    if request.method == "POST" and form.is_valid():
        declare_trait(person_id=request.person.pk, value=form.cleaned_data["value"])
        messages.success(request, _("Saved. You can change it or take it back whenever you like."))
        return redirect("lms:institutions:trait-form")
    facts = {"form": form, "bases": bases, "said": said}
    return render(request, "lms/institutions/trait_form.html", facts, status=422 if form.errors else 200)


@policy("person")
@require_POST
def trait_withdraw(request: AuthedRequest) -> HttpResponse:
    """Take back what was said: it is deleted."""
    if withdraw_trait(person_id=request.person.pk):
        messages.success(request, _("Taken back: what you said was deleted."))
    return redirect("lms:institutions:trait-form")


@policy("administrator", "coordinator", sample={"institution_id": "institution"})
@require_http_methods(["GET", "POST"])
def basis_form(request: AuthedRequest, institution_id: int) -> HttpResponse:
    """The institution's basis: the one that is open, those before it, and a form for another one."""
    institution = access_institution(request.scope, institution_id)
    rows = TraitBasis.objects.filter(institution=institution, kind=TraitKind.GENDER).order_by("-pk")
    form = BasisForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            record_basis(institution_id=institution.pk, by=request.person.pk, **form.cleaned_data)
        except LmsError as refused:
            form.add_error("basis", refused.sentence())
        else:
            messages.success(request, _("Noted. The institution's people find the question among their preferences."))
            return redirect("lms:institutions:basis-form", institution.pk)
    bases = list(rows[:20])
    facts = {
        "institution": institution, "form": form, "current": next((one for one in bases if one.ended_at is None), None),
        "earlier": [one for one in bases if one.ended_at is not None],
    }  # fmt: skip
    return render(request, "lms/institutions/basis_form.html", facts, status=422 if form.errors else 200)


@policy("administrator", "coordinator", sample={"institution_id": "institution"})
@require_http_methods(["GET", "POST"])
def basis_end(request: AuthedRequest, institution_id: int) -> HttpResponse:
    """Ask no more: first the page that says what goes, then the act."""
    institution = access_institution(request.scope, institution_id)
    if request.method == "POST":
        end_basis(institution_id=institution.pk, by=request.person.pk)
        messages.success(request, _("The institution asks no more. What people had said was deleted."))
        return redirect("lms:institutions:basis-form", institution.pk)
    return render(request, "lms/institutions/basis_end_form.html", {"institution": institution})
