using System.Text;
using GenreLab.Distributed;
using GenreLab.Search;

namespace GenreLab.Cli;

/// <summary>The results file of long work: a line is added for each result, on the disk before the next begins, so that whatever happens nothing
/// written before is lost. Of several ranks the first reads and writes it; the others only know what it held.</summary>
internal class ResultFile<T>
{
    private readonly string path;
    private readonly IResultTable<T> table;
    private readonly bool writes;

    /// <summary>Opens or makes it.</summary>
    /// <exception cref="DataException">It holds results of other work, or none.</exception>
    /// <exception cref="GenreLabException">It cannot be read or written.</exception>
    public ResultFile(string path, IResultTable<T> table, ICommunicator? ranks = null)
    {
        ranks ??= SingleProcess.Instance;
        (this.path, this.table, writes) = (path, table, ranks.Rank == 0);
        var held = ranks.BroadcastArray<byte>(writes ? Guarded(() => File.Exists(path) ? File.ReadAllBytes(path) : []) : []);
        Known = held.Length == 0 ? [] : table.Read(held, path);
        Count = Known.Count;
    }

    /// <summary>Where it lies.</summary>
    public string Path => path;

    /// <summary>How many results it holds.</summary>
    public int Count { get; private set; }

    /// <summary>The results it held.</summary>
    public IReadOnlyList<T> Known { get; }

    /// <summary>Makes the file ready for further lines: a last line that was cut off goes.</summary>
    /// <exception cref="GenreLabException">It cannot be written.</exception>
    public void Begin() => Guarded(() =>
    {
        if (!writes) return true;
        using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite);
        var content = new byte[file.Length];
        file.ReadExactly(content);
        file.SetLength(content.AsSpan().LastIndexOf((byte)'\n') + 1);
        if (file.Length == 0) Append(file, table.Header);
        return true;
    });

    /// <summary>Adds a result.</summary>
    /// <exception cref="GenreLabException">It cannot be written; those before stay.</exception>
    public void Add(T result)
    {
        Guarded(() =>
        {
            if (!writes) return true;
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
            Append(file, table.LineOf(result));
            return true;
        });
        Count++;
    }

    /// <summary>Puts the results into their order, whichever was ready first; left as it is when it holds others too.</summary>
    /// <param name="results">All results of the work.</param>
    public void Sort(IReadOnlyCollection<T> results)
    {
        if (writes && results.Count == Count) AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(table.TextOf(results))));
    }

    private static void Append(FileStream file, string line)
    {
        var end = file.Length;
        try
        {
            file.Position = end;
            file.Write(Encoding.UTF8.GetBytes(line));
            file.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            // Half a line would be taken out by the next part of the search; where that is possible, it goes at once.
            if (file.Length > end) file.SetLength(end);
            throw;
        }
    }

    private TResult Guarded<TResult>(Func<TResult> work)
    {
        try
        {
            return work();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new GenreLabException(
                $"{path} cannot be written: {failure.Message.TrimEnd('.')}. {(Count == 0 ? "Choose another folder with --out" : $"The results written before ({Count:N0}) are kept: make room, and the same command goes on from them")}.", failure);
        }
    }
}
