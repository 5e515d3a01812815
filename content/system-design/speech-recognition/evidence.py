"""The numbers of the captions: streams and GPUs, waiting for a block, aliasing, and what an error rate does not say."""

import math

import torch

from deepdrill.lab.evidence import Evidence, claim


@claim
def streams_and_machines(evidence: Evidence) -> None:
    """3,000 calls are 6,000 streams: 20 GPUs that do 300 seconds of sound in one, 10 if silence is cut out."""
    streams, done = 3_000 * 2, 300
    evidence.row(what="streams", value=streams)
    evidence.row(what="MB of sound in a second, 16 bits at 8 kHz", value=streams * 8_000 * 2 / 1e6)
    evidence.row(what="GPUs, every second transcribed", value=math.ceil(streams / done))
    evidence.row(what="GPUs, half of it silence", value=math.ceil(0.5 * streams / done))
    evidence.row(what="hours of work to type 200,000 hours, six for one", value=200_000 * 6)
    evidence.require(streams / done == 20, f"It takes {streams / done} GPUs.")


@claim
def waiting_for_a_block(evidence: Evidence) -> None:
    """Blocks of 320 ms with as much look-ahead keep the second, blocks of 640 ms do not."""
    ahead, network = 320, 100
    worst = {}
    for block in (160, 320, 640, 1280):
        wait = evidence.uniform(50_000) * block  # a word ends anywhere in its block and waits for the block's end
        worst[block] = block + ahead + network
        evidence.row(block_ms=block, mean_delay_ms=round(float(wait.mean()) + ahead + network), worst_ms=worst[block])
        evidence.require(float(wait.max()) + ahead + network <= worst[block], "A word waited longer.")
    evidence.require(worst[320] == 740, f"It is {worst[320]} ms.")
    evidence.require(worst[320] < 1_000 < worst[640], "The second lies elsewhere.")


@claim
def aliasing(evidence: Evidence) -> None:
    """Every second sample of a 5 kHz tone at 16 kHz is a false tone of 3 kHz; with a low-pass before it is gone."""
    t = torch.arange(16_000, dtype=torch.float64) / 16_000
    tone = torch.sin(2 * math.pi * 5_000 * t)
    n = torch.arange(-100, 101, dtype=torch.float64)
    low_pass = torch.sinc(n / 2 * 0.9) * torch.hann_window(201, periodic=False, dtype=torch.float64)
    low_pass /= low_pass.sum()
    filtered = torch.nn.functional.conv1d(tone[None, None], low_pass[None, None], padding=100)[0, 0]
    heard = {}
    for name, sound in (("every second sample", tone[::2]), ("low-pass first", filtered[::2])):
        spectrum = torch.fft.rfft(sound[500:-500] * torch.hann_window(7_000, dtype=torch.float64)).abs()
        heard[name] = (float(spectrum.argmax()) * 8_000 / 7_000, float(spectrum.max()))
        evidence.row(how=name, loudest_hz=round(heard[name][0]), strength=round(heard[name][1], 3))
    evidence.require(abs(heard["every second sample"][0] - 3_000) < 2, "The tone is elsewhere.")
    evidence.require(
        heard["low-pass first"][1] < 0.01 * heard["every second sample"][1], "The filter leaves the tone there."
    )


@claim
def errors_come_in_bad_calls(evidence: Evidence) -> None:
    """With 200 calls of 1,000 words and rates that differ by call, the error rate is six times less certain."""
    calls, words, mean, spread = 200, 1_000, 0.10, 0.06
    a = mean * (mean * (1 - mean) / spread**2 - 1)  # of the beta distribution with that mean and spread
    b = a * (1 - mean) / mean
    rates = torch.distributions.Beta(torch.tensor(a), torch.tensor(b)).sample((400, calls)).double()
    noise = evidence.normal(400, calls) * (rates * (1 - rates) / words).sqrt()
    measured = float((rates + noise).mean(dim=1).std())
    naive = math.sqrt(mean * (1 - mean) / (calls * words))
    evidence.row(how="as if words were independent", standard_error_in_points=round(100 * naive, 3))
    evidence.row(how="over 400 draws of 200 calls", standard_error_in_points=round(100 * measured, 3))
    evidence.require(5.5 < measured / naive < 7.5, f"It is {measured / naive:.1f} times.")


@claim
def equal_rates_unequal_worth(evidence: Evidence) -> None:
    """Two transcripts with one wrong word in nine: one is harmless, the other turns the meaning round."""
    said = "um please do not cancel my contract in may"
    heard = {"filler": "please do not cancel my contract in may", "negation": "um please do cancel my contract in may"}
    rates = []
    for kind, text in heard.items():
        rates.append(_edits(said.split(), text.split()) / len(said.split()))
        evidence.row(lost=kind, transcript=text, word_error_rate=round(rates[-1], 3))
    evidence.require(rates[0] == rates[1] == 1 / 9, f"The rates are {rates}.")


def _edits(said: list[str], heard: list[str]) -> int:
    """Count the substitutions, insertions and deletions of the shortest way from one to the other."""
    row = list(range(len(heard) + 1))
    for i, word in enumerate(said, 1):
        last, row[0] = row[0], i
        for j, other in enumerate(heard, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (word != other))
    return row[-1]
