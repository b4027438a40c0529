using System.Diagnostics;
using System.Globalization;
using GenreLab.Data;
using GenreLab.Streaming;

namespace GenreLab.Bench;

/// <summary>What any pass over a table costs at least: its files are read, cut into pieces and its features' numbers parsed, and nothing is done with them.</summary>
internal static class ParseOnly
{
    /// <summary>Seconds, rows and bytes of one pass, as JSON.</summary>
    /// <param name="threads">Threads.</param>
    /// <param name="files">The table.</param>
    public static string Measure(int threads, IReadOnlyList<string> files)
    {
        var source = TableSource.Open(InputFiles.Find(files));
        var features = SchemaDetector.Detect(source.Sample(), new SchemaOptions()).Features;
        var reader = new FeatureReader(source, features);
        var blocks = new FeatureBlocks(features.Count);
        var clock = Stopwatch.StartNew();
        var rows = source.ForEach(
            piece => blocks.Use(block =>
            {
                reader.Read(piece, block);
                return true;
            }),
            (_, _) => { },
            new StreamingOptions { Threads = threads });
        return string.Create(CultureInfo.InvariantCulture, $"{{\"seconds\": {clock.Elapsed.TotalSeconds:G6}, \"rows\": {rows}, \"bytes\": {source.Bytes}}}");
    }
}
