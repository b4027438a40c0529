using GenreLab.Data;

namespace GenreLab.Preprocessing;

/// <summary>Chooses, fits and restores the encoders of a feature.</summary>
internal static class ColumnEncoder
{
    /// <summary>Fits the encoders that the options ask for, whose outputs stand side by side.</summary>
    /// <param name="feature">The feature.</param>
    /// <param name="sorted">Its training values, ascending, none missing, at least one.</param>
    /// <param name="moments">Their moments.</param>
    /// <param name="options">What was chosen.</param>
    public static IColumnEncoder[] Fit(Feature feature, ReadOnlySpan<double> sorted, Moments moments, PreprocessingOptions options)
    {
        if (options.Raw.Contains(feature.Name)) return [new PassThroughEncoder()];
        if (feature.Kind == FeatureKind.Category && options.OneHot) return [OneHotEncoder.Fit(sorted)];
        moments = options.Statistics?.Find(feature.Name)?.Moments.Values ?? moments;
        return options.Scaling switch
        {
            Scaling.MinMax => [LinearEncoder.MinMax(moments)],
            Scaling.Standard => [LinearEncoder.Standard(moments)],
            Scaling.ZMaxAbs => [LinearEncoder.ZMaxAbs(moments)],
            Scaling.Quantile when feature.Kind != FeatureKind.Flag => [QuantileEncoder.Fit(sorted)],
            Scaling.PiecewiseLinear when feature.Kind != FeatureKind.Flag => [QuantileEncoder.Fit(sorted), PiecewiseLinearEncoder.Fit(sorted, options.Bins)],
            _ => [new PassThroughEncoder()],
        };
    }

    /// <summary>Makes an encoder from its stored form.</summary>
    /// <exception cref="ModelFileException">The kind is unknown or the parameters are impossible.</exception>
    public static IColumnEncoder Restore(string kind, double[] parameters)
    {
        foreach (var parameter in parameters)
            if (!double.IsFinite(parameter)) throw new ModelFileException($"The model file's '{kind}' preprocessing holds a number that is not finite; the file is damaged.");
        return kind switch
        {
            PassThroughEncoder.Word => new PassThroughEncoder(),
            LinearEncoder.Word => LinearEncoder.Restore(parameters),
            QuantileEncoder.Word => QuantileEncoder.Restore(parameters),
            PiecewiseLinearEncoder.Word => PiecewiseLinearEncoder.Restore(parameters),
            OneHotEncoder.Word => OneHotEncoder.Restore(parameters),
            _ => throw new ModelFileException($"The model file asks for preprocessing '{kind}', which this version does not know; use a newer version of GenreLab."),
        };
    }

    /// <summary>The value at a share (0 to 1) of the way through sorted values, interpolated linearly between neighbours (numpy's default).</summary>
    public static double QuantileOf(ReadOnlySpan<double> sorted, double share)
    {
        // A position that is whole but for rounding takes its value as it is, so that values that tie give quantiles that tie.
        var position = share * (sorted.Length - 1);
        var nearest = Math.Round(position);
        if (Math.Abs(position - nearest) <= 1e-12 * sorted.Length) return sorted[(int)nearest];
        var below = (int)position;
        var weight = position - below;
        double low = sorted[below], high = sorted[below + 1];
        return weight < 0.5 ? low + (high - low) * weight : high - (high - low) * (1 - weight);
    }
}
