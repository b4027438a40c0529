"""Times what is done with a table larger than memory against pandas in chunks and scikit-learn's partial_fit, alternating, and writes ../results/streams.md.

Run from anywhere: /usr/bin/python3 bench/peers/compare_streams.py TABLE TEST [rounds]; TEST has further rows of the same columns.
Whole processes are timed, start and reading included; peaks are of resident memory. Both read a file that is in the disk cache.
"""
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

from alternating import HERE, PROGRAM, RESULTS, build, run

TABLE, TEST = map(pathlib.Path, sys.argv[1:3])
ROUNDS = int(sys.argv[3]) if len(sys.argv) > 3 else 3
PROJECT = HERE.parent.parent / "src/GenreLab.Cli"
OURS = ["dotnet", PROJECT / "bin/Release/net10.0/GenreLab.Cli.dll"]
PEER = ["/usr/bin/python3", HERE / "streams.py"]
ENVIRONMENT = {k: v for k, v in os.environ.items() if k not in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")}


def whole(*command):
    """Seconds, peak megabytes and output of a process."""
    begun = time.perf_counter()
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=ENVIRONMENT)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{' '.join(map(str, command))} failed.")
    return time.perf_counter() - begun, usage.ru_maxrss / 1024, output


def trained(model, words, folder):
    """Trains on all rows of the table and scores the model on the others."""
    path = folder / f"{model}.genre"
    seconds, peak, _ = whole(*OURS, "train", TABLE, "--model", model, *words, "--test-share", "0", "--validation-share", "0", "--skip-importance", "--no-record", "--quiet", "--save", path)
    accuracy = json.loads(whole(*OURS, "evaluate", path, TEST, "--json")[2])["accuracy"]
    return seconds, peak, accuracy


build()
subprocess.run(["dotnet", "build", "-c", "Release", "-v", "q", str(PROJECT)], check=True, capture_output=True)
subprocess.run(["dotnet", "build-server", "shutdown"], capture_output=True)
parse = run(PROGRAM, "parse", 2, TABLE)
lines = [
    f"{parse['rows']:,} rows, {parse['bytes'] / 1e6:,.0f} MB; merely parsing their features takes {parse['seconds']:.2f} s ({parse['bytes'] / 1e6 / parse['seconds']:,.0f} MB/s) with two threads.",
    "",
    "| | GenreLab | peer | times faster (least–most) | accuracy | peer's | peak MB | peer's |",
    "|---|---|---|---|---|---|---|---|",
]
with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    mlp = ["--set", "hidden=96,48", "--set", "epochs=1", "--set", "dropout=0", "--scale", "standard"]
    for title, ours, theirs in [
        ("normalize, two passes and written (pandas)", lambda: (*whole(*OURS, "normalize", TABLE, "--out", folder / "ours", "--quiet")[:2], None), ["normalize", TABLE, folder / "theirs.csv"]),
        ("softmax, one epoch (SGDClassifier.partial_fit)", lambda: trained("softmax", ["--set", "epochs=1", "--scale", "standard"], folder), ["train", TABLE, TEST, "softmax"]),
        ("MLP 96-48, one epoch, batch 256 (MLPClassifier.partial_fit)", lambda: trained("mlp", mlp, folder), ["train", TABLE, TEST, "mlp"]),
    ]:
        own, peer = [], []
        for _ in range(ROUNDS):
            own.append(ours())
            seconds, peak, output = whole(*PEER, *theirs)
            peer.append((seconds, peak, json.loads(output).get("accuracy")))
        ratios = sorted(b[0] / a[0] for a, b in zip(own, peer))
        mine, yours = ([statistics.median(one[i] for one in runs) if runs[0][i] is not None else None for i in range(3)] for runs in (own, peer))
        share = lambda value: "" if value is None else f"{value:.4f}"
        lines.append(f"| {title} | {mine[0]:.1f} s | {yours[0]:.1f} s | **{statistics.median(ratios):.1f}** ({ratios[0]:.1f}–{ratios[-1]:.1f}) | {share(mine[2])} | {share(yours[2])} | {mine[1]:.0f} | {yours[1]:.0f} |")
        print(lines[-1], flush=True)
(RESULTS / "streams.md").write_text(f"Alternating runs of whole processes, {ROUNDS} rounds, medians, two threads; made by bench/peers/compare_streams.py.\n\n" + "\n".join(lines) + "\n")
