using System.ComponentModel;
using System.Diagnostics;
using GenreLab.Data;
using GenreLab.Models;

namespace GenreLab.Tests.Models;

/// <summary>The script in docs/MODEL-FORMAT.md is run as it stands and its models are loaded.</summary>
public sealed class HandwrittenModelTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("genrelab-hand-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void TheDocumentedScriptWritesModelsThatPredict()
    {
        string softmax = Path.Combine(folder, "softmax.genre"), mlp = Path.Combine(folder, "mlp.genre"), script = Path.Combine(folder, "by_hand.py");
        File.WriteAllText(script, Script());
        RunPython(script, softmax, mlp);
        var tracks = Path.Combine(folder, "tracks.csv");
        File.WriteAllText(tracks, "track_id,genre,energy,tempo\na,techno,0.75,150\nb,classical,,90\n");
        var table = GenreTable.Load(tracks, LoadOptions.ForPrediction);

        // Inputs (tempo, energy): a is (1, 1); b is (-1, 0), its energy imputed.
        var linear = GenreModel.Load(softmax).PredictProbabilities(table, new[] { 0, 1 });
        AssertRow(linear.Row(0), -1.25, 1.25);
        AssertRow(linear.Row(1), 0.75, -0.75);

        // a: dense gives (3, 0, 0), the normalisation with 1e-5 beside each variance as below.
        var deep = GenreModel.Load(mlp).PredictProbabilities(table, new[] { 0 });
        double h0 = 2.5 / Math.Sqrt(1 + 1e-5), h1 = -0.5, h2 = -0.5 / Math.Sqrt(4 + 1e-5) + 0.5;
        AssertRow(deep.Row(0), -h0 + 0.5 * h1 + h2, h0 - 0.5 * h1 + 0.125);
    }

    private static void AssertRow(ReadOnlySpan<float> probabilities, double first, double second)
    {
        Assert.Equal(1 / (1 + Math.Exp(second - first)), probabilities[0], 1e-6);
        Assert.Equal(1 / (1 + Math.Exp(first - second)), probabilities[1], 1e-6);
    }

    private static string Script()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "docs", "MODEL-FORMAT.md"))) folder = folder.Parent;
        var page = File.ReadAllText(Path.Combine(folder!.FullName, "docs", "MODEL-FORMAT.md"));
        var start = page.IndexOf("```python\n", StringComparison.Ordinal) + "```python\n".Length;
        return page[start..page.IndexOf("```", start, StringComparison.Ordinal)];
    }

    private static void RunPython(params string[] arguments)
    {
        try
        {
            using var python = Process.Start(new ProcessStartInfo("python3", arguments) { RedirectStandardError = true })!;
            var complaint = python.StandardError.ReadToEnd();
            python.WaitForExit();
            Assert.True(python.ExitCode == 0, complaint);
        }
        catch (Win32Exception)
        {
            Assert.Skip("python3 is not installed, so the documented script cannot be run.");
        }
    }
}
