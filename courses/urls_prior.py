"""Pages of prior learning."""

from django.urls import URLPattern, path

from courses.views import prior_learning as views

urlpatterns: list[URLPattern] = [
    path("courses/<int:enrolment_id>/prior-learning/", views.prior_own, name="prior-own"),
    path("prior-learning/<int:claim_id>/withdraw/", views.prior_withdraw, name="prior-withdraw"),
    path("prior-learning/files/<int:file_id>/", views.prior_file, name="prior-file"),
    path("prior-learning/", views.prior_inbox, name="prior-inbox"),
    path("prior-learning/<int:claim_id>/", views.prior_claim, name="prior-claim"),
    path("prior-learning/units/<int:prior_id>/decide/", views.prior_decide, name="prior-decide"),
]
