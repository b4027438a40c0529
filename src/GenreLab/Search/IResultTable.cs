namespace GenreLab.Search;

/// <summary>Results of long work as CSV, one line a result, so that the work can go on from them.</summary>
/// <typeparam name="T">A result.</typeparam>
public interface IResultTable<T>
{
    /// <summary>The header line, its end included.</summary>
    string Header { get; }

    /// <summary>A result's line, its end included.</summary>
    string LineOf(T result);

    /// <summary>Results as one text, header first, in their order.</summary>
    string TextOf(IEnumerable<T> results);

    /// <summary>Reads what was written. A last line without an end was being written when the program was killed, and is left out.</summary>
    /// <param name="content">The file's bytes.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="DataException">It holds results of other work, or none.</exception>
    IReadOnlyList<T> Read(byte[] content, string name);
}
