import numpy as np


def usable_columns(columns):
    """List the columns that are known when a payment waits for its decision."""
    raise NotImplementedError


def average_precision(fraud, scores):
    """Average precision; rows with equal scores are taken together."""
    raise NotImplementedError


def found_within_budget(fraud, scores, day, per_day):
    """Share of all frauds found by reviewing the per_day highest scores of each day."""
    raise NotImplementedError


def cost(fraud, flagged, amount, review):
    """Euros lost to missed frauds, and spent on reviews."""
    raise NotImplementedError
