namespace GenreLab.Neural.Tokens;

/// <summary>
/// A layer whose parameters are a table with a row a token, of which a batch reads, and a step changes, only the rows of its tokens. The gradient is
/// gathered token by token over the batch (<see cref="TokenGradients"/>), not in the lanes.
/// </summary>
internal interface ITokenTable
{
    /// <summary>Makes room for the gradients of batches of up to <paramref name="rows"/> rows.</summary>
    TokenGradients CreateGradients(int rows);
}
