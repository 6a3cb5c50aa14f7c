"""Collection, review and API: where phones send, people check, and the month is made ready.

Django lives here and nowhere else. The server's database owns what was sent in; a workspace
receives approved records through `azalai.intake`, as it would from a file.
"""
