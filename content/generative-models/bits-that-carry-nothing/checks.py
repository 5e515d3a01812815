"""What binarize gives and what it lets through, on numbers drawn here; the result on fresh readings."""

import torch

from deepdrill.judge.checks import Remote, Trial, check

BITS, EPOCHS, RATE = 12, 16, 0.005
ENOUGH = 0.1
"""Mean squared error. The solution has 0.01 to 0.04, broken about 1, which is what the mean of all readings has."""


@check
def the_gradient_goes_straight_through(trial: Trial) -> None:
    """A gradient at the bits arrives at z, near 0 at least, with its own sign."""
    passed = noted(trial)
    says = {"reversed": "with the wrong sign", "zero": "as 0", "cut": "not at all", "mixed": "with some signs wrong"}
    trial.require(passed == "straight", f"A gradient at the bits arrives at z {says.get(passed, '')}.")


@check
def codes_are_bits(trial: Trial) -> None:
    """Both binarize and encode give +1 and -1 only, and binarize the signs of its input."""
    noted(trial)
    z = trial.normal(5, 7)
    trial.same(trial.call("binarize", z), z.sign(), relative=1e-5, what="what binarize gives")
    model = trial.make("Autoencoder")
    code = model.method("encode", readings(trial, 9), random=True)
    fits = isinstance(code, torch.Tensor) and code.shape == (9, BITS) and (code.abs() - 1).abs().max() < 1e-5
    trial.require(fits, f"encode must give {BITS} entries for each reading, each of them +1 or -1.")


@check
def gives_the_readings_back(trial: Trial) -> None:
    """Trained from hidden seeds, it gives fresh readings back with a mean squared error of at most 0.1."""
    noted(trial)
    x = readings(trial, 1000)
    for training in trial.retrained():
        training.model.method("eval", random=True)
        error = float((given_back(trial, training.model, x) - x).square().mean())
        trial.note(error <= ENOUGH)
        trial.require(error <= ENOUGH, f"Trained from a hidden seed, it has an error of {error:.2f} on fresh readings.")


# -- what is looked at -----------------------------------------------------------------------------------------------


def readings(trial: Trial, count: int) -> torch.Tensor:
    """Draw readings as the program does: its patterns, our own dice."""
    patterns = torch.randn(6, 16, generator=torch.Generator().manual_seed(0))
    switches = trial.integers(count, 6, low=0, high=2) * 2.0 - 1
    return (switches @ patterns) / 6**0.5 + 0.1 * trial.normal(count, 16)


def given_back(trial: Trial, model: Remote, x: torch.Tensor) -> torch.Tensor:
    """Have readings compressed and given back, from the code alone."""
    code = model.method("encode", x, random=True)
    fits = isinstance(code, torch.Tensor) and code.shape == (len(x), BITS)
    trial.require(fits, f"encode must give {BITS} bits for each reading.")
    # Only the signs are handed on, so that nothing else can pass.
    found = model.method("decoder", torch.as_tensor(code).detach().sign(), random=True)
    trial.require(isinstance(found, torch.Tensor) and found.shape == x.shape, "The decoder must give readings.")
    return torch.as_tensor(found).detach()


def noted(trial: Trial) -> str:
    """Find out how a gradient passes the bits; note it, and how the recipe was changed, which is no fault by itself."""
    z, cotangent = trial.uniform(6, 8, low=-0.3, high=0.3), trial.normal(6, 8)
    passed = how_it_passes(trial, z, cotangent)
    value = trial.call("binarize", z, random=True)
    bits = isinstance(value, torch.Tensor) and value.shape == z.shape and bool(((value.abs() - 1).abs() < 1e-3).all())
    rate, epochs = trial.read("RATE", random=True), trial.read("EPOCHS", random=True)
    trial.note(
        {
            "passed": passed,
            "bits": bits,
            "rate": "lower" if isinstance(rate, float) and rate < RATE / 2 else "not lower",
            "longer": isinstance(epochs, int) and epochs > 1.5 * EPOCHS,
            "width": trial.read("BITS", random=True),
        }
    )
    return passed


def how_it_passes(trial: Trial, z: torch.Tensor, cotangent: torch.Tensor) -> str:
    """Compare the gradient that arrives with the one that was sent; a slope other than 1 is no fault."""
    placed = trial.place(z)
    placed.method("requires_grad_", random=True)
    weighed = trial.make("binarize", placed).make("mul", cotangent).make("sum")
    if not weighed.read("requires_grad", random=True):
        return "cut"
    weighed.method("backward", random=True)
    found = placed.read("grad", random=True)
    if not isinstance(found, torch.Tensor):
        return "cut"
    if not bool(found.any()):
        return "zero"
    slope = found / cotangent
    return "straight" if bool((slope > 0).all()) else "reversed" if bool((slope < 0).all()) else "mixed"
