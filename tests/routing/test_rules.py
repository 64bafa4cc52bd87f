"""Whom routing chooses, and what it says about it."""

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.people.model import Availability, Slot
from chalicelib.routing.rules import choose

NOW = 1_000_000


def slot(
    agent: str,
    *,
    load: int = 0,
    cap: int = 8,
    state: Availability = Availability.ONLINE,
    until: int | None = None,
    last: int = 0,
) -> Slot:
    return Slot(
        agent=agent, home="orders", name=agent.title(), state=state, until=until, load=load, cap=cap, assigned_at=last
    )


def test_agent_with_the_lowest_load_for_their_cap_is_chosen() -> None:
    choice = choose("orders", [slot("ada", load=3, cap=8), slot("alan", load=1, cap=2)], NOW)

    assert choice.slot is not None
    assert choice.slot.agent == "ada"


def test_equally_loaded_agent_with_the_longest_wait_is_chosen() -> None:
    choice = choose("orders", [slot("ada", last=500), slot("alan", last=400)], NOW)

    assert choice.slot is not None
    assert choice.slot.agent == "alan"


def test_the_reason_counts_the_ticket_that_was_given() -> None:
    reason = choose("orders", [slot("ada", load=2)], NOW).reason

    assert (reason.rule, reason.facts["agent"], reason.facts["load"], reason.facts["cap"]) == (
        "least_loaded",
        "Ada",
        3,
        8,
    )


def test_team_with_no_agent_online_has_the_reason_no_agent_online() -> None:
    slots = [slot("ada", state=Availability.AWAY), slot("alan", state=Availability.OFFLINE), slot("amy", until=NOW)]

    choice = choose("orders", slots, NOW)

    assert (choice.slot, choice.reason.rule) == (None, "no_agent_online")


def test_full_team_has_the_reason_all_full() -> None:
    choice = choose("orders", [slot("ada", load=8), slot("alan", state=Availability.OFFLINE)], NOW)

    assert (choice.slot, choice.reason.rule) == (None, "all_at_capacity")


def test_empty_team_has_the_reason_no_agent_online() -> None:
    assert choose("orders", [], NOW).reason.rule == "no_agent_online"


slots_drawn = st.lists(
    st.builds(
        slot,
        st.text("abcdef", min_size=1),
        load=st.integers(0, 10),
        cap=st.integers(1, 8),
        state=st.sampled_from(Availability),
        until=st.none() | st.integers(NOW - 5, NOW + 5),
        last=st.integers(0, NOW),
    ),
    max_size=8,
)


@given(slots_drawn)
def test_chosen_agent_is_free_and_has_the_lowest_load(candidates: list[Slot]) -> None:
    choice = choose("orders", candidates, NOW)
    free = [each for each in candidates if each.free(NOW)]

    assert (choice.slot is None) == (not free)
    if choice.slot:
        assert choice.slot.free(NOW)
        assert choice.slot.load / choice.slot.cap == min(each.load / each.cap for each in free)
