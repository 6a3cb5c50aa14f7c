"""Settings.

WS-03  a setting that is missing or cannot be used is named with its file
WS-04  a slip in `protection.toml` never opens a cell: what is not understood is refused
"""

from __future__ import annotations

from pathlib import Path

import pytest

from azalai.model.errors import AzalaiError, WorkspaceError
from azalai.workspace.config import Protection, read_config, read_protection

GOOD = 'layout = 1\ncountry = "MLI"\n[name]\nen = "Mali"\n'


def written(folder: Path, text: str) -> Path:
    """A TOML file."""
    path = folder / "settings.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('country = "MLI"\n', "bad_setting"),
        ('country = "MLI"\nname = "Mali"\n', "bad_setting"),
        (GOOD.replace("[name]", "publication_url = 5\n[name]"), "bad_setting"),
        (GOOD + '[reference]\nx = "2020"\n', "bad_setting"),
        (GOOD + '[reference.x]\nto = "2020-01"\nlabel.en = "x"\n', "bad_setting"),
        (GOOD + '[reference.x]\nfrom = "2020-00"\nto = "2020-01"\nlabel.en = "x"\n', "bad_month"),
        (
            GOOD + '[reference.x]\nfrom = "2020-02"\nto = "2020-01"\nlabel.en = "x"\n',
            "bad_setting",
        ),
        (GOOD.replace("[name]", 'publication_url = "iom.int/mali"\n[name]'), "bad_setting"),
        (GOOD.replace("[name]", 'publication_url = "ftp://x"\n[name]'), "bad_setting"),
        ("country = MLI\n", "bad_toml"),
    ],
)
def test_ws03_a_bad_setting_is_an_error_a_user_can_act_on(
    tmp_path: Path, text: str, code: str
) -> None:
    with pytest.raises(AzalaiError) as caught:
        read_config(written(tmp_path, text))
    assert caught.value.code == code


def test_ws03_a_file_in_another_encoding_is_bad_toml(tmp_path: Path) -> None:
    path = tmp_path / "azalai.toml"
    path.write_bytes('country = "MLI" # é'.encode("latin-1"))
    with pytest.raises(WorkspaceError) as caught:
        read_config(path)
    assert caught.value.code == "bad_toml"


def test_ws03_a_link_has_no_slash_at_its_end(tmp_path: Path) -> None:
    text = GOOD.replace("[name]", 'publication_url = "https://example.org/x/"\n[name]')
    assert read_config(written(tmp_path, text)).publication_url == "https://example.org/x"


@pytest.mark.parametrize(
    "text",
    [
        "threshold = 0",
        "threshold = -5",
        "threshold = true",
        'threshold = "5"',
        "treshold = 10",
        'sensitive = "nationality"',
        'sensitive = ["nationalities"]',
        "sensitive = [1]",
        'protect_crosses = "no"',
        'protect_zero = "unaccompanied"',
        'protect_zero = ["alone"]',
    ],
)
def test_ws04_a_slip_in_the_protection_file_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(WorkspaceError) as caught:
        read_protection(written(tmp_path, text + "\n"))
    assert caught.value.code == "bad_setting"
    assert text.split(" ")[0] in str(caught.value.values["problem"])


def test_ws04_without_a_file_the_strict_rules_hold(tmp_path: Path) -> None:
    rules = read_protection(tmp_path / "protection.toml")
    assert rules == Protection()
    assert (rules.threshold, rules.protect_crosses) == (5, True)
    assert rules.sensitive == {"nationality", "sex", "age", "vulnerability"}


def test_ws04_what_the_file_says_holds(tmp_path: Path) -> None:
    text = 'threshold = 10\nsensitive = ["flows", "movement_type"]\nprotect_crosses = false\n'
    rules = read_protection(written(tmp_path, text + "protect_zero = []\n"))
    assert rules == Protection(10, frozenset({"flows", "movement_type"}), False, frozenset())
