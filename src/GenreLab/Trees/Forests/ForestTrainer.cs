using System.ComponentModel;
using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Numerics;
using GenreLab.Preprocessing;
using GenreLab.Trees.Growing;

namespace GenreLab.Trees.Forests;

/// <summary>The options that random forests and extra trees share.</summary>
public abstract record ForestTrainer : IClassifierTrainer
{
    /// <inheritdoc/>
    public abstract string Kind { get; }

    /// <summary>The features as they are: trees need no scaling, keep categories whole and learn where missing values belong.</summary>
    public PreprocessingOptions DefaultPreprocessing => TreeInputs.Preprocessing;

    /// <inheritdoc/>
    public bool LearnsFromMissing => true;

    /// <inheritdoc/>
    public string LearningStep => "tree";

    /// <summary>Number of trees, 1 to 10,000.</summary>
    [Description("number of trees")]
    public virtual int Trees { get; init; } = 200;

    /// <summary>Most splits between the root and a leaf, 1 to 64.</summary>
    [Description("most splits between the root and a leaf")]
    public virtual int MaxDepth { get; init; } = 20;

    /// <summary>Features looked at in each node, 1 or more; null for the square root of their number, rounded down.</summary>
    [Description("features looked at in each node; none for the square root of their number")]
    public virtual int? MaxFeatures { get; init; }

    /// <summary>Fewest rows of a leaf, 1 or more.</summary>
    [Description("fewest rows of a leaf")]
    public virtual int MinLeaf { get; init; } = 1;

    /// <summary>Most bins a feature, the one for missing values included, 2 to 256.</summary>
    [Description("bins a feature, one of them for missing values")]
    public int MaxBins { get; init; } = 256;

    /// <summary>What a node's purity is measured by.</summary>
    [Description("gini or entropy")]
    public Criterion Criterion { get; init; } = Criterion.Gini;

    /// <summary>Whether each tree gets its own draw of the rows, with replacement.</summary>
    [Description("whether each tree gets its own draw of the rows")]
    public virtual bool Bootstrap { get; init; } = true;

    /// <summary>Weights of the genres.</summary>
    [Description("none or balanced: every genre counts the same")]
    public ClassWeights ClassWeights { get; init; } = ClassWeights.None;

    /// <summary>Whether the training rows are scored by the trees that did not get them; needs <see cref="Bootstrap"/>.</summary>
    [Description("whether to score training rows by the trees that did not get them")]
    public bool OutOfBag { get; init; }

    /// <inheritdoc/>
    public void Validate()
    {
        TreeInputs.Require(MaxDepth, MinLeaf, MaxBins, Criterion, ClassWeights);
        OptionRange.Require(Trees is >= 1 and <= 10_000, "trees", Trees, "a whole number from 1 to 10,000");
        OptionRange.Require(MaxFeatures is null or >= 1, "maxFeatures", MaxFeatures ?? 0, "a whole number of 1 or more, or none for the square root of the number of features");
        OptionRange.Require(!OutOfBag || Bootstrap, "outOfBag", OutOfBag, "false when bootstrap is false: every tree then gets every row");
    }

    /// <inheritdoc/>
    public IClassifier Fit(Dataset train, Dataset? validation, TrainingContext context)
    {
        Validate();
        TreeInputs.Require(train);
        var features = train.Inputs.Columns;
        var options = new ForestOptions
        {
            Trees = Trees,
            Growing = new GrowingOptions
            {
                MaxDepth = MaxDepth,
                MaxFeatures = Math.Min(features, MaxFeatures ?? Math.Max(1, (int)Math.Sqrt(features))),
                MinLeaf = MinLeaf,
                RandomSplits = RandomSplits,
            },
            Criterion = Criterion,
            Bootstrap = Bootstrap,
            ClassWeights = ClassWeights,
            OutOfBag = OutOfBag,
        };
        using var team = new ThreadTeam(context.Threads);
        var rows = TrainingRows.From(train, MaxBins, team, context.Ranks);
        if (options.KeepsRowsGenreByGenre) rows = rows.GenreByGenre();
        var training = new ForestTraining(rows, options, context, team);
        var trees = training.Grow(validation is { Rows: > 0 } ? validation : null);
        return new ForestClassifier(Kind, rows.Binning, rows.LabelCount, trees, training.OutOfBag);
    }

    /// <summary>Whether each feature gets one random split instead of its best one.</summary>
    private protected abstract bool RandomSplits { get; }
}
