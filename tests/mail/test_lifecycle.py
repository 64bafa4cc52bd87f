"""The states of a mail: what they are told only ever makes them rise, whatever the order."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.mail import lifecycle
from chalicelib.mail.model import State

TOLD = [state for state in State if lifecycle.rank(state) >= lifecycle.rank(State.SENT)]
states = st.sampled_from(list(State))
told = st.lists(st.sampled_from(TOLD), max_size=8)


def through(state: State, news: list[State]) -> State:
    for each in news:
        state = lifecycle.after(state, each)
    return state


@given(state=states, news=told, data=st.data())
def test_delivery_state_does_not_depend_on_order_or_repetition_of_events(
    state: State, news: list[State], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(news + data.draw(st.lists(st.sampled_from(news), max_size=5)) if news else []))
    assert through(state, shuffled) is through(state, news)


@given(state=states, news=told)
def test_delivery_state_never_goes_back(state: State, news: list[State]) -> None:
    for each in news:
        after = lifecycle.after(state, each)
        assert lifecycle.rank(after) >= lifecycle.rank(state)
        state = after


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(TOLD, 2)))
def test_higher_of_two_delivery_states_stays(one: State, other: State) -> None:
    assert lifecycle.after(one, other) is lifecycle.after(other, one) is other


def test_delivery_states_are_ordered_from_sent_to_complained() -> None:
    assert TOLD == ["sent", "delayed", "returned", "delivered", "bounced", "rejected", "complained"]


@pytest.mark.parametrize("state", State)
def test_each_email_state_is_exactly_one_of_waiting_uncertain_or_done(state: State) -> None:
    kinds = [state in lifecycle.FREE, state in lifecycle.IN_DOUBT, lifecycle.is_done(state)]
    assert kinds.count(True) == 1


def test_failed_delivery_states_are_final() -> None:
    assert lifecycle.LOST < lifecycle.FINAL
    assert all(lifecycle.is_done(state) for state in lifecycle.FINAL)
