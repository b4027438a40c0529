"""What the comparisons share: building GenreLab.Bench, running a fit in a process of its own, medians."""
import json
import os
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
RESULTS = HERE.parent / "results"
PROJECT = HERE.parent / "GenreLab.Bench"
PROGRAM = PROJECT / "bin/Release/net10.0/GenreLab.Bench"


def build():
    """Builds GenreLab.Bench and sends the compiler's servers away, so that they do not take time from what is measured."""
    subprocess.run(["dotnet", "build", "-c", "Release", "-v", "q", str(PROJECT)], check=True, capture_output=True)
    subprocess.run(["dotnet", "build-server", "shutdown"], capture_output=True)


def run(*command):
    """The JSON a command prints; OpenBLAS' overrides are unset, so that peers choose their best kernels."""
    environment = {k: v for k, v in os.environ.items() if k not in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")}
    return json.loads(subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True, env=environment).stdout)


def require_openblas():
    """Ends the comparison where PyTorch would run on the reference BLAS."""
    program = "import torch; torch.rand(9, 9) @ torch.rand(9, 9); print(open('/proc/self/maps').read())"
    if "openblas" not in subprocess.run(["/usr/bin/python3", "-c", program], capture_output=True, text=True).stdout:
        sys.exit("PyTorch runs on the reference BLAS here, which is many times slower; install OpenBLAS first (Debian: apt-get install libopenblas0-pthread).")


def median(runs, key):
    return statistics.median(run[key] for run in runs)
