using System.Text;
using GenreLab.Data.Reading;

namespace GenreLab.Streaming.Packing;

/// <summary>The hashes of the texts of one column of a piece, 0 for a missing one.</summary>
/// <param name="leads">Whether to take the hashes of first-named artists too.</param>
internal sealed class KeyPart(bool leads) : ColumnPart
{
    private readonly List<ulong> hashes = [], leadHashes = [];

    /// <summary>The hashes.</summary>
    public ulong[] Hashes => [.. hashes];

    /// <summary>Those of what stands before the first semicolon; none when not asked for.</summary>
    public ulong[] LeadHashes => [.. leadHashes];

    public override bool Add(ReadOnlySpan<byte> field)
    {
        field = FieldWords.Trim(field);
        var missing = FieldWords.IsMissingText(field);
        hashes.Add(missing ? 0 : TextHash.Of(field));
        if (leads) leadHashes.Add(missing ? 0 : TextHash.Of(Lead(field)));
        return true;
    }

    private static ReadOnlySpan<byte> Lead(ReadOnlySpan<byte> artists)
    {
        var end = artists.IndexOf((byte)';');
        var lead = FieldWords.Trim(end < 0 ? artists : artists[..end]);
        // Beyond ASCII there are white spaces of several bytes.
        return lead.Length > 0 && (lead[0] >= 0x80 || lead[^1] >= 0x80) ? Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(lead).Trim()) : lead;
    }
}
