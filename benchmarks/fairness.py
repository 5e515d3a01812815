"""How seldom a right answer is refused, and how much of each check's tolerance right answers use.

    python -m benchmarks.fairness [DRILL…] [--seeds 10000] [--first 0] [--minutes 10] [--workers N] [--json]

Every drill's solution and its submissions in other styles (tests/fairness) take turns over the seeds, in this process's
children and without isolation. Seeds go up round by round over all drills, so that a run that stops early has tried
each of them equally often; go on with --first. A check whose worst use is above one half deserves a look.
"""

import argparse
import json
import os
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import asdict, dataclass, field
from multiprocessing import get_context
from pathlib import Path

import msgspec

from deepdrill.content import Debug, Drill, Implement, Library, find_content_root, load_library
from deepdrill.judge import Outcome, Submission
from deepdrill.judge.checker import judge_locally
from deepdrill.judge.client import missing_packages, task_of
from deepdrill.judge.compare import measuring
from deepdrill.judge.starting import ENVIRONMENT
from deepdrill.judge.task import Task
from deepdrill.judge.verdict import CheckStarted, Event, Verdict

STYLES = Path(__file__).parent.parent / "tests" / "fairness"
ROUND = 40  # seeds per errand: long enough to pay for the trip, short enough to stop in time


@dataclass(frozen=True, kw_only=True)
class Style:
    """A right submission, ready to be judged."""

    name: str
    task: Task


@dataclass(frozen=True, kw_only=True)
class Use:
    """The largest part of a tolerance that a right submission used."""

    part: float
    style: str
    seed: int


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A right submission that did not pass."""

    style: str
    seed: int
    check: str
    message: str


@dataclass(kw_only=True)
class Tally:
    """What is known of one drill so far."""

    seeds: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    worst: dict[str, Use] = field(default_factory=dict)

    def add(self, other: "Tally") -> None:
        """Take in what another errand found."""
        self.seeds += other.seeds
        self.refusals += other.refusals
        for check, use in other.worst.items():
            if check not in self.worst or use.part > self.worst[check].part:
                self.worst[check] = use


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("drills", nargs="*")
    parser.add_argument("--seeds", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    library = load_library(find_content_root())
    styles = {path: styles_of(drill) for path, drill in chosen(library, options.drills)}
    rounds = range(options.first, options.first + options.seeds, ROUND)
    errands = ((path, range(first, min(first + ROUND, rounds.stop))) for first in rounds for path in styles)
    tallies = run(styles, errands, workers=options.workers, until=time.monotonic() + 60 * options.minutes)
    if options.json:
        print(json.dumps({path: asdict(tally) for path, tally in tallies.items()}))
    else:
        for path, tally in tallies.items():
            print_tally(path, tally, len(styles[path]))
    raise SystemExit(any(tally.refusals for tally in tallies.values()))


def chosen(library: Library, paths: list[str]) -> Iterator[tuple[str, Drill]]:
    """Give the drills of code that were asked for; all of them, as far as their packages are here, where none was."""
    for path, drill in library.drills.items():
        asked = path in paths if paths else isinstance(drill.body, Implement) and not missing_packages(drill.body)
        if asked:
            yield path, drill


def styles_of(drill: Drill) -> list[Style]:
    """Give the drill's own solution first, then the others."""
    assert isinstance(drill.body, Implement | Debug)
    files = sorted(STYLES.glob(f"{drill.path.replace('/', '__')}__*.py"))
    codes = {"solution": drill.body.solution} | {file.stem.rpartition("__")[2]: file.read_text() for file in files}
    return [
        Style(name=name, task=task_of(Submission(drill=drill.path, code=code, seed=0, brief=True), drill))
        for name, code in codes.items()
    ]


def run(
    styles: dict[str, list[Style]], errands: Iterable[tuple[str, range]], *, workers: int, until: float
) -> dict[str, Tally]:
    """Send the errands out until they are done or time is up."""
    tallies = {path: Tally() for path in styles}
    waiting = iter(errands)
    under_way: dict[Future[Tally], str] = {}
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=one_thread) as pool:
        while True:
            while len(under_way) < 2 * workers and time.monotonic() < until:
                errand = next(waiting, None)
                if errand is None:
                    break
                path, seeds = errand
                under_way[pool.submit(try_seeds, styles[path], seeds)] = path
            if not under_way:
                return tallies
            for done in wait(under_way, return_when=FIRST_COMPLETED).done:
                tallies[under_way.pop(done)].add(done.result())


def one_thread() -> None:
    """Keep each worker to one core, and have it run Triton's kernels as the judge does."""
    os.environ.update(ENVIRONMENT)
    import torch  # noqa: PLC0415  only the workers need it

    torch.set_num_threads(1)


def try_seeds(styles: list[Style], seeds: range) -> Tally:
    """Let the styles take turns over the seeds."""
    tally = Tally()
    for seed in seeds:
        tally.add(try_seed(styles[seed % len(styles)], seed))
    return tally


def try_seed(style: Style, seed: int) -> Tally:
    """Judge once, and note per check the worst use of a tolerance."""
    uses: dict[str, float] = {}
    current = ""

    def follow(event: Event) -> None:
        nonlocal current
        if isinstance(event, CheckStarted):
            current = event.name

    def note(part: float) -> None:
        uses[current] = max(part, uses.get(current, 0.0))

    with measuring(note):
        verdict = judge_locally(msgspec.structs.replace(style.task, seed=seed), follow)
    return Tally(
        seeds=1,
        refusals=[] if verdict.outcome is Outcome.PASSED else [refusal(style, seed, verdict)],
        worst={check: Use(part=part, style=style.name, seed=seed) for check, part in uses.items()},
    )


def refusal(style: Style, seed: int, verdict: Verdict) -> Refusal:
    """Say which check refused a right answer, and why."""
    failed = next((one for one in verdict.checks if one.outcome not in (Outcome.PASSED, Outcome.SKIPPED)), None)
    message = failed.failure.message if failed and failed.failure else verdict.message
    return Refusal(style=style.name, seed=seed, check=failed.name if failed else "", message=message)


def print_tally(path: str, tally: Tally, styles: int) -> None:
    """Print a drill with its refusals and the checks that use most of their tolerance."""
    print(f"{path}: {tally.seeds} seeds, {styles} styles, {len(tally.refusals)} refused")
    for one in tally.refusals[:5]:
        print(f"  REFUSED  {one.style}, seed {one.seed}: {one.check}: {one.message}")
    for check, use in sorted(tally.worst.items(), key=lambda item: -item[1].part):
        print(f"  {use.part:7.1%}  {check}  ({use.style}, seed {use.seed})")


if __name__ == "__main__":
    main()
