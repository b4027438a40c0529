using System.Runtime.Intrinsics;
using MathNet.Numerics.LinearAlgebra;

namespace GenreLab.Linear;

/// <summary>The last steps and what they did to the gradient, from which limited-memory BFGS guesses the inverse of the Hessian
/// (Nocedal and Wright, Numerical Optimization, 2nd edition, algorithm 7.4).</summary>
internal sealed class QuasiNewtonMemory
{
    private const int MostSweeps = 100;

    // A sweep that moves so little beside the first one is the last.
    private const double EnoughSweeps = 1e-8;

    // No coordinate may look flatter than this share of the diagonal.
    private const double LeastCurvature = 1e-6;

    private readonly double[][] steps, changes;
    private readonly double[] products, factors;
    private int count, next;

    /// <summary>Makes room.</summary>
    /// <param name="length">Number of parameters.</param>
    /// <param name="pairs">Number of steps remembered.</param>
    public QuasiNewtonMemory(int length, int pairs)
    {
        steps = [.. Enumerable.Range(0, pairs).Select(_ => new double[length])];
        changes = [.. Enumerable.Range(0, pairs).Select(_ => new double[length])];
        products = new double[pairs];
        factors = new double[pairs];
    }

    /// <summary>Whether nothing is remembered.</summary>
    public bool IsEmpty => count == 0;

    /// <summary>Forgets everything.</summary>
    public void Clear() => count = 0;

    /// <summary>Remembers the step from one point to the next; a step along which the gradient did not rise teaches nothing.</summary>
    public void Add(ReadOnlySpan<double> point, ReadOnlySpan<double> nextPoint, ReadOnlySpan<double> gradient, ReadOnlySpan<double> nextGradient)
    {
        double[] step = steps[next], change = changes[next];
        for (var i = 0; i < step.Length; i++)
        {
            step[i] = nextPoint[i] - point[i];
            change[i] = nextGradient[i] - gradient[i];
        }
        var product = Dot(step, change);
        if (!(product > 1e-12 * Math.Sqrt(Dot(step, step) * Dot(change, change)))) return;
        products[next] = product;
        next = (next + 1) % steps.Length;
        count = Math.Min(count + 1, steps.Length);
    }

    /// <summary>Minus the guessed inverse of the Hessian times the gradient.</summary>
    /// <param name="gradient">The gradient.</param>
    /// <param name="scale">The diagonal that the guess starts from.</param>
    /// <param name="direction">Gets the direction.</param>
    public void Direction(ReadOnlySpan<double> gradient, ReadOnlySpan<double> scale, Span<double> direction)
    {
        for (var i = 0; i < direction.Length; i++) direction[i] = -gradient[i];
        for (var back = 1; back <= count; back++)
        {
            var pair = (next - back + steps.Length) % steps.Length;
            factors[pair] = Dot(steps[pair], direction) / products[pair];
            AddScaled(direction, -factors[pair], changes[pair]);
        }
        var length = Length(scale);
        for (var i = 0; i < direction.Length; i++) direction[i] *= length * scale[i];
        for (var back = count; back >= 1; back--)
        {
            var pair = (next - back + steps.Length) % steps.Length;
            AddScaled(direction, factors[pair] - Dot(changes[pair], direction) / products[pair], steps[pair]);
        }
    }

    /// <summary>
    /// The way to the lowest point of the guessed quadratic with a lasso, by coordinate descent (Scheinberg and Tang, Practical inexact
    /// proximal quasi-Newton method, 2016). The guess of the Hessian is a diagonal less a product of two narrow matrices (Byrd,
    /// Nocedal and Schnabel, 1994), so a coordinate costs a few operations a remembered step. Weights that are to be zero become exactly zero.
    /// </summary>
    /// <param name="gradient">The smooth part's gradient.</param>
    /// <param name="scale">The inverse of the diagonal that the guess starts from; 0 for what does not move.</param>
    /// <param name="point">Where it starts.</param>
    /// <param name="lasso">Strength of the lasso.</param>
    /// <param name="weights">How many parameters, from the first on, it applies to.</param>
    /// <param name="direction">Gets the direction.</param>
    public void ProximalDirection(ReadOnlySpan<double> gradient, ReadOnlySpan<double> scale, ReadOnlySpan<double> point, double lasso, int weights, Span<double> direction)
    {
        var start = 1 / Length(scale);
        var width = 2 * count;
        var (narrow, other) = Compact(scale, start);
        var curvature = new double[direction.Length];
        for (var i = 0; i < curvature.Length; i++)
        {
            if (scale[i] == 0) continue;
            var diagonal = start / scale[i];
            curvature[i] = Math.Max(diagonal - Dot(narrow.AsSpan(i * width, width), other.AsSpan(i * width, width)), LeastCurvature * diagonal);
        }
        direction.Clear();
        Span<double> product = stackalloc double[width];
        double first = 0;
        for (var sweep = 0; sweep < MostSweeps; sweep++)
        {
            double moved = 0;
            for (var i = 0; i < direction.Length; i++)
            {
                if (scale[i] == 0) continue;
                var now = point[i] + direction[i];
                var slope = gradient[i] + start / scale[i] * direction[i] - Dot(narrow.AsSpan(i * width, width), product);
                var next = now - slope / curvature[i];
                if (i < weights) next = Math.CopySign(Math.Max(0, Math.Abs(next) - lasso / curvature[i]), next);
                if (next == now) continue;
                direction[i] = next - point[i];
                AddScaled(product, next - now, other.AsSpan(i * width, width));
                moved += curvature[i] * (next - now) * (next - now);
            }
            if (sweep == 0) first = moved;
            if (moved <= EnoughSweeps * first) break;
        }
    }

    // What the last step says the diagonal has to be multiplied by.
    private double Length(ReadOnlySpan<double> scale)
    {
        if (count == 0) return 1;
        var last = (next - 1 + steps.Length) % steps.Length;
        double squares = 0;
        for (var i = 0; i < scale.Length; i++) squares += changes[last][i] * changes[last][i] * scale[i];
        return products[last] / squares;
    }

    // W and W·M⁻¹, parameters × 2 steps each, with which the guess of the Hessian is diagonal − W·M⁻¹·Wᵀ (equation 7.24 of Nocedal and Wright).
    private (double[] Narrow, double[] Other) Compact(ReadOnlySpan<double> scale, double start)
    {
        var width = 2 * count;
        var narrow = new double[scale.Length * width];
        var other = new double[scale.Length * width];
        if (count == 0) return (narrow, other);
        var middle = Matrix<double>.Build.Dense(width, width);
        var scaled = new double[scale.Length];
        for (var k = 0; k < count; k++)
        {
            var pair = (next - count + k + steps.Length) % steps.Length;
            for (var i = 0; i < scaled.Length; i++)
            {
                scaled[i] = scale[i] == 0 ? 0 : steps[pair][i] * start / scale[i];
                narrow[i * width + k] = scaled[i];
                narrow[i * width + count + k] = changes[pair][i];
            }
            for (var l = 0; l < count; l++)
            {
                var earlier = (next - count + l + steps.Length) % steps.Length;
                middle[k, l] = Dot(scaled, steps[earlier]);
                if (l < k) middle[k, count + l] = middle[count + l, k] = Dot(steps[pair], changes[earlier]);
            }
            middle[count + k, count + k] = -products[pair];
        }
        var inverse = middle.Inverse();
        for (var i = 0; i < scale.Length; i++)
        {
            if (scale[i] == 0) continue;
            for (var k = 0; k < width; k++)
            {
                double sum = 0;
                for (var l = 0; l < width; l++) sum += narrow[i * width + l] * inverse[l, k];
                other[i * width + k] = sum;
            }
        }
        return (narrow, other);
    }

    /// <summary>Scalar product. Four sums in a fixed order: the same bits on every machine.</summary>
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var sums = Vector256<double>.Zero;
        var i = 0;
        for (; i + 4 <= x.Length && i + 4 <= y.Length; i += 4) sums += Vector256.Create(x[i..]) * Vector256.Create(y[i..]);
        var first = sums[0];
        for (; i < x.Length; i++) first += x[i] * y[i];
        return first + sums[1] + (sums[2] + sums[3]);
    }

    private static void AddScaled(Span<double> to, double factor, ReadOnlySpan<double> values)
    {
        var i = 0;
        for (; i + 4 <= to.Length && i + 4 <= values.Length; i += 4) (Vector256.Create<double>(to[i..]) + factor * Vector256.Create(values[i..])).CopyTo(to[i..]);
        for (; i < to.Length; i++) to[i] += factor * values[i];
    }
}
