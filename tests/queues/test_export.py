"""Files that hold exactly what a list holds, and nothing that a spreadsheet would run."""

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.configuration import actions as configuration_actions
from chalicelib.configuration.model import Category, FieldKind, FormField
from chalicelib.people.model import Caller
from chalicelib.plumbing.services import Services
from chalicelib.queues import export, listing
from chalicelib.queues.forms import ExportQuery, TicketQuery
from chalicelib.tickets import actions as tickets_actions
from chalicelib.tickets.forms import NewTicket, TicketChange
from tests import makers
from tests.cast import ADA, CARLA, LENA, ROOT
from tests.client import call, get
from tests.conftest import Desk
from tests.queues.world import OFFICE, open_up

SIGNS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
CONTROLS = ("\t", "\r", "\n")
SKIPPED = " \t\u00a0\u3000\u200b\u200e\ufeff\"'\n"
ATTACKS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff201",
    ' "=1+1"',
    "  =cmd|'/C calc'!A0",
    '"=HYPERLINK(""http://x"")',
    "'=1",
    "\u200b=1",
    "\ufeff=1",
    "\u3000=1",
    "\u00a0+1",
    "|calc",
    "%0A=1",
    "'",
    "\n=1",
]
texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=30) | st.builds(
    lambda skipped, trigger, rest: skipped + trigger + rest,
    st.text(st.sampled_from(SKIPPED), max_size=3),
    st.sampled_from(SIGNS + CONTROLS),
    st.text(max_size=8),
)


@pytest.fixture
def services(memory_desk: Desk) -> Services:
    return open_up(memory_desk)


def is_formula(cell: str) -> bool:
    """As spreadsheets see it: a control in front, or a sign behind whatever is skipped."""
    return cell[:1] in CONTROLS or cell.lstrip(SKIPPED.replace("'", "") + "\x0b\x0c")[:1] in SIGNS


def page(services: Services, caller: Caller = ROOT, **asked: Any) -> export.ExportPage:
    return export.page(services, caller, ExportQuery.model_validate(asked))


def whole(services: Services, caller: Caller = ROOT, **asked: Any) -> str:
    """All pages, one after the other."""
    text, cursor = "", None
    while True:
        found = page(services, caller, **asked, **({"cursor": cursor} if cursor else {}))
        text, cursor = text + found.text, found.next
        if cursor is None:
            return text


def parsed(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline=""), strict=True))


class TestFormulas:
    @pytest.mark.parametrize("attack", ATTACKS)
    def test_cell_that_would_start_a_formula_is_quoted(self, attack: str) -> None:
        cell = export.escape_formula(attack)

        assert cell[0] == "'"
        assert export.unescape_formula(cell) == attack

    @given(text=texts)
    @settings(max_examples=500)
    def test_no_cell_is_a_formula_and_every_text_comes_back(self, text: str) -> None:
        cell = export.escape_formula(text)

        assert not is_formula(cell)
        assert export.unescape_formula(cell) == text

    @pytest.mark.parametrize("harmless", ["", "Where is it?", "3 - 1 = 2", "ok +1", "نص", "10001", "a\tb"])
    def test_harmless_text_is_exported_unchanged(self, harmless: str) -> None:
        assert export.escape_formula(harmless) == harmless


@settings(max_examples=200)
@given(rows=st.lists(st.fixed_dictionaries(dict.fromkeys(("subject", "assignee", "requester"), texts)), max_size=4))
def test_a_csv_read_back_is_what_was_written(rows: list[dict[str, str]]) -> None:
    blank: dict[str, Any] = dict.fromkeys(export.COLUMNS)
    text = export.as_csv([blank | row for row in rows], "UTC", head=True)

    found = parsed(text)

    assert [
        {name: export.unescape_formula(row[name]) for name in ("subject", "assignee", "requester")} for row in found
    ] == rows
    assert not [cell for row in found for cell in row.values() if is_formula(cell)]
    assert text.count("\r\n") >= len(rows) + 1


class TestRows:
    def test_a_line_holds_everything_worth_keeping(self, services: Services) -> None:
        form = (FormField(id="order", kind=FieldKind.TEXT, names={"en": "Order"}),)
        category = Category(id="delivery", team="orders", names={"en": "Delivery"}, fields=form)
        others = [each for each in OFFICE.categories if each.id != "delivery"]
        configuration_actions.replace_all(services, OFFICE.model_copy(update={"categories": (category, *others)}))
        new = NewTicket.model_validate(
            {"subject": "=1+1", "body": "x", "category": "delivery", "fields": {"order": "A-1"}, "language": "de"}
        )
        ticket = tickets_actions.create(services, CARLA, new).ticket
        give = TicketChange.model_validate({"assignee": "ada"})
        tickets_actions.change(services, ROOT, ticket.id, give, ticket.version)

        (row,) = map(json.loads, whole(services, format="jsonl").splitlines())

        assert row == {
            "number": 10001,
            "subject": "=1+1",
            "status": "new",
            "out_of_queue": None,
            "priority": "normal",
            "team": "Orders",
            "assignee": "Ada",
            "category": "Delivery",
            "tags": [],
            "fields": {"order": "A-1"},
            "requester": "Carla Romero",
            "requester_email": "carla@example.com",
            "language": "de",
            "channel": "portal",
            "created_at": "2026-01-05T09:00:00.000Z",
            "updated_at": "2026-01-05T09:00:00.000Z",
            "status_since": "2026-01-05T09:00:00.000Z",
            "waiting_since": "2026-01-05T09:00:00.000Z",
            "snoozed_until": None,
            "merged_into": None,
        }

    def test_times_are_in_utc_and_in_the_chosen_zone(self, services: Services) -> None:
        makers.a_ticket(services)

        (row,) = parsed(whole(services, time_zone="Asia/Kolkata"))

        assert row["created_at"] == "2026-01-05T09:00:00.000Z"
        assert row["created_at (Asia/Kolkata)"] == "2026-01-05 14:30:00"
        assert list(row)[: len(export.COLUMNS)] == list(export.COLUMNS)

    def test_times_around_a_daylight_saving_change_differ_in_utc(self, memory_desk: Desk, services: Services) -> None:
        memory_desk.clock.at = 1_792_888_200_000  # 2026-10-25T00:30:00Z
        makers.a_ticket(services)
        memory_desk.clock.advance(hours=1)
        makers.a_ticket(services)

        rows = parsed(whole(services, time_zone="Europe/Berlin", sort="created", order="asc"))

        assert [row["created_at (Europe/Berlin)"] for row in rows] == ["2026-10-25 02:30:00"] * 2
        assert [row["created_at"][:16] for row in rows] == ["2026-10-25T00:30", "2026-10-25T01:30"]


class TestPages:
    def test_export_pages_join_to_one_file_with_the_list(self, memory_desk: Desk, services: Services) -> None:
        for n in range(23):
            makers.a_ticket(services, category=("delivery", "claim", "refund")[n % 3])
            memory_desk.clock.advance(minutes=1)
        asked: dict[str, Any] = {"team": ["orders", "billing"]}
        listed = listing.list_tickets(services, LENA, TicketQuery.model_validate({**asked, "limit": 100})).items

        for limit in (1, 7, 500):
            rows = parsed(whole(services, LENA, limit=limit, **asked))
            lines = [
                json.loads(line) for line in whole(services, LENA, limit=limit, format="jsonl", **asked).splitlines()
            ]
            assert [int(row["number"]) for row in rows] == [item["number"] for item in listed]
            assert [line["number"] for line in lines] == [item["number"] for item in listed]

    def test_only_the_first_page_has_a_head(self, services: Services) -> None:
        for _ in range(3):
            makers.a_ticket(services)
        first = page(services, limit=2)
        second = page(services, limit=2, cursor=first.next)

        assert first.text.startswith("\ufeffnumber,subject")
        assert second.text.startswith("10001,")
        assert "\ufeff" not in second.text

    def test_an_empty_list_is_a_file_with_a_head(self, services: Services) -> None:
        assert parsed(whole(services, status=["solved"])) == []
        assert whole(services, status=["solved"], format="jsonl") == ""

    def test_exported_row_costs_half_a_unit_and_a_hundred_rows_one_trip(
        self, memory_desk: Desk, services: Services
    ) -> None:
        for _ in range(250):
            makers.a_ticket(services)
        memory_desk.meter.reset()

        assert page(services, team=["orders"], status=["new"]).rows == 250

        spent = memory_desk.meter.spent
        assert spent.trips == 1 + 3
        assert 250 * 0.5 < spent.reads < 250 * 0.5 + 20


class TestOverHttp:
    def test_export_has_type_name_and_next_page(self, desk: Desk) -> None:
        for _ in range(3):
            makers.a_ticket(desk.services)

        answer = get(LENA, "/v1/tickets/export?limit=2&team=orders")

        assert answer.status == 200
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert answer.headers["Content-Disposition"] == 'attachment; filename="tickets.csv"'
        assert answer.headers["Cache-Control"] == "no-store"
        assert "ETag" not in answer.headers
        rest = get(LENA, f"/v1/tickets/export?limit=2&team=orders&cursor={answer.headers['Desk-Next']}")
        assert "Desk-Next" not in rest.headers
        assert [int(row["number"]) for row in parsed(answer.text + rest.text)] == [10_003, 10_002, 10_001]

    def test_export_as_json_lines_has_its_content_type(self, desk: Desk) -> None:
        makers.a_ticket(desk.services)

        answer = get(LENA, "/v1/tickets/export?format=jsonl")

        assert answer.headers["Content-Type"] == "application/jsonl; charset=utf-8"
        assert json.loads(answer.text)["number"] == 10_001

    @pytest.mark.parametrize(
        ("query", "pointer"),
        [
            ("limit=501", "/limit"),
            ("format=xlsx", "/format"),
            ("time_zone=Mars/Base", "/time_zone"),
            ("cursor=x", "/cursor"),
            ("team=nope", "/team"),
            ("status=closed", "/status"),
            ("columns=all", "/columns"),
        ],
    )
    def test_invalid_export_query_is_refused(self, desk: Desk, query: str, pointer: str) -> None:
        assert get(LENA, f"/v1/tickets/export?{query}").pointers == [pointer]
        assert desk.services is not None

    def test_only_leads_and_admins_can_export_tickets(self, desk: Desk) -> None:
        assert desk.services is not None
        assert [get(who, "/v1/tickets/export").status for who in (None, CARLA, ADA, LENA, ROOT)] == [
            401,
            403,
            403,
            200,
            200,
        ]

    def test_export_holds_only_tickets_its_reader_may_see(self, services: Services) -> None:
        makers.a_ticket(services, category="claim", subject="hush")
        makers.a_ticket(services)

        assert "hush" not in whole(services, LENA)
        assert "hush" in whole(services, ROOT)

    def test_export_path_is_not_read_as_a_ticket_id(self, desk: Desk) -> None:
        assert desk.services is not None
        assert call(LENA, "PATCH", "/v1/tickets/export", {"status": "open"}, headers={"If-Match": '"1"'}).status in {
            404,
            405,
        }


@given(text=texts)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_any_text_survives_an_export(memory_desk: Desk, text: str) -> None:
    services = memory_desk.services
    new = NewTicket.model_validate({"subject": f"x{text}", "body": "y"})
    ticket = tickets_actions.create(services, CARLA, new).ticket

    rows = parsed(page(services).text)

    subject = next(row["subject"] for row in rows if row["number"] == ticket.id)
    assert export.unescape_formula(subject) == ticket.subject
