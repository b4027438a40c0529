using System.Globalization;
using System.IO.Compression;
using System.Text;
using GenreLab.Numerics;

namespace GenreLab.Tests.Streaming;

/// <summary>Tables of several pieces, with everything in them that makes cutting hard.</summary>
internal static class ManyRows
{
    public const string Header = "track_id,track_name,genre,tempo,energy,key,explicit";

    /// <summary>Rows with quotes, commas and line breaks in names, and missing values.</summary>
    public static string[] Make(int rows, ulong seed = 1)
    {
        var random = new RandomSource(seed);
        var lines = new string[rows];
        for (var row = 0; row < rows; row++)
        {
            var name = (row % 5) switch
            {
                0 => $"\"song {row}, take \"\"two\"\"\"",
                1 => $"\"line\nbreak {row}\"",
                2 => new string('x', row % 90),
                3 => "\"\"",
                _ => $"söng {row}",
            };
            var tempo = row % 97 == 3 ? "NA" : (100 + 20 * random.NextNormal()).ToString("0.###", CultureInfo.InvariantCulture);
            var energy = row % 89 == 5 ? "" : random.NextDouble().ToString("R", CultureInfo.InvariantCulture);
            lines[row] = $"t{seed}x{row},{name},{(row % 3 == 0 ? "rock" : "pop")},{tempo},{energy},{row % 12},{(row % 4 == 0 ? "True" : "False")}";
        }
        return lines;
    }

    public static string Csv(string[] rows, string header = Header) => header + "\n" + string.Join("\n", rows) + "\n";

    public static string Write(string folder, string name, string content)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>Writes gzip members one behind the other.</summary>
    public static string WriteGzip(string folder, string name, params string[] members)
    {
        var path = Path.Combine(folder, name);
        using var file = File.Create(path);
        foreach (var member in members)
        {
            using var gzip = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true);
            gzip.Write(Encoding.UTF8.GetBytes(member));
        }
        return path;
    }
}
