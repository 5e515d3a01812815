"""Checks of greedy generation with models whose next token is a known function of the row so far.

The oracle continues each row alone, as a Python list, and pads the rows at the end.
"""

from collections.abc import Callable

import torch

from deepdrill.judge.checks import Loan, Trial, check

Next = Callable[[list[int]], int]


class Model:
    """A causal language model made of a rule, which remembers what it was called with.

    At every position the largest logit belongs to what the rule gives for the tokens up to there.
    """

    def __init__(self, trial: Trial, rule: Next, vocabulary: int) -> None:
        self.rule, self.vocabulary = rule, vocabulary
        self.noise = trial.rng
        self.asked: list[torch.Tensor] = []

    def __call__(self, tokens: object) -> torch.Tensor:
        """Give logits (b, t, V)."""
        if not isinstance(tokens, torch.Tensor) or tokens.ndim != 2:
            raise ValueError("the model takes token numbers of shape (b, t)")
        self.asked.append(tokens.clone())
        b, t = tokens.shape
        logits = torch.randn(b, t, self.vocabulary, generator=self.noise)
        for row, listed in enumerate(tokens.tolist()):
            for j in range(t):
                logits[row, j, self.rule(listed[: j + 1])] += 20.0
        return logits


def scripted(texts: list[list[int]], length: int, other: int) -> Next:
    """Make a rule by which the row that starts with token i continues with texts[i], and with `other` after it.

    What a row holds after the prompt is not looked at, only its length, so that a finished row is still tempted.
    """

    def rule(row: list[int]) -> int:
        place = len(row) - length
        text = texts[row[0]]
        return text[place] if 0 <= place < len(text) else other

    return rule


def continued(rule: Next, row: list[int], max_new: int, eos: int) -> list[int]:
    """Generate for one row alone; the tokens after the prompt."""
    new: list[int] = []
    while len(new) < max_new and eos not in new:
        new.append(rule(row + new))
    return new


def compare(trial: Trial, rule: Next, vocabulary: int, tokens: torch.Tensor, max_new: int, eos: int, pad: int) -> None:
    """Generate and compare the result, then what the model was asked."""
    rows = tokens.tolist()
    news = [continued(rule, row, max_new, eos) for row in rows]
    steps = max(len(new) for new in news)
    expected = torch.tensor([row + new + [pad] * (steps - len(new)) for row, new in zip(rows, news, strict=True)])
    model = Model(trial, rule, vocabulary)
    loan: Loan = trial.lend(model)
    found = trial.call("generate", loan, tokens, max_new, eos, pad)
    trial.note(loan.calls)
    trial.note([list(asked.shape) for asked in model.asked])
    trial.same(found, expected, what="the result")
    trial.require(
        loan.calls == steps, f"{steps} steps need {steps} calls of the model; yours made {loan.calls}.", seen=loan.calls
    )
    for step, asked in enumerate(model.asked):
        trial.same(asked, expected[:, : tokens.shape[1] + step], what=f"what the model got in step {step + 1}")


def draw_rule(trial: Trial, vocabulary: int, avoid: int) -> Next:
    """Draw a rule that looks at the whole row and never gives the token to avoid."""
    weights = [trial.size(1, 50) for _ in range(64)]

    def rule(row: list[int]) -> int:
        token = sum(w * (t + 1) for w, t in zip(weights, row, strict=False)) % (vocabulary - 1)
        return token + (token >= avoid)

    return rule


@check
def continues_from_the_last_position(trial: Trial) -> None:
    """Without an end the model is asked max_new times, each time with the whole row so far."""
    for b, length, max_new, vocabulary in ((1, 1, 1, 5), (1, 3, 4, 7), (3, 2, 5, 11), (2, 5, 3, 6)):
        eos = vocabulary - 1
        tokens = trial.integers(b, length, low=0, high=vocabulary - 1)
        compare(trial, draw_rule(trial, vocabulary, eos), vocabulary, tokens, max_new, eos, 0)


@check
def of_equal_logits_the_first_wins(trial: Trial) -> None:
    """Among equal largest logits the smallest index is taken."""
    for _ in range(3):
        first, second = sorted(trial.dice.sample(range(1, 8), 2))

        def model(tokens: torch.Tensor, pair: tuple[int, int] = (first, second)) -> torch.Tensor:
            logits = torch.zeros(*tokens.shape, 9)
            logits[..., list(pair)] = 2.5
            return logits

        expected = torch.tensor([[3, first, first], [0, first, first]])
        found = trial.call("generate", trial.lend(model), torch.tensor([[3], [0]]), 2, 8, 0)
        trial.same(found, expected, what="the result")


@check
def a_finished_row_is_padded(trial: Trial) -> None:
    """After its eos a row gets pad until the longest row is done, and the eos itself stays."""
    eos, pad, vocabulary, length = 7, 0, 9, 2
    texts = [[3, eos, 5, 4, 6], [2, 2, 5, 3, eos, 8], [eos, 4, 4, eos, 2], [6, 5, eos, eos, 3]]
    trial.dice.shuffle(texts)
    prompts = torch.tensor([[row, trial.size(0, 6)] for row in range(4)])
    compare(trial, scripted(texts, length, 4), vocabulary, prompts, 9, eos, pad)
    compare(trial, scripted(texts, length, 4), vocabulary, prompts, 3, eos, pad)


@check
def stops_when_all_are_finished(trial: Trial) -> None:
    """No call of the model after the last row has finished, and no columns of nothing but pad."""
    eos, pad, vocabulary, length = 5, 1, 8, 3
    for texts in ([[eos, 3]], [[2, 6, eos, 4]], [[3, eos, 2], [eos, 4, 4]], [[2, 2, eos], [4, 6, eos]]):
        prompts = torch.tensor([[row, *[trial.size(0, 4) for _ in range(length - 1)]] for row in range(len(texts))])
        compare(trial, scripted(texts, length, 4), vocabulary, prompts, 6, eos, pad)


@check
def stops_at_the_limit(trial: Trial) -> None:
    """At most max_new tokens are appended, however long the prompt is; with max_new = 0 the model is not called."""
    eos, vocabulary, length = 7, 9, 4
    prompts = torch.tensor([[row, *[trial.size(0, 6) for _ in range(length - 1)]] for row in range(3)])
    texts = [[3, 2, 5, eos], [2, eos, 5, 5], [6, 5, 4, 4]]
    for max_new in (0, 1, 2, 3):
        with trial.case(f"max_new = {max_new}"):
            compare(trial, scripted(texts, length, 4), vocabulary, prompts, max_new, eos, 0)


@check
def eos_in_the_prompt_finishes_nothing(trial: Trial) -> None:
    """Only a generated eos ends a row: one in the prompt, even as its last token, does not."""
    eos, vocabulary, length = 6, 8, 3
    texts = [[3, 2, eos, 4], [2, 5, 5, eos], [eos, 3, 3, 3]]
    prompts = torch.tensor([[0, eos, 2], [1, 3, eos], [2, eos, eos]])
    compare(trial, scripted(texts, length, 4), vocabulary, prompts[trial.dice.sample(range(3), 3)], 6, eos, 1)


@check
def a_generated_pad_finishes_nothing(trial: Trial) -> None:
    """A row that generates the pad token goes on."""
    eos, pad, vocabulary, length = 6, 2, 8, 2
    texts = [[3, pad, 4, eos, 5], [pad, pad, 5, 3, eos], [4, eos, 3, 3, 3]]
    prompts = torch.tensor([[0, 3], [1, pad], [2, 5]])
    compare(trial, scripted(texts, length, 4), vocabulary, prompts[trial.dice.sample(range(3), 3)], 7, eos, pad)


@check
def pad_may_equal_eos(trial: Trial) -> None:
    """With the same token for both, finished rows are filled with it and the others go on."""
    eos, vocabulary, length = 6, 8, 2
    texts = [[3, 2, 4, eos, 5], [eos, 5, 5, 3, 2], [4, eos, 3, 3, 3]]
    prompts = torch.tensor([[0, 3], [1, eos], [2, 5]])
    for max_new in (3, 8):
        compare(trial, scripted(texts, length, 4), vocabulary, prompts, max_new, eos, eos)


@check
def leaves_the_prompts_alone(trial: Trial) -> None:
    """Non-contiguous prompts are fine, and they are left as they were."""
    eos, vocabulary = 7, 9
    tokens = trial.integers(3, 2, low=0, high=6).t()
    rule = draw_rule(trial, vocabulary, eos)
    compare(trial, rule, vocabulary, tokens, 3, eos, 0)
    after = trial.after("generate", trial.lend(Model(trial, rule, vocabulary)), tokens, 2, eos, 0)
    trial.same(after[1], tokens, what="tokens after the call")
