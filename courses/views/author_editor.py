"""Writing sections: the editor with its preview and pickers, a new section, a new language."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.access.authoring import access_item
from courses.differences import BlockDifference, moved_blocks
from courses.errors import SectionExists, SomebodyElseSaved, TextRefused
from courses.forms.editing import CommentForm, EditorForm, LanguageForm, SectionForm, initial_of
from courses.models import Item
from courses.parsing import parse_section
from courses.selectors.editing import (
    block_choices,
    comments_of,
    facts_to_pick,
    starting_body,
    tongues_of,
    unpublished_differences,
    version_body,
)
from courses.selectors.library import modules_of_sections
from courses.selectors.preview import preview_of
from courses.selectors.stale import translation_moved, variant_moved
from courses.services.editing import begin_translation, create_section, save_section
from courses.services.item_checks import citation_problems
from courses.views.author_item_parts import owned_by
from lms.kernel.places import COUNTRIES, Country
from lms.kernel.policy import AuthedRequest, policy

READERS = ("author", "focal", "reviewer")
SLOT = "\n\n" + "\n".join(f"::: local {code}\n{Country(code).name}\n:::" for code in COUNTRIES) + "\n"


@policy(*READERS, sample={"item_id": "section_item_id"})
def section_edit(request: AuthedRequest, item_id: int) -> HttpResponse:
    """The editor of one section in one language. Authors save; focal points and reviewers read, preview and remark."""
    item = access_item(request.scope, item_id, "section")
    if request.method != "POST":
        usual = {
            **initial_of(starting_body(item)),
            "expected": item.draft.number if item.draft else 0,
            "country": request.person.country or COUNTRIES[0],
            "language": item.language,
        }
        return _page(request, item, EditorForm(usual, auto_id="e-%s"))
    form = EditorForm(request.POST, auto_id="e-%s")
    act = request.POST.get("act", "")
    if not form.is_valid() or act not in ("save", "mine") or "author" not in request.scope.roles:
        if act == "slot" and form.is_valid():
            form = EditorForm({**form.cleaned_data, "text": form.cleaned_data["text"].rstrip() + SLOT}, auto_id="e-%s")
        return _page(request, item, form, status=422 if form.errors else 200)
    expected = form.cleaned_data["over"] if act == "mine" and form.cleaned_data["over"] else form.cleaned_data["expected"]
    try:
        number = save_section(item_id=item_id, expected=expected, text=form.file_text(), by=request.person.pk)
    except TextRefused as refused:
        return _page(request, item, form, status=422, refused=refused)
    except SomebodyElseSaved as collision:
        item.refresh_from_db()
        return _page(request, item, form, status=409, collision=collision)
    messages.success(request, _("Saved as version %(number)s.") % {"number": number})
    return redirect("lms:courses:section-edit", item_id)


def _page(
    request: AuthedRequest,
    item: Item,
    form: EditorForm,
    *,
    status: int = 200,
    refused: TextRefused | None = None,
    collision: SomebodyElseSaved | None = None,
) -> HttpResponse:
    conflict: dict[str, Any] = {}
    if collision is not None and item.draft:
        theirs = version_body(item.pk, item.draft.number)
        began = version_body(item.pk, int(form.cleaned_data["expected"]))
        conflict = {
            "sentence": collision.sentence(),
            "number": item.draft.number,
            "theirs": moved_blocks(began, theirs),
            "mine": _mine_against(theirs, form.file_text(), item.language),
        }
    behind = [Country(code) for code in COUNTRIES if item.language == "es" and variant_moved(item, code)]
    context = {
        "item": item,
        "form": form,
        "refused": refused.sentence() if refused else "",
        "mistakes": form.placed(refused.facts["mistakes"]) if refused else (),
        "conflict": conflict,
        "shown": _shown(form, item),
        "picked": facts_to_pick(form["q"].value() or "", country=_country(form), language=item.language),
        "tongues": tongues_of(item),
        "differences": unpublished_differences(item),
        "comments": comments_of(item),
        "comment_form": CommentForm(blocks=block_choices(item.draft.body if item.draft else None)),
        "translation": translation_moved(item),
        "behind": behind,
        "may_write": "author" in request.scope.roles,
        "slot": SLOT,
        **owned_by(item),
    }
    return render(request, "lms/courses/section_form.html", context, status=status)


def _mine_against(theirs: Any, text: str, language: str) -> list[BlockDifference]:
    parsed = parse_section(text, language=language)
    return [] if parsed.mistakes else moved_blocks(theirs, parsed.body)


def _country(form: EditorForm) -> str:
    value = form["country"].value()
    return value if value in COUNTRIES else COUNTRIES[0]


def _shown(form: EditorForm, item: Item) -> dict[str, Any]:
    """The preview of what stands in the form, with its mistakes and its figures."""
    language = form["language"].value() or item.language
    parsed = parse_section(form.file_text(), language=item.language)
    preview = preview_of(parsed.body, country=_country(form), language=language, measured=True)
    return {
        "preview": preview,
        "mistakes": form.placed(parsed.mistakes),
        "missing": form.placed(citation_problems(parsed.citations)),
        "phone": bool(form["phone"].value()),
        "country": Country(_country(form)),
        "language": language,
    }


@policy(*READERS, sample={"item_id": "section_item_id"})
@require_POST
def section_preview(request: AuthedRequest, item_id: int) -> HttpResponse:
    """What a reader would get of the text as it stands in the editor. Nothing is saved."""
    item = access_item(request.scope, item_id, "section")
    form = EditorForm(request.POST, auto_id="e-%s")
    return render(request, "lms/courses/_section_preview.html", {"item": item, "shown": _shown(form, item)})


@policy(*READERS)
def fact_picker(request: AuthedRequest) -> HttpResponse:
    """Facts by words, with what they say in a country, to be put into a text."""
    form = EditorForm(request.GET)
    tongue = form["language"].value() or "es"
    picked = facts_to_pick((form["q"].value() or "")[:100], country=_country(form), language=tongue)
    return render(request, "lms/courses/_fact_picker.html", {"picked": picked, "asked": bool(form["q"].value())})


@policy("author")
def section_new(request: AuthedRequest) -> HttpResponse:
    """A new section, in Spanish first."""
    form = SectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("lms:courses:section-edit", create_section(**form.cleaned_data, by=request.person.pk))
        except SectionExists as exists:
            form.add_error("name", exists.sentence())
        except TextRefused as refused:
            for _line, sentence in refused.facts["mistakes"]:
                form.add_error("text", sentence)
    status = 422 if form.errors else 200
    return render(request, "lms/courses/section_new.html", {"form": form, "modules": modules_of_sections()}, status=status)


@policy("author", sample={"item_id": "section_item_id"})
@require_POST
def section_translate(request: AuthedRequest, item_id: int) -> HttpResponse:
    """Begin the section's text in another language: the editor opens with the Spanish one, to be translated."""
    access_item(request.scope, item_id, "section")
    form = LanguageForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a language."))
        return redirect("lms:courses:section-edit", item_id)
    made = begin_translation(item_id=item_id, language=form.cleaned_data["language"], by=request.person.pk)
    return redirect("lms:courses:section-edit", made)
