using System.ComponentModel;
using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Numerics;
using GenreLab.Preprocessing;
using GenreLab.Trees.Growing;

namespace GenreLab.Trees.Boosting;

/// <summary>
/// Gradient boosting with the softmax objective (Friedman, 2001; Chen and Guestrin, 2016): in each round one tree for all genres, its
/// splits chosen on a sketch of the gradients, its leaves fitted to all of them. Why: docs/decisions.
/// </summary>
public sealed record GradientBoostingTrainer : IClassifierTrainer
{
    /// <inheritdoc/>
    public string Kind => "gradient-boosting";

    /// <inheritdoc/>
    public PreprocessingOptions DefaultPreprocessing => TreeInputs.Preprocessing;

    /// <inheritdoc/>
    public bool LearnsFromMissing => true;

    /// <inheritdoc/>
    public string LearningStep => "round";

    /// <summary>Trees grown one after the other, 1 to 100,000; fewer when the validation loss stops falling.</summary>
    [Description("trees grown one after the other, at most")]
    public int Rounds { get; init; } = 300;

    /// <summary>Most splits between the root and a leaf, 1 to 64.</summary>
    [Description("most splits between the root and a leaf")]
    public int MaxDepth { get; init; } = 20;

    /// <summary>Most leaves of a tree, 2 to 65,536; the nodes that gain most are split first.</summary>
    [Description("most leaves of a tree")]
    public int Leaves { get; init; } = 512;

    /// <summary>What each tree's scores are multiplied by, above 0 up to 1.</summary>
    [Description("what each tree's scores are multiplied by")]
    public double LearningRate { get; init; } = 0.1;

    /// <summary>Share of the rows each tree gets, above 0 up to 1.</summary>
    [Description("share of the rows each tree gets")]
    public double Subsample { get; init; } = 1;

    /// <summary>Share of the features each tree looks at, above 0 up to 1.</summary>
    [Description("share of the features each tree looks at")]
    public double ColumnSample { get; init; } = 0.5;

    /// <summary>How strongly a node's scores are drawn towards those of the node above it, 0 or more: as if by so much curvature, p(1 − p) summed over rows.</summary>
    [Description("how strongly a leaf is drawn towards the node above it")]
    public double L2 { get; init; } = 6;

    /// <summary>Least curvature of a leaf, p(1 − p) summed over rows and genres, 0 or more: about the number of rows while the model is unsure.
    /// Null for a 400th of the training rows, from 1 to 60.</summary>
    [Description("least curvature of a leaf: about its rows while the model is unsure; none for a 400th of all rows, from 1 to 60")]
    public double? MinChildWeight { get; init; }

    /// <summary>Most bins a feature, the one for missing values included, 2 to 256.</summary>
    [Description("bins a feature, one of them for missing values")]
    public int MaxBins { get; init; } = 256;

    /// <summary>Rounds without a better validation loss before training stops, 0 for never.</summary>
    [Description("rounds without a better validation loss before training stops (0 for never)")]
    public int Patience { get; init; } = 30;

    /// <inheritdoc/>
    public void Validate()
    {
        OptionRange.Require(Rounds is >= 1 and <= 100_000, "rounds", Rounds, "a whole number from 1 to 100,000");
        OptionRange.Require(MaxDepth is >= 1 and <= 64, "maxDepth", MaxDepth, "a whole number from 1 to 64");
        OptionRange.Require(Leaves is >= 2 and <= 65_536, "leaves", Leaves, "a whole number from 2 to 65,536");
        OptionRange.Require(LearningRate is > 0 and <= 1, "learningRate", LearningRate, "above 0 and at most 1");
        OptionRange.Require(Subsample is > 0 and <= 1, "subsample", Subsample, "above 0 and at most 1");
        OptionRange.Require(ColumnSample is > 0 and <= 1, "columnSample", ColumnSample, "above 0 and at most 1");
        OptionRange.Require(L2 is >= 0 and <= 1e9, "l2", L2, "from 0 to 1,000,000,000");
        OptionRange.Require(MinChildWeight is null or (>= 0 and <= 1e9), "minChildWeight", MinChildWeight ?? 0, "from 0 to 1,000,000,000, or none for a 400th of the rows");
        OptionRange.Require(MaxBins is >= 2 and <= 256, "maxBins", MaxBins, "a whole number from 2 to 256, one of the bins being for missing values");
        OptionRange.Require(Patience >= 0, "patience", Patience, "0 (never stop early) or more");
    }

    /// <inheritdoc/>
    public IClassifier Fit(Dataset train, Dataset? validation, TrainingContext context)
    {
        Validate();
        TreeInputs.Require(train);
        using var team = new ThreadTeam(context.Threads);
        return new BoostingTraining(TrainingRows.From(train, MaxBins, team, context.Ranks), this, context, team).Run(validation is { Rows: > 0 } ? validation : null);
    }
}
