"""What each kind of item asks of its author, in the order of the page. The names are those of its file (docs/content.md)."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from courses.blocks import STAGES
from courses.models import Confidence, Item, ItemKind
from courses.reading import KEY
from courses.services.importing_help import CHANNELS, LICENCES, RESOURCE_KINDS, SOURCE_TYPES
from courses.services.importing_help import COSTS as HELP_COSTS
from courses.services.importing_terms import CATEGORIES, COSTS, PRIORITIES
from courses.wording_items import kind_of_help_in_words, source_type_in_words
from courses.wording_reference import (
    category_in_words,
    channel_in_words,
    cost_in_words,
    effort_in_words,
    licence_in_words,
    priority_in_words,
    stage_in_words,
    topic_in_words,
)
from lms.kernel.entry_forms import Ask
from lms.kernel.places import Jurisdiction

Choices = Callable[[], list[tuple[str, str]]]


TOPICS: Final = (
    "trademarks", "patents", "designs", "trade_secrets", "unfair_competition", "copyright", "gi_tk", "plant_varieties",
    "enforcement", "domains", "licensing", "treaties", "fees", "msme",
)  # fmt: skip


def _named(values: Iterable[str], words: Callable[[str], str]) -> Choices:
    return lambda: [(value, words(value)) for value in values]


def topics() -> list[tuple[str, str]]:
    """The topics of the toolkit, and any other that facts have. One query."""
    keys = Item.objects.filter(kind=ItemKind.FACT, archived_at=None).values_list("key", flat=True).order_by("key")
    return [(topic, topic_in_words(topic)) for topic in dict.fromkeys([*TOPICS, *(key.partition(".")[0] for key in keys)])]


def _sure() -> list[tuple[str, str]]:
    return [(Confidence.HIGH, _("High")), (Confidence.MEDIUM, _("Medium")), (Confidence.LOW, _("Low"))]


_ADDRESS: Final = lazy("Without https://: inapi.cl/marcas")
_KEYS: Final = lazy("Their keys, with commas.")
_NOTE: Final = Ask("note", lazy("Note for authors"), "area", required=False, longest=2000)
_CHECK: Final = Ask("needs_check", lazy("To be confirmed with the office; readers see it"), "flag", required=False)
_EMPTY: Final = lazy("Empty a row to take it out. The numbers say the order.")
_FACTS: Final = lazy("Keys of facts, with commas: trademarks.term")

SOURCE: Final = (
    Ask("title", lazy("Title"), longest=400),
    Ask("type", lazy("Kind"), "choice", choices=_named(SOURCE_TYPES, source_type_in_words)),
    Ask("publisher", lazy("Publisher"), longest=240),
    Ask("year", lazy("Year"), "number", required=False),
    Ask("owner", lazy("Who holds the text"), required=False, longest=240, hint=lazy("Publishing refuses a source without.")),
    Ask(
        "licence", lazy("Under what we use it"), "choice", required=False, choices=_named(LICENCES, licence_in_words),
        hint=lazy("Publishing refuses a source that may not be used."),
    ),
    Ask("adapted_from", lazy("Adapted from"), required=False, hint=lazy("As the attribution says it.")),
    Ask("url", lazy("Web address"), required=False, hint=_ADDRESS),
    Ask("checked_on", lazy("Checked on"), "day"),
    Ask("review_by", lazy("To be looked at again by"), "day", required=False),
    _NOTE,
)  # fmt: skip
RESOURCE: Final = (
    Ask("names", lazy("Name"), "words", longest=200),
    Ask("what", lazy("What it gives"), "texts", longest=1000, hint=lazy("One or two sentences.")),
    Ask("by", lazy("Who gives it"), longest=200),
    Ask("kind", lazy("Kind"), "choice", choices=_named(RESOURCE_KINDS, kind_of_help_in_words)),
    Ask("cost", lazy("Cost"), "choice", choices=_named(HELP_COSTS, cost_in_words)),
    Ask("channel", lazy("How it is reached"), "choice", choices=_named(CHANNELS, channel_in_words)),
    Ask("url", lazy("Web address"), required=False, hint=_ADDRESS),
    Ask("hours", lazy("Hours"), "words", required=False, longest=240),
    Ask("regions", lazy("Regions"), "lines", required=False, hint=lazy("One a line. None: the whole country.")),
    Ask("topics", lazy("Topics"), "checks", required=False, choices=topics),
    Ask("stages", lazy("Stages"), "checks", required=False, choices=_named(STAGES, stage_in_words)),
    Ask(
        "qualifies", lazy("Who qualifies"), "rows", hint=lazy("Yes-or-no questions: whoever answers yes to all qualifies."),
        rows=(Ask("", lazy("Question"), "words", longest=300),),
    ),
    Ask("bring", lazy("What to bring"), "rows", hint=_EMPTY, rows=(Ask("", lazy("To bring"), "words", longest=300),)),
    Ask("checked_on", lazy("Checked on"), "day"),
    Ask(
        "review_by", lazy("To be looked at again by"), "day", required=False,
        hint=lazy("Empty: 180 days after it was checked."),
    ),
    _CHECK,
    _NOTE,
)  # fmt: skip
TERM: Final = (
    Ask("names", lazy("Term"), "words", longest=120),
    Ask(
        "plain", lazy("In plain words"), "texts", longest=800,
        hint=lazy("One or two sentences. Law only by a fact that all four countries have: {fact:topic.name}"),
    ),
    Ask("category", lazy("Shelf"), "choice", choices=_named(CATEGORIES, category_in_words)),
    Ask("notes", lazy("What is different in a country"), "countries", required=False, longest=800),
    Ask(
        "legalese", lazy("Lawyers' words that a text should avoid"), "tongues", required=False,
        hint=lazy("One a line, each form that a text may have."),
    ),
    Ask("instead", lazy("What to write instead"), "words", required=False, longest=240),
    _NOTE,
)  # fmt: skip
STAGE: Final = (
    Ask("names", lazy("Name"), "words", longest=120),
    Ask("question", lazy("The question of this stage"), "words", longest=300),
    Ask("order", lazy("Place among the stages"), "number"),
    Ask(
        "actions", lazy("What to do"), "rows", mark="a", hint=_EMPTY,
        rows=(
            Ask("text", lazy("Step"), "texts", longest=600),
            Ask("why", lazy("Why"), "texts", longest=800),
            Ask("right", lazy("Topic"), "choice", choices=topics),
            Ask("priority", lazy("When"), "choice", choices=_named(PRIORITIES, priority_in_words)),
            Ask("cost", lazy("Cost"), "choice", choices=_named(COSTS, effort_in_words)),
            Ask("facts", lazy("Facts"), "keys", required=False, longest=600, hint=_FACTS),
        ),
    ),
    Ask(
        "mistakes", lazy("Common mistakes"), "rows", required=False, mark="m", hint=_EMPTY,
        rows=(
            Ask("text", lazy("Mistake"), "texts", longest=600),
            Ask("consequence", lazy("What comes of it"), "texts", longest=800),
            Ask("cure", lazy("What to do instead"), "texts", longest=800),
            Ask("facts", lazy("Facts"), "keys", required=False, longest=600, hint=_FACTS),
        ),
    ),
    Ask("documents", lazy("Documents"), "rows", hint=_EMPTY, rows=(Ask("", lazy("Document"), "words", longest=300),)),
    Ask(
        "flags", lazy("Red flags: refer the case"), "rows", hint=_EMPTY,
        rows=(Ask("", lazy("Red flag"), "texts", longest=600),),
    ),
)  # fmt: skip
COMPARISON: Final = (
    Ask("titles", lazy("Title"), "words", longest=200),
    Ask("topic", lazy("Topic"), "choice", choices=topics),
    Ask(
        "rows", lazy("Rows: one fact each"), "strings",
        hint=lazy("Begin to write a key or a title and choose. The numbers say the order."),
        rows=(Ask("", lazy("Fact"), "fact"),),
    ),
    _NOTE,
)  # fmt: skip
OFFICE: Final = (
    Ask("acronym", lazy("Acronym"), longest=60),
    Ask("names", lazy("Name"), "words", longest=240),
    Ask("covers_words", lazy("What it is in charge of"), "words", longest=400),
    Ask("covers", lazy("Topics"), "checks", required=False, choices=topics),
    Ask("parent", lazy("Part of"), required=False, longest=240),
    Ask("website", lazy("Web address"), required=False, hint=_ADDRESS),
    Ask("law", lazy("Law that it rests on"), required=False),
    Ask("sources", lazy("Sources"), "keys", required=False, longest=600, hint=_KEYS),
    Ask("as_of", lazy("As of"), longest=10, hint=lazy("A year, a month or a day: 2026, 2026-11 or 2026-11-22.")),
    Ask("confidence", lazy("How sure"), "choice", choices=_sure),
    _CHECK,
    _NOTE,
)
ASKS: Final[Mapping[str, tuple[Ask, ...]]] = {
    ItemKind.SOURCE: SOURCE, ItemKind.RESOURCE: RESOURCE, ItemKind.TERM: TERM, ItemKind.STAGE: STAGE,
    ItemKind.COMPARISON: COMPARISON, ItemKind.OFFICE: OFFICE,
}  # fmt: skip
OF_A_COUNTRY: Final = frozenset({ItemKind.SOURCE, ItemKind.RESOURCE, ItemKind.OFFICE})


class NewItemForm(forms.Form):
    """What a new item is called, and whose it is."""

    key = forms.RegexField(
        f"^{KEY.pattern}$",
        max_length=100,
        label=lazy("Key"),
        help_text=lazy("Its name in files and addresses: lower case letters, digits and '-'. It stays as it is."),
    )
    country = forms.ChoiceField(choices=Jurisdiction.choices, label=lazy("Country"))

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "n-%s", **kwargs})
        if kind not in OF_A_COUNTRY:
            del self.fields["country"]
        elif kind == ItemKind.RESOURCE:  # an Andean text is no help to anyone by itself
            self.fields["country"].choices = [one for one in Jurisdiction.choices if one[0] != "AND"]  # type: ignore[attr-defined]
        if kind == ItemKind.STAGE:
            self.fields["key"] = forms.ChoiceField(choices=[(one, stage_in_words(one)) for one in STAGES], label=_("Stage"))


class OwnerForm(forms.Form):
    """Who answers for an item."""

    owner = forms.TypedChoiceField(coerce=int, label=lazy("Who answers for it"))

    def __init__(self, *args: Any, authors: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = list(authors)  # type: ignore[attr-defined]
