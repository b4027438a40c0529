using GenreLab.Numerics;

namespace GenreLab.Preprocessing;

/// <summary>Turns one feature's values into one or more input columns; fitted, immutable, and wholly described by its parameters.</summary>
internal interface IColumnEncoder
{
    /// <summary>The word the model file uses for it.</summary>
    string Kind { get; }

    /// <summary>All it has learnt: what <see cref="ColumnEncoder.Restore"/> makes it from again.</summary>
    IReadOnlyList<double> Parameters { get; }

    /// <summary>Names of its output columns, one a column.</summary>
    IEnumerable<string> OutputNames(string feature);

    /// <summary>Writes the outputs of <paramref name="values"/> (finite; for NaN, a missing value, every output is NaN) to the rows from <paramref name="firstRow"/> on and the columns
    /// from <paramref name="column"/> on of a matrix whose cells there are zero.</summary>
    void Encode(ReadOnlySpan<double> values, Matrix destination, int firstRow, int column);
}
