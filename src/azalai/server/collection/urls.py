"""Addresses of this room: screens of forms, and what phones ask for."""

from django.urls import URLPattern, URLResolver

from azalai.server.collection import forms_views, openrosa

urlpatterns: list[URLPattern | URLResolver] = [
    *forms_views.urlpatterns,
    *openrosa.urlpatterns,
]
