using System.Runtime.CompilerServices;
using GenreLab.Data;
using GenreLab.Distributed;
using GenreLab.Numerics;
using GenreLab.Trees.Binning;

namespace GenreLab.Trees.Growing;

/// <summary>What trees are grown from; shared by all threads.</summary>
/// <param name="Binning">How features fall into bins.</param>
/// <param name="Bins">The rows, binned.</param>
/// <param name="Labels">Their genres.</param>
/// <param name="LabelCount">Number of genres.</param>
internal sealed record TrainingRows(FeatureBinning Binning, byte[] Bins, int[] Labels, int LabelCount)
{
    /// <summary>Number of rows.</summary>
    public int Count => Labels.Length;

    /// <summary>Whether the rows are known to stand genre by genre.</summary>
    public bool AreGenreByGenre { get; private init; }

    /// <summary>Learns bins and bins the rows; ranks share the work.</summary>
    public static TrainingRows From(Dataset train, int maxBins, ThreadTeam team, ICommunicator ranks)
    {
        var binning = FeatureBinning.Fit(train, maxBins, team, ranks);
        return new TrainingRows(binning, binning.Apply(train.Inputs, team, ranks), train.Labels, train.LabelNames.Count);
    }

    /// <summary>The same rows genre by genre, in no particular order within a genre. The bins are moved where they are: these rows are not to be used any more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public TrainingRows GenreByGenre()
    {
        var labels = Labels.AsSpan().ToArray();
        // Behind the rows of each genre that are in place, and behind all of its rows.
        int[] next = new int[LabelCount], end = new int[LabelCount];
        foreach (var label in labels) end[label]++;
        for (var label = 1; label < LabelCount; label++)
        {
            next[label] = end[label - 1];
            end[label] += end[label - 1];
        }
        var stride = Binning.Stride;
        Span<byte> moved = stackalloc byte[stride];
        for (var label = 0; label < LabelCount; label++)
            while (next[label] < end[label])
            {
                // A row that belongs elsewhere changes places with the first one there that is not yet in place.
                var row = next[label];
                var home = next[labels[row]]++;
                if (home == row) continue;
                Span<byte> here = Bins.AsSpan(row * stride, stride), there = Bins.AsSpan(home * stride, stride);
                here.CopyTo(moved);
                there.CopyTo(here);
                moved.CopyTo(there);
                (labels[row], labels[home]) = (labels[home], labels[row]);
            }
        return this with { Labels = labels, AreGenreByGenre = true };
    }
}
