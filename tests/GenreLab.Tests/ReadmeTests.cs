using System.Text.RegularExpressions;
using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Neural;
using GenreLab.Tests.Cli;

namespace GenreLab.Tests;

/// <summary>What the README tells people to type works as it stands there.</summary>
public sealed partial class ReadmeTests : IDisposable
{
    internal static readonly string Root = FindRoot();
    private static readonly string Readme = File.ReadAllText(Path.Combine(Root, "README.md"));
    private readonly string folder = Directory.CreateTempSubdirectory("genrelab-readme-").FullName;

    [Fact]
    public void EveryCommandRuns()
    {
        var block = TestedCommands().Match(Readme);
        Assert.True(block.Success, "The README lost its tested block of commands.");
        string[] commands = [.. block.Groups[1].Value.Split('\n').Select(line => line.Split('#')[0].Trim()).Where(line => line.Length > 0)];
        Assert.True(commands.Length >= 8);
        MakeTables();
        foreach (var line in commands)
        {
            Assert.StartsWith("genrelab ", line, StringComparison.Ordinal);
            var result = ChildProcess.Run(folder, line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1));
            Assert.True(result.Code == 0, $"{line}: exit code {result.Code}\n{result.Error}");
        }
        Assert.Equal(10_001, File.ReadLines(Path.Combine(folder, "big.csv")).Count());
        Assert.Equal(301, File.ReadLines(Path.Combine(folder, "predictions.csv")).Count());
        Assert.True(File.Exists(Path.Combine(folder, "results", "report.html")));
    }

    [Fact]
    public void TheFirstCommandTrainsOnTheSample()
    {
        Assert.Contains("dotnet run -c Release --project src/GenreLab.Cli -- run ", Readme, StringComparison.Ordinal);
        var result = ChildProcess.Run(folder, ["run", "--json"]);
        Assert.True(result.Code == 0, result.Error);
        Assert.Equal(ModelKinds.All.Count(kind => kind.InDefaultRun), result.Json["leaderboard"]!.AsArray().Count);
        Assert.Contains("synthetic", File.ReadAllText(Path.Combine(folder, "results", "report.html")), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void TheLibraryExampleIsThisCodeAndWorks()
    {
        // The five lines of the README, verbatim but for the working folder.
        const string example = """
            var tracks = GenreTable.Load("dataset.csv");
            var split = Splitter.Split(tracks);
            var model = GenreModel.Train(tracks, split, new MlpTrainer { Hidden = [64, 64], Epochs = 10 });
            Console.WriteLine(model.Evaluate(tracks, split.Test).Accuracy);
            model.Save("rock.genre");
            """;
        Assert.Contains("```csharp\n" + example.ReplaceLineEndings("\n") + "\n```", Readme, StringComparison.Ordinal);

        MakeTables();
        var tracks = GenreTable.Load(Path.Combine(folder, "dataset.csv"));
        var split = Splitter.Split(tracks);
        var model = GenreModel.Train(tracks, split, new MlpTrainer { Hidden = [64, 64], Epochs = 10 });
        Assert.InRange(model.Evaluate(tracks, split.Test).Accuracy, 0.03, 0.9);
        model.Save(Path.Combine(folder, "rock.genre"));
        Assert.Equal(114, GenreModel.Load(Path.Combine(folder, "rock.genre")).LabelNames.Count);
    }

    [Fact]
    public void EveryLinkBetweenDocumentsLeadsSomewhere()
    {
        string[] documents = [Path.Combine(Root, "README.md"), Path.Combine(Root, "bench", "README.md"), .. Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories)];
        var links = 0;
        foreach (var document in documents)
            foreach (Match link in RelativeLinks().Matches(File.ReadAllText(document)))
            {
                var target = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(document)!, link.Groups[1].Value));
                Assert.True(Path.Exists(target), $"{document} links to {link.Groups[1].Value}, which is not there.");
                links++;
            }
        Assert.True(links > 20);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private void MakeTables()
    {
        foreach (var (name, rows, seed) in ((string, int, int)[])[("dataset.csv", 4000, 1), ("other.csv", 1000, 2), ("new-tracks.csv", 300, 3)])
            Assert.Equal(0, ChildProcess.Run(folder, ["synth", "--rows", $"{rows}", "--seed", $"{seed}", "--out", name, "--quiet"]).Code);
        File.WriteAllText(Path.Combine(folder, "space.json"), """{"learningRate": {"from": 1e-3, "to": 1e-2, "scale": "log"}, "epochs": [3]}""");
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "GenreLab.slnx"))) return folder.FullName;
        throw new InvalidOperationException("The tests do not run inside the repository.");
    }

    [GeneratedRegex(@"\]\((?![a-z]+:)([^)#\s]+)")]
    private static partial Regex RelativeLinks();

    [GeneratedRegex(@"<!-- tested: every line of this block[^>]*-->\n```bash\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex TestedCommands();
}
