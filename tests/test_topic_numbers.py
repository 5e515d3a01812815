"""Every number on a topic's page that can be computed is computed here, beside the words of the page that state it."""

import math
from collections import defaultdict

import numpy as np
import pytest

from deepdrill.content import find_content_root

ROOT = find_content_root()
LARGEST_16, LARGEST_32 = float(np.finfo(np.float16).max), float(np.finfo(np.float32).max)
SMALLEST_16 = float(np.finfo(np.float16).smallest_normal)


def near(value: float, stated: float, digits: int = 2) -> bool:
    """Tell whether a value, rounded to so many significant digits, is what is stated."""
    return float(f"{value:.{digits}g}") == float(f"{stated:.{digits}g}")


def sigmoid(x: float) -> float:
    """Squash to between 0 and 1."""
    return 1 / (1 + math.exp(-x))


def phi(x: float) -> float:
    """Give the share of a standard normal below x."""
    return 0.5 * (1 + math.erf(x / math.sqrt(2)))


def lowest(curve: str) -> tuple[float, float]:
    """Find where GELU or SiLU is smallest, and how small."""
    xs = np.arange(-2.0, 0, 1e-3)
    ys = [x * (phi(x) if curve == "gelu" else sigmoid(x)) for x in xs]
    best = int(np.argmin(ys))
    return float(xs[best]), float(ys[best])


def found_by_luck(looks: int) -> float:
    """Simulate A/B tests without an effect that are called a success at the first significant look."""
    dice = np.random.default_rng(0)
    sums = dice.standard_normal((40_000, looks)).cumsum(1)
    return float((np.abs(sums / np.sqrt(np.arange(1, looks + 1))) > 1.96).any(1).mean())


def most_right_of_xor() -> int:
    """Try random lines on the four points of XOR, and count the most that one gets right."""
    dice = np.random.default_rng(0)
    points, wanted = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0, 1, 1, 0])
    lines, offsets = dice.standard_normal((5_000, 2)), dice.standard_normal(5_000)
    said = points @ lines.T + offsets > 0  # (4, lines)
    return int((said == wanted[:, None].astype(bool)).sum(0).max())


def wilson(right: int, runs: int) -> tuple[float, float]:
    """Give Wilson's 95 % interval of a rate."""
    z, p = 1.96, right / runs
    centre, half = p + z * z / (2 * runs), z * math.sqrt(p * (1 - p) / runs + z * z / (4 * runs * runs))
    return (centre - half) / (1 + z * z / runs), (centre + half) / (1 + z * z / runs)


def kept(steps: int) -> float:
    """Multiply what DDPM's linear schedule keeps of the signal."""
    return float(np.prod(1 - np.linspace(1e-4, 0.02, steps)))


SMOOTHED = [0.91] + [0.01] * 9
LOW, HIGH = wilson(8, 10)
PER_ARM = (1.96 + 0.8416) ** 2 * (0.1 * 0.9 + 0.105 * 0.895) / 0.005**2

NUMBERS: tuple[tuple[str, str, bool], ...] = (
    ("activation-functions", "0.25^{10} \\approx 10^{-6}", near(0.25**10, 1e-6, 1)),
    ("activation-functions", "$\\sigma'(5) < 0.007$", sigmoid(5) * sigmoid(-5) < 0.007),
    ("activation-functions", "$x > 88.72$", near(math.log(LARGEST_32), 88.72, 4)),
    ("activation-functions", "$x > 11.09$", near(math.log(LARGEST_16), 11.09, 4)),
    ("activation-functions", "$-0.17$ at $-0.75$", near(lowest("gelu")[1], -0.17) and near(lowest("gelu")[0], -0.75)),
    (
        "activation-functions",
        "$-0.28$ at $-1.28$",
        near(lowest("silu")[1], -0.28) and near(lowest("silu")[0], -1.28, 3),
    ),
    ("activation-functions", "\\tfrac83 d$ keeps the $8d^2$", math.isclose(3 * 8 / 3, 8)),
    ("attention", "$n = 6d$, that is 24 576 tokens for $d = 4096$", 4 * 24_576 * 4096 == 24 * 4096**2),
    ("attention", "128 KiB for 32 layers and 8 heads of 128", 2 * 32 * 8 * 128 * 2 == 128 * 2**10),
    ("attention", "4 GiB per layer for $n = 8192$ and 32 heads", 8192**2 * 32 * 2 == 4 * 2**30),
    ("backpropagation", "$2^{-50} \\approx 10^{-15}$", near(2**-50, 1e-15, 1) or near(2**-50, 9e-16, 1)),
    ("batch-normalization", "at two examples, 0.18", near(2**-0.5, 0.7, 1) and near(32**-0.5, 0.18)),
    ("batch-normalization", "overflows when squaring 256 or more", 255.9**2 < LARGEST_16 < 256**2),
    ("convolutional-neural-networks", "on RGB: 1792 parameters", (27 + 1) * 64 == 1792),
    ("convolutional-neural-networks", "150 528 weights", 224 * 224 * 3 == 150_528),
    ("convolutional-neural-networks", "eight to nine times less", 8 < 1 / (1 / 256 + 1 / 9) < 9),
    ("convolutional-neural-networks", "$27C^2$ instead of $49C^2$", 3 * 9 == 27 and 7 * 7 == 49),
    ("data-preprocessing", "$1/51 \\approx 0.02$", near(1 / 51, 0.02)),
    ("deep-learning-frameworks", "4 units of 3, a third more", math.isclose((1 + 1 + 2) / (1 + 2), 4 / 3)),
    (
        "distributed-training",
        "120, 31.4, 16.6 and 1.9 GB",
        [round(7.5 * each, 1) for each in (16, 4 + 12 / 64, 2 + 14 / 64, 16 / 64)] == [120, 31.4, 16.6, 1.9],
    ),
    ("distributed-training", "ends at 65 504", LARGEST_16 == 65_504),
    ("distributed-training", "$6\\cdot10^{-5}$", near(SMALLEST_16, 6e-5, 1)),
    ("distributed-training", "17 days", near(6 * 70e9 * 1.4e12 / (400e12 * 1024) / 86_400, 17)),
    ("distributed-training", "295 operations per byte", near(989 / 3.35, 295, 3)),
    ("frontier-ai", "$24^2 = 576$ tokens; four tiles and an overview, 2880", (336 // 14) ** 2 == 576 == 2880 / 5),
    ("frontier-ai", "36 % of twenty-step runs succeed; 0.99: 82 %", near(0.95**20, 0.36) and near(0.99**20, 0.82)),
    ("frontier-ai", "about 49 and 94 %", near(LOW, 0.49) and near(HIGH, 0.94)),
    ("frontier-ai", "785 for a million", near(math.pi / 4 * 1000, 785, 3)),
    ("frontier-ai", "9 petabytes", near(2**50 * 8, 9e15, 1)),
    ("generative-models", "$4\\cdot10^{-5}$", near(kept(1000), 4e-5, 1)),
    ("generative-models", "$2\\ln2 = 1.39$", near(2 * math.log(2), 1.39, 3)),
    ("generative-models", "$\\tfrac12$ nat", math.isclose(0.5 * (1 + 1 - 1 - math.log(1)), 0.5)),
    ("interpretability", "1024 coalitions; of 30: a billion", 2**10 == 1024 and near(2**30, 1e9, 1)),
    ("interview-preparation", "7 % apart", near(2**30 / 1e9 - 1, 0.07, 1)),
    ("interview-preparation", "$86\\,400 \\approx 10^5$", 24 * 60 * 60 == 86_400),
    ("large-language-models", "4.2 ms a token", near(14e9 / 3.35e12, 4.2e-3)),
    ("large-language-models", "1120 GB for 70 billion", 16 * 70 == 1120),
    ("large-language-models", "3.4 tokens per pass", near((1 - 0.8**5) / 0.2, 3.4)),
    ("loss-functions", "0.69 for 2 classes, 2.30 for 10, 6.91 for 1000", near(math.log(1000), 6.91, 3)),
    ("loss-functions", "10.82 for GPT-2's 50 257", abs(math.log(50_257) - 10.82) < 0.006),
    ("loss-functions", "7.4, and 2.9 bits", near(math.exp(2), 7.4) and near(2 / math.log(2), 2.9)),
    ("loss-functions", "possible loss is 0.50", near(-sum(q * math.log(q) for q in SMOOTHED), 0.50)),
    ("loss-functions", "counts a hundredth", math.isclose((1 - 0.9) ** 2, 0.01)),
    ("model-compression", "6 dB", near(20 * math.log10(2), 6, 1)),
    ("model-compression", "4.125 bits per weight; 7 billion are 3.6 GB", near(7 * (4 + 16 / 128) / 8, 3.6)),
    ("model-compression", "E4M3 ends at 448", 1.75 * 2**8 == 448),
    ("model-compression", "E5M2 at 57 344", 1.75 * 2**15 == 57_344),
    ("model-compression", "adds a quarter bit", math.isclose(16 / 64, 0.25)),
    ("model-compression", "1.25 times faster", math.isclose(1 / (1 - 0.2), 1.25)),
    ("model-deployment", "4.6 times the mean", near(math.log(100), 4.6)),
    ("model-deployment", "63 % of requests", near(1 - 0.99**100, 0.63)),
    ("model-deployment", "20 in flight", math.isclose(50 * 0.4, 20)),
    ("model-deployment", "43 minutes a month", near(0.001 * 30 * 24 * 60, 43)),
    ("model-drift", "about ± 4 points", near(1.96 * math.sqrt(0.8 * 0.2 / 400), 0.04, 1)),
    ("model-drift", "0.06 for 1000", near(1.36 * math.sqrt(2 / 1000), 0.06, 1)),
    ("model-drift", "about double the odds", near((0.02 / 0.98) / (0.01 / 0.99), 2, 1)),
    ("model-evaluation", "± 1.9 points", near(1.96 * math.sqrt(0.09 / 1000), 0.019)),
    ("model-evaluation", "10 000: ± 0.6", near(1.96 * math.sqrt(0.09 / 10_000), 0.006, 1)),
    ("model-evaluation", "precision 8 %", near(0.0009 / (0.0009 + 0.01 * 0.999), 0.08, 1)),
    ("model-evaluation", "$1-0.95^{20} = 64\\,\\%$", near(1 - 0.95**20, 0.64)),
    ("model-evaluation", "about 19 % false alarms", abs(found_by_luck(10) - 0.19) < 0.01),
    ("model-evaluation", "58 000 people per arm", near(PER_ARM, 58_000)),
    ("natural-language-processing", "4.2 GB", near(8192 * 128_256 * 4, 4.2e9)),
    ("natural-language-processing", "23 million of them", near(30_522 * 768, 23e6)),
    ("neural-networks", "100 480 + 1 290 = 101 770", (784 * 128 + 128, 128 * 10 + 10) == (100_480, 1_290)),
    ("neural-networks", "more than three of the four", most_right_of_xor() == 3),
    ("optimizers", "= 3.2$", near(0.1 / math.sqrt(0.001), 3.2)),
    ("optimizers", "7 billion parameters, 56 GB", 7 * 8 == 56),
    ("optimizers", "lengthens steps tenfold", math.isclose(1 / (1 - 0.9), 10)),
    ("optimizers", "$1 - 0.95^{60} = 95\\,\\%$", near(1 - 0.95**60, 0.95)),
    (
        "recurrent-neural-networks",
        "leaves $0.00003$; 0.99 leaves 0.37",
        near(0.9**100, 3e-5, 1) and near(0.99**100, 0.37),
    ),
    (
        "recurrent-neural-networks",
        "$\\sigma(1) = 0.73$, $\\sigma(2) = 0.88$",
        near(sigmoid(1), 0.73) and near(sigmoid(2), 0.88),
    ),
    ("recurrent-neural-networks", "$0.5^{10} \\approx 0.001$", near(0.5**10, 0.001, 1)),
    ("regularization", "1.11 times as large", near(1 / 0.9, 1.11, 3)),
    ("regularization", "$x/3$ at $p = 0.1$", near(math.sqrt(0.1 / 0.9), 1 / 3)),
    ("regularization", "$\\ln 91 \\approx 4.5$", near(math.log(0.91 / 0.01), 4.5)),
    ("responsible-ai", "7.5 % and 20 %", near(0.2 / 0.8 * 0.3, 0.075) and near(0.4 / 0.6 * 0.3, 0.2)),
    ("responsible-ai", "1.1 at 0.1, 2.7 at 1, 22 000 at 10", near(math.exp(0.1), 1.1) and near(math.exp(10), 22_000)),
    ("responsible-ai", "± 12 points", near(1.96 * math.sqrt(0.16 / 40), 0.12)),
    ("system-design", "12 per second", near(1e6 / 86_400, 12)),
    ("system-design", "51 GB; in int8 13 GB", near(1e8 * 128 * 4, 51e9) and near(1e8 * 128, 13e9)),
    ("system-design", "1000 wrong removals", math.isclose(1e6 * 0.001, 1000)),
    ("transfer-learning", "5.5 for 256, 10.4 for", near(math.log(256), 5.5) and near(math.log(32_768), 10.4, 3)),
    ("transfer-learning", "= 3.86$", near((0.3 / 0.7) / (0.1 / 0.9), 3.86, 3)),
)

BY_TOPIC: dict[str, list[tuple[str, bool]]] = defaultdict(list)
for _topic, _words, _holds in NUMBERS:
    BY_TOPIC[_topic].append((_words, _holds))


@pytest.mark.parametrize("topic", sorted(path.parent.name for path in ROOT.glob("*/topic.md")))
def test_numbers_of_a_page_are_what_they_come_to(topic: str) -> None:
    """The page states the number in these words, and the computation beside them gives it."""
    page = (ROOT / topic / "topic.md").read_text(encoding="utf-8")

    assert BY_TOPIC[topic], "compute what can be computed of its numbers"
    assert [words for words, _ in BY_TOPIC[topic] if words not in page] == []
    assert [words for words, holds in BY_TOPIC[topic] if not holds] == []
