"""The only ways from a URL to a design or a picture. Missing and foreign look alike."""

from certificates.errors import DesignNotFound, PictureNotFound
from certificates.models import Design, Picture
from certificates.selectors.designs import designs_in_reach
from certificates.selectors.pictures import pictures_in_reach
from lms.institutions.api import Scope


def access_design(scope: Scope, design_id: int) -> Design:
    """A design: any, for deciders and administrators; of their institutions, for coordinators. Raises DesignNotFound."""
    found = designs_in_reach(scope).filter(pk=design_id).first()
    if found is None:
        raise DesignNotFound
    return found


def access_picture(scope: Scope, picture_id: int) -> Picture:
    """A picture that a person may see and place. Raises PictureNotFound."""
    found = pictures_in_reach(scope).filter(pk=picture_id).first()
    if found is None:
        raise PictureNotFound
    return found


def access_own_picture(scope: Scope, picture_id: int) -> Picture:
    """A picture that a person may change: any, for deciders and administrators; else their own. Raises PictureNotFound."""
    found = access_picture(scope, picture_id)
    if not (scope.administrator or scope.decider) and found.institution_id not in scope.coordinator_of:
        raise PictureNotFound
    return found
