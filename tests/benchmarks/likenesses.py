"""Pairs that read alike among many questions: `python -m tests.benchmarks.likenesses [QUESTIONS]`. CPU seconds of one process.

Questions of 25 words with four options of 9, drawn from the words of the shipped questions, one in ten a twin of another with
one word more; and, harder, questions put together from the shipped stems and options, so that every text stands many times.
"""

import os
import random
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

LANGUAGES = ("es", "en")
Body = dict[str, Any]


def shipped() -> list[Body]:
    """The bodies of the questions that ship."""
    from assessments.kinds.question_files import QuestionFiles

    return [dict(one.body) for one in QuestionFiles().read(Path("courses/curriculum"), [])]


def drawn(bodies: list[Body], rng: random.Random, count: int) -> list[tuple[int, Body]]:
    """Questions of drawn words; one in ten is a twin."""
    words = {lang: sorted({w for b in bodies for w in re.findall(r"\w+", b["stem"][lang])}) for lang in LANGUAGES}

    def text(length: int) -> dict[str, str]:
        return {lang: " ".join(rng.choice(words[lang]) for _n in range(length)) for lang in LANGUAGES}

    found: list[tuple[int, Body]] = []
    for number in range(count):
        if number % 10 == 9:
            twin = rng.choice(found)[1]
            more = text(1)
            found.append((number, {**twin, "stem": {lang: f"{said} {more[lang]}" for lang, said in twin["stem"].items()}}))
        else:
            options = [{"id": letter, "text": text(9)} for letter in "abcd"]
            found.append((number, {"kind": "single", "stem": text(25), "options": options}))
    return found


def mixed(bodies: list[Body], rng: random.Random, count: int) -> list[tuple[int, Body]]:
    """Questions of shipped stems and options, put together anew."""
    stems = [body["stem"] for body in bodies]
    options = [one["text"] for body in bodies for one in (body.get("options") or body.get("distractors") or ())]
    found = []
    for number in range(count):
        two = rng.sample(stems, 2)
        stem = {lang: " ".join(one[lang] for one in two) for lang in LANGUAGES}
        picked = [{"id": str(n), "text": text} for n, text in enumerate(rng.sample(options, 4))]
        found.append((number, {"kind": "single", "stem": stem, "options": picked}))
    return found


def main(count: int = 10_000) -> str:
    """A table in Markdown."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.config.settings")
    django.setup()
    from assessments.duplicates import alike

    bodies, rng = shipped(), random.Random(4)
    makers: dict[str, Callable[[list[Body], random.Random, int], list[tuple[int, Body]]]] = {
        "drawn words, one in ten a twin": drawn, "shipped stems and options, mixed": mixed,
    }  # fmt: skip
    lines = ["| questions | of | pairs | CPU s |", "| ---: | --- | ---: | ---: |"]
    for name, make in makers.items():
        made = make(bodies, rng, count)
        start = time.process_time()
        found = alike(made)
        lines.append(f"| {count:,} | {name} | {len(found):,} | {time.process_time() - start:.1f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(main(*(int(one) for one in sys.argv[1:2])) + "\n")
