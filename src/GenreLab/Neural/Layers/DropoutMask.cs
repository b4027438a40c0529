using System.Runtime.Intrinsics;
using GenreLab.Numerics;

namespace GenreLab.Neural.Layers;

/// <summary>Draws what dropout multiplies values by.</summary>
internal static class DropoutMask
{
    /// <summary>Fills the mask, whose length is a multiple of 8, with zeros in the share <paramref name="rate"/> and 1 ÷ (1 − rate) elsewhere.</summary>
    public static void Draw(Span<float> mask, double rate, RandomSource random)
    {
        // Four decisions of 16 bits from each draw: the rate is met to one in 65,536.
        var threshold = (uint)Math.Round(rate * 65536);
        var least = Vector128.Create(threshold);
        var kept = Vector128.Create(1f / (1f - threshold / 65536f)).AsUInt32();
        for (var i = 0; i < mask.Length; i += 8)
        {
            var (lower, upper) = Vector128.Widen(Vector128.Create(random.NextUInt64(), random.NextUInt64()).AsUInt16());
            (Vector128.GreaterThanOrEqual(lower, least) & kept).AsSingle().CopyTo(mask[i..]);
            (Vector128.GreaterThanOrEqual(upper, least) & kept).AsSingle().CopyTo(mask[(i + 4)..]);
        }
    }
}
