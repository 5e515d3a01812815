"""The line of every value of a TOML text: below its rule, the docstring of each test is the text."""

import textwrap

import pytest

from deepdrill.content.positions import Positions


@pytest.fixture
def positions(request: pytest.FixtureRequest) -> Positions:
    """Read what stands below the first paragraph of the test's docstring."""
    return Positions(textwrap.dedent(request.function.__doc__.partition("\n\n")[2]))


def test_keys_tables_and_elements(positions: Positions) -> None:
    """Keys, tables, and elements of arrays over several lines have their own lines.

    a = 1
    list = [
      "x",
      [2, 3],  # a comment with ] and "
      { inner = "y", other = 3.5 },
    ]

    [table]
    "quoted key" = 1979-05-27T07:32:00.5Z
    dotted.key = true
    """
    assert positions.line(("a",)) == 1
    assert positions.line(("list",)) == 2
    assert positions.line(("list", 0)) == 3
    assert positions.line(("list", 1, 1)) == 4
    assert positions.line(("list", 2, "other")) == 5
    assert positions.line(("table",)) == 8
    assert positions.line(("table", "quoted key")) == 9
    assert positions.line(("table", "dotted", "key")) == 10


def test_arrays_of_tables_are_counted(positions: Positions) -> None:
    """Tables that repeat are told apart by their number, also inside one another.

    [[points]]
    id = "a"

    [[points]]
    id = "b"
    [points.more]
    deep = 1
    [[points.parts]]
    n = 1
    [[points.parts]]
    n = 2

    [[points]]
    id = "c"
    """
    assert positions.line(("points", 0, "id")) == 2
    assert positions.line(("points", 1)) == 4
    assert positions.line(("points", 1, "more", "deep")) == 7
    assert positions.line(("points", 1, "parts", 1, "n")) == 11
    assert positions.line(("points", 2, "id")) == 14


def test_texts_over_several_lines_hide_what_looks_like_toml(positions: Positions) -> None:
    '''What stands inside a text is not taken for TOML.

    a = """
    b = 1
    [not a table]
    """
    c = \'\'\'
    # no comment \'\'\'
    d = "a # b = [c"
    '''
    assert positions.line(("a",)) == 1
    assert positions.line(("c",)) == 5
    assert positions.line(("d",)) == 7


def test_what_is_not_there_is_placed_at_what_encloses_it(positions: Positions) -> None:
    """A missing key is told at its table; at the first line where there is none.

    a = 1

    [table]
    b = 2
    """
    assert positions.line(("table", "missing")) == 3
    assert positions.line(("missing",)) == 1
