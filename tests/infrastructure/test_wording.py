"""The check of names and phrases: it finds every kind of place, leaves the exceptions, and the tree is clean."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from infrastructure import wording

TABLE = wording.read_table("""
[words]
told = "notified"
put_off = "defer"

[names]
because = "reason"

[python_names]
done = "result"

[parameters]
most = "limit"

[prefixes]
MOST_ = "MAX_"

[phrases]
somebody = "a person"
"so long as" = "while"

[[exceptions]]
names = ["dead_told"]
reason = "a term"

[[exceptions]]
names = ["told"]
files = ["old/*"]
reason = "names of version 1"
""")


def found(path: str, text: str = "") -> list[tuple[int, str, str]]:
    """Line, name and refused word of each problem."""
    return [(each.line, each.name, each.word) for each in wording.problems_of(path, text, TABLE)]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("what_was_told", ("what", "was", "told")),
        ("WhatWasTold", ("what", "was", "told")),
        ("whatWasTold", ("what", "was", "told")),
        ("HTTPTold", ("http", "told")),
        ("told-once", ("told", "once")),
        ("_TOLD_2", ("told",)),
        ("untold", ("untold",)),
    ],
)
def test_name_is_split_into_its_words(name: str, words: tuple[str, ...]) -> None:
    assert wording.split(name) == words


@pytest.mark.parametrize(
    "line",
    [
        "told = 1",
        "one, told = two",
        "told: int = 1",
        "self.told = 1",
        "def told(): ...",
        "async def told(): ...",
        "class Told: ...",
        "def one(told): ...",
        "def one(*, told=1): ...",
        "def one(**told): ...",
        "lambda told: 1",
        "one(told=1)",
        "import one as told",
        "from one import two as told",
        "[1 for told in two]",
        "with one() as told: ...",
        "for told in two: ...",
        "(told := 1)",
        "one = {'told': 1}",
        "TYPE = 'TicketTold'",
        "ReasonSpec('ticket_told')",
    ],
)
def test_defined_name_in_python_is_found(line: str) -> None:
    assert [(number, word) for number, _, word in found("a.py", f"\n{line}\n")] == [(2, "told")]


def test_captured_names_in_python_are_found() -> None:
    caught = "try:\n    pass\nexcept ValueError as told:\n    pass\n"
    matched = "match one:\n    case [*told]: ...\n    case {**told}: ...\n    case told: ...\n"
    assert [line for line, _, _ in found("a.py", caught)] == [3]
    assert [line for line, _, _ in found("a.py", matched)] == [2, 3, 4]


@pytest.mark.parametrize(
    "line",
    ["x = told", "x = one.told", "x = 'told'", "print('told', 'I was told')", "# told", "one['told']", "untold = 1"],
)
def test_use_of_a_name_and_text_in_python_are_left_alone(line: str) -> None:
    assert found("a.py", line) == []


def test_members_of_an_enumeration_are_found_by_name_and_value() -> None:
    text = 'class Kind(StrEnum):\n    TOLD = "x"\n    SENT = "WasTold"\n    TEXT = "was told"\n'
    assert found("a.py", text) == [(2, "TOLD", "told"), (3, "WasTold", "told")]


def test_several_words_are_found_in_a_name() -> None:
    assert found("a.py", "was_put_off = off_put = put = 1") == [(1, "was_put_off", "put_off")]


def test_whole_names_parameters_and_prefixes_are_found_only_as_such() -> None:
    text = "because = because_of = done = undone = most = 1\nMOST_SENT = _MOST = almost_sent = 1\ndef one(most, at_most): ...\n"
    assert found("a.py", text) == [
        (1, "because", "because"),
        (1, "done", "done"),
        (2, "MOST_SENT", "MOST_"),
        (3, "most", "most"),
    ]
    assert found("a.js", "const done = 1;") == []


@pytest.mark.parametrize(
    "line",
    [
        "const told = 1;",
        "function wasTold() {}",
        "class WasTold {}",
        "class One { #told = 1; }",
        "const one = { told: 1 };",
        "const one = /[\"'`]/.test(two) && told;",
        "return /'/.test(told);",
        "const one = `${told}`;",
        "const one = `${`'${told}`}`;",
        "html`<told-list></told-list>`;",
        'html`<p class="one told"></p>`;',
        "customElements.define('told-list', One);",
    ],
)
def test_name_in_a_script_is_found(line: str) -> None:
    assert {(number, word) for number, _, word in found("a.js", f"\n{line}\n")} == {(2, "told")}


@pytest.mark.parametrize(
    "line",
    ["const one = 'told';", 'const one = "told \\" told";', "const one = `told`;", "// told", "/* told\n told */"],
)
def test_strings_and_comments_of_a_script_are_left_alone(line: str) -> None:
    assert found("a.js", line) == []


@pytest.mark.parametrize(
    ("path", "text", "name"),
    [
        ("a.css", ".was-told { color: red; }", "was-told"),
        ("a.css", "#told { color: red; }", "told"),
        ("a.css", ".one { --told: red; }", "told"),
        ("a.css", "told-list { color: red; }", "told-list"),
        ("a.css", "@keyframes told { }", "told"),
        ("a.html", "<told-list></told-list>", "told-list"),
        ("a.html", "<p class='one told'></p>", "told"),
        ("a.html", "<p id=told></p>", "told"),
        ("a.ftl", "was-told = Yes", "was-told"),
        ("a.ftl", "one =\n    .told = Yes", "told"),
        ("a.ftl", "one = Yes { $told }", "told"),
        ("a.toml", "told = 1", "told"),
        ("a.yaml", "one:\n  WasTold: 1", "WasTold"),
        ("a.json", '{"one": 1, "told": 2}', "told"),
    ],
)
def test_name_in_other_files_is_found(path: str, text: str, name: str) -> None:
    assert {each for _, each, _ in found(path, text)} == {name}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.css", "/* told */ .one { content: 'told'; background: url(told.png); }"),
        ("a.html", "<p title='told'>He was told.</p>"),
        ("a.ftl", "one = You were told."),
        ("a.toml", 'one = "told"'),
        ("a.json", '{"one": "told"}'),
        ("a.md", "`told` and told"),
    ],
)
def test_texts_of_other_files_are_left_alone(path: str, text: str) -> None:
    assert found(path, text) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", "'''One\nfor somebody.'''"),
        ("a.py", "one = 1\ntwo = 2  # Somebody"),
        ("a.js", "one;\n// somebody"),
        ("a.css", "\n/* somebody */"),
        ("a.html", "\n<!-- somebody -->"),
        ("a.ftl", "one = 1\n# somebody"),
        ("a.yaml", "one: 1\n# somebody"),
        ("a.md", "One\nsomebody"),
    ],
)
def test_phrase_in_a_comment_or_paper_is_found(path: str, text: str) -> None:
    assert found(path, text) == [(2, "text", "somebody")]


def test_phrase_across_a_line_break_is_found() -> None:
    assert found("a.md", "It stays so\nlong as it is open.") == [(1, "text", "so long as")]


def test_phrase_in_a_text_of_the_program_is_left_alone() -> None:
    assert found("a.py", "one = 'somebody'") == []


def test_file_and_folder_names_are_found() -> None:
    assert found("one/was_told.png") == [(1, "was_told", "told")]
    assert [each.path for each in wording.problems_of_folders(["one", "one/told"], TABLE)] == ["one/told"]


def test_exceptions_are_left_alone() -> None:
    assert found("a.py", "dead_told = DeadToldQueue = 1") == []
    assert found("a.py", "dead_told_and_told = 1") == [(1, "dead_told_and_told", "told")]
    assert found("old/a.py", "told = told_at = 1") == []


def test_exception_needs_a_reason() -> None:
    with pytest.raises(KeyError):
        wording.read_table('[[exceptions]]\nnames = ["told"]')


def test_every_exception_is_needed() -> None:
    table = wording.read_table(wording.TABLE.read_text("utf-8"))
    bare = replace(table, exemptions=())
    problems = wording.check(wording.ROOT, bare)
    for each in table.exemptions:
        for files in each.files:
            exempt = replace(bare, exemptions=(wording.Exemption(each.name, (files,)),))
            cured = [one for one in problems if wording.Wording(exempt, one.path).refused(one.name) is None]
            assert cured, (each.name, files)


def test_own_folders_are_checked_and_those_of_others_are_not(tmp_path: Path) -> None:
    for place in (
        "one/told.py",
        "build/told.py",
        "static-site/vendor/told.js",
        "one/node_modules/told.js",
        ".git/told",
    ):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text("")
    assert [each.path for each in wording.check(tmp_path, TABLE)] == ["one/told.py"]


def test_whole_tree_uses_the_right_words() -> None:
    checked = subprocess.run(
        [sys.executable, "-m", "infrastructure.wording"], cwd=wording.ROOT, capture_output=True, text=True, check=False
    )
    assert (checked.returncode, checked.stdout) == (0, ""), checked.stdout
