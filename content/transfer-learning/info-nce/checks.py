"""Checks of CLIP's loss against the formula in Python floats, with gradients by hand in float64."""

import math

import torch

from deepdrill.judge.checks import Trial, check

SIZES = [(2, 2), (3, 5), (6, 4), (9, 3)]
Rows = list[list[float]]


def cosines(image: torch.Tensor, text: torch.Tensor) -> Rows:
    """Give the cosine of every image with every text."""
    a, b = (x.detach().double().tolist() for x in (image, text))
    lengths = [[math.sqrt(math.fsum(value * value for value in row)) for row in rows] for rows in (a, b)]
    return [
        [math.fsum(p * q for p, q in zip(u, v, strict=True)) / (lengths[0][i] * lengths[1][j]) for j, v in enumerate(b)]
        for i, u in enumerate(a)
    ]


def cost(scores: list[float], right: int) -> float:
    """Give minus the log-probability of one entry, from differences with the largest taken out."""
    differences = [score - scores[right] for score in scores]
    top = max(differences)
    return top + math.log(math.fsum(math.exp(difference - top) for difference in differences))


def oracle(image: torch.Tensor, text: torch.Tensor, temperature: torch.Tensor) -> torch.Tensor:
    """Add up row by row and column by column."""
    scores = [[value / float(temperature) for value in row] for row in cosines(image, text)]
    columns = [list(column) for column in zip(*scores, strict=True)]
    costs = [cost(table[i], i) for table in (scores, columns) for i in range(len(scores))]
    return torch.tensor(math.fsum(costs) / len(costs), dtype=torch.float64).to(image.dtype)


def slopes(image: torch.Tensor, text: torch.Tensor, temperature: torch.Tensor) -> list[torch.Tensor]:
    """Give the gradients: of the logits first, then through the products and the lengths."""
    u, v, tau = image.double(), text.double(), temperature.double()
    lu, lv = u.square().sum(1, keepdim=True).sqrt(), v.square().sum(1, keepdim=True).sqrt()
    a, b = u / lu, v / lv
    cosine = a @ b.T
    logits = cosine / tau
    rows, columns = (torch.exp(logits - logits.logsumexp(axis, keepdim=True)) for axis in (1, 0))
    up = (rows + columns - 2 * torch.eye(len(u)).double()) / (2 * len(u))
    to_a, to_b = up @ b / tau, up.T @ a / tau
    to_u = (to_a - a * (a * to_a).sum(1, keepdim=True)) / lu
    to_v = (to_b - b * (b * to_b).sum(1, keepdim=True)) / lv
    return [gradient.to(image.dtype) for gradient in (to_u, to_v, -(up * cosine).sum() / tau**2)]


def draw(trial: Trial, n: int, d: int, tau: float, dtype: torch.dtype = torch.float32) -> tuple[torch.Tensor, ...]:
    """Draw pairs that are somewhat alike, with rows of very different lengths."""
    image = trial.normal(n, d, dtype=torch.float64)
    text = image + trial.normal(n, d, dtype=torch.float64)
    lengths = [10 ** trial.uniform(n, 1, low=-1.0, high=1.0, dtype=torch.float64) for _ in range(2)]
    return (image * lengths[0]).to(dtype), (text * lengths[1]).to(dtype), torch.tensor(tau, dtype=dtype)


def compare(trial: Trial, image: torch.Tensor, text: torch.Tensor, tau: torch.Tensor) -> None:
    """Compare a loss; a logit carries the rounding of a cosine, divided by the temperature."""
    with trial.case(f"n = {len(image)}, temperature {float(tau):g}"):
        seen = trial.call("clip_loss", image, text, tau)
        trial.same(seen, oracle(image, text, tau), what="the loss", terms=image.shape[1], scale=1 + 1 / float(tau))


@check
def both_directions_count(trial: Trial) -> None:
    """The loss is the mean of the cross-entropies of images among texts and of texts among images."""
    for n, d in SIZES:
        compare(trial, *draw(trial, n, d, 1.0))


@check
def only_directions_count(trial: Trial) -> None:
    """The rows are scaled to length 1, however long or short they are."""
    for length in (1e-3, 1e3):
        image, text, tau = draw(trial, 4, 3, 0.5)
        image = image / image.norm(dim=1, keepdim=True) * length
        compare(trial, image, text, tau)
        compare(trial, text, image, tau)


@check
def the_temperature_divides(trial: Trial) -> None:
    """The cosines are divided by the temperature before the softmax."""
    for tau in (0.07, 0.3, 2.0):
        compare(trial, *draw(trial, 5, 4, tau))


@check
def low_temperatures_do_no_harm(trial: Trial) -> None:
    """At a temperature of 0.001 loss and gradients are finite and right, also where a partner is the least alike."""
    image, _, tau = draw(trial, 3, 4, 1 / 70)
    image[1] = -image[0]  # its own partner is the farthest there is, and the other's the nearest
    compare(trial, image, -image, tau)
    for n, d in ((3, 4), (6, 3)):
        image, text, tau = draw(trial, n, d, 1e-3)
        compare(trial, image, text, tau)
        compare(trial, image, -image, tau)
        found = trial.gradients("clip_loss", image, -image, tau, wrt=(0, 1, 2))
        wanted = slopes(image, -image, tau)
        for name, got, want in zip(("image", "text", "temperature"), found.inputs, wanted, strict=True):
            # A probability carries the rounding of its logit: ε·1000 and the cosine's own.
            trial.same(got, want, what=f"the gradient of {name}", relative=2e-3)


@check
def a_single_pair_costs_nothing(trial: Trial) -> None:
    """With n = 1 there is nothing to confuse: loss 0."""
    compare(trial, *draw(trial, 1, 4, 0.1))


@check
def gradients_are_right(trial: Trial) -> None:
    """Gradients reach image, text and temperature and are those of the formula."""
    for (n, d), tau in zip(SIZES, (1.0, 0.5, 0.2, 0.1), strict=True):
        given = draw(trial, n, d, tau)
        found = trial.gradients("clip_loss", *given, wrt=(0, 1, 2))
        for name, got, want in zip(("image", "text", "temperature"), found.inputs, slopes(*given), strict=True):
            scale = tau**-2 if name == "temperature" else None  # a sum of terms of either sign, divided by τ²
            trial.same(got, want, what=f"the gradient of {name}", relative=1e-4, scale=scale)


@check
def keeps_dtype_layout_and_arguments(trial: Trial) -> None:
    """float64 stays float64 throughout, transposed arguments are fine, and they are left as they were."""
    image, text, tau = draw(trial, 5, 4, 0.07, torch.float64)
    given = (image.T.contiguous().T, text.T.contiguous().T, tau)
    compare(trial, *given)
    found = trial.gradients("clip_loss", *given, wrt=(0, 1, 2))
    for name, got, want in zip(("image", "text", "temperature"), found.inputs, slopes(*given), strict=True):
        trial.same(got, want, what=f"the gradient of {name}", terms=20, relative=1e-10)
    for name, now, before in zip(
        ("image", "text", "temperature"), trial.after("clip_loss", *given), given, strict=True
    ):
        trial.same(now, before, what=f"{name} after the call", relative=0.0)
