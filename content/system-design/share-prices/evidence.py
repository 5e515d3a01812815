"""The numbers of the fund: costs in a year, luck among many tries, labels that overlap, companies that survived."""

import math

import torch

from deepdrill.lab.evidence import Evidence, claim


@claim
def costs_in_a_year(evidence: Evidence) -> None:
    """Half of both sides changed in a week trades 200% of the capital and costs 10.4% of it in a year."""
    for changed in (0.1, 0.25, 0.5, 1.0):
        traded = 2 * changed * 2  # two sides; what goes is sold and what comes is bought
        yearly = traded * 0.001 * 52
        evidence.row(
            changed_in_a_week=f"{changed:.0%}", traded_in_a_week=f"{traded:.0%}", cost_in_a_year=f"{yearly:.1%}"
        )
        if changed == 0.5:
            evidence.require(abs(yearly - 0.104) < 1e-9, f"It costs {yearly:.3f}.")


@claim
def how_often_right(evidence: Evidence) -> None:
    """A correlation of 0.02 gets the direction right in 50.6 of 100 cases."""
    for rho in (0.01, 0.02, 0.05):
        x = evidence.normal(4_000_000)
        y = rho * x + math.sqrt(1 - rho**2) * evidence.normal(4_000_000)
        seen = float(((x > 0) == (y > 0)).double().mean())
        right = 0.5 + math.asin(rho) / math.pi
        evidence.row(correlation=rho, right=round(right, 4), drawn=round(seen, 4), explained_variance=rho**2)
        evidence.require(abs(seen - right) < 0.002, f"Drawn were {seen:.4f}.")


@claim
def best_of_two_hundred(evidence: Evidence) -> None:
    """The best of 200 signals without content has a Sharpe ratio of about 1.2 over five years, and nothing after."""
    days = 5 * 252
    tries, best, after = (1, 10, 50, 200), [], []
    for count in tries:
        highest, later = [], []
        for _ in range(60):
            daily = evidence.normal(count, days)
            sharpe = daily.mean(dim=1) / daily.std(dim=1) * math.sqrt(252)
            highest.append(float(sharpe.max()))
            fresh = evidence.normal(days)  # the chosen signal in the next five years: still without content
            later.append(float(fresh.mean() / fresh.std()) * math.sqrt(252))
        best.append(sum(highest) / 60)
        after.append(sum(later) / 60)
        evidence.row(tries=count, best_sharpe=round(best[-1], 2), the_next_five_years=round(after[-1], 2))
    evidence.plot(x="signals tried", y="Sharpe ratio")
    evidence.curve("of the best, five years", tries, best)
    evidence.curve("the same signal afterwards", tries, after)
    evidence.require(1.1 < best[-1] < 1.35, f"It is {best[-1]:.2f}.")
    evidence.require(abs(after[-1]) < 0.25, f"Afterwards it is {after[-1]:.2f}.")


@claim
def overlapping_labels(evidence: Evidence) -> None:
    """On pure chance a random split of five-day labels shows a correlation above 0.5; a split in time shows none."""
    days, span = 3_000, 5
    returns = evidence.normal(days + span)
    label = returns.unfold(0, span, 1).sum(dim=1)[1 : days + 1]  # the sum of the five days after
    kicks = evidence.normal(days, 5)
    slow = torch.zeros(days, 5, dtype=torch.float64)  # features that change slowly, and know nothing of the returns
    for t in range(1, days):
        slow[t] = 0.99 * slow[t - 1] + kicks[t]
    shuffled = torch.randperm(days, generator=evidence.rng)
    in_time = torch.arange(days)
    found = {}
    for name, order in (("at random", shuffled), ("in time, with a gap", in_time)):
        train, test = order[: int(0.7 * days)], order[int(0.7 * days) + 20 :]
        nearest = torch.cdist(slow[test], slow[train]).argmin(dim=1)
        guess, truth = label[train][nearest], label[test]
        found[name] = float(torch.corrcoef(torch.stack([guess, truth]))[0, 1])
        evidence.row(split=name, correlation=round(found[name], 3))
    evidence.require(found["at random"] > 0.5, f"At random it is {found['at random']:.2f}.")
    evidence.require(abs(found["in time, with a gap"]) < 0.2, "The split in time shows something.")


@claim
def survivors(evidence: Evidence) -> None:
    """Of 1,000 random walks with 30% volatility, the 500 that are largest today have gained 6% a year."""
    years, volatility = 15, 0.30
    total = evidence.normal(50, 1_000, scale=volatility * math.sqrt(years))  # sums of log returns without drift
    today = total.topk(500, dim=1).values.mean().item() / years
    everybody = total.mean().item() / years
    evidence.row(which="all 1,000 of then", log_return_in_a_year=f"{everybody:.1%}")
    evidence.row(which="the 500 largest of today", log_return_in_a_year=f"{today:.1%}")
    evidence.require(abs(today - math.sqrt(2 / math.pi) * volatility / math.sqrt(years)) < 0.003, f"It is {today:.3f}.")
    evidence.require(0.055 < today < 0.07, f"It is {today:.3f}.")
    evidence.require(abs(everybody) < 0.005, "All of them gained too.")
