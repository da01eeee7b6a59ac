"""One more letter among thousands of the same case: `python -m tests.benchmarks.script_likeness [LETTERS]`.

LETTERS letters of 600 words, one in fifty a copy of half of another one, are stored as the job stores them. Then a letter that
copies a third of one of them is handed in, and looked at.
"""

import random
import resource
import sys
import tempfile
import time
from typing import Any

from tests.benchmarks import quiz_ground
from tests.benchmarks.letter_load import COURSE, publish

WORDS = 600


def prose(dice: random.Random, words: int) -> str:
    """Words as often as a language has them: a few very often (Zipf)."""
    return " ".join(f"palabra{int(dice.paretovariate(0.4)) % 20000}" for _n in range(words))


def main(count: int = 5000) -> int:
    with tempfile.TemporaryDirectory(prefix="lms-likeness-") as folder:
        quiz_ground.set_up(folder)
        from assessments.models import ScriptShingles, Submission
        from assessments.selectors.script_likeness import likeness_of
        from assessments.services.letters import open_letter, save_letter, submit_letter
        from assessments.services.script_likeness import look
        from assessments.shingles import letter_shingles, packed

        unit_id, dice = publish(), random.Random(7)
        first, *others = quiz_ground.learners(count + 1, COURSE)
        texts: list[str] = []
        letters: list[Any] = []
        version, case_key = _version(first.enrolment_id, unit_id)
        for n, learner in enumerate(others):
            copied = n % 50 == 49
            texts.append(texts[-1][: len(texts[-1]) // 2] + " " + prose(dice, WORDS // 2) if copied else prose(dice, WORDS))
            letters.append(
                Submission(
                    enrolment_id=learner.enrolment_id, unit_id=unit_id, unit_version_id=version, number=1, ref=f"L{n}",
                    case_key=case_key,
                    state="submitted", letter={"advice": texts[-1]},
                )
            )  # fmt: skip
        letters = Submission.objects.bulk_create(letters, 500)
        begun = time.perf_counter()
        rows = [
            ScriptShingles(
                submission=letter, case_key="case1", language="es", nearest_percent=0,
                hashes=packed(one.hash for one in letter_shingles({"advice": text})),
            )
            for letter, text in zip(letters, texts, strict=True)
        ]  # fmt: skip
        each = (time.perf_counter() - begun) / count
        ScriptShingles.objects.bulk_create(rows, 500)
        mine = open_letter(enrolment_id=first.enrolment_id, unit_id=unit_id)
        advice = prose(dice, 2 * WORDS // 3) + " " + " ".join(texts[count // 2].split()[: WORDS // 3])
        blocks = {
            "issues": "Uno.", "advice": advice, "help": "La oficina.", "lawyer": "Ninguno.",
            "steps": [{"what": "a", "who": "b", "when": "c", "cost": "low"}],
        }  # fmt: skip
        save_letter(letter_id=mine, blocks=blocks, revision=9)
        submit_letter(letter_id=mine)
        took = []
        for _n in range(5):
            begun, spent = time.perf_counter(), time.process_time()
            look(submission_id=mine)
            took.append((time.perf_counter() - begun, time.process_time() - spent))
        found = likeness_of(mine)
        assert found is not None
        wall, cpu = sorted(took)[2]
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        sys.stdout.write(
            f"{count:,} letters of {WORDS} words: the shingles of one in {1000 * each:.1f} ms; one more letter is looked at in "
            f"{1000 * wall:.0f} ms ({1000 * cpu:.0f} ms CPU): {found.percent} % found, {len(found.passages)} passage; "
            f"peak {memory} MB\n"
        )
        return int(not 30 <= found.percent <= 36)


def _version(enrolment_id: int, unit_id: int) -> tuple[int, str]:
    from django.utils import timezone

    from courses import api

    unit = api.unit_in_effect(enrolment_id, unit_id, timezone.now())
    return unit.unit_version_id, unit.config["case"]["key"]


if __name__ == "__main__":
    sys.exit(main(*(int(n) for n in sys.argv[1:2])))
