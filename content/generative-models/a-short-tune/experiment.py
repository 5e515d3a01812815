"""A GRU and an n-gram learn 45 old tunes note by note; what they write is checked for copying and for wrong notes."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch import Tensor, nn

from deepdrill.lab.experiment import Lab, Runs, settles

Tune = list[tuple[int, int]]
"""(pitch, length): the pitch as a MIDI number, where middle C is 60; the length in the units of the data file."""

LOWEST, PITCHES = 46, 41
"""After shifts of -6 to 5 semitones every note of the tunes lies within these."""
END = PITCHES
"""Comes after the last note, in the place of a pitch."""
LENGTHS = (1, 2, 3, 4, 5, 6, 8, 10, 12)
HELD, WRITTEN, MOST, SAME = 9, 60, 48, 5
"""Held-out tunes; tunes to write, of how many notes at most; notes in a row that count as a copy."""
SHIFTS = range(-6, 6)
LESS = 8
"""How strongly the n-gram leans on shorter contexts; 1 is Witten and Bell's, which does worse here."""
SCALE = (0, 2, 4, 5, 7, 9, 11)
TEMPERATURES = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5)
TABLE = "what was written"
COPIED, OUT, KINDS = "copied", "out of key", "different"


def read(lab: Lab) -> list[Tune]:
    """Read the tunes of the data file, all without a key signature."""
    lines = lab.data("tunes.txt").read_text(encoding="utf-8").splitlines()
    return [parsed(line.split("|")[1]) for line in lines if not line.startswith("#")]


def parsed(text: str) -> Tune:
    """Read notes such as C2, c4, G,1 and ^F1."""
    tune = []
    for sharp, letter, comma, length in re.findall(r"(\^?)([A-Ga-g])(,?)(\d+)", text):
        pitch = 60 + SCALE["CDEFGAB".index(letter.upper())] + 12 * letter.islower()
        tune.append((pitch + bool(sharp) - 12 * bool(comma), int(length)))
    return tune


def moved(tune: Tune, shift: int) -> Tune:
    """Transpose a tune by so many semitones."""
    return [(pitch + shift, length) for pitch, length in tune]


class Counts:
    """An n-gram: what followed the last few symbols, mixed with what followed fewer of them."""

    def __init__(self, context: int, symbols: int) -> None:
        """Make it for symbols 0 to symbols - 1."""
        self.context, self.symbols = context, symbols
        self.seen: dict[tuple[int, ...], dict[int, int]] = defaultdict(lambda: defaultdict(int))

    def contexts(self, before: Sequence[int]) -> Iterator[tuple[int, ...]]:
        """Give the last 0, 1, 2, … symbols, a start before the first."""
        padded = (-1, *before)
        for size in range(min(self.context, len(padded)) + 1):
            yield tuple(padded[len(padded) - size :])

    def learn(self, symbols: Sequence[int]) -> None:
        """Count a sequence."""
        for at, symbol in enumerate(symbols):
            for context in self.contexts(symbols[:at]):
                self.seen[context][symbol] += 1

    def chances(self, before: Sequence[int]) -> np.ndarray:
        """Give how likely each symbol is next (symbols,)."""
        chance = np.full(self.symbols, 1 / self.symbols)
        for context in self.contexts(before):
            seen = self.seen.get(context)
            if seen:
                shorter = LESS * len(seen)  # the more kinds have followed, the more weight for a shorter context
                chance *= shorter
                for symbol, count in seen.items():
                    chance[symbol] += count
                chance /= shorter + sum(seen.values())
        return chance


def symbols(tune: Tune) -> tuple[list[int], list[int]]:
    """Give the pitches with the end after them, and the lengths, as symbols from 0."""
    return [pitch - LOWEST for pitch, _ in tune] + [END], [LENGTHS.index(length) for _, length in tune]


class Grams:
    """One n-gram for the pitches and one for the lengths."""

    def __init__(self, context: int, tunes: list[Tune]) -> None:
        """Count the tunes."""
        self.pitches, self.lengths = Counts(context, PITCHES + 1), Counts(context, len(LENGTHS))
        for tune in tunes:
            pitches, lengths = symbols(tune)
            self.pitches.learn(pitches)
            self.lengths.learn(lengths)

    def loss(self, tunes: list[Tune]) -> float:
        """Give the nats per note, the end of a tune included."""
        total = 0.0
        for tune in tunes:
            for counts, row in zip((self.pitches, self.lengths), symbols(tune), strict=True):
                total -= sum(float(np.log(counts.chances(row[:at])[symbol])) for at, symbol in enumerate(row))
        return total / sum(map(len, tunes))

    def write(self, rng: np.random.Generator) -> Tune:
        """Write a tune, each note drawn by its chance."""
        pitches: list[int] = []
        lengths: list[int] = []
        while len(pitches) < MOST:
            chance = self.pitches.chances(pitches)
            pitch = int(rng.choice(PITCHES + 1, p=chance / chance.sum()))
            if pitch == END:
                break
            pitches.append(pitch)
            lengths.append(int(rng.choice(len(LENGTHS), p=self.lengths.chances(lengths))))
        return [(pitch + LOWEST, LENGTHS[length]) for pitch, length in zip(pitches, lengths, strict=True)]


class Composer(nn.Module):
    """A GRU that says what note comes next."""

    def __init__(self, width: int, dropped: float) -> None:
        """Make it; the last pitch and length of the embeddings stand for the start."""
        super().__init__()
        self.pitch, self.length = nn.Embedding(PITCHES + 2, width), nn.Embedding(len(LENGTHS) + 1, width)
        self.memory, self.drop = nn.GRU(width, width, batch_first=True), nn.Dropout(dropped)
        self.next_pitch, self.next_length = nn.Linear(width, PITCHES + 1), nn.Linear(width, len(LENGTHS))

    def forward(self, pitch: Tensor, length: Tensor, past: Tensor | None = None) -> tuple[Tensor, Tensor, Tensor]:
        """Take notes (N, T), give logits of the next pitch and length (N, T, …) and the memory."""
        x, past = self.memory(self.drop(self.pitch(pitch) + self.length(length)), past)
        x = self.drop(x)
        return self.next_pitch(x), self.next_length(x), past

    @torch.no_grad()
    def write(self, temperature: float) -> list[Tune]:
        """Write tunes, all at once. The logits are divided by the temperature before a note is drawn."""
        pitch, length = torch.full((WRITTEN, 1), PITCHES + 1), torch.full((WRITTEN, 1), len(LENGTHS))
        past, notes = None, []
        for _ in range(MOST):
            *logits, past = self(pitch, length, past)
            pitch, length = (torch.multinomial((part[:, -1] / temperature).softmax(-1), 1) for part in logits)
            notes.append(torch.cat([pitch, length], 1))
        rows = torch.stack(notes, 1).tolist()  # (WRITTEN, MOST, 2)
        return [self.until_the_end(row) for row in rows]

    @staticmethod
    def until_the_end(row: list[list[int]]) -> Tune:
        """Cut a row of symbols off where the tune ends."""
        ends = next((at for at, (pitch, _) in enumerate(row) if pitch == END), len(row))
        return [(pitch + LOWEST, LENGTHS[length]) for pitch, length in row[:ends]]


def stacked(tunes: list[Tune]) -> tuple[Tensor, Tensor]:
    """Give pitches and lengths (N, longest + 2): the start, the notes, the end, and -1 for nothing."""
    longest = max(map(len, tunes))
    pitch, length = (torch.full((len(tunes), longest + 2), -1) for _ in range(2))
    for row, tune in enumerate(tunes):
        pitches, lengths = symbols(tune)
        pitch[row, : len(pitches) + 1] = torch.tensor([PITCHES + 1, *pitches])
        length[row, : len(lengths) + 1] = torch.tensor([len(LENGTHS), *lengths])
    return pitch, length


def nats(net: Composer, pitch: Tensor, length: Tensor) -> Tensor:
    """Give the nats per note of stacked tunes, the end included."""
    first, second, _ = net(pitch[:, :-1].clamp(min=0), length[:, :-1].clamp(min=0))
    parts = (
        nn.functional.cross_entropy(logits.flatten(0, 1), wanted[:, 1:].flatten(), ignore_index=-1, reduction="sum")
        for logits, wanted in ((first, pitch), (second, length))
    )
    return torch.stack(list(parts)).sum() / (length[:, 1:] >= 0).sum()


def train(lab: Lab, net: Composer, known: list[Tune], tested: list[Tune], keys: str, training: int) -> None:
    """Learn the known tunes, each transposed anew at each step where that is asked for; draw both losses."""
    pitch, length = stacked(known)
    held = stacked(tested)
    rule = torch.optim.Adam(net.parameters(), lr=7e-3)
    for step in range(training + 1):
        if step % 10 == 0:
            net.eval()
            with torch.no_grad():
                lab.point("GRU, known tunes", step, nats(net, pitch, length), chart="loss")
                lab.point("GRU, held-out tunes", step, nats(net, *held), chart="loss")
            net.train()
        if lab.stopped:
            return
        some = pitch
        if keys == "all twelve":
            shift = torch.randint(SHIFTS.start, SHIFTS.stop, (len(known), 1))
            some = torch.where((some >= 0) & (some < PITCHES), some + shift, some)
        rule.zero_grad()
        nats(net, some, length).backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        rule.step()
    net.eval()


def pieces(tune: Tune) -> list[tuple[int, ...]]:
    """Give each SAME notes in a row as their steps and lengths, so that the key does not matter."""
    found = []
    for at in range(len(tune) - SAME + 1):
        pitches, lengths = zip(*tune[at : at + SAME], strict=True)
        found.append((*np.diff(pitches).tolist(), *lengths))
    return found


def copied(tunes: list[Tune], known: list[Tune]) -> float:
    """Give the share of all pieces that stand in a known tune."""
    source = {piece for tune in known for piece in pieces(tune)}
    asked = [piece in source for tune in tunes for piece in pieces(tune)]
    return sum(asked) / max(1, len(asked))


def different(tunes: list[Tune]) -> float:
    """Give how many of all pieces are different, as a share; low if the same thing is written again and again."""
    found = [piece for tune in tunes for piece in pieces(tune)]
    return len(set(found)) / max(1, len(found))


def out_of_key(tunes: list[Tune]) -> float:
    """Give the share of notes outside a major scale; for each tune the scale that leaves the fewest out."""
    outside = sum(
        min(sum((pitch - key) % 12 not in SCALE for pitch, _ in tune) for key in range(12)) for tune in tunes if tune
    )
    return outside / max(1, sum(map(len, tunes)))


def roll(tunes: list[Tune]) -> np.ndarray:
    """Paint tunes below each other, pitch upwards and time to the right; each note begins bright."""
    width = 200
    image = np.zeros((len(tunes) * (PITCHES + 1) - 1, width))
    for row, tune in enumerate(tunes):
        bottom, time = row * (PITCHES + 1) + PITCHES - 1, 0
        if row:
            image[row * (PITCHES + 1) - 1] = 0.3
        for pitch, length in tune:
            if time < width:
                image[bottom - (pitch - LOWEST), time : time + length] = 0.6
                image[bottom - (pitch - LOWEST), time] = 1
            time += length
    return image


def run(lab: Lab, *, keys: str, temperature: float, training: int, width: int, dropped: float, context: int) -> None:
    """Train both, compare their losses on held-out tunes, and look at what they write."""
    tunes = read(lab)
    tunes = [tunes[at] for at in lab.rng.permutation(len(tunes))]
    held, known = tunes[:HELD], tunes[HELD:]
    own = [moved(tune, int(lab.rng.choice(SHIFTS))) for tune in known] if keys == "one each" else known
    tested = held if keys == "all in C" else [moved(tune, shift) for tune in held for shift in SHIFTS[::3]]
    counted = [moved(tune, shift) for tune in known for shift in SHIFTS] if keys == "all twelve" else own
    grams = Grams(context, counted)
    simple = grams.loss(tested)
    lab.curve("n-gram, held-out tunes", (0, training), (simple, simple), chart="loss")
    lab.value("n-gram, nats per held-out note", simple)
    net = Composer(width, dropped)
    train(lab, net, own, tested, keys, training)
    if lab.stopped:
        return
    lab.value("GRU, nats per held-out note", lab.finished.last("GRU, held-out tunes"))
    lab.value("GRU, nats per known note", lab.finished.last("GRU, known tunes"))
    kinds = {
        "known tunes": known,
        "held-out tunes": held,
        f"GRU at {temperature:g}": net.write(temperature),
        "n-gram": [grams.write(lab.rng) for _ in range(WRITTEN)],
    }
    report(lab, kinds, known)
    sweep(lab, net, known, held)


def report(lab: Lab, kinds: dict[str, list[Tune]], known: list[Tune]) -> None:
    """Show copying and wrong notes of real and written tunes, and what some look like."""
    rows: list[dict[str, object]] = []
    for name, some in kinds.items():
        shares = {COPIED: copied(some, known), OUT: out_of_key(some), KINDS: different(some)}
        notes = sum(map(len, some)) / len(some)
        rows.append({"tunes": name, "notes": round(notes, 1)} | {key: round(share, 3) for key, share in shares.items()})
        for key, share in shares.items():
            lab.value(f"{key}, {name.split(' at ')[0]}", share)
    lab.table(TABLE, rows)
    for name, some in list(kinds.items())[1:]:
        lab.image(f"four of the {name}: pitch upwards, time to the right", roll(some[:4]), low=0, high=1)


def sweep(lab: Lab, net: Composer, known: list[Tune], held: list[Tune]) -> None:
    """Write at several temperatures with the same network."""
    for temperature in TEMPERATURES:
        some = net.write(temperature)
        for name, share in ((COPIED, copied(some, known)), (OUT, out_of_key(some)), (KINDS, different(some))):
            lab.point(name, temperature, share, chart="temperature")
        lab.point("copied: held-out tunes", temperature, copied(held, known), chart="temperature")
        lab.point("out of key: held-out tunes", temperature, out_of_key(held), chart="temperature")


LATE: dict[str, str | int | float] = {"keys": "all in C", "training": 200, "dropped": 0.0}
"""Settings at which the GRU learns its tunes by heart."""


@settles("temperature")
def a_lower_temperature(runs: Runs) -> int:
    """Compare wrong notes, copying and variety at temperatures of 1 and 0.25."""
    seen = runs()
    at = [TEMPERATURES.index(temperature) for temperature in (1.0, 0.25)]
    (out, less), (few, many), (rich, poor) = ([seen.ys(name)[one] for one in at] for name in (OUT, COPIED, KINDS))
    runs.note(
        f"From a temperature of 1 to 0.25 notes out of key go from {out:.1%} to {less:.1%}, copied pieces from "
        f"{few:.1%} to {many:.1%}, different pieces from {rich:.0%} to {poor:.0%}. Of the held-out tunes' pieces "
        f"{seen.values['copied, held-out tunes']:.1%} stand in known tunes."
    )
    if less >= out:
        return 2
    return 1 if many > 5 * few and many > 0.3 else 0 if many < 2 * few else -1


@settles("keys")
def keys_to_learn_from(runs: Runs) -> int:
    """Compare the GRU's loss on held-out tunes after training in one key each, in C, and in all keys."""
    one, all_in_c, twelve = (
        seen.values["GRU, nats per held-out note"] for seen in (runs(keys="one each"), runs(keys="all in C"), runs())
    )
    runs.note(f"The loss is {one:.2f} with one key each, {all_in_c:.2f} all in C, {twelve:.2f} in all twelve keys.")
    if twelve > one - 0.1:
        return 0
    return 1 if all_in_c < twelve - 0.1 else 2 if twelve < all_in_c - 0.1 < one - 0.2 else -1


@settles("heart")
def learnt_by_heart(runs: Runs) -> int:
    """Follow the held-out loss while the known tunes are learnt by heart, and count what is copied then."""
    seen = runs(**LATE)
    held, known = seen.ys("GRU, held-out tunes"), seen.last("GRU, known tunes")
    share, usual = (seen.values[f"copied, {name}"] for name in ("GRU", "held-out tunes"))
    runs.note(
        f"The known tunes' loss ends at {known:.2f}. The held-out loss was {min(held):.2f} at its best and ends at "
        f"{held[-1]:.2f}. {share:.0%} of the written pieces stand in known tunes, {usual:.0%} of the held-out ones'."
    )
    if held[-1] < min(held) + 0.2:
        return 0
    return 1 if held[-1] > min(held) + 1 and share > 2 * usual else 2 if share < 1.5 * usual else -1


@settles("ngram")
def beside_the_n_gram(runs: Runs) -> int:
    """Compare the held-out loss of both, on tunes in C and in all keys."""
    ahead = {}
    for keys, seen in (("all in C", runs(keys="all in C")), ("in all twelve keys", runs())):
        simple, gru = (seen.values[f"{name}, nats per held-out note"] for name in ("n-gram", "GRU"))
        runs.note(f"Tunes {keys}: {simple:.2f} for the n-gram, {gru:.2f} for the GRU.")
        ahead[keys] = simple - gru
    in_c, twelve = ahead.values()
    if min(in_c, twelve) > 0:
        return 0
    return 1 if max(in_c, twelve) < 0 else 2 if in_c < -0.05 and twelve > 0.1 else -1
