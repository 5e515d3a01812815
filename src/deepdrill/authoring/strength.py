"""How strong a drill's checks are: which wrong submissions they catch.

A drill's own mistakes and every slip that `mutations` can make in its solution are judged; whatever passes survives.
A survivor is a hole in the checks, or a change that changes nothing: the drill's `equivalents.toml` says which and why.
"""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from deepdrill.authoring.mutations import Mutation, mutate
from deepdrill.authoring.proof import Selection
from deepdrill.authoring.proof_of_code import Judging
from deepdrill.content import Drill, Equivalent, Implement
from deepdrill.judge.client import missing_packages
from deepdrill.judge.verdict import Outcome, Submission, Verdict

__all__ = ["ENOUGH", "DrillStrength", "Fate", "StrengthReport", "Survivor", "measure_strength"]

ENOUGH = 0.98
"""The share of wrong submissions that the checks of a library have to catch."""


class Fate(StrEnum):
    """What became of a wrong submission."""

    KILLED = "killed"
    SURVIVED = "survived"
    BROKEN = "broken"
    """Our fault: it says nothing about the checks."""
    REFUSED = "refused"
    """It mentions a forbidden name, so no check saw it: it says nothing about the checks."""


@dataclass(frozen=True, kw_only=True)
class Survivor:
    """A wrong submission that passes."""

    kind: str
    line: int
    before: str
    after: str
    why: str
    """Empty where no check fails it; else what came between."""


@dataclass(frozen=True, kw_only=True)
class DrillStrength:
    """The wrong submissions of one drill and what became of them."""

    drill: str
    mistakes: int
    mistakes_killed: int
    mutations: int
    """All that ran, equivalents among them."""
    killed: int
    equivalents: int
    survivors: tuple[Survivor, ...]
    faults: tuple[str, ...]
    """What is wrong with equivalents.toml, each with its place and remedy."""


@dataclass(frozen=True, kw_only=True)
class StrengthReport:
    """The selected drills, in the order of the library."""

    seed: int
    drills: tuple[DrillStrength, ...]

    @property
    def tried(self) -> int:
        """How many wrong submissions were judged, without those that change nothing."""
        return sum(one.mistakes + one.mutations - one.equivalents for one in self.drills)

    @property
    def killed(self) -> int:
        """How many of them were caught."""
        return sum(one.mistakes_killed + one.killed for one in self.drills)

    @property
    def share(self) -> float:
        """The share that was caught; of nothing at all, everything was."""
        return self.killed / self.tried if self.tried else 1.0

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong with the drills' equivalents."""
        return tuple(fault for one in self.drills for fault in one.faults)

    @property
    def ok(self) -> bool:
        """Whether enough is caught and every equivalent is one."""
        return self.share >= ENOUGH and not self.faults


def measure_strength(
    selection: Selection,
    judge: Judging,
    *,
    workers: int,
    seed: int,
    on_drill: Callable[[DrillStrength], None] = lambda _: None,
) -> StrengthReport:
    """Judge every wrong submission of the selected drills, in parallel.

    Args:
        selection: What to measure; drills without code, or whose packages are not installed, are passed over.
        judge: Runs the code.
        workers: How many submissions the judge runs at the same time.
        seed: Of the inputs of every submission.
        on_drill: Is told of each drill as soon as it is known.
    """
    found: list[DrillStrength] = []
    pool = ThreadPoolExecutor(max_workers=workers)
    try:
        for drill in selection.drills:
            if isinstance(drill.body, Implement) and not missing_packages(drill.body):
                found.append(_measure(drill, drill.body, judge, pool, seed))
                on_drill(found[-1])
    finally:
        pool.shutdown(cancel_futures=True)  # whoever interrupts it does not wait for the rest of it
    return StrengthReport(seed=seed, drills=tuple(found))


def _measure(drill: Drill, body: Implement, judge: Judging, pool: ThreadPoolExecutor, seed: int) -> DrillStrength:
    verdict = partial(_verdict, judge, drill, seed)
    mutations = mutate(body.solution)
    known = {(one.before, one.after) for one in body.equivalents}
    mistakes = [_fate(one) for one in pool.map(verdict, (mistake.code for mistake in body.mistakes))]
    verdicts = dict(zip(mutations, pool.map(verdict, (mutation.code for mutation in mutations)), strict=True))
    # An author is contradicted by two verdicts; who only ran out of time, on a slow machine, contradicts nobody.
    caught = {
        one: verdict(one.code) for one in mutations if _change(one) in known and _fate(verdicts[one]) is Fate.KILLED
    }
    seen = {one: how for one, said in (verdicts | caught).items() if (how := _fate(said)) is not Fate.REFUSED}
    alive = [mutation for mutation, how in seen.items() if how is not Fate.KILLED]
    excused = {mutation for mutation in alive if seen[mutation] is Fate.SURVIVED and _change(mutation) in known}
    return DrillStrength(
        drill=drill.path,
        mistakes=len(mistakes),
        mistakes_killed=mistakes.count(Fate.KILLED),
        mutations=len(seen),
        killed=len(seen) - len(alive),
        equivalents=len(excused),
        survivors=(
            *(
                _survivor(Mutation(kind="mistake", line=1, before=one.name, after="", code=one.code), how)
                for one, how in zip(body.mistakes, mistakes, strict=True)
                if how is not Fate.KILLED
            ),
            *(_survivor(mutation, seen[mutation]) for mutation in alive if mutation not in excused),
        ),
        faults=tuple(
            _faults(
                drill,
                body.equivalents,
                made={_change(mutation) for mutation in mutations},
                alive={_change(mutation) for mutation in alive},
                caught={_change(mutation): said for mutation, said in caught.items()},
            )
        ),
    )


def _verdict(judge: Judging, drill: Drill, seed: int, code: str) -> Verdict:
    return judge.judge(Submission(drill=drill.path, code=code, seed=seed, brief=True))


def _fate(verdict: Verdict) -> Fate:
    match verdict.outcome:
        case Outcome.PASSED:
            return Fate.SURVIVED
        case Outcome.BROKEN:
            return Fate.BROKEN
        case Outcome.REFUSED:
            return Fate.REFUSED
        case _:
            return Fate.KILLED


def _change(mutation: Mutation) -> tuple[str, str]:
    return mutation.before, mutation.after


def _survivor(mutation: Mutation, fate: Fate) -> Survivor:
    return Survivor(
        kind=mutation.kind,
        line=mutation.line,
        before=mutation.before,
        after=mutation.after,
        why="" if fate is Fate.SURVIVED else f"the judge says {fate}",
    )


def _faults(
    drill: Drill,
    equivalents: Iterable[Equivalent],
    *,
    made: set[tuple[str, str]],
    alive: set[tuple[str, str]],
    caught: Mapping[tuple[str, str], Verdict],
) -> Iterable[str]:
    for one in equivalents:
        change = one.before, one.after
        said = caught.get(change)
        place = f"{drill.folder / 'equivalents.toml'}:{one.line}  {one.before} → {one.after}"
        if change not in made:
            yield f"{place}\n    no mutation of the solution is this one; copy it from the report, or remove it"
        elif change not in alive and not (said and said.outcome is Outcome.TIMED_OUT):
            how = f"{said.outcome}: {said.message}" if said else "it names what is forbidden"
            yield f"{place}\n    a check catches it, so it is no equivalent ({how}); remove it"
