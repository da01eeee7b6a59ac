"""The host's URLs."""

from django.contrib import admin
from django.contrib.auth.views import LoginView
from django.urls import include, path

from hostsite.courses.views import cooking

urlpatterns = [
    path("", cooking, name="front"),
    path("entrar/", LoginView.as_view(template_name="admin/login.html"), name="login"),
    path("admin/", admin.site.urls),
    path("aprende/", include("lms.urls")),  # added
]
