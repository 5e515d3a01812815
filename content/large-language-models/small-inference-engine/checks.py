"""Checks of a small inference engine with a model of two layers that mixes whole numbers: any slip changes its tokens.

The oracle follows one text at a time, all of it at every step, in Python integers and without a cache or a batch.
"""

from typing import Any

import torch

from deepdrill.judge.checks import Trial, check

VOCABULARY, PLACES, PRIME = 97, 60, 2**31 - 1
Request = tuple[list[int], int, list[int]]  # prompt, max_new, stops


def mixed(x: Any) -> Any:
    """Scramble a whole number below 2³¹, or a tensor of them."""
    return ((x * 48271 + 11) % PRIME * 69621 + 5) % PRIME


class Model:
    """Two layers in which a column sums up what it may look at, and a cache of what both layers look at.

    It looks at nothing but what it is handed, and remembers how much that was.
    """

    def __init__(self, trial: Trial) -> None:
        self.key = trial.size(1, PRIME - 1)
        self.noise = trial.rng
        self.calls: list[tuple[int, ...]] = []

    def __call__(self, tokens: object, positions: object, visible: object, cache: object = None) -> Any:
        """Give logits (b, t, V) and the new cache, two tensors (b, s, 1)."""
        whole, where, mask = self.checked(tokens, positions, visible)
        b, t = whole.shape
        if len(self.calls) > 60:
            raise ValueError("that is enough: no scene of this drill needs 60 calls")
        old = self.old(cache, b)
        past = old[0].shape[1]
        if tuple(mask.shape) != (b, t, past + t):
            raise ValueError(
                f"visible must have the shape {(b, t, past + t)}, with {past} cached; not {tuple(mask.shape)}"
            )
        self.calls.append((b, t))
        first = torch.cat([old[0], mixed(self.key + 131 * whole + 7 * mixed(where))[..., None]], 1)
        second = torch.cat([old[1], mixed((mask * first.mT).sum(-1) % PRIME)[..., None]], 1)
        own = first[:, past:, 0]
        top = mixed((own + (mask * second.mT).sum(-1)) % PRIME) % VOCABULARY
        logits = torch.randn(b, t, VOCABULARY, generator=self.noise)
        return logits.scatter_add(2, top[..., None], torch.full((b, t, 1), 30.0)), (first, second)

    def checked(self, tokens: object, positions: object, visible: object) -> tuple[torch.Tensor, ...]:
        """Refuse what no model would take."""
        if not isinstance(tokens, torch.Tensor) or tokens.ndim != 2 or tokens.dtype != torch.int64:
            raise ValueError("tokens must be int64 of the shape (b, t)")
        if not isinstance(positions, torch.Tensor) or positions.shape != tokens.shape:
            raise ValueError("positions must have the shape of tokens")
        if positions.dtype != torch.int64 or bool(((positions < 0) | (positions >= PLACES)).any()):
            raise ValueError(f"positions must be int64 from 0 to {PLACES - 1}")
        if bool(((tokens < 0) | (tokens >= VOCABULARY)).any()):
            raise ValueError(f"tokens must be from 0 to {VOCABULARY - 1}")
        if not isinstance(visible, torch.Tensor) or visible.dtype != torch.bool:
            raise ValueError("visible must be boolean")
        return tokens, positions, visible

    def old(self, cache: object, b: int) -> list[torch.Tensor]:
        """Give what is cached; nothing without a cache."""
        if cache is None:
            return [torch.zeros(b, 0, 1, dtype=torch.int64)] * 2
        good = isinstance(cache, list | tuple) and len(cache) == 2
        good = good and all(isinstance(one, torch.Tensor) and one.ndim == 3 and len(one) == b for one in cache)
        if not good:
            raise ValueError(f"the cache must be the one that the last call gave, with {b} rows")
        return list(cache)

    def follow(self, text: list[int]) -> int:
        """Give the next token of one text."""
        first = [mixed(self.key + 131 * token + 7 * mixed(place)) for place, token in enumerate(text)]
        second = [mixed(sum(first[: place + 1]) % PRIME) for place in range(len(text))]
        return int(mixed((first[-1] + sum(second)) % PRIME) % VOCABULARY)


def alone(model: Model, request: Request) -> tuple[list[int], int]:
    """Serve one request alone: its tokens, and how many steps it takes."""
    prompt, limit, stops = request
    new: list[int] = []
    for step in range(limit):
        token = model.follow(prompt + new)
        if token in stops:
            return new, step + 1
        new.append(token)
    return new, limit


def draw(trial: Trial, lengths: tuple[int, ...], limits: tuple[int, ...]) -> tuple[Model, list[Request]]:
    """Draw a model and requests without stop tokens, of which no answer holds a token twice."""
    while True:
        model = Model(trial)
        requests: list[Request] = [
            ([trial.size(0, VOCABULARY - 1) for _ in range(length)], limit, [])
            for length, limit in zip(lengths, limits, strict=True)
        ]
        news = [alone(model, one)[0] for one in requests]
        if all(len(set(new)) == len(new) for new in news):
            return model, requests


def compare(trial: Trial, model: Model, requests: list[Request]) -> None:
    """Serve all together; compare the tokens, then what it took."""
    model.calls.clear()
    loan = trial.lend(model)
    prompts, limits, stops = ([one[part] for one in requests] for part in range(3))
    seen = trial.call("generate", loan, prompts, limits, stops)
    found = [alone(model, one) for one in requests]
    trial.note(model.calls)
    for index, (new, _) in enumerate(found):
        rows = isinstance(seen, list | tuple) and len(seen) == len(found)
        trial.require(rows, f"generate must return a list of {len(found)} lists of tokens.", seen=seen)
        trial.same(seen[index], new, what=f"the answer to prompt {index + 1}")
    steps = max(steps for _, steps in found)
    trial.require(
        loan.calls == steps, f"{steps} calls of the model are enough here; you made {loan.calls}.", seen=loan.calls
    )
    longest = max(len(prompt) for prompt in prompts)
    for number, (_, t) in enumerate(model.calls, start=1):
        wanted = longest if number == 1 else 1
        message = f"Call {number} of the model has {t} columns where {wanted} is enough: the rest is in the cache."
        trial.require(t <= wanted, message)


@check
def one_prompt_alone(trial: Trial) -> None:
    """A single prompt is continued greedily: one prefill, then one token per call with the cache."""
    for length, limit in ((1, 1), (1, 4), (4, 3), (3, 6)):
        compare(trial, *draw(trial, (length,), (limit,)))


@check
def prompts_of_one_length_run_together(trial: Trial) -> None:
    """Prompts of the same length share every call, and each gets the tokens that it would get alone."""
    for count in (2, 4):
        compare(trial, *draw(trial, (3,) * count, (5,) * count))


@check
def padding_changes_nothing(trial: Trial) -> None:
    """Prompts of unlike lengths get the tokens that they would get alone, in the prefill and after it."""
    for lengths in ((1, 4), (5, 2, 3), (2, 6, 1, 4)):
        compare(trial, *draw(trial, lengths, (1,) * len(lengths)))
        compare(trial, *draw(trial, lengths, (6,) * len(lengths)))


@check
def every_request_has_its_own_limit(trial: Trial) -> None:
    """A request gets at most its own max_new tokens, others go on; with 0 it gets none."""
    compare(trial, *draw(trial, (3, 2, 4), (2, 6, 1)))
    compare(trial, *draw(trial, (2, 4, 3), (0, 5, 3)))
    model, requests = draw(trial, (2, 3), (2, 2))
    loan = trial.lend(model)
    seen = trial.call("generate", loan, [one[0] for one in requests], [0, 0], [one[2] for one in requests])
    trial.same(seen, [[], []], what="the result with max_new 0")
    trial.require(loan.calls == 0, "Nothing is to be generated, yet you called the model.", seen=loan.calls)


@check
def every_request_has_its_own_stops(trial: Trial) -> None:
    """A request ends before its first stop token, which is left out; another's stop tokens do not end it."""
    for places in ((4, 2, 5), (1, 5, 3)):
        model, requests = draw(trial, (2, 4, 3), (7, 7, 7))
        news = [alone(model, one)[0] for one in requests]
        chosen = [
            (prompt, limit, [new[place], new[place + 1]])
            for (prompt, limit, _), new, place in zip(requests, news, places, strict=True)
        ]
        # The second request's stop token turns up early in the first one's answer only if it is listed there.
        chosen[1] = (chosen[1][0], 7, [*chosen[1][2], news[0][0]] if news[0][0] not in news[1] else chosen[1][2])
        compare(trial, model, chosen)


@check
def a_stop_may_come_first(trial: Trial) -> None:
    """A stop token in the prompt ends nothing; one that is generated first leaves an empty answer."""
    model, requests = draw(trial, (3, 4), (5, 5))
    first = alone(model, requests[0])[0][:1]
    prompt, limit, _ = requests[1]
    others = [token for token in prompt if token not in alone(model, requests[1])[0]]
    compare(trial, model, [(requests[0][0], 5, first), (prompt, limit, others)])


@check
def stops_when_all_are_finished(trial: Trial) -> None:
    """No call of the model after the last request has met its stop token or its limit."""
    model, requests = draw(trial, (2, 3), (9, 3))
    stop = alone(model, requests[0])[0][4]
    compare(trial, model, [(requests[0][0], 9, [stop]), requests[1]])


@check
def leaves_the_prompts_alone(trial: Trial) -> None:
    """The prompts, limits and stop lists are left as they were."""
    model, requests = draw(trial, (3, 2), (4, 3))
    given = tuple([one[part] for one in requests] for part in range(3))
    after = trial.after("generate", trial.lend(model), *given)
    trial.same(after[1:], given, what="what the arguments are after the call")
