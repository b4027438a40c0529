using System.Runtime.CompilerServices;

namespace GenreLab.Numerics;

/// <summary>Elementary functions of vectors of floats, the same bits at every vector width. Errors are given over the whole range.</summary>
/// <typeparam name="TOperations">The vector width's operations.</typeparam>
/// <typeparam name="TVector">The vector.</typeparam>
internal static class VectorMath<TOperations, TVector>
    where TOperations : struct, IVectorOperations<TVector>
    where TVector : struct
{
    /// <summary>e to the power of x, relative error below 2e-7; x is clamped to [−87.3, 88.0], where the result is a normal number.
    /// Cody–Waite reduction and the polynomial of Cephes' <c>expf</c> (Moshier).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Exp(TVector x)
    {
        x = TOperations.Minimum(TOperations.Maximum(x, TOperations.Broadcast(-87.3f)), TOperations.Broadcast(88.0f));
        var exponent = TOperations.Round(TOperations.Multiply(x, TOperations.Broadcast(1.44269504f)));
        var rest = TOperations.MultiplyAdd(exponent, TOperations.Broadcast(-0.693359375f), x);
        rest = TOperations.MultiplyAdd(exponent, TOperations.Broadcast(2.12194440e-4f), rest);
        var sum = TOperations.MultiplyAdd(TOperations.Broadcast(1.9875691500e-4f), rest, TOperations.Broadcast(1.3981999507e-3f));
        sum = TOperations.MultiplyAdd(sum, rest, TOperations.Broadcast(8.3334519073e-3f));
        sum = TOperations.MultiplyAdd(sum, rest, TOperations.Broadcast(4.1665795894e-2f));
        sum = TOperations.MultiplyAdd(sum, rest, TOperations.Broadcast(1.6666665459e-1f));
        sum = TOperations.MultiplyAdd(sum, rest, TOperations.Broadcast(5.0000001201e-1f));
        sum = TOperations.MultiplyAdd(sum, TOperations.Multiply(rest, rest), TOperations.Add(rest, TOperations.Broadcast(1f)));
        return TOperations.Multiply(sum, TOperations.PowerOfTwo(exponent));
    }

    /// <summary>2 to the power of x, relative error below 2e-7; x is clamped to [−126, 0]. A polynomial fitted to the smallest largest error over
    /// [−½, ½], exact at 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector NegativePowerOfTwo(TVector x)
    {
        x = TOperations.Minimum(TOperations.Maximum(x, TOperations.Broadcast(-126f)), default);
        var exponent = TOperations.Round(x);
        var rest = TOperations.Subtract(x, exponent);
        var sum = TOperations.MultiplyAdd(TOperations.Broadcast(0.0013264724f), rest, TOperations.Broadcast(0.009671519f));
        sum = TOperations.MultiplyAdd(sum, rest, TOperations.Broadcast(0.05550734f));
        sum = TOperations.MultiplyAdd(sum, rest, TOperations.Broadcast(0.24022242f));
        sum = TOperations.MultiplyAdd(sum, rest, TOperations.Broadcast(0.693147f));
        sum = TOperations.MultiplyAdd(sum, rest, TOperations.Broadcast(1f));
        return TOperations.Multiply(sum, TOperations.PowerOfTwo(exponent));
    }

    /// <summary>1 ÷ (1 + e^−x), relative error below 5e-7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Sigmoid(TVector x)
    {
        var one = TOperations.Broadcast(1f);
        return TOperations.Divide(one, TOperations.Add(one, Exp(TOperations.Subtract(default, x))));
    }

    /// <summary>Hyperbolic tangent, relative error below 5e-7: Cephes' polynomial near zero, the exponential elsewhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Tanh(TVector x)
    {
        var one = TOperations.Broadcast(1f);
        var squared = TOperations.Multiply(x, x);
        var sum = TOperations.MultiplyAdd(TOperations.Broadcast(-5.70498872745e-3f), squared, TOperations.Broadcast(2.06390887954e-2f));
        sum = TOperations.MultiplyAdd(sum, squared, TOperations.Broadcast(-5.37397155531e-2f));
        sum = TOperations.MultiplyAdd(sum, squared, TOperations.Broadcast(1.33314422036e-1f));
        sum = TOperations.MultiplyAdd(sum, squared, TOperations.Broadcast(-3.33332819422e-1f));
        var small = TOperations.MultiplyAdd(TOperations.Multiply(sum, squared), x, x);
        var large = TOperations.Subtract(one, TOperations.Divide(TOperations.Broadcast(2f), TOperations.Add(Exp(TOperations.Add(x, x)), one)));
        return TOperations.WhereLess(TOperations.Absolute(x), TOperations.Broadcast(0.625f), small, large);
    }

    /// <summary>The error function, absolute error below 6e-7 (Abramowitz and Stegun, 7.1.26).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Erf(TVector x)
    {
        var one = TOperations.Broadcast(1f);
        var size = TOperations.Absolute(x);
        var t = TOperations.Divide(one, TOperations.MultiplyAdd(TOperations.Broadcast(0.3275911f), size, one));
        var sum = TOperations.MultiplyAdd(TOperations.Broadcast(1.061405429f), t, TOperations.Broadcast(-1.453152027f));
        sum = TOperations.MultiplyAdd(sum, t, TOperations.Broadcast(1.421413741f));
        sum = TOperations.MultiplyAdd(sum, t, TOperations.Broadcast(-0.284496736f));
        sum = TOperations.MultiplyAdd(sum, t, TOperations.Broadcast(0.254829592f));
        var tail = TOperations.Multiply(TOperations.Multiply(sum, t), Exp(TOperations.Subtract(default, TOperations.Multiply(x, x))));
        var positive = TOperations.Subtract(one, tail);
        return TOperations.WhereLess(x, default, TOperations.Subtract(default, positive), positive);
    }
}
