"""Many letters at a deadline, over real HTTP: `python -m tests.benchmarks.letter_load [LETTERS] [SECONDS]`.

`manage.py serve` runs as docs/operations.md says (gunicorn 2 × 4, a worker, beat, an embedded broker) on the database that
DATABASE_URL names (empty; it is filled), else on SQLite. Each learner has a session and a letter that lacks its last part.
Spread over SECONDS, each saves that part, hands in (one in five presses twice) and opens the letter. Requests come at their
times whether earlier ones were answered or not. Then the database is asked: each letter is handed in once with the text that
was sent, has one outcome and one place in the queue of assessors, and was looked at for likeness.
"""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.benchmarks import quiz_ground
from tests.benchmarks.quiz_load import Measured, _ready, ask, cpu_of, run, table
from tests.processes import ROOT, free_port, wait_until

COURSE: Final = "cases"
LOOKED_WITHIN: Final = 600


@dataclass(frozen=True)
class Writing:
    """A learner's letter, and its last part."""

    letter_id: int
    session: str
    revision: int
    last: str


def letter_of(n: int) -> dict[str, Any]:
    """A letter of about 350 words; one in ten is much like the one before it."""
    seed = n - 1 if n % 10 == 9 else n
    words = [f"palabra{(seed * 7919 + k * k) % 4001}" for k in range(320)]
    return {
        "issues": " ".join(words[:160]), "advice": " ".join(words[160:]),
        "steps": [{"what": "Buscar la marca", "who": "La dueña", "when": "El lunes", "cost": "low"}],
        "help": "La oficina de marcas.",
    }  # fmt: skip


def writings(unit_id: int, count: int) -> list[Writing]:
    """Everybody has written all but the last part."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
    from django.contrib.sessions.backends.db import SessionStore

    from assessments.services.letters import open_letter, save_letter

    found = []
    for n, learner in enumerate(quiz_ground.learners(count, COURSE)):
        user = get_user_model().objects.get(pk=learner.user_id)
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        letter = open_letter(enrolment_id=learner.enrolment_id, unit_id=unit_id)
        kept = save_letter(letter_id=letter, blocks=letter_of(n), revision=0)
        found.append(Writing(letter, str(session.session_key), kept.revision, f"Ninguno, porque no hay pleito ({n})."))
    return found


def handing_in(port: int, one: Writing, n: int, measured: Measured) -> Callable[[float], None]:
    """The last part is saved, the letter is handed in, and opened."""
    from django.urls import reverse

    def send(name: str, page: str, method: str, wanted: int, due: float, body: Any = None) -> None:
        path = reverse(f"lms:assessments:{page}", args=[one.letter_id])
        try:
            status, _said = ask(port, method, path, one, body)  # type: ignore[arg-type]
            error = "" if status == wanted else str(status)
        except OSError as broken:
            error = repr(broken)
        measured.note(name, time.monotonic() - due, error)

    def work(due: float) -> None:
        send(
            "last save", "submission-block", "POST", 200, due, {"block": "lawyer", "value": one.last, "revision": one.revision}
        )
        begun = time.monotonic()
        if n % 5 == 0:
            twice = threading.Thread(target=send, args=("hand in again", "submission-submit", "POST", 302, begun))
            twice.start()
        send("hand in", "submission-submit", "POST", 302, begun)
        if n % 5 == 0:
            twice.join()
        send("open the letter", "submission-detail", "GET", 200, time.monotonic())

    return work


def checked(everybody: list[Writing]) -> list[str]:
    """What the database says: sentences about what is not as it must be."""
    from assessments.models import Allocation, Submission
    from courses.models import OutcomeRecord

    ids = [one.letter_id for one in everybody]
    rows = {row.pk: row for row in Submission.objects.filter(pk__in=ids)}
    wrong = [
        f"letter {one.letter_id}: {rows[one.letter_id].state}" for one in everybody if rows[one.letter_id].state != "submitted"
    ]
    for n, one in enumerate(everybody):
        if rows[one.letter_id].letter != {**rows[one.letter_id].letter, **letter_of(n), "lawyer": one.last}:
            wrong.append(f"letter {one.letter_id}: its text is not what was sent")
    outcomes = OutcomeRecord.objects.filter(key__in=[f"submission:{pk}:submitted" for pk in ids]).count()
    places = Allocation.objects.filter(submission__in=ids).values("submission").distinct().count()
    for name, found in (("letters", len(rows)), ("outcomes", outcomes), ("places in the queue", places)):
        if found != len(ids):
            wrong.append(f"{name}: {found} of {len(ids)}")
    return wrong


def looked_at(everybody: list[Writing]) -> int:
    """How many were looked at for likeness."""
    from assessments.models import ScriptShingles

    ids = [one.letter_id for one in everybody]
    return ScriptShingles.objects.filter(submission__in=ids, nearest_percent__isnull=False).count()


def publish() -> int:
    """The curriculum that ships, and its course with one case published in four countries; returns the case's id."""
    import courses
    from assessments.models import CaseStudy
    from courses import api
    from courses.models import Course
    from lms.institutions.models import Person

    by, other = (Person.objects.create(email=f"{name}@bench.example", country="PE") for name in ("one", "two"))
    api.import_toolkit(path=Path(courses.__file__).resolve().parent / "curriculum", by=by.pk)
    course = Course.objects.get(key=COURSE)
    api.publish_course(course_id=course.pk, by=by.pk, approved_by=other.pk, countries=list(quiz_ground.COUNTRIES))
    return int(CaseStudy.objects.get(course=course).pk)


def main(count: int = 500, seconds: int = 60) -> int:
    with tempfile.TemporaryDirectory(prefix="lms-letters-") as folder:
        quiz_ground.set_up(folder)
        from django.db import connection, connections

        everybody = writings(publish(), count)
        port, vendor = free_port(), connection.vendor
        env = {name: value for name, value in os.environ.items() if name != "LMS_BROKER"}
        env |= {"PORT": str(port), "LOG_LEVEL": "WARNING"}
        connections.close_all()
        measured = Measured()
        with (Path(folder) / "serve.log").open("wb") as log:
            command = [sys.executable, str(ROOT / "manage.py"), "serve"]
            site = subprocess.Popen(command, env=env, cwd=ROOT, stdout=log, stderr=log, start_new_session=True)
        try:
            wait_until(lambda: _ready(port), "the site is ready", 300)
            before, load = cpu_of(site.pid), os.getloadavg()[0]
            begun = time.monotonic()
            run((n * seconds / count, handing_in(port, one, n, measured)) for n, one in enumerate(everybody))
            handed = time.monotonic() - begun
            wait_until(lambda: looked_at(everybody) == count, "every letter was looked at", LOOKED_WITHIN)
            looked = time.monotonic() - begun
            spent = cpu_of(site.pid) - before
        finally:
            site.send_signal(signal.SIGTERM)
            site.wait(120)
        wrong = checked(everybody)
        out = [f"{vendor}: {count} letters handed in within {seconds} s; load of the machine before {load:.1f}", ""]
        out += [
            *table(measured),
            "",
            f"The last answer came after {handed:.0f} s; all were looked at for likeness after {looked:.0f} s.",
        ]
        out += [f"CPU of all our processes: {spent:.0f} s. Errors: {len(measured.errors)}."]
        out += [
            *measured.errors[:10],
            *(wrong[:10] or ["The database has every letter, outcome and place in the queue, once."]),
        ]
        sys.stdout.write("\n".join(out) + "\n")
        connections.close_all()
        return int(bool(wrong or measured.errors))


if __name__ == "__main__":
    sys.exit(main(*(int(n) for n in sys.argv[1:3])))
