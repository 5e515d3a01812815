"""Checks of the modules: trees put together attribute by attribute over there; we know their tensors by handle."""

import math
from typing import Any

import torch

from deepdrill.judge.checks import Remote, Trial, check


def leaf(trial: Trial, *shape: int, dtype: torch.dtype = torch.float32) -> Remote:
    """Place a parameter."""
    return trial.place(trial.normal(*shape, dtype=dtype).requires_grad_())


def module(trial: Trial, **attributes: Any) -> Remote:
    """Make a plain module as a subclass would that never calls Module's __init__, and set attributes in this order."""
    kind = trial.make("Module").make("__getattribute__", "__class__")
    made = kind.make("__new__", kind)
    for name, value in attributes.items():
        made.write(name, value)
    return made


def expect(trial: Trial, made: Remote, wanted: dict[str, Remote]) -> None:
    """Compare names, order and identity of the parameters."""
    names, found = names_of(trial, made), made.make("named_parameters")
    trial.require(
        names == list(wanted), f"The parameters must be {', '.join(wanted) or 'none'}, in this order.", seen=names
    )
    listed = made.make("parameters")
    for index, (name, placed) in enumerate(wanted.items()):
        for held, key in ((found, name), (listed, index)):
            same = held.make("__getitem__", key).handle == placed.handle
            trial.require(same, f"What is found as {name} must be the tensor itself, not a copy.")
    count = len(made.method("parameters"))
    trial.require(count == len(wanted), f"parameters gives {count} tensors where there are {len(wanted)}.")


def names_of(trial: Trial, made: Remote) -> list[str]:
    """Read the names."""
    seen = made.method("named_parameters", random=True)
    trial.require(isinstance(seen, dict), "named_parameters must give a dict.", seen=seen)
    trial.note(list(seen))
    return list(seen)


@check
def linear_maps_rows(trial: Trial) -> None:
    """Linear has a weight (d_out, d_in) and a bias, and gives x·Wᵀ + b for any leading axes."""
    for shape, d_in, d_out in (((2,), 1, 1), ((3,), 2, 4), ((), 3, 2), ((2, 3), 4, 3)):
        layer, x = trial.make("Linear", d_in, d_out), trial.normal(*shape, d_in)
        w, b = trial.normal(d_out, d_in), trial.normal(d_out)
        layer.method("load_state_dict", {"weight": w, "bias": b})
        up = trial.normal(*shape, d_out)
        rows, cotangents = x.double().reshape(-1, d_in), up.double().reshape(-1, d_out)
        wanted = torch.stack([(w.double() * row).sum(1) for row in rows]) + b.double()
        out = layer.make("__call__", x)
        trial.same(out.read(), wanted.reshape(up.shape).float(), terms=d_in + 1, scale=2.0)
        out.method("backward", up)
        slope = sum(torch.outer(c, row) for c, row in zip(cotangents, rows, strict=True))
        trial.same(layer.read("weight.grad"), slope.float(), what="the gradient of weight", terms=12, scale=2.0)
        trial.same(layer.read("bias.grad"), cotangents.sum(0).float(), what="the gradient of bias", terms=12, scale=2.0)


@check
def double_precision_and_gradients_pass_through(trial: Trial) -> None:
    """A stack of float64 layers stays in float64, and gradients reach its input."""
    weights = [(trial.normal(4, 3, dtype=torch.float64), trial.normal(4, dtype=torch.float64))]
    weights.append((trial.normal(2, 4, dtype=torch.float64), trial.normal(2, dtype=torch.float64)))
    layers = [trial.make("Linear", *w.T.shape) for w, _ in weights]
    for layer, (w, b) in zip(layers, weights, strict=True):
        layer.write("weight", trial.place(w.clone().requires_grad_()))
        layer.write("bias", trial.place(b.clone().requires_grad_()))
    x, up = trial.normal(5, 3, dtype=torch.float64), trial.normal(5, 2, dtype=torch.float64)
    (w1, b1), (w2, b2) = weights
    hidden = torch.stack([w1 @ row + b1 for row in x])
    given = trial.place(x.clone().requires_grad_())
    out = trial.make("Sequential", *layers).make("__call__", given)
    trial.same(out.read(), torch.stack([w2 @ row + b2 for row in hidden]), terms=10, scale=8.0)
    out.method("backward", up)
    trial.same(
        given.read("grad"), torch.stack([w1.T @ (w2.T @ row) for row in up]), what="the gradient of x", scale=8.0
    )
    trial.same(layers[0].read("bias.grad"), (up @ w2).sum(0), what="the gradient of the first bias", scale=8.0)


@check
def linear_starts_random(trial: Trial) -> None:
    """Weight and bias are float32 leaves drawn uniformly from plus or minus one over the root of d_in."""
    for d_in, d_out in ((4, 100), (25, 60)):
        layer, bound = trial.make("Linear", d_in, d_out), 1 / math.sqrt(d_in)
        trial.require(names_of(trial, layer) == ["weight", "bias"], "Linear's parameters must be weight and bias.")
        for name, shape in (("weight", (d_out, d_in)), ("bias", (d_out,))):
            values = layer.read(name)
            trial.require(
                isinstance(values, torch.Tensor) and values.dtype == torch.float32 and tuple(values.shape) == shape,
                f"{name} must be a float32 tensor of shape {shape}.",
                seen=values,
            )
            # Of 60 draws the largest is below 0.8 of the bound with probability 0.8^60, under two in a million.
            largest, mean = float(values.abs().max()), float(values.double().mean())
            trial.require(largest <= bound * 1.0001, f"An entry of {name} is beyond 1/√d_in.", seen=values)
            trial.require(largest > 0.8 * bound, f"No entry of {name} comes near 1/√d_in.", seen=values)
            # The mean of 60 draws has the deviation 0.075 of the bound.
            trial.require(abs(mean) < 0.45 * bound, f"The entries of {name} lean to one side.", seen=values)


@check
def finds_parameters_at_any_depth(trial: Trial) -> None:
    """Own parameters and those of modules inside have dotted names, in the order in which attributes were set."""
    a, b, c, d, e = (leaf(trial, 2) for _ in range(5))
    inner = module(trial, late=c, deep=module(trial, scale=d))
    expect(trial, module(trial, weight=a), {"weight": a})
    expect(trial, module(trial), {})
    outer = module(trial, zeta=a, first=module(trial, weight=b), inner=inner, alpha=e)
    wanted = {"zeta": a, "first.weight": b, "inner.late": c, "inner.deep.scale": d, "alpha": e}
    expect(trial, outer, wanted)


@check
def looks_into_lists_and_tuples(trial: Trial) -> None:
    """Lists and tuples of modules, tensors and lists are looked into; their positions are parts of the names."""
    a, b, c, d = (leaf(trial, 2) for _ in range(4))
    made = module(trial, blocks=[module(trial, w=a), module(trial, w=b)], pair=(c, [module(trial, deep=[d])]))
    expect(trial, made, {"blocks.0.w": a, "blocks.1.w": b, "pair.0": c, "pair.1.0.deep.0": d})
    made = module(trial, blocks=[])
    expect(trial, made, {})
    made.write("blocks", [module(trial, w=a)])
    with trial.case("a list set later"):
        expect(trial, made, {"blocks.0.w": a})


@check
def a_shared_tensor_counts_once(trial: Trial) -> None:
    """A tensor reached twice is one parameter, under its first name; equal numbers alone do not make it one."""
    a, b = leaf(trial, 3), leaf(trial, 2)
    shared = module(trial, weight=a)
    expect(trial, module(trial, one=shared, two=shared, tied=a, own=b), {"one.weight": a, "own": b})
    twins = [trial.place(torch.ones(2, requires_grad=True)) for _ in range(2)]
    with trial.case("two tensors of equal numbers"):
        expect(trial, module(trial, one=twins[0], two=twins[1]), {"one": twins[0], "two": twins[1]})


@check
def other_attributes_are_no_parameters(trial: Trial) -> None:
    """Tensors without gradients, kept results, numbers, strings and None are none; dicts are not looked into."""
    a = leaf(trial, 2)
    activation = a.make("mul", 2.0)
    others = {"mean": trial.normal(2), "last": activation, "rate": 0.1, "name": "weight", "nothing": None}
    expect(trial, module(trial, **others, w=a, table={"w": leaf(trial, 2)}), {"w": a})


@check
def sequential_applies_its_layers(trial: Trial) -> None:
    """Sequential applies modules and functions in order, and its parameters are those of its layers."""
    x = trial.normal(4, 3)
    with trial.case("no layers"):
        trial.same(trial.make("Sequential")(x), x, relative=0.0)
    first, second = trial.make("Linear", 3, 5), trial.make("Linear", 5, 2)
    bend = trial.place(x).read("__class__.abs")  # torch.Tensor.abs: a function that lives over there
    stack = trial.make("Sequential", first, second)
    names = ["layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias"]
    weights = {name: trial.normal(*shape) for name, shape in zip(names, ((5, 3), (5,), (2, 5), (2,)), strict=True)}
    stack.method("load_state_dict", weights)
    w1, b1, w2, b2 = (value.double() for value in weights.values())
    hidden = x.double() @ w1.T + b1
    trial.same(stack(x), (hidden @ w2.T + b2).float(), terms=10, scale=8.0)
    for name, key in zip(names, ("weight", "bias") * 2, strict=True):
        held = stack.make("named_parameters").make("__getitem__", name).handle
        own = (first if ".0." in name else second).make("__getattribute__", key).handle
        trial.require(held == own, f"{name} must be the layer's own tensor.")
    with trial.case("a function between two modules"):
        wide = trial.make("Sequential", first, bend, second)
        trial.same(wide(x), (hidden.abs() @ w2.T + b2).float(), terms=10, scale=8.0)
        trial.require(
            names_of(trial, wide) == [name.replace(".1.", ".2.") for name in names],
            "A function keeps its place in the names.",
        )
    with trial.case("a stack in a stack"):
        trial.same(
            trial.make("Sequential", bend, stack)(x), ((x.double().abs() @ w1.T + b1) @ w2.T + b2).float(), scale=8.0
        )


@check
def zero_grad_clears_all(trial: Trial) -> None:
    """zero_grad sets the gradient of every parameter to None, those without one included."""
    a, b, c = (leaf(trial, 2) for _ in range(3))
    made = module(trial, weight=a, inside=[module(trial, w=b)], idle=c)
    for one in (a, b):
        one.write("grad", trial.normal(2))
    made.method("zero_grad")
    for name, one in (("weight", a), ("inside.0.w", b), ("idle", c)):
        trial.same(one.read("grad"), None, what=f"the grad of {name}")


@check
def the_state_is_a_copy(trial: Trial) -> None:
    """state_dict gives copies without a graph: later training does not change them."""
    values = trial.normal(2, 3), trial.normal(4, dtype=torch.float64)
    a, b = (trial.place(value.requires_grad_()) for value in values)
    made = module(trial, weight=a, inside=module(trial, w=b))
    state = made.make("state_dict")
    wanted = {"weight": values[0].detach(), "inside.w": values[1].detach()}
    for one in (a, b):
        one.make("__getattribute__", "data").make("zero_")
    seen = state.read()
    trial.same(seen, wanted, what="the state", relative=0.0)
    trial.require(list(seen) == list(wanted), "The state has other names than the parameters.", seen=list(seen))
    trial.require(
        not any(one.requires_grad for one in seen.values()), "The state's tensors must not require gradients."
    )


@check
def loading_writes_into_the_tensors(trial: Trial) -> None:
    """load_state_dict copies numbers into the very tensors, which stay leaves; the state is not tied to them."""
    a, b = leaf(trial, 2, 3), leaf(trial, 3)
    made = module(trial, weight=a, inside=[module(trial, w=b)])
    values = {"inside.0.w": trial.normal(3), "weight": trial.normal(2, 3)}
    state = {name: trial.place(value) for name, value in values.items()}
    made.method("load_state_dict", state)
    expect(trial, made, {"weight": a, "inside.0.w": b})
    for name, one in (("weight", a), ("inside.0.w", b)):
        trial.same(one.read(), values[name], what=f"{name} after loading", relative=0.0)
        trial.require(
            one.read("requires_grad") is True and one.read("is_leaf") is True,
            f"{name} must stay a leaf that requires gradients.",
        )
        one.make("__getattribute__", "data").make("zero_")
        trial.same(state[name].read(), values[name], what="the state after more training", relative=0.0)


@check
def loading_refuses_other_names(trial: Trial) -> None:
    """A missing name or one too many raises KeyError, and nothing has changed by then."""
    values = trial.normal(2), trial.normal(3)
    a, b = (trial.place(value.clone().requires_grad_()) for value in values)
    made = module(trial, weight=a, bias=b)
    good = {"weight": torch.zeros(2), "bias": torch.zeros(3)}
    for label, state in (
        ("a name is missing", {"weight": torch.zeros(2)}),
        ("a name too many", good | {"more": torch.zeros(1)}),
        ("a name is spelled otherwise", {"weight": torch.zeros(2), "Bias": torch.zeros(3)}),
    ):
        with trial.case(label):
            trial.raises("KeyError", made.read("load_state_dict"), state)
            for name, one, before in zip(good, (a, b), values, strict=True):
                trial.same(one.read(), before, what=f"{name} after a refused load", relative=0.0)


@check
def the_mode_reaches_all_modules(trial: Trial) -> None:
    """Train and eval set `training` of the module and of all inside, give the module back, and touch no other."""
    leaf_module, listed, other = module(trial), trial.make("Linear", 1, 1), trial.make("Linear", 1, 1)
    stack = trial.make("Sequential", listed)
    made = module(trial, inside=module(trial, deep=leaf_module), blocks=[stack])
    everything = {"the module": made, "one inside": leaf_module, "one in a list": stack, "one in a Sequential": listed}

    def expect_mode(wanted: bool, after: str) -> None:  # noqa: FBT001  the mode itself
        for name, one in everything.items():
            trial.require(one.read("training") is wanted, f"After {after}, training of {name} must be {wanted}.")
        trial.require(other.read("training") is True, f"After {after} of one module, another one has changed its mode.")

    expect_mode(wanted=True, after="making it")
    for method, args, mode in (
        ("eval", (), False),
        ("train", (), True),
        ("train", (False,), False),
        ("eval", (), False),
    ):
        given = made.make(method, *args).handle
        trial.require(given == made.handle, f"{method} must return the module.")
        expect_mode(wanted=mode, after=f"{method}{args or '()'}")
