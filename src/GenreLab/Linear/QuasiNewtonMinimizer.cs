using System.Diagnostics;
using System.Numerics.Tensors;
using GenreLab.Models;

namespace GenreLab.Linear;

/// <summary>
/// Limited-memory BFGS with a backtracking line search, from a point and a guess of the inverse of the curvature there; with a lasso its proximal
/// form (Scheinberg and Tang, 2016). Made for convex functions.
/// </summary>
internal sealed class QuasiNewtonMinimizer
{
    private const int MostAttempts = 30;

    // The share of what the slope promises that a step must keep.
    private const double Sufficient = 1e-4;

    private readonly IObjective objective;
    private readonly double[] scale, direction;
    private double[] point, gradient, nextPoint, nextGradient;

    /// <summary>Takes ownership of the arrays.</summary>
    /// <param name="objective">What is minimised.</param>
    /// <param name="start">Where to start.</param>
    /// <param name="scale">For each parameter the first guess of the inverse of its curvature; 0 for what does not move.</param>
    public QuasiNewtonMinimizer(IObjective objective, double[] start, double[] scale)
    {
        this.objective = objective;
        this.scale = scale;
        point = start;
        gradient = new double[point.Length];
        direction = new double[point.Length];
        nextPoint = new double[point.Length];
        nextGradient = new double[point.Length];
    }

    /// <summary>Number of steps remembered.</summary>
    public required int Pairs { get; init; }

    /// <summary>Most iterations.</summary>
    public required int MaxIterations { get; init; }

    /// <summary>It stops when an iteration gained no more than this and the next promises no more.</summary>
    public required double Tolerance { get; init; }

    /// <summary>Strength of the lasso.</summary>
    public double Lasso { get; init; }

    /// <summary>How many parameters, from the first on, it applies to.</summary>
    public int LassoLength { get; init; }

    /// <summary>Changes below this share of the objective drown in its rounding errors.</summary>
    public double LeastChange { get; init; }

    /// <summary>Scores a point on validation rows; null without them.</summary>
    public Func<double[], (double Loss, double Accuracy)>? Validate { get; init; }

    /// <summary>Where it has come to.</summary>
    public double[] Point => point;

    /// <summary>Goes on until there is nothing more to gain, the iterations are over or somebody cancels.</summary>
    public (int Iterations, bool Converged) Run(TrainingContext context)
    {
        var memory = new QuasiNewtonMemory(point.Length, Pairs);
        var current = objective.Evaluate(point, gradient);
        var lastGain = double.PositiveInfinity;
        var iterations = 0;
        var converged = false;
        while (!converged && iterations < MaxIterations && !context.Cancellation.IsCancellationRequested)
        {
            // Ranks that compute alike, without a word, hear of a cancellation here.
            context.Ranks.Barrier();
            var started = Stopwatch.GetTimestamp();
            var descent = FindDirection(memory);
            // Half the descent is what the step would gain were the guessed curvature right.
            converged = -descent / 2 <= Tolerance && lastGain <= Tolerance;
            if (converged) break;
            if (!(descent < 0) || Search(current, descent) is not { } found)
            {
                // Nothing to gain along the direction: forget what it was guessed from, or be content.
                converged = memory.IsEmpty;
                memory.Clear();
                continue;
            }
            memory.Add(point, nextPoint, gradient, nextGradient);
            lastGain = found.Gain;
            (point, nextPoint) = (nextPoint, point);
            (gradient, nextGradient) = (nextGradient, gradient);
            current = found.Value;
            iterations++;
            var measured = Validate?.Invoke(point);
            context.Progress?.Invoke(new EpochRecord(iterations, MaxIterations, current.Loss, current.Accuracy,
                measured?.Loss, measured?.Accuracy, found.Length, Stopwatch.GetElapsedTime(started).TotalSeconds));
        }
        return (iterations, converged);
    }

    // Finds where to go; returns how steeply the objective falls that way (with a lasso: at least).
    private double FindDirection(QuasiNewtonMemory memory)
    {
        if (Lasso == 0) memory.Direction(gradient, scale, direction);
        else memory.ProximalDirection(gradient, scale, point, Lasso, LassoLength, direction);
        objective.Center(direction);
        var descent = QuasiNewtonMemory.Dot(gradient, direction);
        if (Lasso == 0) return descent;
        double longer = 0;
        for (var i = 0; i < LassoLength; i++) longer += Math.Abs(point[i] + direction[i]) - Math.Abs(point[i]);
        return descent + Lasso * longer;
    }

    // Backtracks by interpolation until the objective has fallen enough (Armijo); the loss is convex, so no more is asked.
    private (ObjectiveValue Value, double Length, double Gain)? Search(in ObjectiveValue from, double descent)
    {
        var length = 1.0;
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            TensorPrimitives.MultiplyAdd(direction, length, point, nextPoint);
            var value = objective.Evaluate(nextPoint, nextGradient);
            var gain = Gain(from, value);
            if (gain >= -Sufficient * length * descent) return (value, length, gain);
            var minimum = descent * length / 2 / (gain + descent * length);
            length *= double.IsFinite(minimum) ? Math.Clamp(minimum, 0.1, 0.5) : 0.1;
        }
        return null;
    }

    // What the step to the next point has won. Small gains follow from the gradients at both ends, whose errors are
    // multiplied by the step, rather than from the difference of two losses (Hager and Zhang, 2005, section 4).
    private double Gain(in ObjectiveValue from, in ObjectiveValue to)
    {
        var gain = from.Total - to.Total;
        if (!(Math.Abs(gain) < LeastChange * from.Total)) return gain;
        double smooth = 0;
        for (var i = 0; i < point.Length; i++) smooth += (gradient[i] + nextGradient[i]) / 2 * (point[i] - nextPoint[i]);
        return smooth + (from.Lasso - to.Lasso);
    }
}
