using GenreLab.Numerics;

namespace GenreLab.Data;

/// <summary>
/// Input columns that hold one text as token numbers: each row has the tokens of its text from the first of the columns on, 0 to
/// <paramref name="Tokens"/> − 1 (exact in single precision), and −1 behind the last; a row without text is −1 throughout. Texts so travel with the numbers
/// in one matrix; learners that do not read them must not be given them.
/// </summary>
/// <param name="Name">Which text: <c>lyrics</c>, <c>track_name</c>, <c>album_name</c> or <c>artist</c>.</param>
/// <param name="Columns">The columns of <see cref="Dataset.Features"/>.</param>
/// <param name="Tokens">Number of different tokens.</param>
/// <param name="Ordered">Whether the order says something (the words of lyrics), rather than a bag (hashed parts of a name).</param>
public sealed record TextInputs(string Name, Range Columns, int Tokens, bool Ordered)
{
    /// <summary>Vectors to start the tokens' embedding from, <see cref="Tokens"/> × width; null when there are none.</summary>
    public Matrix? Vectors { get; init; }
}
