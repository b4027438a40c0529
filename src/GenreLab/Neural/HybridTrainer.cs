using System.ComponentModel;
using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Neural.Branches;
using GenreLab.Neural.Layers;
using GenreLab.Neural.Recurrent;
using GenreLab.Neural.Tokens;
using GenreLab.Numerics;
using GenreLab.Preprocessing;
using GenreLab.Text;

namespace GenreLab.Neural;

/// <summary>
/// Trains a network with a branch for each kind of input: lyrics as weighted words (what a logistic regression on them says) or as embedded words through a
/// bidirectional LSTM and pooling, audio features as they are or through dense layers, names as bags of hashed parts. The branches' ends are joined and go through dense layers, then softmax. Each branch can be
/// switched off, and one that a table has nothing for is left out; a row without a text gets zeros from its branch.
/// </summary>
public sealed record HybridTrainer : NetworkTrainer
{
    private const string Lyric = "lyrics";

    /// <inheritdoc/>
    public override string Kind => "hybrid";

    /// <inheritdoc/>
    public override PreprocessingOptions DefaultPreprocessing => new() { Scaling = Scaling.PiecewiseLinear, OneHot = true, Bins = 16 };

    /// <inheritdoc/>
    public override bool LearnsFromText => true;

    /// <inheritdoc/>
    public override bool LearnsFromVectors => true;

    /// <inheritdoc/>
    [Description("passes over the training rows")]
    public override int Epochs { get; init; } = 12;

    /// <inheritdoc/>
    [Description("rows a gradient step")]
    public override int BatchSize { get; init; } = 128;

    /// <inheritdoc/>
    [Description("learning rate (the schedule's peak)")]
    public override double LearningRate { get; init; } = 3e-3;

    /// <summary>Whether there is a branch for the lyrics.</summary>
    [Description("read the lyrics")]
    public bool Lyrics { get; init; } = true;

    /// <summary>Whether there is a branch for the audio features (all inputs that are no text).</summary>
    [Description("read the audio features")]
    public bool Audio { get; init; } = true;

    /// <summary>Whether there are branches for the other texts: names of tracks, albums, artists.</summary>
    [Description("read the names")]
    public bool Names { get; init; } = true;

    /// <summary>How lyrics are read; <see cref="LyricsReading.Words"/> needs none of the options of vectors and LSTM layers.</summary>
    [Description("words, sequence or both: lyrics as weighted words by stacked logistic regression, as vectors in their order by LSTM, or both ways")]
    public LyricsReading Reading { get; init; } = LyricsReading.Words;

    /// <summary>Numbers of a word's vector when no vectors are given, 1 to 4,096.</summary>
    [Description("numbers of a word's vector, when no vectors are given")]
    public int VectorWidth { get; init; } = 64;

    /// <summary>Whether word vectors that are given are trained on; those that are not given always are.</summary>
    [Description("train word vectors that are given")]
    public bool TrainVectors { get; init; }

    /// <summary>Cells of each direction of each LSTM layer over ordered texts, 1 to 2,048; empty pools the word vectors themselves.</summary>
    [Description("cells of the LSTM layers over lyrics, by commas; empty = the words' vectors are pooled themselves")]
    public IReadOnlyList<int> Units { get; init; } = [64];

    /// <summary>Whether each LSTM layer also reads the text from its end.</summary>
    [Description("read lyrics from both ends")]
    public bool Bidirectional { get; init; } = true;

    /// <summary>What becomes of the words' outputs.</summary>
    [Description("last, mean or max: what becomes of the words' outputs")]
    public Pooling Pooling { get; init; } = Pooling.Max;

    /// <summary>Whether the outputs of each LSTM layer are normalised, word by word.</summary>
    [Description("layer normalisation after each LSTM layer")]
    public bool LayerNorm { get; init; }

    /// <summary>Dropout of each LSTM layer's inputs, from 0 up to but not including 1; one choice for all words of a row.</summary>
    [Description("dropout of the LSTM layers' inputs, one choice a text")]
    public double InputDropout { get; init; }

    /// <summary>Dropout of an LSTM's outputs on their way to its next step, from 0 up to but not including 1; one choice for all words of a row.</summary>
    [Description("dropout from word to word, one choice a text")]
    public double RecurrentDropout { get; init; }

    /// <summary>Numbers of the vector of a name's part, 1 to 4,096.</summary>
    [Description("numbers of the vectors of names' parts")]
    public int BagWidth { get; init; } = 64;

    /// <summary>Share of the words of lyrics and of the parts of names that training leaves out, from 0 up to but not including 1.</summary>
    [Description("share of words and names' parts that training leaves out")]
    public double WordDropout { get; init; } = 0.3;

    /// <summary>Share of the rows that training mutes in each text branch, from 0 up to but not including 1: the others learn to do without it.</summary>
    [Description("share of rows that training mutes in each text branch")]
    public double BranchDropout { get; init; } = 0.1;

    /// <summary>Dropout of what each text branch ends with, from 0 up to but not including 1.</summary>
    [Description("dropout of what text branches end with")]
    public double TextDropout { get; init; } = 0.3;

    /// <summary>Outputs of dense layers over the audio features alone, 1 to 65,536; empty joins the features as they are.</summary>
    [Description("sizes of dense layers over the audio features alone, by commas; empty = as they are")]
    public IReadOnlyList<int> AudioHidden { get; init; } = [384];

    /// <summary>Outputs of the hidden layers over the joined branches, 1 to 65,536; empty for none.</summary>
    [Description("sizes of the hidden layers over the joined branches, by commas")]
    public IReadOnlyList<int> Hidden { get; init; } = [384];

    /// <summary>Activation of dense layers.</summary>
    [Description("relu, gelu, silu, tanh or none")]
    public Activation Activation { get; init; } = Activation.Relu;

    /// <summary>Whether each dense layer is batch-normalised before its activation.</summary>
    [Description("batch normalisation before each activation of dense layers")]
    public bool BatchNorm { get; init; }

    /// <summary>Dropout after dense layers, from 0 up to but not including 1.</summary>
    [Description("dropout after dense layers")]
    public double Dropout { get; init; } = 0.3;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        RequireSizes("units", Units, LstmShape.MostUnits);
        RequireSizes("audioHidden", AudioHidden, 65_536);
        RequireSizes("hidden", Hidden, 65_536);
        RequireRate("inputDropout", InputDropout);
        RequireRate("recurrentDropout", RecurrentDropout);
        RequireRate("wordDropout", WordDropout);
        RequireRate("branchDropout", BranchDropout);
        RequireRate("textDropout", TextDropout);
        RequireRate("dropout", Dropout);
        OptionRange.Require(VectorWidth is >= 1 and <= 4096, "vectorWidth", VectorWidth, "a whole number from 1 to 4,096");
        OptionRange.Require(BagWidth is >= 1 and <= 4096, "bagWidth", BagWidth, "a whole number from 1 to 4,096");
        OptionRange.Require(Enum.IsDefined(Reading), "reading", Reading, "words, sequence or both");
        OptionRange.Require(Enum.IsDefined(Pooling), "pooling", Pooling, "last, mean or max");
        OptionRange.Require(Enum.IsDefined(Activation), "activation", Activation, "relu, gelu, silu, tanh or none");
        OptionRange.Require(Lyrics || Audio || Names, "audio", Audio, "true unless lyrics or names are read");
    }

    /// <summary>Equal options make equal trainers, lists compared by their contents.</summary>
    public bool Equals(HybridTrainer? other) => base.Equals(other)
        && (Lyrics, Audio, Names, TrainVectors, Bidirectional, LayerNorm, BatchNorm) == (other.Lyrics, other.Audio, other.Names, other.TrainVectors, other.Bidirectional, other.LayerNorm, other.BatchNorm)
        && (Reading, VectorWidth, BagWidth, Pooling, Activation) == (other.Reading, other.VectorWidth, other.BagWidth, other.Pooling, other.Activation)
        && (InputDropout, RecurrentDropout, WordDropout, BranchDropout, TextDropout, Dropout) == (other.InputDropout, other.RecurrentDropout, other.WordDropout, other.BranchDropout, other.TextDropout, other.Dropout)
        && Units.SequenceEqual(other.Units) && AudioHidden.SequenceEqual(other.AudioHidden) && Hidden.SequenceEqual(other.Hidden);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), (Lyrics, Audio, Names), Units.Sum(), Hidden.Sum(), BagWidth, WordDropout, Dropout);

    private protected override IReadOnlyList<Layer> BuildLayers(Dataset train, TrainingContext context)
    {
        var layers = new List<Layer>();
        var ends = new List<LayerSource>();
        var audio = Audio ? AudioColumns(train) : [];
        var namesAlone = audio.Count == 0 && !(Lyrics && train.Texts.Any(text => text.Name == Lyric));
        foreach (var text in train.Texts)
        {
            var isLyrics = text.Name == Lyric;
            if (!(isLyrics ? Lyrics : Names)) continue;
            if (isLyrics && Reading != LyricsReading.Sequence && TermScores(train, text, context) is { } scores)
            {
                Begin(text);
                if (BranchDropout > 0) layers.Add(new TokenDropoutLayer(scores.Inputs, 0, BranchDropout));
                layers.Add(scores);
                ends.Add(new LayerSource(layers.Count, scores.Outputs));
            }
            if (isLyrics && Reading == LyricsReading.Words) continue;
            Begin(text);
            AddText(layers, text, layers[^1].Outputs, namesAlone);
            ends.Add(new LayerSource(layers.Count, layers[^1].Outputs));
        }
        if (audio.Count > 0)
        {
            // A network of one branch over all inputs needs neither a beginning nor an end of branches.
            if (train.Texts.Count > 0) layers.Add(new SelectLayer(train.Inputs.Columns, audio));
            AddDense(layers, audio.Sum(run => run.End - run.First), AudioHidden);
            if (layers.Count > 0) ends.Add(new LayerSource(layers.Count, layers[^1].Outputs));
        }
        else if (ends.Count == 0)
        {
            throw new DataException($"There is nothing for the hybrid network to learn from: {Absent(train)}. Switch another branch on, or choose other texts.");
        }
        if (ends.Count > 1) layers.Add(new JoinLayer(ends));
        var joined = layers.Count == 0 ? train.Inputs.Columns : layers[^1].Outputs;
        AddDense(layers, joined, Hidden);
        layers.Add(new DenseLayer(layers.Count == 0 ? joined : layers[^1].Outputs, train.LabelNames.Count, Activation.None));
        return layers;

        void Begin(TextInputs text) => layers.Add(new SelectLayer(train.Inputs.Columns, [ColumnsOf(text, train)]));
    }

    // Those of a trained network are taken over with its genres; none where no word is frequent enough.
    private TermScoresLayer? TermScores(Dataset train, TextInputs text, TrainingContext context)
    {
        if (Reading == LyricsReading.Words && text.Vectors is not null)
            throw new OptionException("Word vectors are for lyrics read in their order; leave them out, or set reading=sequence or reading=both.");
        var steps = text.Columns.GetOffsetAndLength(train.Inputs.Columns).Length;
        if (context.From is { Model.Classifier: NetworkClassifier old } && old.Network.Layers.OfType<TermScoresLayer>().FirstOrDefault() is { } trained)
            return new TermScoresLayer(steps, text.Tokens, trained.Outputs, ownGenres: false);
        if ((long)text.Tokens * Matrix.PaddedLength(train.LabelNames.Count) > TermScoresLayer.LargestTable)
            throw new OptionException($"Scores of {text.Tokens:N0} words for {train.LabelNames.Count:N0} genres are larger than GenreLab trains; know fewer words.");
        return StackedTerms.Fit(train, text, context) is { } learnt ? new TermScoresLayer(steps, text.Tokens, train.LabelNames.Count, ownGenres: true) { Learnt = learnt } : null;
    }

    private void AddText(List<Layer> layers, TextInputs text, int length, bool namesAlone)
    {
        if (WordDropout > 0 || BranchDropout > 0) layers.Add(new TokenDropoutLayer(length, WordDropout, BranchDropout));
        if (text.Ordered) AddSequence(layers, text, length);
        else layers.Add(new EmbeddingBagLayer(length, text.Tokens, BagWidth) { StartsAtZero = !namesAlone });
        if (TextDropout > 0) layers.Add(new DropoutLayer(layers[^1].Outputs, TextDropout));
    }

    private void AddSequence(List<Layer> layers, TextInputs text, int length)
    {
        var width = text.Vectors?.Columns ?? VectorWidth;
        if ((long)length * width > 1_000_000)
            throw new OptionException($"Texts of {length:N0} words of {width:N0} numbers each are larger than GenreLab trains; cut the texts shorter or choose a smaller vectorWidth.");
        layers.Add(new EmbeddingLayer(length, text.Tokens, width, frozen: text.Vectors is not null && !TrainVectors) { Vectors = text.Vectors });
        for (var i = 0; i < Units.Count; i++)
        {
            var shape = new LstmShape(length, width, Units[i])
            {
                Bidirectional = Bidirectional,
                Sequences = i < Units.Count - 1 || Pooling != Pooling.Last,
                InputDropout = InputDropout,
                RecurrentDropout = RecurrentDropout,
            };
            if (!shape.IsPossible)
                throw new OptionException($"An LSTM of {Units[i]:N0} units over {length:N0} words is larger than GenreLab trains; choose fewer units or cut the texts shorter.");
            layers.Add(new LstmLayer(shape));
            width = shape.Outputs;
            if (LayerNorm) layers.Add(new LayerNormalizationLayer(shape.Sequences ? length : 1, width));
        }
        if (Units.Count == 0 || Pooling != Pooling.Last) layers.Add(new PoolingLayer(length, width, Pooling));
    }

    private void AddDense(List<Layer> layers, int inputs, IReadOnlyList<int> sizes)
    {
        foreach (var size in sizes)
        {
            layers.Add(new DenseLayer(inputs, size, BatchNorm ? Activation.None : Activation));
            if (BatchNorm) layers.Add(new BatchNormalizationLayer(size, Activation));
            if (Dropout > 0) layers.Add(new DropoutLayer(size, Dropout));
            inputs = size;
        }
    }

    private string Absent(Dataset train)
    {
        var off = new List<string>();
        if (!Lyrics) off.Add("lyrics");
        if (!Audio) off.Add("audio");
        if (!Names) off.Add("names");
        var texts = train.Texts.Count == 0 ? "the table gives it no text" : $"of texts it has {string.Join(", ", train.Texts.Select(text => text.Name))}";
        return off.Count == 0 ? $"{texts} and no features" : $"{texts}, and {string.Join(" and ", off)} {(off.Count == 1 ? "is" : "are")} switched off";
    }

    private static (int First, int End) ColumnsOf(TextInputs text, Dataset train)
    {
        var (first, length) = text.Columns.GetOffsetAndLength(train.Inputs.Columns);
        return (first, first + length);
    }

    // What lies between the texts.
    private static List<(int First, int End)> AudioColumns(Dataset train)
    {
        var runs = new List<(int First, int End)>();
        var next = 0;
        foreach (var (first, end) in train.Texts.Select(text => ColumnsOf(text, train)).Order().Append((train.Inputs.Columns, train.Inputs.Columns)))
        {
            if (first > next) runs.Add((next, first));
            next = Math.Max(next, end);
        }
        return runs;
    }

    private static void RequireSizes(string option, IReadOnlyList<int> sizes, int most)
    {
        var text = string.Join(",", sizes);
        OptionRange.Require(sizes.Count <= 20, option, text, "up to 20 whole numbers, separated by commas");
        foreach (var size in sizes) OptionRange.Require(size >= 1 && size <= most, option, text, $"whole numbers from 1 to {most:N0}, separated by commas");
    }

    private static void RequireRate(string option, double rate) => OptionRange.Require(rate is >= 0 and < 1, option, rate, "at least 0 and below 1");
}
