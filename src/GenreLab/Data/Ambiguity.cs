namespace GenreLab.Data;

/// <summary>How far groups of rows (of one track, of equal features) disagree about the genre.</summary>
/// <param name="RowsInRepeats">Rows of groups of two or more.</param>
/// <param name="SeveralLabels">Groups with more than one genre.</param>
/// <param name="RowsOfSeveral">Their rows.</param>
/// <param name="MostLabels">The most genres of one group.</param>
/// <param name="Best">The best possible accuracy when all rows of a group get one genre.</param>
internal readonly record struct Ambiguity(int RowsInRepeats, int SeveralLabels, int RowsOfSeveral, int MostLabels, double Best)
{
    /// <summary>Measures the labelled rows.</summary>
    public static Ambiguity Measure(int[] groups, int groupCount, int[] labels, int labelCount)
    {
        var (starts, rows) = RowGroups.Members(groups, groupCount);
        var counts = new int[labelCount];
        int repeats = 0, several = 0, rowsOfSeveral = 0, mostLabels = 0, right = 0, labelled = 0;
        for (var group = 0; group < groupCount; group++)
        {
            var members = rows.AsSpan(starts[group]..starts[group + 1]);
            if (members.Length > 1) repeats += members.Length;
            int best = 0, different = 0;
            foreach (var row in members)
            {
                if (labels[row] < 0) continue;
                labelled++;
                var count = ++counts[labels[row]];
                if (count == 1) different++;
                best = Math.Max(best, count);
            }
            foreach (var row in members)
                if (labels[row] >= 0) counts[labels[row]] = 0;
            right += best;
            mostLabels = Math.Max(mostLabels, different);
            if (different < 2) continue;
            several++;
            rowsOfSeveral += members.Length;
        }
        return new Ambiguity(repeats, several, rowsOfSeveral, mostLabels, labelled == 0 ? 0 : right / (double)labelled);
    }
}
