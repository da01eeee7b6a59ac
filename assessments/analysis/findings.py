"""What the figures say that somebody should do something about: codes with params. Pure; `words` makes sentences of them.

A finding needs its interval on its side, not just its figure: with few people there are few findings, and that is honest.
Limits for the discrimination index: MoodleDocs, "Quiz statistics report" (under 20 very weak, under 0 probably invalid).
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

WEAK_INDEX: Final = 20.0
LOW_CONSISTENCY: Final = 60.0
FOREIGN_WORTH_SAYING: Final = 10.0  # percent, the interval's low end
VERY_EASY: Final = 95.0
NEAR_GUESS: Final = 10.0  # percent over blind guessing that is still called guessing
MANY: Final = 30  # people from whom on "nobody" and "no more than" mean something
Finding = dict[str, Any]
Question = Mapping[str, Any]


def question_findings(one: Question) -> list[Finding]:
    """The findings of one question's line, the most urgent first."""
    base = {"number": one["number"], "country": one["country"], "n": one["n"]}
    figures = one["figures"]
    if not figures:
        return []
    if one["constant"]:
        facility = figures["facility"]["value"]
        name = "all_right" if facility == 100 else "all_wrong" if facility == 0 else "all_same"
        return [_finding(name, "check" if name != "all_right" else "note", base), *_foreign(one, base)]
    key = _key(one, base)
    suspect = any(finding["code"] == "key_suspect" for finding in key)  # then its ease says nothing of its own
    return [
        *key, *_distractors(one, base), *_foreign(one, base), *([] if suspect else _ease(one, base)), *_dif(one, base),
    ]  # fmt: skip


def _finding(code: str, tone: str, base: Mapping[str, Any], **params: Any) -> Finding:
    return {"code": code, "tone": tone, "params": {**base, **params}}


def _key(one: Question, base: Mapping[str, Any]) -> list[Finding]:
    """Those who know the rest should know this."""
    index = one["figures"].get("discrimination_index")
    if not index or index["high"] is None:
        return []
    if index["high"] < 0:
        return [_finding("key_suspect", "urgent", base)]
    return [_finding("tells_little", "check", base)] if index["high"] < WEAK_INDEX else []


def _distractors(one: Question, base: Mapping[str, Any]) -> list[Finding]:
    found = []
    for option in one["options"]:
        if option["right"]:
            continue
        r = option["point_biserial"]
        if r and r["low"] is not None and r["low"] > 0:
            found.append(_finding("wrong_attracts", "urgent", base, option=option["text"], count=option["count"]))
        elif not option["count"] and base["n"] >= MANY:
            found.append(_finding("nobody_chose", "note", base, option=option["text"]))
    return found


def _foreign(one: Question, base: Mapping[str, Any]) -> list[Finding]:
    share = one["foreign"].get("share") if one["foreign"] else None
    if not share or share["low"] is None or share["low"] < FOREIGN_WORTH_SAYING:
        return []
    counts = one["foreign"]["counts"]
    most = max(sorted(counts), key=lambda country: counts[country])
    return [_finding("foreign_law", "check", base, count=counts[most], of=most, total=sum(counts.values()))]


def _ease(one: Question, base: Mapping[str, Any]) -> list[Finding]:
    facility, guess = one["figures"]["facility"], one["guess"]
    if facility["low"] is not None and facility["low"] >= VERY_EASY:
        return [_finding("very_easy", "note", base, share=facility["value"])]
    close = guess and facility["low"] is not None and facility["low"] <= guess and facility["value"] < guess + NEAR_GUESS
    if close and base["n"] >= MANY:
        return [_finding("like_guessing", "check", base, share=facility["value"], guess=guess)]
    return []


def _dif(one: Question, base: Mapping[str, Any]) -> list[Finding]:
    return [
        _finding(
            "harder_for" if dif["delta"] < 0 else "easier_for", "urgent" if dif["level"] == "C" else "check", base,
            by=dif["by"], focal=dif["focal"], reference=dif["reference"], level=dif["level"],
        )
        for dif in one.get("dif", ())
        if dif["level"] in ("B", "C")
    ]  # fmt: skip


def test_findings(test: Mapping[str, Any]) -> list[Finding]:
    """What the whole test says, of everybody or of one country."""
    alpha = test["figures"].get("internal_consistency")
    if alpha and alpha["high"] is not None and alpha["high"] < LOW_CONSISTENCY:
        about = {"n": test["n"], "value": alpha["value"], "questions": test["positions"], "country": test["country"]}
        code = "low_consistency_in" if test["country"] else "low_consistency"
        return [_finding(code, "check", about)]
    return []


def certainty_findings(rows: Sequence[Mapping[str, Any]]) -> list[Finding]:
    """Certainties that say too much, or too little."""
    return [
        _finding(
            *(("surer_than_right", "check") if one["verdict"] == "over" else ("righter_than_sure", "note")),
            {"n": one["n"], "certainty": one["certainty"], "share": one["share"]["value"]},
        )
        for one in rows
        if one["verdict"]
    ]  # fmt: skip
