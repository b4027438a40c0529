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

    /// <summary>Learns bins and bins the rows; ranks share the work.</summary>
    public static TrainingRows From(Dataset train, int maxBins, ThreadTeam team, ICommunicator ranks)
    {
        var binning = FeatureBinning.Fit(train, maxBins, team, ranks);
        return new TrainingRows(binning, binning.Apply(train.Inputs, team, ranks), train.Labels, train.LabelNames.Count);
    }
}
