"""The one Django application that there is."""

from django.apps import AppConfig


class Server(AppConfig):
    """All tables of the server."""

    name = "azalai.server"
    label = "server"
    default = True
