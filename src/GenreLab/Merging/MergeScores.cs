using GenreLab.Evaluation;

namespace GenreLab.Merging;

/// <summary>How well a model of fine genres tells merged ones apart on some rows, and how much there is to tell.</summary>
public sealed record MergeScores
{
    /// <summary>Share of rows whose most probable merged genre (probabilities added up) is the true one.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Lower and upper end of its 95 % bootstrap interval; rows of one track are drawn together.</summary>
    public required IReadOnlyList<double> AccuracyInterval { get; init; }

    /// <summary>The accuracy of always naming the largest merged genre.</summary>
    public required double Chance { get; init; }

    /// <summary>Entropy of the true merged genres, bits: all there is to know. 0 when everything is one genre.</summary>
    public required double Entropy { get; init; }

    /// <summary>Mutual information of the predicted and the true merged genre, bits, 0 to <see cref="Entropy"/>; what few rows show by chance
    /// (Miller, 1955) is taken off.</summary>
    public required double Information { get; init; }

    /// <summary>Information-theoretic classification accuracy (Zhang, Chen, Zhang and Li, 2021), bits, 0 to <see cref="Entropy"/>: each merged
    /// genre's share of the entropy, −p log₂ p, times the share of its rows that is found, summed. It is highest where neither many genres that
    /// are guessed nor few that say little are left.</summary>
    public required double InformationAccuracy { get; init; }

    internal static MergeScores Of(ConfusionCounts counts, IReadOnlyList<double> interval)
    {
        var rows = (double)counts.Total;
        double entropy = 0, information = 0, found = 0;
        int largest = 0, trueGenres = 0, predictedGenres = 0, pairs = 0;
        for (var genre = 0; genre < counts.Labels; genre++)
        {
            var support = counts.Support(genre);
            if (counts.Predicted(genre) > 0) predictedGenres++;
            if (support == 0) continue;
            trueGenres++;
            largest = Math.Max(largest, support);
            var part = -support / rows * Math.Log2(support / rows);
            entropy += part;
            found += part * counts[genre, genre] / support;
        }
        for (var predicted = 0; predicted < counts.Labels; predicted++)
        {
            double times = counts.Predicted(predicted);
            for (var actual = 0; actual < counts.Labels; actual++)
            {
                if (counts[actual, predicted] is not (> 0 and var count)) continue;
                pairs++;
                information += count / rows * Math.Log2(count * rows / (times * counts.Support(actual)));
            }
        }
        var byChance = (pairs - trueGenres - predictedGenres + 1) / (2 * rows * Math.Log(2));
        return new MergeScores
        {
            Accuracy = counts.Correct / rows,
            AccuracyInterval = interval,
            Chance = largest / rows,
            Entropy = entropy,
            Information = Math.Clamp(information - byChance, 0, entropy),
            InformationAccuracy = found,
        };
    }
}
