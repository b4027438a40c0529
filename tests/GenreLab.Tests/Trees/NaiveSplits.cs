using System.Numerics;
using GenreLab.Trees.Forests;
using GenreLab.Trees.Growing;

namespace GenreLab.Tests.Trees;

/// <summary>One way to split a node, with what each side then holds.</summary>
internal sealed record NaiveSplit(int Feature, int LastLeftBin, bool MissingLeft, int LeftRows, long[] Left, long[] Right)
{
    /// <summary>Weight × impurity that is left when the node is split so; less is better.</summary>
    public double Risk(Criterion criterion) => NaiveSplits.Risk(Left, criterion) + NaiveSplits.Risk(Right, criterion);

    /// <summary>Σl²/L + Σr²/R as whole numbers, the part of the Gini impurity that depends on the split: numerator and denominator.</summary>
    public (BigInteger Numerator, BigInteger Denominator) ExactGini()
    {
        BigInteger left = Left.Sum(), right = Right.Sum(), leftSquares = Squares(Left), rightSquares = Squares(Right);
        return (leftSquares * right + rightSquares * left, left * right);
    }

    /// <summary>Whether the sides have the same sizes and sums of squares, perhaps exchanged: such splits score the same however one rounds.</summary>
    public bool IsTwinOf(NaiveSplit other)
    {
        var (own, its) = ((Left.Sum(), Squares(Left)), (other.Left.Sum(), Squares(other.Left)));
        var (ownRight, itsRight) = ((Right.Sum(), Squares(Right)), (other.Right.Sum(), Squares(other.Right)));
        return own == its && ownRight == itsRight || own == itsRight && ownRight == its;
    }

    private static BigInteger Squares(long[] weights) => weights.Aggregate(BigInteger.Zero, (sum, weight) => sum + (BigInteger)weight * weight);
}

/// <summary>
/// The textbook's split search: every feature, every gap between bins that occur in the node, missing values on either side,
/// the genres counted anew each time.
/// </summary>
internal static class NaiveSplits
{
    /// <summary>Weight × impurity of genre weights.</summary>
    public static double Risk(long[] weights, Criterion criterion)
    {
        double total = weights.Sum(), impurity = criterion == Criterion.Gini ? 1 : 0;
        foreach (var weight in weights)
        {
            var share = weight / total;
            if (criterion == Criterion.Gini) impurity -= share * share;
            else if (weight > 0) impurity -= share * Math.Log(share);
        }
        return total * impurity;
    }

    /// <summary>The weight of each genre in some rows.</summary>
    public static long[] Count(TrainingRows rows, IEnumerable<int> node, ushort[] weights)
    {
        var counts = new long[rows.LabelCount];
        foreach (var row in node) counts[rows.Labels[row]] += weights[row];
        return counts;
    }

    /// <summary>All splits of a node that leave enough rows on both sides. The order settles ties: features ascending, of a feature
    /// first those with missing values on the right, gaps ascending.</summary>
    public static List<NaiveSplit> All(TrainingRows rows, int[] node, ushort[] weights, int minLeaf, IEnumerable<int> features)
    {
        var all = new List<NaiveSplit>();
        foreach (var feature in features)
        {
            var bins = Array.ConvertAll(node, row => (int)RandomTable.BinsOf(rows, row)[feature]);
            var occurring = bins.Where(bin => bin != 255).Distinct().Order().ToArray();
            var hasMissing = Array.IndexOf(bins, 255) >= 0;
            for (var gap = 0; gap + 1 < occurring.Length; gap++) Add((occurring[gap] + occurring[gap + 1] - 1) / 2, occurring[gap], missingLeft: false);
            if (!hasMissing) continue;
            if (occurring.Length > 0) Add(254, 254, missingLeft: false);
            for (var gap = 0; gap + 1 < occurring.Length; gap++) Add((occurring[gap] + occurring[gap + 1] - 1) / 2, occurring[gap], missingLeft: true);

            void Add(int lastLeftBin, int last, bool missingLeft)
            {
                long[] left = new long[rows.LabelCount], right = new long[rows.LabelCount];
                var lefts = 0;
                for (var i = 0; i < node.Length; i++)
                {
                    var goesLeft = bins[i] == 255 ? missingLeft : bins[i] <= last;
                    (goesLeft ? left : right)[rows.Labels[node[i]]] += weights[node[i]];
                    if (goesLeft) lefts++;
                }
                if (lefts < minLeaf || node.Length - lefts < minLeaf) return;
                // Where the node has no missing values, those to come go with the larger side.
                all.Add(new NaiveSplit(feature, lastLeftBin, hasMissing ? missingLeft : lefts > node.Length - lefts, lefts, left, right));
            }
        }
        return all;
    }
}
