"""Reading a content folder: what is whole is loaded, and every fault is told with its line and remedy."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from deepdrill.content import (
    Calculate,
    Case,
    Debug,
    Explain,
    Implement,
    Lab,
    Library,
    Limits,
    Round,
    WrongFormula,
    load_library,
    pages,
)
from deepdrill.content.folder import MOST_BYTES
from tiny_library import DOUBLE, EXPLAIN, SIZE, break_file, write_library


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give the folder of a whole tiny library."""
    return write_library(tmp_path / "content")


def told(library: Library) -> list[str]:
    """Write the faults as `path:line what | remedy`, paths relative to the library."""
    return [
        f"{fault.path.relative_to(library.root).as_posix()}:{fault.line} {fault.what} | {fault.remedy}"
        for fault in library.faults
    ]


def test_a_whole_library_has_no_faults_and_comes_in_the_order_of_the_curriculum(root: Path) -> None:
    """Topics come in their order; within one, what is needed comes first."""
    library = load_library(root)

    assert told(library) == []
    assert list(library.drills) == [
        "basics/double",
        "basics/size",
        "basics/why-double",
        "advanced/abacus",
        "advanced/growth",
        "advanced/halves",
    ]
    assert library.topics["basics"].page.startswith("Numbers")


LADDER = """\
[[ladders]]
id = "doubling"
title = "Doubling"
says = "From doubling to why."
rungs = [
  "basics/double",
  "basics/why-double",
]
"""


def test_ladders_are_read_in_order(root: Path) -> None:
    """A ladder is its rungs from the first to the last; a library may have none."""
    assert load_library(root).ladders == {}
    (root / "ladders.toml").write_text(LADDER)

    library = load_library(root)

    assert told(library) == []
    assert library.ladders["doubling"].rungs == (DOUBLE, EXPLAIN)
    assert library.ladders["doubling"].after(DOUBLE) == (EXPLAIN,)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("basics/double", "basics/duble", '6 unknown drill "basics/duble" | did you mean "basics/double"?'),
        ("basics/double", "x/y", '6 unknown drill "x/y" | a rung is a path TOPIC/SLUG of a drill that is there'),
        ("basics/why-double", "basics/double", '7 rung "basics/double" stands there twice | keep one of them'),
        ('  "basics/why-double",\n', "", "5 "),
        ('id = "doubling"', "", '1 "id" is missing | give the ladder an id, such as  id = "attention"'),
        ("says", "sais", '4 unknown key "sais" | did you mean "says"?'),
        ('"basics/double",\n  "basics/why-double"', '"basics/why-double",\n  "basics/double"', "needs"),
    ],
)
def test_a_ladders_faults_have_a_line_and_a_remedy(root: Path, old: str, new: str, says: str) -> None:
    """A rung that is no drill, comes twice or stands below what it needs is told where it stands."""
    (root / "ladders.toml").write_text(LADDER)
    break_file(root, "ladders.toml", old, new)

    (fault,) = told(load_library(root))

    assert fault.startswith("ladders.toml:")
    assert says in fault


def test_a_rung_with_faults_is_left_out_and_is_no_fault_of_the_ladder(root: Path) -> None:
    """A drill that is being repaired does not take its ladder with it."""
    (root / "ladders.toml").write_text(LADDER)
    break_file(root, "basics/double/drill.toml", "minutes = 5", "minutes = 0")

    library = load_library(root)

    assert all("ladders.toml" not in fault for fault in told(library))
    assert library.ladders["doubling"].rungs == (EXPLAIN,)
    assert library.faulty == (DOUBLE,)


ROLE = """\
[[roles]]
id = "doubler"
title = "Doubler"
says = "Doubles all day."
[roles.rounds]
coding = 3
theory = 1
[roles.topics]
basics = 4
advanced = 12
"""


def test_the_shares_of_a_role_add_up_to_one(root: Path) -> None:
    """Weights are read as shares; a library may have no roles."""
    assert load_library(root).roles == {}
    (root / "roles.toml").write_text(ROLE)

    library = load_library(root)

    assert told(library) == []
    assert library.roles["doubler"].rounds == {Round.CODING: 0.75, Round.THEORY: 0.25}
    assert library.roles["doubler"].topics == {"basics": 0.25, "advanced": 0.75}


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("coding", "codng", '6 unknown round "codng" | did you mean "coding"?'),
        ("coding", "mixed", '6 unknown round "mixed" | the rounds are coding, theory'),
        ("basics", "basic", '9 unknown topic "basic" | did you mean "basics"?'),
        ("coding = 3", "coding = 0", '"coding": input should be greater than 0 | write shares above 0 by round'),
        ('id = "doubler"', "", '1 "id" is missing | give the role an id, such as  id = "research-engineer"'),
    ],
)
def test_a_roles_faults_have_a_line_and_a_remedy(root: Path, old: str, new: str, says: str) -> None:
    """A round or topic that is not there, and a share of nothing, are told where they stand."""
    (root / "roles.toml").write_text(ROLE)
    break_file(root, "roles.toml", old, new)

    (fault,) = told(load_library(root))

    assert fault.startswith("roles.toml:")
    assert says in fault


def test_an_implement_drill_is_read_whole(root: Path) -> None:
    """Claims come from docstrings' first lines, mistakes from their opening block."""
    drill = load_library(root).drills[DOUBLE]

    assert isinstance(drill.body, Implement)
    assert drill.body.defines == ("double",)
    assert drill.body.limits == Limits(wall_s=5.0)
    assert [(claim.name, claim.says) for claim in drill.body.claims] == [
        ("doubles_any_number", "`double(x)` is twice x."),
        ("keeps_the_sign", "A negative number stays negative."),
    ]
    assert [(mistake.name, mistake.fails) for mistake in drill.body.mistakes] == [("squares", "doubles_any_number")]
    assert drill.hints == ("Think.", "Add.", "x + x")
    assert drill.followups[0].asks == "And thrice?"


def test_every_other_kind_is_read_whole(root: Path) -> None:
    """The body's class is the kind."""
    drills = load_library(root).drills

    size, why = drills[SIZE].body, drills[EXPLAIN].body
    assert isinstance(size, Calculate)
    assert size.wrong == (
        WrongFormula(name="numbers_only", says="You counted numbers, not bytes: multiply by the width."),
    )
    assert isinstance(why, Explain)
    assert (why.full_at, why.points[0].must, len(why.answers)) == (0.75, (("twice", "two times"),), 4)
    assert isinstance(drills["advanced/halves"].body, Debug)
    assert isinstance(drills["advanced/growth"].body, Lab)
    case = drills["advanced/abacus"].body
    assert isinstance(case, Case)
    assert [(stage.id, stage.file, stage.code.defines) for stage in case.stages] == [
        ("frame", "frame.py", ("double",)),
        ("beads", "beads.py", ("quadruple",)),
    ]
    assert case.stages[0].argument.points[0].must == (("twice", "two times"),)


TOML_FAULTS = [
    (
        "basics/double/drill.toml",
        'title = "Double"',
        'titel = "Double"',
        ':2 unknown key "titel" | did you mean "title"?',
    ),
    (
        "basics/double/drill.toml",
        'level = "mid"',
        'level = "snior"',
        ':3 unknown level "snior" | did you mean "senior"?',
    ),
    (
        "basics/double/drill.toml",
        '"implement"',
        '"implment"',
        ':1 unknown kind "implment" | did you mean "implement"?',
    ),
    (
        "basics/double/drill.toml",
        "minutes = 5\n",
        "",
        ':1 "minutes" is missing | write what an interviewer would allow',
    ),
    ("basics/double/drill.toml", "minutes = 5", "minutes = 0", ':4 "minutes": input should be greater'),
    (
        "basics/double/drill.toml",
        "minutes = 5",
        'minutes = "5"',
        ':4 "minutes": input should be a valid integer',
    ),
    (
        "basics/double/drill.toml",
        '"doubling"',
        '"dubling"',
        ':6 unknown skill "dubling" | did you mean "doubling"?',
    ),
    ("basics/double/drill.toml", '["doubling"]', "[]", ':6 "covers": list should have at least 1 item'),
    ("basics/double/drill.toml", 'covers = ["doubling"]', 'covers = [\n"doubling",\n"doubling"]', ":8 skill"),
    (
        "basics/double/drill.toml",
        "needs = []",
        'needs = ["basics/dubble"]',
        ':7 unknown drill "basics/dubble" | did',
    ),
    ("basics/double/drill.toml", "needs = []", 'needs = ["basics/double"]', ":7 drills that need each other"),
    ("basics/double/drill.toml", '["Euclid, book 5"]', '["Euclid', ":8 is not TOML: "),
    ("basics/double/drill.toml", "defines", "define", ':12 unknown key "define" | did you mean "defines"?'),
    ("basics/double/drill.toml", "[implement]", "[lab]", ":12 unknown key"),
    ("basics/double/drill.toml", '"eval"', '"e val"', ':13 "forbids": "e val" does not fit | list names'),
    ("basics/double/drill.toml", "wall_s = 5.0", "wall_s = nan", ':16 "wall_s": '),
    ("basics/double/drill.toml", "[limits]", "[limit]", ':15 unknown key "limit" | did you mean "limits"?'),
    ("basics/size/drill.toml", "[calculate]", "[limits]", ":12 unknown key"),
    ("basics/size/drill.toml", "tolerance = 0.01", "tolerance = 2.0", ':13 "tolerance": '),
    ("basics/size/drill.toml", '"Size"', '"double"', ':2 the title "double" is also that of basics/double'),
    (
        "curriculum.toml",
        'needs = ["basics"]',
        'needs = ["basic"]',
        ':11 unknown topic "basic" | did you mean "basics"?',
    ),
    ("curriculum.toml", "needs = []", 'needs = ["advanced"]', ':5 "basics" and "advanced" need each other'),
    ("curriculum.toml", 'id = "advanced"', 'id = "basics"', ':8 topic "basics" stands there twice'),
    (
        "skills.toml",
        'topic = "basics"',
        'topic = "basic"',
        ':3 unknown topic "basic" | did you mean "basics"?',
    ),
    ("skills.toml", 'id = "halving"', 'id = "doubling"', ':9 skill "doubling" stands there twice'),
    ("basics/why-double/rubric.toml", "weight = 1.0", "weight = -1", ':3 "weight": '),
    ("basics/why-double/rubric.toml", 'say = ["it is twice as much", "two times"]', "say = []", ':4 "say": '),
    ("basics/why-double/answers/good.md", "twice", "twise", ':2 unknown point "twise" | did you mean "twice"?'),
    ("basics/why-double/answers/good.md", "+++", "---", ":1 does not declare what it contains"),
    ("basics/why-double/answers/good.md", "It is twice as much.", "", ":6 says nothing"),
    ("advanced/halves/causes.toml", "true = true", "true = false", ":1 no cause is the true one"),
    (
        "advanced/growth/lab.toml",
        "default = 2",
        "default = 9",
        ':4 the default of "rate" is not among its choices',
    ),
    ("advanced/growth/lab.toml", "right = 1", "right = 2", ":17 there is no choice 2"),
    ("advanced/growth/lab.toml", "choices = [1, 2, 3]", "range = [3, 9]", ':4 the default of "rate" is no number'),
    ("advanced/growth/lab.toml", "choices = [1, 2, 3]", "", ':2 "rate" has not one of choices and range'),
    ("advanced/growth/lab.toml", 'id = "at-two"', 'id = "at-one"', ':21 question "at-one" stands there twice'),
    ("advanced/abacus/stages.toml", 'id = "frame"', 'id = "a b"', ':2 "id": '),
    ("advanced/abacus/stages.toml", "[[stages]]", "[images]\nside = 4\nkinds = 2\n[[stages]]", ":1 images need own/"),
]


@pytest.mark.parametrize(("file", "old", "new", "expected"), TOML_FAULTS)
def test_a_fault_in_a_toml_file_is_told_at_its_line(root: Path, file: str, old: str, new: str, expected: str) -> None:
    """Every misspelling, bad value and bad reference carries its own line and what to do."""
    break_file(root, file, old, new)

    faults = told(load_library(root))

    assert any(fault.startswith(file + expected) for fault in faults), faults


PYTHON_FAULTS = [
    ("basics/double/checks.py", "def keeps", "deff keeps", ":15 is not Python"),
    (
        "basics/double/checks.py",
        "@check\ndef keeps_the_sign",
        "@check\ndef doubles_any_number",
        ":15 there are two checks",
    ),
    (
        "basics/double/checks.py",
        '    """A negative number stays negative."""\n',
        "",
        ":15 the check keeps_the_sign has no",
    ),
    ("advanced/abacus/stages/beads/checks.py", "@check\n", "", ":1 holds no function with @check"),
    ("basics/double/starter.py", "double(x)", "double(x", ":1 is not Python"),
    (
        "basics/double/solution.py",
        "def double",
        "def duble",
        ':1 does not define double | did you mean "duble"?',
    ),
    (
        "basics/double/mistakes/squares.py",
        "# /// mistake",
        "# mistake",
        ":1 does not open with a mistake block",
    ),
    (
        "basics/double/mistakes/squares.py",
        "doubles_any_number",
        "doubles_a_number",
        ':2 unknown check "doubles_a_number"',
    ),
    (
        "basics/double/mistakes/squares.py",
        "# says =",
        "# sais =",
        ':3 unknown key "sais" | did you mean "says"?',
    ),
    ("basics/double/mistakes/squares.py", 'says = "You', "says = You", ":3 is not TOML"),
    ("basics/double/mistakes/squares.py", "def double", "def triple", ":1 does not define double"),
    ("basics/size/numbers.py", "def draw", "def drew", ":1 has no function draw"),
    (
        "basics/size/numbers.py",
        '@wrong("You counted numbers, not bytes: multiply by the width.")',
        "",
        ":1 holds no function",
    ),
    (
        "basics/size/numbers.py",
        '"You counted numbers, not bytes: multiply by the width."',
        '""',
        ":21 @wrong of numbers_only",
    ),
    (
        "basics/size/numbers.py",
        "def working(count: int, width",
        "def working(count: int, widht",
        ':16 working takes "widht"',
    ),
    ("basics/size/numbers.py", ", **_: int", "", ":21 numbers_only does not take width"),
    ("advanced/growth/experiment.py", "def run", "def 1run", ":4 is not Python"),
    ("advanced/growth/experiment.py", "def run", "def go", ":1 has no function run"),
    ("advanced/growth/experiment.py", "rate: int", "rat: int", ':4 run takes "rat", which lab.toml does not have'),
    ("advanced/growth/experiment.py", "rate: int", "rate: int = 2", ":4 a knob of run has a default"),
    ("advanced/growth/experiment.py", "lab: Lab, *", "*", ":4 run takes () before its knobs, not (lab)"),
    ("advanced/growth/experiment.py", '"at-two"', '"at-tow"', ':23 @settles names the unknown question "at-tow"'),
    ("advanced/growth/experiment.py", '@settles("at-two")', "", ':1 nothing settles the question "at-two"'),
]


@pytest.mark.parametrize(("file", "old", "new", "expected"), PYTHON_FAULTS)
def test_a_fault_in_a_python_file_is_found_without_running_it(
    root: Path, file: str, old: str, new: str, expected: str
) -> None:
    """Syntax, checks, mistakes and formulas are looked at as text."""
    break_file(root, file, old, new)

    faults = told(load_library(root))

    assert any(fault.startswith(file + expected) for fault in faults), faults


PROSE_FAULTS = [
    ("basics/double/followups.md", "## And thrice?\n\nAdd once more.\n\n## And half?", "", ":1 has 0 follow-ups"),
    ("basics/double/hints.md", "## Almost", "Almost", ":5 has 2 rungs, not 3"),
    ("basics/double/hints.md", "Think.", "", ':1 nothing below "A nudge"'),
    ("basics/double/hints.md", "## A nudge", "Hello\n## A nudge", ":1 text before the first ## heading"),
    ("basics/double/followups.md", "## And half?", "And half?", ":1 has 1 follow-ups, not 2 to 4"),
    ("basics/double/prompt.md", "Write", "# Double\n\nWrite", ":1 a heading in the prompt"),
]


@pytest.mark.parametrize(("file", "old", "new", "expected"), PROSE_FAULTS)
def test_a_fault_in_a_markdown_file_is_told_at_its_line(
    root: Path, file: str, old: str, new: str, expected: str
) -> None:
    """Rungs and follow-ups are counted by heading; code in fences is no heading."""
    break_file(root, file, old, new)

    faults = told(load_library(root))

    assert any(fault.startswith(file + expected) for fault in faults), faults


@pytest.mark.parametrize(
    "name",
    [
        "basics/double/drill.toml",
        "basics/double/prompt.md",
        "basics/double/hints.md",
        "basics/double/starter.py",
        "basics/size/numbers.py",
        "basics/why-double/rubric.toml",
        "advanced/halves/causes.toml",
        "advanced/growth/lab.toml",
        "advanced/abacus/stages.toml",
        "skills.toml",
        "curriculum.toml",
    ],
)
def test_a_missing_file_is_a_fault_of_its_path(root: Path, name: str) -> None:
    """What a kind cannot do without is asked for by name, with what it should hold."""
    (root / name).unlink()

    faults = told(load_library(root))

    assert any(fault.startswith(f"{name}:0 {Path(name).name} is missing | write") for fault in faults), faults


def test_a_folder_without_mistakes_is_a_fault(root: Path) -> None:
    """Checks that no wrong submission was ever tried on prove nothing."""
    (root / "basics/double/mistakes/squares.py").unlink()

    assert told(load_library(root))[0].startswith("basics/double/mistakes:0 holds no mistake")

    (root / "basics/double/mistakes").rmdir()

    assert told(load_library(root))[0].startswith("basics/double/mistakes:0 the folder mistakes/ is missing")


def test_stray_files_and_unknown_topics_are_faults(root: Path) -> None:
    """A misspelt file would otherwise be silently without effect; caches and hidden files are let be."""
    (root / "basics/double/solutoin.py").write_text("")
    (root / "basics/double/__pycache__").mkdir()
    (root / "basics/.DS_Store").write_text("")
    (root / "notes.md").write_text("")
    (root / "basic").mkdir()
    (root / "basics/Odd_Name").mkdir()

    faults = told(load_library(root))

    assert 'basics/double/solutoin.py:0 stray file "solutoin.py" | did you mean "solution.py"?' in faults
    assert 'basic:0 unknown topic "basic" | did you mean "basics"?' in faults
    assert any(fault.startswith('notes.md:0 stray file "notes.md"') for fault in faults)
    assert any(fault.startswith('basics/Odd_Name:0 odd folder name "Odd_Name"') for fault in faults)
    assert not any("__pycache__" in fault or "DS_Store" in fault for fault in faults)


def test_a_drill_with_faults_is_left_out_and_the_others_load(root: Path) -> None:
    """One author's mistake keeps nobody else from practising; what needs the faulty drill still loads."""
    break_file(root, "basics/double/drill.toml", 'level = "mid"', 'level = "high"')

    library = load_library(root)

    assert DOUBLE not in library.drills
    assert EXPLAIN in library.drills
    assert len(library.drills) == 5


def test_all_faults_of_all_files_are_told_at_once(root: Path) -> None:
    """An author who has repaired one fault must not meet the next one."""
    break_file(root, "basics/double/drill.toml", 'level = "mid"\nminutes = 5', 'level = "high"\nminutes = -1')
    break_file(root, "basics/double/hints.md", "## Almost", "Almost")
    break_file(root, "basics/size/numbers.py", "def draw", "def drew")

    faults = told(load_library(root))

    assert [fault.partition(" ")[0] for fault in faults] == [
        "basics/double/drill.toml:3",
        "basics/double/drill.toml:4",
        "basics/double/hints.md:5",
        "basics/size/numbers.py:1",
    ]


@pytest.mark.parametrize("name", ["basics/double/drill.toml", "basics/double/solution.py", "basics/double/prompt.md"])
def test_a_file_that_is_not_utf8_is_a_fault_at_its_line(root: Path, name: str) -> None:
    """The line of the first foreign byte is told."""
    (root / name).write_bytes(b"# one\n# tw\xf6\n")

    assert f"{name}:2 is not UTF-8 text | save the file as UTF-8" in told(load_library(root))


def test_a_huge_file_is_a_fault_and_never_read(root: Path) -> None:
    """A gigabyte that lies in the wrong place costs no memory."""
    with (root / "basics/double/solution.py").open("wb") as file:
        file.truncate(MOST_BYTES * 1000)

    faults = told(load_library(root))

    assert any(fault.startswith("basics/double/solution.py:0 cannot be read: 1,000,000,000 bytes") for fault in faults)


def test_a_folder_or_a_dead_link_in_place_of_a_file_is_a_fault(root: Path) -> None:
    """Neither is followed nor does it stop the reading."""
    (root / "basics/double/starter.py").unlink()
    (root / "basics/double/starter.py").mkdir()
    (root / "basics/double/prompt.md").unlink()
    (root / "basics/double/prompt.md").symlink_to("nowhere")

    faults = told(load_library(root))

    assert any(
        fault.startswith("basics/double/starter.py:0 cannot be read: it is not a plain file") for fault in faults
    )
    assert any(fault.startswith("basics/double/prompt.md:0 cannot be read: No such file") for fault in faults)


@pytest.mark.parametrize(
    "text",
    ["x = " + "[" * 5000, "x = " + "9" * 5000, "[" * 3000 + "]" * 3000, "minutes = 2000-13-45\n", "\0"],
)
def test_no_toml_text_can_stop_the_reading(root: Path, text: str) -> None:
    """What tomllib refuses in whatever way becomes a fault."""
    (root / "basics/double/drill.toml").write_text(text)

    library = load_library(root)

    assert DOUBLE not in library.drills
    assert any(fault.path.name == "drill.toml" for fault in library.faults)


@pytest.mark.parametrize("text", ["x = " + "(" * 5000, "\0", "x = " + "-" * 100_000 + "1", "if x:\n\ty\n        z"])
def test_no_python_text_can_stop_the_reading(root: Path, text: str) -> None:
    """What Python's parser refuses in whatever way becomes a fault."""
    (root / "basics/double/starter.py").write_text(text)

    assert any(fault.startswith("basics/double/starter.py:") for fault in told(load_library(root)))


def test_drills_that_need_each_other_are_told_with_their_circle(root: Path) -> None:
    """Each of them is left out, for neither can come first."""
    break_file(root, "basics/double/drill.toml", "needs = []", 'needs = ["basics/why-double"]')

    library = load_library(root)

    assert {DOUBLE, EXPLAIN}.isdisjoint(library.drills)
    assert all("basics/double → basics/why-double → basics/double" in fault for fault in told(library))


def test_a_folder_that_is_not_there_is_one_fault(tmp_path: Path) -> None:
    """Reading never raises for what somebody else wrote, or did not write."""
    library = load_library(tmp_path / "nowhere")

    assert [fault.what for fault in library.faults] == ["is not a folder"]


@pytest.mark.slow
def test_the_repository_has_all_topics_and_skills(shipped: Library) -> None:
    """The syllabus counts 26 topics and 559 skills; every topic has some, and no link of its page is dead."""
    assert (len(shipped.topics), len(shipped.skills)) == (26, 559)
    assert {skill.topic for skill in shipped.skills.values()} == set(shipped.topics)
    files = [fault for fault in shipped.faults if fault.path.parent == shipped.root or fault.path.name in pages.FILES]
    assert files == []


@pytest.mark.slow
def test_content_imports_neither_torch_nor_numpy_and_runs_nothing(root: Path) -> None:
    """Reading is safe: a file of the content that would end the process does not."""
    for name in ("starter.py", "solution.py", "checks.py", "mistakes/squares.py"):
        path = root / "basics/double" / name
        path.write_text(path.read_text() + "\nraise SystemExit(9)\n")
    code = (
        "import sys; from pathlib import Path; from deepdrill.content import load_library;"
        f"library = load_library(Path({str(root)!r})); assert len(library.drills) == 6, library.faults;"
        "assert not {'torch', 'numpy'} & set(sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_reading_is_quick(root: Path) -> None:
    """A hundred drills take no more than their number asks for, so that pages may read them again on every change."""
    source = root / "basics/double"
    for number in range(100):
        folder = root / "basics" / f"double-{number}"
        (folder / "mistakes").mkdir(parents=True)
        for path in source.rglob("*.*"):
            text = path.read_text().replace('title = "Double"', f'title = "Double {number}"')
            (folder / path.relative_to(source)).write_text(text)

    before = time.process_time()
    library = load_library(root)

    assert len(library.drills) == 106
    assert time.process_time() - before < 10  # a tenth of that is used; a square would be far beyond
