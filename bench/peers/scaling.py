"""Times fits on 62,500 to 1,000,000 synthetic tracks of 114 genres and writes ../results/scaling.md.

Run from anywhere: /usr/bin/python3 bench/peers/scaling.py. The last column is the time divided by rows × log2(rows), relative to the first line.
"""
import json
import math
import pathlib
import subprocess
import tempfile

HERE = pathlib.Path(__file__).parent
PROJECT = HERE.parent.parent / "src/GenreLab.Cli"
PROGRAM = ["dotnet", PROJECT / "bin/Release/net10.0/GenreLab.Cli.dll"]
MODELS = [
    ("random forest, 50 trees × 20", ["--model", "random-forest", "--set", "trees=50"]),
    ("gradient boosting, 50 rounds", ["--model", "gradient-boosting", "--set", "rounds=50"]),
    ("decision tree, depth 30", ["--model", "decision-tree", "--set", "pruning=0"]),
]

subprocess.run(["dotnet", "build", "-c", "Release", "-v", "q", str(PROJECT)], check=True, capture_output=True)
subprocess.run(["dotnet", "build-server", "shutdown"], capture_output=True)
lines = ["| model | rows trained on | fit | fit ÷ (n log n), first line = 1 |", "|---|---|---|---|"]
first = {}
with tempfile.TemporaryDirectory() as folder:
    for rows in (62_500, 125_000, 250_000, 500_000, 1_000_000):
        table = pathlib.Path(folder) / "tracks.csv"
        subprocess.run(list(map(str, [*PROGRAM, "synth", "--rows", rows, "--out", table, "--quiet"])), check=True, capture_output=True)
        for title, options in MODELS:
            result = subprocess.run(list(map(str, [*PROGRAM, "train", table, *options, "--split", "random", "--test-share", "0.01", "--validation-share", "0", "--skip-importance", "--json", "--quiet"])), check=True, capture_output=True, text=True)
            run = json.loads(result.stdout)
            trained, fit = run["rows"]["train"], run["seconds"]["fit"]
            unit = fit / (trained * math.log2(trained))
            lines.append(f"| {title} | {trained:,} | {fit:.1f} s | {unit / first.setdefault(title, unit):.2f} |")
            print(lines[-1], flush=True)
(HERE.parent / "results" / "scaling.md").write_text("Two threads, one run each; made by bench/peers/scaling.py.\n\n" + "\n".join(lines[:2] + sorted(lines[2:], key=lambda line: line.split("|")[1])) + "\n")
