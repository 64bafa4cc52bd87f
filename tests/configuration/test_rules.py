"""Reading what people fill in: every kind of field, every kind of nonsense."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.configuration.model import Category, FieldKind, FormField, Option
from chalicelib.configuration.rules import answers
from chalicelib.plumbing.errors import Invalid

KINDS = {
    kind: FormField(
        id="it",
        kind=kind,
        names={"en": "It"},
        options=(Option(id="a", names={"en": "A"}), Option(id="b", names={"en": "B"}))
        if kind is FieldKind.CHOICE
        else (),
    )
    for kind in FieldKind
}
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def read(kind: FieldKind, value: Any) -> Any:
    category = Category(id="c", team="t", names={"en": "C"}, fields=(KINDS[kind],))
    return answers(category, {"it": value}, before={}, by_agent=False, whole=False).get("it")


@pytest.mark.parametrize(
    ("kind", "value", "stored"),
    [
        ("text", " a\n b\u202e ", "a b"),
        ("text", "x" * 500, "x" * 500),
        ("choice", "a", "a"),
        ("number", 0, "0"),
        ("number", -0.0, "0"),
        ("number", 12, "12"),
        ("number", "12.50", "12.5"),
        ("number", 1e3, "1000"),
        ("number", "-7", "-7"),
        ("number", "٣", "3"),
        ("date", "2026-02-28", "2026-02-28"),
        ("date", "20260228", "2026-02-28"),
        ("checkbox", True, True),
        ("checkbox", False, None),
        ("text", "", None),
        ("text", None, None),
        ("number", None, None),
        ("text", " \u202e ", None),
    ],
)
def test_answer_is_normalised(kind: str, value: Any, stored: Any) -> None:
    assert read(FieldKind(kind), value) == stored


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", 5),
        ("text", ["a"]),
        ("text", "x" * 501),
        ("choice", "c"),
        ("choice", "A"),
        ("choice", ["a"]),
        ("choice", 1),
        ("number", "many"),
        ("number", True),
        ("number", "NaN"),
        ("number", "Infinity"),
        ("number", float("inf")),
        ("number", "1" * 21),
        ("number", "1e999999999"),
        ("number", "1e-999999999"),
        ("number", [1]),
        ("date", "2026-02-30"),
        ("date", "28.2.2026"),
        ("date", 20260228),
        ("checkbox", "true"),
        ("checkbox", 1),
    ],
)
def test_invalid_answer_is_refused_with_an_explanation(kind: str, value: Any) -> None:
    with pytest.raises(Invalid) as refused:
        read(FieldKind(kind), value)

    (error,) = refused.value.facts["errors"]
    assert error["pointer"] == "/fields/it"
    assert error["detail"].endswith(".")


@given(st.sampled_from(FieldKind), anything)
def test_any_answer_is_stored_within_limits_or_refused(kind: FieldKind, value: Any) -> None:
    try:
        stored = read(kind, value)
    except Invalid:
        return
    assert stored is None or stored is True or len(stored) <= 500


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9))
def test_a_number_keeps_its_value(number: Decimal) -> None:
    assert Decimal(read(FieldKind.NUMBER, str(number))) == number


def test_all_errors_of_a_form_are_reported_at_once() -> None:
    category = Category(
        id="c",
        team="t",
        names={"en": "C"},
        fields=(
            FormField(id="one", kind=FieldKind.TEXT, names={"en": "1"}, required=True),
            FormField(id="two", kind=FieldKind.DATE, names={"en": "2"}, required=True),
            FormField(id="inside", kind=FieldKind.TEXT, names={"en": "3"}, required=True, for_customers=False),
        ),
    )
    with pytest.raises(Invalid) as refused:
        answers(category, {"two": "soon", "more": 1}, before={}, by_agent=False, whole=True)

    found = {error["pointer"] for error in refused.value.facts["errors"]}
    assert found == {"/fields/one", "/fields/two", "/fields/more"}


@pytest.mark.parametrize(
    "field",
    [
        {"id": "x", "kind": "choice", "names": {"en": "X"}},
        {"id": "x", "kind": "text", "names": {"en": "X"}, "options": [{"id": "a", "names": {"en": "A"}}]},
        {"id": "X", "kind": "text", "names": {"en": "X"}},
        {"id": "x", "kind": "colour", "names": {"en": "X"}},
        {"id": "x", "kind": "choice", "names": {"en": "X"}, "options": [{"id": "a", "names": {"en": "A"}}] * 2},
    ],
)
def test_a_field_that_makes_no_sense_is_none(field: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        FormField.model_validate(field)
