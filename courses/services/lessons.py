"""The unit kind `lesson`: sections of the toolkit in an order, frozen with the law of each country."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from courses.blocks import figures_shown
from courses.kinds import Frozen, Held, Problem, SpecField
from courses.models import Item, ItemKind, Lesson, LessonSection
from courses.selectors.law import laws, versions_on
from courses.services.lesson_problems import problems_of_lessons
from courses.services.lesson_texts import cited_in, items_of_lessons, section_items, texts_of
from lms.kernel.places import COUNTRIES, Language

_KEYS: Final = {"key", "kind", "minutes", "titles", "required", "choice", "weight", "sections", "line", "lines"}


class LessonKind:
    """What courses asks of a lesson."""

    def may_recognise(self, *, config: Mapping[str, Any]) -> bool:
        """What was learned elsewhere can stand for a lesson."""
        return True

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

    spec_fields = {"sections": SpecField(always=True)}

    def spec(self, *, unit_id: int, config: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        """Its sections, as a course file names them."""
        if config is not None:
            return {"sections": [section["key"] for section in config["sections"]]}
        places = LessonSection.objects.filter(lesson=unit_id).order_by("position", "id")
        return {"sections": list(places.values_list("section__key", flat=True))}

    def items(self, *, unit_id: int) -> Sequence[int]:
        """Its sections, in every language."""
        return list(section_items([unit_id]).values_list("pk", flat=True))

    def units_on(self, *, item_ids: Collection[int]) -> dict[int, set[int]]:
        """{draft lesson: its sections among these items, in any language}. Two queries."""
        wanted = Item.objects.filter(pk__in=item_ids, kind=ItemKind.SECTION)
        items: dict[str, set[int]] = {}
        for pk, key in wanted.values_list("pk", "key"):
            items.setdefault(key, set()).add(pk)
        rows = LessonSection.objects.filter(section__key__in=items, lesson__archived_at=None)
        found: dict[int, set[int]] = {}
        for lesson, key in rows.values_list("lesson_id", "section__key"):
            found.setdefault(lesson, set()).update(items[key])
        return found

    def problems(self, *, unit_id: int, countries: Sequence[str]) -> Sequence[Problem]:
        """A text that is missing, hard to read or behind its origin; an empty slot; no help; a link that leads nowhere."""
        return problems_of_lessons([unit_id], countries)

    def problems_of_units(self, *, unit_ids: Sequence[int], countries: Sequence[str]) -> Sequence[Problem]:
        """The same of many lessons, in as many queries as of one."""
        return problems_of_lessons(unit_ids, countries)

    def items_of_units(self, *, unit_ids: Sequence[int]) -> Mapping[int, Sequence[int]]:
        """{lesson: its sections, in every language}. Two queries."""
        return items_of_lessons(unit_ids)

    def freeze(self, *, unit_id: int, countries: Sequence[str], on: date) -> Frozen:
        """Which sections, facts, sources and resources a reader of each country gets, by key; the versions are held.

        `facts` is {country: {key: jurisdiction}}: own law for the countries asked, and for all four what is compared.
        """
        texts = texts_of([unit_id], on)[unit_id]
        cited = {code: cited_in(texts, code) for code in countries}
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
        shown = {key for t in texts for body in t.bodies.values() for key in figures_shown(body)}
        figures = _published(ItemKind.FIGURE, on, shown) if shown else {}
        for code in countries:
            mine = {c.key: answers[c.key, code] for c in cited[code] if (c.key, code) in answers}
            wanted = list(dict.fromkeys(key for t in texts for key in t.first["resources"]))
            helpers = [(key, item) for key in wanted for item in resources.get(key, ()) if item[0] in (code, "INT")]
            bases = [(key, item) for answer in mine.values() for key in answer.sources for item in sources.get(key, ())]
            config["facts"][code] = {key: answer.jurisdiction for key, answer in sorted(mine.items())}
            config["resources"][code] = list(dict.fromkeys(key for key, _item in helpers))
            config["sources"][code] = list(dict.fromkeys(key for key, _item in bases))
            own = [v.pk for t in texts for v in t.versions.values()]
            own += [answer.item_version_id for answer in mine.values()]
            own += [version for _key, (_country, version) in (*helpers, *bases)]
            own += [version for ones in figures.values() for _country, version in ones]
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


def _published(kind: str, on: date, keys: Collection[str] | None = None) -> dict[str, list[tuple[str, int]]]:
    """{key: [(country, version)]} of all items of a kind, or of some, as published at `on`."""
    rows = Item.objects.filter(kind=kind, **({} if keys is None else {"key__in": keys}))
    items = {pk: (key, country) for pk, key, country in rows.values_list("pk", "key", "country")}
    found: dict[str, list[tuple[str, int]]] = {}
    for pk, version in versions_on(items, on).items():
        key, country = items[pk]
        found.setdefault(key, []).append((country, version))
    return found
