"""Times GenreLab's network training against PyTorch's, alternating, and writes ../results/networks.md.

Run from anywhere: /usr/bin/python3 bench/peers/compare.py [rounds]. PyTorch runs with one and with two threads and the
better is taken; OpenBLAS' overrides are unset so that it chooses its best kernels.
"""
import statistics
import sys

from alternating import HERE, PROGRAM, RESULTS, build, require_openblas, run

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 5
NAMES = {
    "mlp-10000": ("100-150-150-150, 72,671 rows, batch 10,000", "epoch"),
    "batchnorm-64": ("512-256-128-64, batch norm, dropout, batch 64", "step"),
    "small-32": ("128-16, dropout, gradient clip, batch 32", "step"),
}


require_openblas()
build()
lines = ["| network | PyTorch, one thread | PyTorch, two threads | GenreLab, two threads | times faster (median of the rounds) | least | most |", "|---|---|---|---|---|---|---|"]
for name, (title, unit) in NAMES.items():
    one, two, own, ratios = [], [], [], []
    for _ in range(ROUNDS):
        own.append(run(PROGRAM, "peer", name, "2")[unit])
        one.append(run("/usr/bin/python3", str(HERE / "networks.py"), name, "1")[unit])
        two.append(run("/usr/bin/python3", str(HERE / "networks.py"), name, "2")[unit])
    best = one if statistics.median(one) < statistics.median(two) else two
    ratios = sorted(peer / mine for peer, mine in zip(best, own))
    figures = " | ".join(f"{1000 * statistics.median(values):.3g} ms/{unit}" for values in (one, two, own))
    lines.append(f"| {title} | {figures} | {statistics.median(ratios):.2f} | {ratios[0]:.2f} | {ratios[-1]:.2f} |")
    print(lines[-1], flush=True)
(RESULTS / "networks.md").write_text(f"Alternating runs, {ROUNDS} rounds, Adam in both; made by bench/peers/compare.py.\n\n" + "\n".join(lines) + "\n")
