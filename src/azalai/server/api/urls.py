"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path, re_path

from azalai.server.api.entry import api, nothing

urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/", api.urls),
    re_path(r"^v1/(?P<rest>.*)$", nothing),
]
