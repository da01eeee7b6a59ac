"""Many certificates, every tenth announced twice, six workers and the broker killed: `python -m tests.faults.many 10000`.

On SQLite and the embedded broker; with DATABASE_URL (PostgreSQL) and REDIS_URL set, on those.
"""

import sys
import tempfile
import time
from pathlib import Path

from tests.faults.harness import Plant, migrated, plant
from tests.processes import wait_until

TABLE = "lms_certificates_certificate"


def issued(plant: Plant) -> int:
    return plant.count(TABLE, "state = 'issued'")


def kill_and_go_on(plant: Plant, count: int, *, kills: int) -> int:
    """Start workers and kill -9 them all, `kills` times while the work goes on, once the broker too; how often that was.

    What a killed worker held is free when its lease ends; the last worker stays.
    """
    plant.start_beat()
    killed = 0
    for number in range(kills):
        before = issued(plant)
        if before >= count:
            break
        plant.start_worker()
        least = min(count - 1, before + max(1, count // (2 * kills)))
        wait_until(lambda least=least: issued(plant) >= least, f"{least} are issued", 300)
        if number == kills // 2:
            plant.kill_with_children("broker")
        plant.kill_with_children("worker")
        if number == kills // 2:
            plant.start_broker()
        killed += 1
    plant.start_worker()
    return killed


def each_once(plant: Plant, count: int) -> None:
    """All papers with their hash, and for each: one line in the book, one audit row, one message to its holder."""
    wait_until(lambda: issued(plant) == count, f"all {count} are issued; {issued(plant)} are", 900)
    assert plant.count(TABLE) == count
    assert plant.count("lms_certificates_award") == count
    assert plant.count(TABLE, "length(sha256) = 64 AND tail IS NOT NULL AND issued_at IS NOT NULL") == count
    assert plant.query(f"SELECT count(DISTINCT serial), count(DISTINCT award_id), count(DISTINCT sha256) FROM {TABLE}") == [
        (count, count, count)
    ]
    book = plant.query("SELECT count(*), count(DISTINCT subject) FROM lms_audit_bookentry WHERE act = 'certificate.issued'")
    audit = plant.query(
        "SELECT count(*), count(DISTINCT subject_id) FROM lms_audit_auditevent WHERE act = 'certificate.issued'"
    )
    mail = plant.query("SELECT count(*), count(DISTINCT person_id) FROM lms_messages_message WHERE kind = 'certificate_ready'")
    assert (book, audit, mail) == ([(count, count)],) * 3


def main(count: int, kills: int = 6) -> None:
    with tempfile.TemporaryDirectory(prefix="lms-many-") as folder:
        template, work = Path(folder) / "template", Path(folder) / "work"
        template.mkdir()
        work.mkdir()
        with migrated(template) as address, plant(address, work) as one:
            one.scene("many_certificates", count)
            start = time.monotonic()
            killed = kill_and_go_on(one, count, kills=kills)
            each_once(one, count)
            wall = time.monotonic() - start
    sys.stdout.write(f"{count} issued, each once; {killed} workers and one broker killed; {wall:.0f} s wall\n")


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:3]))
