using System.Runtime.CompilerServices;
using GenreLab.Data;
using GenreLab.Numerics;

namespace GenreLab.Preprocessing;

/// <summary>Inputs that are made from a table's columns whenever they are asked for, the same as <see cref="Preprocessor.Transform(Table, Schema, ReadOnlySpan{int}, int?)"/> makes.
/// A column of few different values is encoded once a value.</summary>
internal sealed class EncodedInputs : InputRows
{
    private const int BlockRows = 256;

    // Encoding a column's different values beforehand pays when each occurs this often.
    private const int WorthwhileRows = 4;

    private readonly FittedFeature[] features;
    private readonly NumberColumn[] columns;
    private readonly int[] rows;
    // Of columns of few different values the outputs of each.
    private readonly Matrix?[] encoded;

    /// <summary>Of the chosen rows of the features' columns; nothing is copied.</summary>
    public EncodedInputs(FittedFeature[] features, NumberColumn[] columns, int[] rows) : base(rows.Length, features.Sum(feature => feature.Width))
    {
        this.features = features;
        this.columns = columns;
        this.rows = rows;
        encoded = new Matrix?[features.Length];
        for (var i = 0; i < features.Length; i++)
        {
            var values = columns[i].DistinctValues.ToArray();
            if (values.Length == 0 || values.Length > rows.Length / WorthwhileRows) continue;
            features[i].Replace(values);
            features[i].Encode(values, encoded[i] = new Matrix(values.Length, features[i].Width), 0, 0);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void CopyTo(ReadOnlySpan<int> chosen, Matrix destination)
    {
        Span<int> places = stackalloc int[BlockRows], codes = stackalloc int[BlockRows];
        Span<double> values = stackalloc double[BlockRows];
        for (var first = 0; first < chosen.Length; first += BlockRows)
        {
            var count = Math.Min(BlockRows, chosen.Length - first);
            for (var i = 0; i < count; i++)
            {
                places[i] = rows[chosen[first + i]];
                destination.Row(first + i).Clear();
            }
            var output = 0;
            for (var i = 0; i < features.Length; i++)
            {
                if (encoded[i] is { } known)
                {
                    columns[i].CodesTo(places[..count], codes);
                    for (var row = 0; row < count; row++) known.Row(codes[row]).CopyTo(destination.Row(first + row)[output..]);
                    output += known.Columns;
                    continue;
                }
                features[i].Gather(columns[i], places[..count], 0, values[..count]);
                output += features[i].Encode(values[..count], destination, first, output);
            }
        }
    }
}
