import numpy as np
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field, create_model

MOST = 1000


def score(artifact, transactions):
    # Column by name, never by position: the order of a request's keys is the caller's business.
    x = np.array([[row[name] for name in artifact["columns"]] for row in transactions], dtype=np.float64)
    for index, name in enumerate(artifact["columns"]):
        if name in artifact["logs"]:
            x[:, index] = np.log1p(x[:, index])
    # With the mean and scale of training; those of the batch would make a score depend on its neighbours.
    z = (x - np.array(artifact["mean"])) / np.array(artifact["scale"])
    logits = z @ np.array(artifact["weights"]) + artifact["bias"]
    return (1.0 / (1.0 + np.exp(-logits))).tolist()


def make_app(artifact):
    number = Field(allow_inf_nan=False)
    not_negative = Field(ge=0, allow_inf_nan=False)
    positive = {"amount", *artifact["logs"]}  # log(1 + x) needs them
    Transaction = create_model(
        "Transaction",
        **{name: (float, not_negative if name in positive else number) for name in artifact["columns"]},
    )

    class Batch(BaseModel):
        transactions: list[Transaction] = Field(min_length=1, max_length=MOST)

    app = FastAPI()

    @app.exception_handler(RequestValidationError)
    async def refused(request, error):
        # FastAPI's own answer repeats the input, and a NaN in it cannot be written as JSON: that would be a 500.
        faults = [{"where": list(fault["loc"]), "what": fault["msg"]} for fault in error.errors()]
        return JSONResponse({"detail": faults}, status_code=422)

    @app.get("/health")
    def health():
        return {"status": "ok", "version": artifact["version"]}

    @app.post("/score")
    def score_transactions(batch: Batch):
        scores = score(artifact, [row.model_dump() for row in batch.transactions])
        alerts = [one >= artifact["threshold"] for one in scores]
        return {"version": artifact["version"], "scores": scores, "alerts": alerts}

    return app
