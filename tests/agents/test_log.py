"""Who governs agents stands in the log of admin acts, by the same write, and without what anybody is called."""

import json
from typing import Any

import pytest

from chalicelib.agents import actions as agents_actions
from chalicelib.agents.forms import AgentChange
from chalicelib.audit import actions as audit_actions
from chalicelib.audit.model import Entry
from chalicelib.people import actions as people_actions
from chalicelib.people.revocations import LEASE_MS
from chalicelib.people.transaction import PersonChanged
from chalicelib.plumbing.clock import DAY, HOUR, rfc3339
from chalicelib.plumbing.errors import Unavailable
from tests.agents.conftest import Staffed
from tests.agents.test_api import NINA, invite, press
from tests.agents.test_crashes import CHANGES, STEPS, Crash, Fuse, fused
from tests.cast import ADA, CARLA, LENA, ROOT
from tests.client import call, get, patch
from tests.doubles import MONDAY_MORNING as NOW


def logged(staffed: Staffed) -> list[Entry]:
    """Oldest first."""
    return audit_actions.recent(staffed.services, 100, None, lambda _entry: True).entries[::-1]


def absence(who: Any, agent: str) -> int:
    wanted = {"from": rfc3339(NOW + HOUR), "to": rfc3339(NOW + DAY)}
    return call(who, "PUT", f"/v1/agents/{agent}/absence", wanted).status


def test_each_agent_action_is_logged_with_actor_subject_and_changes(staffed: Staffed) -> None:
    nina = invite({**NINA, "skills": ["tax", "refunds"]}).json["id"]
    assert patch(ROOT, f"/v1/agents/{nina}", {"role": "lead", "cap": 3}, If_Match='"1"').status == 200
    assert press("deactivate", nina).status == 200
    assert press("activate", nina).status == 200

    entries = [
        (entry.action, entry.by.id, entry.target.kind, entry.target.id, entry.changes) for entry in logged(staffed)
    ]

    assert entries == [
        (
            "AgentInvited",
            "root",
            "person",
            nina,
            {
                "role": (None, "agent"),
                "teams": (None, {"orders": "full", "billing": "read"}),
                "skills": (None, ["refunds", "tax"]),
                "languages": (None, []),
                "cap": (None, 8),
                "active": (None, True),
            },
        ),
        ("AgentChanged", "root", "person", nina, {"role": ("agent", "lead"), "cap": (8, 3)}),
        ("AgentDeactivated", "root", "person", nina, {"active": (True, False)}),
        ("AgentActivated", "root", "person", nina, {"active": (False, True)}),
    ]


def test_log_stores_no_names_or_addresses_and_shows_current_names(staffed: Staffed) -> None:
    assert invite({**NINA, "email": CARLA.email, "name": "Somebody"}).status == 201
    assert patch(ROOT, "/v1/agents/carla", {"name": "Carla Novak"}, If_Match='"2"').status == 200

    invited, renamed = logged(staffed)
    stored = json.dumps([entry.model_dump(exclude={"by"}) for entry in (invited, renamed)])
    assert not [word for word in ("Romero", "Novak", "Somebody", "@") if word in stored]
    assert (invited.changes["role"], renamed.changes) == (("customer", "agent"), {"renamed": (False, True)})
    shown = get(ROOT, "/v1/audit").json["items"]
    assert [each["target"]["name"] for each in shown] == ["Carla Novak", "Carla Novak"]
    assert shown[1]["text"] == "Invited Carla Novak to work here"


def test_absences_set_for_others_are_logged_and_own_absences_are_not(staffed: Staffed) -> None:
    assert absence(ADA, "me") == 200
    assert logged(staffed) == []

    assert absence(LENA, "alan") == 200
    assert call(LENA, "DELETE", "/v1/agents/alan/absence").status == 200

    away = {"begins": rfc3339(NOW + HOUR), "ends": rfc3339(NOW + DAY)}
    assert [(entry.action, entry.by.id, entry.changes) for entry in logged(staffed)] == [
        ("AgentChanged", "lena", {"absence": (None, away)}),
        ("AgentChanged", "lena", {"absence": (away, None)}),
    ]


def test_unchanged_and_refused_agent_actions_are_not_logged(staffed: Staffed) -> None:
    assert press("activate", "ada").status == 200
    assert patch(ROOT, "/v1/agents/ada", {"cap": 8}, If_Match='"1"').status == 200
    assert patch(ROOT, "/v1/agents/ada", {"cap": 9}, If_Match='"7"').status == 412
    assert press("deactivate", "root").status == 403
    assert press("deactivate", "ada", LENA).status == 403

    assert logged(staffed) == []


def test_change_refused_as_stale_is_not_logged(staffed: Staffed) -> None:
    before = staffed.person("ada")
    agents_actions.change(staffed.services, ROOT, "ada", AgentChange(cap=2), before.version)

    with pytest.raises(PersonChanged):
        agents_actions.change(staffed.services, ROOT, "ada", AgentChange(cap=3), before.version)

    assert [entry.changes for entry in logged(staffed)] == [{"cap": (8, 2)}]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_interrupted_change_is_logged_once_if_it_was_made_and_otherwise_not(
    staffed: Staffed, change: str, *, after: bool
) -> None:
    email, change_them = CHANGES[change]
    was = people_actions.person_with_address(staffed.services, email)
    for step in range(1, STEPS):
        try:
            change_them(fused(staffed, Fuse(step, after=after, for_good=True)))
        except (Crash, Unavailable):
            made = people_actions.person_with_address(staffed.services, email) != was
            assert len(logged(staffed)) == int(made), step
            staffed.desk.clock.advance(ms=LEASE_MS + 1)
        else:
            break

    change_them(staffed.services)

    assert len(logged(staffed)) == 1
