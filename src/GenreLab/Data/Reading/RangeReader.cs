using System.Runtime.CompilerServices;
using CsvHelper;

namespace GenreLab.Data.Reading;

/// <summary>Reads one range of records into column parts.</summary>
internal sealed class RangeReader(int columns)
{
    /// <summary>The columns read; null where the column turned out to be text although it was expected to hold numbers.</summary>
    public ColumnPart?[] Parts { get; } = new ColumnPart?[columns];

    /// <summary>Records read.</summary>
    public int Rows { get; private set; }

    /// <summary>Number of fields of the first record that has another number of fields than the header; −1 if there is none.
    /// It is the record after the <see cref="Rows"/> good ones.</summary>
    public int RaggedFields { get; private set; } = -1;

    /// <summary>Whether the quoting is irregular somewhere.</summary>
    public bool Malformed { get; private set; }

    /// <summary>The number of good records before a quote that is never closed; −1 if there is none.</summary>
    public int UnclosedRow { get; private set; } = -1;

    public void Read(ReadOnlyMemory<byte> utf8, char delimiter, bool[] isText) => Read(utf8, delimiter, column => isText[column] ? new TextPart() : new NumberPart());

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Read(ReadOnlyMemory<byte> utf8, char delimiter, Func<int, ColumnPart> partOf)
    {
        for (var column = 0; column < columns; column++) Parts[column] = partOf(column);
        using var reader = CsvReader.Create(utf8, CsvRecords.Options(delimiter, Note));
        while (reader.Read())
        {
            if (reader.FieldCount != columns)
            {
                RaggedFields = reader.FieldCount;
                return;
            }
            for (var column = 0; column < columns; column++)
                if (Parts[column] is { } part && !part.Add(reader.GetSpan(column))) Parts[column] = null;
            Rows++;
        }
    }

    private void Note(CsvMalformedReason reason)
    {
        Malformed = true;
        if (reason == CsvMalformedReason.UnterminatedQuote) UnclosedRow = Rows;
    }
}
