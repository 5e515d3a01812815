"""Checks of nucleus filtering against filling up a list token by token, in Python floats."""

import itertools
import math

import torch

from deepdrill.judge.checks import Trial, check

LEADING = [((), 4), ((1,), 5), ((4,), 7), ((2, 3), 9)]
CLEAR = {torch.float64: 1e-9, torch.float32: 1e-4, torch.bfloat16: 0.03}  # rounding of a sum stays below this


def probabilities(row: list[float]) -> list[float]:
    """Give softmax(row)."""
    top = max(row)
    raised = [math.exp(z - top) for z in row]
    total = math.fsum(raised)
    return [e / total for e in raised]


def ranking(row: list[float]) -> list[int]:
    """Rank the tokens by (larger logit, smaller index)."""
    return sorted(range(len(row)), key=lambda i: (-row[i], i))


def oracle(logits: torch.Tensor, p: float) -> torch.Tensor:
    """Take tokens from the top of the ranking until p is reached."""
    rows = []
    for row in logits.double().reshape(-1, logits.shape[-1]).tolist():
        mass, nucleus = probabilities(row), []
        for token in ranking(row):
            nucleus.append(token)
            if p < 1 and math.fsum(mass[i] for i in nucleus) >= p:
                break
        total = math.fsum(mass[i] for i in nucleus)
        rows.append([mass[i] / total if i in nucleus else 0.0 for i in range(len(row))])
    return torch.tensor(rows, dtype=torch.float64).reshape(logits.shape).to(logits.dtype)


def is_clear(logits: torch.Tensor, p: float) -> bool:
    """Say whether every partial sum of every row keeps away from p."""
    for row in logits.double().reshape(-1, logits.shape[-1]).tolist():
        mass, order = probabilities(row), ranking(row)
        sums = [math.fsum(mass[i] for i in order[: n + 1]) for n in range(len(order))]
        if any(abs(one - p) < CLEAR[logits.dtype] for one in sums):
            return False
        values = sorted(row)
        if logits.dtype is torch.bfloat16 and any(b - a < 0.05 for a, b in itertools.pairwise(values)):
            return False  # softmax in bfloat16 may make one probability of two logits
    return True


def compare(trial: Trial, logits: torch.Tensor, p: float) -> None:
    """Ask for one cut and compare; what is cut must be exactly zero."""
    expected = oracle(logits, p)
    found = trial.call("top_p", logits, p)
    trial.same(found, expected, what="the probabilities", terms=2 * logits.shape[-1])
    trial.require(bool((found[expected == 0] == 0).all()), "A token outside the nucleus has a probability above 0.")


def draw(
    trial: Trial, leading: tuple[int, ...], vocabulary: int, p: float, dtype: torch.dtype = torch.float32
) -> torch.Tensor:
    """Draw logits for which rounding does not decide."""
    while True:
        logits = trial.normal(*leading, vocabulary, scale=1.5, dtype=dtype)
        if is_clear(logits, p):
            return logits


@check
def keeps_the_nucleus(trial: Trial) -> None:
    """The smallest number of most probable tokens that reach p, renormalised, in their places."""
    for leading, vocabulary in LEADING:
        for p in (0.3, 0.6, 0.9):
            with trial.case(f"p = {p}"):
                compare(trial, draw(trial, leading, vocabulary, p), p)


@check
def the_crossing_token_is_kept(trial: Trial) -> None:
    """The token with which the sum reaches p belongs to the nucleus, and the one after it does not."""
    for vocabulary in (3, 5, 8):
        row = trial.normal(vocabulary)
        mass, order = probabilities(row.double().tolist()), ranking(row.double().tolist())
        for count in range(1, vocabulary):
            # A quarter into the interval of the crossing token.
            p = math.fsum(mass[i] for i in order[: count - 1]) + mass[order[count - 1]] * 0.25
            if is_clear(row, p):
                with trial.case(f"p = {p:.4f}, reached with {count} tokens"):
                    compare(trial, row, p)


@check
def a_small_p_keeps_the_first_token(trial: Trial) -> None:
    """There is always at least one token, however small p is."""
    for leading, vocabulary in LEADING:
        for p in (1e-3, 1e-9):
            compare(trial, trial.normal(*leading, vocabulary), p)
    sure = trial.normal(3, 6)
    sure[:, 2] += 30
    compare(trial, sure, 0.5)


@check
def of_equals_the_first_rank_higher(trial: Trial) -> None:
    """Of equal probabilities the token with the smaller index ranks first; no more of them are kept than needed."""
    for vocabulary, p in ((4, 0.6), (9, 0.5), (40, 0.31)):
        with trial.case("all logits equal"):
            compare(trial, torch.full((2, vocabulary), 0.75), p)
    for _ in range(4):
        while not is_clear(logits := trial.integers(3, 12, low=0, high=3).float(), 0.55):
            pass
        with trial.case("logits of three different values"):
            compare(trial, logits, 0.55)
    while not is_clear(logits := trial.integers(2, 120, low=0, high=3).float(), 0.8):
        pass
    compare(trial, logits, 0.8)


@check
def p_of_one_cuts_nothing(trial: Trial) -> None:
    """With p = 1 it is the plain softmax, with probabilities of 1e-12 still there."""
    for leading, vocabulary in LEADING:
        compare(trial, trial.normal(*leading, vocabulary), 1.0)
    logits = trial.normal(3, 6)
    logits[:, 1] -= 22
    logits[:, 4] -= 28
    found = trial.call("top_p", logits, 1)
    expected = oracle(logits, 1)
    trial.same(found, expected, what="the probabilities", terms=12)
    # Entry by entry, since the tolerance above knows only the largest; a relative error of exp(-30) is a few 1e-6.
    trial.same(found / expected, torch.ones(3, 6), what="the ratio to the softmax", relative=1e-4)


@check
def a_p_out_of_range_is_refused(trial: Trial) -> None:
    """Zero, negative p and p above 1 raise ValueError."""
    for p in (1.0001, 90, -0.2, 0.0):
        trial.raises("ValueError", "top_p", trial.normal(2, 5), p)


@check
def ruled_out_tokens_stay_out(trial: Trial) -> None:
    """A token with logit -inf has probability zero, for every p."""
    for p in (0.4, 0.95, 1.0):
        while True:
            logits = trial.normal(5, 6)
            for row in logits:
                row[trial.dice.sample(range(6), trial.size(3, 5))] = -torch.inf
            if p == 1 or is_clear(logits, p):
                break
        compare(trial, logits, p)


@check
def large_logits_do_not_overflow(trial: Trial) -> None:
    """Logits of ten thousand, of either sign, give finite probabilities."""
    for shift in (200.0, 1e4, -1e4):
        while True:
            logits = (trial.normal(3, 7, scale=1.5, dtype=torch.float64) + shift).float()
            if is_clear(logits, 0.7):
                break
        with trial.case(f"logits around {shift:g}"):
            compare(trial, logits, 0.7)


@check
def gradients_are_those_of_the_nucleus(trial: Trial) -> None:
    """Gradients reach the logits of the nucleus, as those of a softmax over it, and the others get zero."""
    for leading, vocabulary in LEADING:
        for p in (0.4, 0.8, 1.0):
            logits = draw(trial, leading, vocabulary, p) if p < 1 else trial.normal(*leading, vocabulary)
            up = trial.normal(*leading, vocabulary)
            mass, g = oracle(logits.double(), p), up.double()
            wanted = (mass * (g - (mass * g).sum(-1, keepdim=True))).float()  # p_i (g_i - sum_j p_j g_j)
            found = trial.gradients("top_p", logits, p, cotangent=up)
            with trial.case(f"p = {p}"):
                # The masses lost may be large next to the nucleus, hence the factor on the terms.
                trial.same(found.inputs[0], wanted, what="the gradient of logits", terms=64 * vocabulary, scale=1.0)


@check
def decides_in_the_dtype_of_the_logits(trial: Trial) -> None:
    """Logits in float64 are cut where float64 says, a hundred-millionth away from a border as well."""
    row = trial.normal(6, scale=0.5, dtype=torch.float64)
    mass, order = probabilities(row.tolist()), ranking(row.tolist())
    for count in (1, 2, 3):
        border = math.fsum(mass[i] for i in order[:count])
        for p in (border - 1e-8, border + 1e-8):
            compare(trial, row, p)


@check
def keeps_the_dtype(trial: Trial) -> None:
    """Logits in float64 and bfloat16 give probabilities of the same dtype."""
    for dtype, p in ((torch.float64, 0.8), (torch.bfloat16, 0.5), (torch.bfloat16, 1.0)):
        with trial.case(str(dtype)):
            logits = draw(trial, (2,), 4, p, dtype) if p < 1 else trial.normal(2, 4, dtype=dtype)
            compare(trial, logits, p)


@check
def takes_any_memory_layout(trial: Trial) -> None:
    """Transposed logits are fine, and the argument is left as it was."""
    while not is_clear(logits := trial.normal(7, 3, 4).transpose(0, 2), 0.7):
        pass
    compare(trial, logits, 0.7)
    kept = trial.normal(3, 6)
    for p in (0.5, 1.0):
        trial.same(trial.after("top_p", kept, p), (kept, p), what="what the arguments are after the call")
