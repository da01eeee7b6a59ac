"""What a badge costs: `python -m tests.benchmarks.badges [N]`. CPU time, one process, no database, no network."""

import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta

from certificates.badges.achievement import credential
from certificates.badges.baking import bake_png, bake_svg, unbake
from certificates.badges.cohort import CohortTemplate
from certificates.badges.keys import P256, new_key
from certificates.badges.picture import BadgeWords, png, svg
from certificates.badges.proofs import secure, sign_jwt, verify
from certificates.badges.status import MIN_SIZE, draw_positions, list_document
from tests.certificates.badges.sample import DID, LIST, NOW, cohort, holder

ROUNDS = 5


def main(count: int = 300) -> str:
    """Medians of five rounds, in CPU milliseconds a piece, with the least and the most."""
    key, other = new_key(), new_key(P256)
    holders = [holder(number) for number in range(1, count + 1)]
    group = cohort()
    template = CohortTemplate(group, key, expires=True)
    plain = [credential(group, one) for one in holders]
    token, document = sign_jwt(plain[0], key, DID), template.sign(holders[0], NOW)
    words = BadgeWords("Fundamentos de PI para asesores", "Certificado de aprobación", "Asesores PI")
    picture, drawing, positions = png(words), svg(words), draw_positions(10_000, size=MIN_SIZE)
    baked = bake_png(picture, token)
    keys = [key.public]

    def sign_list(_number: int) -> None:
        listed = list_document(
            DID, LIST, positions, size=MIN_SIZE, issued=NOW, valid_until=NOW + timedelta(days=1), ttl_seconds=300
        )
        sign_jwt(listed, key, DID)

    def badge(number: int) -> None:
        sign_jwt(credential(group, holders[number]), key, DID)
        template.sign(holders[number], NOW)

    work: list[tuple[str, int, Callable[[int], object]]] = [
        ("credential as data", count, lambda n: credential(group, holders[n])),
        ("JWT, EdDSA", count, lambda n: sign_jwt(plain[n], key, DID)),
        ("JWT, ES256", count, lambda n: sign_jwt(plain[n], other, DID)),
        ("embedded proof, canonicalised each time", 10, lambda n: secure(plain[n], key, DID, NOW)),
        ("embedded proof, from the cohort's template", count, lambda n: template.sign(holders[n], NOW)),
        ("a whole badge: data, JWT and embedded proof", count, badge),
        ("making a template", 3, lambda n: CohortTemplate(group, key, expires=True)),
        ("checking a new template, once a process", 3, lambda n: template.holds(holders[n], NOW)),
        ("re-checking one badge of a chunk", 5, lambda n: template.agrees(holders[n])),
        ("checking a JWT", 100, lambda n: verify(token, did=DID, keys=keys, at=NOW)),
        ("checking an embedded proof", 5, lambda n: verify(document, did=DID, keys=keys, at=NOW)),
        ("list of 131,072 places with 10,000 set, signed", 20, sign_list),
        ("drawing 100 places beside 10,000 taken", 20, lambda n: draw_positions(100, size=MIN_SIZE, taken=positions)),
        ("baking a PNG", 100, lambda n: bake_png(picture, token)),
        ("baking an SVG", 20, lambda n: bake_svg(drawing, token)),
        ("taking it out of a PNG", 100, lambda n: unbake(baked)),
        ("drawing the picture, PNG", 1, lambda n: png.__wrapped__(words)),
    ]
    times: dict[str, list[float]] = {}
    for _round in range(ROUNDS):
        for name, repeats, one in work:
            start = time.process_time()
            for number in range(repeats):
                one(number)
            times.setdefault(name, []).append((time.process_time() - start) * 1000 / repeats)
    lines = [f"{name:50} {statistics.median(t):8.3f} ms [{min(t):.3f}..{max(t):.3f}]" for name, t in times.items()]
    compact = len(json.dumps(plain[0], ensure_ascii=False, separators=(",", ":")))
    sizes = f"JWT {len(token):,} B, embedded {len(document):,} B, without a proof {compact:,} B, PNG {len(baked):,} B"
    return "\n".join([*lines, sizes, ""])


if __name__ == "__main__":
    sys.stdout.write(main(*(int(n) for n in sys.argv[1:2])))
