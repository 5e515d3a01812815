"""How long people wait for a verdict, against the same checks with no isolation at all.

    python -m benchmarks.verdicts [--runs 200] [--json]

Both sides run in this one run, on the same drill, the same code and the same seeds, taking turns, so that a busy
machine slows both. The ratio is the claim; the milliseconds are there to be read beside it.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from deepdrill.content import Drill, Implement, find_content_root, load_library
from deepdrill.judge import Judge, Outcome, Submission
from deepdrill.judge.checker import judge_locally
from deepdrill.judge.client import task_of
from deepdrill.judge.task import Task
from deepdrill.judge.trusted import TrustedJudge
from deepdrill.judge.warmth import import_everything

ATTENTION = "attention/scaled-dot-product"
FIRST_TWELVE = (
    "activation-functions/stable-softmax", "loss-functions/cross-entropy-from-logits", "backpropagation/linear-layer",
    "batch-normalization/layer-norm", "batch-normalization/batch-norm-2d", "regularization/inverted-dropout", ATTENTION,
    "attention/multi-head", "recurrent-neural-networks/lstm-cell", "convolutional-neural-networks/conv2d",
    "optimizers/adam", "attention/kv-cache",
)  # fmt: skip
BULK = 40
PACE_S = 0.1  # no learner submits more often; it lets the learner processes for the next one be forked ahead


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """What one run measured; times in milliseconds unless the name says otherwise."""

    runs: int
    verdict_p50_ms: float
    verdict_p99_ms: float
    local_p50_ms: float
    ratio_p50: float
    failing_p50_ms: float
    first_verdict_s: float
    help_s: float
    proof_of_twelve_s: float
    private_mb_per_waiting_learner: float
    throughput_per_s: float
    """Two cores, a right attention handed in again and again."""
    limit_per_s: float
    """The same by two processes without isolation."""
    isolation: tuple[str, ...]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    numbers = measure(options.runs)
    if options.json:
        print(json.dumps(asdict(numbers)))
    else:
        print_table(numbers)


def measure(runs: int) -> Numbers:
    """Take all numbers, one after the other."""
    root = find_content_root()
    library = load_library(root)
    drill = library.drills[ATTENTION]
    first_s = time_first_verdict(library.drills.__getitem__, root, drill)
    import_everything()
    with Judge(library.drills.__getitem__, hidden=(root,), workers=1) as judge:
        isolated, local = take_turns(judge, drill, runs)
        failing = [wait_ms(partial(hand_in, judge, drill, wrong(drill), seed, Outcome.FAILED)) for seed in range(20)]
        memory = private_mb_of_learners()
        isolation = judge.isolation
    ours, limit = take_turns_in_bulk(library.drills.__getitem__, root, drill)
    return Numbers(
        runs=runs,
        verdict_p50_ms=statistics.median(isolated),
        verdict_p99_ms=statistics.quantiles(isolated, n=100)[98],
        local_p50_ms=statistics.median(local),
        ratio_p50=statistics.median(isolated) / statistics.median(local),
        failing_p50_ms=statistics.median(failing),
        first_verdict_s=first_s,
        help_s=time_help(),
        proof_of_twelve_s=time_proof(),
        private_mb_per_waiting_learner=memory,
        throughput_per_s=ours,
        limit_per_s=limit,
        isolation=isolation,
    )


def take_turns(judge: Judge, drill: Drill, runs: int) -> tuple[list[float], list[float]]:
    """Judge the solution in isolation and in this process by turns; give milliseconds of both."""
    code = solution(drill)
    isolated, local = [], []
    for seed in range(runs + 10):
        task = task_of(Submission(drill=drill.path, code=code, seed=seed), drill)
        one = wait_ms(partial(hand_in, judge, drill, code, seed, Outcome.PASSED))
        other = wait_ms(partial(check_here, task))
        if seed >= 10:  # the first ones warm both sides
            isolated.append(one)
            local.append(other)
    return isolated, local


def take_turns_in_bulk(find: Callable[[str], Drill], root: Path, drill: Drill) -> tuple[float, float]:
    """Hand in as fast as two cores take it, isolated and not, by turns; give submissions a second of both."""
    with Judge(find, hidden=(root,), workers=2) as judge, TrustedJudge(find, workers=2) as trusted:
        spans: dict[str, float] = {"isolated": 0.0, "trusted": 0.0}
        for turn in range(4):  # the first warms both sides
            for name, who in (("isolated", judge), ("trusted", trusted)):
                begun = time.perf_counter()
                with ThreadPoolExecutor(2) as pool:
                    found = pool.map(lambda seed, who=who: who.judge(in_full(drill, seed)).outcome, range(BULK))
                    if set(found) != {Outcome.PASSED}:
                        raise SystemExit("a right answer did not pass")
                spans[name] += time.perf_counter() - begun if turn else 0.0
    return 3 * BULK / spans["isolated"], 3 * BULK / spans["trusted"]


def in_full(drill: Drill, seed: int) -> Submission:
    """Hand in the drill's solution."""
    return Submission(drill=drill.path, code=solution(drill), seed=seed)


def wait_ms(act: Callable[[], None]) -> float:
    """Pause as a learner would, then time one act."""
    time.sleep(PACE_S)
    begun = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - begun)


def hand_in(judge: Judge, drill: Drill, code: str, seed: int, outcome: Outcome) -> None:
    """Have one submission judged and insist on its outcome."""
    expect(judge.judge(Submission(drill=drill.path, code=code, seed=seed)).outcome, outcome)


def check_here(task: Task) -> None:
    """Run the same checks in this process, with no isolation."""
    expect(judge_locally(task).outcome, Outcome.PASSED)


def expect(seen: Outcome, wanted: Outcome) -> None:
    """Stop the benchmark where a verdict is not what it must be: a fast wrong verdict is worth nothing."""
    if seen is not wanted:
        raise SystemExit(f"the verdict was {seen}, not {wanted}")


def time_first_verdict(find: Callable[[str], Drill], root: Path, drill: Drill) -> float:
    """Time from nothing to the first verdict, in seconds."""
    begun = time.perf_counter()
    with Judge(find, hidden=(root,)) as judge:
        hand_in(judge, drill, solution(drill), 1, Outcome.PASSED)
        return time.perf_counter() - begun


def time_help() -> float:
    """Time `deepdrill --help` in seconds, the best of five."""
    command = [sys.executable, "-P", "-m", "deepdrill", "--help"]
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.perf_counter() - begun)
    return min(times)


def time_proof() -> float:
    """Time the proof of the first twelve drills in seconds, start of the judge included."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-P", "-m", "deepdrill", "proof", *FIRST_TWELVE], check=True, capture_output=True)
    return time.perf_counter() - begun


def private_mb_of_learners() -> float:
    """Give the median private memory of what the zygote forked, in MB; these are mostly waiting learners."""
    found = []
    for process in Path("/proc").iterdir():
        try:
            if process.name.isdigit() and b"deepdrill.judge.zygote" in (process / "cmdline").read_bytes():
                lines = (process / "smaps_rollup").read_text().splitlines()
                found.append(sum(int(line.split()[1]) for line in lines if line.startswith("Private")) / 1024)
        except OSError:
            continue
    return statistics.median(found) if found else float("nan")


def solution(drill: Drill) -> str:
    """Give the drill's worked answer."""
    assert isinstance(drill.body, Implement)
    return drill.body.solution


def wrong(drill: Drill) -> str:
    """Give one known mistake: the missing square root."""
    assert isinstance(drill.body, Implement)
    return next(mistake.code for mistake in drill.body.mistakes if mistake.name == "no_scale")


def print_table(numbers: Numbers) -> None:
    """Print what was measured beside what we hold ourselves to."""
    rows = [
        ("verdict on right attention, p50", f"{numbers.verdict_p50_ms:.1f} ms", "≤ 60 ms"),
        ("  the same, p99", f"{numbers.verdict_p99_ms:.1f} ms", ""),
        ("same checks, no isolation, p50", f"{numbers.local_p50_ms:.1f} ms", ""),
        ("  ratio", f"{numbers.ratio_p50:.2f}", "≤ 3"),
        ("verdict on a known mistake, named, p50", f"{numbers.failing_p50_ms:.1f} ms", ""),
        ("first verdict after start", f"{numbers.first_verdict_s:.2f} s", "≤ 4 s"),
        ("deepdrill --help", f"{numbers.help_s:.2f} s", "≤ 0.3 s"),
        ("proof of the first twelve drills", f"{numbers.proof_of_twelve_s:.1f} s", "≤ 20 s"),
        ("private memory per waiting learner", f"{numbers.private_mb_per_waiting_learner:.1f} MB", "≤ 40 MB"),
        ("submissions a second, two cores", f"{numbers.throughput_per_s:.1f}", ""),
        ("  share of what they do unisolated", f"{numbers.throughput_per_s / numbers.limit_per_s:.0%}", "≥ 80%"),
    ]
    print(f"{numbers.runs} runs; isolation: {', '.join(numbers.isolation)}\n")
    for what, seen, bound in rows:
        print(f"{what:<42}{seen:>12}   {bound}")


if __name__ == "__main__":
    main()
