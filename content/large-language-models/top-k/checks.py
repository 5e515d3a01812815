"""Checks of top-k filtering against sorting each row as a Python list of pairs."""

import math

import torch

from deepdrill.judge.checks import Trial, check

SHAPES = [((), 4, 2), ((1,), 5, 3), ((3,), 7, 1), ((4,), 6, 5), ((2, 3), 9, 4)]  # leading, V, k: small first


def oracle(logits: torch.Tensor, k: int) -> torch.Tensor:
    """Rank the tokens of each row by (larger logit, smaller index) and take the softmax of the first k."""
    rows = []
    for row in logits.double().reshape(-1, logits.shape[-1]).tolist():
        best = sorted(range(len(row)), key=lambda i: (-row[i], i))[:k]
        raised = {i: math.exp(row[i] - row[best[0]]) for i in best}
        total = math.fsum(raised.values())
        rows.append([raised.get(i, 0.0) / total for i in range(len(row))])
    return torch.tensor(rows, dtype=torch.float64).reshape(logits.shape).to(logits.dtype)


def compare(trial: Trial, logits: torch.Tensor, k: int) -> None:
    """Ask for one cut and compare; what is cut must be exactly zero."""
    expected = oracle(logits, k)
    found = trial.call("top_k", logits, k)
    trial.same(found, expected, what="the probabilities", terms=logits.shape[-1])
    trial.require(bool((found[expected == 0] == 0).all()), "A token that is cut has a probability above 0.")


@check
def keeps_the_k_largest(trial: Trial) -> None:
    """The softmax among the k largest logits of each row, zero elsewhere."""
    for leading, vocabulary, k in SHAPES:
        for _ in range(2):
            compare(trial, trial.normal(*leading, vocabulary, scale=2.0), k)


@check
def each_row_sums_to_one(trial: Trial) -> None:
    """The kept probabilities are renormalised: each row sums to one."""
    for leading, vocabulary, k in SHAPES[:-1]:
        logits = trial.normal(*leading, vocabulary)
        found = trial.call("top_k", logits, k)
        trial.same(found, oracle(logits, k), what="the probabilities", terms=vocabulary)
        trial.same(found.sum(-1), torch.ones(leading), what="the sum of a row", terms=vocabulary)


@check
def of_equal_logits_the_first_are_kept(trial: Trial) -> None:
    """Exactly k tokens, also with ties: the smaller index wins."""
    for vocabulary, k in ((4, 2), (8, 3), (40, 7)):
        with trial.case("all logits equal"):
            compare(trial, torch.full((2, vocabulary), trial.dice.choice((-1.5, 0.0, 2.25))), k)
    for _ in range(4):
        # Few different values, so that the k-th largest is shared.
        logits = trial.integers(5, 12, low=0, high=3).float()
        with trial.case("logits of three different values"):
            compare(trial, logits, trial.size(3, 6))
    with trial.case("a long row"):
        compare(trial, trial.integers(2, 150, low=0, high=4).float(), 20)


@check
def a_large_k_keeps_everything(trial: Trial) -> None:
    """With k at or beyond the size of the vocabulary nothing is cut."""
    for leading, vocabulary in (((), 3), ((4,), 5), ((2, 3), 6)):
        logits = trial.normal(*leading, vocabulary)
        for k in (vocabulary, vocabulary + 1, 50):
            compare(trial, logits, k)


@check
def one_is_greedy(trial: Trial) -> None:
    """With k = 1 there is one token left, with all mass: the largest logit."""
    for leading, vocabulary in (((), 3), ((4,), 5), ((2, 3), 6)):
        compare(trial, trial.normal(*leading, vocabulary), 1)


@check
def a_k_below_one_is_refused(trial: Trial) -> None:
    """Zero or negative k raises ValueError."""
    for k in (0, -1, -3):
        trial.raises("ValueError", "top_k", trial.normal(2, 5), k)


@check
def ruled_out_tokens_stay_out(trial: Trial) -> None:
    """A token with logit -inf has probability zero, also where k reaches it."""
    for k in (1, 2, 4, 6, 9):
        logits = trial.normal(5, 6)
        for row in logits:
            row[trial.dice.sample(range(6), trial.size(3, 5))] = -torch.inf
        compare(trial, logits, k)


@check
def large_logits_do_not_overflow(trial: Trial) -> None:
    """Logits of ten thousand, of either sign, give finite probabilities."""
    for shift in (200.0, 1e4, -1e4):
        gaps = trial.normal(3, 7, scale=1.5, dtype=torch.float64)
        with trial.case(f"logits around {shift:g}"):
            compare(trial, (gaps + shift).float(), 4)
            compare(trial, gaps.float() * shift, 7)


@check
def gradients_are_those_of_the_kept_softmax(trial: Trial) -> None:
    """Gradients reach the kept logits, and the others get zero."""
    for leading, vocabulary, k in SHAPES:
        logits, up = trial.normal(*leading, vocabulary), trial.normal(*leading, vocabulary)
        p, g = oracle(logits.double(), k), up.double()
        wanted = (p * (g - (p * g).sum(-1, keepdim=True))).float()  # of a softmax: p_i (g_i - sum_j p_j g_j)
        found = trial.gradients("top_k", logits, k, cotangent=up)
        trial.same(found.inputs[0], wanted, what="the gradient of logits", terms=4 * vocabulary, scale=1.0)


@check
def keeps_the_dtype(trial: Trial) -> None:
    """float64 and bfloat16 logits give probabilities of the same dtype."""
    for dtype in (torch.float64, torch.bfloat16):
        with trial.case(str(dtype)):
            compare(trial, trial.normal(3, 8, dtype=dtype), 4)


@check
def takes_any_memory_layout(trial: Trial) -> None:
    """Transposed logits are fine, and the argument is left as it was."""
    logits = trial.normal(7, 3, 4).transpose(0, 2)  # (4, 3, 7)
    compare(trial, logits, 3)
    kept = trial.normal(3, 6)
    trial.same(trial.after("top_k", kept, 2), (kept, 2), what="what the arguments are after the call")
