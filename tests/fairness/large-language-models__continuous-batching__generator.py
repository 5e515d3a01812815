"""Recursion-free, state in plain lists of slots; empty slots are None."""


def serve(requests, step, slots, budget, eos):
    if requests and max(len(p) + n for _, p, n in requests) > budget:
        raise ValueError
    out = [[[], None, None] for _ in requests]
    line, places, now = list(enumerate(requests)), [], 0
    while line or places:
        used = sum(len(requests[i][1]) + requests[i][2] for i in places)
        if line:
            i, (arrival, prompt, limit) = line[0]
            need = len(prompt) + limit
            if arrival <= now and len(places) < slots and used + need <= budget:
                out[i][1] = now
                places.append(i)
                line.pop(0)
                continue
            if not places:
                now = arrival
                continue
        new = step([requests[i][1] + out[i][0] for i in places])
        now += 1
        for i, token in zip(places, new):
            out[i][0].append(token)
        gone = [i for i in places if out[i][0][-1] == eos or len(out[i][0]) == requests[i][2]]
        for i in gone:
            out[i][2] = now
        places = [i for i in places if i not in gone]
    return [tuple(row) for row in out]
