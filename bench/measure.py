"""measure.ts for Python: python3 -B measure.py <module> <variant> <seconds> <case>..."""

import json
import runpy
import sys
import time

FIRST_STEPS = 20
FEWEST_TIMES = 10
PATIENCE = 10  # seconds


def measure(step, span, warm_up):
    results, first_times = [], []
    begin = time.perf_counter()
    for _ in range(FIRST_STEPS):
        before = time.perf_counter()
        results.append(step())
        first_times.append((time.perf_counter() - before) * 1e3)
    summary = {"first": first_times[0], "results": [results[0], results[-1]]}
    if time.perf_counter() > begin + first_times[0] / 1e3 + PATIENCE:
        return {"times": first_times[1:], **summary}
    while time.perf_counter() < begin + warm_up:
        step()
    times = []
    before = time.perf_counter()
    end = before + span
    while before < end or len(times) < FEWEST_TIMES:
        step()
        after = time.perf_counter()
        times.append((after - before) * 1e3)
        before = after
    return {"times": times, **summary}


path, variant, seconds, *cases = sys.argv[1:]
start = runpy.run_path(path)["start"]
measurements = {}
for name in cases:
    step = start(variant, name)
    if step is not None:
        measurements[name] = measure(step, float(seconds) / len(cases), 1 / len(cases) ** 0.5)
print(json.dumps(measurements))
