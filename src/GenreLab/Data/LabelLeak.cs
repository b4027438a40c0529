namespace GenreLab.Data;

/// <summary>How well a column's repeated values alone tell the label: every row is guessed as the most frequent label of the
/// other rows that share its value (leave one out).</summary>
/// <param name="Rows">Rows whose value occurs more than once.</param>
/// <param name="Accuracy">Share of them guessed rightly; a tie is a wrong guess.</param>
/// <param name="BaseRate">Share of the most frequent label among all rows.</param>
internal readonly record struct LabelLeak(int Rows, double Accuracy, double BaseRate)
{
    private const int MinimumRows = 50;
    private const double MinimumShare = 0.1;
    private const double GivenAway = 0.9;
    private const double HighestBaseRate = 0.7;

    /// <summary>Whether the column gives the label away.</summary>
    public bool GivesAway(int allRows) => Rows >= MinimumRows && Rows >= MinimumShare * allRows && Accuracy >= GivenAway && BaseRate <= HighestBaseRate;

    /// <summary>Measures a column against the label's groups.</summary>
    public static LabelLeak Measure(Column column, int[] labels, int labelCount)
    {
        var groups = RowGroups.ByColumn(column, out var count);
        var (starts, rows) = RowGroups.Members(groups, count);
        var counts = new int[labelCount];
        foreach (var label in labels) counts[label]++;
        var baseRate = labels.Length == 0 ? 0 : counts.Max() / (double)labels.Length;
        Array.Clear(counts);

        int repeated = 0, right = 0;
        for (var group = 0; group < count; group++)
        {
            var members = rows.AsSpan(starts[group]..starts[group + 1]);
            if (members.Length < 2) continue;
            repeated += members.Length;
            int best = 0, bestLabel = -1, second = 0;
            foreach (var row in members) counts[labels[row]]++;
            foreach (var row in members)
            {
                var label = labels[row];
                if (label == bestLabel || counts[label] == 0) continue;
                if (counts[label] > best) (best, bestLabel, second) = (counts[label], label, best);
                else if (counts[label] > second) second = counts[label];
            }
            if (best - 1 > second) right += best;
            foreach (var row in members) counts[labels[row]] = 0;
        }
        return new LabelLeak(repeated, repeated == 0 ? 0 : right / (double)repeated, baseRate);
    }
}
