using System.IO.Compression;
using GenreLab.Models;
using GenreLab.Tests.Models;

namespace GenreLab.Tests.Cli;

/// <summary>Whatever is wrong with what the user gives: one sentence, the right exit code, nothing half-written.</summary>
public sealed class BadInputTests(CommandLine command) : IClassFixture<CommandLine>
{
    /// <summary>Runs a command line that must fail and leave the folder as it was.</summary>
    private string Refused(int code, params string[] arguments)
    {
        var before = Directory.GetFileSystemEntries(command.Folder, "*", SearchOption.AllDirectories).Order().ToArray();
        var result = CommandLine.Run([.. arguments, "--json", "--quiet"]);
        Assert.True(code == result.Code, $"exit code {result.Code}: {result.Error}");
        var line = Assert.Single(result.Error.TrimEnd().Split(Environment.NewLine));
        Assert.DoesNotContain("bug", line);
        Assert.Equal(line, result.Json["error"]!.GetValue<string>());
        Assert.Equal(before, Directory.GetFileSystemEntries(command.Folder, "*", SearchOption.AllDirectories).Order());
        return line;
    }

    private string TrainRefused(string table, params string[] more) =>
        Refused(1, ["train", table, "--model", "softmax", "--set", "epochs=1", "--save", command.File("bad.genre"), .. more]);

    private static string Rows(string header, params string[] rows) => header + "\n" + string.Join("\n", rows) + "\n";

    private static string[] Repeat(int count, params string[] rows) => [.. Enumerable.Range(0, count).Select(row => $"{row}," + rows[row % rows.Length])];

    [Fact]
    public void MissingFile() => Assert.Contains("There is no file", TrainRefused(command.File("nowhere.csv")));

    [Fact]
    public void EmptyFile() => Assert.Contains("is empty", TrainRefused(command.Write("empty.csv", "")));

    [Fact]
    public void AFolderInsteadOfAFile()
    {
        var nothing = Directory.CreateDirectory(command.File("no tables")).FullName;
        Assert.Contains("is a folder", Refused(1, "evaluate", nothing, command.Tracks));
        Assert.Contains("holds no tables", Refused(1, "evaluate", command.Model, nothing));
        Assert.Contains("holds no tables", TrainRefused(nothing));
    }

    [Fact]
    public void NoLabelColumn()
    {
        var message = TrainRefused(command.Write("nolabel.csv", Rows("track_id,genree,tempo", Repeat(20, "rock,100", "jazz,90"))));
        Assert.Contains("genree", message);
        Assert.Contains("--label", message);
        Assert.Contains("the columns are track_id, genree, tempo", message);
    }

    [Fact]
    public void OneGenreOnly() => Assert.Contains("at least two genres", TrainRefused(command.Write("one.csv", Rows("track_id,genre,tempo", [.. Repeat(20, "rock,100").Select((row, i) => $"{row}{i}")]))));

    [Fact]
    public void AGenreWithOneTrackIsKept()
    {
        var table = command.Write("single.csv", File.ReadAllText(command.Tracks) + "lonely,polka,100,0.5\n");
        var result = CommandLine.Run("train", table, "--model", "softmax", "--set", "epochs=1", "--json");
        Assert.True(result.Code == 0, result.Error);
        Assert.Equal(4, result.Json["test"]!["confusion"]!["labels"]!.AsArray().Count);
    }

    [Fact]
    public void TextWhereANumberShouldBe()
    {
        var message = TrainRefused(command.Write("text.csv", Rows("track_id,genre,tempo", Repeat(20, "rock,100", "jazz,fast"))));
        Assert.Contains("data row 2", message);
        Assert.Contains("'tempo'", message);
        Assert.Contains("'fast'", message);
    }

    [Fact]
    public void RaggedRows() => Assert.Contains("data row 3, has 2 fields where the header has 3", TrainRefused(command.Write("ragged.csv", "track_id,genre,tempo\na,rock,1\nb,jazz,2\nc,rock\n")));

    [Fact]
    public void AColumnThatIsAllMissing()
    {
        var message = TrainRefused(command.Write("hollow.csv", Rows("track_id,genre,tempo,energy", Repeat(20, "rock,100,", "jazz,90,"))));
        Assert.Contains("'energy'", message);
        Assert.Contains("--features -energy", message);
    }

    [Fact]
    public void ATestTableWithoutAFeature()
    {
        var table = command.Write("lacking.csv", Rows("track_id,genre,tempo", Repeat(6, "folk,100", "techno,140")));
        var message = Refused(1, "evaluate", command.Model, table);
        Assert.Contains("lacks the feature energy that the model needs; its columns are track_id, genre, tempo", message);
        Assert.Equal(message, Refused(1, "predict", command.Model, table, "--out", command.File("p.csv")));
    }

    [Fact]
    public void ATestTableOfUnknownGenresOnly() =>
        Assert.Contains("No row of unknown.csv is of a genre the model knows", Refused(1, "evaluate", command.Model, SmallTable.Write(command.Folder, "unknown.csv", 20, 3, ["polka", "zydeco"])));

    [Fact]
    public void ATestTableWithoutLabels() =>
        Assert.Contains("no genre column", Refused(1, "evaluate", command.Model, command.Write("unlabelled.csv", Rows("track_id,tempo,energy", Repeat(4, "100,0.5")))));

    [Fact]
    public void RaggedRowsOfTracksToPredictAreNumberedInTheWholeFile()
    {
        var rows = Enumerable.Range(0, 300_000).Select(row => row == 299_998 ? $"t{row},100" : $"t{row},100,0.5");
        var table = command.Write("ragged-late.csv", Rows("track_id,tempo,energy", [.. rows]));
        Assert.Contains("data row 299999, has 2 fields", Refused(1, "predict", command.Model, table, "--out", command.File("p.csv")));
        File.Delete(table);
    }

    [Fact]
    public void DamagedAndHostileModels()
    {
        var model = File.ReadAllBytes(command.Model);
        void Check(string name, string message)
        {
            foreach (var verb in (string[][])[["inspect", command.File(name)], ["evaluate", command.File(name), command.Tracks], ["predict", command.File(name), command.Tracks, "--out", command.File("p.csv")]])
                Assert.Contains(message, Refused(1, verb));
        }
        Check("none.genre", "There is no model file");
        File.WriteAllBytes(command.File("truncated.genre"), model[..(model.Length / 2)]);
        Check("truncated.genre", "is not a model file or is damaged");
        Zip("bomb.genre", ("model.json", "{}"u8.ToArray()), ("weights.safetensors", new byte[64 << 20]));
        Check("bomb.genre", "claims 67,108,864 bytes");
        Zip("traversal.genre", ("model.json", "{}"u8.ToArray()), ("../../weights.safetensors", []));
        Check("traversal.genre", "must hold exactly model.json and weights.safetensors");

        var file = ModelFile.Load(command.Model);
        new ModelFile(file.Document, new Dictionary<string, Tensor>(file.Tensors) { ["classifier.layers.0.weight"] = Tensor.From<float>([1, 2]) }).Save(command.File("shapes.genre"));
        Check("shapes.genre", "weight");
        var bytes = (byte[])model.Clone();
        var weight = file.Tensors["classifier.layers.0.weight"].Bytes.Span[..4];
        BitConverter.TryWriteBytes(bytes.AsSpan(bytes.AsSpan().IndexOf(weight)), float.NaN);
        File.WriteAllBytes(command.File("nan.genre"), bytes);
        Check("nan.genre", "checksum");
        Check("tracks.csv", "is not a model file or is damaged");
    }

    private void Zip(string name, params (string Name, byte[] Content)[] entries)
    {
        using var archive = ZipFile.Open(command.File(name), ZipArchiveMode.Create);
        foreach (var (entry, content) in entries)
        {
            using var stream = archive.CreateEntry(entry).Open();
            stream.Write(content);
        }
    }

    [Fact]
    public void UnwritableOutputsAreFoundBeforeTraining()
    {
        var below = Path.Combine(command.Tracks, "results");
        Assert.Contains("cannot be made", Refused(1, "run", command.Tracks, "--out", below));
        Assert.Contains("is a file", Refused(1, "run", command.Tracks, "--out", command.Tracks));
        Assert.Contains("there is no folder", Refused(1, "train", command.Tracks, "--save", command.File("no/m.genre")));
        Assert.Contains("is a folder", Refused(1, "predict", command.Model, command.Tracks, "--out", command.Folder));
        Assert.Contains("there is no folder", Refused(1, "synth", "--rows", "10", "--out", command.File("no/x.csv")));
        Assert.Contains("there is no folder", Refused(1, "profile", command.Tracks, "--out", command.File("no/x.profile")));
    }

    [Fact]
    public void AFailedRunRemovesTheFolderItMade() =>
        Refused(1, "run", command.File("nowhere.csv"), "--out", command.File("made"));

    [Fact]
    public void UnknownWords()
    {
        Assert.Contains("There is no command 'trian'; the commands are train", Refused(2, "trian", command.Tracks));
        Assert.Contains("train has no option '--modle'; its options are --model", Refused(2, "train", command.Tracks, "--modle", "mlp"));
        Assert.Contains("There is no model kind 'mpl'; the kinds are mlp", Refused(2, "train", command.Tracks, "--model", "mpl"));
        Assert.Contains("There is no model kind 'svmm'", Refused(2, "run", command.Tracks, "--models", "softmax,svmm"));
        Assert.Contains("mlp has no option 'hiden'; its options are hidden", Refused(2, "train", command.Tracks, "--set", "hiden=3"));
        Assert.Contains("'x' is not a value for hidden of mlp; write whole numbers separated by commas", Refused(2, "train", command.Tracks, "--set", "hidden=x"));
        Assert.Contains("write --set name=value", Refused(2, "train", command.Tracks, "--set", "hidden"));
        Assert.Contains("for a model that is not trained", Refused(2, "run", command.Tracks, "--models", "softmax", "--set", "mlp.epochs=1"));
        Assert.Contains("dropout", Refused(2, "train", command.Tracks, "--set", "dropout=1.5"));
        Assert.Contains("write one of by-track, by-artist", Refused(2, "train", command.Tracks, "--split", "by-moon"));
        Assert.Contains("'2' is not a value for --test-share; write a number from 0 to 0.9", Refused(2, "train", command.Tracks, "--test-share", "2"));
        Assert.Contains("'0' is not a value for --threads; write a whole number from 1 to 1024", Refused(2, "train", command.Tracks, "--threads", "0"));
        Assert.Contains("'many' is not a value for --rows; write a whole number from 1 to", Refused(2, "synth", "--rows", "many", "--out", command.File("x.csv")));
        Assert.Contains("--out", Refused(2, "predict", command.Model, command.Tracks));
        Assert.Contains("see 'genrelab train --help'", Refused(2, "train"));
        Assert.Contains("Say what to do: run, train", Refused(2));
        Assert.Contains("'extra' is one word too many for inspect", Refused(2, "inspect", command.Model, "extra"));
        Assert.Contains("no genre 'polca'", Refused(2, "train", command.Tracks, "--genres", "polca,folk"));
    }
}
