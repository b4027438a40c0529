using GenreLab.Numerics;

namespace GenreLab.Evaluation;

/// <summary>Area under the ROC curve: the chance that a row of the genre gets a higher probability than a row of another, ties counting half
/// (Mann and Whitney's U; scikit-learn's <c>roc_auc_score</c>).</summary>
internal static class RankingQuality
{
    /// <summary>The area for one genre against the rest; null when every row or none is of the genre.</summary>
    /// <param name="probabilities">Rows × genres, all 0 or more.</param>
    /// <param name="labels">The true genre of each row.</param>
    /// <param name="label">The genre.</param>
    /// <param name="keys">Scratch, one a row.</param>
    public static double? OneVersusRest(Matrix probabilities, ReadOnlySpan<int> labels, int label, Span<uint> keys)
    {
        // The bits of non-negative floats sort as the floats do and leave the sign bit free: the lowest bit of a key says whose row it is.
        var values = probabilities.Values;
        long positives = 0;
        for (int row = 0, at = label; row < keys.Length; row++, at += probabilities.Stride)
        {
            var isPositive = labels[row] == label;
            if (isPositive) positives++;
            keys[row] = (BitConverter.SingleToUInt32Bits(values[at] + 0f) << 1) | (isPositive ? 1u : 0u);
        }
        var negatives = keys.Length - positives;
        if (positives == 0 || negatives == 0) return null;

        keys.Sort();
        long negativesBelow = 0, twiceU = 0;
        for (var start = 0; start < keys.Length;)
        {
            long tiedPositives = 0, tiedNegatives = 0;
            var value = keys[start] >> 1;
            for (; start < keys.Length && keys[start] >> 1 == value; start++)
            {
                if ((keys[start] & 1) != 0) tiedPositives++;
                else tiedNegatives++;
            }
            twiceU += tiedPositives * (2 * negativesBelow + tiedNegatives);
            negativesBelow += tiedNegatives;
        }
        return twiceU / (2.0 * positives * negatives);
    }
}
