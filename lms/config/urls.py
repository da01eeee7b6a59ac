"""Root URLs of the stand-alone site."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("cuenta/", include("allauth.account.urls")),
    path("cuenta/mfa/", include("allauth.mfa.urls")),
    path("admin/", admin.site.urls),
    path("", include("lms.urls")),
]
