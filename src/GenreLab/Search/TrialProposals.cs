using GenreLab.Numerics;

namespace GenreLab.Search;

/// <summary>Chooses the combinations of values to try; the same space and seed give the same ones, and fewer of them are the first ones.</summary>
internal static class TrialProposals
{
    /// <summary>Most trials of one search.</summary>
    public const int Most = 10_000;

    private const int DrawsBeforeExhausted = 10_000;

    /// <summary>All combinations of a grid, or as many of them drawn at random, in the grid's order: the last parameter changes fastest.</summary>
    /// <exception cref="OptionException">A range has no steps, or there are too many combinations.</exception>
    public static IReadOnlyList<Trial> Grid(SearchSpace space, int? trials, ulong seed)
    {
        foreach (var parameter in space.Parameters)
            if (parameter.Grid.Count == 0) throw new OptionException($"The space {space.Name} gives {parameter.Name} as a range, of which a grid has no points; add \"steps\": 5, list its values, or take --method random.");
        var values = space.Parameters.Select(parameter => parameter.Grid).ToArray();
        var count = values.Aggregate(1.0, (product, list) => product * list.Count);
        if (count > (trials is null ? Most : int.MaxValue))
            throw new OptionException($"The space {space.Name} makes a grid of {count:N0} combinations; a search tries at most {Most:N0}: list fewer values, draw some with --trials, or take --method random.");
        var all = (int)count;
        IEnumerable<int> chosen = trials is { } wanted && wanted < all ? Draw(all, wanted, seed).Order() : Enumerable.Range(0, all);
        return [.. chosen.Select(place => new Trial(place + 1, At(values, place)))];
    }

    /// <summary>Combinations drawn at random, none twice; fewer when the space has no more.</summary>
    public static IReadOnlyList<Trial> Random(SearchSpace space, int trials, ulong seed)
    {
        var random = RandomSource.For(seed, 0x747269616C);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var drawn = new List<Trial>();
        for (var repeated = 0; drawn.Count < trials && repeated < DrawsBeforeExhausted;)
        {
            string[] values = [.. space.Parameters.Select(parameter => parameter.Draw(random))];
            if (seen.Add(string.Join('\n', values)))
            {
                drawn.Add(new Trial(drawn.Count + 1, values));
                repeated = 0;
            }
            else
            {
                repeated++;
            }
        }
        return drawn;
    }

    // Floyd's draw without replacement would not give the first ones of a longer draw.
    private static HashSet<int> Draw(int all, int wanted, ulong seed)
    {
        var random = RandomSource.For(seed, 0x67726964);
        var chosen = new HashSet<int>();
        while (chosen.Count < wanted) chosen.Add(random.NextInt32(all));
        return chosen;
    }

    private static string[] At(IReadOnlyList<string>[] values, int place)
    {
        var combination = new string[values.Length];
        for (var i = values.Length - 1; i >= 0; i--)
        {
            combination[i] = values[i][place % values[i].Count];
            place /= values[i].Count;
        }
        return combination;
    }
}
