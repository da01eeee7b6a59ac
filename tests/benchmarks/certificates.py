"""How long one certificate takes to draw: `python -m tests.benchmarks.certificates [N]`. CPU time, one process, no database."""

import statistics
import sys
import time
from dataclasses import replace

import django


def main(rounds: int = 30) -> str:
    """Median CPU milliseconds a certificate without and with a logo, the size of the file, and the first one's cost."""
    django.setup()
    from certificates.rendering import draw
    from tests.certificates.test_rendering import paper, png

    lines = []
    for label, one in (("no logo", paper()), ("logo", replace(paper(), logo=png()))):
        times = []
        for _ in range(rounds + 1):
            start = time.process_time()
            body = draw(one)
            times.append((time.process_time() - start) * 1000)
        first, rest = times[0], times[1:]
        lines.append(
            f"{label}: median {statistics.median(rest):.1f} ms CPU [{min(rest):.1f}..{max(rest):.1f}], first {first:.0f} ms, "
            f"{len(body) / 1000:.1f} kB"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    sys.stdout.write(main(*(int(n) for n in sys.argv[1:2])))
