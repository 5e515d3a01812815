"""Checks of 2-D batch normalization against a float64 oracle that goes channel by channel."""

import math

import torch

from deepdrill.judge.checks import Remote, Trial, check

SHAPES = [(2, 1, 1, 1), (2, 3, 1, 2), (3, 2, 4, 3), (5, 4, 2, 3)]  # small first: the failure shown is small
PARAMETERS = ("weight", "bias")
BUFFERS = ("running_mean", "running_var")

State = dict[str, torch.Tensor]


def oracle(
    x: torch.Tensor, state: State, *, training: bool, eps: float = 1e-5, momentum: float = 0.1
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Give the output, running mean and running variance after one forward pass, each channel on its own."""
    out = torch.empty(x.shape, dtype=torch.float64)
    mean_after, var_after = (state[name].double().clone() for name in BUFFERS)
    for c in range(x.shape[1]):
        values = x[:, c].double().flatten().tolist()
        n = len(values)
        mean, var = float(mean_after[c]), float(var_after[c])
        if training:
            batch_mean = math.fsum(values) / n
            squares = math.fsum((value - batch_mean) ** 2 for value in values)
            mean_after[c] = (1 - momentum) * mean + momentum * batch_mean
            var_after[c] = (1 - momentum) * var + momentum * squares / (n - 1)
            mean, var = batch_mean, squares / n
        out[:, c] = (x[:, c].double() - mean) / math.sqrt(var + eps)
        out[:, c] = out[:, c] * float(state["weight"][c]) + float(state["bias"][c])
    return out.float(), mean_after.float(), var_after.float()


def fresh_state(trial: Trial, channels: int) -> State:
    """Draw parameters and running statistics that are far from those a module starts with."""
    return {
        "weight": trial.uniform(channels, low=0.5, high=2.5),
        "bias": trial.uniform(channels, low=-1.0, high=1.0),
        "running_mean": trial.uniform(channels, low=-2.0, high=2.0),
        "running_var": trial.uniform(channels, low=0.3, high=5.0),
    }


def draw(trial: Trial, *shape: int) -> torch.Tensor:
    """Draw images whose channels have means and spreads of their own."""
    channels = shape[1]
    spread = trial.uniform(1, channels, 1, 1, low=0.5, high=3.0)
    return trial.normal(*shape) * spread + trial.uniform(1, channels, 1, 1, low=-3.0, high=3.0)


def spread_of(x: torch.Tensor) -> float:
    """Give how much the normalisation enlarges rounding errors: the largest |x|/σ of a channel."""
    flat = x.double().transpose(0, 1).flatten(1)
    sigma = torch.sqrt(flat.var(dim=1, correction=0) + 1e-5)
    return float((flat.abs().amax(dim=1) / sigma).max()) + 1.0


@check
def starts_as_the_identity(trial: Trial) -> None:
    """Fresh weight and running_var are ones, bias and running_mean zeros, each of shape (channels,)."""
    for channels in (1, 3):
        layer = trial.make("BatchNorm2d", channels)
        ones, zeros = torch.ones(channels), torch.zeros(channels)
        for name, start in (("weight", ones), ("bias", zeros), ("running_mean", zeros), ("running_var", ones)):
            trial.same(layer.read(name), start, what=name, relative=0.0)


@check
def buffers_are_saved_but_not_learned(trial: Trial) -> None:
    """Only weight and bias are parameters; state_dict holds them and both running statistics."""
    layer = trial.make("BatchNorm2d", 2)
    saved = sorted(layer.state())
    trial.note(saved)
    for name in (*PARAMETERS, *BUFFERS):
        trial.require(name in saved, f"state_dict() has no {name}; it has {', '.join(saved) or 'nothing'}.", seen=saved)
    own = layer.read("_parameters")  # where torch.nn.Module keeps what is an nn.Parameter
    learned = sorted(own) if isinstance(own, dict) else []
    trial.require(
        learned == sorted(PARAMETERS),
        f"The module's parameters are {', '.join(learned) or 'none'}; only weight and bias are learned.",
        seen=learned,
    )


@check
def training_normalises_with_the_batch(trial: Trial) -> None:
    """In training each channel is normalised by its mean and biased variance over N, H and W."""
    for shape in SHAPES:
        layer, x, state = trial.make("BatchNorm2d", shape[1]), draw(trial, *shape), fresh_state(trial, shape[1])
        load_parameters(layer, state)
        wanted, _, _ = oracle(x, state, training=True)
        trial.same(layer(x), wanted, terms=x.numel(), scale=3.0 * spread_of(x))


@check
def epsilon_is_inside_the_root(trial: Trial) -> None:
    """ε is added to the variance before the root, and it is the ε that was passed."""
    for eps, spread, given in ((1e-5, 2e-3, {}), (1e-5, 2e-3, {"eps": 1e-5}), (0.5, 1.0, {"eps": 0.5})):
        layer, x = trial.make("BatchNorm2d", 2, **given), trial.normal(3, 2, 2, 3, scale=spread)
        state = fresh_state(trial, 2)
        load_parameters(layer, state)
        wanted, _, _ = oracle(x, state, training=True, eps=eps)
        with trial.case(f"eps={eps:g}{'' if given else ' by default'}, a variance near {spread**2:g}"):
            trial.same(layer(x), wanted, terms=18)


@check
def running_statistics_follow_the_batches(trial: Trial) -> None:
    """Each training pass moves running_mean and the unbiased running_var by `momentum` towards the batch's."""
    for how in ({}, {"momentum": 0.3}):
        layer, momentum = trial.make("BatchNorm2d", 3, **how), how.get("momentum", 0.1)
        state = {"weight": torch.ones(3), "bias": torch.zeros(3), "running_mean": torch.zeros(3)}
        state["running_var"] = torch.ones(3)
        for step in range(1, 4):
            x = draw(trial, 2, 3, trial.size(1, 3), 2)
            wanted, mean, var = oracle(x, state, training=True, momentum=momentum)
            state |= {"running_mean": mean, "running_var": var}
            with trial.case(f"momentum {momentum}, training pass {step}"):
                trial.same(layer(x), wanted, terms=x.numel(), scale=3.0 * spread_of(x))
                trial.same(layer.read("running_mean"), mean, what="running_mean", terms=x.numel(), scale=5.0)
                trial.same(layer.read("running_var"), var, what="running_var", terms=x.numel(), scale=20.0)


@check
def evaluation_uses_the_running_statistics(trial: Trial) -> None:
    """In evaluation the running statistics normalise and stay as they are; a single pixel will do."""
    for shape, eps in (((1, 2, 1, 1), 1e-5), ((1, 3, 2, 2), 0.5), ((4, 2, 3, 5), 1e-5)):
        layer, x = trial.make("BatchNorm2d", shape[1], eps=eps), draw(trial, *shape)
        state = fresh_state(trial, shape[1])
        load_everything(trial, layer, state)
        layer.method("eval")
        wanted, _, _ = oracle(x, state, training=False, eps=eps)
        trial.same(layer(x), wanted, scale=30.0)
        for name in BUFFERS:
            trial.same(layer.read(name), state[name], what=f"{name} after an evaluation pass", relative=0.0)
    layer.method("train")
    wanted, _, _ = oracle(x, state, training=True)
    with trial.case("back in training mode"):
        trial.same(layer(x), wanted, terms=x.numel(), scale=3.0 * spread_of(x))


@check
def training_gradients_pass_through_the_statistics(trial: Trial) -> None:
    """In training the gradients of x, weight and bias are right, those through mean and variance included."""
    for shape in SHAPES[1:]:
        layer, x, state = trial.make("BatchNorm2d", shape[1]), draw(trial, *shape), fresh_state(trial, shape[1])
        load_parameters(layer, state)
        cotangent = trial.normal(*shape)
        flat, factor = normalise(x)
        up = cotangent.double() * wide(state["weight"])
        to_x = factor * (up - channel_mean(up) - flat * channel_mean(up * flat))
        found = layer.gradients(x, cotangent=cotangent)
        trial.same(found.inputs[0], to_x.float(), what="the gradient of x", terms=x.numel(), scale=spread(factor))
        same_parameter_gradients(trial, found.parameters, flat, cotangent)


@check
def evaluation_gradients_are_right(trial: Trial) -> None:
    """In evaluation the statistics are constants: the gradient of x is γ/√(σ² + ε) times what comes in."""
    layer, x, state = trial.make("BatchNorm2d", 3), draw(trial, 2, 3, 2, 4), fresh_state(trial, 3)
    load_everything(trial, layer, state)
    layer.method("eval")
    cotangent = trial.normal(2, 3, 2, 4)
    factor = torch.rsqrt(wide(state["running_var"]) + 1e-5)
    found = layer.gradients(x, cotangent=cotangent)
    to_x = (cotangent.double() * wide(state["weight"]) * factor).float()
    trial.same(found.inputs[0], to_x, what="the gradient of x", terms=4)
    same_parameter_gradients(trial, found.parameters, (x.double() - wide(state["running_mean"])) * factor, cotangent)


@check
def running_statistics_stay_out_of_autograd(trial: Trial) -> None:
    """After a training pass with gradients the running statistics require none."""
    layer, x = trial.make("BatchNorm2d", 2), draw(trial, 3, 2, 2, 2)
    layer.gradients(x, cotangent=trial.normal(3, 2, 2, 2))
    for name in BUFFERS:
        trial.require(
            layer.read(f"{name}.requires_grad") is False,
            f"{name} requires a gradient: it keeps the graph of every batch alive.",
        )


@check
def takes_any_memory_layout(trial: Trial) -> None:
    """Channels-last and transposed inputs are fine, and x is left as it was."""
    layouts = {
        "channels last": draw(trial, 2, 3, 4, 2).contiguous(memory_format=torch.channels_last),
        "height and width swapped": draw(trial, 2, 3, 2, 4).transpose(2, 3),
    }
    for name, x in layouts.items():
        layer, state, there = trial.make("BatchNorm2d", 3), fresh_state(trial, 3), trial.place(x)
        load_parameters(layer, state)
        wanted, _, _ = oracle(x, state, training=True)
        with trial.case(name):
            trial.same(layer(there), wanted, terms=x.numel(), scale=3.0 * spread_of(x))
            trial.same(there.read(), x, what="x after the call", relative=0.0)


def load_parameters(layer: Remote, state: State) -> None:
    """Set weight and bias, and leave the running statistics as the module starts them."""
    layer.load({name: state[name] for name in PARAMETERS})


def load_everything(trial: Trial, layer: Remote, state: State) -> None:
    """Set parameters and running statistics; which of them there are is behaviour, since a missing one ends here."""
    trial.note(sorted(layer.state()))
    layer.load(state)


def wide(vector: torch.Tensor) -> torch.Tensor:
    """Give a (C,) vector as float64 (C, 1, 1)."""
    return vector.double().reshape(-1, 1, 1)


def channel_mean(values: torch.Tensor) -> torch.Tensor:
    """Average (N, C, H, W) over all but the channels, to (C, 1, 1)."""
    return wide(torch.stack([values[:, c].mean() for c in range(values.shape[1])]))


def normalise(x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Give the normalised x and each channel's 1/√(σ² + ε), in float64."""
    centred = x.double() - channel_mean(x.double())
    factor = torch.rsqrt(channel_mean(centred**2) + 1e-5)
    return centred * factor, factor


def same_parameter_gradients(
    trial: Trial, found: dict[str, torch.Tensor | None], flat: torch.Tensor, cotangent: torch.Tensor
) -> None:
    """Compare the gradients of weight and bias with sums over all but the channels."""
    n = flat[:, 0].numel()
    to_weight = channel_mean(cotangent.double() * flat).flatten() * n
    to_bias = channel_mean(cotangent.double()).flatten() * n
    for name, want in (("weight", to_weight), ("bias", to_bias)):
        trial.same(found.get(name), want.float(), what=f"the gradient of {name}", terms=4 * n, scale=5.0 + spread(flat))


def spread(values: torch.Tensor) -> float:
    """Give the largest magnitude."""
    return float(values.abs().max())
