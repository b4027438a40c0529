using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

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
        // Rows outside, features inside: a row's line is written whole before the next one's.
        for (var row = 0; row < panel; row += 4)
        {
            float* from = source + row, to = destination + row * panel;
            var feature = 0;
            for (; feature + 4 <= features; feature += 4, from += 4 * panel, to += 4)
                Store(Vector128.Load(from), Vector128.Load(from + panel), Vector128.Load(from + 2 * panel), Vector128.Load(from + 3 * panel), to);
            if (feature < features)
            {
                var second = feature + 1 < features ? Vector128.Load(from + panel) : default;
                var third = feature + 2 < features ? Vector128.Load(from + 2 * panel) : default;
                Store(Vector128.Load(from), second, third, default, to);
                feature += 4;
                to += 4;
            }
            for (; feature < width; feature += 4, to += 4) Store(default, default, default, default, to);
        }
    }

    // Four features of four rows become four rows of four features.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d, float* to)
    {
        const int panel = Gemm.PanelWidth;
        if (Sse.IsSupported)
        {
            Vector128<float> ab0 = Sse.UnpackLow(a, b), ab2 = Sse.UnpackHigh(a, b), cd0 = Sse.UnpackLow(c, d), cd2 = Sse.UnpackHigh(c, d);
            Sse.MoveLowToHigh(ab0, cd0).Store(to);
            Sse.MoveHighToLow(cd0, ab0).Store(to + panel);
            Sse.MoveLowToHigh(ab2, cd2).Store(to + 2 * panel);
            Sse.MoveHighToLow(cd2, ab2).Store(to + 3 * panel);
        }
        else if (AdvSimd.Arm64.IsSupported)
        {
            Vector128<float> ac0 = AdvSimd.Arm64.ZipLow(a, c), ac2 = AdvSimd.Arm64.ZipHigh(a, c), bd0 = AdvSimd.Arm64.ZipLow(b, d), bd2 = AdvSimd.Arm64.ZipHigh(b, d);
            AdvSimd.Arm64.ZipLow(ac0, bd0).Store(to);
            AdvSimd.Arm64.ZipHigh(ac0, bd0).Store(to + panel);
            AdvSimd.Arm64.ZipLow(ac2, bd2).Store(to + 2 * panel);
            AdvSimd.Arm64.ZipHigh(ac2, bd2).Store(to + 3 * panel);
        }
        else
        {
            for (var row = 0; row < 4; row++) Vector128.Create(a[row], b[row], c[row], d[row]).Store(to + row * panel);
        }
    }
}
