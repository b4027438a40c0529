using System.ComponentModel;
using System.Globalization;
using System.Text.Json.Serialization;
using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Preprocessing;

namespace GenreLab.Svm;

/// <summary>
/// Trains a support vector machine (C-SVC: Cortes and Vapnik, 1995): a machine for each pair of genres, in LIBSVM's formulation (Chang and Lin,
/// 2011), to LIBSVM's tolerance.
/// </summary>
public sealed record SvmTrainer : IClassifierTrainer
{
    private const int MostDegree = 20;

    /// <inheritdoc/>
    public string Kind => "svm";

    /// <summary>Ranks mapped to the normal distribution and a column for each category: distances count every feature much the same, and no
    /// outlier far from all others.</summary>
    public PreprocessingOptions DefaultPreprocessing => new() { Scaling = Scaling.Quantile, OneHot = true };

    /// <inheritdoc/>
    public string LearningStep => "pair";

    /// <summary>What a training row on the wrong side of its margin costs, above 0: the larger, the closer the rows are followed.</summary>
    [Description("cost of rows on the wrong side")]
    public double C { get; init; } = 1;

    /// <summary>How alike two rows are.</summary>
    [Description("rbf, linear, polynomial or sigmoid")]
    public Kernel Kernel { get; init; } = Kernel.Rbf;

    /// <summary>The kernel's gamma: <c>scale</c> for 1 ÷ (input columns × variance of all input values), <c>auto</c> for 1 ÷ input columns, or a
    /// number above 0.</summary>
    [Description("the kernel's gamma: scale (1 / (columns x variance)), auto (1 / columns) or a number")]
    [JsonConverter(typeof(WordOrNumber))]
    public string Gamma { get; init; } = "scale";

    /// <summary>Power of the polynomial kernel, 1 to 20.</summary>
    [Description("power of the polynomial kernel")]
    public int Degree { get; init; } = 3;

    /// <summary>What the polynomial and sigmoid kernels add to the product (scikit-learn's coef0).</summary>
    [Description("constant of the polynomial and sigmoid kernels")]
    public double Constant { get; init; }

    /// <summary>Weights of the genres: they multiply <see cref="C"/>.</summary>
    [Description("none or balanced")]
    public ClassWeights ClassWeights { get; init; } = ClassWeights.None;

    /// <summary>How pairs become probabilities.</summary>
    [Description("platt (calibrated) or votes (as LIBSVM predicts; faster)")]
    public PairProbabilities Probabilities { get; init; } = PairProbabilities.Platt;

    /// <summary>Whether genres with equally many votes are told apart by how clear the pairs' decisions are, as scikit-learn's
    /// <c>break_ties</c>; otherwise the first of them is predicted. Only with <see cref="PairProbabilities.Votes"/>.</summary>
    [Description("votes: break ties by confidence rather than by order")]
    public bool BreakTies { get; init; } = true;

    /// <summary>How far the conditions of the optimum may be missed, above 0.</summary>
    [Description("how far the conditions of the optimum may be missed")]
    public double Tolerance { get; init; } = 1e-3;

    /// <summary>Memory for kernel rows of all threads together, in megabytes (2²⁰ bytes), above 0. It changes the time, never the result; with few
    /// input columns less is used.</summary>
    [Description("memory for kernel rows, in megabytes")]
    public double CacheMegabytes { get; init; } = 200;

    /// <inheritdoc/>
    public void Validate()
    {
        OptionRange.Require(C > 0 && C <= float.MaxValue, "c", C, "a number above 0");
        OptionRange.Require(Enum.IsDefined(Kernel), "kernel", Kernel, "rbf, linear, polynomial or sigmoid");
        OptionRange.Require(Gamma is "scale" or "auto" || GammaNumber() is not null, "gamma", Gamma, "scale, auto or a number above 0");
        OptionRange.Require(Degree is >= 1 and <= MostDegree, "degree", Degree, $"a whole number from 1 to {MostDegree}");
        OptionRange.Require(Math.Abs(Constant) <= float.MaxValue, "constant", Constant, "a finite number");
        OptionRange.Require(Enum.IsDefined(ClassWeights), "classWeights", ClassWeights, "none or balanced");
        OptionRange.Require(Enum.IsDefined(Probabilities), "probabilities", Probabilities, "platt or votes");
        OptionRange.Require(Tolerance > 0 && double.IsFinite(Tolerance), "tolerance", Tolerance, "a number above 0");
        OptionRange.Require(CacheMegabytes > 0 && double.IsFinite(CacheMegabytes), "cacheMegabytes", CacheMegabytes, "a number above 0");
    }

    /// <inheritdoc/>
    /// <exception cref="DataException">There are no rows, or all of one genre.</exception>
    /// <exception cref="OptionException">An option is outside its range, or the cache is smaller than one kernel row.</exception>
    public IClassifier Fit(Dataset train, Dataset? validation, TrainingContext context)
    {
        return Prepare(train, context).Run(validation is { Rows: > 0 } ? validation : null);
    }

    /// <summary>Checks options and rows and lays the pairs out.</summary>
    internal SvmTraining Prepare(Dataset train, TrainingContext context)
    {
        Validate();
        if (train.Rows == 0) throw new DataException("There are no training rows; check the split and the cleaning options.");
        if (Array.TrueForAll(train.Labels, label => label == train.Labels[0]))
            throw new DataException($"All {train.Rows:N0} training rows are of one genre, so there is nothing to tell apart; choose at least two genres.");
        return new SvmTraining(this, new KernelFunction(Kernel, GammaFor(train), (float)Constant, Degree), train, context);
    }

    private double? GammaNumber() =>
        double.TryParse(Gamma, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is >= 1e-30 and <= 1e30 ? number : null;

    private float GammaFor(Dataset train)
    {
        if (GammaNumber() is { } number) return (float)number;
        double columns = Math.Max(1, train.Inputs.Columns), sum = 0, squares = 0;
        if (Gamma == "auto") return (float)(1 / columns);
        for (var row = 0; row < train.Rows; row++)
            foreach (var value in train.Features.Row(row)) sum += value;
        var mean = sum / (columns * train.Rows);
        for (var row = 0; row < train.Rows; row++)
            foreach (var value in train.Features.Row(row)) squares += (value - mean) * (value - mean);
        var variance = squares / (columns * train.Rows);
        return variance > 0 ? (float)Math.Clamp(1 / (columns * variance), 1e-30, 1e30) : 1;
    }
}
