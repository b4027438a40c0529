using GenreLab.Streaming;
using GenreLab.Tests.Data;

namespace GenreLab.Tests.Streaming;

public sealed class InputFilesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Make(params string[] parts)
    {
        var path = Path.Combine([folder.Path, .. parts]);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "");
        return path;
    }

    [Fact]
    public void AFolderStandsForItsTablesInOrdinalOrder()
    {
        foreach (var name in (string[])["b.csv", "a.tsv.gz", "B.CSV", "c.txt", "part-00000", "_SUCCESS", ".hidden.csv", "notes.md", "x.csv.partial"]) Make("t", name);
        Make("t", "inner", "z.csv");
        Assert.Equal(["B.CSV", "a.tsv.gz", "b.csv", "c.txt", "part-00000"], InputFiles.Find([Path.Combine(folder.Path, "t")]).Select(Path.GetFileName));
    }

    [Fact]
    public void WordsKeepTheirOrderAndWildcardsAreSorted()
    {
        string one = Make("one.csv"), p2 = Make("p2.csv"), p1 = Make("p1.csv");
        Assert.Equal([one, p1, p2], InputFiles.Find([one, Path.Combine(folder.Path, "p?.csv")]));
        Assert.Equal([p2, one], InputFiles.Find([p2, one]));
    }

    [Fact]
    public void WhatIsNotThereOrThereTwiceIsRefused()
    {
        var one = Make("one.csv");
        Directory.CreateDirectory(Path.Combine(folder.Path, "empty"));
        string Refused(params string[] words) => Assert.Throws<DataException>(() => InputFiles.Find(words)).Message;
        Assert.Contains("There is no file", Refused(Path.Combine(folder.Path, "two.csv")));
        Assert.Contains("There is no file", Refused(Path.Combine(folder.Path, "x*.csv")));
        Assert.Contains("holds no tables", Refused(Path.Combine(folder.Path, "empty")));
        Assert.Contains("given twice", Refused(one, Path.Combine(folder.Path, "*.csv")));
        Assert.Contains("wildcard in a folder's name", Refused(Path.Combine(folder.Path, "e*", "one.csv")));
        Assert.Contains("No file", Refused());
    }

    public void Dispose() => folder.Dispose();
}
