"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from azalai.server.audit import views as audit
from azalai.server.people import account, home, persons, phones, signing

_MISSION = "m/<slug:mission>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.start),
    path(f"{_MISSION}/", home.enter_mission),
    path("login", signing.sign_in),
    path("login/second", signing.second_step),
    path("logout", signing.sign_out),
    path("language", signing.language),
    path("setup/<str:token>", signing.set_up),
    path("welcome/<str:token>", signing.welcome),
    path("account", account.account),
    path("account/password", account.password),
    path("account/second", account.second_factor),
    path("account/second/<str:change>", account.change_second),
    path("people", persons.everybody),
    path("people/add", persons.add),
    path("people/<int:number>", persons.one),
    path("people/<int:number>/<str:what>", persons.change),
    path("audit", audit.audit),
    path(f"{_MISSION}/devices", phones.devices),
    path(f"{_MISSION}/devices/add", phones.add_device),
    path(f"{_MISSION}/devices/<int:number>/revoke", phones.revoke_device),
]
