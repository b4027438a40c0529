using GenreLab.Models;
using GenreLab.Numerics;

namespace GenreLab.Text;

/// <summary>Writes texts as tokens in a fixed number of places, −1 behind the last. Immutable and thread-safe.</summary>
internal interface ITokenEncoder
{
    /// <summary>What the model file calls it.</summary>
    string Kind { get; }

    /// <summary>Number of places.</summary>
    int Length { get; }

    /// <summary>Number of different tokens.</summary>
    int TokenCount { get; }

    /// <summary>Whether the order of the tokens says something.</summary>
    bool Ordered { get; }

    /// <summary>What a token stands for; null when there is no telling.</summary>
    string? WordOf(int token);

    /// <summary>Writes a row a text.</summary>
    /// <param name="texts">The texts; a missing one is null.</param>
    /// <param name="destination">Gets the tokens.</param>
    /// <param name="firstRow">The row of the first text.</param>
    /// <param name="column">The column of the first token.</param>
    void Encode(ReadOnlySpan<string?> texts, Matrix destination, int firstRow, int column);

    /// <summary>Whether a text has more tokens than there are places.</summary>
    bool IsCut(string? text);

    /// <summary>Takes it apart for storage.</summary>
    StoredState Export();
}
