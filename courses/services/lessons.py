"""The unit kind `lesson`: sections of the toolkit in an order, frozen with the law of each country."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from courses.blocks import Cited, empty_slots, facts_cited
from courses.facts import LawAnswer
from courses.kinds import Frozen, Held, Problem
from courses.models import Item, ItemKind, ItemVersion, Lesson, LessonSection
from courses.selectors.law import laws, versions_on
from lms.kernel.places import COUNTRIES, Country, Language

_KEYS: Final = {"key", "kind", "minutes", "titles", "required", "choice", "weight", "sections", "line", "lines"}


@dataclass(slots=True)
class _Text:
    """One section of a lesson in its languages."""

    key: str
    item_id: int = 0
    bodies: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)


class LessonKind:
    """What courses asks of a lesson."""

    def label(self) -> str:
        """The kind in the reader's language."""
        return _("Lesson")

    def icon(self) -> str:
        """Name of its drawing."""
        return "book"

    def url(self, *, enrolment_id: int, unit_id: int) -> str:
        """The learner's page of the lesson."""
        return reverse("lms:courses:lesson", args=[enrolment_id, unit_id])

    def sentence(self, *, code: str, params: Mapping[str, object]) -> str:
        """How a lesson stands; '' for a code that is not its own. Pure."""
        return {"not_started": _("You have not opened it yet."), "read": _("You have read it.")}.get(code, "")

    def check_spec(self, spec: Mapping[str, Any]) -> Sequence[str]:
        """What is wrong with a lesson in a course file."""
        sentences = [_("'%(key)s' does not exist here.") % {"key": key} for key in spec if key not in _KEYS]
        sections = spec.get("sections")
        if not isinstance(sections, list) or not sections or not all(isinstance(key, str) for key in sections):
            return [*sentences, _("A lesson needs 'sections': [module/section, …].")]
        if len(set(sections)) != len(sections):
            sentences.append(_("A section stands twice in this lesson."))
        return sentences

    def save_draft(self, *, course_id: int, module_id: int | None, position: int, spec: Mapping[str, Any]) -> int:
        """Make or change the draft lesson of a course file's entry. Safe to repeat."""
        lesson = Lesson.objects.filter(course_id=course_id, key=spec["key"]).first() or Lesson(
            course_id=course_id, key=spec["key"]
        )
        lesson.module_id, lesson.position, lesson.kind = module_id, position, "lesson"
        lesson.titles, lesson.minutes = spec["titles"], spec.get("minutes", 5)
        lesson.required, lesson.choice = spec.get("required", True), spec.get("choice") or ""
        lesson.weight, lesson.archived_at = Decimal(str(spec.get("weight", 1))), None
        lesson.save()
        items = dict(
            Item.objects.filter(kind=ItemKind.SECTION, key__in=spec["sections"], language=Language.ES).values_list("key", "pk")
        )
        wanted = [items[key] for key in spec["sections"]]
        have = list(lesson.lms_sections.values_list("section_id", flat=True))
        if have != wanted:
            lesson.lms_sections.all().delete()
            LessonSection.objects.bulk_create(
                [LessonSection(lesson=lesson, section_id=item, position=place) for place, item in enumerate(wanted, 1)]
            )
        return int(lesson.pk)

    def items(self, *, unit_id: int) -> Sequence[int]:
        """Its sections, in every language."""
        return list(_section_items([unit_id]).values_list("pk", flat=True))

    def problems(self, *, unit_id: int, countries: Sequence[str]) -> Sequence[Problem]:
        """A section without text, summary or translation; an empty slot; a fact, part, source or help that is missing."""
        lesson = Lesson.objects.get(pk=unit_id)
        texts = _texts(unit_id, None)
        here = reverse("lms:courses:draft-detail", args=[lesson.course_id])
        if not texts:
            return [Problem(lesson.key, "", _("The lesson '%(key)s' has no sections.") % {"key": lesson.key}, here)]
        found = _Problems(lesson.key, countries)
        answers = laws(
            {c.key for t in texts for body in t.bodies.values() for code in countries for c in facts_cited(body, code)},
            countries,
            drafts=True,
        )
        sources = {key for answer in answers.values() for key in answer.sources}
        found.sources = set(
            Item.objects.filter(kind=ItemKind.SOURCE, key__in=sources, archived_at=None)
            .exclude(draft=None)
            .values_list("key", flat=True)
        )
        found.resources = list(
            Item.objects.filter(kind=ItemKind.RESOURCE, archived_at=None)
            .exclude(draft=None, published=None)
            .filter(key__in={key for t in texts for body in t.bodies.values() for key in body["resources"]})
            .values_list("key", "country")
        )
        for text in texts:
            found.look(text, answers)
        return found.found

    def freeze(self, *, unit_id: int, countries: Sequence[str], on: date) -> Frozen:
        """Which sections, facts, sources and resources a reader of each country gets, by key; the versions are held.

        `facts` is {country: {key: jurisdiction}}: own law for the countries asked, and for all four what is compared.
        """
        texts = _texts(unit_id, on)
        cited = {code: _cited(texts, code) for code in countries}
        compared = {c.key for code in countries for c in cited[code] if c.compared}
        answers = laws({c.key for code in countries for c in cited[code]}, COUNTRIES, on)
        config: dict[str, Any] = {
            "countries": list(countries),
            "sections": [{"key": t.key, "titles": {lang: body["title"] for lang, body in t.bodies.items()}} for t in texts],
            "facts": {},
            "resources": {},
            "sources": {},
        }
        held: dict[tuple[int, str], bool] = {}
        resources, sources = _published(ItemKind.RESOURCE, on), _published(ItemKind.SOURCE, on)
        for code in countries:
            mine = {c.key: answers[c.key, code] for c in cited[code] if (c.key, code) in answers}
            wanted = list(dict.fromkeys(key for t in texts for key in _first(t)["resources"]))
            helpers = [(key, item) for key in wanted for item in resources.get(key, ()) if item[0] in (code, "INT")]
            bases = [(key, item) for answer in mine.values() for key in answer.sources for item in sources.get(key, ())]
            config["facts"][code] = {key: answer.jurisdiction for key, answer in sorted(mine.items())}
            config["resources"][code] = list(dict.fromkeys(key for key, _item in helpers))
            config["sources"][code] = list(dict.fromkeys(key for key, _item in bases))
            own = [v for t in texts for v in t.versions.values()]
            own += [answer.item_version_id for answer in mine.values()]
            own += [version for _key, (_country, version) in (*helpers, *bases)]
            held |= {(version, code): False for version in own}
            for other in COUNTRIES:
                for key in compared if other != code else ():
                    if answer := answers.get((key, other)):
                        held.setdefault((answer.item_version_id, code), True)
        for other in COUNTRIES:
            for key in sorted(compared):
                if (key, other) in answers:
                    config["facts"].setdefault(other, {})[key] = answers[key, other].jurisdiction
        return Frozen(config, tuple(Held(version, code, shown) for (version, code), shown in sorted(held.items())))


def _section_items(lesson_ids: Iterable[int]) -> Any:
    keys = LessonSection.objects.filter(lesson__in=lesson_ids).values("section__key")
    return Item.objects.filter(kind=ItemKind.SECTION, key__in=keys, archived_at=None)


def _texts(unit_id: int, on: date | None) -> list[_Text]:
    """The sections of a lesson in order: their drafts, or with `on` what was published then."""
    places = LessonSection.objects.filter(lesson=unit_id).order_by("position", "id").values_list("section__key", "section_id")
    texts = {key: _Text(key, item_id) for key, item_id in places}
    items = list(_section_items([unit_id]).values_list("pk", "key", "language", "draft_id", "published_id"))
    published = versions_on([pk for pk, *_ in items], on) if on else {}
    chosen = {pk: published.get(pk) if on else (draft or live) for pk, _key, _lang, draft, live in items}
    bodies = ItemVersion.objects.in_bulk([version for version in chosen.values() if version])
    for pk, key, language, *_pointers in sorted(items, key=lambda item: item[2] != Language.ES):
        version = chosen[pk]
        if version and version in bodies:
            texts[key].bodies[language] = bodies[version].body
            texts[key].versions[language] = version
    return list(texts.values())


def _first(text: _Text) -> Mapping[str, Any]:
    return text.bodies.get(Language.ES) or next(iter(text.bodies.values()), {"resources": [], "blocks": []})


def _cited(texts: Iterable[_Text], country: str) -> list[Cited]:
    found = {cited: None for text in texts for body in text.bodies.values() for cited in facts_cited(body, country)}
    return list(found)


def _published(kind: str, on: date) -> dict[str, list[tuple[str, int]]]:
    """{key: [(country, version)]} of all sources or resources as published at `on`."""
    items = {pk: (key, country) for pk, key, country in Item.objects.filter(kind=kind).values_list("pk", "key", "country")}
    found: dict[str, list[tuple[str, int]]] = {}
    for pk, version in versions_on(items, on).items():
        key, country = items[pk]
        found.setdefault(key, []).append((country, version))
    return found


class _Problems:
    """Collects what stands in the way of one lesson."""

    def __init__(self, unit_key: str, countries: Sequence[str]) -> None:
        self.unit_key, self.countries = unit_key, countries
        self.found: list[Problem] = []
        self.sources: set[str] = set()
        self.resources: list[tuple[str, str]] = []
        self.url = ""

    def add(self, country: str, sentence: str) -> None:
        problem = Problem(self.unit_key, country, sentence, self.url)
        if problem not in self.found:
            self.found.append(problem)

    def look(self, text: _Text, answers: Mapping[tuple[str, str], LawAnswer]) -> None:
        self.url = reverse("lms:courses:section-detail", args=[text.item_id])
        for tongue in Language:
            if tongue not in text.bodies:
                self.add(
                    "", _("The section '%(key)s' has no text in %(language)s.") % {"key": text.key, "language": tongue.label}
                )
        for language, body in text.bodies.items():
            if not body["title"] or not body["summary"] or not body["blocks"]:
                self.add(
                    "",
                    _("The section '%(key)s' needs a title, a summary and text (%(language)s).")
                    % {"key": text.key, "language": language},
                )
            for code in self.countries:
                self._country(text, body, code, answers)

    def _country(self, text: _Text, body: Mapping[str, Any], code: str, answers: Mapping[tuple[str, str], LawAnswer]) -> None:
        name = {"key": text.key, "country": Country(code).label}
        for block in empty_slots(body, code):
            self.add(
                code, _("The section '%(key)s' has an empty slot for %(country)s (block %(block)s).") % {**name, "block": block}
            )
        for cited in facts_cited(body, code):
            answer = answers.get((cited.key, code))
            if answer is None:
                self.add(
                    code,
                    _("The fact '%(fact)s' says nothing for %(country)s (section '%(key)s').") % {**name, "fact": cited.key},
                )
                continue
            if cited.part and cited.part not in answer.values:
                self.add(
                    code,
                    _("The fact '%(fact)s' has no part '%(part)s' for %(country)s.")
                    % {**name, "fact": cited.key, "part": cited.part},
                )
            if not any(key in self.sources for key in answer.sources):
                self.add(code, _("The fact '%(fact)s' has no source for %(country)s.") % {**name, "fact": cited.key})
        if any(block["type"] == "help" for block in body["blocks"]):
            reach = {key for key, country in self.resources if country in (code, "INT")}
            if not reach & set(body["resources"]):
                self.add(code, _("The section '%(key)s' names no help resource for %(country)s.") % name)
