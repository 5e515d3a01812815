"""Card transactions with fraud among them, made up with the properties that make the real thing hard.

What is realistic, and stated: amounts are log-normal by kind of merchant and customer; people pay by day and thieves
more by night; velocity is counted from the transactions themselves; fraud comes in incidents of several payments of one
card, so that its rows are near copies of each other, and payments that failed are sent twice; 0.3 to 0.6 % of the
payments are fraud; a label is final only one to three weeks later; and thieves change: card testing fades, takeovers of
accounts grow. What is not: customers do not move or change their habits, banks differ in nothing but their delay, and
nobody reacts to an alert.

`world(seed)` is deterministic. The learner gets the days before `HIDDEN_FROM` of one world; the checks draw worlds of
their own and hold the later days back.
"""

from functools import lru_cache

import numpy as np

__all__ = [
    "COLUMNS", "DAYS", "FEATURES", "HIDDEN_FROM", "KINDS", "VISIBLE_SEED", "Table", "at_decision_time",
    "average_precision", "fit_logistic", "hidden", "inputs", "read", "rows_of", "score_logistic", "table", "visible",
    "world",
]  # fmt: skip

Table = dict[str, np.ndarray]

DAYS, HIDDEN_FROM, PER_DAY, CUSTOMERS = 112, 84, 700, 3500
VISIBLE_SEED = 2026
FILE = "transactions.csv"
KINDS = ("grocery", "fuel", "online", "travel", "electronics", "gift cards")
SHARES = (0.40, 0.14, 0.24, 0.06, 0.10, 0.06)
LOG_AMOUNT = (3.0, 3.7, 3.3, 5.0, 4.6, 3.5)  # median in euros: 20, 40, 27, 148, 99, 33
SPREAD = (0.6, 0.35, 0.8, 0.8, 0.7, 0.5)
FEATURES = (
    "hour", "merchant_kind", "amount", "amount_over_usual", "minutes_since_last", "count_1h", "count_24h",
    "km_from_home", "new_device", "foreign", "card_age_days",
)  # fmt: skip
COLUMNS = ("transaction_id", "day", "customer", *FEATURES, "review_actions", "label_day", "fraud")
FRAUD_RATE = 0.0045
MINUTES_A_DAY = 1440.0
LONGEST_PAUSE = 7 * MINUTES_A_DAY


@lru_cache(maxsize=6)
def world(seed: int) -> Table:
    """Make all days of one world; rows are in no order."""
    rng = np.random.default_rng([seed, 41])
    usual = np.exp(rng.normal(0.0, 0.4, CUSTOMERS))  # how much more than others a customer spends
    busy = rng.gamma(1.2, 1.0, CUSTOMERS)
    card_age = rng.integers(20, 2500, CUSTOMERS)
    delay = rng.choice([7, 14, 21], CUSTOMERS)  # of a customer's bank, in days
    honest = _honest(rng, usual, busy / busy.sum())
    stolen = _stolen(rng, usual, busy / busy.sum())
    rows = {name: np.concatenate([honest[name], stolen[name]]) for name in honest}
    rows = _repeated(rng, rows)
    rows |= _velocity(rows["customer"], rows["minute"])
    count = len(rows["minute"])
    day = (rows["minute"] // MINUTES_A_DAY).astype(np.int64)
    fraud = rows["fraud"]
    looked_at = np.where(
        fraud == 1, 1 + rng.poisson(3.0, count), (rng.random(count) < 0.01) * (1 + rng.poisson(1.0, count))
    )
    rows |= {
        "transaction_id": rng.permutation(count) + 1_000_000,
        "day": day,
        "hour": np.round(rows["minute"] % MINUTES_A_DAY / 60.0, 4),
        "card_age_days": card_age[rows["customer"]] + day,
        "review_actions": looked_at.astype(np.int64),
        "label_day": day + delay[rows["customer"]],
    }
    order = rng.permutation(count)
    return {name: np.ascontiguousarray(rows[name][order]) for name in COLUMNS}


def visible(seed: int = VISIBLE_SEED) -> Table:
    """Give what the learner has."""
    everything = world(seed)
    return rows_of(everything, everything["day"] < HIDDEN_FROM)


def hidden(seed: int) -> Table:
    """Give what comes later, with its labels."""
    everything = world(seed)
    return rows_of(everything, everything["day"] >= HIDDEN_FROM)


def table() -> Table:
    """Give the table that is put into the learner's folder."""
    return visible()


def read(path: str) -> Table:
    """Read a table that somebody brings, with our columns; `review_actions` and `transaction_id` may be missing.

    Raises:
        ValueError: A column is missing, or holds something that is no number.
    """
    with open(path, encoding="utf-8") as file:  # noqa: PTH123
        names = [name.strip() for name in file.readline().strip().split(",")]
    missing = [name for name in COLUMNS if name not in names and name not in ("review_actions", "transaction_id")]
    if missing:
        raise ValueError(f"it has no column {missing[0]}; name yours with  --column {missing[0]}=YOURS")
    wanted = [names.index(name) for name in COLUMNS if name in names]
    try:
        values = np.loadtxt(path, delimiter=",", skiprows=1, usecols=wanted, ndmin=2, encoding="utf-8")
    except ValueError as error:
        raise ValueError(f"a value is no number ({error})") from None
    rows = dict(zip([name for name in COLUMNS if name in names], values.T.copy(), strict=True))
    if not np.isfinite(values).all() or not np.isin(rows["fraud"], (0, 1)).all():
        raise ValueError("a value is missing, or fraud is not 0 or 1")
    whole = ("day", "customer", "merchant_kind", "label_day", "fraud", "new_device", "foreign", "count_1h", "count_24h")
    rows |= {name: rows[name].astype(np.int64) for name in whole}
    count = np.zeros(len(values), dtype=np.int64)
    return {"transaction_id": np.arange(len(values)), "review_actions": count} | rows


def rows_of(rows: Table, chosen: np.ndarray) -> Table:
    """Take some rows, by mask or index."""
    return {name: column[chosen] for name, column in rows.items()}


def at_decision_time(rows: Table) -> Table:
    """Give what is known when a payment waits for its decision: nobody has looked at it, and there is no label."""
    empty = np.zeros(len(rows["day"]), dtype=np.int64)
    return {name: column for name, column in rows.items() if name not in ("fraud", "label_day")} | {
        "review_actions": empty
    }


# -- for checks: the simplest honest model, and the metric -----------------------------------------------------------


def inputs(rows: Table) -> np.ndarray:
    """Give the features as a matrix: logs of what is skewed, one column per kind of merchant. (rows, 18)."""
    hour = rows["hour"] / 24.0 * 2 * np.pi
    skewed = [
        np.log1p(rows[name]) for name in ("amount", "minutes_since_last", "count_1h", "count_24h", "km_from_home")
    ]
    plain = [np.log(rows["amount_over_usual"]), rows["new_device"], rows["foreign"], np.log(rows["card_age_days"])]
    kinds = [rows["merchant_kind"] == kind for kind in range(len(KINDS))]
    cosine = [np.cos(hour), np.sin(hour), np.maximum(np.log(rows["amount_over_usual"]), 0)]
    return np.stack([np.asarray(column, dtype=np.float64) for column in (*skewed, *plain, *kinds, *cosine)], axis=1)


def fit_logistic(x: np.ndarray, fraud: np.ndarray, *, steps: int = 12, decay: float = 1.0) -> np.ndarray:
    """Fit a logistic regression by Newton's method; gives mean, scale, weights and bias as rows. (4, d)."""
    mean, scale = x.mean(0), x.std(0) + 1e-9
    z = np.concatenate([(x - mean) / scale, np.ones((len(x), 1))], axis=1)
    weights = np.zeros(z.shape[1])
    weights[-1] = np.log(fraud.mean() / (1 - fraud.mean()))
    ridge = decay * np.eye(z.shape[1])
    ridge[-1, -1] = 0.0
    for _ in range(steps):
        p = _sigmoid(z @ weights)
        curvature = (z * (p * (1 - p))[:, None]).T @ z + ridge
        step = np.linalg.solve(curvature, z.T @ (p - fraud) + ridge @ weights)
        # Newton's full step may overshoot where classes are this rare; halve it until the loss falls.
        sizes = [
            size
            for size in 0.5 ** np.arange(8)
            if _loss(z, fraud, weights - size * step, ridge) < _loss(z, fraud, weights, ridge)
        ]
        weights = weights - (sizes[0] if sizes else 0.0) * step
    return np.stack([mean, scale, weights[:-1], np.full(len(mean), weights[-1])])


def score_logistic(fitted: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Give the probabilities."""
    mean, scale, weights, bias = fitted
    return _sigmoid((x - mean) / scale @ weights + bias[0])


def _sigmoid(logits: np.ndarray) -> np.ndarray:
    return 1.0 / (1.0 + np.exp(-np.clip(logits, -30, 30)))


def _loss(z: np.ndarray, fraud: np.ndarray, weights: np.ndarray, ridge: np.ndarray) -> float:
    logits = z @ weights
    return float(np.sum(np.logaddexp(0.0, logits) - fraud * logits) + weights @ ridge @ weights / 2)


def average_precision(fraud: np.ndarray, scores: np.ndarray) -> float:
    """Sum precision over the steps of recall; rows with equal scores count together."""
    order = np.argsort(-scores, kind="stable")
    hits, ranked = np.cumsum(fraud[order]), scores[order]
    last = np.append(ranked[1:] != ranked[:-1], True)
    precision, recall = (hits / np.arange(1, len(hits) + 1))[last], (hits / hits[-1])[last]
    return float(np.sum(np.diff(recall, prepend=0.0) * precision))


# -- the world -------------------------------------------------------------------------------------------------------


def _honest(rng: np.random.Generator, usual: np.ndarray, busy: np.ndarray) -> Table:
    count = DAYS * PER_DAY
    customer = rng.choice(CUSTOMERS, count, p=busy)
    kind = rng.choice(len(KINDS), count, p=SHARES)
    by_day = rng.random(count) < 0.93
    hour = np.where(by_day, rng.normal(14.5, 4.0, count) % 24, rng.uniform(0, 24, count))
    ratio = np.exp(rng.normal(0.0, np.asarray(SPREAD)[kind]))
    travels = kind == KINDS.index("travel")
    # Three habits that look like fraud one by one: a big purchase on the usual device, a new phone for the usual
    # things, and several small payments in a row at the shops that one always goes to.
    big = ~travels & (rng.random(count) < 0.04)
    ratio = np.where(big, ratio * np.exp(rng.normal(1.6, 0.4, count)), ratio)
    new_phone = ~big & (rng.random(count) < 0.08)
    minute = rng.integers(0, DAYS, count) * MINUTES_A_DAY + hour * 60
    follows = np.append(False, (rng.random(count - 1) < 0.05) & (kind[1:] < 2))
    source = np.maximum.accumulate(np.where(follows, 0, np.arange(count)))
    customer = customer[source]
    minute = np.where(follows, minute[source] + rng.exponential(12.0, count), minute)
    ratio = np.where(follows, ratio * 0.3, ratio)
    return {
        "minute": np.minimum(minute, DAYS * MINUTES_A_DAY - 1),
        "customer": customer,
        "merchant_kind": kind,
        "amount": np.round(np.exp(np.asarray(LOG_AMOUNT)[kind]) * usual[customer] * ratio, 2) + 0.01,
        "amount_over_usual": np.round(ratio, 3) + 0.001,
        "km_from_home": np.round(np.exp(rng.normal(np.where(travels, 4.5, 1.6), 1.1)), 1),
        "new_device": (new_phone | (rng.random(count) < 0.01)).astype(np.int64),
        "foreign": (rng.random(count) < np.where(travels, 0.4, 0.03)).astype(np.int64),
        "fraud": np.zeros(count, dtype=np.int64),
    }


def _stolen(rng: np.random.Generator, usual: np.ndarray, busy: np.ndarray) -> Table:
    """Draw incidents, then the payments of each: testing a card, cashing out, taking over an account."""
    incidents = int(DAYS * PER_DAY * FRAUD_RATE / 2.2)
    day = rng.integers(0, DAYS, incidents)
    late = day / DAYS
    takes_over = rng.random(incidents) < 0.45 * np.clip((late - 0.35) / 0.65, 0, 1)
    tests = ~takes_over & (rng.random(incidents) < 0.55 - 0.3 * late)
    way = np.where(takes_over, 2, np.where(tests, 0, 1))
    size = np.where(way == 0, rng.integers(2, 6, incidents), rng.integers(1, 4, incidents))
    at = np.where(way == 2, rng.normal(15.0, 4.0, incidents), rng.normal(2.5, 4.5, incidents)) % 24
    thief_device = rng.random(incidents) < np.choose(way, [0.6, 0.65, 0.05])
    abroad = rng.random(incidents) < np.choose(way, [0.25, 0.3, 0.45])
    one = np.repeat(np.arange(incidents), size)
    kind_of = (np.array([2, 2, 2, 5]), np.array([4, 4, 2, 3]), np.array([5, 5, 2, 4]))
    kind = np.array([rng.choice(kind_of[which]) for which in way[one]])
    count = len(one)
    apart = rng.exponential(np.choose(way[one], [6.0, 50.0, 240.0]))
    first = np.append(True, one[1:] != one[:-1])
    passed = np.cumsum(np.where(first, 0.0, apart))
    passed -= np.maximum.accumulate(np.where(first, passed, -np.inf))
    log_ratio = np.choose(way[one], [-1.6, 1.5, 0.8]) + rng.normal(0, np.choose(way[one], [0.5, 0.6, 0.4]))
    ratio = np.exp(log_ratio)
    customer = rng.choice(CUSTOMERS, incidents, p=busy)[one]
    minute = day[one] * MINUTES_A_DAY + at[one] * 60 + passed
    return {
        "minute": np.minimum(minute, DAYS * MINUTES_A_DAY - 1),
        "customer": customer,
        "merchant_kind": kind,
        "amount": np.round(np.exp(np.asarray(LOG_AMOUNT)[kind]) * usual[customer] * ratio, 2) + 0.01,
        "amount_over_usual": np.round(ratio, 3) + 0.001,
        "km_from_home": np.round(np.exp(rng.normal(np.choose(way[one], [2.6, 3.2, 2.0]), 1.2)), 1),
        "new_device": thief_device[one].astype(np.int64),
        "foreign": (abroad[one] & (rng.random(count) < 0.9)).astype(np.int64),
        "fraud": np.ones(count, dtype=np.int64),
    }


def _repeated(rng: np.random.Generator, rows: Table) -> Table:
    """Send one payment in a hundred twice: the first try failed, and both are in the records."""
    again = np.flatnonzero(rng.random(len(rows["minute"])) < 0.01)
    copy = rows_of(rows, again)
    copy["minute"] = np.minimum(copy["minute"] + rng.uniform(0.3, 2.0, len(again)), DAYS * MINUTES_A_DAY - 1)
    return {name: np.concatenate([column, copy[name]]) for name, column in rows.items()}


def _velocity(customer: np.ndarray, minute: np.ndarray) -> Table:
    """Count each customer's payments before this one: in the hour, in the day, and the pause since the last."""
    order = np.lexsort((minute, customer))
    spread = DAYS * MINUTES_A_DAY * 2
    key = customer[order] * spread + minute[order]
    place = np.arange(len(key))
    found: Table = {}
    for name, window in (("count_1h", 60.0), ("count_24h", MINUTES_A_DAY)):
        counted = np.empty(len(key), dtype=np.int64)
        counted[order] = place - np.searchsorted(key, key - window, side="left")
        found[name] = counted
    pause = np.diff(key, prepend=-np.inf)
    since = np.empty(len(key))
    since[order] = np.round(np.minimum(pause, LONGEST_PAUSE), 1)
    return found | {"minutes_since_last": since}
