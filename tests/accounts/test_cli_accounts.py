"""`azalai accounts` as a user runs it.

AC-31  without options the accounts of the crisis and their sum, in both languages
AC-32  the numbers as rows of the long table
AC-33  what cannot be answered is said, and how to ask instead
AC-34  every verb answers in both languages
AC-35  another country's ledger: people who leave are named with the place they left; households
       are no persons; an export holds no formula
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from azalai.cli import main
from azalai.workspace import create, packs


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


@pytest.fixture
def haiti(tmp_path: Path) -> Path:
    """West 60 to 55 with 9 new and 2 gone to Artibonite; returnees in households."""
    pack = tmp_path / "pack"
    pack.mkdir()
    (pack / "country.toml").write_text(
        'format = 1\ncountry = "HTI"\n[name]\nen = "Haiti"\nfr = "Haïti"\n', encoding="utf-8"
    )
    (pack / "admin1.csv").write_text(
        "code,pcode,name_en,name_fr\na,HT01,West,Ouest\nb,HT05,Artibonite,Artibonite\n", "utf-8"
    )
    root = tmp_path / "haiti"
    create(root, packs.packs_folder() / "workspace", pack)
    (root / "sources.csv").write_text(
        "code;name_en;published\n=dgpc;DGPC, April 2024;2024-04-20\n", encoding="utf-8"
    )
    (root / "figures.csv").write_text(
        "id;category;population;place;origin;as_of;from;to;value;unit;source\n"
        "o;stock;idp;HTI;;2024-03-01;;;100;persons;=dgpc\n"
        "o1;stock;idp;HT01;;2024-03-01;;;60;persons;=dgpc\n"
        "o5;stock;idp;HT05;;2024-03-01;;;40;persons;=dgpc\n"
        "c;stock;idp;HTI;;2024-04-15;;;108;persons;=dgpc\n"
        "c1;stock;idp;HT01;;2024-04-15;;;65;persons;=dgpc\n"
        "c5;stock;idp;HT05;;2024-04-15;;;43;persons;=dgpc\n"
        "n1;new_displacement;idp;HT01;;;2024-03-01;2024-04-15;9;persons;=dgpc\n"
        "r1;return;idp;HT05;HT01;;2024-03-01;2024-04-15;2;persons;=dgpc\n"
        "h;stock;returnee;HT05;;2024-04-15;;;12;households;=dgpc\n",
        encoding="utf-8",
    )
    return root


def test_ac35_people_leave_where_they_were(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    haiti: Path,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("COLUMNS", "140")
    asked = ("--place", "HTI", "--from", "2024-03-01", "--until", "2024-04-15")
    to = tmp_path / "rows.csv"
    code, out, _ = said(capsys, haiti, "balance", "--population", "idp", *asked, "--to", str(to))
    assert code == 0
    assert "Returns, West │ −2" in out
    # 108 − 100 − 9 + 2
    assert "Residual │ +1 │" in out
    with to.open(encoding="utf-8") as file:
        sources = {row["source"] for row in csv.DictReader(file)}
    assert sources == {"'=dgpc"}


def test_ac35_households_are_no_persons(
    capsys: pytest.CaptureFixture[str], haiti: Path, tmp_path: Path
) -> None:
    asked = ("--place", "HT05", "--from", "2024-03-01", "--until", "2024-04-15")
    code, _, err = said(capsys, haiti, "balance", "--population", "returnee", *asked)
    assert code == 1
    assert "in households only (1 figure)" in err
    to = tmp_path / "rows.csv"
    code, out, _ = said(capsys, haiti, "align", "h", "--on", "2024-04-15", "--to", str(to))
    assert (code, "Estimate for 15 April 2024: 12 households" in out) == (0, True)
    with to.open(encoding="utf-8") as file:
        assert {row["unit"] for row in csv.DictReader(file)} == {"households"}
