"""Does the sitting prepare better than simpler ways of practising, and is readiness calibrated?

    python -m benchmarks.preparation [--learners 120] [--first 0] [--worlds 7 8 9 10] [--json] [--plot FILE]

Simulated learners (`learners`) practise the drills of the real library for two to six weeks, with days off, and are
then interviewed. The same learners, with the same days and minutes, follow each plan in turn. Then other populations
follow our plan, to see how much hangs on the first; and the time to choose the next drill is taken at 5,000 drills and
1,000,000 attempts. Which card to review is compared by itself in `reviews`.
"""

import argparse
import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.learners import START, USUAL, Learner, Population, World
from deepdrill.content import Drill, Level, Library, find_content_root, load_library
from deepdrill.curriculum import Estimate, Evidence, Profile
from deepdrill.curriculum.ability import observe, score_of
from deepdrill.curriculum.course import Course
from deepdrill.curriculum.readiness import readiness
from deepdrill.curriculum.sitting import next_drill, sitting
from deepdrill.recall import Card, Performance, Rating, Review, Variant, minutes_of, rate, review

Floats = NDArray[np.float64]

OTHERS = (
    Population(name="weaker by .7", abler=-0.7),
    Population(name="abler by .7", abler=0.7),
    Population(name="learns half as fast", learns=0.05),
    Population(name="learns twice as fast", learns=0.2),
    Population(name="forgets fast", forgets=(0.35, 0.6)),
    Population(name="few familiar questions", familiar=(0.1, 0.3)),
    Population(name="most questions familiar", familiar=(0.7, 0.9)),
)


@dataclass
class Practice:
    """What the program knows of a learner, kept as it keeps it."""

    cards: dict[str, Card]
    estimate: Estimate

    def record(self, course: Course, drill: Drill, performance: Performance, at: datetime) -> None:
        """Rate an attempt and take it in."""
        given = Review(drill=drill.path, at=at, rating=rate(performance), variant=performance.variant)
        self.cards[drill.path] = review(self.cards.get(drill.path), given)
        seen = Evidence(
            drill=drill.path,
            at=at,
            score=score_of(performance),
            aided=performance.hints > 0,
            variant=performance.variant,
        )
        self.estimate = observe(course, self.estimate, [seen])


Step = tuple[int, Variant]
Plan = Callable[[Learner, Practice, datetime, float, np.random.Generator], Iterator[Step]]


def _ours(
    learner: Learner, practice: Practice, now: datetime, minutes: float, rng: np.random.Generator
) -> Iterator[Step]:
    course = learner.world.course
    made = sitting(
        course, learner.profile, practice.estimate, practice.cards, now, minutes=minutes, seed=int(rng.integers(2**31))
    )
    return iter([(course.index[item.drill], item.variant) for item in made.items])


def _random(learner: Learner, _: Practice, __: datetime, ___: float, rng: np.random.Generator) -> Iterator[Step]:
    return ((int(place), Variant.WHOLE) for place in rng.permutation(len(learner.world.course.drills)))


def _fixed(learner: Learner, _: Practice, __: datetime, ___: float, ____: np.random.Generator) -> Iterator[Step]:
    """The order of the curriculum; when it is through, from the beginning."""
    order = np.lexsort((np.arange(len(learner.seen)), learner.seen >= 0, learner.seen))
    return ((int(place), Variant.WHOLE) for place in order)


def _due(
    learner: Learner, practice: Practice, now: datetime, _: float, __: np.random.Generator, *, by_role: bool
) -> Iterator[Step]:
    """What FSRS says is due, the longest overdue first; then new drills, in order or by how much the role asks them."""
    course = learner.world.course
    due = sorted((card for card in practice.cards.values() if card.due <= now), key=lambda card: card.due)
    yield from ((course.index[card.drill], Variant.WHOLE) for card in due)
    order = np.argsort(-course.asked(learner.profile) / course.minutes) if by_role else np.arange(len(course.drills))
    yield from ((int(place), Variant.WHOLE) for place in order if course.drills[place].path not in practice.cards)


PLANS: dict[str, Plan] = {
    "ours": _ours,
    "random": _random,
    "fixed": _fixed,
    "due": partial(_due, by_role=False),
    "due-by-role": partial(_due, by_role=True),
}


@dataclass(frozen=True, kw_only=True)
class Day:
    """How one learner stood on the day of the interview."""

    recall: float
    """Chance of recall, over the questions of the interview."""
    ability: float
    """Logits, over the same."""
    passes: float
    """Share of rounds passed, over the rounds of the role."""
    rounds: tuple[tuple[float, float, float, float], ...]
    """Of each round: predicted chance, its low and high, and the share passed."""


def follow(world: World, name: str, seed: int, population: Population = USUAL) -> Day:
    """Let a learner follow a plan up to the interview."""
    learner, rng = Learner(world, population, seed), np.random.default_rng(seed + 1_000_000)
    practice = Practice({}, Estimate())
    for day in range(learner.days):
        minutes = learner.profile.minutes_a_day * float(rng.uniform(0.7, 1.3))
        if day not in learner.off:
            _sit(learner, practice, PLANS[name], day, minutes, rng)
        learner.sleeps()
    return _on_the_day(learner, practice)


def _sit(learner: Learner, practice: Practice, plan: Plan, day: int, minutes: float, rng: np.random.Generator) -> None:
    course, now, left = learner.world.course, START + timedelta(days=day), minutes
    for place, variant in plan(learner, practice, now, minutes, rng):
        drill = course.drills[place]
        takes = minutes_of(drill, variant)
        if takes > left:
            continue
        left -= takes
        practice.record(course, drill, learner.does(place, variant, float(day)), now)
        if left < 3:
            return


def _on_the_day(learner: Learner, practice: Practice) -> Day:
    course, day = learner.world.course, float(learner.days)
    asked, role, outcome = learner.asked(), course.role(learner.profile), learner.interviewed(float(learner.days))
    weights = {one: role.rounds[one] for one in outcome}
    at = START + timedelta(days=learner.days)
    said = readiness(course, learner.profile, practice.estimate, practice.cards, at)
    return Day(
        recall=float(asked @ learner.recall(day)),
        ability=float(asked @ learner.ability()[course.cell]),
        passes=sum(weights[one] * outcome[one] for one in outcome) / sum(weights.values()),
        rounds=tuple((one.p, one.low, one.high, outcome[one.round]) for one in said.rounds if one.round in outcome),
    )


@dataclass(frozen=True, kw_only=True)
class Mean:
    """A mean with its interval of 95%."""

    value: float
    within: float

    @classmethod
    def of(cls, values: Sequence[float] | Floats) -> "Mean":
        """Take the mean over learners."""
        return cls(value=float(np.mean(values)), within=float(1.96 * np.std(values) / len(values) ** 0.5))

    def __str__(self) -> str:
        return f"{self.value:.3f} ± {self.within:.3f}"


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """Predicted chances against what came."""

    error: float
    """Mean distance over ten bins, each counted by what falls into it."""
    bias: float
    """Predicted less outcome."""
    covered: float
    """Share of outcomes inside the interval of nine in ten, give or take three points for the finite interviews."""
    bins: tuple[tuple[float, float, int], ...]
    """Mean predicted, mean outcome, number of rounds."""

    @classmethod
    def of(cls, days: Sequence[Day]) -> "Calibration":
        """Compare every round of every learner."""
        p, low, high, came = np.array([one for day in days for one in day.rounds]).T
        place = np.minimum(9, (10 * p).astype(int))
        bins = [(p[place == n].mean(), came[place == n].mean(), int((place == n).sum())) for n in np.unique(place)]
        return cls(
            error=float(sum(abs(said - saw) * n for said, saw, n in bins) / len(p)),
            bias=float((p - came).mean()),
            covered=float(((came >= low - 0.03) & (came <= high + 0.03)).mean()),
            bins=tuple((float(said), float(saw), n) for said, saw, n in bins),
        )


def spread(course: Course, worlds: Sequence[int], learners: Sequence[int]) -> list[tuple[World, int]]:
    """Spread learners over worlds, both by their seeds: how hard a few drills truly are is luck of one world."""
    drawn = [World.of(course, np.random.default_rng(seed)) for seed in worlds]
    return [(drawn[place % len(drawn)], seed) for place, seed in enumerate(learners)]


def compare(learners: Sequence[tuple[World, int]]) -> dict[str, list[Day]]:
    """Let every learner follow every plan."""
    return {name: [follow(world, name, seed) for world, seed in learners] for name in PLANS}


def speed(library: Library, *, drills: int = 5000, attempts: int = 1_000_000) -> dict[str, float]:
    """Time the choice of the next drill in a large library after very many attempts; by the clock, on a quiet machine.

    NumPy multiplies on several threads that wait by spinning, so processor time would count them twice.
    """
    course = Course.of(_enlarged(library, drills))
    rng, paths = random.Random(0), list(course.index)
    evidence = (
        Evidence(drill=rng.choice(paths), at=START + timedelta(minutes=n / 5), score=float(rng.random() < 0.6))
        for n in range(attempts)
    )
    began = time.perf_counter()
    estimate = observe(course, Estimate(), evidence)
    observed_s = time.perf_counter() - began
    now = START + timedelta(minutes=attempts / 5 + 1440)
    reviews = [
        Review(drill=path, at=now - timedelta(days=rng.uniform(1, 90)), rating=rng.choice(list(Rating)))
        for path in paths
    ]
    cards = {one.drill: review(None, one) for one in reviews}
    profile = Profile(role=next(iter(library.roles)), level=Level.MID, interview_on=(now + timedelta(days=30)).date())
    took = []
    next_drill(course, profile, estimate, cards, now, minutes=45, seed=0)  # NumPy loads parts of itself at first use
    for seed in range(50):
        began = time.perf_counter()
        next_drill(course, profile, estimate, cards, now, minutes=45, seed=seed)
        took.append(1000 * (time.perf_counter() - began))
    return {
        "drills": drills,
        "attempts": attempts,
        "next_drill_ms_median": float(np.median(took)),
        # The worst of fifty is a full collection of Python's garbage over the 5,000 drills held here (60 ms).
        "next_drill_ms_p95": float(np.quantile(took, 0.95)),
        "observe_us": 1e6 * observed_s / attempts,
    }


def _enlarged(library: Library, size: int) -> Library:
    """Repeat the drills under other paths until there are enough."""
    own, copies = list(library.drills.values()), {}
    for number in range(size):
        drill, copy = own[number % len(own)], number // len(own)
        needs = tuple(f"{need}-{copy}" for need in drill.needs)
        copies[f"{drill.path}-{copy}"] = replace(drill, path=f"{drill.path}-{copy}", needs=needs)
    return replace(library, drills=copies)


def report(days: dict[str, list[Day]], others: dict[str, list[Day]], timed: dict[str, float]) -> dict[str, object]:
    """Put the numbers together."""
    ours = days["ours"]
    parts = ("recall", "ability", "passes")
    return {
        "learners": len(ours),
        "plans": {
            name: {part: asdict(Mean.of([getattr(day, part) for day in followed])) for part in parts}
            for name, followed in days.items()
        },
        "ours_is_ahead": {
            name: {part: asdict(_ahead(ours, followed, part)) for part in parts} for name, followed in days.items()
        },
        "calibration": {name: asdict(Calibration.of(followed)) for name, followed in (days | others).items()},
        "speed": timed,
    }


def _ahead(ours: list[Day], others: list[Day], part: str) -> Mean:
    """Compare learner by learner: they differ more from each other than plans do."""
    return Mean.of([getattr(a, part) - getattr(b, part) for a, b in zip(ours, others, strict=True)])


def show(days: dict[str, list[Day]], others: dict[str, list[Day]], timed: dict[str, float]) -> None:
    """Print the tables."""
    ours = days["ours"]
    print(f"{len(ours)} learners; means with intervals of 95%; ahead: ours less the plan, learner by learner\n")
    print(f"{'plan':14}{'recall':>16}{'ability':>17}{'rounds passed':>16}   {'ahead in rounds passed':24}")
    for name, followed in days.items():
        parts = [Mean.of([getattr(day, part) for day in followed]) for part in ("recall", "ability", "passes")]
        ahead = _ahead(ours, followed, "passes")
        print(f"{name:14}{parts[0]!s:>16}{parts[1]!s:>17}{parts[2]!s:>16}   {'' if name == 'ours' else ahead!s:24}")
    print(f"\n{'readiness':26}{'error':>8}{'bias':>8}{'inside 9 in 10':>16}")
    for name, followed in (days | others).items():
        fit = Calibration.of(followed)
        print(f"{name:26}{fit.error:8.3f}{fit.bias:+8.3f}{fit.covered:16.3f}")
    print("\nours, predicted, passed, rounds")
    for said, came, count in Calibration.of(ours).bins:
        print(f"{said:10.2f}{came:8.2f}{count:8d}")
    print("\n" + "\n".join(f"{name:24}{value:12,.1f}" for name, value in timed.items()))


def plot(fit: Calibration) -> str:
    """Draw predicted against passed, with the diagonal; a dot's area is the number of rounds."""
    side, edge = 320, 40
    most = max(count for *_, count in fit.bins)

    def at(x: float, y: float) -> tuple[float, float]:
        return edge + side * x, edge / 2 + side * (1 - y)

    dots = "".join(
        f'<circle cx="{at(said, came)[0]:.1f}" cy="{at(said, came)[1]:.1f}" r="{3 + 7 * (count / most) ** 0.5:.1f}"/>'
        for said, came, count in fit.bins
    )
    ticks = "".join(
        f'<text x="{at(tick, 0)[0]:.0f}" y="{at(0, 0)[1] + 16:.0f}" text-anchor="middle">{tick:.1f}</text>'
        f'<text x="{edge - 6}" y="{at(0, tick)[1] + 4:.0f}" text-anchor="end">{tick:.1f}</text>'
        for tick in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    )
    (left, bottom), (right, top) = at(0, 0), at(1, 1)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side + 60} {side + 70}" font-family="sans-serif" '
        f'font-size="11" fill="#334">'
        f'<rect x="{left}" y="{top}" width="{side}" height="{side}" fill="#fff" stroke="#99a"/>'
        f'<path d="M{left} {bottom}L{right} {top}" stroke="#99a" stroke-dasharray="4 4"/>'
        f'<g fill="#2563eb" fill-opacity=".75">{dots}</g>{ticks}'
        f'<text x="{edge + side / 2}" y="{side + 60}" text-anchor="middle">predicted chance to pass a round</text>'
        f'<text transform="translate(11 {edge / 2 + side / 2}) rotate(-90)" text-anchor="middle">passed</text></svg>\n'
    )


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--learners", type=int, default=120)
    parser.add_argument("--first", type=int, default=0, help="seed of the first learner")
    parser.add_argument("--worlds", type=int, nargs="+", default=[7, 8, 9, 10], help="seeds of the true difficulties")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--plot", type=Path, help="write the reliability of readiness as SVG")
    wish = parser.parse_args()
    library = load_library(find_content_root())
    learners = spread(Course.of(library), wish.worlds, range(wish.first, wish.first + wish.learners))
    days = compare(learners)
    some = learners[: len(learners) // 2]
    others = {one.name: [follow(world, "ours", seed, one) for world, seed in some] for one in OTHERS}
    timed = speed(library)
    if wish.plot:
        wish.plot.write_text(plot(Calibration.of(days["ours"])))
    if wish.json:
        print(json.dumps(report(days, others, timed), indent=2))
    else:
        show(days, others, timed)


if __name__ == "__main__":
    main()
