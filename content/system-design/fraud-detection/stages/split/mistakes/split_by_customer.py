# /// mistake
# fails = "validates_on_later_days"
# says = "You split by customer, which keeps copies apart but still trains on the days that are validated. Fraud changes with time: validate on the last days."
# ///
import numpy as np

MINUTES = 3.0


def first_tries(table):
    minute = table["day"] * 1440.0 + table["hour"] * 60.0
    order = np.lexsort((minute, table["amount"], table["merchant_kind"], table["customer"]))
    same = np.ones(len(order) - 1, dtype=bool)
    for name in ("customer", "merchant_kind", "amount"):
        same &= np.diff(table[name][order]) == 0
    # Sorted, an earlier try of the same payment is the neighbour. An epsilon, for hours are rounded.
    again = same & (np.diff(minute[order]) <= MINUTES + 1e-6)
    return np.sort(order[np.append(True, ~again)])


def split(table, validation_days):
    held = table["customer"] % 5 == 0
    return np.flatnonzero(~held), np.flatnonzero(held)


def standardise(x, train):
    mean, scale = x[train].mean(axis=0), x[train].std(axis=0)
    return (x - mean) / np.where(scale > 0, scale, 1.0)
