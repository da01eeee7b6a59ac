"""Workers that make the badges of the same certificates in the same moment: real threads on a real database file."""

from collections.abc import Callable
from pathlib import Path

from django.conf import LazySettings

from certificates.badges.keys import new_key
from certificates.models import Badge, Certificate, SigningKey, StatusList
from certificates.services.badges import make_badges
from tests.certificates.conftest import Programme
from tests.conftest import House
from tests.threads import Threads


def test_of_six_workers_one_makes_each_badge(
    transactional_db: None, programme_: Programme, andes: House, settings: LazySettings, tmp_path: Path
) -> None:
    file = tmp_path / "badge-key.pem"
    file.write_bytes(new_key().pem)
    settings.LMS = {**settings.LMS, "BADGE_KEY": str(file), "BASE_URL": "https://asesores.example.org"}
    for person in (andes.advisor, andes.advisor2):
        programme_.complete_all(person, andes.institution)
    ids = list(Certificate.objects.values_list("pk", flat=True))

    def work() -> Callable[[], tuple[list[int], int, int, int, int]]:
        def make() -> tuple[list[int], int, int, int, int]:
            made = make_badges(certificate_ids=ids)
            counts = (model.objects.count() for model in (Badge, StatusList, SigningKey))
            return (made, *counts, len(set(Badge.objects.values_list("position", flat=True))))  # type: ignore[return-value]

        return make

    results = Threads(tmp_path).at_once(*(work() for _ in range(6)))
    assert not [one for one in results if isinstance(one, Exception)], results
    assert sorted(pk for made, *_counts in results for pk in made) == sorted(ids)
    assert max(results, key=lambda one: one[1])[1:] == (2, 1, 1, 2)
