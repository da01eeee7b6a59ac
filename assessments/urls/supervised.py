"""Pages of supervised pieces."""

from django.urls import URLPattern, path

from assessments.views import supervised as views

urlpatterns: list[URLPattern] = [
    path("enrolments/<int:enrolment_id>/pieces/<int:unit_id>/", views.piece_detail, name="piece-detail"),
    path("pieces/", views.piece_plan_list, name="piece-plan-list"),
    path("pieces/<int:enrolment_id>/<int:unit_id>/", views.piece_plan, name="piece-plan"),
    path("pieces/planned/<int:appointment_id>/", views.piece_change, name="piece-change"),
    path("examining/", views.examining_list, name="examining-list"),
    path("examining/<int:appointment_id>/", views.examining_detail, name="examining-detail"),
    path("examining/<int:appointment_id>/begin/", views.examining_begin, name="examining-begin"),
    path("examining/<int:appointment_id>/score/", views.examining_score, name="examining-score"),
    path("examining/<int:appointment_id>/missed/", views.examining_missed, name="examining-missed"),
]
