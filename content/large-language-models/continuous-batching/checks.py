"""Checks of a continuous-batching scheduler against a timetable that is worked out request by request.

The oracle runs no steps. A request that is let in gets a token in every step until it is done, so its end follows from
its start; and its start is the first moment at which enough of those before it have ended.
"""

from typing import Any

from deepdrill.judge.checks import Trial, check

EOS = 0
Request = tuple[int, list[int], int]  # arrival, prompt, limit
Row = tuple[list[int], int, int]  # new tokens, when it was let in, when it was done


class Model:
    """A step function that knows each text by the first token of its prompt, and remembers what it was asked."""

    def __init__(self, requests: list[Request], texts: list[list[int]]) -> None:
        self.lengths = [len(prompt) for _, prompt, _ in requests]
        self.names = {prompt[0]: index for index, (_, prompt, _) in enumerate(requests)}
        self.texts = texts
        self.asked: list[list[list[int]]] = []

    def __call__(self, batch: object) -> list[int]:
        """Give every row its next token."""
        if not isinstance(batch, list | tuple) or not all(isinstance(row, list | tuple) and row for row in batch):
            raise ValueError("step takes a list of texts, each a list of tokens")
        if len(self.asked) > 300:
            raise ValueError("that is enough: no scene of this drill needs 300 steps")
        self.asked.append([list(row) for row in batch])
        return [self.next_token(list(row)) for row in batch]

    def next_token(self, row: list[int]) -> int:
        """Continue one text; after its end any token may come."""
        index = self.names.get(row[0], 0)
        text, place = self.texts[index], len(row) - self.lengths[index]
        return text[place] if 0 <= place < len(text) else 7


def draw(trial: Trial, count: int, *, spread: int, longest: int = 6) -> tuple[list[Request], list[list[int]]]:
    """Draw requests in order of arrival, and what the model answers to each; some end by eos, some by their limit."""
    arrivals = sorted(trial.size(0, spread) for _ in range(count))
    requests, texts = [], []
    for index, arrival in enumerate(arrivals):
        prompt = [100 + index, *(trial.size(1, 9) for _ in range(trial.size(0, 4)))]
        limit, length = trial.size(1, longest), trial.size(1, longest)
        requests.append((arrival, prompt, limit))
        texts.append([trial.size(1, 9) for _ in range(length - 1)] + [EOS])
    return requests, texts


def timetable(requests: list[Request], texts: list[list[int]], slots: int, budget: int) -> list[Row]:
    """Work out when each request starts and ends."""
    rows: list[Row] = []
    for (arrival, prompt, limit), text in zip(requests, texts, strict=True):
        size, earliest = len(prompt) + limit, max([arrival] + [start for _, start, _ in rows])
        moments = [earliest, *sorted(end for _, _, end in rows if end > earliest)]
        start = next(t for t in moments if fits(rows, requests, t, size, slots, budget))
        new = text[:limit]
        rows.append((new, start, start + len(new)))
    return rows


def fits(rows: list[Row], requests: list[Request], t: int, size: int, slots: int, budget: int) -> bool:
    """Say whether there is a slot and memory at a moment, beside those who still run."""
    others = [len(prompt) + limit for (_, _, end), (_, prompt, limit) in zip(rows, requests, strict=False) if end > t]
    return len(others) < slots and sum(others) + size <= budget


def steps(requests: list[Request], rows: list[Row]) -> list[list[list[int]]]:
    """List what the model should be asked, step by step."""
    found = []
    for t in range(max(end for _, _, end in rows)):
        batch = [
            prompt + new[: t - start]
            for (_, prompt, _), (new, start, end) in zip(requests, rows, strict=True)
            if start <= t < end
        ]
        if batch:
            found.append(batch)
    return found


def compare(trial: Trial, requests: list[Request], texts: list[list[int]], slots: int, budget: int) -> None:
    """Serve, and compare the timetable and every step."""
    model = Model(requests, texts)
    loan: Any = trial.lend(model)
    found = trial.call("serve", requests, loan, slots, budget, EOS)
    rows = timetable(requests, texts, slots, budget)
    wanted = steps(requests, rows)
    trial.note(loan.calls)
    trial.note(model.asked)
    trial.same(found, rows, what="the result")
    trial.require(
        loan.calls == len(wanted),
        f"{len(wanted)} steps are enough here; you called step {loan.calls} times.",
        seen=loan.calls,
    )
    for number, (seen, want) in enumerate(zip(model.asked, wanted, strict=True), start=1):
        trial.same(seen, want, what=f"the batch of step {number}")


@check
def one_request_runs_to_its_end(trial: Trial) -> None:
    """A request alone gets one token per step, until its eos, which is kept, or until its limit."""
    for limit, text in ((3, [5, 4, 6, 2]), (5, [5, 4, EOS]), (1, [8, 8]), (4, [EOS]), (3, [4, 3, EOS])):
        compare(trial, [(0, [100, 3, 2], limit)], [text], slots=2, budget=50)


@check
def all_that_fit_run_together(trial: Trial) -> None:
    """Requests that have arrived and find a slot share every step, in the order in which they were let in."""
    requests, texts = draw(trial, 4, spread=0)
    compare(trial, requests, texts, slots=4, budget=1000)
    compare(trial, requests, texts, slots=9, budget=1000)


@check
def a_free_slot_is_filled_at_once(trial: Trial) -> None:
    """Who is done leaves after that step, and the next step has a waiting request in its place."""
    requests = [(0, [100], 5), (0, [101, 4], 2), (0, [102], 2), (0, [103, 1, 1], 1)]
    texts = [[5, 5, 5, 5, 5], [6, EOS], [7, 7], [8]]
    compare(trial, requests, texts, slots=2, budget=1000)
    for slots in (1, 2, 3):
        requests, texts = draw(trial, 7, spread=0)
        with trial.case(f"{slots} slots"):
            compare(trial, requests, texts, slots, budget=1000)


@check
def nobody_is_served_before_it_arrives(trial: Trial) -> None:
    """A request joins the running ones no earlier than its arrival; where nothing runs, time jumps without a step."""
    compare(trial, [(3, [100, 2], 2), (4, [101], 3)], [[5, 6], [7, 7, 7]], slots=2, budget=50)
    compare(trial, [(0, [100], 2), (9, [101], 2)], [[5, 6], [7, 7]], slots=2, budget=50)
    for _ in range(3):
        requests, texts = draw(trial, 6, spread=14)
        compare(trial, requests, texts, slots=2, budget=1000)


@check
def memory_is_reserved_for_the_longest_case(trial: Trial) -> None:
    """Prompt and limit of all that run fit into the budget together, up to the last token of it."""
    long = [(0, [100 + index, *[2] * 8], 2) for index in range(2)]  # sizes 11, of which the prompt is 9
    compare(trial, long, [[5, 5], [6, 6]], slots=2, budget=16)
    requests = [(0, [100, 1, 1], 3), (0, [101], 3), (0, [102], 3)]  # sizes 6, 4, 4
    texts = [[5, EOS], [6, 6, 6], [7, 7, 7]]
    for budget in (14, 13, 10, 9, 6):
        with trial.case(f"a budget of {budget}"):
            compare(trial, requests, texts, slots=3, budget=budget)
    for _ in range(3):
        requests, texts = draw(trial, 6, spread=4)
        compare(trial, requests, texts, slots=3, budget=max(15, *(len(p) + n for _, p, n in requests)))


@check
def nobody_is_overtaken(trial: Trial) -> None:
    """A large request that has to wait holds up those behind it, however small they are."""
    requests = [(0, [100, 1], 4), (0, [101, *[2] * 6], 4), (0, [102], 1), (1, [103], 2)]
    texts = [[5, 5, 5, 5], [6, 6, 6, 6], [7], [8, 8]]
    compare(trial, requests, texts, slots=3, budget=12)


@check
def what_never_fits_is_refused(trial: Trial) -> None:
    """A request larger than the whole budget raises ValueError before anything is served."""
    requests = [(0, [100], 2), (0, [101, 2, 3], 4)]
    texts = [[5, 5], [6, 6, 6, 6]]
    model = Model(requests, texts)
    loan = trial.lend(model)
    trial.raises("ValueError", "serve", requests, loan, 2, 6, EOS)
    trial.require(loan.calls == 0, "You served others first: look at all sizes before the first step.", seen=loan.calls)
    compare(trial, requests, texts, slots=2, budget=7)


@check
def all_together(trial: Trial) -> None:
    """Arrivals, slots and budget at the same time; no requests at all give no results and no step."""
    for slots in (2, 3, 4):
        requests, texts = draw(trial, 10, spread=12, longest=5)
        compare(trial, requests, texts, slots, budget=18)
    loan = trial.lend(Model([], []))
    trial.same(trial.call("serve", [], loan, 2, 10, EOS), [], what="the result")
    trial.require(loan.calls == 0, "There is nothing to serve, yet you called step.", seen=loan.calls)


@check
def leaves_the_requests_alone(trial: Trial) -> None:
    """The requests and their prompts are left as they were."""
    requests, texts = draw(trial, 4, spread=3)
    after = trial.after("serve", requests, trial.lend(Model(requests, texts)), 2, 1000, EOS)
    trial.same(after[0], requests, what="the requests after the call")
