"""What random folds do to rare classes, to patients with several scans and to series in time."""

import torch

from deepdrill.lab.evidence import Evidence, claim


def nearest(train: torch.Tensor, labels: torch.Tensor, test: torch.Tensor) -> torch.Tensor:
    """Predict the label of the nearest training example."""
    return labels[torch.cdist(test, train).argmin(1)]


@claim
def rare_classes_vary_between_folds(evidence: Evidence) -> None:
    """With 45 ill of 900 patients in ten random folds, a fold holds from 0 or 1 up to 10 or more of them."""
    ill = torch.arange(900) < 45
    counts = torch.stack([ill[torch.randperm(900, generator=evidence.rng)].reshape(10, 90).sum(1) for _ in range(500)])
    evidence.row(
        folds="random", fewest=int(counts.min()), most=int(counts.max()), mean=round(float(counts.double().mean()), 2)
    )
    evidence.row(folds="stratified", fewest=4, most=5, mean=4.5)
    uneven = float((counts.amin(1) <= 2).double().mean())
    evidence.require(int(counts.min()) <= 1 and int(counts.max()) >= 10, "The folds are nearly even.")
    evidence.require(uneven > 0.6, f"Only {uneven:.0%} of the splits have a fold with at most two ill.")


@claim
def scans_of_a_patient_leak(evidence: Evidence) -> None:
    """Where scans show the person and nothing of the illness, folds by scan look excellent, folds by patient do not."""
    patients, scans, width = 120, 5, 16
    person = evidence.normal(patients, width)
    ill = evidence.integers(patients, low=0, high=2)
    x = (person[:, None] + 0.3 * evidence.normal(patients, scans, width)).reshape(-1, width)
    y, who = ill.repeat_interleave(scans), torch.arange(patients).repeat_interleave(scans)
    accuracy = {}
    by_scan = torch.randperm(len(x), generator=evidence.rng) % 5
    by_patient = (torch.randperm(patients, generator=evidence.rng) % 5)[who]
    for name, fold in (("by scan", by_scan), ("by patient", by_patient)):
        right = torch.zeros(len(x), dtype=torch.float64)
        for k in range(5):
            test = fold == k
            right[test] = (nearest(x[~test], y[~test], x[test]) == y[test]).double()
        accuracy[name] = float(right.mean())
        evidence.row(folds=name, accuracy=round(accuracy[name], 3), truth="illness is a coin flip")
    evidence.require(accuracy["by scan"] > 0.95, f"By scan it is {accuracy['by scan']:.2f}.")
    evidence.require(abs(accuracy["by patient"] - 0.5) < 0.2, f"By patient it is {accuracy['by patient']:.2f}.")


@claim
def shuffled_time_is_optimistic(evidence: Evidence) -> None:
    """On a wandering series, shuffled folds make a model that interpolates look far better than it forecasts."""
    errors = {"shuffled folds": 0.0, "past to future": 0.0}
    for _ in range(30):
        series = evidence.normal(200).cumsum(0)
        time = torch.arange(200, dtype=torch.float64)[:, None]
        fold = torch.randperm(200, generator=evidence.rng) % 5
        for k in range(5):
            test = fold == k
            said = nearest(time[~test], series[~test], time[test])
            errors["shuffled folds"] += float((said - series[test]).square().mean()) / 150
        for cut in (100, 120, 140, 160, 180):
            said = nearest(time[:cut], series[:cut], time[cut : cut + 20])
            errors["past to future"] += float((said - series[cut : cut + 20]).square().mean()) / 150
    for name, error in errors.items():
        evidence.row(validation=name, squared_error=round(error, 2))
    times = errors["past to future"] / errors["shuffled folds"]
    evidence.require(times > 4, f"The forecast is only {times:.1f} times as bad.")


@claim
def the_best_of_many_folds_is_flattered(evidence: Evidence) -> None:
    """Fifty settings of equal quality, chosen by accuracy over the folds of 200 rows: the best looks too good."""
    right = (evidence.uniform(300, 50, 200) < 0.7).double()  # every setting is right seven times in ten
    best = float(right.mean(-1).amax(-1).mean())
    evidence.row(true_accuracy=0.7, best_mean_over_folds=round(best, 4))
    evidence.require(best > 0.75, f"The best mean is {best:.3f}.")
