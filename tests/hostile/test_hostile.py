"""The hostile corpus: submissions that want a pass they have not earned, do harm, or use up the machine.

One file, one idea, in false_pass/, harm/ and exhaust/ (policy/ holds evasions of "without the built-in", which the
instruments' tests use). The header says what it tries and how it may end. After each one, nothing of ours may have
changed and a right submission must pass. It prints HARM, or a secret, where an attempt came through.
"""

import re
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from witnesses import SECRET, Witnesses, descendants, peak_bytes

from deepdrill.content import Drill, Implement, load_library
from deepdrill.judge import Judge, Outcome, Submission, Verdict, to_json
from deepdrill.judge.guarantees import IsolationLevel, assurance

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
CONTENT = HERE.parents[1] / "content"
FILES = sorted(path for folder in ("false_pass", "harm", "exhaust") for path in (HERE / folder).glob("*.py"))
HEADER = re.compile(r"\A# /// hostile\n((?:# [^\n]*\n)+?)# ///\n")
WALL_S = 3.0
PATIENCE_S = 8.0  # between the limit and the verdict, on a busy machine
PEAK_BYTES = 4 << 30  # of a checker that gets as much as it will take


@dataclass(frozen=True, kw_only=True)
class Hostile:
    """One submission of the corpus."""

    tries: str
    drill: str
    expects: tuple[str, ...]
    code: str


def read(path: Path) -> Hostile:
    """Read a file of the corpus."""
    text = path.read_text(encoding="utf-8")
    found = HEADER.match(text)
    assert found, f"{path} has no header"
    told = tomllib.loads("\n".join(line[2:] for line in found[1].splitlines()))
    expects = told["expects"] if isinstance(told["expects"], list) else [told["expects"]]
    return Hostile(tries=told["tries"], drill=told["drill"], expects=tuple(expects), code=text)


class Arena:
    """A judge of real drills with short limits, among witnesses."""

    def __init__(self, judge: Judge, drills: dict[str, Drill], witnesses: Witnesses) -> None:
        self.judge = judge
        self.drills = drills
        self.witnesses = witnesses

    def solution(self, drill: str) -> str:
        """Give a drill's own solution."""
        body = self.drills[drill].body
        assert isinstance(body, Implement)
        return body.solution

    def try_out(self, hostile: Hostile) -> tuple[Verdict, float]:
        """Judge a hostile submission; give the verdict and how long it took."""
        begun = time.monotonic()
        code = self.witnesses.fill_in(hostile.drill, hostile.code, self.solution(hostile.drill))
        verdict = self.judge.judge(Submission(drill=hostile.drill, code=code, seed=1))
        return verdict, time.monotonic() - begun


@pytest.fixture(scope="module")
def arena() -> Iterator[Arena]:
    """Start one judge for the whole corpus; at the end, nothing of it may be left."""
    drills: dict[str, Drill] = {}
    for drill in load_library(CONTENT).drills.values():
        if isinstance(drill.body, Implement):
            limits = replace(drill.body.limits, wall_s=WALL_S, memory_mb=256)
            drills[drill.path] = replace(drill, body=replace(drill.body, limits=limits))
    witnesses = Witnesses(CONTENT)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DEEPDRILL_TEST_SECRET", SECRET)
        judge = Judge(drills.__getitem__, hidden=(CONTENT,), workers=1)
        judge.start()
    try:
        if assurance(judge.isolation).level is IsolationLevel.PROCESS:
            pytest.skip(f"this machine holds only {judge.isolation}: the corpus would do what it tries")
        yield Arena(judge, drills, witnesses)
        (root,) = judge.roots
        family = descendants(root)
        assert len(family) <= 5, "more than a checker, a nursery and three waiting learners"
        assert max(peak_bytes(pid) for pid in family) < PEAK_BYTES
    finally:
        judge.close()
        witnesses.close()


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_it_gets_what_it_deserves(path: Path, arena: Arena) -> None:
    """The outcome is one that the header names, nothing of ours was touched or read, the next one is judged well."""
    hostile = read(path)

    verdict, wall_s = arena.try_out(hostile)

    told = to_json(verdict)
    assert verdict.outcome.value in hostile.expects, verdict.message
    assert "HARM" not in told
    assert SECRET not in told
    assert arena.witnesses.harm() == []
    assert wall_s < WALL_S + PATIENCE_S
    after = arena.judge.judge(Submission(drill=hostile.drill, code=arena.solution(hostile.drill), seed=1))
    assert after.outcome is Outcome.PASSED, "the next submission suffered"


def test_the_corpus_is_large_and_says_what_it_tries() -> None:
    """At least a hundred ideas, each with a sentence of its own; no false pass may be expected."""
    corpus = {path: read(path) for path in FILES}

    assert len({hostile.tries for hostile in corpus.values()}) == len(FILES) >= 100
    for path, hostile in corpus.items():
        assert set(hostile.expects) <= {outcome.value for outcome in Outcome}, path
        assert path.parent.name == "harm" or "passed" not in hostile.expects, path
