"""A cohort whose badges the tests make, and files of them for other people's verifiers (`python -m … FOLDER`)."""

import json
import sys
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from certificates.badges.achievement import AchievementFacts, Cohort, Criterion, Holder, IssuerProfile, credential, identity_of
from certificates.badges.cohort import CohortTemplate
from certificates.badges.did import did_document, did_of
from certificates.badges.keys import P256, new_key
from certificates.badges.proofs import secure, sign_jwt
from certificates.badges.status import MIN_SIZE, list_document

BASE = "https://asesores.example.org"
DID = did_of(BASE)
PAGE = f"{BASE}/credentials/foundations/"
LIST = f"{BASE}/badges/status/1/"
NOW = datetime(2026, 11, 2, 16, 30, tzinfo=UTC)


def both(spanish: str, english: str) -> dict[str, str]:
    return {"es": spanish, "en": english}


FACTS = AchievementFacts(
    key="foundations",
    page=PAGE,
    claim="assessed_certificate",
    names=both("Fundamentos de PI para asesores", "IP foundations for advisors"),
    descriptions=both("Orienta a una mipyme sobre su PI.", "Guides a small business on its IP."),
    criteria=both("Completar y aprobar:\n\n- Marcas y secretos", "Complete and pass:\n\n- Brands and secrets"),
    courses=(
        Criterion("brands", both("Marcas y secretos", "Brands and secrets")),
        Criterion("letter", both("Carta de orientación", "Letter of guidance")),
    ),
    pictures={language: f"{PAGE}picture-{language}.png" for language in ("es", "en", "es+en")},
    captions=both("Insignia: Fundamentos de PI para asesores", "Badge: IP foundations for advisors"),
    framework=both("Asesores PI", "IP advisors"),
)


def cohort(language: str = "es", **changes: Any) -> Cohort:
    """Advisors of Peru who completed the foundations, 40 hours."""
    values: dict[str, Any] = {
        "issuer": IssuerProfile(DID, "Asesores PI", f"{BASE}/"),
        "achievement": FACTS,
        "language": language,
        "country": "PE",
        "law_as_of": "2026-09-30",
        "hours": "40",
        "narrative": both(
            "Según la ley del Perú, al 30 de septiembre de 2026.", "Under the law of Peru, as of 30 September 2026."
        ),
        "result_names": {
            "status": both("Resultado", "Result"),
            "hours": both("Horas", "Hours"),
            "country": both("Ley de", "Law of"),
            "law": both("Ley al", "Law as of"),
        },
    }
    return Cohort(**{**values, **changes})


def holder(number: int = 1, *, valid_until: str = "2029-11-02T05:00:00Z", **changes: str) -> Holder:
    """The `number`th of them."""
    salt = sha256(f"salt {number}".encode()).hexdigest()[:32]
    values = {
        "id": f"{BASE}/badges/{number:017d}.json",
        "serial": f"{number:017d}",
        "verify_url": f"{BASE}/verify/{number:017d}/",
        "identity": identity_of(f"asesora{number}@centro.example", salt),
        "salt": salt,
        "valid_from": "2026-11-02T15:04:05Z",
        "valid_until": valid_until,
        "status_list": LIST,
        "position": str(number * 7919 % MIN_SIZE),
    }
    return Holder(**{**values, **changes})


def write(folder: Path) -> None:
    """Badges in every form, the issuer's document, and lists in which the first badge is clear and taken back."""
    folder.mkdir(parents=True, exist_ok=True)
    key, other = new_key(), new_key(P256)
    first, last = holder(1), holder(99, valid_until="")
    plain = credential(cohort(), first)
    texts = {
        "did.json": json.dumps(did_document(DID, [key.public, other.public])),
        "eddsa.jwt": sign_jwt(plain, key, DID),
        "es256.jwt": sign_jwt(plain, other, DID),
        "full.json": json.dumps(secure(plain, key, DID, NOW)),
        "template.json": CohortTemplate(cohort(), key, expires=True).sign(first, NOW),
        "bilingual.json": CohortTemplate(cohort("es+en"), key, expires=False).sign(last, NOW),
    }
    for name, positions in (("clear", [5]), ("back", [5, int(first.position)])):
        listed = list_document(
            DID, LIST, positions, size=MIN_SIZE, issued=NOW, valid_until=NOW + timedelta(days=3650), ttl_seconds=300
        )
        texts |= {
            f"list_{name}.jwt": sign_jwt(listed, key, DID),
            f"list_{name}.json": json.dumps(secure(listed, key, DID, NOW)),
        }
    for name, text in texts.items():
        (folder / name).write_text(text)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
