using System.Text.Json.Nodes;
using GenreLab.Models;
using GenreLab.Text;

namespace GenreLab.Tests.Text;

public class TextShapeTests
{
    // Text i has i + 1 words, all alike, of two letters.
    private static readonly string?[] Texts = [.. Enumerable.Range(0, 120).Select(i => string.Concat(Enumerable.Repeat("la ", i + 1))), null];

    [Fact]
    public void EveryMeasureMarksItsPart()
    {
        var shape = TextShape.Fit(Texts, new TokenizerOptions());
        foreach (var one in (TextShape[])[shape, TextShape.Import(shape.Export())])
        {
            var rows = one.Apply([Texts[0], Texts[9], Texts[10], Texts[119], null, "la di da dum"], threads: 2);
            Assert.Equal(TextShape.Columns, rows.Columns);
            Assert.Equal([0, 3, 6, 9, 12, 12, 15], rows.RowStarts.ToArray());
            Assert.Equal([0, 0, 1, 11], new[] { 0, 1, 2, 3 }.Select(row => rows.RowIndices(row)[0]));
            Assert.Equal([12 + 11, 12], new[] { 0, 3 }.Select(row => rows.RowIndices(row)[1]));
            // All words are of two letters, so every text lies beyond all edges.
            Assert.Equal(35, rows.RowIndices(0)[2]);
            Assert.All(rows.Values.ToArray(), value => Assert.Equal(0.3f, value));
        }
        Assert.Equal("words below 11", shape.Names[0]);
        Assert.Equal("words 11–21", shape.Names[1]);
        Assert.Equal(TextShape.Columns, shape.Names.Count);
    }

    [Fact]
    public void NothingToLearnAndDamageAreOneSentence()
    {
        Assert.Contains("hold no words", Assert.Throws<DataException>(() => TextShape.Fit([null, "!"], new TokenizerOptions())).Message);
        var state = TextShape.Fit(Texts, new TokenizerOptions()).Export();
        Assert.Throws<ModelFileException>(() => TextShape.Import(state with { Settings = new JsonObject() }));
        Assert.Throws<ModelFileException>(() => TextShape.Import(state with { Tensors = new Dictionary<string, Tensor> { ["edges"] = Tensor.From<double>([1]) } }));
    }
}
