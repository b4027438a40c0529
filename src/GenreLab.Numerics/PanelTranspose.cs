using System.Runtime.Intrinsics;

namespace GenreLab.Numerics;

/// <summary>Turns a panel (features × 32 rows) into rows × features, 4 × 4 values at a time.</summary>
internal static unsafe class PanelTranspose
{
    /// <summary>Writes the transpose of up to 32 features.</summary>
    /// <param name="source">First value of the first feature; features lie 32 values apart.</param>
    /// <param name="features">Number of features, 1 to 32; the rest of <paramref name="width"/> is filled with zeros.</param>
    /// <param name="destination">First value of the first row; rows lie 32 values apart.</param>
    /// <param name="width">Values to write a row: a multiple of 4, at least <paramref name="features"/>.</param>
    public static void Block(float* source, int features, float* destination, int width)
    {
        const int panel = Gemm.PanelWidth;
        for (var feature = 0; feature < width; feature += 4)
        {
            var present = features - feature;
            for (var row = 0; row < panel; row += 4)
            {
                var from = source + feature * panel + row;
                var a = present > 0 ? Vector128.Load(from) : default;
                var b = present > 1 ? Vector128.Load(from + panel) : default;
                var c = present > 2 ? Vector128.Load(from + 2 * panel) : default;
                var d = present > 3 ? Vector128.Load(from + 3 * panel) : default;
                // Interleave pairs, then pairs of pairs.
                Vector128<float> ab0 = Low(a, b), ab1 = High(a, b), cd0 = Low(c, d), cd1 = High(c, d);
                var to = destination + row * panel + feature;
                Vector128.Create(ab0.GetLower(), cd0.GetLower()).Store(to);
                Vector128.Create(ab0.GetUpper(), cd0.GetUpper()).Store(to + panel);
                Vector128.Create(ab1.GetLower(), cd1.GetLower()).Store(to + 2 * panel);
                Vector128.Create(ab1.GetUpper(), cd1.GetUpper()).Store(to + 3 * panel);
            }
        }
    }

    // (x0 y0 x1 y1)
    private static Vector128<float> Low(Vector128<float> x, Vector128<float> y) =>
        System.Runtime.Intrinsics.X86.Sse.IsSupported ? System.Runtime.Intrinsics.X86.Sse.UnpackLow(x, y)
        : Vector128.Create(x[0], y[0], x[1], y[1]);

    // (x2 y2 x3 y3)
    private static Vector128<float> High(Vector128<float> x, Vector128<float> y) =>
        System.Runtime.Intrinsics.X86.Sse.IsSupported ? System.Runtime.Intrinsics.X86.Sse.UnpackHigh(x, y)
        : Vector128.Create(x[2], y[2], x[3], y[3]);
}
