"""A dozen real runs in an MLflow store: logged, searched, ranked, the best one registered; and what misleads."""

import logging
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

os.environ |= {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "DO_NOT_TRACK": "true",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
}

import numpy as np
import torch
from mlflow import MlflowClient
from mlflow.entities import Metric, Run
from mlflow.exceptions import MlflowException
from sklearn.datasets import load_digits
from sqlalchemy import event
from sqlalchemy.engine import Engine
from torch import nn

from deepdrill.lab.experiment import Lab, Runs, settles

TRAIN, VALID, TEST, EPOCHS = 300, 150, 600, 30
WRONG = 0.4
"""Share of training labels that are wrong."""
RATES = (0.003, 0.01, 0.03, 0.1)
REPEATS, REPEATED, REPEAT_EPOCHS = 10, 0.01, 10
"""Runs of one setting for the third question, its rate and its epochs."""
ONE, OWN = "one for all runs", "each run draws its own"
STEPPED, STEPLESS = "every epoch, with its step", "every epoch, without a step"

logging.disable(logging.WARNING)  # MLflow tells of each table that it makes


@event.listens_for(Engine, "connect")
def _never_wait_for_the_disk(connection: object, _: object) -> None:
    """Leave it to the system when SQLite's pages reach the disk: the store is thrown away in a minute."""
    connection.execute("PRAGMA synchronous=OFF")  # type: ignore[attr-defined]


def client_of(database: Path) -> MlflowClient:
    """Open the store in a SQLite file; tracking and registry are both in it."""
    return MlflowClient(tracking_uri=f"sqlite:///{database}", registry_uri=f"sqlite:///{database}")


@cache
def empty_store() -> Path:
    """Make a store without runs, once: its tables take seconds."""
    database = Path.cwd() / "empty.db"
    client_of(database).search_experiments()
    return database


class Team:
    """One experiment of a fresh store, and the data that its runs share."""

    def __init__(self, lab: Lab, folder: Path) -> None:
        """Copy the empty store and shuffle the digits."""
        shutil.copy(empty_store(), folder / "store.db")
        self.client = client_of(folder / "store.db")
        self.experiment = self.client.create_experiment("digits", artifact_location=(folder / "files").as_uri())
        self.folder = folder
        images, classes = load_digits(return_X_y=True)
        order = lab.rng.permutation(len(images))
        self.x = torch.tensor(images[order] / 16, dtype=torch.float32)
        self.y = torch.tensor(classes[order])
        wrong = torch.rand(len(images)) < WRONG
        self.labels = torch.where(wrong, torch.randint(10, (len(images),)), self.y)  # what a training run is given
        self.rest = len(images) - TEST  # the last ones are the test set, which no run sees

    def rows(self, split: str, seed: int) -> tuple[np.ndarray, np.ndarray]:
        """Give the rows for training and for validation."""
        order = np.arange(self.rest)
        if split == OWN:
            order = np.random.default_rng(1000 + seed).permutation(self.rest)
        return order[VALID : VALID + TRAIN], order[:VALID]

    def accuracy(self, net: nn.Module, rows: np.ndarray | slice) -> float:
        """Give the share of rows that a network gets right."""
        with torch.no_grad():
            return float((net(self.x[rows]).argmax(1) == self.y[rows]).double().mean())


def train(
    team: Team, *, rate: float, seed: int, split: str, epochs: int = EPOCHS
) -> tuple[nn.Module, nn.Module, list[float]]:
    """Train on partly wrong labels; give the last network, the best one, and the validation accuracy by epoch."""
    torch.manual_seed(seed)
    training, valid = team.rows(split, seed)
    net, best = (nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 10)) for _ in range(2))
    optimizer = torch.optim.Adam(net.parameters(), lr=rate)
    seen: list[float] = []
    for _ in range(epochs):
        for rows in torch.randperm(TRAIN).split(TRAIN // 2):
            loss = nn.functional.cross_entropy(net(team.x[training[rows]]), team.labels[training[rows]])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        seen.append(team.accuracy(net, valid))
        if seen[-1] == max(seen):
            best.load_state_dict(net.state_dict())
    return net, best, seen


def log_run(team: Team, *, rate: float, seed: int, split: str, logs: str) -> Run:
    """Train one network and log it as the knob says; the epochs go in one batch, which is quicker than one by one."""
    client = team.client
    run = client.create_run(team.experiment, run_name=f"rate {rate:g}, seed {seed}").info.run_id
    client.log_param(run, "rate", rate)
    client.log_param(run, "seed", seed)
    net, best, seen = train(team, rate=rate, seed=seed, split=split)
    kept = {"accuracy": seen, "best_accuracy": [max(seen)]}
    if logs not in (STEPPED, STEPLESS):
        kept["accuracy"] = seen[-1:]
    begun = client.get_run(run).info.start_time
    client.log_batch(
        run,
        [
            Metric(name, value, begun + epoch, epoch if logs == STEPPED else 0)  # time in ms, step
            for name, values in kept.items()
            for epoch, value in enumerate(values)
        ],
    )
    for name, one in (("last", net), ("best", best)):
        torch.save(one.state_dict(), team.folder / f"{name}.pt")
        client.log_artifact(run, str(team.folder / f"{name}.pt"))
    client.set_terminated(run)
    return client.get_run(run)


def ranked(team: Team, sort: str, condition: str = "") -> list[Run]:
    """Ask MLflow for the runs, the highest value first."""
    return list(team.client.search_runs([team.experiment], condition, order_by=[f"metrics.{sort} DESC"]))


def show_histories(lab: Lab, team: Team) -> None:
    """Draw the accuracy of one run of each rate from what the store says."""
    for run in ranked(team, "accuracy", "params.seed = '0'")[::-1]:
        for metric in team.client.get_metric_history(run.info.run_id, "accuracy"):
            lab.point(f"rate {float(run.data.params['rate']):g}", metric.step, metric.value, chart="history")


def register(lab: Lab, team: Team, run: Run, sort: str) -> None:
    """Register the winner, point the alias at it, load it by the alias and test it."""
    kept = "best.pt" if sort == "best_accuracy" else "last.pt"
    team.client.create_registered_model("digits")
    version = team.client.create_model_version("digits", f"runs:/{run.info.run_id}/{kept}", run.info.run_id)
    team.client.set_registered_model_alias("digits", "champion", version.version)
    champion = team.client.get_model_version_by_alias("digits", "champion")
    path = Path(team.client.download_artifacts(champion.run_id, kept))
    net = nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 10))
    net.load_state_dict(torch.load(path))
    lab.value("champion in the ranking", run.data.metrics[sort])
    lab.value("champion on the test set", team.accuracy(net, slice(team.rest, None)))


def write_twice(lab: Lab, team: Team) -> None:
    """Log a parameter twice, with two values, and see what is kept."""
    run = team.client.create_run(team.experiment, run_name="written twice").info.run_id
    team.client.log_param(run, "rate", 0.1)
    try:
        team.client.log_param(run, "rate", 0.01)
        refused = 0
    except MlflowException:
        refused = 1
    lab.value("second value of rate refused", refused)
    lab.value("rate that is kept", float(team.client.get_run(run).data.params["rate"]))
    team.client.set_terminated(run, "FAILED")


def repeat(lab: Lab, team: Team, split: str) -> None:
    """Train one setting ten times from other seeds, without logging it, and show how far apart the results are."""
    last = [
        train(team, rate=REPEATED, seed=100 + seed, split=split, epochs=REPEAT_EPOCHS)[2][-1] for seed in range(REPEATS)
    ]
    lab.value("spread of one setting, points", 100 * (max(last) - min(last)))


def run(lab: Lab, *, split: str, logs: str, sort: str, seeds: int) -> None:
    """Log a run for each rate and seed, rank them, register the winner, and try what misleads."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        team = Team(lab, Path(folder))
        for rate in RATES:
            for seed in range(seeds):
                logged = log_run(team, rate=rate, seed=seed, split=split, logs=logs)
                lab.point("a run", rate, logged.data.metrics[sort], chart="runs")
                if lab.stopped:
                    return
        runs = ranked(team, sort)
        for rate in RATES:
            same = [one.data.metrics[sort] for one in runs if float(one.data.params["rate"]) == rate]
            lab.point("mean over seeds", rate, np.mean(same), chart="runs")
        show_histories(lab, team)
        rows = []
        for one in runs:
            history = team.client.get_metric_history(one.info.run_id, "accuracy")
            rows.append(
                {
                    "run": one.info.run_name,
                    "metrics.accuracy": round(one.data.metrics["accuracy"], 3),
                    "last logged": round(history[-1].value, 3),
                    "highest logged": round(max(metric.value for metric in history), 3),
                    "values": len(history),
                    "highest step": max(metric.step for metric in history),
                }
            )
        lab.table("search_runs, best first", rows)
        lab.value("points lost after the peak, at most", 100 * max(_lost(row) for row in rows))
        register(lab, team, runs[0], sort)
        repeat(lab, team, split)
        write_twice(lab, team)


def _lost(row: dict[str, object]) -> float:
    return float(str(row["highest logged"])) - float(str(row["last logged"]))


@settles("sorted-by")
def what_a_search_sorts_by(runs: Runs) -> int:
    """Compare the value that runs are ranked by with the last and the highest that they logged."""
    rows = runs().tables["search_runs, best first"]
    fallen = max(rows, key=_lost)
    by = float(str(fallen["metrics.accuracy"]))
    runs.note(f"{fallen['run']} logged {fallen['highest logged']} at its peak and {fallen['last logged']} at last.")
    runs.note(f"It is ranked by {by}.")
    if _lost(fallen) < 0.02:
        return -1
    return 1 if by == fallen["last logged"] else 0 if by == fallen["highest logged"] else 2


@settles("no-step")
def without_a_step(runs: Runs) -> int:
    """Count the values of a history that was logged without steps, and look at their steps."""
    row = runs(logs=STEPLESS, seeds=1).tables["search_runs, best first"][0]
    runs.note(f"{row['values']:.0f} values are kept; the highest step is {row['highest step']:.0f}.")
    if row["values"] == 1:
        return 2
    return 1 if row["highest step"] == 0 else 0


@settles("other-splits")
def one_setting_ten_times(runs: Runs) -> int:
    """Measure how far apart ten runs of one setting are, with splits of their own and with one for all."""
    own, shared = (runs(split=split, seeds=1).values["spread of one setting, points"] for split in (OWN, ONE))
    runs.note(f"Ten runs lie {own:.1f} points apart with splits of their own, {shared:.1f} with one split for all.")
    return 0 if own < 1 else 1 if own < 3 else 2


@settles("again")
def a_parameter_twice(runs: Runs) -> int:
    """See whether the second value of a parameter is taken."""
    values = runs(split=ONE, seeds=1).values
    refused, kept = values["second value of rate refused"], values["rate that is kept"]
    runs.note(f"The second value was {'refused' if refused else 'taken'}; the rate in the store is {kept:g}.")
    return 1 if refused and kept == 0.1 else 0 if kept == 0.01 else -1
