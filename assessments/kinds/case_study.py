"""The kind `case_study`: a business to advise, a letter to write, a rubric to score it with."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from assessments import dues, rubrics, stages
from assessments.errors import CaseMissing, KeyTaken
from assessments.errors.cuts import CutScoreMissing
from assessments.families import cases_of
from assessments.kinds import case_family, cut_rules
from assessments.kinds.case_files import FACT_IN_TEXT
from assessments.kinds.quiz import cut_url, in_percent, mended_at
from assessments.kinds.specs import as_number, draft_fields, is_number
from assessments.models import CaseStudy
from assessments.models.cut_rows import records_in_force
from assessments.models.versions import item_by_key, items_by_id, unit_kind, version_of
from courses import api as courses
from courses.kinds import Frozen, Held, Problem, SpecField

_SHARED = ("titles", "stage", "sector", "business", "documents", "ask", "task", "issues")


def facts_in(text: Mapping[str, str]) -> list[str]:
    """The keys of the facts that a text names, in order, once each."""
    found = [match.group(1) for words in text.values() for match in FACT_IN_TEXT.finditer(words)]
    return list(dict.fromkeys(found))


class CaseKind:
    """What courses asks of a case study."""

    def may_recognise(self, *, config: Mapping[str, Any]) -> bool:
        """What was done elsewhere can stand for a case that practises, never for one that certifies."""
        return not config.get("certifying")

    def label(self) -> str:
        return _("Case")

    def icon(self) -> str:
        return "doc"

    def items(self, *, unit_id: int) -> Sequence[int]:
        """Its cases and their rubrics."""
        return list(self.items_of_units(unit_ids=[unit_id])[unit_id])

    def units_on(self, *, item_ids: Collection[int]) -> dict[int, set[int]]:
        """{draft case study: its cases and rubrics among these items}. Two queries."""
        own = Q(case__in=item_ids) | Q(rubric__in=item_ids)
        more = Q(lms_alternates__case__in=item_ids) | Q(lms_alternates__rubric__in=item_ids)
        rows = CaseStudy.objects.non_polymorphic().filter(own | more, archived_at=None)
        found = self.items_of_units(unit_ids=list(rows.values_list("pk", flat=True).distinct()))
        return {pk: set(mine) & set(item_ids) for pk, mine in found.items()}

    def problems(self, *, unit_id: int, countries: Sequence[str]) -> Sequence[Problem]:
        """A case or rubric without a text; a country's text missing, or citing a fact that is missing there."""
        return self.problems_of_units(unit_ids=[unit_id], countries=countries)

    def problems_of_units(self, *, unit_ids: Sequence[int], countries: Sequence[str]) -> Sequence[Problem]:
        """The same of many case studies, four queries; a few more for certifying ones. (As one join PostgreSQL took minutes on
        tables without statistics.)"""
        rows = list(CaseStudy.objects.filter(pk__in=unit_ids).order_by("pk"))
        pairs = case_family.pairs_of(rows)
        items = items_by_id({item for mine in pairs.values() for pair in mine for item in pair})
        studies = [
            (study, case_id, rubric_id, items[case_id].draft or items[case_id].published)
            for study in rows
            for case_id, rubric_id in pairs[study.pk]
        ]
        texts = [text for *_study, case in studies if case for text in case.body["local"].values()]
        laws = courses.laws({key for text in texts for key in facts_in(text)}, countries, drafts=True)
        found: list[Problem] = []
        sure = [one.pk for one in rows if one.certifying]
        cuts = records_in_force(sure, localdate()) if sure else []
        for study in rows:
            lacking = cut_rules.case_cut(study.pk, countries, cuts)[1] if study.certifying else []
            found += [Problem(study.key, country, sentence, cut_url(study.pk)) for country, sentence in lacking]
            keys = [items[case_id].key for case_id, _rubric in pairs[study.pk]]
            found += case_family.problems(study, keys, countries, mended_at(study.course_id)) if study.certifying else []
        for study, case_id, rubric_id, case in studies:
            here = mended_at(study.course_id)
            rubric, key = items[rubric_id], items[case_id].key
            if case is None or not (rubric.draft_id or rubric.published_id):
                sentence = _("The case '{key}' has no text or no rubric.").format(key=key)
                found.append(Problem(study.key, "", sentence, here))
                continue
            for country in countries:
                text = case.body["local"].get(country)
                if not text:
                    sentence = _("The case '{key}' says nothing about this country.").format(key=key)
                    found.append(Problem(study.key, country, sentence, here))
                    continue
                said = _("The case names the fact '{fact}', which is missing here.")
                missing = [fact for fact in facts_in(text) if (fact, country) not in laws]
                found += [Problem(study.key, country, said.format(fact=fact), here) for fact in missing]
        return found

    def items_of_units(self, *, unit_ids: Sequence[int]) -> Mapping[int, Sequence[int]]:
        """{case study: its cases and their rubrics}. Two queries."""
        rows = list(CaseStudy.objects.filter(pk__in=unit_ids))
        return {pk: [item for pair in mine for item in pair] for pk, mine in case_family.pairs_of(rows).items()}

    def freeze(self, *, unit_id: int, countries: Sequence[str], on: date) -> Frozen:
        """The case's text by country with the facts it names, and the rubric by its hash; of a certifying unit each of its
        family's cases."""
        study = CaseStudy.objects.get(pk=unit_id)
        held: dict[tuple[int, str], bool] = {}
        cases = {}
        for case_id, rubric_id in case_family.pairs_of([study])[study.pk]:
            key, parts, rests_on = frozen_case(study.key, case_id, rubric_id, countries, on)
            cases[key] = parts
            for place, shown in rests_on.items():
                held[place] = held.get(place, True) and shown
        config = {
            "pass_percent": format(study.pass_percent.normalize(), "f"),
            "submissions_allowed": study.submissions_allowed,
            "scoring": replace(stages.usual(certifying=study.certifying), **study.scoring).body(),
            "late": study.late,
            "countries": sorted(countries),
            **case_family.frozen(study, cases),
        }
        if study.certifying:
            config |= _cut_of(study, countries, on)
        return Frozen(config=config, held=tuple(Held(version, c, shown) for (version, c), shown in sorted(held.items())))

    def url(self, *, enrolment_id: int, unit_id: int) -> str:
        return reverse("lms:assessments:case-detail", args=[enrolment_id, unit_id])

    def draft_url(self, *, unit_id: int) -> str:
        """Its case in all its countries, with what judges said of them."""
        return reverse("lms:assessments:case-draft", args=[unit_id])

    def cohort_url(self, *, unit_id: int, cohort_id: int) -> str:
        """Who of a group writes, handed in or has a result, and until when: for those who teach and coordinate the group."""
        return reverse("lms:assessments:cohort-case", args=[cohort_id, unit_id])

    def sentence(self, *, code: str, params: Mapping[str, object]) -> str:
        """Where a learner stands, in the reader's language. Pure."""
        score, needed = (in_percent(params.get(name)) for name in ("score", "needed"))
        sentences = {
            "case_open": _("Your letter is a draft. Go on when you like."),
            "case_waiting": _("Your letter was handed in and waits for an assessor."),
            "case_scored": _("Your letter is scored. Results are released together, by a person."),
            "case_appealed": _("You appealed against your result. Somebody else scores your letter again."),
            "case_withdrawn": _("You took your letter back. Change it and hand it in again."),
            "case_passed": _("Passed with {score}.").format(score=score),
            "case_failed": _("Not yet competent: {score}; {needed} is needed. Read the comments and hand in again.").format(
                score=score, needed=needed
            ),
            "case_failed_sit": _(
                "Not yet competent: {score}; {needed} is needed. Read the comments; you may sit again, on another case."
            ).format(score=score, needed=needed),
            "case_red_flag_sit": _(
                "Not yet competent: a red flag was raised. Read the comments; you may sit again, on another case."
            ),
            "case_none_left": _("Not yet competent, and no more letters can be handed in. Your facilitator can help."),
            "case_red_flag": _("Not yet competent: a red flag was raised. Read the comments and hand in again."),
        }
        return sentences.get(code, "")

    needs_of = ("pass_percent", "cut", "certifying")

    def needs(self, config: Mapping[str, Any]) -> str:
        """What passes it, as a phrase in the reader's language."""
        said = _("{percent} of the rubric, set by judges, and no red flag") if config.get("cut") else ""
        return (said or _("{percent} of the rubric, and no red flag")).format(percent=in_percent(config["pass_percent"]))

    def check_spec(self, spec: Mapping[str, Any]) -> Sequence[str]:
        """What is wrong with a case study in a course file."""
        found = []
        if not isinstance(spec.get("case"), str):
            found.append(_("A case study needs 'case': the key of a file in cases/."))
        if not is_number(spec.get("pass_percent", 60), 0, 100):
            found.append(_("'pass_percent' must be a number from 0 to 100."))
        if not is_number(spec.get("submissions_allowed", 3), 0, 100, whole=True):
            found.append(_("'{name}' must be a whole number, 0 for no limit.").format(name="submissions_allowed"))
        return [*found, *case_family.check(spec), *stages.check(spec.get("scoring", {})), *dues.check(spec)]

    spec_fields = {
        "case": SpecField(always=True), "pass_percent": SpecField(60, always=True), "submissions_allowed": SpecField(3),
        "scoring": SpecField({}), "late": SpecField({}), **case_family.FIELDS,
    }  # fmt: skip

    def spec(self, *, unit_id: int, config: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        """The case's key and the rules."""
        if config is not None:
            percent = config.get("own_pass_percent", config["pass_percent"])
            allowed, case = config["submissions_allowed"], next(iter(cases_of(config)))
            more = case_family.spec_of_frozen(config)
            scoring, late = config.get("scoring", {}), config.get("late", {})
        else:
            study = CaseStudy.objects.select_related("case").get(pk=unit_id)
            percent, allowed, case = study.pass_percent, study.submissions_allowed, study.case.key
            scoring, late, more = study.scoring, study.late, case_family.spec_of_draft(study)
        usual = stages.usual(certifying=bool(more.get("certifying"))).body()
        return {
            "case": case,
            "pass_percent": as_number(percent),
            "submissions_allowed": allowed,
            "scoring": {name: scoring[name] for name in usual if scoring.get(name, usual[name]) != usual[name]},
            "late": {name: late[name] for name in dues.FIELDS if name in late},
            **more,
        }

    def save_draft(self, *, course_id: int, module_id: int | None, position: int, spec: Mapping[str, Any]) -> int:
        """Make or change the draft case study. Raises KeyTaken, CaseMissing."""
        if unit_kind(course_id, spec["key"]) not in ("", "case_study"):
            raise KeyTaken(key=spec["key"])
        case, rubric = item_by_key("case", spec["case"]), item_by_key("rubric", spec["case"])
        if case is None or rubric is None:
            raise CaseMissing(unit=spec["key"], case=spec["case"])
        study, _made = CaseStudy.objects.update_or_create(
            course_id=course_id,
            key=spec["key"],
            defaults={
                **draft_fields("case_study", module_id, position, spec),
                "case": case,
                "rubric": rubric,
                "pass_percent": Decimal(str(spec.get("pass_percent", 60))),
                "submissions_allowed": spec.get("submissions_allowed", 3),
                "scoring": dict(spec.get("scoring", {})),
                "late": dict(spec.get("late", {})),
                **case_family.columns(spec),
            },
        )
        case_family.write_alternates(study, spec)
        return int(study.pk)


def _cut_of(study: CaseStudy, countries: Sequence[str], on: date) -> dict[str, Any]:
    """The pass score that judges set for a certifying case, in place of its own. Raises CutScoreMissing."""
    record, lacking = cut_rules.case_cut(study.pk, countries, records_in_force([study.pk], on))
    if record is None:
        raise CutScoreMissing(unit=study.key, what=lacking[0][1])
    said = {"records": [record.id], "se": None if record.se is None else format(record.se / record.of, ".4f")}
    own = format(study.pass_percent.normalize(), "f")  # what its file says, which decides nothing
    percent = format(record.percent.normalize(), "f")
    return {"pass_percent": percent, "own_pass_percent": own, "cut": dict.fromkeys(sorted(countries), said)}


def frozen_case(
    unit_key: str, case_id: int, rubric_id: int, countries: Sequence[str], on: date | None
) -> tuple[str, dict[str, Any], dict[tuple[int, str], bool]]:
    """One case as it will be read: its key, its parts of the configuration, and {(version, country): shown only} that it rests
    on. `on` None: as its draft stands. Raises CaseMissing."""
    items = items_by_id({case_id, rubric_id})
    key = items[case_id].key
    if on is None:
        case, rubric = (items[pk].draft or items[pk].published for pk in (case_id, rubric_id))
    else:
        published = courses.versions_on([case_id, rubric_id], on)
        case, rubric = (version_of(published[pk]) if pk in published else None for pk in (case_id, rubric_id))
    if case is None or rubric is None:
        raise CaseMissing(unit=unit_key, case=key)
    body = case.body
    cited = {c: facts_in(body["local"].get(c, {})) for c in countries}
    behind = {fact for issue in body["issues"] for fact in issue["facts"]}
    laws = courses.laws(behind.union(*cited.values()), countries, on, drafts=on is None)
    held = {(case.pk, c): False for c in countries} | {(rubric.pk, c): False for c in countries}
    for (fact, country), answer in laws.items():
        place = (answer.item_version_id, country)
        held[place] = held.get(place, True) and fact not in cited[country]
    parts = {
        "case": {
            "key": key,
            "version": case.digest,
            **{name: body[name] for name in _SHARED},
            "local": {country: body["local"].get(country, {}) for country in countries},
        },
        "facts": {
            country: {fact: _frozen(answer) for (fact, place), answer in sorted(laws.items()) if place == country}
            for country in sorted(countries)
        },
        "rubric": {
            "content_hash": rubrics.content_hash(key, rubric.body),
            "structure_hash": rubrics.structure_hash(rubric.body),
            **rubric.body,
        },
    }
    return key, parts, held


def _frozen(answer: courses.LawAnswer) -> dict[str, Any]:
    """A fact as a case keeps it: what is read, without ids of this database."""
    return {**asdict(answer), "item_version_id": 0, "sources": list(answer.sources)}


def thawed(facts: Mapping[str, Mapping[str, Any]]) -> dict[str, courses.LawAnswer]:
    """Frozen facts as answers again, for rendering."""
    return {key: courses.LawAnswer(**{**fact, "sources": tuple(fact["sources"])}) for key, fact in facts.items()}
