using System.ComponentModel;
using GenreLab.Models;

namespace GenreLab.Text;

/// <summary>How multinomial logistic regression on sparse rows is trained.</summary>
public sealed record SparseLogisticOptions
{
    /// <summary>How much the rows count against the penalty on weights, above 0: scikit-learn's C.</summary>
    [Description("how much the rows count against the penalty on weights (scikit-learn's C)")]
    public double C { get; init; } = 1;

    /// <summary>Most iterations, 1 to 1,000,000; it stops by itself when nothing more is to be gained.</summary>
    [Description("most iterations; it stops by itself at convergence")]
    public int MaxIterations { get; init; } = 1000;

    /// <summary>Nats of mean log-loss, above 0: iterations stop when the last one gained no more and the next promises no more.</summary>
    [Description("stop when an iteration gains no more than this, in nats")]
    public double Tolerance { get; init; } = 1e-6;

    /// <summary>Refuses impossible options.</summary>
    /// <exception cref="OptionException">An option is outside its range.</exception>
    public void Validate()
    {
        OptionRange.Require(C > 0 && double.IsFinite(C), "c", C, "a number above 0");
        OptionRange.Require(MaxIterations is >= 1 and <= 1_000_000, "maxIterations", MaxIterations, "a whole number from 1 to 1,000,000");
        OptionRange.Require(Tolerance > 0 && double.IsFinite(Tolerance), "tolerance", Tolerance, "a number above 0");
    }
}
