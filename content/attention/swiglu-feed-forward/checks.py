"""Checks of the gated feed-forward block against float64 loops over tokens and hidden units."""

import math

import torch

from deepdrill.judge.checks import Remote, Trial, check

NAMES = ("gate", "up", "down")
KINDS = ("swiglu", "geglu")
Weights = dict[str, torch.Tensor]
SHAPES = [((1,), 1, 1), ((3,), 4, 6), ((2, 3), 5, 3), ((2, 1, 2), 3, 7)]  # leading, d_model, d_hidden


def draw_weights(trial: Trial, d_model: int, d_hidden: int, dtype: torch.dtype = torch.float32) -> Weights:
    """Draw weights that keep the variance near one."""
    wide = {name: trial.normal(d_hidden, d_model, scale=1.5 / math.sqrt(d_model), dtype=dtype) for name in NAMES[:2]}
    down = trial.normal(d_model, d_hidden, scale=1 / math.sqrt(d_hidden), dtype=dtype)
    return {f"{name}.weight": weight for name, weight in {**wide, "down": down}.items()}


def bent(z: float, kind: str) -> float:
    """SiLU or exact GELU of a number."""
    if kind == "geglu":
        return z * 0.5 * math.erfc(-z / math.sqrt(2))
    return z / (1 + math.exp(-z)) if z >= 0 else z * math.exp(z) / (1 + math.exp(z))


def oracle(x: torch.Tensor, weights: Weights, kind: str) -> torch.Tensor:
    """Go token by token and hidden unit by hidden unit."""
    gate, up, down = (weights[f"{name}.weight"].double() for name in NAMES)
    rows = []
    for token in x.double().reshape(-1, x.shape[-1]):
        hidden = [bent(float(g @ token), kind) * float(u @ token) for g, u in zip(gate, up, strict=True)]
        rows.append(down @ torch.tensor(hidden, dtype=torch.float64))
    return torch.stack(rows).reshape(x.shape).to(x.dtype)


def build(trial: Trial, d_model: int, d_hidden: int, state: Weights, kind: str | None) -> Remote:
    """Make the learner's module and give it our weights."""
    kinds = () if kind is None else (kind,)
    module = trial.make("GatedFeedForward", d_model, d_hidden, *kinds)
    if next(iter(state.values())).dtype is torch.float64:
        module.method("double", random=True)
    module.load(state)
    return module


@check
def swiglu_is_the_default(trial: Trial) -> None:
    """down(SiLU(gate(x)) · up(x)), for any number of leading dimensions."""
    for leading, d_model, d_hidden in SHAPES:
        state, x = draw_weights(trial, d_model, d_hidden), trial.normal(*leading, d_model)
        trial.same(
            build(trial, d_model, d_hidden, state, None)(x), oracle(x, state, "swiglu"), terms=d_model + d_hidden
        )


@check
def the_kind_chooses_the_activation(trial: Trial) -> None:
    """kind="geglu" has the exact GELU in the gate, kind="swiglu" has SiLU."""
    for kind in KINDS:
        for leading, d_model, d_hidden in SHAPES[1:]:
            state, x = draw_weights(trial, d_model, d_hidden), trial.normal(*leading, d_model)
            with trial.case(kind):
                seen = build(trial, d_model, d_hidden, state, kind)(x)
                trial.same(seen, oracle(x, state, kind), terms=d_model + d_hidden)


@check
def other_kinds_are_refused(trial: Trial) -> None:
    """Any other kind raises ValueError when the module is made."""
    trial.raises("ValueError", "GatedFeedForward", 4, 6, "relu6")


@check
def has_three_matrices_and_no_bias(trial: Trial) -> None:
    """The parameters are gate.weight, up.weight and down.weight, and no biases."""
    module = trial.make("GatedFeedForward", 4, 6)
    shapes = {name: tuple(value.shape) for name, value in module.state().items()}
    wanted = {"gate.weight": (6, 4), "up.weight": (6, 4), "down.weight": (4, 6)}
    trial.note(sorted(shapes))
    trial.require(shapes == wanted, f"The parameters are {shapes} where {wanted} is expected.")


@check
def gradients_are_right(trial: Trial) -> None:
    """Gradients reach x and the three matrices and are those of the formula."""
    for kind in KINDS:
        d_model, d_hidden = 5, 7
        state, x, cotangent = draw_weights(trial, d_model, d_hidden), trial.normal(2, 3, 5), trial.normal(2, 3, 5)
        found = build(trial, d_model, d_hidden, state, kind).gradients(x, cotangent=cotangent)
        wanted = by_hand(x, state, kind, cotangent)
        with trial.case(kind):
            trial.same(found.inputs[0], wanted["x"], what="the gradient of x", terms=80, scale=1.0)
            for name in state:
                seen = found.parameters.get(name)
                trial.same(seen, wanted[name], what=f"the gradient of {name}", terms=80, scale=1.0)


def by_hand(x: torch.Tensor, state: Weights, kind: str, cotangent: torch.Tensor) -> Weights:
    """Give the gradients by the product rule, in float64; the slope of the activation from its definition."""
    gate, up, down = (state[f"{name}.weight"].double() for name in NAMES)
    tokens, above = x.double().reshape(-1, x.shape[-1]), cotangent.double().reshape(-1, x.shape[-1])
    z, u = tokens @ gate.T, tokens @ up.T
    if kind == "geglu":
        share, density = 0.5 * torch.erfc(-z / math.sqrt(2)), torch.exp(-z * z / 2) / math.sqrt(2 * math.pi)
        act, slope = z * share, share + z * density
    else:
        share = 1 / (1 + torch.exp(-z))
        act, slope = z * share, share + z * share * (1 - share)
    to_hidden = above @ down
    to_gate, to_up = to_hidden * u * slope, to_hidden * act
    found = {
        "x": (to_gate @ gate + to_up @ up).reshape(x.shape),
        "gate.weight": to_gate.T @ tokens,
        "up.weight": to_up.T @ tokens,
        "down.weight": above.T @ (act * u),
    }
    return {name: value.float() for name, value in found.items()}


@check
def far_below_zero_nothing_breaks(trial: Trial) -> None:
    """Gates of plus or minus several hundred give finite outputs and finite gradients."""
    for kind in KINDS:
        state, x = draw_weights(trial, 4, 6), trial.normal(3, 4)
        state["gate.weight"] *= 300
        module, cotangent = build(trial, 4, 6, state, kind), trial.normal(3, 4)
        size = float((x @ state["gate.weight"].T).abs().max())
        with trial.case(kind):
            trial.same(module(x), oracle(x, state, kind), terms=40, scale=size)
            found = module.gradients(x, cotangent=cotangent)
            wanted = by_hand(x, state, kind, cotangent)
            trial.same(found.inputs[0], wanted["x"], what="the gradient of x", terms=80, scale=size)


@check
def keeps_the_dtype(trial: Trial) -> None:
    """As a float64 module it gives float64 of that accuracy; the input may be non-contiguous and is left alone."""
    for kind in KINDS:
        state = draw_weights(trial, 4, 6, torch.float64)
        x = trial.normal(4, 3, 2, dtype=torch.float64).transpose(0, 2)
        with trial.case(kind):
            trial.same(build(trial, 4, 6, state, kind)(x), oracle(x, state, kind), terms=10)


@check
def the_width_pays_for_the_third_matrix(trial: Trial) -> None:
    """hidden_width rounds 8d/3 down to a whole number and then up to a multiple."""
    for d_model, multiple in ((4096, 256), (8192, 1), (3, 1), (1, 1), (6, 4), (6, 16), (3 * 2**58 + 3, 1), (48, 128)):
        least = 8 * d_model // 3
        wanted = least + (-least) % multiple
        seen = trial.call("hidden_width", d_model, multiple)
        trial.note(isinstance(seen, int) and seen == wanted)  # diagnosis takes large numbers that differ by 8 as equal
        trial.same(seen, wanted, what=f"the width for d = {d_model}")
    for _ in range(20):
        d_model, multiple = trial.size(1, 5000), trial.size(1, 300)
        least = 8 * d_model // 3
        wanted = next(width for width in range(least, least + multiple) if width % multiple == 0)
        trial.same(trial.call("hidden_width", d_model, multiple), wanted, what=f"the width for d = {d_model}")
