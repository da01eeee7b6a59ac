"""Reference scripts as files: letters whose scores were agreed beforehand. Pure: reads files, writes nothing.

They stand in a folder `references` beside `cases` and are no part of a toolkit: no learner may see them, so they are neither
imported, exported nor published with it. Each is held against the case and the rubric that stand in the same folder.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from assessments import letters
from assessments.kinds.case_files import CaseFiles
from assessments.kinds.reading import LANGUAGES, Checker, head_of, yaml_files
from courses.kinds import FileProblem
from lms.kernel.places import COUNTRIES
from lms.kernel.textfiles import Lined

FOLDER: Final = "references"
USES: Final = ("qualify", "seed")
WHOLE: Final = "_"  # what is said of the whole letter
_KNOWN: Final = {"note", "key", "case", "use", "country", "language", "letter", "asked", "picks", "flags", "why", "borderline"}


@dataclass(frozen=True, slots=True)
class ReferenceFile:
    """One reference script as its file says it. `why` has a reason for every criterion, and `_` for the red flags. It is
    `borderline` when it lies just at the line between not yet competent and competent, by agreement."""

    key: str
    case: str
    use: str
    country: str
    language: str
    letter: Mapping[str, Any]
    asked: tuple[str, ...]
    picks: Mapping[str, int]
    flags: tuple[str, ...]
    why: Mapping[str, Mapping[str, str]]
    path: str
    line: int
    borderline: bool = False


@dataclass(frozen=True, slots=True)
class _Case:
    """What a reference script may name of its case."""

    ask: frozenset[str]
    levels: Mapping[str, frozenset[int]]
    flags: frozenset[str]


def read_references(root: Path, problems: list[FileProblem]) -> list[ReferenceFile]:
    """Every reference script of a folder, by file name; all mistakes go to `problems`, those of the cases too."""
    cases = _cases(root, problems)
    found: list[ReferenceFile] = []
    seen: set[str] = set()
    for path in yaml_files(root, FOLDER, problems):
        checker = Checker(root, path, problems)
        file = checker.load()
        if file is None:
            continue
        one = _reference(checker, file, cases)
        if one is None:
            continue
        if one.key in seen:
            checker.say(file.line_of("key"), _("There are two reference scripts with the key '{key}'.").format(key=one.key))
        seen.add(one.key)
        found.append(one)
    return found


def _cases(root: Path, problems: list[FileProblem]) -> dict[str, _Case]:
    asks: dict[str, frozenset[str]] = {}
    found: dict[str, _Case] = {}
    for parsed in CaseFiles().read(root, problems):
        kind, key, _country, _language = parsed.identity
        body = parsed.body
        if kind == "case":
            asks[key] = frozenset(one["id"] for one in body["ask"])
        else:
            levels = {one["id"]: frozenset(level["n"] for level in one["levels"]) for one in body["criteria"]}
            found[key] = _Case(asks.get(key, frozenset()), levels, frozenset(one["id"] for one in body["flags"]))
    return found


def _reference(checker: Checker, file: Lined, cases: Mapping[str, _Case]) -> ReferenceFile | None:
    checker.unknown(file, _KNOWN)
    head_of(checker, file)
    key, name = checker.key(file), checker.key(file, "case")
    case = cases.get(name)
    if case is None:
        checker.say(file.line_of("case"), _("There is no case '{key}' in these files.").format(key=name))
        return None
    flags = _ids(checker, file, "flags", case.flags)
    picks = _picks(checker, file, case)
    borderline = file.get("borderline", False)
    if not isinstance(borderline, bool):
        checker.say(file.line_of("borderline"), _("'{key}' must be true or false.").format(key="borderline"))
    why = _why(checker, file, {*case.levels, WHOLE}, {*case.levels, *([WHOLE] if flags else [])})
    return ReferenceFile(
        key=key,
        case=name,
        use=checker.one_of(file, "use", USES),
        country=checker.one_of(file, "country", COUNTRIES),
        language=checker.one_of(file, "language", LANGUAGES),
        letter=_letter(checker, file),
        asked=_ids(checker, file, "asked", case.ask),
        picks=picks,
        flags=flags,
        why=why,
        path=checker.path,
        line=file.line,
        borderline=borderline is True,
    )


def _letter(checker: Checker, file: Lined) -> dict[str, Any]:
    """A letter as a writer hands it in: all its parts, each as long as it may be."""
    entry = file.get("letter")
    if not isinstance(entry, Lined):
        known = ", ".join(letters.BLOCKS)
        checker.say(file.line_of("letter"), _("'letter' needs its parts: {known}.").format(known=known))
        return {}
    checker.unknown(entry, set(letters.BLOCKS))
    found: dict[str, Any] = {}
    for block in letters.BLOCKS:
        if block == "steps":
            _steps(checker, entry)
        else:
            checker.text(entry, block)
        try:
            found[block] = letters.clean_block(block, entry.get(block))
        except ValueError as too_long:
            sentence = _("'{key}' is too long: at most {most} characters.")
            checker.say(entry.line_of(block), sentence.format(key=block, most=too_long.args[0]))
    for block, sentence in letters.missing_parts(found).items():
        checker.say(entry.line_of(block), sentence)
    return found


def _steps(checker: Checker, entry: Lined) -> None:
    for step in checker.entries(entry, "steps", least=1):
        checker.unknown(step, set(letters.STEP_FIELDS))
        checker.one_of(step, "cost", letters.COSTS)


def _ids(checker: Checker, file: Lined, name: str, known: frozenset[str]) -> tuple[str, ...]:
    """A list of ids of the case; empty when it is missing."""
    value = file.get(name) or []
    if not isinstance(value, list):
        checker.say(file.line_of(name), _("'{key}' must be a list.").format(key=name))
        return ()
    for one in value:
        if str(one) not in known:
            sentence = _("'{key}' names '{id}', which the case does not have.")
            checker.say(file.line_of(name), sentence.format(key=name, id=one))
    return tuple(dict.fromkeys(str(one) for one in value))


def _picks(checker: Checker, file: Lined, case: _Case) -> dict[str, int]:
    """The agreed level of each criterion."""
    entry = file.get("picks")
    picks = dict(entry) if isinstance(entry, Lined) else {}
    if set(picks) != set(case.levels) or not all(_is_level(picks[one], case.levels[one]) for one in picks):
        sentence = _("'picks' needs one level for each of {known}.")
        checker.say(file.line_of("picks"), sentence.format(known=", ".join(case.levels)))
        return {}
    return {one: picks[one] for one in case.levels}


def _is_level(pick: Any, levels: frozenset[int]) -> bool:
    return isinstance(pick, int) and not isinstance(pick, bool) and pick in levels


def _why(checker: Checker, file: Lined, known: set[str], needed: set[str]) -> dict[str, dict[str, str]]:
    """The agreed reasons in both languages: a person who scored otherwise learns from them."""
    entry = file.get("why")
    if not isinstance(entry, Lined):
        entry = Lined(file.line_of("why"))
    checker.unknown(entry, known)
    for one in sorted(needed - set(entry)):
        sentence = _("'why' gives no reason for '{id}'.")
        checker.say(entry.line, sentence.format(id=one))
    return {one: checker.words(entry, one) for one in entry if one in known}
