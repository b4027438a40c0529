using GenreLab.Exploration;

namespace GenreLab.Reports;

/// <summary>Says which figures of an exploration come from a sample.</summary>
public static class SampleWords
{
    /// <summary>In one sentence or two.</summary>
    public static string Of(ExplorationSample sample)
    {
        var figures = new List<string> { "Spearman’s correlations" };
        if (sample.Information.Count > 0) figures.Add($"the information about genres in {Words.List(sample.Information)}");
        if (sample.Quantiles.Count > 0) figures.Add($"the quartiles and curves of {Words.List(sample.Quantiles)}");
        return $"The table was read piece by piece. {Words.List(figures)} come from {sample.Rows:N0} tracks drawn at random; everything else is of all tracks.";
    }
}
