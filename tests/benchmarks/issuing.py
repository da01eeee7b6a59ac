"""What issuing costs with everything that goes with it: `python -m tests.benchmarks.issuing [N]`. CPU time of one process.

A database of its own (SQLite in a file, WAL; with DATABASE_URL a PostgreSQL database that is empty), N certificates of one
institution: drawn, signed (P-256), stored with tail, audit, mail rows, badge and lines of the register, in chunks of 50.
"""

import os
import sys
import tempfile
import time


def main(count: int = 1000) -> str:
    """CPU milliseconds a certificate, the first chunk (which compiles) apart; bytes of a tail; memory of the process."""
    import resource

    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from certificates.badge_keyring import make_key_for_development
    from tests.faults.scenes import many_certificates

    make_key_for_development()
    many_certificates(count)
    from django.db.models import Avg
    from django.db.models.functions import Length

    from certificates.models import Badge, Certificate
    from certificates.services.drawing import draw_chunk

    begun = time.process_time()
    first = len(draw_chunk())
    compiled = time.process_time()
    rest = 0
    while done := draw_chunk():
        rest += len(done)
    spent = time.process_time() - compiled
    assert Certificate.objects.filter(state="issued").count() == count == first + rest
    size = Certificate.objects.filter(prefix__isnull=False).aggregate(size=Avg(Length("tail")))["size"]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return (
        f"{rest} issued: {1000 * spent / max(rest, 1):.2f} ms CPU each ({rest / spent:.0f} a CPU second); "
        f"first chunk of {first} {compiled - begun:.1f} s; "
        f"{Badge.objects.count()} badges; {size:.0f} bytes a tail; {peak} MB at most\n"
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="lms-bench-") as folder:
        os.environ |= {"LMS_VAR": folder, "LMS_BROKER": "memory://", "LOG_LEVEL": "ERROR"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "lms.config.settings"
        os.environ.pop("REDIS_URL", None)
        sys.stdout.write(main(*(int(one) for one in sys.argv[1:2])))
