namespace GenreLab.Evaluation;

/// <summary>Two genres that are taken for each other.</summary>
/// <param name="First">The one of the two that is mistaken for the other more often.</param>
/// <param name="Second">The other one.</param>
/// <param name="FirstAsSecond">Rows of the first that were taken for the second.</param>
/// <param name="SecondAsFirst">Rows of the second that were taken for the first.</param>
/// <param name="FirstShare">The former as a share of the first genre's rows, 0 to 1.</param>
/// <param name="SecondShare">The latter as a share of the second genre's rows, 0 to 1.</param>
public sealed record ConfusedPair(string First, string Second, int FirstAsSecond, int SecondAsFirst, double FirstShare, double SecondShare)
{
    /// <summary>The pairs with the largest mean of the two shares, most confused first; pairs never confused are left out.</summary>
    /// <param name="confusion">What was taken for what.</param>
    /// <param name="count">How many pairs at most.</param>
    public static IReadOnlyList<ConfusedPair> MostConfused(ConfusionMatrix confusion, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var shares = ConfusionOrder.RowShares(confusion);
        var pairs = new List<(int First, int Second)>();
        for (var i = 0; i < shares.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (shares[i][j] + shares[j][i] > 0) pairs.Add(shares[i][j] > shares[j][i] ? (i, j) : (j, i));
            }
        }
        return [.. pairs
            .OrderByDescending(pair => shares[pair.First][pair.Second] + shares[pair.Second][pair.First])
            .ThenBy(pair => pair.First).ThenBy(pair => pair.Second)
            .Take(count)
            .Select(pair => new ConfusedPair(
                confusion.Labels[pair.First], confusion.Labels[pair.Second],
                confusion.Counts[pair.First][pair.Second], confusion.Counts[pair.Second][pair.First],
                shares[pair.First][pair.Second], shares[pair.Second][pair.First]))];
    }
}
