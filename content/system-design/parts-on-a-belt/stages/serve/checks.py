"""The application is served by its own process and called over HTTP."""

import base64
import json
import math
import statistics

import data
import numpy as np

from deepdrill.judge.checks import Service, Trial, check

ONE_S, MANY_S, MOST = 0.25, 2.0, 64


def artifact(trial: Trial) -> dict:
    """Make a small linear classifier of a world, as plain data; its kinds come in an order of their own."""
    rows = data.visible(trial.dice.randrange(2))
    images, labels = data.images_of(rows)[:600], rows["label"][:600]
    order = trial.dice.sample(range(len(data.CLASSES)), len(data.CLASSES))
    mean, scale = float(images.mean()), float(images.std())
    z = ((images - mean) / scale).reshape(len(images), -1)
    weights = np.stack([z[labels == kind].mean(axis=0) for kind in order]) * 0.05
    return {
        "version": f"2026-11-{trial.size(10, 28)}", "classes": [data.CLASSES[kind] for kind in order], "mean": mean,
        "scale": scale, "weights": weights.tolist(), "bias": trial.array(len(order), scale=0.2).tolist(),
        "threshold": 0.7,
    }  # fmt: skip


def photographs(trial: Trial, count: int) -> list[list[int]]:
    """Draw photographs of later days, as lists of 256 whole numbers."""
    rows = data.hidden(trial.dice.randrange(2))
    chosen = [trial.dice.randrange(len(rows["day"])) for _ in range(count)]
    return [[int(one) for one in rows["pixels"][row].ravel()] for row in chosen]


def oracle(model: dict, sent: list[list[int]]) -> list[list[float]]:
    """Classify one photograph after another, as the prompt says."""
    answers = []
    for pixels in sent:
        z = [(one / 255 - model["mean"]) / model["scale"] for one in pixels]
        logits = [
            sum(w * v for w, v in zip(row, z, strict=True)) + bias
            for row, bias in zip(model["weights"], model["bias"], strict=True)
        ]
        powers = [math.exp(one - max(logits)) for one in logits]
        answers.append([one / sum(powers) for one in powers])
    return answers


def raw(pixels: list[int]) -> dict:
    """Write a photograph as base64."""
    return {"raw": base64.b64encode(bytes(pixels)).decode("ascii")}


def answered(trial: Trial, service: Service, sent: list[dict]) -> dict:
    """Post photographs, and demand a whole answer."""
    reply = service.post("/classify", {"photographs": sent})
    trial.require(
        reply.status == 200,
        f"POST /classify with {len(sent)} photographs answered {reply.status or reply.trouble}.",
        seen=reply.body,
    )
    fine = isinstance(reply.body, dict) and set(reply.body) == {"version", "answers"}
    fine = fine and isinstance(reply.body["answers"], list) and len(reply.body["answers"]) == len(sent)
    fine = fine and all(
        isinstance(one, dict) and set(one) == {"kind", "probability", "by_hand"} for one in reply.body["answers"]
    )
    trial.require(
        fine,
        "The answer must be an object with version and answers, one with kind, probability and by_hand for each.",
        seen=reply.body,
    )
    return reply.body


@check
def gives_the_softmax_of_the_pixels(trial: Trial) -> None:
    """The probabilities are those that the artifact says."""
    model = artifact(trial)
    for count in (1, 7):
        sent = photographs(trial, count)
        trial.same(
            trial.call("classify", model, sent), oracle(model, sent), relative=1e-6, what="the list of probabilities"
        )


@check
def says_that_it_is_well(trial: Trial) -> None:
    """`GET /health` answers with the version of the model."""
    model = artifact(trial)
    reply = trial.serve("make_app", model).get("/health")
    trial.require(reply.status == 200, f"GET /health answered {reply.status or reply.trouble}.", seen=reply.body)
    trial.same(reply.body, {"status": "ok", "version": model["version"]}, what="the answer")


@check
def answers_pixels_and_raw_alike(trial: Trial) -> None:
    """`POST /classify` names the likeliest kind, whatever the batch and the form, and what a person has to see."""
    model = artifact(trial)
    sent = photographs(trial, 24)
    wanted = oracle(model, sent)
    best = [max(row) for row in wanted]
    model["threshold"] = sum(sorted(best)[11:13]) / 2  # half of them go to a person, and none is near it
    service = trial.serve("make_app", model)
    kinds = [model["classes"][row.index(max(row))] for row in wanted]
    by_hand = [one < model["threshold"] for one in best]
    mixed = [raw(pixels) if index % 2 else {"pixels": pixels} for index, pixels in enumerate(sent)]
    for part in (slice(0, 1), slice(3, 4), slice(0, 24)):
        body = answered(trial, service, mixed[part])
        trial.same([one["kind"] for one in body["answers"]], kinds[part], what="the list of kinds")
        trial.same([one["probability"] for one in body["answers"]], best[part], what="the probabilities", relative=1e-6)
        trial.same([one["by_hand"] for one in body["answers"]], by_hand[part], what="the list of by_hand")
        trial.same(body["version"], model["version"], what="the version")


@check
def refuses_what_is_no_photograph(trial: Trial) -> None:
    """What cannot be classified is answered with 422, and the service lives on."""
    model = artifact(trial)
    service = trial.serve("make_app", model)
    good = photographs(trial, 1)[0]
    whole = raw(good)["raw"]
    odd: list[tuple[str, object]] = [
        ("255 pixels", {"pixels": good[:-1]}),
        ("257 pixels", {"pixels": [*good, 0]}),
        ("16 rows of 16 pixels", {"pixels": [good[row * 16 : row * 16 + 16] for row in range(16)]}),
        ("a pixel of 300", {"pixels": [300, *good[1:]]}),
        ("a pixel of -1", {"pixels": [-1, *good[1:]]}),
        ("text in place of a pixel", {"pixels": ["dark", *good[1:]]}),
        ("null in place of a pixel", {"pixels": [None, *good[1:]]}),
        ("both forms", {"pixels": good, "raw": whole}),
        ("neither form", {}),
        ("characters that are not of base64", {"raw": "%!" + whole}),
        ("255 bytes", {"raw": base64.b64encode(bytes(good[:-1])).decode("ascii")}),
        ("a number in place of text", {"raw": 12}),
    ]
    bodies: list[tuple[str, object]] = [(what, {"photographs": [{"pixels": good}, one]}) for what, one in odd]
    bodies += [
        ("NaN", json.dumps({"photographs": [{"pixels": [math.nan, *good[1:]]}]})),
        ("no photographs", {"photographs": []}),
        ("65 photographs", {"photographs": [{"raw": whole}] * (MOST + 1)}),
        ("another key", {"images": [{"raw": whole}]}),
        ("something that is not JSON", "{photographs"),
    ]
    for what, body in bodies:
        reply = service.post("/classify", body)
        trial.require(
            reply.status == 422,
            f"A request with {what} must be answered with 422; it was {reply.status or reply.trouble}.",
        )
    answered(trial, service, [{"pixels": good}])


@check
def answers_in_time(trial: Trial) -> None:
    """One photograph is answered within a quarter of a second, and 64 within two."""
    model = artifact(trial)
    service = trial.serve("make_app", model)
    sent = [{"pixels": pixels} for pixels in photographs(trial, MOST)]
    answered(trial, service, sent[:1])  # the first request pays for what is made late
    singles = [service.post("/classify", {"photographs": [one]}).wall_s for one in sent[:9]]
    trial.require(
        statistics.median(singles) < ONE_S,
        f"One photograph takes {statistics.median(singles):.2f} s, more than {ONE_S} s.",
    )
    wall_s = service.post("/classify", {"photographs": sent}).wall_s
    trial.require(wall_s < MANY_S, f"64 photographs take {wall_s:.2f} s, more than {MANY_S} s.")
