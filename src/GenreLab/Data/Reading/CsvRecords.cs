using CsvHelper;

namespace GenreLab.Data.Reading;

/// <summary>The one way in which this library asks the CSV parser for records.</summary>
internal static class CsvRecords
{
    public static CsvReaderOptions Options(char delimiter, Action<CsvMalformedReason>? onMalformed = null) => new()
    {
        Separator = delimiter,
        HasHeader = false,
        FieldCountMismatch = CsvFieldCountHandling.Allow,
        MalformedData = CsvMalformedDataHandling.Recover,
        OnMalformedRecord = onMalformed is null ? null : record => onMalformed(record.Reason),
    };
}
