"""What a site serves at its root, wherever these packages are mounted: the issuer's keys (did:web).

Needed where `lms.urls` is mounted at the root; under a prefix the issuer's name ends in it and its document is there already.
"""

from django.urls import path

from certificates.views import badges

urlpatterns = [path(".well-known/did.json", badges.did_document, name="did-well-known")]
