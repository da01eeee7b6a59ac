"""Moodle's GIFT. Pure, streamed: one question in memory at a time.

The grammar is that of Moodle's `qformat_gift`: questions are parted by blank lines; `//` begins a comment; `$CATEGORY:`
opens a category; `::name::` names; `[html]` … say a text's format; `\\` escapes `: # = { } ~ \\` and `\\n`. Tags and the id
number stand in comments: `// [id:x] [tag:y]`. Two leniencies, each told: a blank line between braces does not end the
question when its closing brace follows, and true/false words may be written small.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final, cast

from django.utils.translation import gettext as _

from assessments.interchange.keeping import kept_in_comment
from assessments.interchange.neutral import (
    MOST_TEXT,
    Answer,
    Format,
    Notes,
    Pair,
    Question,
    Rich,
    Unsupported,
    name_from,
    rounded,
)

_HOLD: Final = {sign: chr(0xE000 + place) for place, sign in enumerate("\\:#={}~n")}
_GIVE: Final = {held: "\n" if sign == "n" else sign for sign, held in _HOLD.items()}
_ESCAPE: Final = re.compile(r"\\([\\:#={}~n])")
_HELD: Final = re.compile(f"[{''.join(_GIVE)}]")
_WEIGHT: Final = re.compile(r"%(-?\d{1,3}(?:\.\d*)?)%")
_TAG: Final = re.compile(r"\[tag:((?:[^\]\\]|\\.)+)\]")
_ID: Final = re.compile(r"\[id:((?:[^\]\\]|\\.)+)\]")
_FORMATS: Final = {"html": "html", "markdown": "markdown", "plain": "plain", "moodle": "moodle"}
_NUMBER: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_TRUE: Final = {"T", "TRUE"}
_FALSE: Final = {"F", "FALSE"}
MOST_LINES: Final = 5_000


def read_gift(lines: Iterable[str], notes: Notes) -> Iterator[Question]:
    """The questions of a GIFT file, in order. What can't be read goes to `notes.skipped` with its line and reason."""
    category: tuple[str, ...] = ()
    for start, block in _blocks(lines, notes):
        comments = [line for line in block if line.startswith("//")]
        said = [(number, line) for number, line in enumerate(block, start) if not line.startswith("//") and line.strip()]
        if said and (found := re.match(r"\$CATEGORY:(.*)", said[0][1])):
            category, said, comments = category_path(found[1]), said[1:], []  # a question may follow without a blank line
        if not said:
            continue
        first = said[0][0]
        notes.read += 1
        named = _ESCAPE.sub(lambda sign: _HOLD[sign[1]], "\n".join(line for _number, line in said))
        name, body = _name_of(named)
        try:
            if len(body) > MOST_TEXT:
                raise Unsupported(_("The question is longer than %(n)s characters.") % {"n": MOST_TEXT})
            question = _question(body, name)
        except Unsupported as refused:
            notes.skip(first, name or name_from(_given(body)), str(refused))
            continue
        question.line, question.category = first, category
        _from_comments(question, comments)
        yield question


def category_path(written: str) -> tuple[str, ...]:
    """«$course$/top/Marcas/Plazos» → (Marcas, Plazos); a slash within a name is written double."""
    parts = [part.replace("\0", "/").strip() for part in written.strip().replace("//", "\0").split("/")]
    while parts and (parts[0] in ("", "top") or re.fullmatch(r"\$\w+\$", parts[0])):
        parts.pop(0)
    return tuple(part for part in parts if part)


def _blocks(lines: Iterable[str], notes: Notes) -> Iterator[tuple[int, list[str]]]:
    """Runs of lines between blank ones, with the number of the first. Runs that one pair of braces spans are one."""
    open_ones: list[tuple[int, list[str]]] = []
    for start, block in _runs(lines):
        bare = _bare(block)
        if open_ones:
            closes, opens = bare.find("}"), bare.find("{")
            if closes >= 0 and (opens < 0 or closes < opens) and not block[0].startswith(("::", "$")):
                whole = [line for _start, run in [*open_ones, (start, block)] for line in [*run, ""]][:-1]
                notes.warn(_("Line %(line)s: a blank line stands between braces; it was read as part.") % {"line": start - 1})
                yield open_ones[0][0], whole
                open_ones = []
                continue
            if opens < 0 and not block[0].startswith(("::", "$")) and len(open_ones) < 50:
                open_ones.append((start, block))
                continue
            yield from open_ones
            open_ones = []
        if "{" in bare and "}" not in bare:
            open_ones.append((start, block))
        else:
            yield start, block
    yield from open_ones


def _runs(lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    block: list[str] = []
    start = 1
    for number, line in enumerate(lines, start=1):
        if line.strip():
            if not block:
                start = number
            if len(block) < MOST_LINES:
                block.append(line.strip())
        elif block:
            yield start, block
            block = []
    if block:
        yield start, block


def _bare(block: list[str]) -> str:
    return _ESCAPE.sub("", "\n".join(line for line in block if not line.startswith("//")))


def _from_comments(question: Question, comments: list[str]) -> None:
    for line in comments:
        if own := kept_in_comment(line):
            question.own = own
            continue
        question.tags += [_plain(tag) for tag in _TAG.findall(line)]
        if found := _ID.search(line):
            question.idnumber = _plain(found[1])


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text).strip()


def _name_of(text: str) -> tuple[str, str]:
    if text.startswith("::"):
        end = text.find("::", 2)
        if end > 0:
            return " ".join(_given(text[2:end]).split()), text[end + 2 :].strip()
        return "", text[2:]
    return "", text


def _given(text: str) -> str:
    """Escaped signs as themselves."""
    return _HELD.sub(lambda sign: _GIVE[sign[0]], text)


def _rich(text: str, default: Format = "moodle") -> Rich:
    form = default
    if text.startswith("[") and (found := re.match(r"\[(\w+)\]", text)) and found[1].lower() in _FORMATS:
        form, text = cast("Format", _FORMATS[found[1].lower()]), text[found.end() :]
    return Rich(_given(text).strip(), form)


def _question(text: str, name: str) -> Question:
    start, end = text.find("{"), text.find("}")
    if (start < 0) != (end < 0) or end < start:
        raise Unsupported(_("Its braces { } do not match: the answers stand between one { and one }."))
    if start < 0:
        question = Question("description", name, _rich(text), default_grade=0)
        question.name = question.name or name_from(question.text.text)
        return question
    answers = text[start + 1 : end].strip()
    if text.endswith("}") and text.count("{") == 1:
        words = text[:start] + text[end + 1 :]
    else:
        words = f"{text[:start]}_____{text[end + 1 :]}"
    if "{" in words or "}" in words:
        raise Unsupported(_("It has more than one pair of braces: GIFT allows one gap a question. Write \\{ for a brace."))
    answers, _mark, general = answers.rpartition("####") if "####" in answers else (answers, "", "")
    question = Question("essay", name, _rich(words))
    form = question.text.format
    question.name = question.name or name_from(question.text.text)
    question.general_feedback = _rich(general.strip(), form)
    _answers(question, answers.strip(), form)
    return question


def _answers(question: Question, answers: str, form: Format) -> None:
    truth = answers.split("#", 1)[0].strip()
    if not answers:
        question.type = "essay"
    elif answers[0] == "#":
        question.type = "numerical"
        question.answers = _numerical(answers[1:], form)
    elif answers[0] == ">":
        _ordering(question, answers[1:], form)
    elif "~" in answers:
        _multichoice(question, answers, form)
    elif "=" in answers and "->" in answers:
        _match(question, answers, form)
    elif truth.upper() in _TRUE | _FALSE:
        _truefalse(question, answers, form)
    else:
        question.type = "shortanswer"
        question.answers = [_weighted(one, form, 1.0) for one in _parts(answers, "=")]


def _parts(text: str, sign: str) -> list[str]:
    parts = [part.strip() for part in text.split(sign)]
    return parts[1:] if parts and not parts[0] else parts


def _weighted(text: str, form: Format, default: float) -> Answer:
    fraction = default
    if found := _WEIGHT.match(text):
        fraction, text = float(found[1]) / 100, text[found.end() :]
    elif text.startswith("%"):
        raise Unsupported(_("A weight can't be read: write it as %50% or %33.33333%."))
    answer, _hash, feedback = text.partition("#")
    return Answer(_rich(answer.strip(), form), snapped(fraction), _rich(feedback.strip(), form))


def _multichoice(question: Question, answers: str, form: Format) -> None:
    question.type = "multichoice"
    question.single = "=" in answers
    for one in _parts(answers.replace("=", "~="), "~"):
        right = one.startswith("=")
        question.answers.append(_weighted(one[1:].strip() if right else one, form, 1.0 if right else 0.0))
    if len(question.answers) < 2:
        raise Unsupported(_("A choice needs at least two answers."))


def _match(question: Question, answers: str, form: Format) -> None:
    question.type = "match"
    for one in _parts(answers, "="):
        stem, arrow, answer = one.partition("->")
        if not arrow:
            raise Unsupported(_("A pair of a matching question is not written as = stem -> answer."))
        question.pairs.append(Pair(_rich(stem.strip(), form), Rich(_given(answer).strip(), "plain")))
    if len(question.pairs) < 2:
        raise Unsupported(_("A matching question needs at least two pairs."))


def _truefalse(question: Question, answers: str, form: Format) -> None:
    question.type = "truefalse"
    truth, *feedback = answers.split("#", 2)
    if truth.strip() != truth.strip().upper():
        question.told.append(_("true or false is written in small letters; Moodle would read a short answer"))
    right = truth.strip().upper() in _TRUE
    wrong_says, right_says = (_rich(one.strip(), form) for one in [*feedback, "", ""][:2])
    question.answers = [
        Answer(Rich("true", "plain"), float(right), right_says if right else wrong_says),
        Answer(Rich("false", "plain"), float(not right), wrong_says if right else right_says),
    ]


def _numerical(answers: str, form: Format) -> list[Answer]:
    answers, wave, wrong = answers.partition("~")
    found = []
    for one in _parts(answers, "="):
        answer = _weighted(one, form, 1.0)
        answer.text.format = "plain"
        answer.text.text, answer.tolerance = _range(answer.text.text)
        found.append(answer)
    if not found:
        raise Unsupported(_("A numeric question needs at least one number."))
    if wave:
        said = _weighted(wrong, form, 0.0)
        found.append(Answer(Rich("*", "plain"), 0.0, said.feedback, "0"))
    return found


def _range(text: str) -> tuple[str, str]:
    if text.find("..") > 0:
        low, _dots, high = text.partition("..")
        if not (_number(low) and _number(high)):
            raise Unsupported(_("«%(text)s» is no range of numbers: write 1..5.") % {"text": text[:60]})
        middle = (float(high) + float(low)) / 2
        return plain_number(middle), plain_number(float(high) - middle)
    value, colon, tolerance = text.partition(":")
    value, tolerance = value.strip(), tolerance.strip() or "0"
    if not (_number(value) or value == "*") or (colon and not _number(tolerance)):
        raise Unsupported(_("«%(text)s» is no number: write 3.1416 or 3.1416:0.01.") % {"text": text[:60]})
    return value, tolerance


def _number(text: str) -> bool:
    return _NUMBER.fullmatch(text.strip()) is not None


def plain_number(value: float) -> str:
    """A number without an exponent, as PHP would print it (14 digits)."""
    return format(float(f"{value:.14g}"), ".14f").rstrip("0").rstrip(".") if abs(value) < 1e15 else repr(value)


_ORDERING: Final = re.compile(r"(\d*)\s*(?:(ALL|EXACT|RANDOM|REL|CONTIGUOUS|CONTIG)\b)?([^\n]*)", re.IGNORECASE)
_GRADINGS: Final = {
    "ALL_OR_NOTHING": -1, "ABSOLUTE_POSITION": 0, "ABSOLUTE": 0, "ABS": 0, "RELATIVE_NEXT_EXCLUDE_LAST": 1, "RELATIVE": 1,
    "REL": 1, "RELATIVE_NEXT_INCLUDE_LAST": 2, "RELATIVE_ONE_PREVIOUS_AND_NEXT": 3, "RELATIVE_ALL_PREVIOUS_AND_NEXT": 4,
    "LONGEST_ORDERED_SUBSET": 5, "LONGEST_CONTIGUOUS_SUBSET": 6, "RELATIVE_TO_CORRECT": 7,
}  # fmt: skip


def grading_of(word: str) -> int | None:
    """Moodle's number of an ordering rule from its name or number; None for an unknown one."""
    if re.fullmatch(r"-?\d", word.strip()):
        return int(word) if -1 <= int(word) <= 7 else None
    return _GRADINGS.get(word.strip().upper())


def grading_name(number: int) -> str:
    """The name of an ordering rule as Moodle writes it."""
    return next(name for name, value in _GRADINGS.items() if value == number)


def _ordering(question: Question, answers: str, form: Format) -> None:
    """«{>4 EXACT VERTICAL ABSOLUTE_POSITION SHOW none⏎one⏎two}»: Moodle's ordering type, an item a line, in right order."""
    head, _end, items = answers.partition("\n")
    words = head.upper().split()
    question.type = "ordering"
    question.answers = [Answer(_rich(item.strip(), form), 1.0) for item in items.split("\n") if item.strip()]
    if len(question.answers) < 2:
        raise Unsupported(_("An ordering question needs at least two items, one a line."))
    if words and words[0].isdigit() and "ALL" not in words and int(words[0]) < len(question.answers):
        question.select_count = int(words[0])
    known = [number for word in words if not word.isdigit() and (number := grading_of(word)) is not None]
    question.grading = known[0] if known else 1


_OPTIONS: Final = tuple(
    value / 10_000_000
    for value in (
        10000000, 9000000, 8333333, 8000000, 7500000, 7000000, 6666667, 6000000, 5000000, 4000000, 3333333, 3000000, 2500000,
        2000000, 1666667, 1428571, 1250000, 1111111, 1000000, 500000, 0,
    )
)  # fmt: skip


def snapped(fraction: float) -> float:
    """A fraction within 0.00001 of one of Moodle's own (1/3, 1/6, 1/7 …) is that one, as `match_grade_options` has it."""
    for option in _OPTIONS:
        if abs(abs(fraction) - option) < 0.00001:
            return option if fraction > 0 or not option else -option
    return rounded(fraction)


def rounded_share(right: bool, rights: int, wrongs: int, *, single: bool) -> float:
    """What an option earns where a file only says which are right: as our own short form has it."""
    if single:
        return float(right)
    return rounded(1 / rights) if right else rounded(-1 / wrongs)
