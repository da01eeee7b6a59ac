"""A question's form by its kind: what its file says, as fields. A kind without fields here is written as its file has it."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from assessments.forms.bank import levels, stages
from assessments.kinds.question_files import written
from assessments.models.bank_rows import sections_to_list, tasks_to_list
from assessments.question_kinds import question_kind
from assessments.question_kinds.ordering import RULES
from assessments.selectors.bank import Known
from courses import api as courses
from lms.kernel.canonical_yaml import yaml_file
from lms.kernel.entry_forms import Ask, ItemForm
from lms.kernel.places import COUNTRIES, Country

_FRACTION: Final = Ask(
    "fraction", lazy("Earns"), required=False, longest=12, hint=lazy("−1 to 1 of the points; empty: the short form")
)
_RIGHT: Final = Ask("right", lazy("Right"), "flag", required=False)
_SAID: Final = Ask("feedback", lazy("What is said to who chooses it"), "texts", required=False, longest=1000)
_TEXT: Final = Ask("text", lazy("Text"), "words", longest=600)
_ORDERED: Final = lazy("Empty a row to take it out. The numbers say the order.")
_OTHERWISE: Final = Ask("otherwise", lazy("What is said to any other answer"), "texts", required=False, longest=1000)


def _options() -> tuple[Ask, ...]:
    hint = lazy("Tick what is right, or write what each earns. Empty a row to take it out. The numbers say the order.")
    rows = (_TEXT, _RIGHT, _FRACTION, _SAID)
    return (Ask("options", lazy("Options"), "rows", hint=hint, rows=rows, mark="o"),)


def _rules() -> list[tuple[str, str]]:
    words = {"next": _("Each that follows the right one"), "longest": _("The longest right row"), "whole": _("All or nothing")}
    return [(rule, words[rule]) for rule in RULES]


def _true_false() -> list[tuple[str, str]]:
    return [("true", _("True")), ("false", _("False"))]


ASKS: Final[Mapping[str, tuple[Ask, ...]]] = {
    "single": _options(),
    "multiple": _options(),
    "true_false": (
        Ask("answer", lazy("The statement is"), "choice", choices=_true_false),
        Ask("said_true", lazy("What is said to who answers «true»"), "texts", required=False, longest=1000),
        Ask("said_false", lazy("What is said to who answers «false»"), "texts", required=False, longest=1000),
    ),
    "short_text": (
        Ask(
            "answers", lazy("Accepted answers"), "rows", hint=_ORDERED, mark="a",
            rows=(
                Ask("forms", lazy("Forms, one a line; * stands for any letters"), "tongues", longest=400),
                _FRACTION,
                Ask("feedback", lazy("What is said to who writes it"), "texts", required=False, longest=1000),
            ),
        ),
        Ask("case", lazy("Capitals matter"), "flag", required=False),
        Ask("accents", lazy("Accents matter"), "flag", required=False),
        _OTHERWISE,
    ),
    "numeric": (
        Ask(
            "answers", lazy("Accepted numbers"), "rows", hint=_ORDERED, mark="a",
            rows=(
                Ask("value", lazy("Number"), longest=30, counts=True),
                Ask("tolerance", lazy("More or less"), required=False, longest=30),
                Ask("relative", lazy("or this share of it (0.05 = 5 %)"), required=False, longest=30),
                _FRACTION,
                Ask("feedback", lazy("What is said to who writes it"), "texts", required=False, longest=1000),
            ),
        ),
        Ask("unit", lazy("Unit of a bare number"), "words", required=False, longest=60),
        Ask(
            "units", lazy("Other units that may be written"), "rows", hint=lazy("So many of the unit above is one of it."),
            mark="u",
            rows=(
                Ask("names", lazy("Name"), "words", longest=60),
                Ask("factor", lazy("Factor"), longest=30, hint=lazy("12, 0.5 or 1/30")),
            ),
        ),
        _OTHERWISE,
    ),
    "matching": (
        Ask(
            "pairs", lazy("Pairs"), "rows", hint=_ORDERED, mark="p",
            rows=(
                _TEXT,
                Ask("match", lazy("Goes with"), "words", longest=400),
                Ask("feedback", lazy("What is said about it"), "texts", required=False, longest=1000),
            ),
        ),
        Ask("extras", lazy("Matches of nothing"), "rows", required=False, mark="x", rows=(_TEXT,)),
    ),
    "ordering": (
        Ask("rule", lazy("What earns points"), "choice", choices=_rules),
        Ask("items", lazy("In the right order"), "rows", hint=_ORDERED, mark="i", rows=(_TEXT,)),
    ),
    "fact_bound": (
        Ask("fact", lazy("The fact that is the key"), "fact", longest=160, hint=lazy("Its key, for example trademarks.term")),
        Ask("part", lazy("One part of it"), required=False, longest=60),
        Ask(
            "distractors", lazy("Wrong answers of your own"), "rows", mark="d", rows=(_TEXT, _SAID),
            hint=lazy("At least three. Other countries' answers come first; these fill up to four options."),
        ),
    ),
    "essay": (
        Ask("min_words", lazy("At least so many words"), "number", required=False),
        Ask("max_words", lazy("At most so many words"), "number", required=False),
        Ask("guide", lazy("What to look for, for who scores it"), "texts", required=False, longest=2000),
    ),
}  # fmt: skip


class QuestionForm(ItemForm):
    """What one question says. `own` is the kind's part as YAML, for a kind without fields of its own."""

    own = forms.CharField(
        required=False, max_length=40_000, label=lazy("What this kind asks"), strip=False,
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false", "class": "mono"}),
        help_text=lazy("As a file has it (docs/content.md): name: value. Mistakes are told with their line."),
    )  # fmt: skip

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        if kind in ASKS:
            del self.fields["own"]
        else:
            self.fields["own"].initial = self.held.get("own", "")

    @property
    def own_text(self) -> str | None:
        """The kind's part as it was written; None for a kind with fields."""
        if "own" not in self.fields:
            return None
        return str(self.data.get("own", "")).replace("\r\n", "\n")

    def said(self) -> dict[str, Any]:
        """The entry as a file would have it, without its key."""
        return _as_file(self.kind, self.entry())


def asks_of(kind: str, known: Known) -> tuple[Ask, ...]:
    """What a question of a kind asks of its author, in the order of the page. Three queries for what there is to choose."""
    bound = "fact" in question_kind(kind).entry_fields
    facts = [key for key, _title in courses.facts_to_list()]
    names = dict.fromkeys([*(topic for topic, _name in known.topics), *(key.partition(".")[0] for key in facts)])
    tasks = tasks_to_list()
    sections = [(key, f"{title} ({key})") for key, title in sections_to_list()]
    places = [(code, str(Country(code).label)) for code in COUNTRIES]
    common = (
        Ask("stem", lazy("Question"), "texts", longest=2000),
        *ASKS.get(kind, ()),
        Ask("feedback", lazy("What is said to all after the result"), "texts", required=False, longest=2000),
        Ask(
            "topic", lazy("Topic"), "choice", required=False,
            choices=lambda: [(topic, courses.topic_in_words(topic)) for topic in names],
        ),
        Ask("stage", lazy("Stage"), "choice", required=False, choices=stages),
        Ask("task", lazy("Task of an advisor"), "choice", required=False, choices=lambda: tasks),
        Ask(
            "domain", lazy("Domain"), required=False, longest=40,
            hint=lazy("Only for a question without a task: a task has its domain."),
        ),
        Ask("difficulty", lazy("Difficulty"), "choice", choices=levels),
        Ask("section", lazy("Where to read again"), "choice", required=False, choices=lambda: sections),
        Ask(
            "countries", lazy("Asked in these countries only"), "checks", required=False, choices=lambda: places,
            hint=lazy("None ticked: in all countries."),
        ),
        Ask("tags", lazy("Tags, one a line"), "lines", required=False, longest=400),
        Ask(
            "family", lazy("Family"), required=False, longest=80,
            hint=lazy("Variants of one question share a word here; a sheet asks at most one of them."),
        ),
    )  # fmt: skip
    rests = Ask(
        "facts", lazy("Rules that the right answer rests on"), "keys", required=False,
        hint=lazy("Keys of facts, with commas: a change of the law finds the question by them."),
    )  # fmt: skip
    return common if bound else (*common, rests)


def held_of(key: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """A version's body as the form holds it."""
    entry = {name: value for name, value in written(key, body).items() if name not in ("key", "kind")}
    kind = str(body["kind"])
    entry["difficulty"] = str(entry.get("difficulty", 2))
    if kind == "true_false":
        entry["answer"] = "true" if entry.get("answer") else "false"
        said = entry.pop("said", {})
        entry |= {f"said_{name}": said[name] for name in ("true", "false") if said.get(name)}
    if kind == "ordering":
        entry.setdefault("rule", RULES[0])
    if kind == "numeric" and "answers" not in entry:
        short = {name: entry.pop(name) for name in ("value", "tolerance", "relative") if name in entry}
        entry["answers"] = [short] if short else []
    for name, mark in (("answers", "a"), ("units", "u")):
        if kind in ("numeric", "short_text") and entry.get(name):
            entry[name] = [{**one, "id": f"{mark}{n}"} for n, one in enumerate(entry[name], 1)]
    if kind not in ASKS:
        mine = {name: entry.pop(name) for name in question_kind(kind).entry_fields if name in entry}
        entry["own"] = yaml_file(mine)
    return entry


def _as_file(kind: str, said: dict[str, Any]) -> dict[str, Any]:
    """`held_of` backwards: what the fields say, as an entry."""
    entry = {"kind": kind, **{name: value for name, value in said.items() if name != "own"}}
    if str(entry.get("difficulty", "")).isdecimal():
        entry["difficulty"] = int(entry["difficulty"])
    if kind == "true_false":
        answer = entry.get("answer")
        entry["answer"] = answer == "true" if answer in ("true", "false") else answer
        told = {name: words for name in ("true", "false") if (words := entry.pop(f"said_{name}", None))}
        entry |= {"said": told} if told else {}
    for ask in ASKS.get(kind, ()):
        if ask.shape == "rows" and ask.name in entry:
            entry[ask.name] = [_row(ask.name, kind, one) for one in entry[ask.name]]
    return {name: value for name, value in entry.items() if value is not False or name == "answer"}


def _row(name: str, kind: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """One row of a list, numbers as numbers, without what says nothing and the ids that only the form needs."""
    drop = {"id"} if name in ("answers", "units") else set()
    if name == "options" and (row.get("fraction") or not row.get("right")):
        drop.add("right")
    numbers = {"fraction", "value", "tolerance", "relative"} if kind == "numeric" or name == "options" else {"fraction"}
    said = {key: value for key, value in row.items() if key not in drop and value != {}}
    return {key: number_of(value) if key in numbers else value for key, value in said.items()}


def number_of(text: Any) -> Any:
    """A number as a person writes it, with a point or a comma; what is none stays as it is, to be refused."""
    bare = str(text).strip().replace(",", ".").replace("−", "-")
    try:
        found = float(bare)
    except ValueError:
        return text
    if not abs(found) < 1e15:
        return text
    return int(found) if found == int(found) else found


class NewQuestionForm(forms.Form):
    """Where a new question goes and what it is called."""

    key = forms.SlugField(max_length=80, label=lazy("Key"), help_text=lazy("Lower case letters, digits and hyphens; it stays."))
    bank = forms.ChoiceField(label=lazy("Bank"))

    def __init__(self, data: Any = None, *, known: Known, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, auto_id="n-%s", initial=dict(initial or {}))
        self.fields["bank"].choices = list(known.banks)  # type: ignore[attr-defined]
