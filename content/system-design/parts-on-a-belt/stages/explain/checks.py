"""Maps square by square; a lent model that has learned the lamps, and one that hardly sees them."""

import data
import numpy as np

from deepdrill.judge.checks import Trial, check

SIDE, KINDS = data.SIDE, len(data.CLASSES)


class Template:
    """A small model with a hidden layer: not linear, so that its falls differ from place to place."""

    def __init__(self, trial: Trial) -> None:
        self.first = trial.array(SIDE * SIDE, 8, scale=0.35)
        self.second = trial.array(8, KINDS, scale=0.9)

    def __call__(self, images: np.ndarray) -> np.ndarray:
        """Score images."""
        logits = np.tanh(images.reshape(len(images), -1) @ self.first) @ self.second
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)


def falls(model: Template, image: np.ndarray, kind: int, size: int) -> np.ndarray:
    """Make the map of one image, pixel by pixel."""
    before = float(model(image[None])[0, kind])
    noted = {}
    for top in range(SIDE + 1 - size):
        for left in range(SIDE + 1 - size):
            covered = image.copy()
            covered[top : top + size, left : left + size] = np.median(image)
            noted[top, left] = before - float(model(covered[None])[0, kind])
    found = np.zeros((SIDE, SIDE))
    for row in range(SIDE):
        for column in range(SIDE):
            over = [noted[t, c] for t, c in noted if t <= row < t + size and c <= column < c + size]
            found[row, column] = sum(over) / len(over)
    return found


@check
def notes_how_much_a_place_matters(trial: Trial) -> None:
    """The map is the mean fall over the squares that cover a pixel."""
    for count, size in ((1, 4), (3, 3), (2, 16)):
        model, images = Template(trial), np.clip(trial.array(count, SIDE, SIDE, scale=0.2, shift=0.4), 0, 1)
        kinds = np.array([trial.dice.randrange(KINDS) for _ in range(count)], dtype=np.int64)
        lent = trial.lend(model)
        seen = trial.call("occlusion", lent, images, kinds, size)
        expected = np.stack([falls(model, image, int(kind), size) for image, kind in zip(images, kinds, strict=True)])
        trial.same(seen, expected, what="the array of maps", relative=1e-7, scale=1.0)
        most = (SIDE + 1 - size) ** 2 + 1
        trial.require(lent.calls <= most, f"score was called {lent.calls} times; {most} times are enough.")


@check
def adds_up_positive_evidence(trial: Trial) -> None:
    """The share of the positive values in a region; negative ones do not count."""
    for count in (1, 6):
        maps = trial.array(count, SIDE, SIDE)
        maps[-1] = -np.abs(maps[-1]) if count > 1 else maps[-1]
        region = trial.array(SIDE, SIDE) > 0.8
        expected = []
        for one in maps:
            values = [(float(one[r, c]), bool(region[r, c])) for r in range(SIDE) for c in range(SIDE)]
            whole = sum(value for value, _ in values if value > 0)
            expected.append(sum(value for value, inside in values if inside and value > 0) / whole if whole else 0.0)
        trial.same(trial.call("share", maps, region), np.array(expected), what="the shares", relative=1e-9, scale=1.0)


@check
def changes_nothing_but_the_region(trial: Trial) -> None:
    """The share of answers that change when a region comes from the donor, one by one."""
    for count in (1, 40):
        model = Template(trial)
        images, donors = (np.clip(trial.array(count, SIDE, SIDE, scale=0.3, shift=0.4), 0, 1) for _ in range(2))
        region = trial.array(SIDE, SIDE) > 0.3
        changes = 0
        for image, donor in zip(images, donors, strict=True):
            mixed = image.copy()
            for row, column in zip(*np.nonzero(region), strict=True):
                mixed[row, column] = donor[row, column]
            changes += int(model(image[None])[0].argmax() != model(mixed[None])[0].argmax())
        seen = trial.call("swapped", trial.lend(model), images, region, donors)
        trial.same(seen, changes / count, what="the share of changed answers")
    kept = trial.after("swapped", trial.lend(model), images, region, donors)
    trial.require(
        np.array_equal(kept[1], images) and np.array_equal(kept[3], donors),
        "You changed the arrays that you were given.",
    )


@check
def finds_the_lamp(trial: Trial) -> None:
    """A model that has learned the lamps is found out, and one that looks at rings is cleared."""
    rows = data.visible(trial.dice.randrange(3))
    images = data.images_of(rows)
    train, tried = slice(0, 900), np.arange(900, 930)
    pixels = data.fit_softmax(images[train].reshape(900, -1), rows["label"][train], steps=60)
    rings = data.fit_softmax(data.rings(images[train]), rows["label"][train], steps=60)

    def lamps(some: np.ndarray) -> np.ndarray:
        return data.score_softmax(pixels, some.reshape(len(some), -1))

    def blind(some: np.ndarray) -> np.ndarray:
        return data.score_softmax(rings, data.rings(some))

    region, chosen = data.corners(), images[tried]
    donors = images[tried + 100]
    found = [trial.call("swapped", trial.lend(model), chosen, region, donors) for model in (lamps, blind)]
    mixed = np.where(region, donors, chosen)
    for seen, model, what in zip(found, (lamps, blind), ("learned the lamps", "looks at rings"), strict=True):
        expected = float(np.mean(model(chosen).argmax(axis=1) != model(mixed).argmax(axis=1)))
        trial.same(seen, expected, what=f"the share of changed answers of the model that {what}")
