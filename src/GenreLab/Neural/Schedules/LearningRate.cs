namespace GenreLab.Neural.Schedules;

/// <summary>The learning rate at every moment of a training run.</summary>
internal sealed class LearningRate(Schedule schedule, double peak, int epochs, int stepsPerEpoch, int stepEpochs, double factor, int patience)
{
    private const double OneCycleStart = 1.0 / 25, OneCycleEnd = OneCycleStart / 10_000, OneCycleWarmup = 0.3;
    // PyTorch's ReduceLROnPlateau: better means lower by more than a ten-thousandth.
    private const double Improvement = 1e-4;

    /// <summary>Where <see cref="Schedule.ReduceOnPlateau"/> is; all else follows from the step.</summary>
    public PlateauState Plateau { get; set; } = new(1, null, 0);

    /// <summary>Goes on where another one of the same options is.</summary>
    public void CopyFrom(LearningRate other) => Plateau = other.Plateau;

    /// <summary>The rate for step <paramref name="step"/> (0-based, counted over the whole run).</summary>
    public double At(long step)
    {
        var progress = step / Math.Max(1.0, (double)epochs * stepsPerEpoch);
        return peak * schedule switch
        {
            Schedule.Step => Math.Pow(factor, step / stepsPerEpoch / stepEpochs),
            Schedule.Cosine => Cosine(1, 0, progress),
            Schedule.OneCycle when progress < OneCycleWarmup => Cosine(OneCycleStart, 1, progress / OneCycleWarmup),
            Schedule.OneCycle => Cosine(1, OneCycleEnd, (progress - OneCycleWarmup) / (1 - OneCycleWarmup)),
            Schedule.ReduceOnPlateau => Plateau.Reduction,
            _ => 1,
        };
    }

    /// <summary>Tells it an epoch's validation loss (or training loss without validation).</summary>
    public void EndEpoch(double loss)
    {
        if (schedule != Schedule.ReduceOnPlateau) return;
        if (Plateau.Best is not { } best || loss < best * (1 - Improvement)) Plateau = Plateau with { Best = loss, Waited = 0 };
        else if (Plateau.Waited < patience) Plateau = Plateau with { Waited = Plateau.Waited + 1 };
        else Plateau = Plateau with { Reduction = Plateau.Reduction * factor, Waited = 0 };
    }

    private static double Cosine(double from, double to, double progress) => to + (from - to) * (1 + Math.Cos(Math.PI * progress)) / 2;
}

/// <summary>What <see cref="Schedule.ReduceOnPlateau"/> remembers.</summary>
/// <param name="Reduction">What the learning rate is multiplied by.</param>
/// <param name="Best">The smallest loss so far; null before the first epoch.</param>
/// <param name="Waited">Epochs since then.</param>
internal sealed record PlateauState(double Reduction, double? Best, int Waited);
