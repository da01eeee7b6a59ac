"""Pages of institutions."""

from django.urls import path

from lms.institutions import views

app_name = "institutions"

urlpatterns = [
    path("invitation/<str:token>/", views.invitation_accept, name="invitation-accept"),
]
