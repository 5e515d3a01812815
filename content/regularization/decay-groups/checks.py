"""Checks of regularisation in the framework: models of torch's own whose parameters we know by their handles."""

import math
from collections.abc import Sequence
from typing import Any

import torch

from deepdrill.judge.checks import Remote, Trial, check

DOUBLE = torch.float64
State = dict[str, torch.Tensor]


def library(trial: Trial) -> Remote:
    """Get hold of torch.nn, where the submission lives."""
    method = trial.place(torch.zeros(1)).make("__getattribute__", "backward")
    torch_there = method.make("__getattribute__", "__globals__").make("__getitem__", "torch")
    return torch_there.make("__getattribute__", "nn")


def layer(trial: Trial, nn: Remote, kind: str, *args: Any, **how: Any) -> Remote:
    """Make a module of torch's own."""
    return trial.make(nn.read(kind), *args, **how)


def own(module: Remote, name: str) -> Remote:
    """Get hold of a parameter."""
    return module.make("__getattr__", name)


def weights(trial: Trial, d_in: int, hidden: int, classes: int) -> State:
    """Draw the classifier's weights."""
    matrices = {"fc1.weight": (hidden, d_in), "fc2.weight": (classes, hidden)}
    vectors = {"fc1.bias": (hidden,), "fc2.bias": (classes,), "norm.bias": (hidden,)}
    state = {name: trial.normal(*shape, dtype=DOUBLE) for name, shape in (matrices | vectors).items()}
    return state | {"norm.weight": trial.uniform(hidden, low=0.5, high=2.0, dtype=DOUBLE)}


def hidden_of(state: State, x: torch.Tensor) -> torch.Tensor:
    """Give the hidden units, each row normalised by hand."""
    rows = x @ state["fc1.weight"].T + state["fc1.bias"]
    centred = rows - rows.mean(1, keepdim=True)
    normal = centred / ((centred**2).mean(1, keepdim=True) + 1e-5).sqrt()
    return (normal * state["norm.weight"] + state["norm.bias"]).clamp_min(0.0)


def classifier(trial: Trial, sizes: tuple[int, int, int], dropout: float, state: State) -> Remote:
    """Make the classifier in float64 with these weights."""
    model = trial.make("Classifier", *sizes, dropout)
    model.method("double", random=True)
    model.load(state)
    return model


@check
def evaluation_is_without_dropout(trial: Trial) -> None:
    """In evaluation mode the classifier computes fc2(relu(norm(fc1(x)))), with its gradients."""
    for n, sizes, dropout in ((1, (2, 3, 2), 0.5), (4, (3, 5, 4), 0.9), (3, (4, 2, 3), 0.0)):
        state, x = weights(trial, *sizes), trial.normal(n, sizes[0], dtype=DOUBLE)
        model = classifier(trial, sizes, dropout, state)
        model.method("eval", random=True)
        up = trial.normal(n, sizes[2], dtype=DOUBLE)
        leaf = x.clone().requires_grad_()
        wanted = hidden_of(state, leaf) @ state["fc2.weight"].T + state["fc2.bias"]
        found = model.gradients(x, cotangent=up)
        # A row whose units hardly differ is divided by its small deviation, and so is the rounding in it.
        trial.same(found.output, wanted.detach(), what="the logits", relative=1e-9, scale=8.0)
        slope = torch.autograd.grad(wanted, leaf, up)[0]
        trial.same(found.inputs[0], slope, what="the gradient of x", relative=1e-7, scale=20.0)


@check
def training_drops_hidden_units(trial: Trial) -> None:
    """In training mode hidden units are dropped with the given probability, and the others scaled up."""
    sizes = (3, 64, 64)
    for dropout in (0.2, 0.6):
        shown = {"fc2.weight": torch.eye(64, dtype=DOUBLE), "fc2.bias": torch.zeros(64, dtype=DOUBLE)}
        state = weights(trial, *sizes) | shown  # the logits are the hidden units
        x = trial.normal(16, 3, dtype=DOUBLE)
        model, hidden = classifier(trial, sizes, dropout, state), hidden_of(state, x)
        model.method("eval", random=True)
        model.method("train", random=True)
        seen = [model(x, random=True) for _ in range(2)]
        with trial.case(f"dropout={dropout}"):
            alive = hidden > 1e-6
            for out in seen:
                trial.require(
                    isinstance(out, torch.Tensor) and out.shape == hidden.shape and out.dtype == DOUBLE,
                    "In training the logits must be float64 of shape (n, classes) for a float64 model.",
                    seen=out,
                )
                ratio = out[alive] / hidden[alive]
                kept = ratio.abs() > 1e-9
                share = 1.0 - float(kept.double().mean())
                trial.note(round(share * 2))
                trial.note(round(float(ratio[kept].median()), 2) if bool(kept.any()) else 0.0)
                # At least 300 living units: six standard deviations of the share are below 0.18.
                slack = 6 * math.sqrt(dropout * (1 - dropout) / int(alive.sum()))
                trial.require(
                    abs(share - dropout) < slack,
                    f"In training {share:.0%} of the hidden units were dropped where {dropout:.0%} are to be expected.",
                )
                trial.same(
                    ratio[kept],
                    torch.full_like(ratio[kept], 1 / (1 - dropout)),
                    what="the factor of those kept",
                    relative=1e-9,  # a quotient of sums: some of the hidden values are small beside their terms
                )
            different = not torch.equal(*seen)
            trial.note(different)
            trial.require(different, "Two passes in training drop the same units.")
    trial.require(model.read("training") is True, "After train() the model must be in training mode.")


def groups_of(
    trial: Trial, model: Remote, decay: float, named: dict[str, Remote], decayed: Sequence[str], spared: Sequence[str]
) -> None:
    """Compare the groups, whatever the order inside; parameters are known by their handles."""
    groups = trial.make("parameter_groups", model, decay)
    trial.same(groups.method("__len__"), 2, what="the number of groups")
    names = {remote.handle.id: name for name, remote in named.items()}
    for index, (wanted, value) in enumerate(((decayed, decay), (spared, 0.0))):
        group = groups.make("__getitem__", index)
        members = group.make("__getitem__", "params")
        count = members.method("__len__")
        found = [names.get(members.make("__getitem__", k).handle.id, "something else") for k in range(count)]
        trial.note(sorted(found))
        which = "that decay" if index == 0 else "that do not decay"
        trial.require(
            sorted(found) == sorted(wanted),
            f"The parameters {which} must be: {', '.join(wanted) or 'none'}; yours are: {', '.join(found) or 'none'}.",
        )
        held = group.method("get", "weight_decay", None)
        trial.same(held, value, what=f"weight_decay of those {which}", relative=1e-12)


def sequence(trial: Trial, nn: Remote, **layers: Remote) -> tuple[Remote, dict[str, Remote]]:
    """Put layers into one module; give the names of their parameters with handles."""
    model = layer(trial, nn, "Module")
    named = {}
    for name, made in layers.items():
        model.method("add_module", name, made, random=True)
        for part in made.state():
            if "running" not in part and "tracked" not in part:
                named[f"{name}.{part}"] = own(made, part)
    return model, named


@check
def matrices_decay_and_vectors_do_not(trial: Trial) -> None:
    """Weights of linear and convolutional layers and embeddings decay; biases and gains do not."""
    nn = library(trial)
    model, named = sequence(
        trial,
        nn,
        embed=layer(trial, nn, "Embedding", 4, 3),
        conv=layer(trial, nn, "Conv1d", 3, 2, 2),
        batch=layer(trial, nn, "BatchNorm1d", 2),
        linear=layer(trial, nn, "Linear", 3, 2),
        layer=layer(trial, nn, "LayerNorm", 2),
    )
    decayed = ["embed.weight", "conv.weight", "linear.weight"]
    spared = ["conv.bias", "batch.weight", "batch.bias", "linear.bias", "layer.weight", "layer.bias"]
    for decay in (0.1, 0.0):
        groups_of(trial, model, decay, named, decayed, spared)
    own_model = trial.make("Classifier", 3, 4, 2, 0.1)
    parts = {name: own_model.make("get_parameter", name) for name in own_model.state()}
    with trial.case("your own classifier"):
        matrices = ["fc1.weight", "fc2.weight"]
        groups_of(trial, own_model, 0.05, parts, matrices, [name for name in parts if name not in matrices])


@check
def gains_of_several_axes_do_not_decay(trial: Trial) -> None:
    """LayerNorm and RMSNorm over several axes have gains of several axes, which do not decay either."""
    nn = library(trial)
    model, named = sequence(
        trial, nn,
        layer=layer(trial, nn, "LayerNorm", (3, 4)),
        rms=layer(trial, nn, "RMSNorm", (2, 3)),
        linear=layer(trial, nn, "Linear", 4, 4, bias=False),
    )  # fmt: skip
    groups_of(trial, model, 0.1, named, ["linear.weight"], ["layer.weight", "layer.bias", "rms.weight"])


@check
def parameters_without_a_layer_are_sorted_too(trial: Trial) -> None:
    """Parameters that a module holds by itself count as well; one of the groups may be empty."""
    nn = library(trial)
    model = layer(trial, nn, "Module")
    named = {}
    for name, shape in (("matrix", (2, 3)), ("vector", (3,)), ("scalar", ())):
        named[name] = trial.make(nn.read("Parameter"), trial.normal(*shape))
        model.method("register_parameter", name, named[name], random=True)
    groups_of(trial, model, 0.3, named, ["matrix"], ["vector", "scalar"])
    for label, kind, args, decayed, spared in (
        ("nothing decays", "LayerNorm", (3,), [], ["it.weight", "it.bias"]),
        ("all decays", "Embedding", (3, 2), ["it.weight"], []),
    ):
        with trial.case(label):
            model, named = sequence(trial, nn, it=layer(trial, nn, kind, *args))
            groups_of(trial, model, 0.3, named, decayed, spared)


@check
def tied_parameters_appear_once(trial: Trial) -> None:
    """A parameter, or a module, that is used in two places appears once."""
    nn = library(trial)
    embed, head = layer(trial, nn, "Embedding", 5, 3), layer(trial, nn, "Linear", 3, 5)
    norm = layer(trial, nn, "LayerNorm", 3)
    head.write("weight", own(embed, "weight"))
    model, named = sequence(trial, nn, embed=embed, first=norm, head=head, second=norm)
    named = {name: one for name, one in named.items() if name not in {"head.weight", "second.weight", "second.bias"}}
    groups_of(trial, model, 0.1, named, ["embed.weight"], ["first.weight", "first.bias", "head.bias"])


@check
def frozen_parameters_are_left_out(trial: Trial) -> None:
    """Parameters that require no gradient are in neither group."""
    nn = library(trial)
    model, named = sequence(trial, nn, base=layer(trial, nn, "Linear", 3, 3), head=layer(trial, nn, "Linear", 3, 2))
    for name in ("base.weight", "base.bias"):
        named[name].method("requires_grad_", requires_grad=False, random=True)
    groups_of(trial, model, 0.1, named, ["head.weight"], ["head.bias"])


@check
def only_dropout_is_awake(trial: Trial) -> None:
    """dropout_only leaves dropout modules in training mode and all others in evaluation mode, and returns the model."""
    nn = library(trial)
    for mode in (False, True):
        parts = {
            "a linear layer": layer(trial, nn, "Linear", 2, 2),
            "batch norm": layer(trial, nn, "BatchNorm1d", 2),
            "dropout": layer(trial, nn, "Dropout", 0.5),
            "a ReLU": layer(trial, nn, "ReLU"),
            "dropout of channels (1d)": layer(trial, nn, "Dropout1d", 0.5),
            "dropout of channels (2d)": layer(trial, nn, "Dropout2d", 0.5),
            "dropout of channels (3d)": layer(trial, nn, "Dropout3d", 0.5),
        }
        inner = layer(trial, nn, "Sequential", parts["batch norm"], parts["dropout"], parts["dropout of channels (2d)"])
        first = [parts[name] for name in ("a linear layer", "dropout of channels (1d)", "dropout of channels (3d)")]
        model = layer(trial, nn, "Sequential", *first, layer(trial, nn, "Sequential", inner, parts["a ReLU"]))
        model.method("double", random=True)
        model.method("train", mode, random=True)
        given = trial.make("dropout_only", model).handle
        trial.require(given == model.handle, "dropout_only must return the model.")
        everything = parts | {"the model": model, "a stack inside": inner}
        for name, found in {name: one.read("training") for name, one in everything.items()}.items():
            wanted = name.startswith("dropout")
            trial.require(found is wanted, f"After dropout_only {name} has training={found}; it must be {wanted}.")
        same = own(parts["a linear layer"], "weight").read().dtype == DOUBLE
        trial.require(same, "dropout_only changes modes only: a float64 model has become another.")
