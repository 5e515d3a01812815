import base64
import json
import math

import numpy as np
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse


def classify(artifact, photographs):
    out = []
    w, b = np.array(artifact["weights"]), np.array(artifact["bias"])
    for p in photographs:
        z = (np.array(p, float) / 255 - artifact["mean"]) / artifact["scale"]
        e = np.exp(w @ z + b)
        out.append([float(v) for v in e / e.sum()])
    return out


def pixels_of(one):
    if not isinstance(one, dict) or ("pixels" in one) == ("raw" in one):
        raise ValueError
    if "raw" in one:
        if not isinstance(one["raw"], str):
            raise ValueError
        px = list(base64.b64decode(one["raw"], validate=True))
    else:
        px = one["pixels"]
    if not isinstance(px, list) or len(px) != 256:
        raise ValueError
    for v in px:
        if isinstance(v, bool) or not isinstance(v, (int, float)) or not math.isfinite(v) or not 0 <= v <= 255:
            raise ValueError
    return px


def make_app(artifact):
    app = FastAPI()

    @app.get("/health")
    async def health():
        return {"status": "ok", "version": artifact["version"]}

    @app.post("/classify")
    async def post(request: Request):
        try:
            body = json.loads(await request.body())
            photos = body["photographs"]
            if not isinstance(photos, list) or not 1 <= len(photos) <= 64:
                raise ValueError
            px = [pixels_of(one) for one in photos]
        except (ValueError, KeyError, TypeError):
            return JSONResponse({"detail": "no photographs"}, status_code=422)
        answers = []
        for p in classify(artifact, px):
            k = int(np.argmax(p))
            answers.append(
                {"kind": artifact["classes"][k], "probability": p[k], "by_hand": p[k] < artifact["threshold"]}
            )
        return {"version": artifact["version"], "answers": answers}

    return app
