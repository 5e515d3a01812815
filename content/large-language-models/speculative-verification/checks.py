"""Checks of speculative verification against a walk along the draft in exact fractions.

Probabilities are whole numbers over a power of two, so they are exact in float32, and so is every decision on them;
random numbers are kept away from the borders where they decide.
"""

import itertools
from fractions import Fraction

import torch

from deepdrill.judge.checks import Trial, check

PARTS = 256  # probabilities are multiples of 1 / PARTS


def draw_row(trial: Trial, vocabulary: int, *, zeros: int = 0) -> list[Fraction]:
    """Draw a distribution, with some entries zero."""
    free = trial.dice.sample(range(vocabulary), vocabulary - zeros)
    cuts = sorted(trial.dice.sample(range(1, PARTS), len(free) - 1))
    row = [Fraction(0)] * vocabulary
    for token, low, high in zip(free, [0, *cuts], [*cuts, PARTS], strict=True):
        row[token] = Fraction(high - low, PARTS)
    return row


def inverted(weights: list[Fraction], r: Fraction) -> int:
    """Draw by inversion."""
    total, so_far = sum(weights), Fraction(0)
    for token, weight in enumerate(weights):
        so_far += weight / total
        if r < so_far:
            return token
    raise AssertionError("r is below one")


def follow(
    draft: list[int], q: list[list[Fraction]], p: list[list[Fraction]], u: list[Fraction], r: Fraction
) -> list[int]:
    """Walk along the draft."""
    out: list[int] = []
    for token, own_q, own_p, own_u in zip(draft, q, p[:-1], u, strict=True):
        if own_u >= min(Fraction(1), own_p[token] / own_q[token]):
            return [*out, inverted([max(Fraction(0), b - a) for a, b in zip(own_q, own_p, strict=True)], r)]
        out.append(token)
    return [*out, inverted(p[-1], r)]


def inside(trial: Trial, low: Fraction, high: Fraction) -> Fraction:
    """Draw a number from the middle of an interval, exact in float32."""
    return Fraction(round((low + (high - low) * Fraction(trial.dice.uniform(0.2, 0.8))) * 2**20), 2**20)


def tensors(rows: list[list[Fraction]], vocabulary: int, dtype: torch.dtype) -> torch.Tensor:
    """Write fractions as a tensor."""
    return torch.tensor([[float(x) for x in row] for row in rows], dtype=dtype).reshape(len(rows), vocabulary)


def scene(
    trial: Trial, vocabulary: int, verdicts: list[bool], *, zeros: int = 0, dtype: torch.dtype = torch.float32
) -> tuple[tuple[object, ...], torch.Tensor]:
    """Draw a draft whose tokens are accepted or not as told; the arguments of `verify`, and what it should return."""
    draft, q, p, u = [], [], [], []
    for verdict in verdicts:
        while True:
            own_q, own_p = draw_row(trial, vocabulary, zeros=zeros), draw_row(trial, vocabulary, zeros=zeros)
            token = trial.dice.choice([i for i, mass in enumerate(own_q) if mass])
            ratio = min(Fraction(1), own_p[token] / own_q[token])
            if verdict and ratio > Fraction(1, 20):
                u.append(inside(trial, Fraction(0), ratio))
            elif not verdict and ratio < Fraction(19, 20):
                u.append(inside(trial, ratio, Fraction(1)))
            else:
                continue
            break
        draft.append(token)
        q.append(own_q)
        p.append(own_p)
    p.append(draw_row(trial, vocabulary, zeros=zeros))
    first = verdicts.index(False) if False in verdicts else len(verdicts)
    weights = (
        p[-1] if first == len(verdicts) else [max(Fraction(0), b - a) for a, b in zip(q[first], p[first], strict=True)]
    )
    token = trial.dice.choice([i for i, w in enumerate(weights) if w])
    start, total = sum(weights[:token]) / sum(weights), weights[token] / sum(weights)
    r = inside(trial, start, start + total)
    args = (
        torch.tensor(draft, dtype=torch.int64),
        tensors(q, vocabulary, dtype),
        tensors(p, vocabulary, dtype),
        torch.tensor([float(x) for x in u], dtype=dtype),
        float(r),
    )
    return args, torch.tensor(follow(draft, q, p, u, r))


def compare(
    trial: Trial, vocabulary: int, verdicts: list[bool], *, zeros: int = 0, dtype: torch.dtype = torch.float32
) -> None:
    """Draw a scene and compare."""
    args, expected = scene(trial, vocabulary, verdicts, zeros=zeros, dtype=dtype)
    trial.same(trial.call("verify", *args), expected, what="the tokens")


@check
def accepts_by_the_ratio(trial: Trial) -> None:
    """A drafted token is accepted exactly when u is below p/q: one token, accepted or rejected."""
    for vocabulary in (3, 5, 8):
        for verdict in (True, False, True, False):
            with trial.case("to be accepted" if verdict else "to be rejected"):
                compare(trial, vocabulary, [verdict])


@check
def the_first_rejection_ends_the_draft(trial: Trial) -> None:
    """Tokens after the first rejection are dropped, even those that would be accepted."""
    for verdicts in itertools.product((True, False), repeat=3):
        compare(trial, 6, list(verdicts))
    compare(trial, 7, [True, True, False, True, True])


@check
def a_rejected_token_is_replaced_from_the_residual(trial: Trial) -> None:
    """After a rejection the token comes from max(0, p - q) of that position, scaled to sum to one."""
    for vocabulary in (3, 6, 9):
        for place in range(3):
            for _ in range(3):
                compare(trial, vocabulary, [True] * place + [False])


@check
def a_full_acceptance_gives_one_more(trial: Trial) -> None:
    """With all n accepted the result has n + 1 tokens, the last one drawn from the last row of p."""
    for vocabulary in (3, 6, 9):
        for n in (1, 2, 4):
            for _ in range(2):
                compare(trial, vocabulary, [True] * n)


@check
def an_empty_draft_is_plain_sampling(trial: Trial) -> None:
    """With n = 0 one token is drawn from p[0]."""
    for vocabulary in (2, 5, 9):
        compare(trial, vocabulary, [])


@check
def the_target_distribution_is_kept(trial: Trial) -> None:
    """Summed over evenly spaced u and r and over the draft's distribution, the first token is distributed as p."""
    order = trial.dice.sample(range(4), 4)
    q, p = torch.zeros(4), torch.zeros(2, 4)
    q[order] = torch.tensor([4, 2, 1, 1]) / 8
    # Ratios 1/4, 1/2, 2 and 4, and a residual of (0, 0, 1/4, 3/4): quarters, so four points each are exact.
    p[0, order] = torch.tensor([1, 1, 2, 4]) / 8
    p[1] = 0.25
    mass = torch.zeros(4, dtype=torch.float64)
    for token, i, j in itertools.product(range(4), range(4), range(4)):
        args = (torch.tensor([token]), q[None], p, torch.tensor([(i + 0.5) / 4]), (j + 0.5) / 4)
        first = first_of(trial, trial.call("verify", *args))
        mass[first] += float(q[token]) / 16
    seen, wanted = mass.tolist(), p[0].tolist()
    trial.require(
        torch.allclose(mass, p[0].double()),
        f"The first token comes with probabilities {seen} where the target model's are {wanted}.",
        seen=mass,
    )


def first_of(trial: Trial, tokens: object) -> int:
    """Give the first token of an answer."""
    good = isinstance(tokens, torch.Tensor) and tokens.dtype == torch.int64 and tokens.shape in ((1,), (2,))
    good = good and bool(((tokens >= 0) & (tokens < 4)).all())
    trial.require(good, "The answer to a draft of one token must be int64 of shape (1,) or (2,).", seen=tokens)
    return int(tokens[0])


@check
def tokens_without_mass_never_come(trial: Trial) -> None:
    """Without probability: such a draft is always rejected, and such a token never drawn, at u = 0 and r = 0 too."""
    for _ in range(4):
        compare(trial, 7, [True, False], zeros=3)
    order = trial.dice.sample(range(3), 3)
    q, p = torch.zeros(1, 5), torch.zeros(2, 5)
    q[0, torch.tensor(order) + 1] = torch.tensor([0.5, 0.25, 0.25])
    p[0, torch.tensor(order) + 1] = torch.tensor([0.0, 0.25, 0.75])
    p[1, torch.tensor(order) + 1] = torch.tensor([0.5, 0.25, 0.25])
    largest = 1 - 2.0**-24
    rejected, taken, last = order[0] + 1, order[2] + 1, order[1] + 1
    for r in (0.0, 0.5, largest):
        with trial.case(f"u = 0, r = {r:g}, p of the drafted token 0"):
            found = trial.call("verify", torch.tensor([rejected]), q, p, torch.zeros(1), r)
            trial.same(found, torch.tensor([taken]), what="the tokens")
    for r, end in ((0.0, 1), (largest, 3)):
        for u in (0.0, largest):
            with trial.case(f"u = {u:g}, r = {r:g}, p equal to q"):
                found = trial.call("verify", torch.tensor([last]), q, p[[1, 1]], torch.tensor([u]), r)
                trial.same(found, torch.tensor([last, end]), what="the tokens")


@check
def rounding_does_not_run_past_the_end(trial: Trial) -> None:
    """With r just below 1 the last token with some weight is drawn, though the rounded sum may fall short."""
    for vocabulary in (10, 31, 49, 60, 97):
        for tail in (0, 2):
            for r in (1 - 2.0**-24, 1 - 2.0**-53) * 4:
                p = torch.zeros(2, vocabulary)
                p[:, : vocabulary - tail] = torch.softmax(trial.normal(2, vocabulary - tail, scale=0.3), -1)
                q = torch.zeros(1, vocabulary)
                q[0, 0] = 1.0
                last = vocabulary - tail - 1
                with trial.case("r just below 1, nothing drafted"):
                    found = trial.call("verify", torch.zeros(0, dtype=torch.int64), q[:0], p[:1], torch.zeros(0), r)
                    trial.same(found, torch.tensor([last]), what="the tokens")
                with trial.case("r just below 1, after a rejection"):
                    found = trial.call("verify", torch.tensor([0]), q, p, torch.tensor([0.99]), r)
                    trial.same(found, torch.tensor([last]), what="the tokens")


@check
def takes_float64(trial: Trial) -> None:
    """Probabilities in float64 are fine; the tokens are int64 in any case."""
    for verdicts in ([True, False, True], [True, True]):
        compare(trial, 6, verdicts, dtype=torch.float64)


@check
def decides_in_the_dtype_of_the_probabilities(trial: Trial) -> None:
    """With float64, u and r a ten-billionth away from a border fall on the right side of it."""
    for of_u, of_r in itertools.product((-1e-10, 1e-10), repeat=2):
        while True:
            own_q, own_p, last = (draw_row(trial, 6) for _ in range(3))
            token = trial.dice.randrange(6)
            ratio = own_p[token] / own_q[token]
            residual = [max(Fraction(0), b - a) for a, b in zip(own_q, own_p, strict=True)]
            weights = last if of_u < 0 else residual
            if ratio < Fraction(19, 20) and sum(w > 0 for w in weights) > 1:
                break
        border = next(w for w in weights if w) / sum(weights)
        u, r = float(ratio) + of_u, float(border) + of_r
        args = (
            torch.tensor([token]),
            tensors([own_q], 6, torch.float64),
            tensors([own_p, last], 6, torch.float64),
            torch.tensor([u], dtype=torch.float64),
            r,
        )
        expected = follow([token], [own_q], [own_p, last], [Fraction(u)], Fraction(r))
        with trial.case(f"u {of_u:+g} and r {of_r:+g} from a border"):
            trial.same(trial.call("verify", *args), torch.tensor(expected), what="the tokens")


@check
def leaves_the_arguments_alone(trial: Trial) -> None:
    """Non-contiguous probabilities are fine, and all arguments are left as they were."""
    for verdicts in ([True, True, False], [True, True]):
        (draft, q, p, u, r), expected = scene(trial, 6, verdicts)
        q, p = q.t().contiguous().t(), p.t().contiguous().t()
        trial.same(trial.call("verify", draft, q, p, u, r), expected, what="the tokens")
        after = trial.after("verify", draft, q, p, u, r)
        trial.same(after, (draft, q, p, u, r), what="what the arguments are after the call")
