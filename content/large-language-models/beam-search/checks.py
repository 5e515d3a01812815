"""Checks of beam search with models whose log-probabilities are a known function of the row.

The oracle keeps a table of hypotheses by index and asks the rule itself, without a batch. Log-probabilities are
multiples of 1/1024, so sums are exact in whatever order they are taken, and ties are ties.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import torch

from deepdrill.judge.checks import Trial, check

Rule = Callable[[tuple[int, ...]], list[float]]
Answer = list[tuple[list[int], float]]


@dataclass
class Model:
    """Gives the rule's numbers for each row and remembers what it was asked."""

    rule: Rule
    asked: list[list[tuple[int, ...]]] = field(default_factory=list)

    def __call__(self, tokens: object) -> torch.Tensor:
        """Give (n, V)."""
        if isinstance(tokens, torch.Tensor) and not tokens.numel():
            self.asked.append([])  # counted, and found to be one call too many
            return torch.zeros(0, len(self.rule((0,))), dtype=torch.float64)
        if not isinstance(tokens, torch.Tensor) or tokens.ndim != 2:
            raise ValueError("the model takes token numbers of shape (n, t)")
        rows = [tuple(row) for row in tokens.tolist()]
        self.asked.append(rows)
        return torch.tensor([self.rule(row) for row in rows], dtype=torch.float64)


@dataclass(frozen=True)
class Hypothesis:
    """One text, with what the tie rules need."""

    tokens: tuple[int, ...]
    total: float
    place: tuple[int, int]
    """(step in which it finished, place among those kept in that step)."""


def search(
    rule: Rule, prompt: list[int], width: int, max_new: int, eos: int, alpha: float
) -> tuple[Answer, list[set[tuple[int, ...]]]]:
    """Search, and list the rows that each call of the model holds."""
    live, finished, asked = [Hypothesis((), 0.0, (0, 0))], [], []
    for step in range(max_new):
        asked.append({(*prompt, *one.tokens) for one in live})
        pool = []
        for parent, one in enumerate(live):
            for token, value in enumerate(rule((*prompt, *one.tokens))):
                if value != -math.inf:
                    pool.append((-(one.total + value), parent, token))
        kept = [
            Hypothesis((*live[parent].tokens, token), -negative, (step, place))
            for place, (negative, parent, token) in enumerate(sorted(pool)[:width])
        ]
        finished += [one for one in kept if one.tokens[-1] == eos]
        live = [one for one in kept if one.tokens[-1] != eos]
        if not live:
            break
    late = [Hypothesis(one.tokens, one.total, (max_new, place)) for place, one in enumerate(live)]
    ranked = sorted(finished + late, key=lambda one: (-one.total / len(one.tokens) ** alpha, one.place))
    return [(list(one.tokens), one.total / len(one.tokens) ** alpha) for one in ranked[:width]], asked


def compare(
    trial: Trial, rule: Rule, prompt: list[int], *, width: int, max_new: int, eos: int, alpha: float = 0.0
) -> None:
    """Search and compare the hypotheses, then what the model was asked."""
    expected, asked = search(rule, prompt, width, max_new, eos, alpha)
    model = Model(rule)
    found = trial.call("beam_search", trial.lend(model), prompt, width, max_new, eos, alpha)
    trial.note([sorted(rows) for rows in model.asked])
    trial.same(plain(found), expected, what="the list of hypotheses", relative=1e-9)
    calls = len(model.asked)
    trial.require(
        calls == len(asked), f"{len(asked)} steps need {len(asked)} calls of the model; yours made {calls}.", seen=calls
    )
    for step, (rows, wanted) in enumerate(zip(model.asked, asked, strict=True)):
        trial.require(
            len(rows) == len(wanted) and set(rows) == wanted,
            f"In step {step + 1} the rows of the model's batch are not the live hypotheses, each once.",
            seen=[list(row) for row in rows],
        )


def plain(found: Any) -> Any:
    """Let tokens be a tensor, too."""
    if not isinstance(found, list | tuple):
        return found
    return [
        (one[0].tolist() if isinstance(one[0], torch.Tensor) and one[0].ndim == 1 else one[0], one[1])
        if isinstance(one, list | tuple) and len(one) == 2
        else one
        for one in found
    ]


def draw_rule(trial: Trial, vocabulary: int, *, eos: int, lift: float = 0.0, step: int = 1024) -> Rule:
    """Draw a rule that looks at the whole row; `lift` makes eos more probable, `step` says how fine the numbers are."""
    salt = trial.size(1, 10**6)

    def rule(row: tuple[int, ...]) -> list[float]:
        own = torch.Generator().manual_seed(hash((salt, row)) % 2**31)  # numbers hash alike in every run
        scores = torch.randn(vocabulary, generator=own, dtype=torch.float64) * 1.5
        scores[eos] += lift
        return (torch.log_softmax(scores, 0) * step).round().div(step).tolist()

    return rule


def scripted(table: dict[tuple[int, ...], dict[int, float]], vocabulary: int, rest: float) -> Rule:
    """Make a rule from a table of generated tokens (after a prompt of one token); `rest` for all others."""

    def rule(row: tuple[int, ...]) -> list[float]:
        own = table.get(row[1:], {})
        return [own.get(token, rest) for token in range(vocabulary)]

    return rule


@check
def keeps_the_best_of_all_candidates(trial: Trial) -> None:
    """The candidates of all live hypotheses compete for the places of a step."""
    for width, max_new, vocabulary in ((2, 2, 4), (3, 4, 5), (4, 3, 9), (2, 6, 5)):
        eos = vocabulary - 1
        rule = draw_rule(trial, vocabulary, eos=eos, lift=-30.0)
        prompt = trial.integers(trial.size(1, 3), low=0, high=vocabulary).tolist()
        compare(trial, rule, prompt, width=width, max_new=max_new, eos=eos)


@check
def a_wider_beam_finds_what_greedy_misses(trial: Trial) -> None:
    """A poor first token that leads to a better text survives with width 2, and does not with width 1."""
    a, b, eos = trial.dice.sample(range(5), 3)
    table = {(): {a: -0.5, b: -1.0}, (a,): {a: -3.0, b: -2.5}, (b,): {b: -0.25}}
    rule = scripted(table, 5, -6.0)
    for width in (1, 2):
        with trial.case(f"width {width}"):
            compare(trial, rule, [2], width=width, max_new=2, eos=eos)


@check
def width_one_is_greedy(trial: Trial) -> None:
    """With width 1 the search takes the best token of each step, until eos."""
    for lift in (-30.0, 0.5):
        for _ in range(3):
            compare(trial, draw_rule(trial, 6, eos=2, lift=lift), [1, 4], width=1, max_new=5, eos=2, alpha=1.0)


@check
def finished_hypotheses_leave_the_beam(trial: Trial) -> None:
    """After eos a hypothesis is not extended, and the places of the next step are all open again."""
    for width, max_new, vocabulary in ((2, 4, 4), (3, 5, 5), (4, 4, 6)):
        for eos in (0, vocabulary - 1):
            for lift in (0.5, 1.5):
                rule = draw_rule(trial, vocabulary, eos=eos, lift=lift)
                compare(trial, rule, [eos, 1], width=width, max_new=max_new, eos=eos)


@check
def the_length_counts_in_the_final_score(trial: Trial) -> None:
    """The final ranking divides each sum by length ** alpha, eos counted and the prompt not."""
    for alpha in (0.5, 1.0, 2.0):
        with trial.case(f"alpha = {alpha}"):
            for vocabulary in (4, 6):
                rule = draw_rule(trial, vocabulary, eos=1, lift=1.0)
                compare(trial, rule, [3, 0, 2], width=3, max_new=5, eos=1, alpha=alpha)


@check
def the_length_does_not_count_on_the_way(trial: Trial) -> None:
    """A long text with a good mean does not stop the search early, nor does a short one with a good sum."""
    first, second, eos = trial.dice.sample(range(5), 3)
    table = {
        (): {eos: -0.5, first: -1.0},
        (first,): {second: -0.125, eos: -4.0},
        (first, second): {second: -0.125, eos: -4.0},
        (first, second, second): {eos: -0.125, second: -3.0},
    }
    for alpha in (0.0, 1.0):
        for width in (1, 2, 3):
            with trial.case(f"alpha = {alpha}, width {width}"):
                compare(trial, scripted(table, 5, -7.0), [4], width=width, max_new=5, eos=eos, alpha=alpha)


@check
def live_hypotheses_take_part_at_the_end(trial: Trial) -> None:
    """What is still live after max_new steps is ranked with what has finished."""
    for _ in range(2):
        for max_new in (1, 2, 3):
            rule = draw_rule(trial, 5, eos=3, lift=0.5)
            compare(trial, rule, [0], width=3, max_new=max_new, eos=3, alpha=0.75)


@check
def stops_when_nothing_is_live(trial: Trial) -> None:
    """When all kept candidates end in eos, the search is over and the model is not called again."""
    for width in (1, 2, 3):
        a, b, c, eos = trial.dice.sample(range(6), 4)
        ends = {eos: -0.25}
        table = {(): {a: -0.5, b: -1.0, c: -1.5}, (a,): ends, (b,): ends, (c,): ends}
        with trial.case(f"width {width}"):
            compare(trial, scripted(table, 6, -9.0), [5], width=width, max_new=7, eos=eos, alpha=1.0)


@check
def impossible_tokens_are_never_kept(trial: Trial) -> None:
    """A candidate with sum -inf is dropped, also where that leaves fewer than width."""
    a, b, eos = trial.dice.sample(range(6), 3)
    table = {(): {a: -0.5}, (a,): {b: -0.25, eos: -2.0}, (a, b): {eos: -0.5}}
    for width in (1, 2, 4):
        for max_new in (1, 2, 5):
            with trial.case(f"width {width}, max_new {max_new}"):
                compare(trial, scripted(table, 6, -math.inf), [3], width=width, max_new=max_new, eos=eos, alpha=0.5)
    with trial.case("nothing is possible"):
        compare(trial, scripted({}, 4, -math.inf), [3], width=2, max_new=3, eos=0, alpha=0.5)


@check
def the_width_may_exceed_the_candidates(trial: Trial) -> None:
    """With a width above the number of candidates all of them are kept, and the search is complete."""
    rule = draw_rule(trial, 3, eos=0, lift=-0.5)
    compare(trial, rule, [2, 1], width=40, max_new=3, eos=0, alpha=1.0)


@check
def ties_follow_the_rule(trial: Trial) -> None:
    """Equal sums: earlier parent, then smaller token; equal scores: finished earlier, then kept earlier, live last."""
    for width in (2, 3, 5):
        with trial.case("all tokens alike"):
            compare(trial, scripted({}, 4, -1.5), [0], width=width, max_new=3, eos=trial.size(0, 3), alpha=1.0)
    for _ in range(4):
        rule = draw_rule(trial, 5, eos=1, lift=0.7, step=1)  # whole numbers, so many sums are equal
        for alpha in (0.0, 1.0):
            with trial.case("sums of whole numbers"):
                compare(trial, rule, [3], width=4, max_new=4, eos=1, alpha=alpha)


@check
def long_texts_do_not_underflow(trial: Trial) -> None:
    """Sums of minus many thousand are as good as any."""
    salt = trial.size(1, 99)

    def rule(row: tuple[int, ...]) -> list[float]:
        return [-3000.0 - ((salt + 7 * token + 3 * sum(row) + len(row)) % 11) / 4 for token in range(4)]

    compare(trial, rule, [1], width=2, max_new=8, eos=3, alpha=1.0)


@check
def leaves_the_prompt_alone(trial: Trial) -> None:
    """The caller's prompt is left as it was."""
    rule = draw_rule(trial, 5, eos=1)
    after = trial.after("beam_search", trial.lend(Model(rule)), [3, 2], 2, 3, 1, 1.0)
    trial.same(after[1], [3, 2], what="prompt after the call")
