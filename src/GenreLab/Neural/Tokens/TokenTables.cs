using System.Numerics.Tensors;
using GenreLab.Neural.Optimizers;
using GenreLab.Numerics;

namespace GenreLab.Neural.Tokens;

/// <summary>
/// The step of a network's token tables, in pieces that threads take. Only rows whose token occurs in the batch change; momentum and weight decay of the others
/// wait for them (PyTorch's SparseAdam does so too), so a step costs what the batch holds, however large the table.
/// </summary>
internal sealed class TokenTables
{
    private const int PieceTokens = 512;

    private readonly (TokenGradients Gradients, int At)[] tables;
    private readonly int[] pieces;

    /// <summary>Takes the tables of a network and the gradients made for them, by layer.</summary>
    public TokenTables(Network network, IReadOnlyList<object?> collected)
    {
        tables = [.. network.Layers.Where(layer => layer is ITokenTable && !layer.Frozen).Select(layer => ((TokenGradients)collected[layer.Index]!, network.ParametersAt(layer.Index)))];
        pieces = new int[tables.Length];
        MostPieces = tables.Sum(table => PiecesOf(table.Gradients.MostTokens));
    }

    /// <summary>The most pieces of a step.</summary>
    public int MostPieces { get; }

    /// <summary>Prepares the step of a batch.</summary>
    /// <returns>The number of pieces.</returns>
    public int Group(int batchRows)
    {
        for (var table = 0; table < tables.Length; table++)
        {
            tables[table].Gradients.Group(batchRows);
            pieces[table] = PiecesOf(tables[table].Gradients.Count);
        }
        return TensorPrimitives.Sum<int>(pieces);
    }

    /// <summary>Sums the gradients of a piece.</summary>
    /// <returns>The sum of their squares.</returns>
    public double Sum(int piece)
    {
        var (table, first, end) = Find(piece);
        double squares = 0;
        for (var index = first; index < end; index++) squares += tables[table].Gradients.Sum(index);
        return squares;
    }

    /// <summary>Steps along the summed gradients of a piece, scaled by a factor.</summary>
    public void Update(int piece, NetworkWeights weights, OptimizerState optimizer, float factor, InstructionSet instructions)
    {
        var (table, first, end) = Find(piece);
        var (gradients, at) = tables[table];
        for (var index = first; index < end; index++)
        {
            var gradient = gradients.OfToken(index);
            if (factor != 1) TensorPrimitives.Multiply(gradient, factor, gradient);
            var start = at + gradients.TokenOf(index) * gradients.Stride;
            optimizer.Update(start, weights.Parameters.Slice(start, gradients.Stride), gradient, instructions);
        }
    }

    private (int Table, int First, int End) Find(int piece)
    {
        var table = 0;
        while (piece >= pieces[table]) piece -= pieces[table++];
        return (table, piece * PieceTokens, Math.Min(tables[table].Gradients.Count, (piece + 1) * PieceTokens));
    }

    private static int PiecesOf(int tokens) => (tokens + PieceTokens - 1) / PieceTokens;
}
