using System.Text.Json.Serialization;
using GenreLab.Data;

namespace GenreLab.Preprocessing;

/// <summary>How numeric columns are brought to a common scale.</summary>
public enum Scaling
{
    /// <summary>As they are.</summary>
    None,
    /// <summary>To [0, 1] over the training rows; other rows may fall outside.</summary>
    MinMax,
    /// <summary>Mean 0 and standard deviation 1 over the training rows (population formula, as scikit-learn's StandardScaler).</summary>
    Standard,
    /// <summary>Standard, then divided by the largest absolute value: [-1, 1] (the two map-reduce passes of the Beatport study).</summary>
    ZMaxAbs,
    /// <summary>Each value's rank among the training rows mapped to the normal distribution (scikit-learn's QuantileTransformer, normal output).</summary>
    Quantile,
    /// <summary>Quantile-to-normal beside a piecewise-linear encoding over quantile bins (Gorishniy et al., 2022, section 3.2).</summary>
    PiecewiseLinear,
}

/// <summary>What is done to missing feature values.</summary>
public enum Imputation
{
    /// <summary>Rows with a missing feature are dropped when the table is cleaned.</summary>
    Drop,
    /// <summary>The training rows' median (numeric) or most frequent value (flags and categories).</summary>
    Median,
    /// <summary>The training rows' mean (numeric) or most frequent value (flags and categories).</summary>
    Mean,
    /// <summary>They stay missing (NaN in every output of the feature) for learners that learn from them
    /// (<see cref="Models.IClassifierTrainer.LearnsFromMissing"/>); training gives all other learners <see cref="Median"/>.</summary>
    Learn,
}

/// <summary>How a table's features become a model's inputs; everything learnt is learnt from training rows.</summary>
public sealed record PreprocessingOptions
{
    /// <summary>Scaling of numeric features (and of flags and categories that are not one-hot encoded, unless listed in <see cref="Raw"/>).</summary>
    public Scaling Scaling { get; init; } = Scaling.Quantile;

    /// <summary>Whether category features (key, time signature) become one column a value; otherwise they count as numbers.</summary>
    public bool OneHot { get; init; } = true;

    /// <summary>What is done to missing values.</summary>
    public Imputation Imputation { get; init; } = Imputation.Drop;

    /// <summary>Number of quantile bins a feature of <see cref="Scaling.PiecewiseLinear"/>, 2 to 256.</summary>
    public int Bins { get; init; } = 32;

    /// <summary>Which features are kept, by what they tell about the genres of the training rows; all unless chosen otherwise.</summary>
    public FeatureSelection Select { get; init; } = FeatureSelection.All;

    /// <summary>Statistics gathered beforehand, over a table of any size, to scale by in place of those of the training rows; null to learn them.
    /// For <see cref="Scaling.MinMax"/>, <see cref="Scaling.Standard"/> and <see cref="Scaling.ZMaxAbs"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ScalingStatistics? Statistics { get; init; }

    /// <summary>Canonical names of features passed through unscaled, for example <c>mode</c>.</summary>
    public IReadOnlyList<string> Raw { get; init; } = [];

    /// <summary>Whether the table's features are inputs. Where false only the year or decade of release is, if it is a feature at all, for learners that read texts alone.</summary>
    public bool Audio { get; init; } = true;

    /// <summary>Which texts are inputs; null for what the learner likes: all that the table has but the artist for one that reads texts
    /// (<see cref="Models.IClassifierTrainer.LearnsFromText"/>), none for every other.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TextOptions? Text { get; init; }

    /// <summary>Refuses impossible options.</summary>
    /// <param name="features">The features they are meant for.</param>
    /// <exception cref="OptionException">An option is outside its range, <see cref="Raw"/> names no feature, or statistics are given that do not fit.</exception>
    public void Validate(IReadOnlyList<Feature> features)
    {
        if (!Enum.IsDefined(Scaling)) throw new OptionException($"The scaling {Scaling} is unknown; choose one of {string.Join(", ", Enum.GetNames<Scaling>())}.");
        if (!Enum.IsDefined(Imputation)) throw new OptionException($"The imputation {Imputation} is unknown; choose one of {string.Join(", ", Enum.GetNames<Imputation>())}.");
        if (Bins is < 2 or > 256) throw new OptionException($"The number of bins is {Bins}; it must be 2 to 256.");
        Text?.Validate();
        if (Statistics is not null && Scaling is not (Scaling.MinMax or Scaling.Standard or Scaling.ZMaxAbs))
            throw new OptionException($"Statistics are given, but the scaling {Scaling} cannot be made from them; choose {Scaling.ZMaxAbs}, {Scaling.Standard} or {Scaling.MinMax}.");
        if (Statistics is not null && features.FirstOrDefault(feature => IsScaled(feature) && Statistics.Find(feature.Name) is null) is { } unknown)
            throw new OptionException($"The given statistics have none of the feature '{unknown.Name}'; they have {string.Join(", ", Statistics.Features.Select(feature => feature.Name))}.");
        foreach (var name in Raw)
            if (features.All(feature => feature.Name != name))
                throw new OptionException($"'{name}' is to be passed through unscaled but is no feature; the features are {string.Join(", ", features.Select(feature => feature.Name))}.");
    }

    private bool IsScaled(Feature feature) => !Raw.Contains(feature.Name) && !(OneHot && feature.Kind == FeatureKind.Category);
}
