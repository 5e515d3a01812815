# /// mistake
# fails = "average_precision_takes_equal_scores_together"
# says = "You measured accuracy: at half a percent of fraud a model that never flags anything gets 99.5 %. Compute the area under precision over recall."
# ///
import numpy as np

# Written after the decision: the label itself, the day it became final, and what reviewers did because of it. The last is
# the dangerous one, for it looks like a harmless count. A transaction's number says nothing about transactions to come.
KNOWN_LATER = {"fraud", "label_day", "review_actions"}

MEANINGLESS = {"transaction_id"}


def usable_columns(columns):
    return [name for name in columns if name not in KNOWN_LATER | MEANINGLESS]


def average_precision(fraud, scores):
    return float(np.mean((scores >= 0.5) == (fraud == 1)))


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
