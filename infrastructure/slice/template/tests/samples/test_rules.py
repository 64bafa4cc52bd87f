"""Who may change samples, and which ids name one."""

import pytest

from chalicelib.people.model import Caller
from chalicelib.plumbing.errors import NotAllowed
from chalicelib.samples import rules as samples_rules
from chalicelib.samples.model import Sample
from tests.cast import ADA, ALAN, LENA, ROOT

SAMPLE = Sample(number=1, name="First", owner=ADA.id, created_at=0, updated_at=0)


@pytest.mark.parametrize(("caller", "allowed"), [(ADA, True), (ALAN, False), (LENA, True), (ROOT, True)])
def test_owner_leads_and_admins_may_change_a_sample(caller: Caller, *, allowed: bool) -> None:
    assert samples_rules.may_change(caller, SAMPLE) is allowed
    if not allowed:
        with pytest.raises(NotAllowed):
            samples_rules.check_may_change(caller, SAMPLE)


@pytest.mark.parametrize(("id_", "number"), [("1", 1), ("9999999999", 9_999_999_999)])
def test_id_is_the_number(id_: str, number: int) -> None:
    assert samples_rules.number_of(id_) == number


@pytest.mark.parametrize("id_", ["", "0", "01", "-1", "1.5", "x", "\u0661", "10000000000"])
def test_malformed_id_names_no_sample(id_: str) -> None:
    assert samples_rules.number_of(id_) is None


def test_renamed_sample_has_the_next_version() -> None:
    after = SAMPLE.renamed("Second", 7)

    assert (after.name, after.version, after.updated_at, after.created_at) == ("Second", 2, 7, 0)
