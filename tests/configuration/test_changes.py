"""How the configuration changes: what is asked for, nothing else, and never into something that does not hold together."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.configuration import changes as configuration_changes
from chalicelib.configuration.model import Category, Configuration, FieldKind, FormField, Option, Team
from chalicelib.plumbing.errors import Conflict, Invalid, NotFound, Refused, VersionMismatch, VersionRequired
from tests.conftest import SHOP

SIZE = FormField(id="size", kind=FieldKind.CHOICE, names={"en": "Size"}, options=(Option(id="s", names={"en": "S"}),))
ORDER = FormField(id="order", kind=FieldKind.NUMBER, names={"en": "Order number"}, required=True)


def a_category(name: str = "complaint", team: str = "support", *fields: FormField) -> Category:
    return Category(id=name, team=team, names={"en": name.title()}, fields=fields)


class TestIds:
    @pytest.mark.parametrize(
        ("name", "made"),
        [
            ("Orders", "orders"),
            ("VIP & friends", "vip-friends"),
            ("Straße und Müll", "strae-und-mull"),
            ("  A  b ", "a-b"),
            ("2nd level", "nd-level"),
            ("x" * 60, "x" * 40),
            (f"{'x' * 39} y", "x" * 39),
        ],
    )
    def test_id_is_derived_from_the_name(self, name: str, made: str) -> None:
        assert configuration_changes.id_of(name) == made

    @pytest.mark.parametrize("name", ["الطلبات", "123", "–", "注文"])
    def test_name_without_latin_characters_needs_an_explicit_id(self, name: str) -> None:
        with pytest.raises(Invalid) as refused:
            configuration_changes.id_of(name)

        assert refused.value.facts["errors"][0]["pointer"] == "/id"

    @given(st.text(max_size=80))
    def test_derived_id_is_always_valid_or_refused(self, name: str) -> None:
        try:
            made = configuration_changes.id_of(name)
        except Invalid:
            return
        assert Team(id=made, name="x").id == made


class TestVersions:
    def test_configuration_change_needs_the_current_version(self) -> None:
        now = SHOP.model_copy(update={"version": 4})

        configuration_changes.check_version(now, 4)
        with pytest.raises(VersionRequired):
            configuration_changes.check_version(now, None)
        for old in (3, 5, -1):
            with pytest.raises(VersionMismatch) as refused:
                configuration_changes.check_version(now, old)
            assert refused.value.facts == {"version": 4, "current": now}


class TestTeams:
    def test_new_team_comes_last(self) -> None:
        after = configuration_changes.with_team(SHOP, Team(id="vip", name="VIP", open=False))

        assert [team.id for team in after.teams] == ["orders", "billing", "support", "vip"]
        assert not after.team("vip").open

    def test_team_id_can_be_used_once(self) -> None:
        with pytest.raises(Invalid):
            configuration_changes.with_team(SHOP, Team(id="orders", name="Another"))

    def test_number_of_teams_is_limited(self) -> None:
        full = SHOP.model_copy(
            update={"teams": tuple(Team(id=f"t{n}", name="T") for n in range(configuration_changes.MAX_TEAMS))}
        )

        with pytest.raises(Conflict, match="50 teams"):
            configuration_changes.with_team(full, Team(id="one-more", name="T"))

    def test_only_submitted_team_fields_change(self) -> None:
        after = configuration_changes.team_changed(SHOP, "orders", {"open": False})

        assert (after.team("orders").name, after.team("orders").open) == ("Orders", False)
        assert after.team("billing") == SHOP.team("billing")

    @pytest.mark.parametrize("team", ["orders", "billing"])
    def test_team_with_categories_cannot_be_removed(self, team: str) -> None:
        with pytest.raises(Conflict, match="Categories lead to it"):
            configuration_changes.without_team(SHOP, team)

    def test_default_team_cannot_be_removed(self) -> None:
        with pytest.raises(Conflict, match="default team"):
            configuration_changes.without_team(SHOP, "support")

    def test_removed_team_keeps_its_name_and_visibility(self) -> None:
        before = configuration_changes.with_team(SHOP, Team(id="staff", name="Staff", open=False))

        after = configuration_changes.without_team(before, "staff")

        assert not after.has_team("staff")
        assert (after.team("staff").name, after.team("staff").open) == ("Staff", False)

    def test_removed_team_can_be_added_again(self) -> None:
        gone = configuration_changes.without_team(
            configuration_changes.with_team(SHOP, Team(id="staff", name="Staff")), "staff"
        )

        after = configuration_changes.with_team(gone, Team(id="staff", name="People", open=False))

        assert (after.team("staff").name, after.past_teams) == ("People", ())

    def test_unknown_team_is_not_found(self) -> None:
        for attempt in (configuration_changes.known_team, configuration_changes.without_team):
            with pytest.raises(NotFound):
                attempt(SHOP, "nobody")


class TestCategories:
    @pytest.mark.parametrize(
        ("position", "order"),
        [
            (None, ["delivery", "refund", "other", "complaint"]),
            (0, ["complaint", "delivery", "refund", "other"]),
            (1, ["delivery", "complaint", "refund", "other"]),
            (99, ["delivery", "refund", "other", "complaint"]),
        ],
    )
    def test_new_category_is_inserted_at_its_position(self, position: int | None, order: list[str]) -> None:
        after = configuration_changes.with_category(SHOP, a_category(), position)

        assert [category.id for category in after.categories] == order

    @pytest.mark.parametrize(
        ("position", "order"), [(0, ["other", "delivery", "refund"]), (None, ["delivery", "refund", "other"])]
    )
    def test_category_moves_only_when_a_position_is_given(self, position: int | None, order: list[str]) -> None:
        after = configuration_changes.category_changed(SHOP, "other", {}, position)

        assert [category.id for category in after.categories] == order

    @pytest.mark.parametrize("position", [0, 2])
    def test_category_of_an_unknown_team_is_refused(self, position: int) -> None:
        with pytest.raises(Invalid) as refused:
            configuration_changes.with_category(SHOP, a_category(team="nobody"), position)
        assert refused.value.facts["errors"][0]["pointer"] == "/team"
        with pytest.raises(Invalid):
            configuration_changes.category_changed(SHOP, "other", {"team": "nobody"}, None)

    def test_category_id_can_be_used_once(self) -> None:
        with pytest.raises(Invalid):
            configuration_changes.with_category(SHOP, a_category("other"), None)

    def test_kind_of_a_field_is_fixed_and_everything_else_can_change(self) -> None:
        before = configuration_changes.with_category(SHOP, a_category("complaint", "support", SIZE, ORDER), None)
        text = ORDER.model_copy(update={"kind": FieldKind.TEXT})

        with pytest.raises(Invalid) as refused:
            configuration_changes.category_changed(before, "complaint", {"fields": (SIZE, text)}, None)
        assert refused.value.facts["errors"][0]["pointer"] == "/fields/1/kind"

        renamed = ORDER.model_copy(update={"names": {"en": "Invoice"}, "required": False})
        after = configuration_changes.category_changed(before, "complaint", {"fields": (renamed, SIZE)}, None)
        assert configuration_changes.known_category(after, "complaint").fields == (renamed, SIZE)

    def test_number_of_categories_is_limited(self) -> None:
        many = tuple(a_category(f"c{n}") for n in range(configuration_changes.MAX_CATEGORIES))
        full = SHOP.model_copy(update={"categories": many})

        with pytest.raises(Conflict, match="100 categories"):
            configuration_changes.with_category(full, a_category(), None)

    def test_only_category_cannot_be_removed(self) -> None:
        only = configuration_changes.without_category(
            configuration_changes.without_category(SHOP, "delivery"), "refund"
        )

        with pytest.raises(Conflict, match="only category"):
            configuration_changes.without_category(only, "other")


def test_size_of_the_configuration_is_limited() -> None:
    long = {f"{a}{b}": "x" * 100 for a in "abcde" for b in "wxyz"}
    fields = tuple(SIZE.model_copy(update={"id": f"f{n}", "names": long}) for n in range(30))
    large = SHOP.model_copy(
        update={"categories": (a_category("c", "support", *fields), a_category("d", "support", *fields))}
    )

    configuration_changes.check_size(SHOP)
    with pytest.raises(Conflict, match="100 KB is the most"):
        configuration_changes.check_size(large)


def test_unknown_default_team_is_refused() -> None:
    assert configuration_changes.settings_changed(SHOP, {"default_team": "orders", "undo_send_s": 30}).undo_send_s == 30
    with pytest.raises(Invalid) as refused:
        configuration_changes.settings_changed(SHOP, {"default_team": "nobody"})
    assert refused.value.facts["errors"][0]["pointer"] == "/default_team"


ids = st.sampled_from(["orders", "billing", "support", "vip", "delivery", "other", "complaint", "nobody"])
forms = st.lists(
    st.sampled_from([SIZE, ORDER, SIZE.model_copy(update={"kind": FieldKind.TEXT, "options": ()})]), max_size=2
)
places = st.none() | st.integers(0, 5)
steps = st.one_of(
    st.tuples(st.just(configuration_changes.with_team), st.builds(Team, id=ids, name=st.just("T"), open=st.booleans())),
    st.tuples(st.just(configuration_changes.team_changed), ids, st.fixed_dictionaries({"open": st.booleans()})),
    st.tuples(st.just(configuration_changes.without_team), ids),
    st.tuples(st.just(configuration_changes.with_category), st.builds(a_category, ids, ids), places),
    st.tuples(st.just(configuration_changes.category_changed), ids, st.fixed_dictionaries({"team": ids}), places),
    st.tuples(st.just(configuration_changes.without_category), ids),
    st.tuples(st.just(configuration_changes.settings_changed), st.fixed_dictionaries({"default_team": ids})),
)


@given(st.lists(steps, max_size=12))
def test_any_sequence_of_changes_leaves_a_valid_configuration(tried: list[tuple[Any, ...]]) -> None:
    now = SHOP
    ever = {team.id for team in now.teams}
    for change, *arguments in tried:
        try:
            now = change(now, *arguments)
        except Refused:
            continue
        assert Configuration.model_validate(now.model_dump()) == now
        ever |= {team.id for team in now.teams}
        assert {team.id for team in (*now.teams, *now.past_teams)} == ever
        assert not {team.id for team in now.teams} & {team.id for team in now.past_teams}
        assert len({category.id for category in now.categories}) == len(now.categories) > 0
