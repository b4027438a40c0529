using GenreLab.Numerics;

namespace GenreLab.Evaluation;

/// <summary>Draws the number of successes in n trials in constant time.</summary>
internal static class BinomialSampler
{
    /// <summary>One draw from Binomial(<paramref name="trials"/>, <paramref name="probability"/>).</summary>
    public static int Draw(RandomSource random, int trials, double probability)
    {
        if (trials == 0 || probability <= 0) return 0;
        if (probability >= 1) return trials;
        if (probability > 0.5) return trials - Draw(random, trials, 1 - probability);
        return trials * probability < 10 ? ByWaiting(random, trials, probability) : ByRejection(random, trials, probability);
    }

    // Sums geometric waiting times (Devroye, 1986, section X.4.3): about n·p + 1 steps.
    private static int ByWaiting(RandomSource random, int trials, double probability)
    {
        var scale = Math.Log(1 - probability);
        var waited = 0.0;
        for (var successes = 0; ; successes++)
        {
            waited += Math.Floor(Math.Log(1 - random.NextDouble()) / scale) + 1;
            if (waited > trials) return successes;
        }
    }

    // Transformed rejection, algorithm BTRS (Hörmann, 1993, "The generation of binomial random variates").
    private static int ByRejection(RandomSource random, int trials, double probability)
    {
        double n = trials, p = probability, odds = p / (1 - p), deviation = Math.Sqrt(n * p * (1 - p));
        double b = 1.15 + 2.53 * deviation, a = -0.0873 + 0.0248 * b + 0.01 * p, c = n * p + 0.5;
        double quick = 0.92 - 4.2 / b, alpha = (2.83 + 5.1 / b) * deviation, mode = Math.Floor((n + 1) * p);
        while (true)
        {
            double u = random.NextDouble() - 0.5, v = 1 - random.NextDouble(), us = 0.5 - Math.Abs(u);
            var k = Math.Floor((2 * a / us + b) * u + c);
            if (k < 0 || k > n) continue;
            if (us >= 0.07 && v <= quick) return (int)k;
            var bound = (mode + 0.5) * Math.Log((mode + 1) / (odds * (n - mode + 1)))
                + (n + 1) * Math.Log((n - mode + 1) / (n - k + 1))
                + (k + 0.5) * Math.Log(odds * (n - k + 1) / (k + 1))
                + StirlingTail(mode) + StirlingTail(n - mode) - StirlingTail(k) - StirlingTail(n - k);
            if (Math.Log(v * alpha / (a / (us * us) + b)) <= bound) return (int)k;
        }
    }

    // ln k! − (½ ln 2π + (k + ½) ln(k + 1) − (k + 1)).
    private static double StirlingTail(double k)
    {
        if (k < StirlingTails.Length) return StirlingTails[(int)k];
        var square = (k + 1) * (k + 1);
        return (1.0 / 12 - (1.0 / 360 - 1.0 / 1260 / square) / square) / (k + 1);
    }

    private static ReadOnlySpan<double> StirlingTails =>
    [
        0.0810614667953272, 0.0413406959554092, 0.0276779256849983, 0.0207906721037650, 0.0166446911898211,
        0.0138761288230707, 0.0118967099458917, 0.0104112652619720, 0.00925546218271273, 0.00833056343336287,
    ];
}
