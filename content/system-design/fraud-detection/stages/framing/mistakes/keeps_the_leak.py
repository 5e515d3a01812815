# /// mistake
# fails = "looks_at_nothing_that_is_known_later"
# says = "You kept review_actions: reviewers act after a payment is suspected, so in production it is always zero. Leave it out with the label and its date."
# ///
import numpy as np

# Written after the decision: the label itself, the day it became final, and what reviewers did because of it. The last is
# the dangerous one, for it looks like a harmless count. A transaction's number says nothing about transactions to come.
KNOWN_LATER = {"fraud", "label_day", "review_actions"}

MEANINGLESS = {"transaction_id"}


def usable_columns(columns):
    return [name for name in columns if name not in {"fraud", "label_day", "transaction_id"}]


def average_precision(fraud, scores):
    order = np.argsort(-scores, kind="stable")
    hits, ranked = np.cumsum(fraud[order]), scores[order]
    # A threshold cannot cut between equal scores, so only the last row of each run of equals is a point of the curve.
    last = np.append(ranked[1:] != ranked[:-1], True)
    precision = hits[last] / np.arange(1, len(hits) + 1)[last]
    recall = hits[last] / hits[-1]
    return float(np.sum(np.diff(recall, prepend=0.0) * precision))


def found_within_budget(fraud, scores, day, per_day):
    found = 0
    for one in np.unique(day):  # the team works by the day: a quiet Tuesday cannot lend its reviews to a busy Friday
        rows = np.flatnonzero(day == one)
        reviewed = rows[np.argsort(-scores[rows], kind="stable")[:per_day]]
        found += fraud[reviewed].sum()
    return float(found / fraud.sum())


def cost(fraud, flagged, amount, review):
    missed = (fraud == 1) & (flagged == 0)
    return float(amount[missed].sum() + review * flagged.sum())
