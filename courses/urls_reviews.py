"""Pages of reviews: one's own, and those of the people who decide."""

from django.urls import URLPattern, path

from courses.views import reviews

urlpatterns: list[URLPattern] = [
    path("reviews/", reviews.review_list, name="review-list"),
    path("reviews/inbox/", reviews.review_inbox, name="review-inbox"),
    path("reviews/inbox/<slug:source>/<int:request_id>/acknowledge/", reviews.review_acknowledge, name="review-acknowledge"),
    path("reviews/<int:request_id>/", reviews.review_detail, name="review-detail"),
    path("reviews/of/<slug:kind>/<int:subject_id>/", reviews.review_ask, name="review-ask"),
    path("reviews/of/<slug:kind>/<int:subject_id>/withdraw/", reviews.review_withdraw, name="review-withdraw"),
]
