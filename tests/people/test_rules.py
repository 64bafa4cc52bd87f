from chalicelib.people.model import Person, ProfileChange
from chalicelib.people.rules import changed, introduced, with_notes

MAYA = Person(id="p1", email="maya@example.com", name="maya@example.com", created_at=0)


def test_a_change_takes_what_was_sent_and_leaves_the_rest() -> None:
    after = changed(MAYA, ProfileChange(name="Maya", notifications={"reminder": False}))
    assert (after.name, after.language, after.notifications, after.version) == ("Maya", "en", {"reminder": False}, 2)


def test_notices_left_out_keep_their_setting() -> None:
    unsubscribed = MAYA.model_copy(update={"notifications": {"closed": False}})
    assert changed(unsubscribed, ProfileChange(notifications={"reminder": False})).notifications == {
        "closed": False,
        "reminder": False,
    }


def test_a_change_that_changes_nothing_is_no_new_version() -> None:
    assert changed(MAYA, ProfileChange(language="en")) is MAYA
    assert changed(MAYA, ProfileChange()) is MAYA


def test_first_login_sets_name_language_and_time_zone() -> None:
    after = introduced(MAYA, "Maya", "ar", "Asia/Dubai")
    assert (after.name, after.language, after.time_zone, after.version) == ("Maya", "ar", "Asia/Dubai", 2)


def test_first_login_without_details_changes_nothing() -> None:
    assert introduced(MAYA, "", "", "") is MAYA


def test_changed_profile_is_not_overwritten_by_a_login() -> None:
    spoken = changed(MAYA, ProfileChange(name="Maya B."))
    assert introduced(spoken, "Someone", "de", "UTC") is spoken


def test_details_entered_by_an_agent_are_replaced_once_by_the_persons_own() -> None:
    written = with_notes(MAYA, {"name": "Maia", "language": "ar"})
    assert (written.name, written.noted, written.version) == ("Maia", True, 2)
    assert with_notes(written, {"name": "Maia"}) is written

    named = introduced(written, "Maya", "", "")
    assert (named.name, named.language, named.noted) == ("Maya", "ar", False)
    assert introduced(named, "Someone", "de", "UTC") is named
    assert not changed(written, ProfileChange(name="Maya B.")).noted
