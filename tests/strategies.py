"""Tickets of every kind, for properties."""

from hypothesis import strategies as st

from chalicelib.tickets.model import Priority, Status, Ticket

T0 = 1_767_603_600_000
YEAR = 365 * 24 * 3_600_000

moments = st.integers(T0, T0 + YEAR)
words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=30)
people = st.sampled_from(["carla", "mallory", "ada", "alan", "boris"])
teams = st.sampled_from(["orders", "billing", "support"])
timers = st.dictionaries(st.sampled_from(["remind", "close"]), moments, max_size=2)


@st.composite
def tickets(draw: st.DrawFn, statuses: st.SearchStrategy[Status] = st.sampled_from(Status)) -> Ticket:  # noqa: B008
    created_at = draw(moments)
    assignee = draw(st.none() | people)
    return Ticket(
        number=draw(st.integers(1, 10**9)),
        subject=draw(words),
        status=draw(statuses),
        priority=draw(st.sampled_from(Priority)),
        category="other",
        tags=draw(st.frozensets(words, max_size=3)),
        requester=draw(people),
        requester_name=draw(words),
        requester_email="somebody@example.com",
        team=draw(teams),
        assignee=assignee,
        assignee_name=assignee,
        assignee_team=draw(teams) if assignee else None,
        created_at=created_at,
        updated_at=created_at + draw(st.integers(0, YEAR)),
        status_since=created_at,
        waiting_since=draw(st.none() | moments),
        timers=draw(timers),
        version=draw(st.integers(1, 999_999)),
    )
