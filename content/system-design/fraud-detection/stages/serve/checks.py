"""The application is served by its own process and called over HTTP."""

import json
import math
import statistics

import data
import numpy as np

from deepdrill.judge.checks import Service, Trial, check

LOGS = ("amount", "minutes_since_last", "count_1h", "count_24h", "km_from_home", "card_age_days")
ONE_S, MANY_S = 0.25, 2.0


def artifact(trial: Trial) -> dict:
    """Fit a small model on a world, and write it as plain data with its columns in an order of their own."""
    rows = data.visible(trial.dice.randrange(4))
    columns = list(data.FEATURES)
    trial.dice.shuffle(columns)
    x = np.stack([np.log1p(rows[name]) if name in LOGS else rows[name] for name in columns], axis=1).astype(np.float64)
    mean, scale, weights, bias = data.fit_logistic(x, rows["fraud"], steps=6)
    return {
        "version": f"2026-11-{trial.size(10, 28)}", "columns": columns, "logs": list(LOGS), "mean": mean.tolist(),
        "scale": scale.tolist(), "weights": weights.tolist(), "bias": float(bias[0]), "threshold": 0.03,
    }  # fmt: skip


def transactions(trial: Trial, count: int) -> list[dict]:
    """Draw payments as a caller sends them: keys in any order, and some that the model does not know."""
    rows = data.at_decision_time(data.hidden(trial.dice.randrange(4)))
    chosen = [trial.dice.randrange(len(rows["day"])) for _ in range(count)]
    sent = []
    for index in chosen:
        names = [*data.FEATURES, "customer", "day"]
        trial.dice.shuffle(names)
        sent.append({name: rows[name][index].item() for name in names})
    return sent


def oracle(model: dict, sent: list[dict]) -> list[float]:
    """Score one payment after another, as the prompt says."""
    scores = []
    for row in sent:
        logit = model["bias"]
        for name, mean, scale, weight in zip(
            model["columns"], model["mean"], model["scale"], model["weights"], strict=True
        ):
            value = math.log1p(row[name]) if name in model["logs"] else row[name]
            logit += weight * (value - mean) / scale
        scores.append(1.0 / (1.0 + math.exp(-logit)))
    return scores


def answered(trial: Trial, service: Service, sent: list[dict]) -> dict:
    """Post payments, and demand a whole answer."""
    reply = service.post("/score", {"transactions": sent})
    count = f"{len(sent)} transaction{'s' * (len(sent) > 1)}"
    trial.require(
        reply.status == 200, f"POST /score with {count} answered {reply.status or reply.trouble}.", seen=reply.body
    )
    trial.require(
        isinstance(reply.body, dict) and {"version", "scores", "alerts"} <= set(reply.body),
        "POST /score must answer a JSON object with version, scores and alerts.",
        seen=reply.body,
    )
    return reply.body


@check
def scores_without_a_server(trial: Trial) -> None:
    """`score` gives what the artifact says, column by name."""
    model = artifact(trial)
    for count in (1, 7):
        sent = transactions(trial, count)
        trial.same(trial.call("score", model, sent), oracle(model, sent), relative=1e-6)


@check
def says_that_it_is_well(trial: Trial) -> None:
    """`GET /health` answers with the version of the model."""
    model = artifact(trial)
    reply = trial.serve("make_app", model).get("/health")
    trial.require(reply.status == 200, f"GET /health answered {reply.status or reply.trouble}.", seen=reply.body)
    trial.same(reply.body, {"status": "ok", "version": model["version"]}, what="the answer")


@check
def answers_as_the_model(trial: Trial) -> None:
    """`POST /score` gives the model's own scores, whatever the batch, and alerts from the threshold on."""
    model = artifact(trial)
    sent = transactions(trial, 40)
    expected = oracle(model, sent)
    model["threshold"] = sum(sorted(expected)[19:21]) / 2  # half of them are alerts, and none is near it
    service = trial.serve("make_app", model)
    model_alerts = [score >= model["threshold"] for score in expected]
    for part in (slice(0, 1), slice(3, 4), slice(0, 40)):
        body = answered(trial, service, sent[part])
        trial.same(body["scores"], expected[part], what="the scores", relative=1e-6)
        trial.same(body["alerts"], model_alerts[part], what="the list of alerts")
        trial.same(body["version"], model["version"], what="the version")


@check
def refuses_what_cannot_be_scored(trial: Trial) -> None:
    """What cannot be scored is answered with 422, and the service lives on."""
    model = artifact(trial)
    service = trial.serve("make_app", model)
    one = transactions(trial, 1)[0]
    column = model["columns"][0]
    bodies: list[tuple[str, object]] = [
        ("a missing column", {"transactions": [{name: value for name, value in one.items() if name != column}]}),
        ("text in place of a number", {"transactions": [one | {column: "twelve"}]}),
        ("null in place of a number", {"transactions": [one | {column: None}]}),
        ("a negative amount", {"transactions": [one | {"amount": -5.0}]}),
        ("NaN", json.dumps({"transactions": [one | {"hour": math.nan}]})),
        ("Infinity", json.dumps({"transactions": [one | {"hour": math.inf}]})),
        ("no transactions", {"transactions": []}),
        ("a list of numbers", {"transactions": [1, 2]}),
        ("another key", {"payments": [one]}),
        ("1001 transactions", {"transactions": [one] * 1001}),
        ("something that is not JSON", "{transactions"),
    ]
    for what, body in bodies:
        reply = service.post("/score", body)
        trial.require(
            reply.status == 422,
            f"A request with {what} must be answered with 422; it was {reply.status or reply.trouble}.",
        )
    answered(trial, service, [one])


@check
def answers_in_time(trial: Trial) -> None:
    """One payment is answered within a quarter of a second, and 500 at once within two."""
    model = artifact(trial)
    service = trial.serve("make_app", model)
    sent = transactions(trial, 500)
    answered(trial, service, sent[:1])  # the first request pays for what is made late
    singles = [service.post("/score", {"transactions": [row]}).wall_s for row in sent[:9]]
    trial.require(
        statistics.median(singles) < ONE_S,
        f"One payment takes {statistics.median(singles):.2f} s, more than {ONE_S} s.",
    )
    wall_s = service.post("/score", {"transactions": sent}).wall_s
    trial.require(wall_s < MANY_S, f"500 payments take {wall_s:.2f} s, more than {MANY_S} s.")
