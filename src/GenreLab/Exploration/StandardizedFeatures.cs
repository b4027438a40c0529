using GenreLab.Data;

namespace GenreLab.Exploration;

/// <summary>The features that are quantities and vary, brought to mean 0 and standard deviation 1 (population formula) over all rows; a missing value is 0.</summary>
internal sealed class StandardizedFeatures
{
    private readonly double[][] columns;
    private readonly double[] means;
    private readonly double[] factors;

    private StandardizedFeatures(string[] names, double[][] columns, double[] means, double[] factors)
    {
        this.columns = columns;
        this.means = means;
        this.factors = factors;
        Names = names;
    }

    /// <summary>Their names.</summary>
    public string[] Names { get; }

    /// <summary>One value.</summary>
    public double this[int row, int feature] => double.IsNaN(columns[feature][row]) ? 0 : (columns[feature][row] - means[feature]) * factors[feature];

    /// <summary>Chooses them among the features.</summary>
    public static StandardizedFeatures Of(IReadOnlyList<ExploredFeature> features, double[][] columns)
    {
        int[] chosen = [.. Enumerable.Range(0, features.Count).Where(i => features[i].Kind == FeatureKind.Numeric && features[i].Overall is { Count: > 0, IsConstant: false })];
        return new StandardizedFeatures(
            [.. chosen.Select(i => features[i].Name)],
            [.. chosen.Select(i => columns[i])],
            [.. chosen.Select(i => features[i].Overall.Mean!.Value)],
            [.. chosen.Select(i => features[i].Overall).Select(all => 1 / (all.StandardDeviation!.Value * Math.Sqrt((all.Count - 1.0) / all.Count)))]);
    }

    /// <summary>Their covariances, features × features, column by column.</summary>
    public double[] Covariances(int rows)
    {
        var count = Names.Length;
        var sums = new double[count * count];
        var values = new double[count];
        for (var row = 0; row < rows; row++)
        {
            for (var i = 0; i < count; i++) values[i] = this[row, i];
            for (var i = 0; i < count; i++)
                for (var j = 0; j <= i; j++) sums[i * count + j] += values[i] * values[j];
        }
        for (var i = 0; i < count; i++)
            for (var j = 0; j <= i; j++) sums[j * count + i] = sums[i * count + j] /= rows;
        return sums;
    }

    /// <summary>The mean of every genre, genres × features.</summary>
    public double[][] GenreMeans(int[] genres, int genreCount)
    {
        var sums = new double[genreCount][];
        for (var genre = 0; genre < genreCount; genre++) sums[genre] = new double[Names.Length];
        var counts = new int[genreCount];
        for (var row = 0; row < genres.Length; row++)
        {
            if (genres[row] < 0) continue;
            counts[genres[row]]++;
            for (var i = 0; i < Names.Length; i++) sums[genres[row]][i] += this[row, i];
        }
        for (var genre = 0; genre < genreCount; genre++)
            for (var i = 0; i < Names.Length; i++) sums[genre][i] /= Math.Max(1, counts[genre]);
        return sums;
    }
}
