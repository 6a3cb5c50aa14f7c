"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from azalai.server.review import deciding, editing, records, screens

urlpatterns: list[URLPattern | URLResolver] = [
    path("m/<slug:mission>/queue", screens.show_queue),
    path("m/<slug:mission>/queue/day", screens.show_day),
    path("m/<slug:mission>/queue/day/move", screens.move_day),
    path("m/<slug:mission>/inbox", screens.inbox),
    path("m/<slug:mission>/records/<int:number>", records.show_record),
    path("m/<slug:mission>/records/<int:number>/files/<int:file>", records.download),
    path("m/<slug:mission>/records/<int:number>/move", deciding.move_record),
    path("m/<slug:mission>/records/<int:number>/notes", deciding.note_record),
    path("m/<slug:mission>/records/<int:number>/findings/<int:finding>", deciding.decide_finding),
    path("m/<slug:mission>/records/<int:number>/edit", editing.edit_record),
    path("m/<slug:mission>/records/<int:number>/choose/<int:rival>", editing.choose_content),
]
