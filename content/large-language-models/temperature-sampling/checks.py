"""Checks of sampling against inversion done row by row in Python floats.

Uniforms are placed inside the intervals that the oracle finds, away from their ends, so that rounding decides nothing.
"""

import itertools
import math

import torch

from deepdrill.judge.checks import Trial, check

LEADING = [(), (1,), (3,), (2, 3)]


def probabilities(row: list[float], temperature: float) -> list[float]:
    """Give softmax(row / temperature)."""
    top = max(row)
    raised = [math.exp((z - top) / temperature) for z in row]
    total = math.fsum(raised)
    return [e / total for e in raised]


def draw_uniforms(trial: Trial, logits: torch.Tensor, temperature: float) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw a token for each row among those with some mass, and a u inside its interval; (u, tokens)."""
    us, tokens = [], []
    for row in logits.double().reshape(-1, logits.shape[-1]).tolist():
        p = probabilities(row, temperature)
        token = trial.dice.choice([i for i, mass in enumerate(p) if mass > 1e-3])
        us.append(math.fsum(p[:token]) + p[token] * trial.dice.uniform(0.2, 0.8))
        tokens.append(token)
    shape = logits.shape[:-1]
    return torch.tensor(us, dtype=logits.dtype).reshape(shape), torch.tensor(tokens).reshape(shape)


def compare(trial: Trial, logits: torch.Tensor, temperature: float) -> None:
    """Ask for one token per row and compare."""
    u, tokens = draw_uniforms(trial, logits, temperature)
    trial.same(trial.call("sample", logits, temperature, u), tokens, what="the token")


@check
def inverts_the_cumulative_distribution(trial: Trial) -> None:
    """At temperature 1: the smallest index whose cumulative probability exceeds u."""
    for leading, vocabulary in zip(LEADING, (4, 7, 5, 9), strict=True):
        for _ in range(4):
            compare(trial, trial.normal(*leading, vocabulary, scale=1.5), 1.0)


@check
def every_token_gets_its_share(trial: Trial) -> None:
    """Evenly spaced uniforms fall to each token as often as its probability says."""
    vocabulary, grid = 5, 400
    logits = trial.normal(vocabulary)
    u = (torch.arange(grid) + 0.5) / grid
    tokens = trial.call("sample", logits.expand(grid, vocabulary), 0.8, u)
    trial.require(is_tokens(tokens, grid), f"The tokens of {grid} rows must be int64 of shape ({grid},).", seen=tokens)
    wanted = probabilities(logits.double().tolist(), 0.8)
    for token, p in enumerate(wanted):
        count = int((tokens == token).sum())
        # An interval of length p holds p * grid points of the grid, give or take one.
        trial.require(
            abs(count - p * grid) <= 1.01,
            f"Token {token} has probability {p:.4f} but came {count} times for {grid} evenly spaced uniforms.",
        )


def is_tokens(value: object, count: int) -> bool:
    """Say whether a value is a vector of that many int64."""
    return isinstance(value, torch.Tensor) and value.shape == (count,) and value.dtype == torch.int64


@check
def temperature_divides_the_logits(trial: Trial) -> None:
    """Low temperatures sharpen the distribution and high ones flatten it: z / T goes into the softmax."""
    for temperature in (0.5, 0.7, 2, 5.0):
        with trial.case(f"temperature {temperature}"):
            for leading, vocabulary in (((), 4), ((5,), 6), ((2, 4), 3)):
                compare(trial, trial.normal(*leading, vocabulary, scale=2.0), temperature)


@check
def temperature_zero_is_greedy(trial: Trial) -> None:
    """Temperature 0 takes the largest logit, whatever u is, and the smallest index among equals."""
    for leading, vocabulary in zip(LEADING, (4, 7, 5, 9), strict=True):
        logits = trial.normal(*leading, vocabulary)
        flat = logits.reshape(-1, vocabulary)
        for row in flat:
            first, second = sorted(trial.dice.sample(range(vocabulary), 2))
            row[first] = row[second] = row.max() + 1
        expected = torch.tensor([row.tolist().index(float(row.max())) for row in flat]).reshape(leading)
        u = trial.uniform(*leading, low=0.0, high=1.0)
        for temperature in (0, 0.0):
            trial.same(trial.call("sample", logits, temperature, u), expected, what="the token at temperature 0")


@check
def a_negative_temperature_is_refused(trial: Trial) -> None:
    """A negative temperature raises ValueError."""
    for temperature in (-0.5, -1):
        trial.raises("ValueError", "sample", trial.normal(2, 4), temperature, torch.tensor([0.3, 0.6]))


@check
def ruled_out_tokens_never_come(trial: Trial) -> None:
    """A token with logit -inf is never returned, neither for u = 0 nor for the largest u below 1."""
    largest = 1 - 2.0**-24
    for start, end in itertools.product((0, 2), (0, 3)):
        vocabulary = start + 5 + end
        logits = trial.normal(3, vocabulary)
        logits[:, :start] = logits[:, vocabulary - end :] = -torch.inf
        logits[:, start + 2] = -torch.inf
        with trial.case(f"{start} ruled out at the start, {end} at the end"):
            compare(trial, logits, 1.0)
            zero, almost_one = torch.zeros(3), torch.full((3,), largest)
            trial.same(trial.call("sample", logits, 0.9, zero), torch.full((3,), start), what="the token for u = 0")
            last = torch.full((3,), start + 4)
            trial.same(trial.call("sample", logits, 0.9, almost_one), last, what="the token for u just below 1")


@check
def rounding_does_not_run_past_the_end(trial: Trial) -> None:
    """With u just below 1, where the rounded sum may fall short, the last token that has a chance is returned."""
    largest = 1 - 2.0**-24
    for vocabulary in (3, 10, 31, 49, 60, 97):
        logits = trial.uniform(40, vocabulary, low=-0.5, high=0.5)
        u = torch.full((40,), largest)
        with trial.case("nothing ruled out"):
            tokens = trial.call("sample", logits, 1.0, u)
            trial.same(tokens, torch.full((40,), vocabulary - 1), what="the token for u just below 1")
        logits[:, -2:] = -torch.inf
        if vocabulary > 3:
            logits[::2, -5:] = -torch.inf
            expected = vocabulary - torch.where(torch.arange(40) % 2 == 0, 6, 3)
            with trial.case("the last two ruled out, in every other row the last five"):
                tokens = trial.call("sample", logits, 1.0, u)
                trial.same(tokens, expected, what="the token for u just below 1")


@check
def large_logits_and_small_temperatures_do_not_overflow(trial: Trial) -> None:
    """Logits of ten thousand and temperatures of a millionth give tokens by the same rule."""
    for size, temperature in ((300.0, 1.0), (1e4, 1.0), (1e4, 1e-6), (-1e4, 1e-6), (1e4, 3e3)):
        # Gaps of a few temperatures around a large offset, so that the answer is not simply the largest.
        offset = torch.tensor([size] * 3, dtype=torch.float64)[:, None]
        gaps = trial.normal(3, 6, scale=1.5, dtype=torch.float64)
        logits = (offset + gaps * temperature) if temperature >= 1 else offset + gaps
        with trial.case(f"logits around {size:g}, temperature {temperature:g}"):
            compare(trial, logits, temperature)
            rough = logits.float()  # as float32 holds them
            compare(trial, rough, temperature)


@check
def keeps_to_the_dtypes(trial: Trial) -> None:
    """float64 logits are sampled with float64 accuracy; tokens are int64."""
    logits = trial.normal(4, 6, dtype=torch.float64)
    compare(trial, logits, 1.3)
    p = [probabilities(row, 1.0) for row in logits.tolist()]
    u = torch.tensor([math.fsum(row[:3]) + 1e-10 for row in p], dtype=torch.float64)
    trial.same(trial.call("sample", logits, 1.0, u), torch.full((4,), 3), what="the token just above a boundary")
    below = torch.tensor([math.fsum(row[:3]) - 1e-10 for row in p], dtype=torch.float64)
    trial.same(trial.call("sample", logits, 1.0, below), torch.full((4,), 2), what="the token just below a boundary")


@check
def takes_any_memory_layout(trial: Trial) -> None:
    """Transposed inputs are fine, and the arguments are left as they were."""
    logits = trial.normal(6, 3, 4).transpose(0, 2)  # (4, 3, 6)
    u, tokens = draw_uniforms(trial, logits, 0.6)
    u = u.t().contiguous().t()
    trial.same(trial.call("sample", logits, 0.6, u), tokens, what="the token")
    kept = trial.normal(3, 5)
    kept[0, 1] = -torch.inf
    kept_u = torch.tensor([0.2, 0.5, 0.8])
    for temperature in (0.6, 0):
        after = trial.after("sample", kept, temperature, kept_u)
        trial.same(after, (kept, temperature, kept_u), what="what the arguments are after the call")
