"""Checks of the puzzles: each entry on its own, from nested lists."""

import math
from typing import Any

import torch

from deepdrill.judge.checks import Trial, check

WIDE = (torch.float32, torch.float64)


@check
def one_hot_marks_the_label(trial: Trial) -> None:
    """one_hot gives a 1 at the label and zeros elsewhere, in float32, for labels of any shape."""
    for shape, classes in (((3,), 4), ((), 3), ((2, 3), 5), ((1, 2, 2), 1)):
        labels = trial.integers(*shape, low=0, high=classes)
        rows = [[float(one == label) for one in range(classes)] for label in labels.reshape(-1).tolist()]
        with trial.case(f"labels of shape {shape}"):
            trial.same(trial.call("one_hot", labels, classes), torch.tensor(rows).reshape(*shape, classes))


@check
def outer_multiplies_all_pairs(trial: Trial) -> None:
    """Outer gives every product, for any leading axes."""
    for leading, n, m in (((), 2, 3), ((), 1, 1), ((2,), 3, 2), ((3, 2), 2, 2)):
        a, b = trial.normal(*leading, n), trial.normal(*leading, m)
        flat = zip(a.reshape(-1, n).tolist(), b.reshape(-1, m).tolist(), strict=True)
        wanted = torch.tensor([[[p * q for q in two] for p in one] for one, two in flat])
        with trial.case(f"leading axes {leading}"):
            trial.same(trial.call("outer", a, b), wanted.reshape(*leading, n, m))


def mean_of(x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Average column by column over the rows that take part."""
    items = []
    for rows, kept in zip(x.double().tolist(), mask.tolist(), strict=True):
        chosen = [row for row, keep in zip(rows, kept, strict=True) if keep]
        items.append([math.fsum(row[c] for row in chosen) / max(len(chosen), 1) for c in range(x.shape[2])])
    return torch.tensor(items, dtype=x.dtype)


@check
def masked_mean_counts_what_takes_part(trial: Trial) -> None:
    """masked_mean averages over the rows whose mask is True, and is 0 where there are none."""
    for b, n, d in ((1, 1, 1), (2, 4, 3), (3, 3, 3)):
        x, mask = trial.normal(b, n, d, shift=1.0), trial.mask(b, n)
        mask[:, trial.size(0, n - 1)] = True
        trial.same(trial.call("masked_mean", x, mask), mean_of(x, mask), terms=n, scale=2.0)
    with trial.case("nothing takes part"):
        mask[1] = False
        trial.same(trial.call("masked_mean", x, mask), mean_of(x, mask), terms=n, scale=2.0)


@check
def masked_rows_do_not_leak(trial: Trial) -> None:
    """NaN and infinity in rows that are masked out do not reach the mean."""
    x, mask = trial.normal(3, 4, 2), trial.mask(3, 4)
    mask[:, 0], mask[:, 3], mask[2] = True, False, False
    hostile = x.clone()
    hostile[:, 3] = torch.tensor([math.nan, math.inf])
    hostile[2] = math.nan
    trial.same(trial.call("masked_mean", hostile, mask), mean_of(x, mask), terms=4, scale=2.0)


@check
def take_picks_rows_by_item(trial: Trial) -> None:
    """Take gives item i the rows that index[i] names, repeats and any order included."""
    for b, n, d, k in ((1, 3, 2, 2), (2, 4, 3, 5), (3, 2, 1, 3), (2, 3, 2, 2)):
        x, index = trial.normal(b, n, d), trial.integers(b, k, low=0, high=n)
        index[:, :2] = torch.tensor([n - 1, 0])
        rows, wanted = x.tolist(), index.tolist()
        expected = torch.tensor([[rows[i][j] for j in wanted[i]] for i in range(b)])
        with trial.case(f"b, n, d, k = {b, n, d, k}"):
            trial.same(trial.call("take", x, index), expected, relative=0.0)


def distances(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Compute pair by pair."""
    rows = [[math.dist(p, q) ** 2 for q in y.double().tolist()] for p in x.double().tolist()]
    return torch.tensor(rows, dtype=x.dtype)


@check
def squared_distances_of_all_pairs(trial: Trial) -> None:
    """squared_distances gives the squared Euclidean distance of every x from every y."""
    for n, m, d in ((1, 1, 1), (3, 2, 4), (2, 5, 1), (3, 3, 3)):
        x, y = trial.normal(n, d), trial.normal(m, d)
        trial.same(trial.call("squared_distances", x, y), distances(x, y), terms=d)


@check
def close_points_far_out(trial: Trial) -> None:
    """Points at a distance of about one, a thousand from the origin, are measured to six digits in float32."""
    x = trial.normal(3, 4, shift=1000.0)
    y = torch.cat([trial.normal(2, 4, shift=1000.0), x[:1]])
    trial.same(trial.call("squared_distances", x, y), distances(x, y), terms=4)


@check
def windows_slide(trial: Trial) -> None:
    """Windows gives every window of the size that fits, step by step, as copies of the entries."""
    for n, size, step in ((5, 2, 1), (5, 5, 1), (7, 3, 2), (8, 3, 2), (6, 2, 3), (4, 1, 1), (9, 2, 5)):
        x = trial.normal(n)
        values = x.tolist()
        wanted = torch.tensor([values[at : at + size] for at in range(n) if at % step == 0 and at + size <= n])
        with trial.case(f"n, size, step = {n, size, step}"):
            trial.same(trial.call("windows", x, size, step), wanted, relative=0.0)


@check
def diagonals_of_a_batch(trial: Trial) -> None:
    """Diagonals puts each row on the diagonal of a matrix of its own, with exact zeros beside it."""
    for b, n in ((1, 1), (2, 3), (3, 2), (4, 4)):
        x = trial.normal(b, n)
        trial.same(trial.call("diagonals", x), placed(x), relative=0.0)
    with trial.case("NaN and infinity on the diagonal"):
        x = torch.tensor([[math.inf, 1.0, math.nan], [2.0, -math.inf, 3.0]])
        trial.same(trial.call("diagonals", x), placed(x), relative=0.0)


def placed(x: torch.Tensor) -> torch.Tensor:
    """Write entry by entry."""
    b, n = x.shape
    out = torch.zeros(b, n, n, dtype=x.dtype)
    for i in range(b):
        for j in range(n):
            out[i, j, j] = x[i, j]
    return out


@check
def gradients_flow_to_what_was_used(trial: Trial) -> None:
    """Gradients reach the floating-point inputs: each entry gets those of all places where it was used."""
    b, n, d = 2, 3, 2
    x, mask = trial.normal(b, n, d), torch.tensor([[True, False, True], [False, True, False]])
    x[0, 1] = math.nan
    up = trial.normal(b, d)
    spread = torch.where(mask[..., None], up[:, None] / mask.sum(1).reshape(b, 1, 1), 0.0)
    index, picked = trial.integers(b, 4, low=0, high=n), trial.normal(b, 4, d)
    returned = torch.zeros(b, n, d)
    for i in range(b):
        for j in range(4):
            returned[i, index[i, j]] += picked[i, j]
    p, q, pairs = trial.normal(3, d), trial.normal(4, d), trial.normal(3, 4)
    pulled = torch.stack(
        [sum(2 * c * (one - two) for c, two in zip(row, q, strict=True)) for row, one in zip(pairs, p, strict=True)]
    )
    row, slots, corner = trial.normal(4), trial.normal(3, 2), trial.normal(2, 3, 3)
    overlapped = torch.tensor([slots[0, 0], slots[0, 1] + slots[1, 0], slots[1, 1] + slots[2, 0], slots[2, 1]])
    calls: list[tuple[str, tuple[Any, ...], torch.Tensor, torch.Tensor]] = [
        ("outer", (p[0], q[0]), pairs[:2, :2], torch.stack([(pairs[i, :2] * q[0]).sum() for i in range(2)])),
        ("masked_mean", (x, mask), up, spread),
        ("take", (trial.normal(b, n, d), index), picked, returned),
        ("squared_distances", (p, q), pairs, pulled),
        ("windows", (row, 2, 1), slots, overlapped),
        ("diagonals", (trial.normal(2, 3),), corner, torch.stack([corner[:, i, i] for i in range(3)], dim=1)),
    ]
    for name, args, cotangent, wanted in calls:
        seen = trial.gradients(name, *args, cotangent=cotangent).inputs[0]
        trial.same(seen, wanted, what=f"the gradient of {name}", terms=8, scale=8.0)


@check
def keeps_dtype_and_arguments(trial: Trial) -> None:
    """float64 stays float64, transposed tensors are fine, and the arguments stay as they are."""
    wide: dict[str, Any] = {"dtype": torch.float64}
    x, y = trial.normal(3, 4, **wide).T, trial.normal(3, 2, **wide).T
    cube, mask = trial.normal(3, 4, 2, **wide).transpose(0, 1), trial.mask(3, 4).T
    mask[:, 1] = True
    index = trial.integers(2, 4, low=0, high=3).T
    rows = cube.tolist()
    taken = torch.tensor([[rows[i][j] for j in index[i].tolist()] for i in range(4)], **wide)
    calls: list[tuple[str, tuple[Any, ...], torch.Tensor]] = [
        ("outer", (x[0], y[0]), torch.tensor([[float(p * q) for q in y[0]] for p in x[0]], **wide)),
        ("masked_mean", (cube, mask), mean_of(cube, mask)),
        ("take", (cube, index), taken),
        ("squared_distances", (x, y), distances(x, y)),
        ("windows", (x[:, 0], 2, 1), torch.stack([x[at : at + 2, 0] for at in range(3)])),
        ("diagonals", (x,), placed(x)),
    ]
    for name, args, wanted in calls:
        with trial.case(name):
            trial.same(trial.call(name, *args), wanted, terms=4, scale=4.0)
            after = trial.after(name, *args)
            trial.same(after, args, what=f"the arguments of {name} after the call", relative=0.0)
