using System.Text;
using GenreLab.Joining;
using GenreLab.Numerics;

namespace GenreLab.Tests.Joining;

/// <summary>A table whose cells are kept as they stand in a file.</summary>
internal sealed record RawTable(string Name, string[] Columns, List<string[]> Rows)
{
    private static readonly string[] Missing = ["", "NA", "NaN", "N/A", "\"\"", " "];

    /// <summary>Draws a table; the columns of <paramref name="keys"/> hold keys of a pool, the others text of many shapes.</summary>
    public static RawTable Draw(string name, RandomSource random, int rows, int padding, string[] columns, params (string Column, string Prefix, int Pool)[] keys)
    {
        var drawn = new List<string[]>();
        for (var row = 0; row < rows; row++)
        {
            drawn.Add(Array.ConvertAll(columns, column =>
            {
                if (Array.Find(keys, one => one.Column == column) is not { Pool: > 0 } key) return Cell(random, padding);
                if (random.NextInt32(20) == 0) return Missing[random.NextInt32(Missing.Length)];
                var word = $"{key.Prefix}-{random.NextInt32(key.Pool)}";
                return random.NextInt32(4) switch { 0 => $"\"{word}\"", 1 => $" {word} ", 2 => word.ToLowerInvariant().Replace("-", "", StringComparison.Ordinal), _ => word };
            }));
            // Equal rows too.
            if (random.NextInt32(10) == 0) drawn.Add(drawn[random.NextInt32(drawn.Count)]);
        }
        return new RawTable(name, columns, drawn);
    }

    /// <summary>Writes it into so many files, rows and columns in a random order.</summary>
    public JoinTable Write(string folder, RandomSource random, int shards = 1, string lineBreak = "\n")
    {
        var shuffled = Rows.ToArray();
        random.Shuffle<string[]>(shuffled);
        var files = new List<string>();
        for (var shard = 0; shard < shards; shard++)
        {
            var order = Enumerable.Range(0, Columns.Length).ToArray();
            if (shard > 0) random.Shuffle<int>(order);
            var text = new StringBuilder(string.Join(',', order.Select(column => Columns[column]))).Append(lineBreak);
            foreach (var row in shuffled.Where((_, index) => index % shards == shard)) text.Append(string.Join(',', order.Select(column => row[column]))).Append(lineBreak);
            files.Add(Path.Combine(folder, $"{Name}{(shard == 0 ? "" : $".{shard}")}.csv"));
            File.WriteAllText(files[^1], text.ToString());
        }
        return new JoinTable(Name, files);
    }

    private static string Cell(RandomSource random, int padding) => random.NextInt32(8) switch
    {
        0 => Missing[random.NextInt32(Missing.Length)],
        1 => $"\"a, \"\"{random.NextInt32(9)}\"\"\nline\"",
        2 => $"Zoë {random.NextInt32(3)}",
        3 => $"\"{random.NextInt32(3)}\"",
        _ => new string('x', padding) + random.NextInt32(3),
    };
}
