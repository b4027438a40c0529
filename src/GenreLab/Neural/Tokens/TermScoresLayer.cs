using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using GenreLab.Models;
using GenreLab.Neural.Layers;
using GenreLab.Numerics;
using GenreLab.Text;

namespace GenreLab.Neural.Tokens;

/// <summary>
/// What logistic regression on a text's weighted words says for each genre (<see cref="StackedTerms"/>), without intercepts: Σ weight · value over the row's
/// different tokens, where a token that occurs n times has the value (1 + ln n) · inverse document frequency, and the squares of a row's values sum to 1. The
/// inputs are token numbers held as floats, from the first on; a row without terms gives zeros. In training a row gets the scores of a regression that was not
/// trained on it. Nothing here is changed by training.
/// </summary>
/// <param name="steps">The most tokens of a row.</param>
/// <param name="tokens">Number of different tokens.</param>
/// <param name="genres">Scores of a row.</param>
/// <param name="ownGenres">Whether the scores are of the network's own genres, in their order, and not of those of a network it started from.</param>
internal sealed class TermScoresLayer(int steps, int tokens, int genres, bool ownGenres) : Layer
{
    /// <summary>The most rows of a table, and the most numbers of one.</summary>
    public const int MostTokens = 1 << 24, LargestTable = 1 << 29;

    private readonly int stride = Matrix.PaddedLength(genres), frequencies = Matrix.PaddedLength(tokens);
    // For each part of the training rows the table of a regression on the others.
    private readonly float[][]? tables;
    private readonly StackedTerms? learnt;

    public override int Inputs => steps;

    public override int Outputs => genres;

    // The inverse document frequencies, 0 for a token that is no term, and the weights, a row a token.
    public override int StateCount => frequencies + tokens * stride;

    // A row's tokens, their values, and the scores.
    public override int WorkspaceFeatures(bool training) => 2 * TokenFeatures + (stride + Gemm.PanelWidth - 1) / Gemm.PanelWidth;

    /// <summary>Whether the scores are of the network's own genres.</summary>
    public bool OwnGenres => ownGenres;

    /// <summary>The regressions; null when their numbers come from a trained model.</summary>
    public StackedTerms? Learnt
    {
        get => learnt;
        init
        {
            learnt = value;
            tables = value is null ? null : [.. Enumerable.Range(0, StackedTerms.Parts).Select(part => TableOf(value, part))];
        }
    }

    private int TokenFeatures => (steps + Gemm.PanelWidth - 1) / Gemm.PanelWidth;

    public override void Initialize(Span<float> parameters, Span<float> state, Initialization initialization, RandomSource random)
    {
        state.Clear();
        if (learnt is null) return;
        for (var term = 0; term < learnt.Count; term++) state[learnt.TokenOf(term)] = (float)learnt.InverseDocumentFrequency(term);
        TableOf(learnt, null).CopyTo(state[frequencies..]);
    }

    public override void Forward(ReadOnlySpan<float> parameters, ReadOnlySpan<float> state, Chunk chunk, in Pass pass)
    {
        var room = chunk.Workspaces[Index].Panel(0);
        var found = MemoryMarshal.Cast<float, int>(room[..(TokenFeatures * Gemm.PanelWidth)]);
        Span<float> values = room.Slice(TokenFeatures * Gemm.PanelWidth, TokenFeatures * Gemm.PanelWidth), scores = room.Slice(2 * TokenFeatures * Gemm.PanelWidth, stride);
        for (var place = 0; place < chunk.Panels * Gemm.PanelWidth; place++)
        {
            var (count, part) = Read(chunk, place, found);
            count = Weigh(found[..count], state, values);
            var table = pass.Training && tables is not null ? tables[part] : state[frequencies..];
            var kernel = new Sum { Tokens = found[..count], Values = values, Table = table, Destination = scores };
            Simd.Run(pass.Instructions, ref kernel);
            var to = chunk.Values[Index + 1].Panel(place / Gemm.PanelWidth)[(place % Gemm.PanelWidth)..];
            for (var genre = 0; genre < genres; genre++) to[genre * Gemm.PanelWidth] = scores[genre];
        }
    }

    public override void Backward(ReadOnlySpan<float> parameters, Span<float> gradient, bool accumulate, Chunk chunk, in Pass pass) { }

    public override JsonObject Describe() => new() { ["type"] = "termScores", ["steps"] = steps, ["tokens"] = tokens, ["genres"] = genres, ["ownGenres"] = ownGenres };

    public override void Export(string prefix, ReadOnlySpan<float> parameters, ReadOnlySpan<float> state, IDictionary<string, Tensor> tensors)
    {
        tensors[prefix + "inverse-document-frequency"] = Tensor.From(state[..tokens]);
        tensors[prefix + "weight"] = StoredTensors.Rows(state[frequencies..], tokens, genres, stride);
    }

    public override void Import(string prefix, IReadOnlyDictionary<string, Tensor> tensors, Span<float> parameters, Span<float> state)
    {
        state.Clear();
        const string Frequencies = "inverse-document-frequency";
        var read = StoredTensors.Read(tensors, prefix + Frequencies, tokens);
        foreach (var frequency in read)
            if (frequency is < 0 or > 100) throw new ModelFileException($"Tensor '{prefix}{Frequencies}' holds a number that is not from 0 to 100; the model file is damaged.");
        read.CopyTo(state);
        StoredTensors.ReadRows(tensors, prefix + "weight", tokens, genres, state[frequencies..], stride);
    }

    /// <summary>The tokens that speak most for a genre and how much, the strongest first.</summary>
    public IEnumerable<(int Token, float Weight)> Strongest(ReadOnlySpan<float> state, int genre, int count)
    {
        var weights = new List<(int Token, float Weight)>();
        for (var token = 0; token < tokens; token++)
            if (state[token] != 0) weights.Add((token, state[frequencies + token * stride + genre]));
        return weights.OrderByDescending(one => one.Weight).Take(count);
    }

    private float[] TableOf(StackedTerms from, int? part)
    {
        var table = new float[tokens * stride];
        for (var term = 0; term < from.Count; term++) from.Weights(term, part).CopyTo(table.AsSpan(from.TokenOf(term) * stride));
        return table;
    }

    // A row's tokens and the part of the training rows it is in; rows that only fill up the last panel have none.
    private (int Count, int Part) Read(Chunk chunk, int place, Span<int> found)
    {
        if (place >= chunk.Rows) return (0, 0);
        ReadOnlySpan<float> inputs = chunk.Values[Index].Panel(place / Gemm.PanelWidth)[(place % Gemm.PanelWidth)..];
        var part = new StackedTerms.Part();
        var count = 0;
        for (; count < steps; count++)
        {
            var token = inputs[count * Gemm.PanelWidth];
            if (!(token >= 0) || token >= tokens) break;
            found[count] = (int)token;
            part.Add(found[count]);
        }
        return (count, part.Number);
    }

    // Leaves each term once, with its value.
    private static int Weigh(Span<int> found, ReadOnlySpan<float> frequencies, Span<float> values)
    {
        found.Sort();
        double squares = 0;
        var count = 0;
        for (var i = 0; i < found.Length;)
        {
            var token = found[i];
            var times = 0;
            for (; i < found.Length && found[i] == token; i++) times++;
            if (frequencies[token] == 0) continue;
            var value = (1 + Math.Log(times)) * frequencies[token];
            squares += value * value;
            found[count] = token;
            values[count++] = (float)value;
        }
        var scale = (float)(1 / Math.Sqrt(squares));
        foreach (ref var value in values[..count]) value *= scale;
        return count;
    }

    private ref struct Sum : IVectorKernel
    {
        public ReadOnlySpan<int> Tokens;
        public ReadOnlySpan<float> Values, Table;
        // As long as a row of the table.
        public Span<float> Destination;

        public readonly void Run<TOperations, TVector>()
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct
        {
            ref var table = ref MemoryMarshal.GetReference(Table);
            ref var to = ref MemoryMarshal.GetReference(Destination);
            for (nint column = 0; column < Destination.Length; column += TOperations.Width)
            {
                TVector sum = default;
                for (var i = 0; i < Tokens.Length; i++)
                    sum = TOperations.MultiplyAdd(TOperations.Broadcast(Values[i]), TOperations.Load(in table, (nint)Tokens[i] * Destination.Length + column), sum);
                TOperations.Store(sum, ref to, column);
            }
        }
    }
}
