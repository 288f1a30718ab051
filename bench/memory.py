"""memory.mjs for Python: python3 -B memory.py <module> <variant>"""

import json
import resource
import runpy
import sys

STEPS = 2000

path, variant = sys.argv[1:]
step = runpy.run_path(path)["start"](variant, "")
results = [step() for _ in range(STEPS)]
# In KiB, but on macOS in bytes.
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
print(json.dumps({"": {"times": [peak / 1e6], "results": [results[0], results[19]]}}))
