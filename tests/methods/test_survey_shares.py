"""What may be said of shares, and how it may be drawn.

SV-11  a question with several answers: base is respondents, shares may exceed 100 together, and
       nobody can get them as parts of a whole, neither as estimates nor as figures
SV-12  too few respondents, or too few of an answer, give no share; nor may another give it away
SV-13  answers whose intervals overlap are not ranked
SV-14  figures of the ledger carry share, interval, base and the flag, and read back
SV-15  without the survey library the program says what to install
"""

from __future__ import annotations

import random
import sys
from dataclasses import replace
from decimal import Decimal

import pyarrow as pa
import pytest

from azalai.methods.surveys import as_figures, estimate
from azalai.methods.surveys.withholding import withhold
from azalai.model.answers import AnswerTable, Estimate, Withheld, answer_tables, as_parts
from azalai.model.errors import InputError
from azalai.model.figures import Quantifier
from azalai.model.ledger import Source
from azalai.model.moments import Moment
from azalai.model.places import Gazetteer, Place, PlaceKind
from azalai.model.surveys import Answer, Condition, Design, Group, Question, QuestionKind
from azalai.workspace.ledger import cells_of, read_figures

WISH = Question(
    code="wish", labels={"en": "Wish"}, kind=QuestionKind.SINGLE, column="wish",
    answers=(Answer("return"), Answer("stay"), Answer("unsure")),
)  # fmt: skip
NEEDS = Question(
    code="needs", labels={"en": "Needs"}, kind=QuestionKind.MULTIPLE, column="needs",
    answers=(Answer("food"), Answer("water"), Answer("tents")),
    asked_if=Condition("wish", ("return",)), non_response=("refused",),
)  # fmt: skip
DESIGN = Design(
    id="camp", title={"en": "Camp"}, population="idp", place="MLI",
    first=Moment.parse("2013-02-01"), last=Moment.parse("2013-02-12"), source="test",
    questions=(WISH, NEEDS), minimum_base=5,
    groups=(Group("region", "region", {}, (Answer("ML07"), Answer("ML08")), places=True),),
)  # fmt: skip


def table(wishes: list[str], needs: list[list[str] | None], regions: list[str]) -> pa.Table:
    many = len(wishes)
    return pa.table(
        {
            "complete": pa.array([True] * many),
            "q.wish": pa.array([[wish] if wish else [] for wish in wishes], pa.list_(pa.string())),
            "q.needs": pa.array(needs, pa.list_(pa.string())),
            "g.region": pa.array(regions),
        }
    )


def ten_of_each() -> pa.Table:
    """Twenty want to return; 18 need food, 15 water, 10 tents; one was asked in vain."""
    needs: list[list[str] | None] = []
    for index in range(20):
        chosen = ["food"] * (index < 18) + ["water"] * (index < 15) + ["tents"] * (index >= 10)
        needs.append(chosen)
    needs[19] = []
    needs += [None] * 10
    wishes = ["return"] * 20 + ["stay"] * 10
    return table(wishes, needs, ["ML07", "ML08"] * 15)


def test_several_answers_are_shares_of_respondents() -> None:
    made = estimate(ten_of_each(), DESIGN, "needs")
    assert [item.share for item in made] == pytest.approx([18 / 19, 15 / 19, 9 / 19])
    assert sum(item.share or 0 for item in made) > 2
    assert {(item.n, item.asked, item.nonresponse) for item in made} == {(19, 20, 1)}
    assert all(item.multiple for item in made)


def test_several_answers_are_never_parts_of_a_whole() -> None:
    (needs,) = answer_tables(estimate(ten_of_each(), DESIGN, "needs"))
    assert [item.answer for item in needs.bars()] == ["food", "water", "tents"]
    with pytest.raises(InputError) as caught:
        needs.parts()
    assert caught.value.code == "not_parts"
    figures = as_figures(needs.estimates, DESIGN)
    assert all(figure.multiple and not figure.table for figure in figures)
    with pytest.raises(InputError) as caught:
        as_parts(figures)
    assert caught.value.code == "not_parts"


def test_single_answers_are_parts_of_a_whole() -> None:
    (wish,) = answer_tables(estimate(ten_of_each(), DESIGN, "wish"))
    assert sum(item.share or 0 for item in wish.parts()) == pytest.approx(1)
    figures = as_figures(wish.estimates, DESIGN)
    assert as_parts(figures) == figures
    assert {figure.table for figure in figures} == {"camp.wish"}


def test_a_withheld_part_leaves_no_whole() -> None:
    wishes = ["return"] * 20 + ["stay"] * 3 + ["unsure"] * 7
    (wish,) = answer_tables(estimate(table(wishes, [None] * 30, ["ML07"] * 30), DESIGN, "wish"))
    with pytest.raises(InputError):
        wish.parts()
    assert {figure.table for figure in as_figures(wish.estimates, DESIGN)} == {""}


def made(question: Question, counts: dict[tuple[str, str], int], n: int) -> list[Estimate]:
    """Estimates whose numbers do not matter but for the counts."""
    return [
        Estimate(
            question=question.code, answer=answer, group=group, share=count / n, low=0.1, high=0.9,
            level=0.95, se=0.1, deff=1.0, df=9, count=count, n=n, base=float(n), asked=n,
            nonresponse=0, nonresponse_share=0.0, multiple=question.multiple,
        )
        for (group, answer), count in counts.items()
    ]  # fmt: skip


def why(estimates: list[Estimate]) -> dict[tuple[str, str], str]:
    return {(e.group, e.answer): e.withheld.value for e in estimates if e.withheld}


def test_a_small_answer_takes_the_next_smallest_with_it() -> None:
    counts = {("", "return"): 80, ("", "stay"): 4, ("", "unsure"): 16}
    hidden = withhold(made(WISH, counts, 100), WISH, 30, 5)
    assert why(hidden) == {("", "stay"): "small", ("", "unsure"): "complement"}
    for item in hidden:
        if item.withheld:
            assert (item.share, item.low, item.high, item.se, item.count) == (None,) * 5


def test_five_are_enough_and_nobody_is_nothing_to_hide() -> None:
    counts = {("", "return"): 95, ("", "stay"): 5, ("", "unsure"): 0}
    assert why(withhold(made(WISH, counts, 100), WISH, 30, 5)) == {}


def test_several_answers_do_not_give_each_other_away() -> None:
    counts = {("", "food"): 80, ("", "water"): 4, ("", "tents"): 16}
    hidden = withhold(made(NEEDS, counts, 100), NEEDS, 30, 5)
    assert why(hidden) == {("", "water"): "small"}


def test_a_group_is_not_told_by_the_others_and_the_total() -> None:
    counts = {
        ("ML07", "food"): 40, ("ML07", "water"): 3, ("ML07", "tents"): 20,
        ("ML08", "food"): 40, ("ML08", "water"): 30, ("ML08", "tents"): 20,
    }  # fmt: skip
    hidden = withhold(made(NEEDS, counts, 60), NEEDS, 30, 5)
    assert why(hidden) == {("ML07", "water"): "small", ("ML08", "water"): "complement"}


def test_a_question_that_is_not_sensitive_is_told() -> None:
    counts = {("", "return"): 96, ("", "stay"): 4}
    plain = replace(WISH, sensitive=False)
    assert why(withhold(made(plain, counts, 100), plain, 30, 5)) == {}


def test_too_few_respondents_give_no_share() -> None:
    records = table(["return"] * 20 + ["stay"] * 9, [None] * 29, ["ML07"] * 29)
    found = estimate(records, replace(DESIGN, minimum_base=30), "wish")
    assert {item.withheld for item in found} == {Withheld.FEW}
    assert {item.n for item in found} == {29}, "how many there were is said"
    assert all(item.share is None for item in found)
    assert estimate(records, replace(DESIGN, minimum_base=29), "wish")[0].share is not None


def test_nobody_asked_is_no_share() -> None:
    records = table(["stay"] * 30, [None] * 30, ["ML07"] * 30)
    assert {item.withheld for item in estimate(records, DESIGN, "needs")} == {Withheld.FEW}


@pytest.mark.parametrize(
    "intervals, ranks",
    [
        ([(0.7, 0.8), (0.4, 0.5), (0.1, 0.2)], [["a"], ["b"], ["c"]]),
        ([(0.4, 0.8), (0.3, 0.5), (0.1, 0.2)], [["a", "b"], ["c"]]),
        # The first and the last do not overlap; what stands between them overlaps both.
        ([(0.6, 0.8), (0.3, 0.65), (0.1, 0.35)], [["a", "b", "c"]]),
    ],
)
def test_overlapping_intervals_are_not_ranked(
    intervals: list[tuple[float, float]], ranks: list[list[str]]
) -> None:
    counts = {("", code): 50 for code in "abc"}
    estimates = [
        replace(item, low=low, high=high, share=(low + high) / 2)
        for item, (low, high) in zip(made(NEEDS, counts, 100), intervals, strict=True)
    ]
    random.Random(1).shuffle(estimates)
    found = AnswerTable("needs", "", tuple(estimates)).ranks()
    assert [sorted(item.answer for item in rank) for rank in found] == ranks


def test_figures_say_all_and_read_back() -> None:
    estimates = estimate(ten_of_each(), DESIGN)
    figures = as_figures(estimates, DESIGN)
    by_id = {figure.id: figure for figure in figures}
    food = by_id["survey.camp.needs.food"]
    share = next(item for item in estimates if item.answer == "food")
    assert (food.value, food.unit, food.sample) == (Decimal(95), "%", 19)
    assert food.quantifier is Quantifier.ABOUT
    assert share.low is not None and share.high is not None
    assert food.low is not None and abs(food.low - Decimal(share.low) * 100) <= Decimal("0.5")
    assert food.high is not None and abs(food.high - Decimal(share.high) * 100) <= Decimal("0.5")
    assert food.base == "survey.camp.wish.return"
    assert food.coverage == "household, wish = return"
    assert (food.breakdown, food.method) == ((("needs", "food"),), "survey")
    assert (str(food.first), str(food.last)) == ("2013-02-01", "2013-02-12")
    places = Gazetteer([Place("MLI", PlaceKind.COUNTRY)])
    lines = [(row, cells_of(figure)) for row, figure in enumerate(figures, start=2)]
    read, problems = read_figures(lines, "x.csv", places, {"test": Source("test")})
    assert problems == []
    assert [figure.but(file="", row=0) for figure in read] == list(figures)


def test_figures_of_places_stand_at_their_place() -> None:
    found = as_figures(estimate(ten_of_each(), DESIGN, "wish", by="region"), DESIGN, "region")
    assert {(figure.place, figure.id.rpartition(".")[2]) for figure in found} == {
        ("ML07", "ML07"),
        ("ML08", "ML08"),
    }


def test_what_is_not_there_is_named() -> None:
    for arguments, code in ((("why",), "survey_no_question"), ((), "survey_no_group")):
        with pytest.raises(InputError) as caught:
            estimate(ten_of_each(), DESIGN, *arguments, by="sex")
        assert caught.value.code == code


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    # As Python itself marks a module that cannot be imported.
    monkeypatch.setitem(sys.modules, "svy", None)
    with pytest.raises(InputError) as caught:
        estimate(ten_of_each(), DESIGN, "wish")
    assert (caught.value.code, caught.value.values["extra"]) == ("extra_missing", "surveys")
