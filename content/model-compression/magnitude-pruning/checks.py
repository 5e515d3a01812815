"""Checks of magnitude pruning against lists of (magnitude, layer, place), and by retraining a small regression."""

from typing import Any

import torch

from deepdrill.judge.checks import Trial, check

SHAPES = [((1,),), ((4,), (2, 3)), ((3, 4), (5,), (2, 2, 2)), ((6, 5), (1, 3))]


def draw(trial: Trial, shapes: tuple[tuple[int, ...], ...], dtype: torch.dtype = torch.float32) -> list[torch.Tensor]:
    """Draw layers whose weights are of unlike size, so that a cut layer by layer is another one."""
    return [trial.normal(*shape, scale=3.0**index, dtype=dtype) for index, shape in enumerate(shapes)]


def wanted_masks(weights: list[torch.Tensor], count: int) -> list[torch.Tensor]:
    """Cut the smallest ones of all layers together, place by place."""
    places = [
        (abs(float(value)), layer, place) for layer, w in enumerate(weights) for place, value in enumerate(w.flatten())
    ]
    flat = [torch.ones(w.numel(), dtype=torch.bool) for w in weights]
    for _, layer, place in sorted(places)[:count]:
        flat[layer][place] = False
    return [mask.reshape(w.shape) for mask, w in zip(flat, weights, strict=True)]


def size_of(weights: list[torch.Tensor]) -> int:
    """Count the weights."""
    return sum(w.numel() for w in weights)


@check
def the_smallest_of_all_layers_go(trial: Trial) -> None:
    """Masks are False for the given share of weights, those of the smallest magnitude in all layers together."""
    for shapes in SHAPES:
        weights = draw(trial, shapes)
        for count in sorted({0, 1, size_of(weights) // 2, size_of(weights) - 1, size_of(weights)}):
            with trial.case(f"{count} of {size_of(weights)} weights"):
                seen = trial.call("masks_for", weights, count / size_of(weights))
                trial.same(seen, wanted_masks(weights, count), what="the masks")


@check
def the_share_is_rounded(trial: Trial) -> None:
    """How many go is the nearest whole number to the share times the number of weights."""
    weights = draw(trial, ((4, 5), (9,)))
    for sparsity in (0.1, 0.29, 0.33, 0.48, 0.7, 0.9):
        count = int(sparsity * 29 + 0.5)
        with trial.case(f"a share of {sparsity} of 29 weights"):
            trial.same(trial.call("masks_for", weights, sparsity), wanted_masks(weights, count), what="the masks")


@check
def equal_weights_do_not_go_together(trial: Trial) -> None:
    """Among weights of the same magnitude just as many go as are needed for the share."""
    for count in (3, 5, 8):
        weights = [torch.tensor([2.0, -1.0, 1.0, 1.0]), torch.tensor([[1.0, -1.0], [3.0, 1.0]])]
        seen = trial.call("masks_for", weights, count / 8, random=True)  # which of them go is nobody's business
        shapes = isinstance(seen, tuple | list) and [tuple(getattr(m, "shape", ())) for m in seen] == [(4,), (2, 2)]
        good = shapes and all(isinstance(m, torch.Tensor) and m.dtype == torch.bool for m in seen)
        trial.require(good, "masks_for must give a boolean mask of each layer's shape.", seen=seen)
        gone = 8 - sum(int(m.sum()) for m in seen)
        trial.note(gone)
        trial.require(gone == count, f"{gone} weights go where {count} of 8 were asked for.", seen=seen)
        left = torch.cat([w.flatten()[m.flatten()] for w, m in zip(weights, seen, strict=True)]).abs()
        least = 8.0 - count if count > 6 else 11.0 - count  # six weights of 1, then those of 2 and 3
        least = 0.0 if count == 8 else least
        trial.require(float(left.sum()) == least, "A large weight went before a small one.", seen=seen)


@check
def the_share_rises_fast_and_then_slowly(trial: Trial) -> None:
    """sparsity_at is 0 until begin, then final times 1 - (1 - progress)³, and stays at final from end on."""
    for begin, end, final in ((0, 10, 0.9), (5, 25, 0.5), (3, 4, 1.0)):
        for step in (0, begin, begin + 1, (begin + end) // 2, end - 1, end, end + 7):
            done = 0.0 if step <= begin else 1.0 if step >= end else (step - begin) / (end - begin)
            with trial.case(f"step {step}, from {begin} to {end}"):
                seen = trial.call("sparsity_at", step, begin, end, final)
                trial.same(seen, final * (1 - (1 - done) ** 3), what="the share", scale=1.0)


@check
def what_is_cut_stays_cut(trial: Trial) -> None:
    """A step of SGD with momentum leaves pruned weights and their velocities at exactly zero, the others as ever."""
    for shapes in SHAPES:
        weights = draw(trial, shapes)
        # Weights, gradients and velocities from before the cut: nothing is zero yet.
        velocities = [trial.normal(*shape) for shape in shapes]
        gradients = [trial.normal(*shape) for shape in shapes]
        masks = [trial.mask(*shape) for shape in shapes]
        lr, momentum = trial.dice.uniform(0.1, 0.5), trial.dice.uniform(0.5, 0.9)
        new_v = [(momentum * v.double() + g.double()) * m for v, g, m in zip(velocities, gradients, masks, strict=True)]
        new_w = [(w.double() - lr * v) * m for w, v, m in zip(weights, new_v, masks, strict=True)]
        seen = trial.call("train_step", weights, gradients, masks, velocities, lr, momentum)
        wanted = ([w.float() for w in new_w], [v.float() for v in new_v])
        trial.same(seen, wanted, what="the result", terms=3, scale=3.0)


@check
def retraining_repairs_the_damage(trial: Trial) -> None:
    """Pruned step by step and retrained, a regression with few true inputs finds them and keeps half of its weights."""
    true = torch.tensor([2.0, 0.0, -1.5, 0.0, 1.0, 0.0])[trial.dice.sample(range(6), 6)]
    x = trial.normal(40, 6)
    y = x @ true
    weights: Any = [true + trial.normal(6, scale=0.3)]
    velocities: Any = [torch.zeros(6)]
    masks: Any = [torch.ones(6, dtype=torch.bool)]
    for step in range(24):
        if step % 4 == 0:
            share = trial.call("sparsity_at", step, 0, 16, 0.5)
            trial.same(share, 0.5 * (1 - (1 - min(step / 16, 1.0)) ** 3), what="the share", scale=1.0)
            masks = trial.call("masks_for", weights, share)
            trial.same(masks, wanted_masks(weights, round(share * 6)), what="the masks")
        gradients = [x.T @ (x @ weights[0] - y) / 40]
        found = trial.call("train_step", weights, gradients, masks, velocities, 0.3, 0.5)
        v = (0.5 * velocities[0] + gradients[0]) * masks[0]
        trial.same(
            found,
            ([(weights[0] - 0.3 * v) * masks[0]], [v]),
            what=f"the result of step {step + 1}",
            terms=10,
            scale=2.0,
        )
        weights, velocities = found
    error, gone = float((weights[0] - true).abs().max()), int((weights[0] == 0).sum())
    trial.require(gone == 3 and error < 0.1, f"{gone} weights are zero, and the others are up to {error:.3f} off.")


@check
def keeps_the_dtype(trial: Trial) -> None:
    """float64 goes in and comes out; layers may be non-contiguous, and all arguments are left as they were."""
    weights = [w.T.contiguous().T for w in draw(trial, ((3, 4), (2, 5)), torch.float64)]
    masks = wanted_masks(weights, 11)
    trial.same(trial.call("masks_for", weights, 0.5), masks, what="the masks")
    # Float32 would take all of these magnitudes for 1.
    alike = [1.0 + w * 1e-10 for w in draw(trial, ((3, 4), (2, 5)), torch.float64)]
    alike[1] = -alike[1]
    with trial.case("magnitudes that only float64 tells apart"):
        trial.same(trial.call("masks_for", alike, 0.5), wanted_masks(alike, 11), what="the masks")
    velocities, gradients = draw(trial, ((3, 4), (2, 5)), torch.float64), draw(trial, ((3, 4), (2, 5)), torch.float64)
    new_v = [(0.7 * v + g) * m for v, g, m in zip(velocities, gradients, masks, strict=True)]
    new_w = [(w - 0.2 * v) * m for w, v, m in zip(weights, new_v, masks, strict=True)]
    given = (weights, gradients, masks, velocities, 0.2, 0.7)
    trial.same(trial.call("train_step", *given), (new_w, new_v), what="the result", terms=3, scale=3.0)
    trial.same(trial.after("train_step", *given), given, what="what the arguments are after the step", relative=0.0)
    trial.same(trial.after("masks_for", weights, 0.5)[0], weights, what="the weights after masks_for", relative=0.0)
