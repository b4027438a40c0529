using System.ComponentModel;
using System.Diagnostics;
using GenreLab.Data;
using GenreLab.Distributed;
using GenreLab.Models;
using GenreLab.Numerics;
using GenreLab.Preprocessing;
using GenreLab.Trees.Growing;

namespace GenreLab.Trees.Forests;

/// <summary>A single classification tree (Breiman et al., 1984), every split the best there is, pruned by cost and complexity.</summary>
public sealed record DecisionTreeTrainer : IClassifierTrainer
{
    private const int StrengthsTried = 60;

    /// <inheritdoc/>
    public string Kind => "decision-tree";

    /// <inheritdoc/>
    public PreprocessingOptions DefaultPreprocessing => TreeInputs.Preprocessing;

    /// <inheritdoc/>
    public bool LearnsFromMissing => true;

    /// <inheritdoc/>
    public string LearningStep => "tree";

    /// <summary>Most splits between the root and a leaf, 1 to 64.</summary>
    [Description("most splits between the root and a leaf")]
    public int MaxDepth { get; init; } = 30;

    /// <summary>Most bins a feature, the one for missing values included, 2 to 256.</summary>
    [Description("bins a feature, one of them for missing values")]
    public int MaxBins { get; init; } = 256;

    /// <summary>Fewest rows of a leaf, 1 or more.</summary>
    [Description("fewest rows of a leaf")]
    public int MinLeaf { get; init; } = 1;

    /// <summary>What a node's purity is measured by.</summary>
    [Description("gini or entropy")]
    public Criterion Criterion { get; init; } = Criterion.Gini;

    /// <summary>Strength of cost-complexity pruning, 0 (none) or more: the impurity, as a share of that of all rows, that a leaf must save.
    /// Null for the strength that does best on the validation rows; without validation rows nothing is pruned.</summary>
    [Description("strength of pruning, 0 for none at all; none for what does best on validation rows")]
    public double? Pruning { get; init; }

    /// <summary>Weights of the genres.</summary>
    [Description("none or balanced: every genre counts the same")]
    public ClassWeights ClassWeights { get; init; } = ClassWeights.None;

    /// <inheritdoc/>
    public void Validate()
    {
        TreeInputs.Require(MaxDepth, MinLeaf, MaxBins, Criterion, ClassWeights);
        OptionRange.Require(Pruning is null or >= 0 && double.IsFinite(Pruning ?? 0), "pruning", Pruning ?? 0, "0 (no pruning) or more, or none for the strength that does best on the validation rows");
    }

    /// <inheritdoc/>
    public IClassifier Fit(Dataset train, Dataset? validation, TrainingContext context)
    {
        Validate();
        TreeInputs.Require(train);
        var clock = Stopwatch.StartNew();
        using var team = new ThreadTeam(context.Threads);
        var rows = TrainingRows.From(train, MaxBins, team, context.Ranks);
        var weights = new ushort[rows.Count];
        new RowWeights(rows.Labels, rows.LabelCount, ClassWeights).Fill(weights);
        var growing = new GrowingOptions { MaxDepth = MaxDepth, MaxFeatures = train.Inputs.Columns, MinLeaf = MinLeaf };
        var grown = IClassificationTreeGrower.For(rows, growing, Criterion).Grow(weights, new RandomSource(context.Seed)).Build();

        OutOfBagScore? score = null;
        if (validation is { Rows: > 0 }) (grown, score) = PruneByValidation(grown, validation, rows, team, context.Ranks);
        else if (Pruning is > 0) grown = CostComplexityPruning.Prune(grown, Pruning.Value, rows.LabelCount);
        context.Progress?.Invoke(new EpochRecord(1, 1, null, null, score?.LogLoss, score?.Accuracy, 0, clock.Elapsed.TotalSeconds));
        return new ForestClassifier(Kind, rows.Binning, rows.LabelCount, [ForestTree.From(grown, rows)], null);
    }

    private (GrownTree Tree, OutOfBagScore? Score) PruneByValidation(GrownTree grown, Dataset validation, TrainingRows rows, ThreadTeam team, ICommunicator ranks)
    {
        var bins = rows.Binning.Apply(validation.Inputs, team, ranks);
        var best = grown;
        OutOfBagScore? bestScore = null;
        foreach (var strength in Pruning is { } fixedStrength ? [fixedStrength] : CostComplexityPruning.Strengths(grown, StrengthsTried))
        {
            var pruned = strength == 0 ? grown : CostComplexityPruning.Prune(grown, strength, rows.LabelCount);
            var votes = new ForestVotes(validation.Labels, rows.LabelCount, bins, rows.Binning.Stride, SingleProcess.Instance);
            votes.Add(ForestTree.From(pruned, rows), default, team);
            var score = votes.Score(team);
            // Of trees that do equally well the smallest is kept; strengths ascend.
            if (bestScore is null || score!.Accuracy >= bestScore.Accuracy) (best, bestScore) = (pruned, score);
        }
        return (best, bestScore);
    }
}
