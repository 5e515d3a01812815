"""Faces that are drawn, a small CNN that learns to tell people apart, and people it has never seen."""

import torch
from torch import Tensor, nn

from deepdrill.lab.experiment import Lab, Runs, settles, tiles

SIDE = 24
TRAITS = (
    "face width", "face height", "eye distance", "eye height", "eye size", "brow height",
    "nose length", "nose width", "mouth height", "mouth width", "hair line",
)  # fmt: skip
"""What makes a person: places and sizes, each drawn once from -1 to 1."""
NEW, SHOTS = 40, 12
"""People of the test, none of whom is trained on, and pictures of each person."""
EACH = 16
"""Pictures of each person to train on."""
WIDTH, KEPT = 32, 32
"""Numbers that a network, and PCA, make of a picture."""
STEPS, CROWD, VIEWS = 160, 16, 4
"""Steps of training; with triplets each sees so many people, and so many pictures of each."""
LEFT, RIGHT = (-0.6, 0.0), (0.6, 0.0)


def oval(x: Tensor, y: Tensor, at: tuple[Tensor, Tensor], size: tuple[Tensor, Tensor], sharp: float = 3.0) -> Tensor:
    """Draw soft ovals (N, 24, 24), 1 inside and 0 outside; centres and half-axes are (N, 1, 1) pixels."""
    radius = (((x - at[0]) / size[0]) ** 2 + ((y - at[1]) / size[1]) ** 2).clamp(min=1e-6).sqrt()
    return torch.sigmoid(sharp * (1 - radius) * torch.minimum(*size))


def faces(people: Tensor, light: Tensor, smile: Tensor, brows: Tensor, shift: Tensor) -> Tensor:
    """Draw pictures (N, 24, 24) of people (N, 11) under light (N, 2), with mouth and brows (N,) and a shift (N, 2)."""
    trait = dict(zip(TRAITS, people.T[:, :, None, None], strict=True))  # each (N, 1, 1)
    grid = torch.arange(SIDE) - (SIDE - 1) / 2
    y, x = torch.meshgrid(grid, grid, indexing="ij")
    x, y = x - shift[:, 0, None, None], y - shift[:, 1, None, None]
    smile, brows = smile[:, None, None], brows[:, None, None]
    none = torch.zeros_like(smile)
    wide, tall = 7.5 + trait["face width"], 9.5 + 0.8 * trait["face height"]
    head = oval(x, y, (none, none), (wide, tall))
    skin = 0.75 * head
    hair = head * torch.sigmoid(2 * (-tall + 3.2 + 1.3 * trait["hair line"] - y))
    picture = skin - 0.55 * hair
    apart, high = 3.1 + 0.7 * trait["eye distance"], -2.0 + 0.7 * trait["eye height"]
    size = 1.15 + 0.3 * trait["eye size"]
    for side in (-1, 1):
        picture = picture - 0.5 * oval(x, y, (side * apart, high), (size, 0.75 * size))
        brow = high - 2.3 - 0.5 * trait["brow height"] - 0.5 * brows
        picture = picture - 0.4 * oval(x, y, (side * apart, brow), (none + 1.8, none + 0.45))
    nose = 1.8 + 0.7 * trait["nose length"]
    picture = picture - 0.25 * oval(x, y, (none, high + 1.2 + nose), (0.9 + 0.35 * trait["nose width"], none + 0.6))
    picture = picture + 0.12 * oval(x, y, (none, high + 1.2 + nose / 2), (none + 0.5, nose / 2 + 0.3))
    mouth, half = 5.0 + 0.6 * trait["mouth height"], 2.5 + 0.6 * trait["mouth width"] + 0.5 * smile
    bend = mouth - smile * 0.9 * ((x / half) ** 2 - 0.5)
    picture = picture - 0.45 * oval(x, y, (none, bend), (half, none + 0.65))
    shade = 1 + light[:, 0, None, None] * x / 9 + light[:, 1, None, None] * y / 9
    return (picture * shade.clamp(min=0.1)).clamp(0, 1.5)


class Album:
    """Pictures (N, 24, 24) of some people, who is on them (N,), and under which light (N, 2)."""

    def __init__(self, people: int, shots: int, strength: float) -> None:
        """Draw so many people and so many pictures of each; light, expression and place differ from one to the next."""
        self.traits = torch.rand(people, len(TRAITS)) * 2 - 1
        self.who = torch.arange(people).repeat_interleave(shots)
        size = len(self.who)
        self.light = strength * (torch.rand(size, 2) * 2 - 1)
        drawn = faces(self.traits[self.who], self.light, signs(size), signs(size), torch.rand(size, 2) * 2 - 1)
        self.pictures = drawn + 0.04 * torch.randn_like(drawn)


def signs(size: int) -> Tensor:
    """Draw numbers from -1 to 1."""
    return torch.rand(size) * 2 - 1


class Embedding(nn.Sequential):
    """Two convolutions of stride 2 and a linear layer: a picture becomes 32 numbers of length one."""

    def __init__(self) -> None:
        """Make the layers."""
        super().__init__(
            nn.Conv2d(1, 12, 3, stride=2, padding=1),
            nn.ReLU(),
            nn.Conv2d(12, 24, 3, stride=2, padding=1),
            nn.ReLU(),
            nn.Flatten(),
            nn.Linear(24 * (SIDE // 4) ** 2, WIDTH),
        )

    def of(self, pictures: Tensor) -> Tensor:
        """Embed pictures (N, 24, 24) as (N, 32)."""
        return nn.functional.normalize(self(pictures[:, None]), dim=1)


def triplets(vectors: Tensor, who: Tensor) -> Tensor:
    """Ask that each picture lie nearer to the same person's than to another's, by 0.3: mean over all triplets."""
    apart = 2 - 2 * vectors @ vectors.T  # squared distances (N, N)
    same = who[:, None] == who
    short = (apart[:, :, None] - apart[:, None, :] + 0.3).relu()  # anchor, same person, another
    return short[same[:, :, None] & ~same[:, None, :]].mean()


def train(lab: Lab, net: Embedding, album: Album, loss: str) -> None:
    """Train with Adam for 160 steps of 64 pictures."""
    people = int(album.who.max()) + 1
    centres = nn.Parameter(torch.randn(people, WIDTH) * 0.1)
    optimizer = torch.optim.Adam([*net.parameters(), centres], lr=0.004)
    decay = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    for step in range(STEPS):
        if loss == "triplet":
            crowd = torch.randperm(people)[:CROWD, None] * EACH
            rows = (crowd + torch.randint(EACH, (len(crowd), VIEWS))).flatten()
            cost = triplets(net.of(album.pictures[rows]), album.who[rows])
        else:
            rows = torch.randint(len(album.who), (CROWD * VIEWS,))
            cost = by_centres(net, centres, album.pictures[rows], album.who[rows], margin=loss == "ArcFace")
        optimizer.zero_grad()
        cost.backward()
        optimizer.step()
        decay.step()
        if step % 4 == 0:
            lab.point("training batch", step, cost, chart="training")
        if lab.stopped:
            return


def by_centres(net: Embedding, centres: Tensor, pictures: Tensor, who: Tensor, *, margin: bool) -> Tensor:
    """Classify the people of the training; ArcFace by angles alone, the right one made 0.3 radians harder."""
    if not margin:
        return nn.functional.cross_entropy(net(pictures[:, None]) @ centres.T, who)
    angles = (net.of(pictures) @ nn.functional.normalize(centres, dim=1).T).clamp(-0.9999, 0.9999).acos()
    return nn.functional.cross_entropy(16 * (angles + 0.3 * nn.functional.one_hot(who, len(centres))).cos(), who)


def pairs(vectors: Tensor, who: Tensor) -> tuple[Tensor, Tensor]:
    """Give the cosines of all pairs of the same person, and of all pairs of two people, sorted."""
    first, second = torch.triu_indices(len(who), len(who), 1)
    cosines = (vectors @ vectors.T)[first, second]
    same = who[first] == who[second]
    return cosines[same].sort().values, cosines[~same].sort().values


def above(cosines: Tensor, threshold: Tensor) -> Tensor:
    """Give the share of sorted cosines above each threshold."""
    return 1 - torch.searchsorted(cosines, threshold, right=True) / len(cosines)


def verify(lab: Lab, name: str, vectors: Tensor, who: Tensor) -> None:
    """Show accepted pairs of one person beside accepted pairs of two, and the error where both kinds are equal."""
    same, other = pairs(vectors, who)
    rates = torch.logspace(-3, 0, 25)
    thresholds = other[((1 - rates) * len(other)).long().clamp(max=len(other) - 1)]
    lab.curve(name, rates, above(same, thresholds), chart="roc")
    lab.value(f"equal error rate, {name}", (above(other, same) + 1 - above(same, same)).div(2)[equal(same, other)])


def equal(same: Tensor, other: Tensor) -> int:
    """Find the threshold among cosines of one person at which both errors are most alike."""
    return int((above(other, same) - (1 - above(same, same))).abs().argmin())


def identify(lab: Lab, name: str, vectors: Tensor) -> None:
    """Show how often the nearest of so many first pictures is of the right person."""
    first = vectors[::SHOTS]  # (40, 32), one picture of each
    for known in (2, 5, 10, 20, NEW):
        probes = vectors[: known * SHOTS].reshape(known, SHOTS, -1)[:, 1:]
        right = (probes @ first[:known].T).argmax(-1) == torch.arange(known)[:, None]
        lab.point(name, known, right.double().mean(), chart="identify")


def normal(vectors: Tensor, mean: Tensor) -> Tensor:
    """Take the mean off and give each vector the length one."""
    return nn.functional.normalize(vectors - mean, dim=1)


def read(vectors: Tensor, target: Tensor) -> float:
    """Give the R squared of least squares on half of the people, tested on the other half."""
    rows = torch.cat([vectors, torch.ones(len(vectors), 1)], 1)
    half = torch.arange(len(rows)) < len(rows) // 2
    weights = torch.linalg.lstsq(rows[half], target[half]).solution
    rest = target[~half]
    return float(1 - (rest - rows[~half] @ weights).square().sum() / (rest - rest.mean(0)).square().sum())


@torch.no_grad()
def moved_by(net: Embedding, traits: Tensor, strength: float) -> list[dict[str, object]]:
    """Say how far the embedding moves (1 - cosine) when one thing alone goes from one end of its range to the other."""
    still = torch.zeros(len(traits))
    flat = torch.zeros(len(traits), 2)

    def look(people: Tensor, light: float = 0.0, smile: float = 0.0, shift: float = 0.0) -> Tensor:
        return net.of(faces(people, flat + torch.tensor([light, 0.0]), still + smile, still, flat + shift))

    ends = {"light": (strength, "light"), "smile": (1.0, "expression"), "shift": (1.0, "place")}
    rows: list[dict[str, object]] = []
    for name, (size, shown) in ends.items():
        one, two = (look(traits, **{name: sign * size}) for sign in (-1, 1))
        rows.append({"what changes": shown, "of the person": False, "moves by": round(float(gap(one, two)), 2)})
    for place, trait in enumerate(TRAITS):
        low, high = traits.clone(), traits.clone()
        low[:, place], high[:, place] = -1, 1
        moves = round(float(gap(look(low), look(high))), 2)
        rows.append({"what changes": trait, "of the person": True, "moves by": moves})
    return sorted(rows, key=lambda row: -float(str(row["moves by"])))


def gap(one: Tensor, two: Tensor) -> Tensor:
    """Give the mean of 1 - cosine between vectors of length one (N, 32)."""
    return (1 - (one * two).sum(1)).mean()


@torch.no_grad()
def hidden_patches(net: Embedding, pictures: Tensor) -> Tensor:
    """Give how far the embedding moves when a patch of 5 by 5 pixels is painted over with the mean (20, 20)."""
    whole, mean = net.of(pictures), pictures.mean()
    moves = torch.zeros(SIDE - 4, SIDE - 4)
    for down in range(0, SIDE - 4, 2):
        for right in range(0, SIDE - 4, 2):
            masked = pictures.clone()
            masked[:, down : down + 5, right : right + 5] = mean
            moves[down : down + 2, right : right + 2] = gap(whole, net.of(masked))
    return moves


def light_or_person(lab: Lab, test: Album) -> float:
    """Give how often another person in the same light is nearer than oneself in light from the other side."""
    nobody = torch.zeros(NEW)
    centre = torch.zeros(NEW, 2)
    left, right = (faces(test.traits, centre + torch.tensor(at), nobody, nobody, centre) for at in (LEFT, RIGHT))
    lab.image(
        "the same people in light from the left and from the right", tiles(torch.cat([left[:4], right[:4]]), columns=4)
    )
    own = (left - right).flatten(1).norm(dim=1)
    others = (left.flatten(1) - left.roll(1, 0).flatten(1)).norm(dim=1)
    return float((others < own).double().mean())


def run(lab: Lab, *, loss: str, people: int, light: float) -> None:
    """Train on some people, then compare pictures of others."""
    album, test = Album(people, EACH, light), Album(NEW, SHOTS, light)
    lab.image(
        "four pictures of three people",
        tiles(album.pictures[: 3 * EACH].reshape(3, EACH, SIDE, SIDE)[:, :4].flatten(0, 1), columns=4),
    )
    nearer = light_or_person(lab, test)
    lab.value("another in the same light nearer", nearer)
    net = Embedding()
    train(lab, net, album, loss)
    flat, known = test.pictures.flatten(1), album.pictures.flatten(1)
    mean = known.mean(0)
    axes = torch.linalg.svd((known - mean)[::2], full_matrices=False).Vh[:KEPT].T  # (576, 32)
    with torch.no_grad():
        seen, vectors = net.of(album.pictures), net.of(test.pictures)
    ways = {
        "pixels": normal(flat, mean),
        "eigenfaces": normal((flat - mean) @ axes, torch.zeros(KEPT)),
        "network": vectors,
    }
    for name, made in ways.items():
        verify(lab, name, made, test.who)
        identify(lab, name, made)
    strict = pairs(seen, album.who)[1]
    threshold = strict[int(0.99 * len(strict))]
    lab.value("false accepts, new people", above(pairs(vectors, test.who)[1], threshold))
    lab.value("R squared of the light", read(vectors, test.light))
    lab.image("how far the embedding moves when a patch is hidden", hidden_patches(net, test.pictures[::4]))
    lab.table("what moves the embedding (1 - cosine)", moved_by(net, test.traits, light))


@settles("same-light")
def same_light(runs: Runs) -> int:
    """Count whose picture is nearer in pixels: another person's in the same light, or one's own in other light."""
    share = runs().values["another in the same light nearer"]
    runs.note(f"For {share:.0%} of the people another one in the same light is nearer than they are to themselves.")
    return 0 if share < 0.2 else 1 if share < 0.8 else 2


@settles("eigenfaces")
def eigenfaces(runs: Runs) -> int:
    """Compare the equal error rates of pixels and of 32 principal components."""
    values = runs().values
    pixels, few, net = (values[f"equal error rate, {name}"] for name in ("pixels", "eigenfaces", "network"))
    runs.note(f"Equal error rate: pixels {pixels:.3f}, eigenfaces {few:.3f}, network {net:.3f}.")
    return 0 if few < 0.8 * pixels else 2 if few > 1.2 * pixels else 1


@settles("threshold")
def a_threshold_from_the_training(runs: Runs) -> int:
    """Set a threshold at 1 % false accepts among trained people, and see what it lets through among new ones."""
    share = runs(people=10).values["false accepts, new people"]
    runs.note(
        f"Trained on 10 people: {share:.1%} of the pairs of new people are accepted; on 60: "
        f"{runs().values['false accepts, new people']:.1%}."
    )
    return 0 if share < 0.007 else 1 if share < 0.02 else 2 if share > 0.03 else -1


@settles("light-left")
def light_that_is_left(runs: Runs) -> int:
    """Read the direction of the light from the embedding of a classifier of people."""
    share = runs(loss="softmax").values["R squared of the light"]
    runs.note(
        f"With softmax a linear map explains {share:.0%} of the light's variance; with triplets "
        f"{runs().values['R squared of the light']:.0%}."
    )
    return 0 if share < 0.25 else 1 if share < 0.65 else 2
