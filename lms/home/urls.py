"""Pages of home."""

from django.urls import path

from lms.home import views

app_name = "home"

urlpatterns = [
    path("", views.home, name="home"),
    path("preferences/", views.preferences, name="preferences"),
    path("language/", views.set_language, name="language"),
    path("style/", views.style, name="style"),
]
