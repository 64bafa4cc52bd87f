"""The bench's own arithmetic."""

from pathlib import Path

import pytest

from tests.bench.budget import exceeds, price
from tests.bench.cold import owner, trace, unneeded
from tests.bench.packages import variables
from tests.bench.table import Figure, Table, load, ratio, rows, save, shown, text_of
from tests.budgets import Budget


def table(*figures: Figure) -> Table:
    return Table("S0", "Something", "python -m tests.bench S0", figures, ("a note",))


@pytest.mark.parametrize(("last", "now", "times"), [(2, 3, 1.5), (None, 3, None), (0, 0, 1), (0, 3, None)])
def test_a_ratio_needs_something_to_compare_with(last: float | None, now: float, times: float | None) -> None:
    assert ratio(last, now) == times


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.4967, "", "0.497"),
        (1.743, "", "1.74"),
        (12.34, "ms", "12.3 ms"),
        (45208, "B", "45,208 B"),
        (8.0, "MB", "8 MB"),
    ],
)
def test_figures_show_three_digits_that_matter(value: float, unit: str, text: str) -> None:
    assert shown(value, unit) == text


def test_a_row_holds_last_now_ratio_bar_and_verdict() -> None:
    found = rows(table(Figure("CPU", 3, "ms", 5), Figure("new", 7, "", 5)), table(Figure("CPU", 2, "ms")))

    assert found == [("CPU", "2 ms", "3 ms", "1.50", "5 ms", "met"), ("new", "–", "7", "–", "5", "missed")]


def test_a_figure_in_another_unit_is_not_compared() -> None:
    (row,) = rows(table(Figure("CPU", 3, "ms")), table(Figure("CPU", 2, "s")))

    assert row == ("CPU", "–", "3 ms", "–", "–", "")


def test_a_figure_on_its_bar_meets_it() -> None:
    assert Figure("requests", 25, "", 25).verdict == "met"


def test_a_table_ends_with_the_command_that_gives_it() -> None:
    text = text_of(table(Figure("CPU", 3, "ms")), None)

    assert text.startswith("## S0 Something\n")
    assert "a note" in text
    assert text.endswith("Again: `python -m tests.bench S0`\n")


def test_saved_tables_are_loaded_unchanged(tmp_path: Path) -> None:
    tables = {"S0": table(Figure("CPU", 3, "ms", 5))}

    save(tmp_path / "latest.json", tables, "a machine")

    assert load(tmp_path / "latest.json") == tables
    assert load(tmp_path / "baseline.json") == {}


def test_import_times_are_summed_by_module() -> None:
    text = (
        "import time: self [us] | cumulative | imported package\nimport time:  1500 |  2000 |   botocore.utils\nnoise"
    )

    assert trace(text) == {"botocore.utils": 1.5}


@pytest.mark.parametrize(
    ("module", "whose"),
    [
        ("app", "the desk"),
        ("chalicelib.plumbing", "the desk"),
        ("json", "the standard library"),
        ("chalice.app", "chalice"),
    ],
)
def test_a_module_has_an_owner(module: str, whose: str) -> None:
    assert owner(module) == whose


def test_modules_that_no_request_needs_are_found() -> None:
    assert unneeded(["json", "boto3", "boto3.session", "fluent"]) == ["boto3", "fluent"]


def test_variables_only_a_deployment_knows_get_their_default_or_a_placeholder() -> None:
    template = {
        "Parameters": {"Limit": {"Default": 5}},
        "Globals": {"Function": {"Environment": {"Variables": {"LIMIT": {"Ref": "Limit"}, "MODE": "a"}}}},
        "Resources": {
            "APIHandler": {"Properties": {"Environment": {"Variables": {"POOL": {"Ref": "UserPool"}, "MODE": "b"}}}}
        },
    }

    assert variables(template) == {"LIMIT": "5", "MODE": "b", "POOL": "placeholder"}


def test_units_have_a_price_and_an_order() -> None:
    assert price(Budget(10, 2, 1)) == 6.5
    assert exceeds(Budget(1, 0, 3), Budget(1, 1, 2))
    assert not exceeds(Budget(1, 1, 2), Budget(1, 1, 2))
