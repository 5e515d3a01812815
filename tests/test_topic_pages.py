"""A topic on one page: its words lead somewhere, its pictures are what code has drawn, and the shell shows both."""

import json
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from command_line import Written, run_cli
from deepdrill.content import Library, Plot, find_content_root, load_library, parts
from deepdrill.content.faults import Faults
from deepdrill.content.folder import Folder
from deepdrill.content.pages import PictureHere
from deepdrill.content.plots import Pictures
from deepdrill.content.syllabus import read_topics
from deepdrill.lab.pictures import draw, main
from deepdrill.lab.sketch import NotSo
from tiny_library import write_library

__all__ = ["run_cli"]

Cli = Callable[..., Written]
ROOT = find_content_root()
LONGEST = 800
"""Words of a page: what is read in four minutes."""

DRAWS = '''\
from deepdrill.lab.pictures import Sketch, picture


@picture
def doubling(sketch: Sketch) -> None:
    """Twice as much is
    a line."""
    ys = [2 * x for x in range(5)]
    sketch.require(ys[-1] == 8, "Twice 4 is not 8.")
    sketch.plot(x="a number", y="twice")
    sketch.curve("double", range(5), ys)
'''

PAGE = """\
Numbers, and [what may be done](/drills/basics/double) to them.

![A line that climbs](doubling)

See [more](/topics/advanced).
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give a tiny library in which one topic has a picture."""
    root = write_library(tmp_path / "content")
    (root / "basics/pictures.py").write_text(DRAWS, encoding="utf-8")
    (root / "basics/topic.md").write_text(PAGE, encoding="utf-8")
    main(root)
    return root


def told(library: Library) -> list[str]:
    """Write the faults with their place."""
    return [
        f"{one.path.relative_to(library.root).as_posix()}:{one.line} {one.what} | {one.remedy}"
        for one in library.faults
    ]


def test_a_page_is_cut_at_its_pictures(root: Path) -> None:
    """Words and pictures come in their order; a picture's caption is one line whatever the docstring's breaks."""
    topic = load_library(root).topics["basics"]
    before, here, after = parts(topic.page)

    assert isinstance(before, str)
    assert before.startswith("Numbers")
    assert here == PictureHere(name="doubling", shows="A line that climbs")
    assert isinstance(after, str)
    assert after.strip() == "See [more](/topics/advanced)."
    assert topic.pictures["doubling"].says == "Twice as much is a line."
    assert topic.pictures["doubling"].plot.curves[0].ys == (0, 2, 4, 6, 8)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("/drills/basics/double", "/drills/basics/duble", ':1 a link to "/drills/basics/duble", which is not there'),
        ("/topics/advanced", "https://example.org", ':5 a link to "https://example.org", which is not there'),
        ("(doubling)", "(dubling)", ':3 there is no picture "dubling" | did you mean "doubling"?'),
        ("A line that climbs", " ", ':3 the picture "doubling" has no words for whoever cannot see it'),
        ("![A line that climbs](doubling)", "", 'the picture "doubling" stands nowhere on the page'),
    ],
)
def test_a_page_that_leads_nowhere_is_a_fault(root: Path, old: str, new: str, fault: str) -> None:
    """Dead links, and pictures that are missing, mute or shown nowhere, are told with their line."""
    assert told(load_library(root)) == []
    (root / "basics/topic.md").write_text(PAGE.replace(old, new), encoding="utf-8")

    assert any(fault in line for line in told(load_library(root)))


def test_a_broken_file_of_pictures_is_a_fault(root: Path) -> None:
    """What cannot be read as pictures is told, and nothing is raised."""
    (root / "basics/pictures.json").write_text('{"pictures": 1}', encoding="utf-8")

    assert any("basics/pictures.json:0 holds no pictures" in line for line in told(load_library(root)))


def test_a_caption_that_does_not_hold_is_not_drawn(root: Path) -> None:
    """What a picture says is held to its numbers before anything is written."""
    (root / "basics/pictures.py").write_text(DRAWS.replace("== 8", "== 9"), encoding="utf-8")

    with pytest.raises(NotSo, match="Twice 4"):
        draw(root / "basics/pictures.py")


def test_the_shell_shows_a_topic(root: Path, run_cli: Cli) -> None:
    """`topic` lists them; with one it shows words, pictures and drills, links as what the next command takes."""
    code, listed = run_cli("topic")
    shown_code, shown = run_cli("topic", "basics")
    _, document = run_cli("topic", "basics", "--json")

    assert (code, shown_code) == (0, 0)
    assert "basics" in listed
    assert "deepdrill topic TOPIC" in listed
    assert "what may be done (basics/double)" in shown
    assert "● double" in shown
    assert "Twice as much is a line." in shown
    assert "basics/size" in shown
    assert json.loads(document)["pictures"][0]["plot"]["x"] == "a number"
    assert run_cli("topic", "basic")[1].endswith('There is no topic "basic": did you mean "basics"?\n')


@pytest.mark.parametrize("path", sorted(ROOT.glob("*/pictures.py")), ids=lambda path: path.parent.name)
def test_pictures_are_what_their_code_draws(path: Path) -> None:
    """The committed pictures are those of today's code, up to the noise of the machine."""
    kept = msgspec.json.decode(path.with_suffix(".json").read_bytes(), type=Pictures)
    drawn = draw(path)

    assert [(one.name, one.says, axes(one.plot)) for one in kept.pictures] == [
        (one.name, one.says, axes(one.plot)) for one in drawn.pictures
    ], "draw them again with:  make pictures"
    for before, now in zip(kept.pictures, drawn.pictures, strict=True):
        for old, new in zip(before.plot.curves, now.plot.curves, strict=True):
            assert old.name == new.name
            assert old.xs == pytest.approx(new.xs, rel=1e-3)
            assert old.ys == pytest.approx(new.ys, rel=1e-3, abs=1e-6)


def axes(plot: Plot) -> tuple[str, str, bool, bool]:
    """Give what a plot's axes are."""
    return plot.x, plot.y, plot.log_x, plot.log_y


def test_every_topic_has_its_page() -> None:
    """Each of the 26 topics fits on a page, tells its traps and numbers, names its sources, and leads to its drills."""
    topics = read_topics(Folder(path=ROOT, faults=Faults()))

    assert len(topics) == 26
    for topic in topics.values():
        assert 250 < len(topic.page.split()) < LONGEST, topic.id
        headings = [line for line in topic.page.splitlines() if line.startswith("## ")]
        assert headings[-1] == "## Sources", topic.id
        assert "## Traps" in headings, topic.id
        assert f"(/drills/{topic.id}/" in topic.page, topic.id
