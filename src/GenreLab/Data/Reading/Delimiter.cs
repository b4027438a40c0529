using CsvHelper;

namespace GenreLab.Data.Reading;

/// <summary>Finds the character between fields: the one with which most records have as many fields as the header.</summary>
internal static class Delimiter
{
    private const int SampleBytes = 128 * 1024;
    private const int SampleRecords = 100;
    private static readonly char[] Candidates = [',', ';', '\t', '|'];

    public static char Find(ReadOnlyMemory<byte> utf8)
    {
        var sample = utf8[..Math.Min(utf8.Length, SampleBytes)];
        var whole = sample.Length == utf8.Length;
        var (best, bestAgreement, bestFields) = (',', 0.0, 1);
        foreach (var candidate in Candidates)
        {
            var (agreement, fields) = Agreement(sample, candidate, whole);
            if (fields < 2) continue;
            if (agreement > bestAgreement || (agreement == bestAgreement && fields > bestFields))
                (best, bestAgreement, bestFields) = (candidate, agreement, fields);
        }
        return best;
    }

    private static (double Agreement, int Fields) Agreement(ReadOnlyMemory<byte> sample, char delimiter, bool whole)
    {
        using var reader = CsvReader.Create(sample, CsvRecords.Options(delimiter));
        int fields = 0, records = 0, agreeing = 0;
        bool lastAgreed = false;
        while (records < SampleRecords && reader.Read())
        {
            if (records == 0) fields = reader.FieldCount;
            lastAgreed = reader.FieldCount == fields;
            records++;
            if (lastAgreed) agreeing++;
        }
        // A sample cut in the middle of a record says nothing about its last one.
        if (!whole && records is > 1 and < SampleRecords)
        {
            records--;
            if (lastAgreed) agreeing--;
        }
        return (records == 0 ? 0 : agreeing / (double)records, fields);
    }
}
