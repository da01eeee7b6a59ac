"""Writing to people: to one, to those ticked in a list, to a group by rule. Words, a preview with the count, a yes."""

import uuid
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from lms.institutions import api as institutions
from lms.kernel.errors import LmsError
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy
from lms.kernel.words import in_language
from lms.messages import api as mail
from lms.reporting.access import access_nudge, places_to_write
from lms.reporting.choosing import Chosen, chosen, names_nobody
from lms.reporting.forms_people import WordsForm
from lms.reporting.services.people_rules import rules_of

WRITERS = ("coordinator", "facilitator")
SHOWN = 20


@policy(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def nudge(request: AuthedRequest) -> HttpResponse:
    """One page, three steps. A POST without a step comes from a list of people with boxes to tick."""
    given = request.POST if request.method == "POST" else request.GET
    if names_nobody(given):
        return redirect("lms:reporting:nudge-list")
    who = chosen(request.scope, given)
    step = given.get("step", "")
    form = WordsForm(request.POST) if step in ("preview", "send") else WordsForm(initial=_first(who, given))
    if step == "preview" and form.is_valid():
        return _preview(request, who, form)
    if step == "send" and form.is_valid():
        return _send(request, who, form)
    return _words(request, who, form)


def _wording(given: QueryDict) -> str:
    return given.get("wording", "") or "come_back"


def _first(who: Chosen, given: QueryDict) -> dict[str, str]:
    templates = {one.key: one for one in mail.wordings_of(who.institution_id)}
    return WordsForm.initial_of(templates.get(_wording(given)) or templates[mail.FREE])


def _facts(request: AuthedRequest, who: Chosen) -> dict[str, Any]:
    given = request.POST if request.method == "POST" else request.GET
    return {"who": who, "wording": _wording(given), "place": institutions.institution_card(who.institution_id)}


def _words(request: AuthedRequest, who: Chosen, form: WordsForm) -> HttpResponse:
    people = institutions.person_cards(who.people[:SHOWN])
    templates = [(one.key, in_language(one.names)) for one in mail.wordings_of(who.institution_id)]
    context = _facts(request, who) | {
        "form": form, "templates": templates, "names": [people[one].full_name for one in who.people[:SHOWN]],
        "more": max(0, len(who.people) - SHOWN), "coordinates": who.institution_id in request.scope.coordinator_of,
    }  # fmt: skip
    return render(request, "lms/reporting/nudge_form.html", context, status=422 if form.errors else 200)


def _preview(request: AuthedRequest, who: Chosen, form: WordsForm) -> HttpResponse:
    facts = _facts(request, who)
    cards = institutions.person_cards(who.people)
    people = {one: cards[one] for one in who.people if one in cards}
    about = mail.nudge_about(
        institution_id=who.institution_id, wording=facts["wording"], subjects=form.subjects, bodies=form.bodies
    )
    found = mail.recipients_of(people, speaks_of=about)
    sample = people[(found.reached or who.people)[0]] if people else None
    words = mail.Words("", {}, form.subjects, form.bodies)
    links = mail.links_for([sample.id], who.institution_id) if sample else {}
    shown = [
        (name, language, *mail.filled(
            words, person=sample, link=links[sample.id], institution=facts["place"].names, sender=request.person.full_name,
            language=language,
        ))
        for language, name in (("es", _("In Spanish")), ("en", _("In English")))
        if sample
    ]  # fmt: skip
    spoken = {one: sum(people[pk].language == one for pk in found.reached) for one in ("es", "en")}
    left = [
        (ngettext("%(n)s has no address", "%(n)s have no address", len(found.no_address)), found.no_address),
        (ngettext("%(n)s has an address that failed", "%(n)s have an address that failed", len(found.failing)), found.failing),
        (ngettext("%(n)s does without these messages", "%(n)s do without these messages", len(found.stopped)), found.stopped),
        (ngettext("%(n)s was told the same today", "%(n)s were told the same today", len(found.told)), found.told),
    ]  # fmt: skip
    context = facts | {
        "form": form, "token": uuid.uuid4(), "shown": shown, "count": len(found.reached), "spoken": spoken, "sample": sample,
        "left": [
            (words % {"n": len(ids)}, ", ".join(people[pk].full_name for pk in ids[:SHOWN]), max(0, len(ids) - SHOWN))
            for words, ids in left
            if ids
        ],
    }  # fmt: skip
    return render(request, "lms/reporting/nudge_preview.html", context)


def _send(request: AuthedRequest, who: Chosen, form: WordsForm) -> HttpResponse:
    try:
        token = uuid.UUID(request.POST.get("token", ""))
        made = mail.send_nudge(
            token=token, institution_id=who.institution_id, by=request.person.pk, people=who.people,
            wording=_wording(request.POST), subjects=form.subjects, bodies=form.bodies,
            rule=who.rule.rule if who.rule else None,
        )  # fmt: skip
    except ValueError:
        return _preview(request, who, form)
    except LmsError as refused:
        if refused.status == HTTPStatus.NOT_FOUND:
            raise
        form.add_error(None, refused.sentence())
        return _words(request, who, form)
    messages.success(request, _("It is being sent. Each person is written to once, in the hours they chose."))
    return redirect("lms:reporting:nudge-detail", made)


@policy(*WRITERS)
@require_safe
def nudge_copy(request: AuthedRequest) -> HttpResponse:
    """The words for each person, to be copied into the channel that people really use. Nothing of it is kept."""
    if names_nobody(request.GET):
        return redirect("lms:reporting:nudge-list")
    who = chosen(request.scope, request.GET)
    facts = _facts(request, who)
    templates = {one.key: one for one in mail.wordings_of(who.institution_id)}
    words = templates.get(facts["wording"]) or templates["come_back"]
    shown = who.people[:SHOWN]
    people, links = institutions.person_cards(shown), mail.links_for(shown, who.institution_id)
    lines = [
        (people[one], mail.filled(
            words, person=people[one], link=links[one], institution=facts["place"].names, sender=request.person.full_name,
            language=people[one].language,
        )[1])
        for one in shown
        if one in people
    ]  # fmt: skip
    context = facts | {
        "lines": lines, "templates": [(one.key, in_language(one.names)) for one in templates.values()],
        "more": max(0, len(who.people) - SHOWN),
    }  # fmt: skip
    return render(request, "lms/reporting/nudge_copy.html", context)


@policy(*WRITERS)
@require_safe
def nudge_list(request: AuthedRequest) -> HttpResponse:
    """What was written in one's institutions, the groups by rule that can be written to, and the templates."""
    scope, places = request.scope, institutions.institution_cards(places_to_write(request.scope))
    wanted = request.GET.get("institution", "")
    place = next((card for card in places.values() if str(card.id) == wanted), next(iter(places.values()), None))
    coordinates = place is not None and place.id in scope.coordinator_of
    sent = mail.nudges_of(place.id) if place else []
    context = {
        "places": list(places.values()) if len(places) > 1 else [], "place": place, "coordinates": coordinates,
        "sent": sent if coordinates else [one for one in sent if one.by_id == scope.person_id],
        "rules": rules_of(place.id) if place and coordinates else [],
    }  # fmt: skip
    return render(request, "lms/reporting/nudge_list.html", context)


@policy(*WRITERS, sample={"nudge_id": "nudge"})
@require_safe
def nudge_detail(request: AuthedRequest, nudge_id: int) -> HttpResponse:
    """What was sent, to how many, and what came of it."""
    one = access_nudge(request.scope, nudge_id)
    words = [
        (_("In Spanish"), "es", one.subjects["es"], one.bodies["es"]),
        (_("In English"), "en", one.subjects["en"], one.bodies["en"]),
    ]
    return render(request, "lms/reporting/nudge_detail.html", {"nudge": one, "words": words})
