"""The one page on which a group is made or changed: names, days, defaults, courses with their days, who teaches."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from courses.forms.groups import day_field
from courses.selectors.group_pages import GroupCourse, GroupFacts
from courses.services.groups import CourseChoice, NewFacilitator
from lms.kernel.places import Country, Language
from lms.kernel.words import in_language


@dataclass(frozen=True, slots=True)
class CourseSection:
    """The fields of one course, for the template."""

    title: str
    taken: bool
    open: bool
    take: Any
    starts_on: Any
    ends_on: Any
    spread: Any
    days: tuple[Any, ...]


class GroupForm(forms.Form):
    """A group. `facts` None: a new one; `institutions`: (id, name) among which to choose where it is made."""

    institution = forms.TypedChoiceField(label=_("Institution"), coerce=int)
    name_es = forms.CharField(label=_("Name in Spanish"), max_length=160)
    name_en = forms.CharField(label=_("Name in English"), max_length=160, required=False)
    key = forms.SlugField(
        label=_("Short name"), max_length=60, required=False,
        help_text=_("For example 2026-b. It is what a list of people names. Left empty, it is made of the name."),
    )  # fmt: skip
    country = forms.ChoiceField(
        label=_("Country"), choices=Country.choices, help_text=_("Whose law newcomers study, unless a list says another one.")
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices, help_text=_("Of newcomers."))
    starts_on = day_field(label=_("First day"))
    ends_on = day_field(label=_("Last day"))
    facilitators = forms.TypedMultipleChoiceField(
        label=_("Who teaches this group"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    new_email = forms.EmailField(
        label=_("E-mail of somebody new who teaches"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    new_given_name = forms.CharField(label=_("First name"), max_length=120, required=False)
    new_family_name = forms.CharField(label=_("Last name"), max_length=120, required=False)

    def __init__(
        self,
        data: Any,
        *,
        institutions: Sequence[tuple[int, str]],
        courses: Sequence[GroupCourse],
        staff: Sequence[tuple[int, str]],
        facts: GroupFacts,
    ) -> None:
        super().__init__(data, initial=_initial(facts, institutions))
        self.facts, self.courses = facts, courses
        place: Any = self.fields["institution"]
        place.choices = institutions
        if len(institutions) == 1:
            place.widget = forms.HiddenInput()
        if facts.cohort_id is not None:
            del self.fields["key"]
        teachers: Any = self.fields["facilitators"]
        teachers.choices = staff
        if not staff:
            del self.fields["facilitators"]
        for course in courses:
            self._add_course(course)

    def _add_course(self, course: GroupCourse) -> None:
        own = f"course-{course.id}"
        self.fields[own] = forms.BooleanField(
            label=_("The group takes this course"), required=False, initial=course.taken, disabled=course.taken
        )
        self.fields[f"{own}-starts_on"] = day_field(
            label=_("First day"), required=False, initial=course.starts_on, help_text=_("Left empty: the group's.")
        )
        self.fields[f"{own}-ends_on"] = day_field(label=_("Last day"), required=False, initial=course.ends_on)
        self.fields[f"{own}-spread"] = forms.BooleanField(
            label=_("Spread the due days evenly, on business days"), required=False,
            help_text=_("The days written below are then not looked at."),
        )  # fmt: skip
        for module in course.modules:
            self.fields[f"{own}-{module.id}"] = day_field(label=in_language(module.titles), required=False, initial=module.day)

    def heads(self) -> list[Any]:
        """The fields of the group itself."""
        return [field for field in self if not field.name.startswith(("course-", "new_", "facilitators"))]

    def newcomer_fields(self) -> list[Any]:
        """The fields of somebody new who teaches."""
        return [self[name] for name in ("new_email", "new_given_name", "new_family_name")]

    def sections(self) -> Iterator[CourseSection]:
        """The courses, those that the group takes first. Open: with a mistake, being added, or of two at most."""
        few = sum(course.taken for course in self.courses) <= 2
        for course in sorted(self.courses, key=lambda one: not one.taken):
            own = f"course-{course.id}"
            days = tuple(self[f"{own}-{module.id}"] for module in course.modules)
            take, first = self[own], self[f"{own}-starts_on"]
            last, even = self[f"{own}-ends_on"], self[f"{own}-spread"]
            wrong = any(field.errors for field in (take, first, last, even, *days))
            shown = wrong or (few if course.taken else bool(take.value()))
            yield CourseSection(in_language(course.titles), course.taken, shown, take, first, last, even, days)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("starts_on") and given.get("ends_on") and given["ends_on"] < given["starts_on"]:
            self.add_error("ends_on", _now("The last day can't be before the first one."))
        if given.get("new_email") and not given.get("new_given_name"):
            self.add_error("new_given_name", _now("The name is missing."))
        for course in self.courses:
            if given.get(f"course-{course.id}"):
                self._check_course(course, given)
        return given

    def _check_course(self, course: GroupCourse, given: Mapping[str, Any]) -> None:
        own = f"course-{course.id}"
        if given.get("country") and given["country"] not in course.countries and not course.taken:
            self.add_error(own, _now("This course is not offered under the law of the group's country."))
        first, last = self._days(own, given)
        if not first or not last:
            return
        if last < first:
            self.add_error(f"{own}-ends_on", _now("The last day can't be before the first one."))
            return
        for module in course.modules:
            day = given.get(f"{own}-{module.id}")
            if day and not given.get(f"{own}-spread") and not first <= day <= last:
                self.add_error(f"{own}-{module.id}", _now("Choose a day between the first and the last day of the course."))

    @staticmethod
    def _days(own: str, given: Mapping[str, Any]) -> tuple[Any, Any]:
        return given.get(f"{own}-starts_on") or given.get("starts_on"), given.get(f"{own}-ends_on") or given.get("ends_on")

    def said(self) -> dict[str, Any]:
        """What `save_group` takes."""
        given = self.cleaned_data
        names = {"es": given["name_es"], "en": given["name_en"] or given["name_es"]}
        facts = {name: given[name] for name in ("country", "language", "starts_on", "ends_on")} | {"names": names}
        if self.facts.cohort_id is None:
            facts["key"] = given["key"] or slugify(given["name_es"])[:60] or "grupo"
        newcomer = None
        if given["new_email"]:
            newcomer = NewFacilitator(given["new_email"], given["new_given_name"], given["new_family_name"], given["language"])
        return {
            "institution_id": given["institution"], "cohort_id": self.facts.cohort_id, "facts": facts,
            "courses": list(self._choices(given)), "facilitators": given.get("facilitators", []), "newcomer": newcomer,
        }  # fmt: skip

    def _choices(self, given: Mapping[str, Any]) -> Iterator[CourseChoice]:
        for course in self.courses:
            own = f"course-{course.id}"
            if not given.get(own):
                continue
            first, last = self._days(own, given)
            pace = {module.key: day for module in course.modules if (day := given.get(f"{own}-{module.id}"))}
            yield CourseChoice(course.id, first, last, pace, bool(given.get(f"{own}-spread")))


def _initial(facts: GroupFacts, institutions: Sequence[tuple[int, str]]) -> dict[str, Any]:
    return {
        "institution": facts.institution_id or (institutions[0][0] if institutions else None),
        "name_es": facts.names.get("es", ""), "name_en": facts.names.get("en", ""), "country": facts.country,
        "language": facts.language, "starts_on": facts.starts_on, "ends_on": facts.ends_on,
        "facilitators": list(facts.facilitators),
    }  # fmt: skip
