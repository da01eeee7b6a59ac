"""Groups by rule: built from conditions without JavaScript, shown with who matches, kept by name."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.exports import api as exports
from lms.institutions import api as institutions
from lms.kernel.errors import LmsError
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy
from lms.reporting.access import access_rule
from lms.reporting.errors import RuleIsBroken, RuleNotValid
from lms.reporting.models import PeopleRule
from lms.reporting.rule_drafts import Draft, draft_of, join_choices, read_draft, rows_to_show
from lms.reporting.rule_table import RULE
from lms.reporting.rules import Group, read_rule
from lms.reporting.services.people_rules import Known, archive_rule, known_to, people_matching, rule_words, rules_of, save_rule

PAGE = 25


@policy("coordinator")
@require_safe
def rule_list(request: AuthedRequest) -> HttpResponse:
    """The groups by rule of one's institutions."""
    places = institutions.institution_cards(request.scope.coordinator_of)
    wanted = request.GET.get("institution", "")
    place = next((one for one in places.values() if str(one.id) == wanted), None) or next(iter(places.values()))
    context = {"places": list(places.values()) if len(places) > 1 else [], "place": place, "rules": rules_of(place.id)}
    return render(request, "lms/reporting/rule_list.html", context)


@dataclass(frozen=True, slots=True)
class Look:
    """Who matches what the form holds; `gone`: why nobody does."""

    count: int | None = None
    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    gone: str = ""
    page: Any = None


def _look(institution_id: int, raw: Any, known: Known, page: str) -> Look:
    try:
        rule = read_rule(raw)
        words = tuple(rule_words(rule, known))
        people = sorted(people_matching(institution_id, rule, known=known))
    except RuleNotValid:
        return Look()
    except RuleIsBroken as broken:
        return Look(0, (), words, broken.sentence())
    cards = institutions.person_cards(people) if len(people) <= PAGE else {}
    ordered = sorted(people, key=lambda one: cards[one].full_name.casefold()) if cards else people
    shown = Paginator(ordered, PAGE).get_page(page)
    cards = cards or institutions.person_cards(shown.object_list)
    return Look(len(people), tuple(cards[one].full_name for one in shown), words, "", shown)


@policy("coordinator", sample={"institution_id": "institution"})
@require_http_methods(["GET", "HEAD", "POST"])
def rule_new(request: AuthedRequest, institution_id: int) -> HttpResponse:
    """A new group by rule."""
    if institution_id not in request.scope.coordinator_of:
        raise institutions.InstitutionNotFound
    return _builder(request, institution_id, None)


@policy("coordinator", sample={"rule_id": "people_rule"})
@require_http_methods(["GET", "HEAD", "POST"])
def rule_detail(request: AuthedRequest, rule_id: int) -> HttpResponse:
    """A group by rule: its conditions, who matches now, and what can be done with them."""
    row = access_rule(request.scope, rule_id)
    return _builder(request, row.institution_id, row)


def _builder(request: AuthedRequest, institution_id: int, row: PeopleRule | None) -> HttpResponse:
    known = known_to(institution_id)
    kept: Group | None = read_rule(row.rule) if row else None
    draft = read_draft(request.POST) if request.method == "POST" else (draft_of(kept) if kept else Draft())
    name, problem = request.POST.get("name", row.name if row else ""), ""
    if request.method == "POST" and request.POST.get("do") == "save" and draft is not None:
        try:
            made = save_rule(
                institution_id=institution_id,
                by=request.person.pk,
                name=name,
                rule=draft.raw(),
                rule_id=row.pk if row else None,
            )
        except RuleNotValid:
            problem = _("Give the group a name and fill in every condition.")
        except LmsError as refused:
            problem = refused.sentence()
        else:
            messages.success(request, _("The group is saved. Who belongs to it is worked out each time."))
            return redirect("lms:reporting:rule-detail", made)
    offered = {
        "export": exports.offer(RULE, institution=institution_id, rule=row.pk),
        "groups": known.groups,
    } if row and request.method != "POST" else {}  # fmt: skip
    raw = draft.raw() if draft is not None else (row.rule if row else {})
    context = {
        **offered,
        "place": institutions.institution_card(institution_id), "row": row, "name": name, "problem": problem,
        "blocks": rows_to_show(draft, known) if draft is not None else [], "joins": join_choices(draft.join) if draft else [],
        "look": _look(institution_id, raw, known, request.GET.get("page", "1")), "nested": draft is None,
        "may_grow": draft is not None and len(draft.blocks) < 4,
        "changed": request.method == "POST", "strict": request.POST.get("do", "look") in ("look", "save"),
    }  # fmt: skip
    return render(request, "lms/reporting/rule_form.html", context, status=422 if problem else 200)


@policy("coordinator", sample={"rule_id": "people_rule"})
@require_POST
def rule_archive(request: AuthedRequest, rule_id: int) -> HttpResponse:
    """Lay a group by rule aside, or take it back out (`back`)."""
    row, back = access_rule(request.scope, rule_id, archived=True), request.POST.get("back") == "1"
    archive_rule(rule_id=row.pk, institution_id=row.institution_id, by=request.person.pk, back=back)
    if back:
        messages.success(request, _("The group is back."))
        return redirect("lms:reporting:rule-detail", row.pk)
    return render(request, "lms/reporting/rule_archived.html", {"row": row})
