"""A short word somewhere in a long clip: four ways to get from many frames of sound to one answer."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import permutations

import torch
from torch import Tensor, nn

from deepdrill.lab.experiment import Lab, Runs, settles

RATE, HOP, WINDOW, BANDS = 8000, 80, 256, 24
"""Samples a second; a frame every 10 ms, over 32 ms; bands of the mel scale."""
FORMANTS = torch.tensor([(300.0, 2200.0), (700.0, 1200.0), (300.0, 900.0), (500.0, 1800.0)])
"""Hz. Two resonances make a vowel; these four are roughly ee, ah, oo and eh."""
WORDS = torch.tensor(list(permutations(range(4), 2)))
"""(12, 2) A word is two different vowels, so each has a twin: the same two the other way round."""
SHORTEST, LONGEST, HARMONICS = 640, 1120, 25
"""Samples of a vowel, 80 to 140 ms; harmonics of the voice."""
TRAIN, TEST, BATCH, WIDTH, KERNEL = 1000, 400, 24, 32, 17
METHODS = ("mean", "max", "attention", "self-attention")
POOLED, BLOCK = "attention", "self-attention"
TABLE, ORDER, ON_WORD, SCORES = "held-out clips", "order right", "attention on the word", "scores of one clip"


@dataclass(frozen=True)
class Clips:
    """Clips as frames, and what is in them."""

    frames: Tensor
    """(N, T, BANDS) The log of the energy."""
    word: Tensor
    """(N,)"""
    begins: Tensor
    """(N,) The first sample of the word."""
    ends: Tensor
    """(N,)"""


def spoken(word: Tensor, lengths: Tensor) -> Tensor:
    """Speak words (N,) with vowels of the given lengths (N, 2): (N, 2 * LONGEST) samples, silence after them.

    A voice has a pitch and its harmonics; those near a resonance of the vowel are loud.
    """
    count = len(word)
    pitch = 100 + 100 * torch.rand(count, 1)
    formants = FORMANTS[WORDS[word]] * (0.95 + 0.1 * torch.rand(count, 1, 1))  # (N, 2 vowels, 2): no two throats alike
    time = torch.arange(2 * LONGEST)
    parts = [time / lengths[:, :1], (time - lengths[:, :1]) / lengths[:, 1:]]  # how far each vowel is, 0 to 1
    swells = [torch.where((part > 0) & (part < 1), (math.pi * part).sin(), 0.0) for part in parts]
    angle = 2 * math.pi * pitch * time / RATE
    before, wave, twice = torch.zeros_like(angle), angle.sin(), 2 * angle.cos()
    sound = torch.zeros(count, 2 * LONGEST)
    for harmonic in range(1, HARMONICS + 1):
        away = (harmonic * pitch[:, :, None] - formants) / 80
        loud = (1 / (1 + away**2)).sum(2)  # (N, 2)
        sound += wave * (loud[:, :1] * swells[0] + loud[:, 1:] * swells[1])
        before, wave = wave, twice * wave - before  # sin((h+1)a) = 2 cos(a) sin(ha) - sin((h-1)a)
    return sound


def clips(count: int, seconds: float, noise: float) -> Clips:
    """Hide one word in each clip, under white noise and four short beeps a second."""
    samples = int(RATE * seconds)
    word, lengths = torch.randint(len(WORDS), (count,)), torch.randint(SHORTEST, LONGEST + 1, (count, 2))
    begins = (torch.rand(count) * (samples - lengths.sum(1))).long()
    sound = noise * torch.randn(count, samples)

    def add(wave: Tensor, start: Tensor) -> None:
        places = (start[:, None] + torch.arange(wave.shape[1])).clamp(max=samples - 1)  # only silence is cut off
        sound.scatter_add_(1, places, wave)

    add(spoken(word, lengths), begins)
    beep = torch.arange(RATE // 10)
    for _ in range(int(4 * seconds)):
        tone = (2 * math.pi * (300 + 2500 * torch.rand(count, 1)) * beep / RATE).sin()
        add(tone * torch.hann_window(len(beep)), (torch.rand(count) * (samples - len(beep))).long())
    return Clips(frames=mel(sound), word=word, begins=begins, ends=begins + lengths.sum(1))


def bank() -> Tensor:
    """Give the triangles that sum frequencies into bands of the mel scale: (BANDS, WINDOW // 2 + 1)."""
    low, high = (2595 * math.log10(1 + hertz / 700) for hertz in (60, RATE / 2))
    edges = 700 * (10 ** (torch.linspace(low, high, BANDS + 2) / 2595) - 1)
    left, middle, right = (edges[at : BANDS + at, None] for at in range(3))
    hertz = torch.linspace(0, RATE / 2, WINDOW // 2 + 1)
    return torch.minimum((hertz - left) / (middle - left), (right - hertz) / (right - middle)).clamp(min=0)


def mel(sound: Tensor) -> Tensor:
    """Turn samples (N, samples) into frames (N, T, BANDS)."""
    weights, window = bank(), torch.hann_window(WINDOW)
    done = []
    for part in sound.split(100):  # a few at a time: complex numbers of all frequencies take much memory
        power = torch.stft(part, WINDOW, HOP, window=window, return_complex=True).abs() ** 2  # (n, frequencies, T)
        done.append((weights @ power + 1e-3).log())
    return torch.cat(done).transpose(1, 2)


class Block(nn.Module):
    """Self-attention with one head and a layer for each token, both beside a residual path."""

    def __init__(self, *, positions: bool) -> None:
        """Make it; positions says whether sines and cosines of the place are added to the tokens."""
        super().__init__()
        self.positions = positions
        self.norm, self.second = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.qkv, self.out = nn.Linear(WIDTH, 3 * WIDTH, bias=False), nn.Linear(WIDTH, WIDTH)
        self.layer = nn.Sequential(nn.Linear(WIDTH, 2 * WIDTH), nn.ReLU(), nn.Linear(2 * WIDTH, WIDTH))

    def forward(self, x: Tensor) -> Tensor:
        """Take and give tokens (N, T, WIDTH)."""
        if self.positions:
            place = torch.arange(x.shape[1])[:, None] * 10000 ** (-torch.arange(WIDTH // 2) / (WIDTH // 2))
            x = x + torch.cat([place.sin(), place.cos()], 1)
        query, key, value = self.qkv(self.norm(x)).chunk(3, -1)
        weights = (query @ key.transpose(1, 2) / math.sqrt(WIDTH)).softmax(-1)  # (N, T, T)
        x = x + self.out(weights @ value)
        given: Tensor = x + self.layer(self.second(x))
        return given


class Listener(nn.Module):
    """Frames to tokens, tokens to one vector, the vector to a word."""

    def __init__(self, method: str, front: str, stride: int, *, positions: bool) -> None:
        """Make it; front says how frames become tokens, one token every so many frames."""
        super().__init__()
        self.method, self.front = method, front
        self.thin = (
            nn.Conv1d(BANDS, WIDTH, KERNEL, stride=stride, padding=KERNEL // 2)
            if front == "convolution"
            else nn.Sequential(nn.AvgPool1d(stride), nn.Conv1d(BANDS, WIDTH, 1))  # blind to the order of its frames
        )
        self.token = nn.Linear(WIDTH, WIDTH)
        self.block = Block(positions=positions) if method == BLOCK else nn.Identity()
        self.score, self.word = nn.Linear(WIDTH, 1), nn.Linear(WIDTH, len(WORDS))

    def tokens(self, frames: Tensor) -> Tensor:
        """Take frames (N, T, BANDS), give tokens (N, about T / stride, WIDTH)."""
        x = self.thin(frames.transpose(1, 2)).transpose(1, 2).relu()
        given: Tensor = self.block(self.token(x).relu())
        return given

    def weights(self, tokens: Tensor) -> Tensor:
        """Give what share of the answer each token has if attention pools: (N, tokens, 1), sums to 1."""
        return self.score(tokens).softmax(1)

    def forward(self, frames: Tensor) -> Tensor:
        """Give logits (N, words)."""
        x = self.tokens(frames)
        pooled = {"mean": lambda: x.mean(1), "max": lambda: x.amax(1)}.get(
            self.method, lambda: (self.weights(x) * x).sum(1)
        )
        logits: Tensor = self.word(pooled())
        return logits


def train(lab: Lab, net: Listener, known: Clips, test: Clips, training: int) -> None:
    """Learn the words of the known clips; draw the accuracy on half of the tested ones."""
    rule = torch.optim.Adam(net.parameters(), lr=4e-3)
    decay = torch.optim.lr_scheduler.CosineAnnealingLR(rule, training)
    half = TEST // 2
    for step in range(training + 1):
        if step % 50 == 0:
            with torch.no_grad():
                right = (net(test.frames[:half]).argmax(1) == test.word[:half]).double().mean()
            lab.point(net.method, step, right, chart="training")
        if lab.stopped:
            return
        rows = torch.randint(TRAIN, (BATCH,))
        loss = nn.functional.cross_entropy(net(known.frames[rows]), known.word[rows])
        rule.zero_grad()
        loss.backward()
        rule.step()
        decay.step()


@torch.no_grad()
def judged(net: Listener, test: Clips) -> dict[str, float]:
    """Give the shares of clips with the right word, the right two vowels, and then the right order."""
    told = net(test.frames).argmax(1)
    right = told == test.word
    vowels = (WORDS[told].sort(1).values == WORDS[test.word].sort(1).values).all(1)
    shares = {"word right": right, "vowels right": vowels, ORDER: right[vowels]}
    return {name: float(share.double().mean()) for name, share in shares.items()}


def inside(test: Clips, tokens: int, stride: int, room: int = 0) -> Tensor:
    """Tell which tokens lie on the word, with some room in samples on both sides: (N, tokens) of 0 and 1."""
    at = torch.arange(tokens) * stride * HOP
    return ((at >= test.begins[:, None] - room) & (at <= test.ends[:, None] + room)).double()


@torch.no_grad()
def looked_at(lab: Lab, nets: dict[str, Listener], test: Clips, stride: int) -> None:
    """Show where both kinds of attention look, beside where the word is."""
    reach = KERNEL // 2 * HOP  # a token sees that far to both sides
    weights = {}
    for name in (POOLED, BLOCK):
        weights[name] = nets[name].weights(nets[name].tokens(test.frames))[..., 0].double()
        on = (weights[name] * inside(test, weights[name].shape[1], stride, reach)).sum(1).mean()
        lab.value(f"{ON_WORD}, {name}", on)
    tokens = weights[POOLED].shape[1]
    lab.value("time that counts as on the word", inside(test, tokens, stride, reach).mean())
    for at in range(tokens):
        seconds = at * stride * HOP / RATE
        lab.point("word is here", seconds, inside(test, tokens, stride)[0, at], chart="where")
        for name, weight in weights.items():
            lab.point(name, seconds, weight[0, at], chart="where")
    strips = {name: weight / weight.amax(1, keepdim=True) for name, weight in weights.items()}
    lab.image(
        "six clips: spectrogram; word (green); attention (red); self-attention, then attention (blue)",
        drawn(test, strips, inside(test, tokens, stride), stride),
    )


def drawn(test: Clips, strips: dict[str, Tensor], truth: Tensor, stride: int) -> Tensor:
    """Paint six clips below each other: (rows, at most 512, 3)."""
    width = min(512, test.frames.shape[1])
    grey = test.frames[:6, :width].transpose(1, 2).flip(1)  # (6, BANDS, width), low tones below
    grey = ((grey + 1) / 4).clamp(0, 1)
    wide = torch.arange(width) // stride
    rows = []
    for clip in range(6):
        rows.append(grey[clip][..., None].expand(-1, -1, 3))
        for colour, strip in enumerate((strips[POOLED], truth, strips[BLOCK])):
            paint = torch.zeros(3, width, 3)
            paint[..., colour] = strip[clip, wide.clamp(max=strip.shape[1] - 1)].float()
            rows.append(paint)
        rows.append(torch.ones(2, width, 3))
    return torch.cat(rows[:-1])


def run(
    lab: Lab, *, seconds: float, tested: float, noise: float, front: str, stride: int, positions: bool, training: int
) -> None:
    """Make clips, train the four listeners, and compare them on clips that may be longer."""
    known, test = clips(TRAIN, seconds, noise), clips(TEST, tested, noise)
    mean, spread = known.frames.mean((0, 1)), known.frames.std((0, 1))
    known, test = (Clips((one.frames - mean) / spread, one.word, one.begins, one.ends) for one in (known, test))
    rows = []
    nets = {method: Listener(method, front, stride, positions=positions) for method in METHODS}
    for method, net in nets.items():
        train(lab, net, known, test, training)
        if lab.stopped:
            return
        shares = judged(net, test)
        rows.append({"method": method} | {name: round(share, 3) for name, share in shares.items()})
        lab.table(TABLE, rows)
        lab.value(method, shares["word right"])
        if method == BLOCK:
            lab.value(ORDER, shares[ORDER])
            lab.value(SCORES, net.tokens(test.frames[:1]).shape[1] ** 2)
    looked_at(lab, nets, test, stride)


def compared(runs: Runs, methods: tuple[str, ...], **knobs: float) -> list[tuple[float, float]]:
    """Give the accuracy of each method at the defaults and with other knobs."""
    before, after = runs().values, runs(**knobs).values
    return [(before[method], after[method]) for method in methods]


@settles("longer")
def tested_on_longer_clips(runs: Runs) -> int:
    """Compare the accuracy on clips of 2 s and of 6 s, after training on 2 s."""
    pairs = dict(zip(METHODS[:3], compared(runs, METHODS[:3], tested=6.0), strict=True))
    for name, (short, long) in pairs.items():
        runs.note(f"{name}: {short:.3f} on clips of 2 s, {long:.3f} on 6 s.".capitalize())
    falls = {name: short - long for name, (short, long) in pairs.items()}
    much, little = 0.08, 0.03
    if all(fall > much for fall in falls.values()):
        return 0
    holds = [fall < little for fall in falls.values()]
    return -1 if falls["mean"] < much else 1 if holds == [False, False, True] else 2 if holds[1:] == [True] * 2 else -1


@settles("order")
def who_hears_the_order(runs: Runs) -> int:
    """Compare the order that self-attention gets right: averaged frames without and with positions, and convolved."""
    tries: tuple[tuple[str, Callable[[], float]], ...] = (
        ("averaged frames", lambda: runs(front="average").values[ORDER]),
        ("averaged frames with positions", lambda: runs(front="average", positions=True).values[ORDER]),
        ("a convolution without positions", lambda: runs().values[ORDER]),
    )
    found = {name: read() for name, read in tries}
    for name, share in found.items():
        runs.note(f"{name}: {share:.2f} of the clips with the right vowels are in the right order.".capitalize())
    plain, places, convolved = (share > 0.8 for share in found.values())
    guesses = [share < 0.7 for share in found.values()]
    if plain and places and convolved:
        return 0
    return 1 if places and guesses[2] else 2 if convolved and guesses[0] and guesses[1] else -1


@settles("stride")
def half_the_tokens(runs: Runs) -> int:
    """Compare the size of the score matrix and the accuracy of self-attention at strides of 2 and 4."""
    dense, sparse = runs(stride=2).values, runs().values
    ratio, fall = dense[SCORES] / sparse[SCORES], dense[BLOCK] - sparse[BLOCK]
    runs.note(
        f"A clip has {dense[SCORES]:.0f} scores at a stride of 2 and {sparse[SCORES]:.0f} at 4, {ratio:.1f} times "
        f"fewer. The accuracy is {dense[BLOCK]:.3f} and {sparse[BLOCK]:.3f}."
    )
    little = 0.05
    if abs(ratio - 2) < 0.5:
        return 0
    return -1 if abs(ratio - 4) > 0.5 else 1 if fall < little else 2


@settles("max")
def beside_the_largest(runs: Runs) -> int:
    """Compare attention pooling with taking the largest value of each feature."""
    largest, attention = (runs().values[name] for name in ("max", POOLED))
    runs.note(f"Max pooling gets {largest:.3f} of the words, attention pooling {attention:.3f}.")
    ahead = attention - largest
    return 0 if ahead > 0.03 else 1 if ahead > -0.04 else 2
