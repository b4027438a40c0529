using GenreLab.Data;
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

    /// <summary>Learns bins and bins the rows.</summary>
    public static TrainingRows From(Dataset train, int maxBins, ThreadTeam team)
    {
        var binning = FeatureBinning.Fit(train, maxBins, team);
        return new TrainingRows(binning, binning.Apply(train.Inputs, team), train.Labels, train.LabelNames.Count);
    }
}
