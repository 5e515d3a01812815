"""Checks of Shapley values with games made of dividends: what a group earns only together, it shares equally.

Every game is a sum of such dividends (Harsanyi), so the values are known without going over coalitions or orders.
"""

from itertools import combinations
from typing import Any

import numpy as np

from deepdrill.judge.checks import Trial, check

Game = dict[tuple[int, ...], float]


def draw(trial: Trial, n: int) -> Game:
    """Draw a dividend for every coalition, the empty one included."""
    groups = [group for size in range(n + 1) for group in combinations(range(n), size)]
    return {group: trial.dice.uniform(-3.0, 3.0) for group in groups}


def judge(trial: Trial, game: Game, n: int) -> int:
    """Play a game and compare; gives how often the submission asked."""

    def value(coalition: Any) -> float:
        players = [int(player) for player in coalition]
        there = set(players)
        if len(there) < len(players) or not there <= set(range(n)):
            raise ValueError(f"a coalition is distinct players from 0 to {n - 1}")
        return sum(dividend for group, dividend in game.items() if there.issuperset(group))

    phi = np.zeros(n)
    for group, dividend in game.items():
        for i in group:
            phi[i] += dividend / len(group)
    loan = trial.lend(value)
    trial.same(trial.call("shapley_values", loan, n), phi, what="the values", terms=2**n, scale=3.0 * 2**n)
    return loan.calls


@check
def follows_the_definition(trial: Trial) -> None:
    """Each value is the weighted mean of what the player adds, over all coalitions of the others."""
    for n in (2, 3, 4):
        judge(trial, draw(trial, n), n)


@check
def a_single_player_gets_it_all(trial: Trial) -> None:
    """With one player its value is v(N) - v(∅)."""
    for empty in (0.0, 2.5):
        judge(trial, {(): empty, (0,): trial.dice.uniform(1.0, 2.0)}, 1)


@check
def the_baseline_belongs_to_nobody(trial: Trial) -> None:
    """A value of the empty coalition that is not 0 is shared by nobody."""
    judge(trial, {(): 7.0, (0,): 1.0, (1,): -2.0, (0, 2): 1.5}, 3)
    judge(trial, {(): -4.0}, 3)


@check
def a_linear_model_splits_by_feature(trial: Trial) -> None:
    """For a linear model each feature gets its weight times its distance from the baseline."""
    for n in (3, 5):
        game: Game = {(i,): trial.dice.uniform(-2.0, 2.0) for i in range(n)}
        judge(trial, game | {(): trial.dice.uniform(-2.0, 2.0)}, n)


@check
def what_needs_all_is_shared_equally(trial: Trial) -> None:
    """What only a group earns together is split equally among it; a player that adds nothing gets 0."""
    for n, group in ((3, (0, 1, 2)), (4, (0, 2, 3)), (5, (1, 4)), (5, (0, 1, 2, 3, 4))):
        judge(trial, {group: trial.dice.uniform(1.0, 4.0)}, n)


@check
def asks_once_per_coalition(trial: Trial) -> None:
    """The value function is called at most 2ⁿ times."""
    for n in (3, 4):
        asked = judge(trial, draw(trial, n), n)
        trial.note(asked <= 2**n)
        trial.require(asked <= 2**n, f"value was called {asked} times for {n} players; there are {2**n} coalitions.")
