using System.Text;
using CsvHelper;
using GenreLab.Data.Reading;

namespace GenreLab.Data;

/// <summary>Reads and writes the lines <c>from,to</c> of a genre merge.</summary>
internal static class GenreMergeFile
{
    public static GenreMerge Load(string path) => Read(FileBytes.Load(path), Path.GetFileName(path));

    /// <summary>Reads a merge that is part of the library.</summary>
    public static GenreMerge ReadPublished(string name)
    {
        using var stream = typeof(GenreMergeFile).Assembly.GetManifestResourceStream(name + ".csv")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return Read(bytes, name);
    }

    public static GenreMerge Read(ReadOnlyMemory<byte> bytes, string name)
    {
        var targets = new Dictionary<string, string>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in Encoding.UTF8.GetString(FileBytes.ToUtf8(bytes, name).Span).Split('\n'))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line) || line.TrimStart().StartsWith('#')) continue;
            var (from, to) = Pair(line.Trim(), name, number);
            if (targets.Count == 0 && from.Equals("from", StringComparison.OrdinalIgnoreCase) && to.Equals("to", StringComparison.OrdinalIgnoreCase)) continue;
            if (!targets.TryAdd(from, to) && targets[from] != to)
                throw new DataException($"{name}, line {number}: {Quoted.From(from)} is mapped to {Quoted.From(to)} and, further up, to {Quoted.From(targets[from])}; keep one of the two.");
        }
        return new GenreMerge(name, targets);
    }

    public static void Write(Stream destination, IEnumerable<KeyValuePair<string, string>> pairs, string comment)
    {
        using var writer = new StreamWriter(destination, leaveOpen: true) { NewLine = "\n" };
        if (comment.Length > 0) writer.WriteLine("# " + string.Concat(comment.Select(letter => char.IsControl(letter) ? ' ' : letter)));
        writer.WriteLine("from,to");
        foreach (var (from, to) in pairs) writer.WriteLine($"{Field(from)},{Field(to)}");
    }

    private static string Field(string genre)
    {
        if (genre.Contains('\n', StringComparison.Ordinal)) throw new DataException($"The genre {Quoted.From(genre)} has a line break in its name, which a merge file cannot hold; rename it.");
        // A line that starts with # is for people.
        return genre.Contains(',', StringComparison.Ordinal) || genre.Contains('"', StringComparison.Ordinal) || genre.StartsWith('#')
            ? $"\"{genre.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : genre;
    }

    private static (string From, string To) Pair(string line, string name, int number)
    {
        var malformed = false;
        using var reader = CsvReader.Create(Encoding.UTF8.GetBytes(line), CsvRecords.Options(',', _ => malformed = true));
        if (!reader.Read() || malformed || reader.FieldCount != 2)
            throw new DataException($"{name}, line {number}, is not a pair of genres; write 'from,to', for example 'k-pop,pop', and put names that hold a comma in quotes.");
        return (reader.GetString(0).Trim(), reader.GetString(1).Trim());
    }
}
