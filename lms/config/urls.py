"""Root URLs of the stand-alone site. Who may open what is not ours stands in `lms.config.checks`."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from lms.config import health
from lms.kernel.admin import ReadOnlyAdmin

# The admin site is a window: pages of other packages that write, or show a second factor's secret, are not for it.
for _model, _page in list(admin.site._registry.items()):
    if not isinstance(_page, ReadOnlyAdmin):
        admin.site.unregister(_model)
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # one door in, with its limits

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("cuenta/", include("allauth.account.urls")),
    path("cuenta/mfa/", include("allauth.mfa.urls")),
    path("admin/", admin.site.urls),
    path("", include("certificates.urls.well_known")),
    path("", include("lms.urls")),
]

handler404 = "django.views.defaults.page_not_found"
handler500 = "lms.config.health.server_error"
