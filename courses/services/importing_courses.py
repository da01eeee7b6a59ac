"""courses/<course>.yaml → Course, Module, Unit drafts. What left the file is archived, never deleted."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from courses.errors import UnknownUnitKind
from courses.kinds import Drafted, FileProblem, Known, kind_of
from courses.models import Course, ItemKind, Module, Unit
from courses.progress import asked_of
from courses.purposes import rule_mistakes
from courses.reading import Entry, files_of, head_of, read_file, without_lines
from courses.services.exporting_courses import BAND, course_text, draft_course, published_course
from courses.services.importing import no_such
from lms.kernel.canonical import digest
from lms.kernel.places import COUNTRIES
from lms.kernel.textfiles import Lined, LinedList

_NAMED: Final = {
    "sections": ItemKind.SECTION, "questions": ItemKind.QUESTION, "case": ItemKind.CASE, "alternates": ItemKind.CASE,
}  # fmt: skip
_CHOICE: Final = re.compile(r"(?:[\w-]+(?:/[1-9][0-9]?)?)?")
_LONGEST_CHOICE: Final = 40


class CoursesKind:
    """courses/*.yaml"""

    name = "courses"
    order = 10

    def read(self, root: Path, problems: list[FileProblem]) -> list[Drafted]:
        found: dict[str, Drafted] = {}
        for path, name in files_of(root, self.name, ".yaml", problems):
            file = read_file(path, name, problems)
            if file is None:
                continue
            body = {
                "titles": file.words("titles", longest=200),
                "summaries": file.words("summaries", longest=600),
                "countries": file.strings("countries", choices=COUNTRIES),
                "rule": without_lines(file.get("rule") or {}),
            }
            key, head = file.key(), head_of(file)
            if not body["countries"]:
                file.wrong("countries", _("'%(key)s' must be a list: [one, two].") % {"key": "countries"})
            body["modules"] = [module for entry in file.entries("modules") if (module := self._module(entry))]
            self._once(file, body["modules"])
            keys = {unit["key"] for module in body["modules"] for unit in module["units"]}
            for sentence in rule_mistakes(body["rule"], keys):
                file.wrong("rule", sentence)
            self._choices(file, body["modules"])
            if not file.done():
                continue
            if key in found:
                file.wrong(
                    "key",
                    _("The key '%(key)s' is already used at %(path)s:%(line)s.")
                    % {"key": key, "path": found[key].path, "line": 1},
                )
                continue
            found[key] = Drafted(key, body, name, file.line, head)
        return list(found.values())

    def _module(self, entry: Entry) -> dict[str, Any]:
        goals = entry.get("goals") or {}
        module = {
            "line": entry.line,
            "key": entry.key(),
            "titles": entry.words("titles", longest=200),
            "goals": without_lines(goals),
            "band": entry.number("band", low=0, high=100, default=BAND),
        }
        if goals and (not isinstance(goals, Lined) or any(not isinstance(texts, LinedList) for texts in goals.values())):
            entry.wrong("goals", _("'goals' must be lists by language: {es: [Usted …], en: [You …]}."))
        module["units"] = [value for unit in entry.entries("units") if (value := self._unit(unit))]
        entry.done()
        return module

    def _unit(self, entry: Entry) -> dict[str, Any]:
        spec: dict[str, Any] = without_lines(entry.value)
        spec |= {
            "key": entry.key(),
            "kind": entry.key("kind"),
            "titles": entry.words("titles", longest=200),
            "minutes": entry.number("minutes", low=1, high=6000, default=5),
            "required": entry.flag("required", default=True),
        }
        spec["line"] = entry.line
        spec["lines"] = dict(entry.value.lines) | {
            f"{key}:{item}": line
            for key in _NAMED
            if isinstance(entry.value.get(key), LinedList)
            for line, item in zip(entry.value[key].lines, entry.value[key], strict=True)
        }
        return spec

    @staticmethod
    def _choices(file: Entry, modules: Sequence[Mapping[str, Any]]) -> None:
        """A choice group is a name, or a name and how many of its units are to be passed: cases, cases/3."""
        groups: dict[str, list[Mapping[str, Any]]] = {}
        for unit in (unit for module in modules for unit in module["units"]):
            choice = unit.get("choice") or ""
            if not (isinstance(choice, str) and _CHOICE.fullmatch(choice) and len(choice) <= _LONGEST_CHOICE):
                said = _("'choice' is a name of at most 40 letters, or a name and how many are enough: cases, cases/3.")
                file.wrong("modules", said, unit["lines"].get("choice", unit["line"]))
            elif choice:
                groups.setdefault(choice.partition("/")[0], []).append(unit)
        for name, units in groups.items():
            numbers = {unit["choice"] for unit in units}
            line = units[-1]["lines"].get("choice", units[-1]["line"])
            if len(numbers) > 1:
                said = _("The choice group '%(name)s' is written in several ways: %(ways)s.")
                file.wrong("modules", said % {"name": name, "ways": ", ".join(sorted(numbers))}, line)
            elif asked_of(units[0]["choice"]) > len(units):
                said = _("The choice group '%(name)s' asks for more units than it has (%(n)s).")
                file.wrong("modules", said % {"name": units[0]["choice"], "n": len(units)}, line)

    @staticmethod
    def _once(file: Entry, modules: Sequence[Mapping[str, Any]]) -> None:
        """A key names one module and one unit of the course."""
        chapters: set[str] = set()
        units: set[str] = set()
        for module in modules:
            if module["key"] in chapters:
                file.wrong(
                    "modules", _("The module '%(key)s' stands twice in this course.") % {"key": module["key"]}, module["line"]
                )
            chapters.add(module["key"])
            for unit in module["units"]:
                if unit["key"] in units:
                    file.wrong(
                        "modules", _("The unit '%(key)s' stands twice in this course.") % {"key": unit["key"]}, unit["line"]
                    )
                units.add(unit["key"])

    def check(self, drafted: Drafted, known: Known) -> list[FileProblem]:
        """Each unit's kind exists, likes its entry, and what the entry names is there."""
        stored = dict(Unit.objects.non_polymorphic().filter(course__key=drafted.key).values_list("key", "kind"))
        found: list[FileProblem] = []
        for spec in (unit for module in drafted.body["modules"] for unit in module["units"]):
            sentences = [(spec["line"], sentence) for sentence in self._of_kind(spec, stored)]
            for field, kind in _NAMED.items():
                named = spec.get(field)
                for one in named if isinstance(named, list) else [named] if named else []:
                    key = one.get(kind) if isinstance(one, Mapping) else one  # {question: key, …}; a draw names nothing
                    if key is not None and key not in known.items.get(kind, ()):
                        line = spec["lines"].get(f"{field}:{key}") or spec["lines"].get(field) or spec["line"]
                        sentences.append((line, no_such(kind, str(key), known.items.get(kind, ()))))
            found.extend(FileProblem(drafted.path, line, sentence) for line, sentence in sentences)
        return found

    @staticmethod
    def _of_kind(spec: Mapping[str, Any], stored: Mapping[str, str]) -> list[str]:
        before = stored.get(spec["key"], spec["kind"])
        if before != spec["kind"]:
            said = {"key": spec["key"], "before": before, "now": spec["kind"]}
            return [_("The unit '%(key)s' was a %(before)s and can't become a %(now)s: give the new one another key.") % said]
        try:
            return list(kind_of(spec["kind"]).check_spec(spec))
        except UnknownUnitKind as unknown:
            return [unknown.sentence()]

    def apply(self, drafted: Drafted) -> str:
        """Write the drafts. "unchanged" when the file says what it said at the last import."""
        body = drafted.body
        plain = {
            **body,
            "modules": [{**_without_places(m), "units": [_without_places(u) for u in m["units"]]} for m in body["modules"]],
        }
        wanted = digest(plain)
        course = Course.objects.select_for_update().filter(key=drafted.key).first()
        if course is not None and course.source_digest == wanted and course.archived_at is None:
            return "unchanged"
        state = "new" if course is None else "changed"
        course = course or Course(key=drafted.key)
        course.titles, course.summaries, course.countries = body["titles"], body["summaries"], body["countries"]
        course.rule, course.source_digest, course.archived_at = body["rule"], wanted, None
        course.save()
        kept: list[int] = []
        for place, module in enumerate(plain["modules"], 1):
            row, _made = Module.objects.update_or_create(
                course=course,
                key=module["key"],
                defaults={n: module[n] for n in ("titles", "goals", "band")} | {"position": place},
            )
            for spec in module["units"]:
                kept.append(
                    kind_of(spec["kind"]).save_draft(course_id=course.pk, module_id=row.pk, position=len(kept) + 1, spec=spec)
                )
        units = Unit.objects.non_polymorphic().filter(course=course)
        units.filter(pk__in=kept).exclude(archived_at=None).update(archived_at=None)
        units.exclude(pk__in=kept).filter(archived_at=None).update(archived_at=timezone.now())
        return state

    def stored(self, *, published: bool) -> list[Drafted]:
        """Every course as its file would say it: the drafts, or with `published` what is in effect now."""
        courses = Course.objects.filter(archived_at=None).order_by("key")
        return [one for course in courses if (one := (published_course if published else draft_course)(course))]

    def path_of(self, drafted: Drafted) -> str:
        """A file a course."""
        return f"{self.name}/{drafted.key}.yaml"

    def write(self, drafted: Sequence[Drafted]) -> dict[str, str]:
        """{path: text} of all courses."""
        return {one.path or self.path_of(one): course_text(one) for one in drafted}


def _without_places(spec: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in spec.items() if key not in ("line", "lines")}
