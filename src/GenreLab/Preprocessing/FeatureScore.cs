namespace GenreLab.Preprocessing;

/// <summary>By what features are ranked when only the best are kept.</summary>
public enum FeatureScore
{
    /// <summary>The p-value of a one-way analysis of variance: how surely the genres' means differ (scikit-learn's <c>f_classif</c>).</summary>
    Anova,
    /// <summary>How much the feature tells about the genre, however they depend on each other: scikit-learn's <c>mutual_info_classif</c> with
    /// flags and categories as discrete features.</summary>
    MutualInformation,
}
