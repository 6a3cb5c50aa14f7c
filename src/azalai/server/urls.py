"""Every address, room by room. `tests/server/test_authorisation.py` knows each of them."""

from importlib import import_module

from django.urls import URLPattern, URLResolver, path

from azalai.server.pages import assets

_ROOMS = ("people", "collection", "browser", "review", "feeding", "api", "safekeeping")

urlpatterns: list[URLPattern | URLResolver] = [path("static/<str:name>", assets.serve)]
for _room in _ROOMS:
    urlpatterns += import_module(f"azalai.server.{_room}.urls").urlpatterns

handler400 = "azalai.server.pages.problems.bad_request"
handler403 = "azalai.server.pages.problems.forbidden"
handler404 = "azalai.server.pages.problems.not_found"
handler500 = "azalai.server.pages.problems.broken"
