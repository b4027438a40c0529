using System.Text.Json.Serialization;

namespace GenreLab.Data;

/// <summary>Which genres count as which others, for example k-pop as pop. Immutable.</summary>
/// <remarks>Chains are followed (a → b and b → c make both c). A genre that maps to itself stays what it is. Names are compared
/// letter by letter.</remarks>
public sealed class GenreMerge
{
    private readonly SortedDictionary<string, string> targets = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> pairs = new(StringComparer.Ordinal);

    /// <summary>Makes a merge of pairs, following chains.</summary>
    /// <param name="name">What messages and reports call it, usually the file's name.</param>
    /// <param name="targets">For each genre that is to be another the one it becomes.</param>
    /// <exception cref="DataException">The pairs go round in a circle, a name is empty, or there is no pair.</exception>
    [JsonConstructor]
    public GenreMerge(string name, IReadOnlyDictionary<string, string> targets)
    {
        Name = name;
        foreach (var (from, to) in targets)
        {
            if (string.IsNullOrWhiteSpace(from) || string.IsNullOrWhiteSpace(to)) throw new DataException($"{name} maps {Quoted.From(from)} to {Quoted.From(to ?? "")}; both genres need a name.");
            if (from == to) continue;
            pairs[from] = to;
            this.targets[from] = End(from, targets);
        }
        if (this.targets.Count == 0) throw new DataException($"{name} merges no genres; write a line 'from,to' for each genre that is to become another.");
    }

    /// <summary>What messages and reports call it.</summary>
    public string Name { get; }

    /// <summary>For each genre that becomes another the one it becomes, in ordinal order; no chains, no genre that stays.</summary>
    public IReadOnlyDictionary<string, string> Targets => targets;

    /// <summary>The merge of the published 114-genre experiments: 114 genres of the Spotify Tracks Dataset into 66.</summary>
    public static GenreMerge Published66 { get; } = GenreMergeFile.ReadPublished("published-66");

    /// <summary>What a genre counts as: itself when it is not merged.</summary>
    public string this[string genre] => targets.GetValueOrDefault(genre, genre);

    /// <summary>Reads a preset by its word, or a file: lines <c>from,to</c> with quotes as in CSV, a header or not, and lines that start
    /// with # for people.</summary>
    /// <param name="presetOrPath"><c>published-66</c>, or a path.</param>
    /// <exception cref="DataException">There is no such file, a line is no pair, a genre is mapped to two others, or they go round in a circle.</exception>
    public static GenreMerge Load(string presetOrPath) => presetOrPath == Published66.Name ? Published66 : GenreMergeFile.Load(presetOrPath);

    /// <summary>Writes the pairs it was made of, chains as they are, so that <see cref="Load"/> reads the same merge again; the stream stays open.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="comment">A line for people to stand above them; may be empty.</param>
    /// <exception cref="DataException">A genre's name has a line break in it.</exception>
    public void Write(Stream destination, string comment = "") => GenreMergeFile.Write(destination, pairs, comment);

    /// <summary>A label column with its genres merged; genres the column does not have are passed over.</summary>
    public TextColumn Apply(TextColumn labels)
    {
        var codes = new Dictionary<string, int>(StringComparer.Ordinal);
        var newCode = new int[labels.Distinct.Length];
        var distinct = new List<string>();
        for (var code = 0; code < newCode.Length; code++)
        {
            var genre = this[labels.Distinct[code]];
            if (!codes.TryGetValue(genre, out newCode[code]))
            {
                codes.Add(genre, newCode[code] = distinct.Count);
                distinct.Add(genre);
            }
        }
        var merged = new int[labels.Count];
        for (var row = 0; row < merged.Length; row++) merged[row] = labels.Codes[row] < 0 ? -1 : newCode[labels.Codes[row]];
        return new TextColumn(labels.Name, merged, [.. distinct]);
    }

    /// <summary>Refuses a merge that was not made for a table's genres. In a chain only the first genre has to be one of them.</summary>
    /// <param name="tableName">What messages call the table.</param>
    /// <param name="genres">The genres that occur in it.</param>
    /// <exception cref="DataException">A genre to merge does not occur, or one becomes a genre that the table spells with other capitals.</exception>
    public void RequireFits(string tableName, IReadOnlyCollection<string> genres)
    {
        var known = genres.ToHashSet(StringComparer.Ordinal);
        var between = pairs.Values.ToHashSet(StringComparer.Ordinal);
        if (targets.Keys.FirstOrDefault(from => !known.Contains(from) && !between.Contains(from)) is { } unknown)
        {
            var close = Spelling.ByCloseness(unknown, known.Order(StringComparer.Ordinal)).Take(3).Select(Quoted.From);
            throw new DataException($"{Name} merges {Quoted.From(unknown)}, but {tableName} has no such genre; the closest are {string.Join(", ", close)}.");
        }
        foreach (var to in targets.Values.Where(to => !known.Contains(to)))
            if (known.FirstOrDefault(genre => genre.Equals(to, StringComparison.OrdinalIgnoreCase)) is { } spelt)
                throw new DataException($"{Name} merges into {Quoted.From(to)}, but {tableName} writes it {Quoted.From(spelt)}; use the table's spelling.");
    }

    private string End(string from, IReadOnlyDictionary<string, string> pairs)
    {
        var visited = new List<string> { from };
        while (pairs.TryGetValue(visited[^1], out var next) && next is not null && next != visited[^1])
        {
            if (visited.Contains(next, StringComparer.Ordinal))
                throw new DataException($"{Name} maps genres in a circle ({string.Join(" → ", visited.Append(next).SkipWhile(one => one != next))}); leave one of these lines out.");
            visited.Add(next);
        }
        return visited[^1];
    }
}
