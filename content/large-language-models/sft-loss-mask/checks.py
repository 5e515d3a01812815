"""Checks of supervised fine-tuning's labels and loss against Python lists, row by row and token by token."""

import math

import torch

from deepdrill.judge.checks import Trial, check

SHAPES = [(1, 2, 2), (1, 4, 3), (3, 6, 5), (4, 5, 7)]  # b, t, vocabulary: small first
Rows = tuple[torch.Tensor, torch.Tensor, torch.Tensor]


def draw_rows(trial: Trial, b: int, t: int, vocabulary: int) -> Rows:
    """Draw texts padded at the right, each with a prompt before its answer."""
    tokens, real, prompts = trial.integers(b, t, low=0, high=vocabulary), torch.zeros(b, t, dtype=torch.bool), []
    for row in range(b):
        length = trial.size(1, t)
        real[row, :length] = True
        prompts.append(trial.size(0, length))
    return tokens, real, torch.tensor(prompts)


def labelled(tokens: torch.Tensor, real: torch.Tensor, prompts: torch.Tensor) -> torch.Tensor:
    """Give the labels place by place."""
    rows = zip(tokens.tolist(), real.tolist(), prompts.tolist(), strict=True)
    return torch.tensor([
        [token if there and j >= prompt else -100 for j, (token, there) in enumerate(zip(row, own, strict=True))]
        for row, own, prompt in rows
    ])  # fmt: skip


def draw_labels(trial: Trial, b: int, t: int, vocabulary: int, keep: float = 0.6) -> torch.Tensor:
    """Draw labels with ignored places, the first column included among those that are counted."""
    labels = trial.integers(b, t, low=0, high=vocabulary).masked_fill(~trial.mask(b, t, keep=keep), -100)
    labels[0, 1], labels[-1, 0] = 0, vocabulary - 1
    return labels


def expected(logits: torch.Tensor, labels: torch.Tensor) -> tuple[float, torch.Tensor]:
    """Give the loss and its gradient with respect to the logits, in float64."""
    b, t, _ = logits.shape
    slopes, losses = torch.zeros(logits.shape, dtype=torch.float64), []
    for i in range(b):
        for j in range(t - 1):
            label = int(labels[i, j + 1])
            if label != -100:
                row = logits[i, j].double()
                top = float(row.max())
                raised = torch.tensor([math.exp(float(z) - top) for z in row], dtype=torch.float64)
                losses.append(top + math.log(float(raised.sum())) - float(row[label]))
                slopes[i, j] = raised / raised.sum()
                slopes[i, j, label] -= 1.0
    count = max(len(losses), 1)
    return math.fsum(losses) / count, slopes / count


def compare(trial: Trial, logits: torch.Tensor, labels: torch.Tensor, scale: float = 4.0) -> None:
    """Compare loss, perplexity and gradient."""
    loss, slopes = expected(logits, labels)
    wide = torch.float32 if logits.dtype in (torch.float16, torch.bfloat16) else logits.dtype
    wanted = (torch.tensor(loss, dtype=torch.float64).to(wide), torch.tensor(math.exp(loss), dtype=torch.float64))
    seen = trial.call("sft_loss", logits, labels)
    pair = isinstance(seen, tuple | list) and len(seen) == 2
    trial.require(pair, "sft_loss must return two things: the loss and the perplexity.", seen=seen)
    trial.same(seen[0], wanted[0], what="the loss", terms=30, scale=scale)
    trial.same(seen[1], wanted[1].to(wide), what="the perplexity", terms=30, scale=scale * math.exp(loss))
    found = trial.gradients("sft_loss", logits, labels, wrt=(0,), cotangent=torch.tensor(1.0, dtype=wide), pick=0)
    trial.same(found.inputs[0], slopes.to(logits.dtype), what="the gradient of the logits", terms=10)


@check
def prompt_and_padding_are_ignored(trial: Trial) -> None:
    """Labels are the tokens themselves in the answer, and -100 in the prompt and in the padding."""
    for b, t, vocabulary in SHAPES:
        rows = draw_rows(trial, b, t, vocabulary)
        trial.same(trial.call("make_labels", *rows), labelled(*rows), what="the labels")


@check
def the_end_token_is_an_answer_too(trial: Trial) -> None:
    """An end token that belongs to the text is counted, though padding may be the same token."""
    end = 3
    tokens = torch.tensor([[5, 6, 7, end, end, end], [end, 4, end, 8, 9, end], [1, 2, end, end, end, end]])
    real = torch.tensor([[1, 1, 1, 1, 0, 0], [1, 1, 1, 1, 1, 1], [1, 1, 1, 0, 0, 0]]).bool()
    prompts = torch.tensor([1, 2, 0])
    trial.same(trial.call("make_labels", tokens, real, prompts), labelled(tokens, real, prompts), what="the labels")


@check
def each_position_predicts_the_next_token(trial: Trial) -> None:
    """The logits at j are compared with the label at j + 1; the last logits and the first label are not used."""
    for b, t, vocabulary in SHAPES:
        labels = trial.integers(b, t, low=0, high=vocabulary)
        compare(trial, trial.normal(b, t, vocabulary), labels)


@check
def ignored_labels_count_nothing(trial: Trial) -> None:
    """Where the label is -100 there is neither loss nor gradient."""
    for b, t, vocabulary in SHAPES[1:]:
        compare(trial, trial.normal(b, t, vocabulary), draw_labels(trial, b, t, vocabulary))
    logits, labels = trial.normal(3, 5, 4), draw_labels(trial, 3, 5, 4)
    labels[1, 2] = -100
    unused = torch.cat([labels[:, 1:] == -100, torch.ones(3, 1, dtype=torch.bool)], dim=1)
    with trial.case("large logits where nothing is counted"):
        compare(trial, logits.masked_fill(unused.unsqueeze(-1), 1e4), labels)


@check
def every_counted_token_weighs_the_same(trial: Trial) -> None:
    """The mean runs over all counted tokens of the batch: a long answer weighs more than a short one."""
    for lengths in ((1, 6), (5, 2), (0, 3)):
        labels = trial.integers(2, 7, low=0, high=5)
        for row, length in zip(labels, lengths, strict=True):
            row[: 7 - length] = -100
        compare(trial, trial.normal(2, 7, 5), labels)


@check
def nothing_to_count_is_no_loss(trial: Trial) -> None:
    """Without any counted token the loss is 0, the perplexity 1 and the gradient 0, not NaN."""
    compare(trial, trial.normal(2, 4, 3), torch.full((2, 4), -100))
    labels = torch.full((2, 4), -100)
    labels[:, 0] = 1
    with trial.case("only the first tokens are labelled, which nothing predicts"):
        compare(trial, trial.normal(2, 4, 3), labels)


@check
def large_logits_do_not_overflow(trial: Trial) -> None:
    """Logits of several hundred give a finite loss and gradient."""
    for scale in (100.0, 300.0):
        logits, labels = trial.normal(2, 4, 5, scale=scale), draw_labels(trial, 2, 4, 5)
        rows = torch.cat([labels[:, 1:], labels[:, :1]], dim=1)
        # The labelled token wins, or the perplexity itself would overflow.
        logits.scatter_add_(2, rows.clamp(min=0).unsqueeze(2), torch.full((2, 4, 1), 8 * scale))
        logits[:, :, 0] += 1e-3
        compare(trial, logits, labels, scale=scale)


@check
def half_precision_is_widened(trial: Trial) -> None:
    """From float16 or bfloat16 logits loss and perplexity are float32, computed in float32."""
    for dtype in (torch.bfloat16, torch.float16):
        with trial.case(str(dtype)):
            compare(trial, trial.normal(3, 6, 9, scale=3.0, dtype=dtype), draw_labels(trial, 3, 6, 9))


@check
def keeps_the_rest(trial: Trial) -> None:
    """float64 stays float64; non-contiguous arguments are fine and are left as they were."""
    logits = trial.normal(5, 4, 3, dtype=torch.float64).transpose(0, 2)
    labels = draw_labels(trial, 4, 3, 5).t().contiguous()
    compare(trial, logits, labels)
    trial.same(trial.after("sft_loss", logits, labels), (logits, labels), what="what the arguments are after the call")
    rows = draw_rows(trial, 3, 4, 5)
    trial.same(trial.after("make_labels", *rows), rows, what="what the arguments are after the call")
