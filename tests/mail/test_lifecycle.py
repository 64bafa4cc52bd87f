"""The states of a mail: what they are told only ever makes them rise, whatever the order."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.mail import lifecycle as mail_lifecycle
from chalicelib.mail.model import MailState

REPORTED = [state for state in MailState if mail_lifecycle.rank(state) >= mail_lifecycle.rank(MailState.SENT)]
states = st.sampled_from(list(MailState))
reported = st.lists(st.sampled_from(REPORTED), max_size=8)


def through(state: MailState, news: list[MailState]) -> MailState:
    for each in news:
        state = mail_lifecycle.after(state, each)
    return state


@given(state=states, news=reported, data=st.data())
def test_delivery_state_does_not_depend_on_order_or_repetition_of_events(
    state: MailState, news: list[MailState], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(news + data.draw(st.lists(st.sampled_from(news), max_size=5)) if news else []))
    assert through(state, shuffled) is through(state, news)


@given(state=states, news=reported)
def test_delivery_state_never_goes_back(state: MailState, news: list[MailState]) -> None:
    for each in news:
        after = mail_lifecycle.after(state, each)
        assert mail_lifecycle.rank(after) >= mail_lifecycle.rank(state)
        state = after


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(REPORTED, 2)))
def test_higher_of_two_delivery_states_stays(one: MailState, other: MailState) -> None:
    assert mail_lifecycle.after(one, other) is mail_lifecycle.after(other, one) is other


def test_delivery_states_are_ordered_from_sent_to_complained() -> None:
    assert REPORTED == ["sent", "delayed", "returned", "delivered", "bounced", "rejected", "complained"]


@pytest.mark.parametrize("state", MailState)
def test_each_email_state_is_exactly_one_of_waiting_uncertain_or_done(state: MailState) -> None:
    kinds = [state in mail_lifecycle.UNCLAIMED, state in mail_lifecycle.IN_DOUBT, mail_lifecycle.is_done(state)]
    assert kinds.count(True) == 1


def test_failed_delivery_states_are_final() -> None:
    assert mail_lifecycle.FAILED < mail_lifecycle.FINAL
    assert all(mail_lifecycle.is_done(state) for state in mail_lifecycle.FINAL)
