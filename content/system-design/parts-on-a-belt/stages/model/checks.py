"""Augmented images are recognised pixel by pixel; a network is trained on a world and judged on its later days."""

import data
import numpy as np

from deepdrill.judge.checks import Remote, Trial, check

WORLDS, GAIN, BRACKETS, CHANGED = 3, 0.02, 0.5, 0.12
KINDS, SIDE = len(data.CLASSES), data.SIDE
GAINS, LEVELS = (0.8, 1.25), (-0.1, 0.1)


def probabilities(trial: Trial, model: Remote | dict, images: np.ndarray) -> np.ndarray:
    """Score images, and demand six probabilities for each."""
    seen = trial.call("score", model, images, random=True)
    fine = isinstance(seen, np.ndarray) and seen.shape == (len(images), KINDS) and seen.dtype.kind == "f"
    trial.require(fine, f"score must give a float array of shape ({len(images)}, {KINDS}).", seen=seen)
    fine = bool(np.isfinite(seen).all()) and seen.min() >= 0 and bool(np.allclose(seen.sum(axis=1), 1, atol=1e-4))
    trial.require(fine, "Probabilities are not negative, and those of a photograph sum to one.", seen=seen)
    return seen.astype(np.float64)


def plain(value: object) -> bool:
    """Tell whether a value is made of numbers, text, lists and arrays."""
    if isinstance(value, dict):
        return all(isinstance(key, str) and plain(inner) for key, inner in value.items())
    if isinstance(value, list | tuple):
        return all(plain(inner) for inner in value)
    return value is None or isinstance(value, bool | int | float | str | np.ndarray)


def versions(trial: Trial, images: np.ndarray, seed: int) -> np.ndarray:
    """Have images augmented, and demand as many of the same size."""
    seen = trial.call("augment", images, seed, random=True)
    fine = isinstance(seen, np.ndarray) and seen.shape == images.shape and seen.dtype.kind == "f"
    trial.require(fine, f"augment must give a float array of shape {images.shape}.", seen=seen)
    return seen.astype(np.float64)


def fitted(image: np.ndarray, seen: np.ndarray) -> tuple[float, float, float]:
    """Find a and b with seen = a · image + b; and how much is left over, as a root mean square."""
    apart, other = image - image.mean(), seen - seen.mean()
    a = float((apart * other).sum() / (apart**2).sum())
    b = float(seen.mean() - a * image.mean())
    return a, b, float(np.sqrt(np.mean((a * image + b - seen) ** 2)))


def recognised(images: np.ndarray, seen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Say which of the eight positions each image is in, 4 to 7 mirrored and 8 none of them; and its a and b."""
    places, light = [], []
    for image, one in zip(images, seen, strict=True):
        positions = [np.rot90(base, turns) for base in (image, image[:, ::-1]) for turns in range(4)]
        found = [fitted(position, one) for position in positions]
        best = min(range(8), key=lambda index: found[index][2])
        places.append(best if found[best][2] < 1e-4 else 8)
        light.append(found[best][:2])
    return np.array(places), np.array(light)


@check
def turns_and_never_mirrors(trial: Trial) -> None:
    """Each image is turned by quarter turns, all four alike often, each by itself, and never mirrored."""
    images = trial.array(240, SIDE, SIDE, scale=0.2, shift=0.4)
    places, _ = recognised(images, versions(trial, images, trial.size(0, 999)))
    mirrored, other = int(((places >= 4) & (places < 8)).sum()), int((places == 8).sum())
    counts = np.bincount(places[places < 4], minlength=4)
    even = bool(counts.min() >= 30 and counts.max() <= 95)  # 60 are expected of each; a chance below one in 10,000
    trial.note([mirrored > 0, other > 0, even])
    trial.require(mirrored == 0, f"{mirrored} of 240 images are mirrored: a left bracket would be a right one.")
    trial.require(other == 0, f"{other} of 240 images are no version a·x + b of the image in any quarter turn.")
    trial.require(even, f"Of 240 images {counts.tolist()} were turned by 0, 1, 2 and 3 quarter turns; about 60 each.")


@check
def changes_the_light_of_each(trial: Trial) -> None:
    """Each image gets a light of its own, in the bounds; the seed decides about all of it."""
    images = trial.array(240, SIDE, SIDE, scale=0.2, shift=0.4)
    seed = trial.size(0, 999)
    seen = versions(trial, images, seed)
    _, light = recognised(images, seen)
    for index, what, (low, high) in ((0, "a", GAINS), (1, "b", LEVELS)):
        values = light[:, index]
        inside = bool(values.min() > low - 1e-3 and values.max() < high + 1e-3)
        spread = float(values.std()) / ((high - low) / np.sqrt(12))
        trial.note([inside, spread > 0.75, spread < 1.25])
        trial.require(inside, f"{what} lies between {values.min():.3f} and {values.max():.3f}, not in [{low}, {high}].")
        trial.require(
            0.75 < spread < 1.25,
            f"Over 240 images {what} has a standard deviation of {values.std():.3f}; uniform in [{low}, {high}] it is "
            f"{(high - low) / np.sqrt(12):.3f}.",
        )
    again, other = versions(trial, images, seed), versions(trial, images, seed + 1)
    same, differs = bool(np.array_equal(seen, again)), not bool(np.allclose(seen, other))
    trial.note([same, differs])
    trial.require(same, "The same seed gave other versions.")
    trial.require(differs, "Another seed gave the same versions.")


@check
def is_plain_and_repeats_itself(trial: Trial) -> None:
    """The model is plain data, a seed gives the same model, and a photograph's answer is its own."""
    rows = data.visible(trial.dice.randrange(WORLDS))
    images, labels, seed = data.images_of(rows)[:420], rows["label"][:420], trial.size(0, 99)
    first = trial.call("fit", images[:320], labels[:320], seed, random=True)
    trial.require(
        isinstance(first, dict) and plain(first), "fit must give a dict of numbers, text, lists and NumPy arrays."
    )
    together = probabilities(trial, first, images[320:])
    again = probabilities(trial, trial.make("fit", images[:320], labels[:320], seed), images[320:])
    same = bool(np.allclose(together, again, atol=1e-3))
    alone = probabilities(trial, first, images[330:333])
    own = bool(np.allclose(alone, together[10:13], atol=1e-3))
    trial.note([same, own])
    trial.require(same, "Two trainings with the same seed gave different answers: draw every random number from it.")
    trial.require(own, "A photograph's probabilities depend on those that are scored with it.")


@check
def recognises_parts_on_later_days(trial: Trial) -> None:
    """On later days it beats ring features, tells left from right, and does not follow the lamps."""
    seed = trial.dice.randrange(WORLDS)
    visible, hidden = data.visible(seed), data.hidden(seed)
    images = data.images_of(visible)
    model = trial.make("fit", images, visible["label"], trial.size(0, 99))
    seen = probabilities(trial, model, data.images_of(hidden)).argmax(axis=1)
    moved = probabilities(trial, model, data.relit(hidden, trial.size(0, 99))).argmax(axis=1)
    truth = hidden["truth"]
    fit = data.fit_softmax(data.rings(images), visible["label"])
    simple = data.macro_recall(truth, data.score_softmax(fit, data.rings(data.images_of(hidden))).argmax(axis=1))
    own = data.macro_recall(truth, seen)
    brackets = data.macro_recall(truth[truth > 3], seen[truth > 3])
    changed = float(np.mean(seen != moved))
    trial.note([own >= simple + GAIN, brackets >= BRACKETS, changed <= CHANGED])
    trial.require(
        own >= simple + GAIN,
        f"Macro recall on later days is {own:.3f}; ring features reach {simple:.3f}, and {GAIN} more is demanded.",
    )
    trial.require(brackets >= BRACKETS, f"Left and right brackets are recognised in {brackets:.0%} on average.")
    trial.require(changed <= CHANGED, f"{changed:.0%} of the answers change when only the lamp's reflection moves.")
