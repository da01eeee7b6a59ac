"""credentials.yaml: reading and writing it, one mistake one line. Pure but for what `stored` reads."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from certificates.models import Claim, Credential, PaperKind
from certificates.recertification import rule_wrong, tidy_rule
from certificates.selectors.schemes import lacks_of, scheme_of
from certificates.wording.certificates import country_in_words
from certificates.wording.schemes import rule_sentence
from courses import api as courses
from courses.kinds import Drafted, FileProblem
from lms.kernel.canonical_yaml import without, yaml_file
from lms.kernel.places import COUNTRIES
from lms.kernel.textfiles import FileMistake, Lined, LinedList, read_text, read_yaml

FILE: Final = "credentials.yaml"
LONGEST_VALIDITY: Final = 240  # months
VALIDITY: Final = 36  # months, when the file says none
RENEWAL: Final = 6  # months before the end at which a renewal opens, when the file says none
LANGUAGES: Final = ("es", "en", "es+en")  # of a paper
# what a file may leave out, with what is meant then
DEFAULTS: Final[Mapping[str, Any]] = {
    "renewal_opens_months": RENEWAL, "renewal": {}, "follows_law": True, "asks_conduct": False, "countries": [],
    "languages": [], "papers": {},
}  # fmt: skip
_KNOWN: Final = frozenset({"key", "titles", "claim", "validity_months", "courses", "design", *DEFAULTS})


def read_credentials(file: Path, name: str, problems: list[FileProblem]) -> list[Drafted]:
    """The credentials of a file, none when it is not there; mistakes go into `problems` under `name`."""
    if file.is_symlink() or not file.is_file():
        if file.is_symlink() or file.exists():
            problems.append(FileProblem(name, 1, _("This is a link or a folder, not a file.")))
        return []
    try:
        tree = read_yaml(read_text(file))
    except FileMistake as mistake:
        problems.append(FileProblem(name, mistake.line, mistake.sentence))
        return []
    entries = tree.get("credentials") if isinstance(tree, Lined) else None
    if not isinstance(tree, Lined) or not isinstance(entries, LinedList):
        problems.append(FileProblem(name, 1, _("The file needs a list named “credentials”.")))
        return []
    problems += [
        FileProblem(name, tree.line_of(key), _("Unknown name “%(name)s”.") % {"name": key})
        for key in tree
        if key not in ("note", "credentials")
    ]
    head = {"note": str(tree["note"]).strip()} if tree.get("note") else {}
    found: dict[str, Drafted] = {}
    for line, value in zip(entries.lines, entries, strict=True):
        wrong = list(_mistakes(value))
        if not wrong and value["key"] in found:
            wrong = [_("The key “%(key)s” stands twice.") % {"key": value["key"]}]
        problems += [FileProblem(name, line, sentence) for sentence in wrong]
        if not wrong:
            body = {
                "titles": {code: value["titles"][code].strip() for code in ("es", "en")},
                "claim": value.get("claim", Claim.ASSESSED.value),
                "validity_months": value.get("validity_months", VALIDITY),
                "courses": list(value["courses"]),
                "design": dict(value.get("design") or {}),
                **tidy({name: value.get(name, default) for name, default in DEFAULTS.items()}),
            }
            found[value["key"]] = Drafted(value["key"], body, name, line, head)
    return list(found.values())


def check_credential(one: Drafted, known: Collection[str]) -> list[FileProblem]:
    """Courses that do not exist; and all that a credential lacks which would claim a certification."""
    found = [
        FileProblem(one.path, one.line, _("There is no course “%(key)s”. Import the courses first.") % {"key": key})
        for key in one.body["courses"]
        if key not in known
    ]
    return found or _lacks(one)


def _lacks(one: Drafted) -> list[FileProblem]:
    """What keeps an entry from claiming a certification, a line each; nothing for one that does so already and stays so."""
    if one.body["claim"] != Claim.CERTIFICATION:
        return []
    stored = Credential.objects.filter(key=one.key).first()
    countries = one.body["countries"] or list(COUNTRIES)
    if stored is not None and stored.claim == Claim.CERTIFICATION and (stored.countries or list(COUNTRIES)) == countries:
        asked = stored.lms_courses.values_list("course__key", flat=True)
        if set(asked) == set(one.body["courses"]):
            return []
    ids = [card.id for card in courses.course_cards().values() if card.key in one.body["courses"]]
    body = scheme.body if stored is not None and (scheme := scheme_of(stored.pk)) is not None else {}
    said = _("“claim: certification” is refused. %(country)s%(why)s")
    return [
        FileProblem(
            one.path, one.line,
            said % {"country": f"{country_in_words(lack.country)}: " if lack.country else "", "why": lack.sentence},
        )
        for lack in lacks_of(countries, ids, body)
    ]  # fmt: skip


def write_credentials(drafted: Sequence[Drafted]) -> dict[str, str]:
    """{path: text}; courses stand in the order of their keys."""
    if not drafted:
        return {}
    entries = [
        {
            "key": one.key,
            "titles": one.body["titles"],
            "claim": one.body["claim"],
            "validity_months": one.body["validity_months"],
            **without({name: one.body[name] for name in DEFAULTS}, **DEFAULTS),
            "courses": sorted(one.body["courses"]),
            **without({"design": {name: one.body["design"][name] for name in sorted(one.body["design"])}}, design={}),
        }
        for one in drafted
    ]
    note = next((str(one.head["note"]) for one in drafted if one.head.get("note")), "")
    return {FILE: yaml_file({"credentials": entries}, note=note)}


def stored_credentials() -> list[Drafted]:
    """What the database holds, by key, as `read_credentials` would have read it."""
    return [
        Drafted(
            credential.key,
            {
                "titles": credential.titles,
                "claim": credential.claim,
                "validity_months": credential.validity_months,
                "courses": sorted(place.course.key for place in credential.lms_courses.all()),
                "design": credential.design,
                **tidy({name: getattr(credential, name) for name in DEFAULTS}),
            },
            FILE,
        )
        for credential in Credential.objects.order_by("key").prefetch_related("lms_courses__course")
    ]


def tidy(extras: Mapping[str, Any]) -> dict[str, Any]:
    """What may be left out, in the one order in which it is kept: countries and languages in theirs, papers by name."""
    return {
        **extras,
        "countries": [code for code in COUNTRIES if code in (extras["countries"] or [])],
        "languages": [code for code in LANGUAGES if code in (extras["languages"] or [])],
        "papers": {kind: extras["papers"][kind] for kind in PaperKind.values if kind in (extras["papers"] or {})},
        **({"renewal": tidy_rule(extras["renewal"])} if "renewal" in extras else {}),
    }


def _mistakes(value: Any) -> list[str]:
    """What is wrong with one entry, in the active language."""
    if not isinstance(value, dict):
        return [_("A credential is a list of names and values.")]
    found = [_("Unknown name “%(name)s”.") % {"name": name} for name in value if name not in _KNOWN]
    if not isinstance(value.get("key"), str) or not value["key"]:
        found.append(_("A credential needs a “key”."))
    titles = value.get("titles")
    if not isinstance(titles, dict) or not all(isinstance(titles.get(code), str) and titles[code] for code in ("es", "en")):
        found.append(_("“titles” needs words in es and en."))
    if value.get("claim", Claim.ASSESSED.value) not in Claim.values:
        found.append(_("“claim” is one of %(claims)s.") % {"claims": ", ".join(Claim.values)})
    months = value.get("validity_months", 36)
    if not isinstance(months, int) or isinstance(months, bool) or not 0 <= months <= LONGEST_VALIDITY:
        found.append(
            _("“validity_months” is a whole number from 0 to %(most)s; 0 means for ever.") % {"most": LONGEST_VALIDITY}
        )
    asked = value.get("courses")
    if not isinstance(asked, list) or not asked or not all(isinstance(key, str) for key in asked):
        found.append(_("“courses” is a list with at least one course key."))
    if not isinstance(value.get("design") or {}, dict):
        found.append(_("“design” is a list of names and values."))
    return [*found, *_mistakes_in_extras(value, months)]


def _mistakes_in_extras(value: Mapping[str, Any], validity: Any) -> list[str]:
    found = []
    opens = value.get("renewal_opens_months", RENEWAL)
    longest = validity if isinstance(validity, int) and validity > 0 and "renewal_opens_months" in value else LONGEST_VALIDITY
    if not isinstance(opens, int) or isinstance(opens, bool) or not 0 <= opens <= longest:
        found.append(
            _("“renewal_opens_months” is a whole number from 0 to the months of validity; 0 means that it is not renewed.")
        )
    if not isinstance(value.get("follows_law", True), bool):
        found.append(_("“follows_law” is true or false."))
    if not isinstance(value.get("asks_conduct", False), bool):
        found.append(_("“asks_conduct” is true or false."))
    asked = value.get("courses")
    keys = [key for key in asked if isinstance(key, str)] if isinstance(asked, list) else []
    found += [rule_sentence(*wrong) for wrong in rule_wrong(value.get("renewal", {}), keys)]
    for name, known in (("countries", COUNTRIES), ("languages", LANGUAGES)):
        given = value.get(name, [])
        if not isinstance(given, list) or any(one not in known for one in given) or len(set(given)) != len(given):
            found.append(_("“%(name)s” is a list of these: %(known)s.") % {"name": name, "known": ", ".join(known)})
    papers = value.get("papers", {})
    if not isinstance(papers, dict) or any(
        kind not in PaperKind.values or not isinstance(design, str) or not design for kind, design in papers.items()
    ):
        found.append(_("“papers” names a design for some of these: %(known)s.") % {"known": ", ".join(PaperKind.values)})
    return found
