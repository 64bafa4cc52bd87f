"""The life of a ticket: the whole table, and what it promises."""

import itertools

import pytest

from chalicelib.tickets import lifecycle as tickets_lifecycle
from chalicelib.tickets.lifecycle import CHOICES, MOVES, Move, Mover
from chalicelib.tickets.model import Status

N, O, P, H, S, C = Status  # noqa: E741 - a table of letters

TABLE = {
    #                        new open pending on_hold solved closed
    Move.CUSTOMER_WRITES: [N, O, O, O, O, None],
    Move.CUSTOMER_THANKS: [N, O, P, H, S, None],
    Move.CUSTOMER_SOLVES: [S, S, S, S, None, None],
    Move.CUSTOMER_REOPENS: [None, None, None, None, O, None],
    Move.AGENT_WRITES: [O, O, P, H, S, None],
    Move.AGENT_OPENS: [O, None, O, O, O, None],
    Move.AGENT_ASKS: [P, P, None, P, P, None],
    Move.AGENT_HOLDS: [H, H, H, None, H, None],
    Move.AGENT_SOLVES: [S, S, S, S, None, None],
    Move.SYSTEM_CLOSES: [None, None, C, None, C, None],
    Move.SYSTEM_REOPENS: [None, None, O, None, O, None],
}


@pytest.mark.parametrize("move", Move)
def test_every_move_leads_to_the_status_in_the_table(move: Move) -> None:
    assert [tickets_lifecycle.after(status, move) for status in Status] == TABLE[move]


def test_closed_is_final_and_nothing_becomes_new_again() -> None:
    assert not [move for move in Move if C in MOVES[move]]
    assert not [
        (move, status) for move, ways in MOVES.items() for status, to in ways.items() if to is N and status is not N
    ]


def test_only_timers_close_tickets() -> None:
    assert {tickets_lifecycle.mover(move) for move, ways in MOVES.items() if C in ways.values()} == {Mover.SYSTEM}


def test_every_status_can_be_reached_and_every_one_but_closed_can_be_left() -> None:
    steps = {(status, to) for ways in MOVES.values() for status, to in ways.items() if to is not status}

    assert {to for _, to in steps} == set(Status) - {N}
    assert {status for status, _ in steps} == set(Status) - {C}


@pytest.mark.parametrize(("who", "status"), list(itertools.product(Mover, Status)))
def test_statuses_offered_are_those_a_move_leads_to(who: Mover, status: Status) -> None:
    expected = {to for move, ways in MOVES.items() if move in CHOICES[who].values() and (to := ways.get(status))}

    assert tickets_lifecycle.choosable(who, status) == expected
    assert all(tickets_lifecycle.mover(move) is who for move in CHOICES[who].values())
