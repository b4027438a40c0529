namespace GenreLab.Linear;

/// <summary>The last steps and what they did to the gradient, from which limited-memory BFGS guesses the inverse of the Hessian
/// (Nocedal and Wright, Numerical Optimization, 2nd edition, algorithm 7.4).</summary>
internal sealed class QuasiNewtonMemory
{
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
        var length = 1.0;
        if (count > 0)
        {
            var last = (next - 1 + steps.Length) % steps.Length;
            double squares = 0;
            for (var i = 0; i < direction.Length; i++) squares += changes[last][i] * changes[last][i] * scale[i];
            length = products[last] / squares;
        }
        for (var i = 0; i < direction.Length; i++) direction[i] *= length * scale[i];
        for (var back = count; back >= 1; back--)
        {
            var pair = (next - back + steps.Length) % steps.Length;
            AddScaled(direction, factors[pair] - Dot(changes[pair], direction) / products[pair], steps[pair]);
        }
    }

    /// <summary>Scalar product. Four sums in a fixed order: the same bits on every machine.</summary>
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double a = 0, b = 0, c = 0, d = 0;
        var i = 0;
        for (; i + 4 <= x.Length && i + 4 <= y.Length; i += 4)
        {
            a += x[i] * y[i];
            b += x[i + 1] * y[i + 1];
            c += x[i + 2] * y[i + 2];
            d += x[i + 3] * y[i + 3];
        }
        for (; i < x.Length; i++) a += x[i] * y[i];
        return a + b + (c + d);
    }

    private static void AddScaled(Span<double> to, double factor, ReadOnlySpan<double> values)
    {
        for (var i = 0; i < to.Length; i++) to[i] += factor * values[i];
    }
}
