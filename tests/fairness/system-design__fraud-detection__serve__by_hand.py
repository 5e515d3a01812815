import json
import math

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse


def score(artifact, transactions):
    out = []
    for row in transactions:
        logit = artifact["bias"]
        for c, m, s, w in zip(artifact["columns"], artifact["mean"], artifact["scale"], artifact["weights"]):
            v = math.log(1 + row[c]) if c in artifact["logs"] else row[c]
            logit += w * (v - m) / s
        out.append(1 / (1 + math.exp(-logit)))
    return out


def make_app(artifact):
    app = FastAPI()

    def check(body):
        rows = body["transactions"]
        if not isinstance(rows, list) or not 1 <= len(rows) <= 1000:
            raise ValueError("1 to 1000 transactions")
        for row in rows:
            for c in artifact["columns"]:
                v = row[c]
                if isinstance(v, bool) or not isinstance(v, (int, float)) or not math.isfinite(v):
                    raise ValueError(c)
                if v < 0 and (c == "amount" or c in artifact["logs"]):
                    raise ValueError(c)
        return rows

    @app.get("/health")
    async def health():
        return {"status": "ok", "version": artifact["version"]}

    @app.post("/score")
    async def post(request: Request):
        try:
            rows = check(json.loads(await request.body()))
        except (ValueError, KeyError, TypeError) as error:
            return JSONResponse({"error": str(error)}, status_code=422)
        s = score(artifact, rows)
        return {"version": artifact["version"], "scores": s, "alerts": [x >= artifact["threshold"] for x in s]}

    return app
