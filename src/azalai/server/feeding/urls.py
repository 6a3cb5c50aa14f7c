"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from azalai.server.feeding import calendar_views, closing_views

_MONTH = "m/<slug:mission>/closing/<slug:month>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("m/<slug:mission>/calendar", calendar_views.show_calendar),
    path("m/<slug:mission>/map", calendar_views.show_map),
    path("m/<slug:mission>/closing", closing_views.show_months),
    path(_MONTH, closing_views.show_month),
    path(f"{_MONTH}/ask", closing_views.ask),
    path(f"{_MONTH}/feed", closing_views.hand_over),
    path(f"{_MONTH}/<int:number>/confirm", closing_views.confirm),
    path(f"{_MONTH}/<int:number>/withdraw", closing_views.withdraw),
    path(f"{_MONTH}/r<int:revision>/bulletin", closing_views.make),
    path(f"{_MONTH}/r<int:revision>/<str:name>", closing_views.download),
]
