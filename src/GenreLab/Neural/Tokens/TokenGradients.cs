using System.Numerics.Tensors;

namespace GenreLab.Neural.Tokens;

/// <summary>
/// The gradient by a token table over one batch: each row's tokens and the gradient by the vector of each of them, then, grouped, the gradient of every token
/// that occurs. A token's gradient is summed in the order of the batch's rows, so it does not depend on who computed which row.
/// </summary>
/// <param name="tokens">Rows of the table.</param>
/// <param name="stride">Floats of a row of the table, a multiple of 16.</param>
/// <param name="rows">The most rows of a batch.</param>
/// <param name="steps">The most tokens of a row.</param>
internal sealed class TokenGradients(int tokens, int stride, int rows, int steps)
{
    private readonly int[] tokensOfRows = new int[rows * steps], counts = new int[rows], places = new int[tokens];
    private readonly int[] found = new int[Most(tokens, rows, steps)], starts = new int[Most(tokens, rows, steps) + 1], holders = new int[rows * steps];
    private readonly float[] byRow = new float[rows * stride], byToken = new float[(long)Most(tokens, rows, steps) * stride];

    /// <summary>Floats of a row of the table.</summary>
    public int Stride => stride;

    /// <summary>The most different tokens that a batch can have.</summary>
    public int MostTokens => found.Length;

    /// <summary>Different tokens of the batch, once it is grouped.</summary>
    public int Count { get; private set; }

    /// <summary>Which token of the table it is.</summary>
    public int TokenOf(int index) => found[index];

    /// <summary>Room for the tokens of a row of the batch; say how many with <see cref="SetCount"/>.</summary>
    public Span<int> TokensOfRow(int row) => tokensOfRows.AsSpan(row * steps, steps);

    /// <summary>Says how many tokens a row has.</summary>
    public void SetCount(int row, int count) => counts[row] = count;

    /// <summary>The gradient by the vector of each of a row's tokens.</summary>
    public Span<float> OfRow(int row) => byRow.AsSpan(row * stride, stride);

    /// <summary>The gradient by a token's vector, once it is summed.</summary>
    public Span<float> OfToken(int index) => byToken.AsSpan(index * stride, stride);

    /// <summary>Tokens of a row at most.</summary>
    public int Steps => steps;

    /// <summary>How many tokens a row has.</summary>
    public int CountOf(int row) => counts[row];

    /// <summary>Finds the different tokens of the batch's rows, and which rows hold each, in the order in which they first occur.</summary>
    public void Group(int batchRows)
    {
        for (var index = 0; index < Count; index++) places[found[index]] = 0;
        Count = 0;
        for (var row = 0; row < batchRows; row++)
            foreach (var token in TokensOfRow(row)[..counts[row]])
                if (places[token]++ == 0) found[Count++] = token;
        var next = 0;
        for (var index = 0; index < Count; index++)
        {
            starts[index] = next;
            (places[found[index]], next) = (next, next + places[found[index]]);
        }
        starts[Count] = next;
        for (var row = 0; row < batchRows; row++)
            foreach (var token in TokensOfRow(row)[..counts[row]]) holders[places[token]++] = row;
    }

    /// <summary>Sums a token's gradient over the rows that hold it.</summary>
    /// <returns>The sum of its squares.</returns>
    public double Sum(int index)
    {
        var sum = OfToken(index);
        sum.Clear();
        foreach (var row in holders.AsSpan(starts[index]..starts[index + 1])) TensorPrimitives.Add(sum, OfRow(row), sum);
        double squares = 0;
        foreach (var value in sum) squares += (double)value * value;
        return squares;
    }

    private static int Most(int tokens, int rows, int steps) => (int)Math.Min(tokens, (long)rows * steps);
}
