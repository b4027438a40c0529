using System.Runtime.InteropServices;

namespace GenreLab.Text;

/// <summary>How often each term occurs, and in how many texts.</summary>
internal sealed class TermCounts
{
    private readonly Dictionary<string, TermCount> terms = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TermCount>.AlternateLookup<ReadOnlySpan<char>> lookup;

    public TermCounts() => lookup = terms.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The terms.</summary>
    public IReadOnlyDictionary<string, TermCount> Terms => terms;

    /// <summary>Counts one occurrence; a text's occurrences come together.</summary>
    public void Add(ReadOnlySpan<char> term, int text)
    {
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(lookup, term, out var known);
        count = new TermCount(count.Documents + (known && count.LastText == text ? 0 : 1), count.Occurrences + 1, text);
    }
}

/// <summary>One term's counts.</summary>
/// <param name="Documents">Texts that hold it.</param>
/// <param name="Occurrences">How often it occurs in all.</param>
/// <param name="LastText">The last text that held it.</param>
internal readonly record struct TermCount(int Documents, long Occurrences, int LastText);
