"""Moodle's scoring of a neutral question, rule for rule: for holding our scoring against another engine. Pure.

Each function names the method of Moodle 4.5 whose rule it follows. A fraction is in −1 … 1; None: a person scores it, or
there is nothing to score. Arithmetic is binary floating point, as there.
"""

import html
import itertools
import re
import unicodedata
from collections.abc import Sequence
from typing import Any, Final

from assessments.interchange.neutral import Answer, Question

_PHP_SPACE: Final = " \t\n\r\0\x0b"
_EPSILON: Final = 1e-14  # PHP's `precision` is 14
_EXPONENT: Final = re.compile(r"(?:e|E|(?:x|\*|×)10(?:\^|\*\*))([+-]?[0-9]+)")
_NUMBER: Final = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:e[-+]?[0-9]+)?"
_AHEAD: Final = re.compile(_NUMBER)
_BEHIND: Final = re.compile(f"(?:{_NUMBER})$")


class NotUnderstood(ValueError):
    """The response does not have the shape that its question asks for."""


def score(question: Question, response: Any) -> float | None:
    """The fraction a response earns. Raises NotUnderstood for a response of the wrong shape."""
    if question.type in ("essay", "description"):
        return None
    scorers = {
        "multichoice": _multichoice, "truefalse": _truefalse, "shortanswer": _shortanswer, "numerical": _numerical,
        "match": _match, "ordering": _ordering, "cloze": _cloze,
    }  # fmt: skip
    return scorers[question.type](question, response) + 0.0


def _multichoice(question: Question, response: Any) -> float:
    """`qtype_multichoice_single_question::grade_response` and `…_multi_question::grade_response`."""
    chosen = _chosen(question.answers, _texts(response))
    if question.single:
        if len(chosen) > 1:
            raise NotUnderstood("a single choice takes one option")
        return question.answers[chosen[0]].fraction if chosen else 0.0
    return min(max(0.0, sum(question.answers[place].fraction for place in chosen)), 1.0)


def _texts(response: Any) -> list[str]:
    if response is None:
        return []
    found = response if isinstance(response, list) else [response]
    if any(isinstance(one, dict | list) for one in found):
        raise NotUnderstood("a text or a list of texts is wanted")
    return [_as_text(one) for one in found if one is not None and one != ""]


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _chosen(answers: Sequence[Answer], texts: Sequence[str]) -> list[int]:
    """Places of the options that were named, each once, in the options' order; a text that is no option chooses nothing."""
    found: set[int] = set()
    for text in texts:
        place = _find(text, [answer.text.text for answer in answers], found)
        if place is None:
            place = _find(text, [answer.text.text for answer in answers], set())
        if place is not None:
            found.add(place)
    return sorted(found)


def unknown_options(question: Question, response: Any) -> list[str]:
    """Texts of a response that name no option, item or stem: worth a look, no error."""
    if question.type in ("multichoice", "ordering"):
        known = [answer.text.text for answer in question.answers]
        return [text for text in _texts(response) if _find(text, known, set()) is None]
    if question.type == "match" and isinstance(response, dict):
        stems = [pair.stem.text for pair in question.pairs if pair.stem]
        return [str(stem) for stem in response if _find(str(stem), stems, set()) is None]
    return []


def _find(text: str, known: Sequence[str], taken: set[int]) -> int | None:
    """The place of a text among others: as it stands, else by its plain words, else whatever its case."""
    for normal in (str, plain_words, lambda one: plain_words(one).casefold()):
        wanted = normal(text)
        for place, one in enumerate(known):
            if place not in taken and normal(one) == wanted:
                return place
    return None


def plain_words(text: str) -> str:
    """The words of a text without tags, entities and doubled blanks."""
    bare = re.sub(r"<(?:/?[A-Za-z][^<>]*|!--.*?--)>", " ", text, flags=re.DOTALL) if "<" in text else text
    return unicodedata.normalize("NFC", " ".join(html.unescape(bare).split()))


def _truefalse(question: Question, response: Any) -> float:
    """`qtype_truefalse_question::grade_response`."""
    if isinstance(response, list) and len(response) == 1:
        response = response[0]
    if response is None or response == "":
        return 0.0
    word = _as_text(response).strip().lower()
    if word not in ("true", "false", "1", "0"):
        raise NotUnderstood('"true" or "false" is wanted')
    right = bool(question.answers[0].fraction)
    return float((word in ("true", "1")) == right)


def _shortanswer(question: Question, response: Any) -> float:
    """`question_first_matching_answer_grading_strategy::grade`: the first answer that matches, not the best one."""
    text = _one_text(response)
    if text == "":
        return 0.0
    for answer in question.answers:
        minds_case = question.use_case if answer.case is None else answer.case
        if matches(text, answer.text.text.strip(_PHP_SPACE), ignore_case=not minds_case):
            return answer.fraction
    return 0.0


def _one_text(response: Any) -> str:
    if isinstance(response, list) and len(response) == 1:
        response = response[0]
    if response is None:
        return ""
    if isinstance(response, list | dict):
        raise NotUnderstood("one text is wanted")
    return _as_text(response)


def matches(text: str, pattern: str, *, ignore_case: bool) -> bool:
    """`qtype_shortanswer_question::compare_string_with_wildcard`: * stands for anything within a line, \\* for a star."""
    pieces = re.split(r"(?<!\\)\*+", unicodedata.normalize("NFC", pattern))
    expression = ".*".join(re.escape(piece.replace("\\*", "*")) for piece in pieces)
    flags = re.IGNORECASE if ignore_case else re.NOFLAG
    return re.search(f"^{expression}$", unicodedata.normalize("NFC", text).strip(_PHP_SPACE), flags) is not None


def apply_units(text: str, *, units_left: bool) -> tuple[float, str] | None:
    """`qtype_numerical_answer_processor::apply_units`: the number and the unit beside it; None when there is no number."""
    if not text.strip(_PHP_SPACE):
        return None
    text = _EXPONENT.sub(r"e\1", text.replace(" ", ""))
    text = text.replace(",", "") if "." in text or text.count(",") > 1 else text.replace(",", ".")
    found = _BEHIND.search(text) if units_left else _AHEAD.match(text)
    if found is None:
        return None
    unit = text[: found.start()] if units_left else text[found.end() :]
    return float(found[0]), unit.strip(_PHP_SPACE)


def _numerical(question: Question, response: Any) -> float:
    """`qtype_numerical_question::grade_response`: the first answer that takes the number, scaled or as it stands."""
    chosen_unit = None
    if isinstance(response, dict):
        chosen_unit = response.get("unit")
        response = response.get("answer")
    text = _one_text(response)
    units = {name.strip(): _number(multiplier) or 1.0 for name, multiplier in question.units}
    read = apply_units(text, units_left=question.units_left) if text else None
    if read is None:
        return 0.0
    value, unit = read
    unit = unit if chosen_unit is None else str(chosen_unit)
    scaled = value * (1 / units[unit]) if unit in units else value
    for answer in question.answers:
        if _within(answer, scaled, question):
            return _penalised(question, answer.fraction, unit_is_right=unit in units)
        if _within(answer, value, question):
            return _penalised(question, answer.fraction, unit_is_right=False)
    return 0.0


def _number(text: str) -> float | None:
    read = apply_units(text, units_left=False)
    return read[0] if read else None


def _within(answer: Answer, value: float, question: Question) -> bool:
    """`qtype_numerical_answer::within_tolerance`, of the nominal kind: the only one that Moodle still keeps."""
    if answer.text.text.strip() == "*":
        return True
    right = _in_unit(answer.text.text, question)
    if right is None:
        return False
    tolerance = _in_unit(answer.tolerance, question) or 0.0
    reach = tolerance + _EPSILON * max(abs(tolerance), abs(right), _EPSILON)
    return right - reach <= value <= right + reach


def _in_unit(text: str, question: Question) -> float | None:
    """`qtype_numerical::apply_unit`: a key may carry a unit of the question and a decimal comma."""
    read = apply_units(text, units_left=question.units_left)
    if read is None:
        return None
    multiplier = next((_number(many) or 1.0 for name, many in question.units if name.strip() == read[1]), None)
    return read[0] if multiplier is None else read[0] * (1 / multiplier)


def _penalised(question: Question, fraction: float, *, unit_is_right: bool) -> float:
    """`qtype_numerical_question::apply_unit_penalty`: without a right unit nothing goes below 0."""
    if unit_is_right:
        return fraction
    if question.unit_grading == 1:
        fraction -= question.unit_penalty * fraction
    elif question.unit_grading == 2:
        fraction -= question.unit_penalty
    return max(fraction, 0.0)


def _match(question: Question, response: Any) -> float:
    """`qtype_match_question::get_num_parts_right`: the share of stems with their answer; equal answers are one choice."""
    stems = [pair for pair in question.pairs if pair.stem]
    if response in (None, "", []):
        return 0.0
    if isinstance(response, list) and all(isinstance(one, list) and len(one) == 2 for one in response):
        given = [(str(stem), answer) for stem, answer in response]
    elif isinstance(response, dict):
        given = [(str(stem), answer) for stem, answer in response.items()]
    else:
        raise NotUnderstood("{stem: answer} is wanted")
    taken: set[int] = set()
    right = 0
    choices = [pair.answer.text for pair in question.pairs]
    for stem, answer in given:
        place = _find(stem, [pair.stem.text for pair in stems], taken)
        if place is None:
            continue
        taken.add(place)
        chosen = None if answer is None else _find(_as_text(answer), choices, set())
        right += chosen is not None and choices[chosen].strip() == stems[place].answer.text.strip()
    return right / len(stems)


def _cloze(question: Question, response: Any) -> float:
    """`qtype_multianswer_question::grade_response`: the mean of the gaps' fractions by their marks; a blank gap earns 0."""
    if isinstance(response, dict):
        response = [response.get(str(number)) for number in range(1, len(question.subquestions) + 1)]
    if response is None:
        response = []
    if not isinstance(response, list):
        response = [response]
    if len(response) > len(question.subquestions):
        raise NotUnderstood(f"there are {len(question.subquestions)} gaps")
    whole = sum(gap.default_grade for gap in question.subquestions)
    earned = 0.0
    for gap, answer in zip(question.subquestions, response, strict=False):
        earned += (score(gap, answer) or 0.0) * gap.default_grade
    return earned / whole if whole else 0.0


def _ordering(question: Question, response: Any) -> float:
    """`qtype_ordering_question::grade_response`, its nine rules."""
    if isinstance(response, dict):
        raise NotUnderstood("a list of items is wanted")
    known = [answer.text.text for answer in question.answers]
    taken: set[int] = set()
    current: list[int] = []
    for text in _texts(response):
        place = _find(text, known, taken)
        if place is not None:
            taken.add(place)
            current.append(place)
    if not current:
        return 0.0
    correct = sorted(current) if question.select_count and len(current) < len(known) else list(range(len(known)))
    return _ordered(question.grading, correct, current)


def _ordered(rule: int, correct: list[int], current: list[int]) -> float:
    right = whole = 0
    if rule in (-1, 0):
        whole = len(correct)
        right = sum(place < len(current) and current[place] == item for place, item in enumerate(correct))
        right = 0 if rule == -1 and right < whole else right
    elif rule in (1, 2):
        now, then = (_next(items, last=rule == 2) for items in (current, correct))
        whole, right = len(then), sum(now.get(item) == following for item, following in then.items())
    elif rule in (3, 4):
        now_around, then_around = (_around(items, everything=rule == 4) for items in (current, correct))
        for item, (before, after) in then_around.items():
            whole += len(before) + len(after)
            if item in now_around:
                right += len(before & now_around[item][0]) + len(after & now_around[item][1])
    elif rule in (5, 6):
        places = [correct.index(item) for item in current if item in correct]
        longest = _longest_run(places) if rule == 6 else _longest_rising(places)
        right, whole = (longest if longest > 1 else 0), len(current)
    else:
        span = len(correct) - 1
        whole = span * len(correct)
        right = sum(max(span - abs(place - current.index(item)), 0) for place, item in enumerate(correct) if item in current)
    return right / whole if whole else 0.0


def _next(items: list[int], *, last: bool) -> dict[int, int | None]:
    following: dict[int, int | None] = dict(itertools.pairwise(items))
    return following | {items[-1]: -1} if last else following


def _around(items: list[int], *, everything: bool) -> dict[int, tuple[set[int], set[int]]]:
    found = {}
    for place, item in enumerate(items):
        before, after = items[:place], items[place + 1 :]
        if not everything:
            before, after = before[-1:] or [-1], after[:1] or [-1]
        found[item] = (set(before), set(after))
    return found


def _longest_rising(places: list[int]) -> int:
    best: list[int] = []
    for end, place in enumerate(places):
        best.append(1 + max((best[start] for start in range(end) if places[start] < place), default=0))
    return max(best, default=0)


def _longest_run(places: list[int]) -> int:
    best = run = 1 if places else 0
    for before, now in itertools.pairwise(places):
        run = run + 1 if now == before + 1 else 1
        best = max(best, run)
    return best
