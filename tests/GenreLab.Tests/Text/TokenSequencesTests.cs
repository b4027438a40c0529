using System.Text.Json.Nodes;
using GenreLab.Models;
using GenreLab.Text;

namespace GenreLab.Tests.Text;

public class TokenSequencesTests
{
    private static readonly string?[] Texts = ["b a c a", "a b d", null, "", "a e"];

    [Fact]
    public void FrequentWordsComeFirstAndTheRestIsUnknown()
    {
        var vocabulary = Vocabulary.Fit(Texts, new Tokenizer(new TokenizerOptions()), new VocabularyOptions { MaximumWords = 3, MinimumOccurrences = 1 });
        Assert.Equal(["a", "b", "c"], vocabulary.Words);
        Assert.Equal(4, vocabulary.Count);
        Assert.Equal([2, 4, 2, 1], vocabulary.Occurrences.ToArray());
        Assert.Equal((1, 2, 3, 0, 0), (vocabulary.TokenOf("a"), vocabulary.TokenOf("b"), vocabulary.TokenOf("c"), vocabulary.TokenOf("d"), vocabulary.TokenOf("A")));
        Assert.Equal(["a", "b"], Vocabulary.Fit(Texts, new Tokenizer(new TokenizerOptions()), new VocabularyOptions()).Words);
    }

    [Theory]
    [InlineData(SequenceEnd.End, SequenceEnd.End, "2,1,3|1,2,0|-1,-1,-1|1,-1,-1")]
    [InlineData(SequenceEnd.Start, SequenceEnd.End, "1,3,1|1,2,0|-1,-1,-1|1,-1,-1")]
    [InlineData(SequenceEnd.End, SequenceEnd.Start, "2,1,3|1,2,0|-1,-1,-1|-1,-1,1")]
    [InlineData(SequenceEnd.Start, SequenceEnd.Start, "1,3,1|1,2,0|-1,-1,-1|-1,-1,1")]
    public void TextsAreCutAndFilledUpAtEitherEnd(SequenceEnd cut, SequenceEnd pad, string expected)
    {
        var sequences = TokenSequences.Fit(Texts, new TokenizerOptions(), new VocabularyOptions { MaximumWords = 3, MinimumOccurrences = 1 },
            new TokenSequenceOptions { MaximumLength = 3, Cut = cut, Pad = pad });
        foreach (var one in (TokenSequences[])[sequences, TokenSequences.Import(sequences.Export())])
        {
            var matrix = one.Apply(["b a c a", "a b d", null, "a"], threads: 2);
            Assert.Equal(expected, string.Join('|', Enumerable.Range(0, matrix.Rows).Select(row => string.Join(',', matrix.Row(row).ToArray()))));
        }
    }

    [Theory]
    [InlineData(100, 4)]
    [InlineData(67, 4)]
    [InlineData(66, 3)]
    [InlineData(1, 2)]
    public void TheLengthIsAPercentileOfTextsWithWords(double percentile, int length) =>
        Assert.Equal(length, TokenSequences.Fit(Texts, new TokenizerOptions(), new VocabularyOptions(), new TokenSequenceOptions { LengthPercentile = percentile }).Length);

    [Fact]
    public void TheLastWordsOfALongTextAreKeptInOrder()
    {
        var text = string.Join(' ', Enumerable.Range(0, 1000).Select(i => (char)('a' + i % 26)));
        var sequences = TokenSequences.Fit([text], new TokenizerOptions(), new VocabularyOptions(), new TokenSequenceOptions { MaximumLength = 7, Cut = SequenceEnd.Start });
        var kept = sequences.Apply([text]).Row(0).ToArray().Select(token => sequences.Vocabulary.Words[(int)token - 1]);
        Assert.Equal(Enumerable.Range(993, 7).Select(i => ((char)('a' + i % 26)).ToString()), kept);
    }

    [Fact]
    public void NothingToLearnIsOneSentence()
    {
        Assert.Contains("hold no words", Assert.Throws<DataException>(() => Fit([null, " "])).Message);
        Assert.Contains("None of the 2 words", Assert.Throws<DataException>(() => Fit(["a b"])).Message);
        Assert.Throws<OptionException>(() => TokenSequences.Fit(Texts, new TokenizerOptions(), new VocabularyOptions(), new TokenSequenceOptions { MaximumLength = 0 }));
        Assert.Throws<OptionException>(() => TokenSequences.Fit(Texts, new TokenizerOptions(), new VocabularyOptions { MaximumWords = 0 }, new TokenSequenceOptions()));
        Assert.Throws<OptionException>(() => TokenSequences.Fit(Texts, new TokenizerOptions(), new VocabularyOptions(), new TokenSequenceOptions { LengthPercentile = double.NaN }));

        static TokenSequences Fit(string?[] texts) => TokenSequences.Fit(texts, new TokenizerOptions(), new VocabularyOptions(), new TokenSequenceOptions());
    }

    [Fact]
    public void DamagedStatesAreRefused()
    {
        var state = TokenSequences.Fit(Texts, new TokenizerOptions(), new VocabularyOptions(), new TokenSequenceOptions()).Export();
        foreach (var name in state.Tensors.Keys)
            Assert.Throws<ModelFileException>(() => TokenSequences.Import(state with { Tensors = state.Tensors.Where(tensor => tensor.Key != name).ToDictionary() }));
        foreach (var (name, value) in ((string, JsonNode?)[])[("length", 0), ("length", "3"), ("length", null), ("options", null), ("tokenizer", 3), ("options", JsonNode.Parse("{\"cut\":\"middle\"}"))])
        {
            var settings = (JsonObject)state.Settings.DeepClone();
            settings[name] = value;
            Assert.Throws<ModelFileException>(() => TokenSequences.Import(state with { Settings = settings }));
        }
        var negative = new Dictionary<string, Tensor>(state.Tensors) { ["occurrences"] = Tensor.From<long>([1, -1, 1]) };
        Assert.Throws<ModelFileException>(() => TokenSequences.Import(state with { Tensors = negative }));
    }
}
