"""Addresses of this room: the pages for phones."""

from django.urls import URLPattern, URLResolver, path

from azalai.server.browser import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("c/", views.part, name="phone_page"),
    path("c/<path:name>", views.part),
]
