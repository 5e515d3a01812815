"""Checks of the LoRA layer against float64 sums over ranks: every rank adds an outer product to the weight."""

import torch

from deepdrill.judge.checks import Remote, Trial, check

NAMES = ("base.weight", "base.bias", "A", "B")
SIZES = [(1, 1, 1, 1.0), (3, 2, 1, 2.0), (5, 4, 2, 8), (4, 6, 3, 1.5), (6, 7, 4, 16)]  # n_in, n_out, rank, alpha
LEADING = [(1,), (4,), (2, 3), (), (5, 1, 2)]
State = dict[str, torch.Tensor]


def draw_state(trial: Trial, n_in: int, n_out: int, rank: int) -> State:
    """Draw weights, B included."""
    shapes = ((n_out, n_in), (n_out,), (rank, n_in), (n_out, rank))
    return {name: trial.normal(*shape) for name, shape in zip(NAMES, shapes, strict=True)}


def weight_of(state: State, rank: int, alpha: float) -> torch.Tensor:
    """The merged weight in float64: the frozen one and one outer product per rank."""
    weight = state["base.weight"].double().clone()
    for one in range(rank):
        weight += alpha / rank * torch.outer(state["B"][:, one].double(), state["A"][one].double())
    return weight


def oracle(x: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    """Apply a weight to each row."""
    rows = x.double().reshape(-1, x.shape[-1])
    out = torch.stack([(weight * row).sum(-1) + bias.double() for row in rows])
    return out.reshape(*x.shape[:-1], weight.shape[0]).to(x.dtype)


def build(trial: Trial, n_in: int, n_out: int, rank: int, alpha: float) -> tuple[Remote, State]:
    """Make a layer and give it weights."""
    layer, state = trial.make("LoRALinear", n_in, n_out, rank, alpha), draw_state(trial, n_in, n_out, rank)
    found = layer.state()
    trial.note({name: list(value.shape) for name, value in found.items()})
    for name in NAMES:
        trial.require(name in found, f"The layer has no {name} in its state_dict: there are {sorted(found)}.")
        shape, wanted = tuple(found[name].shape), tuple(state[name].shape)
        trial.require(shape == wanted, f"{name} has the shape {shape} where {wanted} is expected.")
    layer.load(state)
    return layer, state


def size_of(state: State, alpha: float) -> float:
    """How large the terms of an output can be."""
    low = float(state["A"].abs().sum(-1).max() * state["B"].abs().sum(-1).max())
    return 3.0 + 3.0 * float(state["base.weight"].abs().max()) + 3.0 * alpha * low / state["A"].shape[0]


@check
def follows_the_formula(trial: Trial) -> None:
    """The base and alpha / rank times the low-rank path, for any leading dimensions."""
    for (n_in, n_out, rank, alpha), leading in zip(SIZES, LEADING, strict=True):
        layer, state = build(trial, n_in, n_out, rank, alpha)
        x = trial.normal(*leading, n_in)
        wanted = oracle(x, weight_of(state, rank, alpha), state["base.bias"])
        trial.same(layer(x), wanted, terms=n_in * rank, scale=size_of(state, alpha))


@check
def starts_as_its_base(trial: Trial) -> None:
    """B starts as zeros and A does not, so a new layer gives what its base gives, and can still learn."""
    for n_in, n_out, rank, alpha in SIZES[1:]:
        layer = trial.make("LoRALinear", n_in, n_out, rank, alpha)
        state = layer.state()
        a, b = state.get("A"), state.get("B")
        trial.note([one is not None and bool((one == 0).all()) for one in (a, b)])
        trial.same(b, torch.zeros(n_out, rank), what="B at the start", relative=0.0)
        trial.require(isinstance(a, torch.Tensor) and tuple(a.shape) == (rank, n_in), "A must have shape (rank, n_in).")
        alike = len(set(a.flatten().tolist())) < a.numel()
        trial.note(alike)
        trial.require(not alike, "Entries of A are alike at the start: draw them at random.", seen=a)
        x = trial.normal(3, n_in)
        wanted = oracle(x, state["base.weight"].double(), state["base.bias"])
        # Its numbers are the layer's own random ones, so they are no behaviour to compare by.
        trial.same(layer(x, random=True), wanted, terms=n_in, scale=4.0)


@check
def a_starts_with_mean_zero(trial: Trial) -> None:
    """A is drawn around zero, not too widely, and anew in every layer."""
    first = trial.make("LoRALinear", 64, 32, 16, 16).state()["A"]
    second = trial.make("LoRALinear", 64, 32, 16, 16).state()["A"]
    spread = float(first.double().std())
    mean = float(first.double().mean())
    # The mean of 1024 draws has a standard error of spread / 32; eight of them do not happen.
    centred = abs(mean) < 8 * spread / 32
    # The spread of 1024 draws is off by a few per cent.
    narrow = spread < 1.2 * 2 / 8
    trial.note([centred, narrow, bool((first == second).all())])
    trial.require(centred, f"The entries of A have mean {mean:.3g} and spread {spread:.3g}: centre them at zero.")
    trial.require(
        narrow, f"The entries of A have a standard deviation of {spread:.3g}; at most 2/8 is asked for n_in = 64."
    )
    trial.require(not bool((first == second).all()), "Two new layers have the same A: draw it anew.")


@check
def the_base_is_frozen(trial: Trial) -> None:
    """base.weight and base.bias require no gradient; A and B do."""
    layer, _ = build(trial, 4, 3, 2, 4.0)
    for name in NAMES:
        frozen = layer.read(f"{name}.requires_grad") is False
        if name.startswith("base"):
            trial.require(frozen, f"{name} requires a gradient: freeze it.")
        else:
            trial.require(not frozen, f"{name} requires no gradient: it is what is trained.")


@check
def gradients_reach_a_b_and_x(trial: Trial) -> None:
    """The gradients of A, B and x are those of the formula, and the base gets none."""
    for (n_in, n_out, rank, alpha), leading in zip(SIZES, LEADING, strict=True):
        layer, state = build(trial, n_in, n_out, rank, alpha)
        x, up = trial.normal(*leading, n_in), trial.normal(*leading, n_out)
        found = layer.gradients(x, cotangent=up)
        rows, ups = x.double().reshape(-1, n_in), up.double().reshape(-1, n_out)
        # dL/dW of the merged weight, and from it by the product rule those of its factors.
        down = sum(torch.outer(g, row) for g, row in zip(ups, rows, strict=True))
        factor = alpha / rank
        wanted = {
            "A": factor * state["B"].double().T @ down,
            "B": factor * down @ state["A"].double().T,
        }
        to_x = (ups @ weight_of(state, rank, alpha)).reshape(x.shape).float()
        scale = (1 + size_of(state, alpha)) * (1 + factor) * 3
        terms = 4 * n_in * n_out * max(1, len(rows))
        trial.same(found.inputs[0], to_x, what="the gradient of x", terms=terms, scale=scale)
        for name, want in wanted.items():
            seen = found.parameters.get(name)
            trial.same(seen, want.float(), what=f"the gradient of {name}", terms=terms, scale=scale)
        for name in NAMES[:2]:
            trial.require(found.parameters.get(name) is None, f"A gradient reaches {name}: the base is frozen.")


@check
def the_scaling_is_alpha_over_rank(trial: Trial) -> None:
    """With the same weights, twice alpha doubles what the low-rank path adds."""
    n_in, n_out = 5, 6
    for rank, alpha in ((1, 1), (2, 1), (2, 4), (4, 16.0), (5, 0.5)):
        layer, state = build(trial, n_in, n_out, rank, alpha)
        x = trial.normal(3, n_in)
        wanted = oracle(x, weight_of(state, rank, alpha), state["base.bias"])
        with trial.case(f"rank {rank}, alpha {alpha}"):
            trial.same(layer(x), wanted, terms=n_in * rank, scale=size_of(state, alpha))


@check
def merge_gives_a_plain_layer(trial: Trial) -> None:
    """It gives an nn.Linear with weight W + alpha/rank BA and the base's bias."""
    for n_in, n_out, rank, alpha in SIZES:
        layer, state = build(trial, n_in, n_out, rank, alpha)
        merged = layer.make("merge")
        trial.note(merged.handle.kind)
        kind = merged.handle.kind
        trial.require(kind == "Linear", f"merge() gave a {kind} where an nn.Linear is expected.")
        found, weight = merged.state(), weight_of(state, rank, alpha)
        trial.note({name: list(value.shape) for name, value in found.items()})
        scale = size_of(state, alpha)
        trial.same(found.get("weight"), weight.float(), what="the merged weight", terms=rank, scale=scale)
        trial.same(found.get("bias"), state["base.bias"], what="the merged bias", relative=0.0)
        x = trial.normal(4, n_in)
        wanted = oracle(x, weight, state["base.bias"])
        with trial.case("the merged layer"):
            trial.same(merged(x), wanted, terms=n_in * rank, scale=scale)


@check
def merging_leaves_the_layer_as_it_was(trial: Trial) -> None:
    """After merge() the layer gives the same, merges to the same again, and shares no memory with what it gave."""
    n_in, n_out, rank, alpha = 4, 5, 2, 3.0
    layer, state = build(trial, n_in, n_out, rank, alpha)
    merged = layer.make("merge")
    x = trial.normal(3, n_in)
    wanted, scale = oracle(x, weight_of(state, rank, alpha), state["base.bias"]), size_of(state, alpha)
    with trial.case("the layer after merge()"):
        trial.same(layer(x), wanted, terms=n_in * rank, scale=scale)
    for name in NAMES:
        trial.same(layer.state().get(name), state[name], what=f"{name} after merge()", relative=0.0)
        trainable = layer.read(f"{name}.requires_grad")
        trial.require(trainable is (name in "AB"), f"merge() changed whether {name} requires a gradient.")
    with trial.case("merged a second time"):
        trial.same(layer.make("merge")(x), wanted, terms=n_in * rank, scale=scale)
    later = draw_state(trial, n_in, n_out, rank)
    layer.load(later)
    with trial.case("the merged layer after the layer was trained further"):
        trial.same(merged(x), wanted, terms=n_in * rank, scale=scale)
    merged.load({"weight": torch.zeros(n_out, n_in), "bias": torch.zeros(n_out)})
    wanted = oracle(x, weight_of(later, rank, alpha), later["base.bias"])
    with trial.case("the layer after the merged one was changed"):
        trial.same(layer(x), wanted, terms=n_in * rank, scale=size_of(later, alpha))


@check
def a_rank_out_of_range_is_refused(trial: Trial) -> None:
    """A rank below 1, or above n_in or n_out, raises ValueError; the largest that fits does not."""
    for n_in, n_out, rank in ((4, 3, 0), (4, 3, -1), (4, 3, 4), (3, 4, 4), (2, 2, 9)):
        with trial.case(f"n_in {n_in}, n_out {n_out}, rank {rank}"):
            trial.raises("ValueError", "LoRALinear", n_in, n_out, rank, 8.0)
    for n_in, n_out in ((4, 3), (3, 4), (2, 2)):
        build(trial, n_in, n_out, min(n_in, n_out), 8.0)


@check
def works_in_float64(trial: Trial) -> None:
    """After .double() the output and the merged layer are float64, with its accuracy."""
    n_in, n_out, rank, alpha = 5, 4, 2, 3.0
    layer = trial.make("LoRALinear", n_in, n_out, rank, alpha)
    layer.method("double", random=True)
    state = {name: value.double() * 1.1 for name, value in draw_state(trial, n_in, n_out, rank).items()}
    layer.load(state)
    x = trial.normal(3, n_in, dtype=torch.float64)
    wanted, scale = oracle(x, weight_of(state, rank, alpha), state["base.bias"]), size_of(state, alpha)
    trial.same(layer(x), wanted, terms=n_in * rank, scale=scale)
    with trial.case("the merged layer"):
        trial.same(layer.make("merge")(x), wanted, terms=n_in * rank, scale=scale)


@check
def takes_any_memory_layout(trial: Trial) -> None:
    """Transposed inputs are fine, and x is left as it was."""
    layer, state = build(trial, 4, 3, 2, 6.0)
    x = trial.normal(4, 5, 2).transpose(0, 2)  # (2, 5, 4)
    there = trial.place(x)
    wanted = oracle(x, weight_of(state, 2, 6.0), state["base.bias"])
    trial.same(layer(there), wanted, terms=8, scale=size_of(state, 6.0))
    trial.same(there.read(), x, what="x after the call", relative=0.0)
