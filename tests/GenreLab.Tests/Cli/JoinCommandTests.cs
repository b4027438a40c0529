using System.Text;
using GenreLab.Tests.Data;

namespace GenreLab.Tests.Cli;

public sealed class JoinCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string File(string name) => Path.Combine(folder.Path, name);

    private string Write(string name, string content)
    {
        System.IO.File.WriteAllText(File(name), content);
        return File(name);
    }

    private (string Audio, string Track, string Genre) Beatport()
    {
        StringBuilder audio = new("isrc,energy,tempo\n"), track = new("track_id,isrc,genre_id\n");
        for (var i = 0; i < 900; i++)
        {
            audio.Append($"US-{i},0.{i % 10},1{i % 90}\n");
            track.Append($"{i},US{i},{(i % 3 == 0 ? 1 : 2)}\n");
            if (i % 9 == 0) track.Append($"{10_000 + i},us{i},{(i % 3 == 0 ? 1 : 2)}\n");
        }
        return (Write("audio_features.csv", audio.ToString()), Write("bp_track.csv", track.ToString()), Write("bp_genre.csv", "genre_id,genre_name\n1,techno\n2,house\n3,trance\n"));
    }

    [Fact]
    public void JoinsAndSaysWhatItFound()
    {
        var (audio, track, genre) = Beatport();
        string[] arguments = ["join", audio, "--with", track, "--on", "isrc", "--with", genre, "--on", "genre_id", "--distinct", "isrc", "--fold-keys", "--genres-over", "500", "--per-genre", "50", "--seed", "42"];
        var result = CommandLine.Run([.. arguments, "--out", File("tracks.csv"), "--json"]);
        Assert.True(result.Code == 0, result.Error);
        Assert.Equal((900, 1000, 100, 50), (result.Json["rowsRead"]!.GetValue<int>(), result.Json["rowsJoined"]!.GetValue<int>(), result.Json["duplicates"]!.GetValue<int>(), result.Json["rowsWritten"]!.GetValue<int>()));
        Assert.Equal(900, result.Json["tables"]![0]!["matched"]!.GetValue<int>());
        Assert.Equal(51, System.IO.File.ReadAllLines(File("tracks.csv")).Length);

        var words = CommandLine.Run([.. arguments, "--out", File("again.csv"), "--memory", "2MB", "--spill", folder.Path, "--threads", "1"]);
        Assert.True(words.Code == 0, words.Error);
        Assert.Contains("900 rows of audio_features to join.", words.Output);
        Assert.Contains("bp_track by isrc: 900 rows matched, 0 did not, 0 have no isrc; it has 1,000 rows, 0 without a key, 100 that repeat one.", words.Output);
        Assert.Contains("1,000 rows joined; 100 repeat the isrc of another and are left out.", words.Output);
        Assert.Contains("left out", words.Output);
        Assert.Contains("50 rows written to ", words.Output);
        Assert.Equal(System.IO.File.ReadAllBytes(File("tracks.csv")), System.IO.File.ReadAllBytes(File("again.csv")));
        Assert.Equal(5, Directory.GetFiles(folder.Path).Length);
    }

    [Fact]
    public void FoldersAndWildcardsAreShards()
    {
        var (audio, track, _) = Beatport();
        Directory.CreateDirectory(File("tracks"));
        var lines = System.IO.File.ReadAllLines(track);
        System.IO.File.WriteAllLines(File("tracks/part-0.csv"), lines[..400]);
        System.IO.File.WriteAllLines(File("tracks/part-1.csv"), [lines[0], .. lines[400..]]);
        string[] By(string with, string to) => ["join", audio, "--with", with, "--on", "isrc", "--fold-keys", "--distinct", "isrc", "--out", File(to), "--quiet"];
        foreach (var (with, to) in new[] { (track, "whole.csv"), (File("tracks"), "folder.csv"), (File("tracks/part-*.csv"), "wildcard.csv") })
        {
            var result = CommandLine.Run(By(with, to));
            Assert.True(result.Code == 0, result.Error);
        }
        Assert.Equal(System.IO.File.ReadAllBytes(File("whole.csv")), System.IO.File.ReadAllBytes(File("folder.csv")));
        Assert.Equal(System.IO.File.ReadAllBytes(File("whole.csv")), System.IO.File.ReadAllBytes(File("wildcard.csv")));
    }

    [Fact]
    public void WrongUsageAndFailuresLeaveNothing()
    {
        var (audio, track, genre) = Beatport();
        var output = File("tracks.csv");
        void Refused(int code, string message, params string[] arguments)
        {
            var result = CommandLine.Run([.. arguments, "--out", output]);
            Assert.True(code == result.Code, result.Error);
            Assert.Contains(message, result.Error);
            Assert.False(System.IO.File.Exists(output) || System.IO.File.Exists(output + ".partial"));
        }
        Refused(2, "--with is given 2 times and --on once; give one --on for each --with", "join", audio, "--with", track, "--on", "isrc", "--with", genre);
        Refused(2, "'much' is not a value for --memory; write a size, for example 600MB or 2GB", "join", audio, "--with", track, "--on", "isrc", "--memory", "much");
        Refused(2, "A memory bound of 1 KB is too small", "join", audio, "--with", track, "--on", "isrc", "--memory", "1KB");
        Refused(2, "has no column 'code' to join on", "join", audio, "--with", track, "--on", "isrc=code");
        Refused(1, "or try --fold-keys", "join", audio, "--with", track, "--on", "isrc");
        Refused(1, "more than one row whose isrc is", "join", audio, "--with", track, "--on", "isrc", "--fold-keys");
    }
}
