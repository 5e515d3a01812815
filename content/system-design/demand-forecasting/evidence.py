"""The numbers of the forecast: the quantile, the size, what MAPE asks for, and what empty shelves do to a model."""

import torch

from deepdrill.lab.evidence import Evidence, claim


@claim
def the_best_order_is_a_quantile(evidence: Evidence) -> None:
    """If a lost sale costs 2 and a leftover 1, ordering the 2/3 quantile costs least."""
    demand = torch.poisson(torch.full((200_000,), 12.0, dtype=torch.float64), generator=evidence.rng)
    costs = {}
    for order in range(8, 19):
        short, left = (demand - order).clamp(min=0), (order - demand).clamp(min=0)
        costs[order] = float((2 * short + left).mean())
    best = min(costs, key=lambda order: costs[order])
    quantile = int(demand.quantile(2 / 3).item())
    evidence.row(what="demand on average", value=12)
    evidence.row(what="order that costs least", value=best)
    evidence.row(what="2/3 quantile of demand", value=quantile)
    evidence.row(what="forecasts a night, millions of series", value=800 * 12_000 / 1e6)
    evidence.plot(x="pieces ordered", y="cost a day in euros")
    evidence.curve("cost", list(costs), list(costs.values()))
    evidence.require(best == quantile, f"The best order is {best}, the quantile {quantile}.")
    evidence.require(best > 12, "The best order is not above the mean.")


@claim
def mape_asks_for_too_little(evidence: Evidence) -> None:
    """The constant forecast with the smallest MAPE lies below the median of a skewed demand."""
    demand = torch.exp(2 + 0.8 * evidence.normal(100_000))
    tried = torch.linspace(0.5, 15, 59, dtype=torch.float64)
    errors = torch.stack([((demand - forecast).abs() / demand).mean() for forecast in tried])
    best = float(tried[errors.argmin()])
    median, mean = float(demand.median()), float(demand.mean())
    evidence.row(forecast="with the smallest MAPE", value=round(best, 2))
    evidence.row(forecast="median", value=round(median, 2))
    evidence.row(forecast="mean", value=round(mean, 2))
    evidence.require(best < 0.7 * median, f"It is {best:.2f} beside a median of {median:.2f}.")


@claim
def empty_shelves_pull_orders_down(evidence: Evidence) -> None:
    """Ordering the average of past sales, where sales are cut off by the order, sinks week by week."""
    demand = torch.poisson(torch.full((40, 2_000), 12.0, dtype=torch.float64), generator=evidence.rng)
    order = torch.full((2_000,), 12.0, dtype=torch.float64)
    orders = []
    for week in demand:
        orders.append(float(order.mean()))
        sold = torch.minimum(week, order)
        order = 0.75 * order + 0.25 * sold  # the average moves towards what was sold
    evidence.plot(x="week", y="pieces ordered, demand is 12")
    evidence.curve("ordered", range(40), orders)
    for week in (0, 10, 39):
        evidence.row(week=week, ordered=round(orders[week], 2))
    evidence.require(orders[-1] < 9, f"It still orders {orders[-1]:.1f}.")
