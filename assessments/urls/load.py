"""Pages of assessors' hours, of the pool, and of looks at colleagues' scores."""

from django.urls import URLPattern, path

from assessments.views import assessor_load, peer_looks

urlpatterns: list[URLPattern] = [
    path("cohorts/<int:cohort_id>/hours/", assessor_load.cohort_hours, name="cohort-hours"),
    path("cohorts/<int:cohort_id>/hours/<int:cohort_course_id>/", assessor_load.hours_offer, name="hours-offer"),
    path("hours/<int:offer_id>/withdraw/", assessor_load.hours_withdraw, name="hours-withdraw"),
    path("hours/", assessor_load.hours_own, name="hours-own"),
    path("pool/", assessor_load.pool_list, name="pool-list"),
    path("pool/<int:institution_id>/", assessor_load.pool_change, name="pool-change"),
    path("looks/", peer_looks.look_list, name="look-list"),
    path("looks/<int:look_id>/", peer_looks.look_form, name="look-form"),
    path("looks/<int:look_id>/take/", peer_looks.look_take, name="look-take"),
    path("looks/<int:look_id>/return/", peer_looks.look_return, name="look-return"),
]
