using System.ComponentModel;
using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Preprocessing;

namespace GenreLab.Linear;

/// <summary>
/// Trains multinomial logistic regression on all rows at once, until there is nothing more to gain. What is minimised is the mean
/// log-loss of the rows + <see cref="Regularization"/> · (<see cref="ElasticNet"/> · Σ|w| + (1 − <see cref="ElasticNet"/>) / 2 · Σw²), the elastic
/// net of Zou and Hastie (2005) as Spark spells it; w are the weights of the inputs brought to standard deviation 1, intercepts are free.
/// scikit-learn's C on standardised inputs of n rows is a regularization of 1 / (C · n).
/// </summary>
public sealed record LogisticRegressionTrainer : IClassifierTrainer
{
    /// <inheritdoc/>
    public string Kind => "logistic-regression";

    /// <summary>Numbers as they are, for it standardises by itself and its coefficients are then in the features' own units; categories one by one.</summary>
    public PreprocessingOptions DefaultPreprocessing => new() { Scaling = Scaling.None, OneHot = true };

    /// <inheritdoc/>
    public string LearningStep => "iteration";

    /// <summary>Most iterations, 1 to 1,000,000; it stops by itself when nothing more is to be gained.</summary>
    [Description("most iterations; it stops by itself at convergence")]
    public int MaxIterations { get; init; } = 1000;

    /// <summary>Strength of the penalty on weights, 0 or more.</summary>
    [Description("strength of the penalty on weights (scikit-learn's 1 / (C · rows))")]
    public double Regularization { get; init; } = 1e-5;

    /// <summary>Share of the lasso in the penalty, 0 (ridge only) to 1 (lasso only). The lasso makes weights exactly zero.</summary>
    [Description("share of the lasso in the penalty, 0 to 1; it makes weights zero")]
    public double ElasticNet { get; init; }

    /// <summary>Nats of mean log-loss, above 0: iterations stop when the last one gained no more and the next promises no more.</summary>
    [Description("stop when an iteration gains no more than this, in nats")]
    public double Tolerance { get; init; } = 1e-7;

    /// <summary>Weights given to the genres.</summary>
    [Description("none or balanced: every genre counts the same")]
    public ClassWeights ClassWeights { get; init; } = ClassWeights.None;

    /// <inheritdoc/>
    public void Validate()
    {
        OptionRange.Require(MaxIterations is >= 1 and <= 1_000_000, "maxIterations", MaxIterations, "a whole number from 1 to 1,000,000");
        OptionRange.Require(Regularization >= 0 && double.IsFinite(Regularization), "regularization", Regularization, "0 (none) or more");
        OptionRange.Require(ElasticNet is >= 0 and <= 1, "elasticNet", ElasticNet, "a number from 0 (ridge) to 1 (lasso)");
        OptionRange.Require(Tolerance > 0 && double.IsFinite(Tolerance), "tolerance", Tolerance, "a number above 0");
        OptionRange.Require(Enum.IsDefined(ClassWeights), "classWeights", ClassWeights, "none or balanced");
    }

    /// <inheritdoc/>
    /// <exception cref="DataException">There are no rows, or all are of one genre.</exception>
    /// <exception cref="TrainingException">The weights left the range of numbers.</exception>
    public IClassifier Fit(Dataset train, Dataset? validation, TrainingContext context)
    {
        Validate();
        if (train.Rows == 0) throw new DataException("There are no training rows; check the split and the cleaning options.");
        if (Array.TrueForAll(train.Labels, label => label == train.Labels[0]))
            throw new DataException($"All {train.Rows:N0} training rows are of one genre, so logistic-regression has nothing to tell apart; give it rows of at least two genres.");
        using var training = new LogisticTraining(this, train, validation is { Rows: > 0 } ? validation : null, context);
        return training.Run();
    }
}
