namespace GenreLab.Reports;

/// <summary>A leaderboard entry under a name that no other entry has.</summary>
internal sealed record RankedModel(string Name, LeaderboardEntry Entry)
{
    /// <summary>The entries, the most accurate on the test rows first; entries of one kind are numbered in that order.</summary>
    public static IReadOnlyList<RankedModel> Rank(IReadOnlyList<LeaderboardEntry> entries)
    {
        var repeated = entries.GroupBy(entry => entry.Model).Where(kind => kind.Skip(1).Any()).Select(kind => kind.Key).ToHashSet();
        var seen = new Dictionary<string, int>();
        return [.. entries.OrderByDescending(entry => entry.Test.Accuracy).Select(entry =>
        {
            if (!repeated.Contains(entry.Model)) return new RankedModel(entry.Model, entry);
            seen[entry.Model] = seen.GetValueOrDefault(entry.Model) + 1;
            return new RankedModel($"{entry.Model} {seen[entry.Model]}", entry);
        })];
    }
}
