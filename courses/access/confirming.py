"""The confirmation drive: who reads it, and who may answer for a country."""

from courses.access.toolkit import reads_library
from courses.errors import FactNotFound
from lms.institutions.api import Scope
from lms.kernel.places import COUNTRIES


def access_country(scope: Scope, country: str) -> str:
    """A country's drive, for those who read the library. Raises FactNotFound for what is no country."""
    if country not in COUNTRIES or not reads_library(scope):
        raise FactNotFound
    return country


def access_own_country(scope: Scope, country: str) -> str:
    """A country's drive, for its focal point, who answers. Raises FactNotFound."""
    if country not in COUNTRIES or country not in scope.focal_of:
        raise FactNotFound
    return country
