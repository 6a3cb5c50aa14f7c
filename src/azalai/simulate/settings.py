"""The files a person edits, written for a simulated workspace; every page says that it is one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from azalai.model.periods import Month
from azalai.simulate import invented
from azalai.simulate.invented import Land
from azalai.simulate.parameters import Parameters
from azalai.wording.countries import countries
from azalai.workspace.config import LAYOUT

_REGISTER = ("points.csv", "roles.csv", "staffing.csv", "protection.toml")
_TEXTS = {
    "label": (
        "Simulated data: invented, no real flows",
        "Données simulées : inventées, aucun flux réel",
    ),
    "publisher": ("Azalai (simulation)", "Azalai (simulation)"),
    "credit": (
        "Simulated with Azalai. Every number is invented; nobody was counted.",
        "Simulé avec Azalai. Tous les chiffres sont inventés ; personne n’a été compté.",
    ),
    "methodology": (
        "No enumerator and no traveller stands behind these numbers: a program draws groups, "
        "days, closures and mistakes from chance, so that methods can be tried on data whose "
        "truth is known.",
        "Aucun enquêteur et aucun voyageur ne se trouve derrière ces chiffres : un programme "
        "tire au hasard des groupes, des jours, des fermetures et des erreurs, pour essayer des "
        "méthodes sur des données dont la vérité est connue.",
    ),
    "limitations": (
        "Nothing here says anything about any country, place or people.",
        "Rien ici ne dit quoi que ce soit d’un pays, d’un lieu ou de personnes.",
    ),
}


def write(template: Path, parameters: Parameters, land: Land, register: Path | None) -> None:
    """Write a template for a workspace: settings, register and notes."""
    (template / "azalai.toml").write_text(_settings(parameters, land), encoding="utf-8")
    (template / "notes.csv").write_text(invented.notes_file(land), encoding="utf-8")
    if register is None:
        for name, text in invented.register_files(land).items():
            (template / name).write_text(text, encoding="utf-8")
    else:
        for name in _REGISTER:
            if (register / name).exists():
                shutil.copy(register / name, template / name)


def _settings(parameters: Parameters, land: Land) -> str:
    names = countries()[land.country].names
    lines = [
        "# A simulated workspace of Azalai: every number in it is invented.",
        f"layout = {LAYOUT}",
        f'country = "{land.country}"',
        'contact = ""',
        'publication_url = ""',
        "",
        "[name]",
        *(f"{language} = {_quoted(names[language])}" for language in ("en", "fr")),
    ]
    for key, (english, french) in _TEXTS.items():
        lines += ["", f"[{key}]", f"en = {_quoted(english)}", f"fr = {_quoted(french)}"]
    before, after = Month(2019, 7), Month(2020, 2)
    if parameters.first <= before and after <= parameters.last:
        lines += [
            "",
            "[reference.before_closure]",
            f'from = "{before}"',
            f'to = "{after}"',
            'label.en = "before borders closed (July 2019 to February 2020)"',
            'label.fr = "avant la fermeture des frontières (juillet 2019 à février 2020)"',
        ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
