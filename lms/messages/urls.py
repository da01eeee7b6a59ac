"""Pages of messages."""

from django.urls import path

from lms.messages import views

app_name = "messages"

urlpatterns = [
    path("messages/choices/", views.choices, name="choices"),
    path("messages/stop/<str:token>/", views.stop, name="stop"),
    path("messages/failed/", views.failure_list, name="failure-list"),
    path("messages/failed/<int:message_id>/again/", views.failure_again, name="failure-again"),
]
