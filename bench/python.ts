import { spawnSync } from "node:child_process";
import { Absent } from "./absent.ts";

interface Python {
  readonly program: string;
  /** "1.13.1 on OpenBLAS": what PyTorch is, and what multiplies its matrices. */
  readonly torch: string;
  readonly version: string;
}

const probe = `
import platform, torch
torch.mm(torch.ones(64, 64), torch.ones(64, 64))
try:
    loaded = open("/proc/self/maps").read()
except OSError:
    loaded = ""
blas = "OpenBLAS" if "openblas" in loaded else "MKL" if torch.backends.mkl.is_available() else "a BLAS without a name"
print(torch.__version__.split("a")[0].split("+")[0], "on", blas)
print(platform.python_version())
`;

let found: Python | Absent | undefined;

/** The first Python that has PyTorch: $PYTHON, python3, and that of the system, where another comes first in the PATH. */
export function python(): Python {
  found ??= search();
  if (found instanceof Absent) throw found;
  return found;
}

function search(): Python | Absent {
  for (const program of [process.env.PYTHON ?? "python3", "python3", "/usr/bin/python3", "python"]) {
    const { status, stdout } = spawnSync(program, ["-c", probe], { encoding: "utf8" });
    if (status !== 0) continue;
    const [torch, version] = stdout.trim().split("\n");
    return { program, torch, version };
  }
  return new Absent(
    "no Python with PyTorch was found: apt-get install python3-torch libopenblas0, or pip install torch numpy and PYTHON=...",
  );
}
