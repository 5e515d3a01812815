"""Written from the prompt alone: small classes, a deque, memory counted up and down."""

from collections import deque


class Job:
    def __init__(self, index, request):
        self.index = index
        self.arrival, prompt, self.limit = request
        self.prompt = list(prompt)
        self.new = []
        self.size = len(prompt) + self.limit
        self.start = None


def serve(requests, step, slots, budget, eos):
    queue = deque(Job(i, r) for i, r in enumerate(requests))
    for job in queue:
        if job.size > budget:
            raise ValueError(f"request {job.index} needs {job.size} of {budget}")
    answers = {}
    running = []
    free = budget
    now = 0
    while True:
        while queue and queue[0].arrival <= now and len(running) < slots and queue[0].size <= free:
            job = queue.popleft()
            job.start = now
            free -= job.size
            running.append(job)
        if not running:
            if not queue:
                break
            now = queue[0].arrival
            continue
        tokens = step([job.prompt + job.new for job in running])
        now += 1
        still = []
        for job, token in zip(running, tokens):
            job.new.append(token)
            if token == eos or len(job.new) >= job.limit:
                free += job.size
                answers[job.index] = (job.new, job.start, now)
            else:
                still.append(job)
        running = still
    return [answers[i] for i in range(len(requests))]
