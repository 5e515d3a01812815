"""Whether units differ is read from the weights of a fresh model; the result is judged on fresh hours."""

import math

import torch

from deepdrill.judge.checks import Trial, check

EPOCHS, HIDDEN, RATE = 50, 32, 0.01
ENOUGH = 0.8
"""Of the variance. The solution explains 0.97 to 0.99, other right starts 0.84 or more, broken at most 0.1."""


@check
def units_of_a_layer_start_apart(trial: Trial) -> None:
    """In a fresh model, any two units of a layer differ in their weights, in or out, and not by next to nothing."""
    for name, apart in noted(trial).items():
        trial.require(apart == "apart", f"In a fresh model, units of `{name}` are {SAYS.get(apart)}.")


@check
def follows_the_tide(trial: Trial) -> None:
    """Trained from hidden seeds, it explains at least 80 % of the variance of heights that it has never seen."""
    noted(trial)
    x = trial.uniform(1000, 1, low=-1.0, high=1.0)
    y = 1.2 * (2 * math.pi * x).sin() + 0.7 * (math.pi * x).cos() + 0.1 * trial.normal(1000, 1)
    for training in trial.retrained():
        training.model.method("eval", random=True)
        found = training.model(x, random=True)
        fits = isinstance(found, torch.Tensor) and found.shape == (1000, 1)
        trial.require(fits, "The model must give one height an hour, in the shape (N, 1).")
        explained = 1 - float((found.detach() - y).square().mean() / y.var())
        trial.note(explained >= ENOUGH)
        trial.require(
            explained >= ENOUGH, f"Trained from a hidden seed, it explains {explained:.0%} of the variance of heights."
        )


# -- what is looked at -----------------------------------------------------------------------------------------------

SAYS = {
    "zero": "all zero: they pass nothing on, and nothing comes back",
    "same": "the same",
    "nearly the same": "nearly the same, and part too slowly",
}


def noted(trial: Trial) -> dict[str, str]:
    """Find how far apart the units of each layer start; note it, and how the recipe was changed, no fault by itself."""
    state = trial.make("build_model").state()
    weights = {name: weight for name, weight in state.items() if weight.ndim == 2}
    followers = [*list(weights.values())[1:], torch.empty(0, 0)]
    layers = {}
    for (name, weight), follower in zip(weights.items(), followers, strict=True):
        if len(weight) < 2:
            continue
        # A unit is its weights in, its bias, and its weights out: where any of these differ, so do the gradients.
        bias = state.get(name.removesuffix("weight") + "bias")
        inward = weight if bias is None else torch.cat([weight, bias[:, None]], dim=1)
        outward = follower.T if follower.shape[1] == len(weight) else inward[:, :0]
        layers[name] = apart(torch.cat([inward, outward], dim=1).double()) if inward.any() else "zero"
    trial.require(bool(layers), "build_model must give a network with hidden layers.")
    optimizer = trial.make("build_optimizer", trial.make("build_model"))
    defaults = optimizer.read("defaults", random=True)
    rate = defaults.get("lr") if isinstance(defaults, dict) else None
    epochs, hidden = trial.read("EPOCHS", random=True), trial.read("HIDDEN", random=True)
    trial.note(
        {
            "units": list(layers.values()),
            "rate": "higher" if isinstance(rate, float) and rate > 1.5 * RATE else "not higher",
            "longer": isinstance(epochs, int) and epochs > 1.5 * EPOCHS,
            "wider": isinstance(hidden, int) and hidden > 1.5 * HIDDEN,
        }
    )
    return layers


def apart(units: torch.Tensor) -> str:
    """Tell how far apart the units of a layer are, from the median distance of eight of them over their size."""
    units = units[:8]
    gaps = torch.pdist(units) / units.norm(dim=1).mean()
    if float(gaps.max()) == 0:
        return "same"
    return "apart" if float(gaps.median()) > 0.01 else "nearly the same"
