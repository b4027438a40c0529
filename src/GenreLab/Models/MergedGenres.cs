using GenreLab.Data;
using GenreLab.Numerics;

namespace GenreLab.Models;

/// <summary>A model's genres after a merge, and which of its outputs belong to each.</summary>
internal sealed class MergedGenres
{
    // For each of the model's genres the merged one; empty when nothing is merged.
    private readonly int[] mergedOf;

    private MergedGenres(IReadOnlyList<string> names, int[] mergedOf)
    {
        Names = names;
        this.mergedOf = mergedOf;
    }

    /// <summary>The merged genres in ordinal order; the model's own, in its order, when nothing is merged.</summary>
    public IReadOnlyList<string> Names { get; }

    public static MergedGenres Of(IReadOnlyList<string> genres, GenreMerge? merge)
    {
        if (merge is null || genres.All(genre => merge[genre] == genre)) return new MergedGenres(genres, []);
        string[] names = [.. genres.Select(genre => merge[genre]).Distinct().Order(StringComparer.Ordinal)];
        return new MergedGenres(names, [.. genres.Select(genre => Array.BinarySearch(names, merge[genre], StringComparer.Ordinal))]);
    }

    /// <summary>The merged genres' probabilities from the model's.</summary>
    public Matrix AddUp(Matrix probabilities)
    {
        if (mergedOf.Length == 0) return probabilities;
        var sums = new Matrix(probabilities.Rows, Names.Count);
        for (var row = 0; row < probabilities.Rows; row++)
        {
            ReadOnlySpan<float> from = probabilities.Row(row);
            var to = sums.Row(row);
            for (var genre = 0; genre < mergedOf.Length; genre++) to[mergedOf[genre]] += from[genre];
        }
        return sums;
    }
}
