"""`azalai accounts` as a user runs it.

AC-31  without options the accounts of the crisis and their sum, in both languages
AC-32  the numbers as rows of the long table
AC-33  what cannot be answered is said, and how to ask instead
AC-34  every verb answers in both languages
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from azalai.cli import main


def said(capsys: pytest.CaptureFixture[str], workspace: Path, *words: str) -> tuple[int, str, str]:
    """Exit code, output and errors; lines of a table are joined, its frames left out."""
    capsys.readouterr()
    with pytest.raises(SystemExit) as done:
        main(["accounts", words[0], "--workspace", str(workspace), *words[1:]])
    out, err = capsys.readouterr()
    code = done.value.code
    return (code if isinstance(code, int) else 0), " ".join(out.split()), " ".join(err.split())


@pytest.mark.parametrize(
    ("language", "residuals", "sum_"),
    [
        ("en", ("+16,030", "+18,340", "+2,732", "−1,485", "+20 (coverage)"), "+18,762"),
        (
            "fr",
            ("+16 030", "+18 340", "+2 732", "−1 485", "+20 (couverture)"),
            "+18 762",
        ),
    ],
)
def test_ac31_the_accounts_of_the_crisis(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    workspace: Path,
    language: str,
    residuals: tuple[str, ...],
    sum_: str,
) -> None:
    monkeypatch.setenv("COLUMNS", "140")
    code, out, _ = said(capsys, workspace, "balance", "--lang", language)
    assert code == 0
    # `split` takes the narrow no-break space of French numbers for a space.
    for number in (*residuals, sum_):
        assert number in out


def test_ac32_rows_of_the_long_table(
    capsys: pytest.CaptureFixture[str], workspace: Path, tmp_path: Path
) -> None:
    path = tmp_path / "accounts.csv"
    code, _, _ = said(capsys, workspace, "balance", "--lang", "en", "--to", str(path))
    assert code == 0
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    residuals = {row["place"]: row["value"] for row in rows if row["measure"] == "residual"}
    assert (residuals["MLI"], residuals["asylum"], residuals["NER"]) == ("16030", "2732", "-1485")
    unknown = [row for row in rows if row["place"] == "ML07" and row["measure"] != "stock"]
    assert {row["value"] for row in unknown} == {""}
    assert {row["status"] for row in unknown} == {"not_collected", "n/a"}
    gao = next(row for row in rows if row["place"] == "ML07" and row["measure"] == "stock")
    assert (gao["value"], gao["as_of"], gao["source"]) == ("25977", "2012-12-06", "cmp-2013-02-21")
    code, _, err = said(capsys, workspace, "balance", "--lang", "en", "--to", str(path))
    assert code == 1
    assert "accounts.csv exists" in err


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("balance", "--place", "nowhere"), 1, "No place is called “nowhere”"),
        (("balance", "--population", "zz", "--place", "MLI"), 1, "no stock of “zz” in Mali"),
        (("balance", "--from", "2013-05"), 1, "“2013-05” is not one day"),
        (("balance", "--from", "2013-03-01"), 1, "does not come after 2013-03-01"),
        (("span", "m.idp.jam"), 1, "Was m.idp.jan meant?"),
        (("span",), 2, "--population and --place"),
        (("align", "m.r1.senegal"), 1, "No part of m.r1.senegal has a number"),
        (("compare", "--population", "zz", "--place", "MLI", "--on", "2013-01-11"), 1, "no stock"),
    ],
)
def test_ac33_what_cannot_be_answered(
    capsys: pytest.CaptureFixture[str],
    workspace: Path,
    words: tuple[str, ...],
    code: int,
    message: str,
) -> None:
    got, _, err = said(capsys, workspace, *words, "--lang", "en")
    assert got == code
    assert message in err


@pytest.mark.parametrize(
    ("words", "english", "french"),
    [
        (("span", "m.tab.stock.idp"), "span 141 days", "s’étendent sur 141 jours"),
        (("align", "m.tab.stock.idp"), "This is an estimate", "C’est une estimation"),
        (
            ("compare", "--population", "idp", "--place", "MLI", "--on", "2013-01-11"),
            "Recommended:",
            "Recommandé",
        ),
        (("series", "--population", "refugee", "--place", "mbera"), "verification", "vérification"),
        (("backtest",), "Half-width", "Demi-largeur"),
    ],
)
def test_ac34_both_languages(
    capsys: pytest.CaptureFixture[str],
    workspace: Path,
    words: tuple[str, ...],
    english: str,
    french: str,
) -> None:
    assert english in said(capsys, workspace, *words, "--lang", "en")[1]
    assert french in said(capsys, workspace, *words, "--lang", "fr")[1]
