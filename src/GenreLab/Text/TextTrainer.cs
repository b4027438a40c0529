using System.ComponentModel;
using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Preprocessing;

namespace GenreLab.Text;

/// <summary>
/// Trains multinomial logistic regression on the weighted words of texts (term frequency × inverse document frequency) and the numbers beside them: the baseline
/// that networks must beat. Each text's terms are scaled to length 1 by themselves. What is minimised is <see cref="C"/> times the sum of the rows' log-losses plus
/// half the sum of the squared weights.
/// </summary>
public sealed record TextTrainer : IClassifierTrainer
{
    /// <inheritdoc/>
    public string Kind => "text";

    /// <summary>All words of lyrics that occur twice or more, with their shape; names in many buckets; no audio features, though the year of release if it is a feature.</summary>
    public PreprocessingOptions DefaultPreprocessing => new()
    {
        Scaling = Scaling.PiecewiseLinear,
        Bins = 16,
        Audio = false,
        Text = new TextOptions
        {
            Vocabulary = new VocabularyOptions { MaximumWords = 100_000 },
            Sequences = new TokenSequenceOptions { LengthPercentile = 99.9 },
            Names = new HashedNGramOptions(),
            Shape = true,
        },
    };

    /// <inheritdoc/>
    public bool LearnsFromText => true;

    /// <inheritdoc/>
    public string LearningStep => "iteration";

    /// <summary>How much the rows count against the penalty on weights, above 0: scikit-learn's C. Names on large tables want 5 to 20.</summary>
    [Description("how much the rows count against the penalty on weights (scikit-learn's C)")]
    public double C { get; init; } = 1;

    /// <summary>Longest run of neighbouring words that is a term, 1 or 2; hashed texts have no order.</summary>
    [Description("longest run of neighbouring words that is a term, 1 or 2")]
    public int Words { get; init; } = 1;

    /// <summary>Whether n occurrences count as 1 + ln n.</summary>
    [Description("whether n occurrences of a term count as 1 + ln n")]
    public bool Sublinear { get; init; } = true;

    /// <summary>Terms in fewer training rows are left out, 1 or more.</summary>
    [Description("terms in fewer training rows are left out")]
    public int MinimumDocuments { get; init; } = 5;

    /// <summary>Terms in more than this share of the training rows are left out, above 0 to 1.</summary>
    [Description("terms in more than this share of the training rows are left out")]
    public double MaximumDocumentShare { get; init; } = 1;

    /// <summary>At most so many terms of a text are kept, those with the most occurrences; null for all.</summary>
    [Description("at most so many terms of a text are kept, the most frequent ones")]
    public int? MaximumTerms { get; init; } = 100_000;

    /// <summary>Most iterations, 1 to 1,000,000; it stops by itself when nothing more is to be gained.</summary>
    [Description("most iterations; it stops by itself at convergence")]
    public int MaxIterations { get; init; } = 1000;

    /// <summary>Nats of mean log-loss, above 0: iterations stop when the last one gained no more and the next promises no more.</summary>
    [Description("stop when an iteration gains no more than this, in nats")]
    public double Tolerance { get; init; } = 1e-6;

    /// <inheritdoc/>
    public void Validate()
    {
        Learning.Validate();
        OptionRange.Require(Words is 1 or 2, "words", Words, "1 or 2");
        OptionRange.Require(MinimumDocuments >= 1, "minimumDocuments", MinimumDocuments, "1 or more");
        OptionRange.Require(MaximumDocumentShare is > 0 and <= 1, "maximumDocumentShare", MaximumDocumentShare, "a number above 0, at most 1");
        OptionRange.Require(MaximumTerms is null or >= 1, "maximumTerms", MaximumTerms ?? 0, "1 or more, or none");
    }

    /// <inheritdoc/>
    /// <exception cref="DataException">There are no rows, all are of one genre, or no term is kept.</exception>
    /// <exception cref="TrainingException">The weights left the range of numbers.</exception>
    public IClassifier Fit(Dataset train, Dataset? validation, TrainingContext context)
    {
        Validate();
        var terms = new TextTerms(train.Inputs.Columns, Sublinear, [.. train.Texts.Select(text => TokenTerms.Fit(train.Features, text, this))]);
        if (terms.Count == 0)
            throw new DataException($"None of the terms of the {train.Rows:N0} training texts is kept; lower minimumDocuments ({MinimumDocuments}) or raise maximumDocumentShare ({MaximumDocumentShare}).");
        var scored = validation is { Rows: > 0 } ? validation : null;
        return new TextClassifier(terms, SparseLogistic.Fit(
            terms.Apply(train.Features, context.Threads), train.Labels, train.LabelNames.Count, Learning, context,
            scored is null ? null : terms.Apply(scored.Features, context.Threads), scored?.Labels));
    }

    private SparseLogisticOptions Learning => new() { C = C, MaxIterations = MaxIterations, Tolerance = Tolerance };
}
