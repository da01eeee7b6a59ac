"""Import of 10,000 questions from each format: `python -m tests.benchmarks.questions [QUESTIONS]`.

Choices, numbers, short texts, matching, gaps and statements in turn. CPU seconds of one process, what of them the write
transaction took, and how much memory was taken beyond the idle process. SQLite in a temporary folder.
"""

import io
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

OPTIONS = ("Una respuesta razonable", "Otra que no lo es", "Una tercera, más larga que las otras", "Ninguna")


def question(number: int) -> Any:
    """One question of a mixed bank."""
    from assessments.interchange.neutral import Answer, Pair, Question, Rich

    text = Rich(f"¿Qué conviene hacer primero en el caso {number}, si el negocio ya vende y aún no registra su marca?", "plain")
    kind = number % 6
    made = Question("multichoice", f"pregunta {number}", text, default_grade=1)
    made.general_feedback = Rich(f"Vea la lección sobre el caso {number}.", "plain")
    if kind == 0:
        made.type, made.answers = "numerical", [Answer(Rich(str(number), "plain"), 1.0, tolerance="0.5")]
    elif kind == 1:
        made.type = "shortanswer"
        made.answers = [Answer(Rich(f"respuesta {number}", "plain"), 1.0), Answer(Rich("casi*", "plain"), 0.5)]
    elif kind == 2:
        made.type = "match"
        made.pairs = [Pair(Rich(f"{place} {number}", "plain"), Rich(place[::-1], "plain")) for place in ("uno", "dos", "tres")]
    elif kind == 3:
        made.type = "truefalse"
        made.answers = [Answer(Rich("true", "plain"), 1.0), Answer(Rich("false", "plain"), 0.0)]
    else:
        made.single = kind == 4
        fractions = (1.0, 0.0, 0.0, 0.0) if made.single else (0.5, 0.5, -0.5, -0.5)
        made.answers = [
            Answer(Rich(words, "plain"), fraction, Rich("Porque sí.", "plain"))
            for words, fraction in zip(OPTIONS, fractions, strict=True)
        ]
    return made


def files(questions: int) -> dict[str, bytes]:
    """The same bank in two formats."""
    from assessments.interchange.gift_writing import gift_question
    from assessments.interchange.moodle_xml_writing import HEAD, TAIL, moodle_xml_question

    every = [question(number) for number in range(questions)]
    return {
        "moodle-xml": (HEAD + "".join(moodle_xml_question(one)[0] for one in every) + TAIL).encode(),
        "gift": "\n\n".join(gift_question(one)[0] for one in every).encode(),
    }


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """What came of it and its CPU seconds."""
    start = time.process_time()
    return work(), time.process_time() - start


@contextmanager
def transaction_watched() -> Iterator[list[float]]:
    """CPU seconds from the first lock of the writing to its end."""
    from courses.services import writing_drafts

    held: list[float] = []
    plain = writing_drafts.transaction.atomic

    @contextmanager
    def atomic() -> Iterator[None]:
        begin = time.process_time()
        with plain():
            yield
        held.append(time.process_time() - begin)

    with patch.object(writing_drafts, "transaction") as watched:
        watched.atomic = atomic
        yield held


def main(questions: int = 10_000) -> str:
    """A table in Markdown."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from assessments.services.exporting import FORMATS, export_questions
    from assessments.services.importing import import_questions

    lines = ["| work | size | CPU s | of it in the write transaction |", "| --- | ---: | ---: | ---: |"]
    for form, content in files(questions).items():
        for label in ("new", "again, nothing changed"):
            with transaction_watched() as held:
                plan, cpu = timed(
                    lambda form=form, content=content: import_questions(
                        file=io.BytesIO(content), form=form, bank_key=f"b-{form}"
                    )
                )
            assert (plan.imported, plan.skipped) == (questions, [])
            lines.append(f"| {form}, {label} | {len(content) / 2**20:.1f} MB | {cpu:.1f} | {sum(held):.1f} |")
    for form in FORMATS:
        to = io.BytesIO()
        _report, cpu = timed(lambda form=form, to=to: export_questions(bank_key="b-gift", form=form, to=to))
        lines.append(f"| export to {form} | {len(to.getvalue()) / 2**20:.1f} MB | {cpu:.1f} | – |")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return "\n".join([*lines, f"\nPeak memory of the process: {peak:.0f} MB"]) + "\n"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="lms-bench-") as folder:
        os.environ |= {"LMS_VAR": folder, "LMS_BROKER": "memory://", "LOG_LEVEL": "ERROR"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "lms.config.settings"
        for name in ("REDIS_URL", "PRODUCTION"):
            os.environ.pop(name, None)
        sys.stdout.write(main(*(int(n) for n in sys.argv[1:2])))
