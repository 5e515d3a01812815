"""Checks of the in-batch softmax, row by row and term by term, with gradients through autograd in float64."""

import torch

from deepdrill.judge.checks import Trial, check

Case = tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, float]
SHAPES = [(2, 1), (2, 3), (4, 5), (6, 4)]  # b, d: small first


def draw(trial: Trial, b: int, d: int, *, temperature: float = 0.5, dtype: torch.dtype = torch.float32) -> Case:
    """Draw pairs of different items, with popularities that differ by a few orders of magnitude."""
    users, items = (trial.normal(b, d, scale=2.0, dtype=dtype) for _ in range(2))
    users, items = (
        part + 0.5 * torch.sign(part) for part in (users, items)
    )  # none near zero, where directions are noise
    ids = torch.tensor(trial.dice.sample(range(1000), b))
    return users, items, ids, torch.log(trial.uniform(b, low=1e-4, high=0.2, dtype=dtype)), temperature


def oracle(
    users: torch.Tensor, items: torch.Tensor, ids: torch.Tensor, log_q: torch.Tensor, temperature: float
) -> torch.Tensor:
    """Go user by user over the items that count; by operations that autograd follows."""
    u, v = (part / (part * part).sum(1, keepdim=True).sqrt() for part in (users, items))
    names, losses = ids.tolist(), []
    for i, name in enumerate(names):
        chosen = [i, *(j for j, other in enumerate(names) if other != name)]
        logits = (v[chosen] * u[i]).sum(1) / temperature - log_q[chosen]
        top = logits.detach().max()
        losses.append(top + torch.log(torch.exp(logits - top).sum()) - logits[0])
    return torch.stack(losses).mean()


def compare(trial: Trial, case: Case) -> None:
    """Compare the loss and the gradients of both towers."""
    leaves = [part.detach().to(torch.float64, copy=True).requires_grad_() for part in case[:2]]
    out = oracle(leaves[0], leaves[1], case[2], case[3].double(), case[4])
    wanted = torch.autograd.grad(out, leaves)
    dtype = case[0].dtype
    found = trial.gradients("two_tower_loss", *case, wrt=(0, 1), cotangent=torch.tensor(1.0, dtype=dtype))
    size = 10.0 + 1.0 / case[4]  # how large a logit may be, which is what rounding is relative to
    trial.same(found.output, out.detach().to(dtype), what="the loss", terms=10, scale=size)
    for name, seen, want in zip(("users", "items"), found.inputs, wanted, strict=True):
        trial.same(seen, want.to(dtype), what=f"the gradient of {name}", terms=30, scale=size)


@check
def scores_are_cosines_over_the_temperature(trial: Trial) -> None:
    """Without a correction it is the cross-entropy of cosines over the temperature, the own item being right."""
    for b, d in SHAPES:
        for temperature in (1.0, 0.2):
            users, items, ids, log_q, _ = draw(trial, b, d)
            with trial.case(f"temperature {temperature}, log q of 0"):
                compare(trial, (users, items, ids, log_q * 0, temperature))


@check
def the_length_of_a_vector_does_not_matter(trial: Trial) -> None:
    """Vectors are scaled to length one in both towers."""
    users, items, ids, log_q, temperature = draw(trial, 4, 3)
    lengths = torch.tensor([0.2, 1.0, 5.0, 20.0]).unsqueeze(1)
    with trial.case("users of unlike lengths"):
        compare(trial, (users * lengths, items, ids, log_q, temperature))
    with trial.case("items of unlike lengths"):
        compare(trial, (users, items * lengths, ids, log_q, temperature))


@check
def popular_items_are_corrected(trial: Trial) -> None:
    """Each item's logit, the own one included, is lowered by the log of the probability that it is in a batch."""
    for b, d in SHAPES:
        for temperature in (1.0, 0.3):
            with trial.case(f"temperature {temperature}"):
                compare(trial, draw(trial, b, d, temperature=temperature))
    users, items, ids, log_q, temperature = draw(trial, 3, 4)
    with trial.case("the same correction for all, which changes nothing"):
        compare(trial, (users, items, ids, torch.full_like(log_q, -5.0), temperature))


@check
def the_same_item_is_no_negative(trial: Trial) -> None:
    """Another row with the same item is left out of a user's softmax; the own one never is."""
    for names in ([5, 5], [3, 8, 3, 1], [2, 2, 2, 9, 9], [4, 4, 4]):
        users, items, _, log_q, temperature = draw(trial, len(names), 3)
        ids = torch.tensor(names)
        first = [names.index(name) for name in names]
        with trial.case(f"items {names}"):
            compare(trial, (users, items[first], ids, log_q[first], temperature))


@check
def one_pair_costs_nothing(trial: Trial) -> None:
    """A batch of one has no negatives: the loss is 0 and so are the gradients."""
    compare(trial, draw(trial, 1, 4))


@check
def small_temperatures_do_not_overflow(trial: Trial) -> None:
    """Temperatures down to 0.005, with logits of 200, give a finite loss and gradients."""
    for temperature in (0.05, 0.005):
        with trial.case(f"temperature {temperature}"):
            compare(trial, draw(trial, 5, 4, temperature=temperature))


@check
def keeps_the_dtype(trial: Trial) -> None:
    """float64 goes in and comes out; non-contiguous arguments are left as they were."""
    users, items, ids, log_q, temperature = draw(trial, 4, 5, dtype=torch.float64)
    case = (users.T.contiguous().T, items.T.contiguous().T, ids, log_q, temperature)
    compare(trial, case)
    after = trial.after("two_tower_loss", *case)
    trial.same(after, case, what="what the arguments are after the call", relative=0.0)
