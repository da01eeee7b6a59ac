"""Writing a question: its form by kind, what saving it means before it is saved, a new one, a variant of one."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from assessments.access.bank import READERS, access_question
from assessments.errors.bank import QuestionNotFound, QuestionRefused
from assessments.forms.questions import NewQuestionForm, QuestionForm, asks_of, held_of
from assessments.models import QuestionEntry
from assessments.question_kinds import question_kind, question_kinds
from assessments.selectors.bank import known
from assessments.services.question_editing import begin_question, judged, read_entry, save_question
from assessments.wording_bank import edit_in_words
from courses import api as courses
from lms.kernel.http import AuthedRequest
from lms.kernel.places import Language
from lms.kernel.policy import policy

SAMPLE = {"item_id": "question_item_id"}
KIND = {"kind": "question_kind"}


@policy(*READERS, sample=SAMPLE)
def question_edit(request: AuthedRequest, item_id: int) -> HttpResponse:
    """A question's form. Authors save; focal points and reviewers read it."""
    entry = access_question(request.scope, item_id)
    draft = entry.item.draft
    if draft is None:
        raise QuestionNotFound
    kind, held = draft.body["kind"], held_of(entry.item.key, draft.body)
    asks = asks_of(kind, known())
    if request.method != "POST":
        return _page(request, entry, QuestionForm(asks=asks, held=held, expected=draft.number, kind=kind))
    form, act = QuestionForm(request.POST, asks=asks, held=held, kind=kind), request.POST.get("act", "")
    if act.startswith("more-"):
        return _page(request, entry, _fresh(form, act.removeprefix("more-")))
    if not form.is_valid() or "author" not in request.scope.roles:
        return _page(request, entry, form, status=422 if form.errors else 200)
    return _sent(request, entry, form, act)


def _sent(request: AuthedRequest, entry: QuestionEntry, form: QuestionForm, act: str) -> HttpResponse:
    """Say what saving would be, or save: a change of what scores is saved only by who was told so."""
    said = form.said()
    read = read_entry({**said, "key": entry.item.key}, form.own_text)
    if read.body is None:
        _place(form, read.problems)
        return _page(request, entry, form, status=422)
    edit, differences = judged(entry, read.body)
    look = {"edit": edit, "edit_words": edit_in_words(edit), "differences": differences}
    if act == "look" or (edit == "scoring" and act == "save" and request.POST.get("scores") != "scoring"):
        return _page(request, entry, form, look=look)
    over = form.cleaned_data.get("over") if act == "mine" else None
    expected = over or form.cleaned_data["expected"]
    try:
        number = save_question(item_id=entry.item_id, expected=expected, entry=said, by=request.person.pk, own=form.own_text)
    except courses.SomebodyElseSaved as collision:
        entry = access_question(request.scope, entry.item_id)
        return _page(request, entry, form, status=409, look=_collision(entry, collision, read.body))
    messages.success(request, _("Saved as version %(number)s. %(edit)s.") % {"number": number, "edit": edit_in_words(edit)})
    return redirect("lms:assessments:question-page", entry.item_id)


def _collision(entry: QuestionEntry, collision: courses.SomebodyElseSaved, mine: dict[str, Any]) -> dict[str, Any]:  # fmt: skip
    """What somebody else wrote meanwhile, and what this text would change in it."""
    edit, differences = judged(entry, mine)
    return {
        "conflict": collision.sentence(), "number": entry.item.draft.number if entry.item.draft else 0, "edit": edit,
        "edit_words": edit_in_words(edit), "differences": differences,
    }  # fmt: skip


def _fresh(form: QuestionForm, more: str) -> QuestionForm:
    """The form as it was sent, with more rows of a list."""
    held = {**form.entry(), **({"own": form.own_text} if form.own_text is not None else {})}
    number = form.data.get("expected", "")
    expected = int(number) if str(number).isdecimal() else 0
    return QuestionForm(asks=form.asks, held=held, expected=expected, more=more, kind=form.kind)


def _place(form: QuestionForm, problems: Any) -> None:
    """Every problem beside its field: of a text, beside that of the language it speaks of."""
    fields = {"said-true": "said_true", "said-false": "said_false"}
    placed = []
    for one in problems:
        head = next((name for name in fields if one.place.startswith(name)), "")
        place = one.place.replace(head, fields[head]) if head else one.place
        language = next((code for code in Language.values if f"'{code}'" in one.sentence), "")
        tail = f"-{language}" if language and place and not place.endswith(f"-{language}") else ""
        placed.append((place + tail, one.sentence))
    form.place(placed)


def _page(
    request: AuthedRequest, entry: QuestionEntry, form: QuestionForm, *, status: int = 200, look: dict[str, Any] | None = None
) -> HttpResponse:
    context = {
        "entry": entry,
        "item": entry.item,
        "form": form,
        "kind_name": question_kind(form.kind).label(),
        "look": look,
        "facts": courses.facts_to_list(),
        "may_write": "author" in request.scope.roles,
    }
    return render(request, "lms/assessments/question_form.html", context, status=status)


@policy("author")
def question_new(request: AuthedRequest) -> HttpResponse:
    """Of which kind the new question is to be."""
    kinds = [(name, question_kind(name).label()) for name in question_kinds()]
    return render(request, "lms/assessments/question_kinds.html", {"kinds": kinds})


@policy("author", sample=KIND)
def question_begin(request: AuthedRequest, kind: str) -> HttpResponse:
    """A new question of a kind; with `like`, a variant of one that is there."""
    if kind not in question_kinds():
        raise QuestionNotFound
    offered = known()
    like = _like(request, kind)
    asks = asks_of(kind, offered)
    sent = request.POST if request.method == "POST" else None
    held = _variant(like) if like else {"difficulty": "2"}
    head = NewQuestionForm(sent, known=offered, initial=_named(like))
    form = QuestionForm(sent, asks=asks, held=held if sent is None else {}, kind=kind)
    act = request.POST.get("act", "")
    if act.startswith("more-"):
        head, form = NewQuestionForm(known=offered, initial=request.POST.dict()), _fresh(form, act.removeprefix("more-"))
    elif sent is not None and head.is_valid() and form.is_valid():
        try:
            made = begin_question(
                key=head.cleaned_data["key"], bank_key=head.cleaned_data["bank"], entry=form.said(), by=request.person.pk,
                own=form.own_text, like=like.item_id if like else None,
            )  # fmt: skip
            messages.success(request, _("The question is there, as a draft."))
            return redirect("lms:assessments:question-page", made)
        except courses.ItemExists as exists:
            head.add_error("key", exists.sentence())
        except QuestionRefused as refused:
            at_key = [one for one in refused.facts["problems"] if one.place == "key"]
            for one in at_key:
                head.add_error("key", one.sentence)
            _place(form, [one for one in refused.facts["problems"] if one not in at_key])
    context = {
        "head": head, "form": form, "kind": kind, "kind_name": question_kind(kind).label(), "like": like,
        "facts": courses.facts_to_list(),
    }  # fmt: skip
    status = 422 if head.errors or form.errors else 200
    return render(request, "lms/assessments/question_new.html", context, status=status)


def _like(request: AuthedRequest, kind: str) -> QuestionEntry | None:
    asked = request.POST.get("like") or request.GET.get("like") or ""
    if not (asked.isdecimal() and len(asked) < 19):
        return None
    found = access_question(request.scope, int(asked))
    return found if found.item.draft and found.item.draft.body["kind"] == kind else None


def _variant(like: QuestionEntry) -> dict[str, Any]:
    held = held_of(like.item.key, like.item.draft.body) if like.item.draft else {}
    return {**held, "family": like.family or like.item.key}


def _named(like: QuestionEntry | None) -> dict[str, Any]:
    return {"key": f"{like.item.key[:78]}-2", "bank": like.bank.key} if like else {}
