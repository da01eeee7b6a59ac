"""The only way from a URL to a credential. Missing and foreign look alike."""

from certificates.errors import CredentialNotFound
from certificates.models import Credential
from lms.institutions.api import Scope


def access_credential(scope: Scope, credential_id: int) -> Credential:
    """Any credential, for deciders and administrators. Raises CredentialNotFound."""
    found = Credential.objects.filter(pk=credential_id).first() if scope.administrator or scope.decider else None
    if found is None:
        raise CredentialNotFound(key=credential_id)
    return found
