using GenreLab.Numerics;

namespace GenreLab.Preprocessing;

/// <summary>Values as they are.</summary>
internal sealed class PassThroughEncoder : IColumnEncoder
{
    public const string Word = "raw";

    public string Kind => Word;

    public IReadOnlyList<double> Parameters => [];

    public IEnumerable<string> OutputNames(string feature) => [feature];

    public void Encode(ReadOnlySpan<double> values, Matrix destination, int firstRow, int column)
    {
        for (var i = 0; i < values.Length; i++) destination.Row(firstRow + i)[column] = (float)values[i];
    }
}
