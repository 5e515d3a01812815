# /// mistake
# fails = "nobody_is_overtaken"
# says = "You look past a request that does not fit and let a smaller one in: those behind the first one wait too."
# ///
def serve(requests, step, slots, budget, eos):
    sizes = [len(prompt) + limit for _, prompt, limit in requests]
    if any(size > budget for size in sizes):
        raise ValueError("a request that never fits would wait forever")
    results = [None] * len(requests)
    texts, started, running = {}, {}, []
    now = 0
    queue = list(range(len(requests)))
    while queue or running:
        for i in list(queue):
            used = sum(sizes[j] for j in running)
            if requests[i][0] <= now and len(running) < slots and used + sizes[i] <= budget:
                texts[i], started[i] = list(requests[i][1]), now
                running.append(i)
                queue.remove(i)
        if not running:
            now = requests[queue[0]][0]
            continue
        tokens = step([texts[i] for i in running])
        now += 1
        for i, token in list(zip(running, tokens, strict=True)):
            texts[i].append(token)
            new = texts[i][len(requests[i][1]) :]
            if token == eos or len(new) == requests[i][2]:
                running.remove(i)
                results[i] = (new, started[i], now)
    return results
