using System.Text.Json;
using GenreLab.Models;
using GenreLab.Text;

namespace GenreLab.Tests.Text;

public class TfIdfTests
{
    public static TheoryData<string> Names() => [.. TermReference.Cases.Select(one => one.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void TermsAndWeightsAreThoseOfScikitLearn(string name)
    {
        var reference = TermReference.Cases.First(one => one.GetProperty("name").GetString() == name);
        var options = reference.GetProperty("options").Deserialize<TfIdfOptions>(GenreLabJson.Options)!;
        var fitted = TfIdf.Fit(TermReference.Texts, options);
        Assert.Equal(reference.GetProperty("terms").Deserialize<string[]>()!, fitted.Terms);
        var weights = reference.GetProperty("weights").Deserialize<double[]>()!;
        for (var term = 0; term < weights.Length; term++) Assert.Equal(weights[term], fitted.InverseDocumentFrequencies[term], 1e-12);

        var matrix = fitted.Apply(TermReference.Texts);
        Assert.Equal((TermReference.Texts.Length, weights.Length), (matrix.Rows, matrix.Columns));
        var row = 0;
        foreach (var expected in reference.GetProperty("rows").EnumerateArray())
        {
            Assert.Equal(expected[0].Deserialize<int[]>()!, matrix.RowIndices(row).ToArray());
            var values = expected[1].Deserialize<double[]>()!;
            for (var i = 0; i < values.Length; i++) Assert.Equal(values[i], matrix.RowValues(row)[i], 1e-6);
            row++;
        }
    }

    [Fact]
    public void ThreadsAndStorageChangeNothing()
    {
        var texts = Enumerable.Range(0, 5000).Select(i => i % 7 == 0 ? null : TermReference.Texts[i % TermReference.Texts.Length] + " " + i % 100).ToArray();
        var fitted = TfIdf.Fit(texts, new TfIdfOptions { Longest = 2, Tokenizer = new TokenizerOptions { StopWords = [TextLanguage.English], Stemming = Stemming.English } });
        var restored = TfIdf.Import(fitted.Export());
        Assert.Equal(fitted.Terms, restored.Terms);
        Assert.Equal(fitted.Options.Longest, restored.Options.Longest);
        var one = fitted.Apply(texts, threads: 1);
        foreach (var other in (SparseMatrix[])[fitted.Apply(texts, threads: 3), restored.Apply(texts, threads: 2)])
        {
            Assert.Equal(one.RowStarts.ToArray(), other.RowStarts.ToArray());
            Assert.Equal(one.ColumnIndices.ToArray(), other.ColumnIndices.ToArray());
            Assert.Equal(one.Values.ToArray(), other.Values.ToArray());
        }
    }

    [Fact]
    public void UnseenTermsAndMissingTextsGiveZeros()
    {
        var fitted = TfIdf.Fit(["a song of rain"], new TfIdfOptions());
        var matrix = fitted.Apply([null, "", "something else", "rain! RAIN! ra\u00ADin"]);
        Assert.Equal([0, 0, 0, 0, 1], matrix.RowStarts.ToArray());
        Assert.Equal(1, matrix.Values[0]);
        Assert.Equal("rain", fitted.Terms[matrix.ColumnIndices[0]]);
    }

    [Fact]
    public void NothingToLearnIsOneSentence()
    {
        Assert.Contains("hold no words", Assert.Throws<DataException>(() => TfIdf.Fit([null, "...", ""], new TfIdfOptions())).Message);
        var message = Assert.Throws<DataException>(() => TfIdf.Fit(["one", "two"], new TfIdfOptions { MinimumDocuments = 2 })).Message;
        Assert.Contains("None of the 2 terms", message);
        Assert.Throws<OptionException>(() => TfIdf.Fit(["one"], new TfIdfOptions { Shortest = 3, Longest = 2 }));
        Assert.Throws<OptionException>(() => TfIdf.Fit(["one"], new TfIdfOptions { MaximumDocumentShare = 0 }));
    }

    [Fact]
    public void DamagedStatesAreRefused()
    {
        var state = TfIdf.Fit(["one two", "two three"], new TfIdfOptions()).Export();
        foreach (var name in state.Tensors.Keys)
        {
            var without = state.Tensors.Where(tensor => tensor.Key != name).ToDictionary();
            Assert.Throws<ModelFileException>(() => TfIdf.Import(state with { Tensors = without }));
        }
        foreach (var bytes in (byte[][])["one\none\ntwo\n"u8.ToArray(), "one\nthree\ntw"u8.ToArray(), [0xFF, 0x0A], [], "one\n"u8.ToArray()])
        {
            var tensors = new Dictionary<string, Tensor>(state.Tensors) { ["terms"] = Tensor.From<byte>(bytes) };
            Assert.Throws<ModelFileException>(() => TfIdf.Import(state with { Tensors = tensors }));
        }
        foreach (var options in (string[])["null", "7", "{\"tokenizer\":null}", "{\"unit\":\"sentences\"}", "{\"shortest\":0}", "{\"tokenizer\":{\"stopWords\":null}}"])
        {
            var settings = new System.Text.Json.Nodes.JsonObject { ["options"] = System.Text.Json.Nodes.JsonNode.Parse(options) };
            Assert.Throws<ModelFileException>(() => TfIdf.Import(state with { Settings = settings }));
        }
    }
}
