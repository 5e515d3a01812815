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
    begins = table["day"].max() - validation_days + 1
    validation = np.flatnonzero(table["day"] >= begins)
    # On the day when the validation begins, the labels of the last weeks are not final: in production they would not be
    # there to train on. The gap also keeps the payments of one theft, near copies of each other, on one side.
    train = np.flatnonzero((table["day"] < begins) & (table["label_day"] <= begins))
    return train, validation


def standardise(x, train):
    mean, scale = x[train].mean(axis=0), x[train].std(axis=0)
    return (x - mean) / np.where(scale > 0, scale, 1.0)
