namespace GenreLab.Streaming;

/// <summary>Finds the files that somebody names one by one, by folder or by wildcard.</summary>
public static class InputFiles
{
    private static readonly string[] TableEndings = [".csv", ".tsv", ".txt"];
    private static readonly char[] Wildcards = ['*', '?'];

    /// <summary>The files, in the order of the words; those of a folder or wildcard in ordinal order of their names.</summary>
    /// <param name="words">
    /// Files; folders, which stand for their tables (<c>*.csv</c>, <c>*.tsv</c>, <c>*.txt</c>, the same with <c>.gz</c>, and
    /// <c>part-…</c> without an ending, as Hadoop names them; not those of folders within); and file names with <c>*</c> or <c>?</c>.
    /// Names that begin with <c>.</c> or <c>_</c> are passed over unless written out.
    /// </param>
    /// <exception cref="DataException">A word stands for no file, or a file is named twice.</exception>
    public static IReadOnlyList<string> Find(IEnumerable<string> words)
    {
        var files = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var word in words)
        {
            foreach (var file in FilesOf(word))
            {
                if (!seen.Add(Path.GetFullPath(file))) throw new DataException($"'{file}' is given twice; name every file once.");
                files.Add(file);
            }
        }
        return files.Count > 0 ? files : throw new DataException("No file is given; name at least one table.");
    }

    /// <summary>Whether a file is called as tables in a folder are.</summary>
    public static bool IsTable(string path)
    {
        var name = Path.GetFileName(path);
        if (name.Length == 0 || name[0] is '.' or '_') return false;
        if (name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)) name = name[..^3];
        return TableEndings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            || (name.StartsWith("part-", StringComparison.Ordinal) && !name.Contains('.', StringComparison.Ordinal));
    }

    private static string[] FilesOf(string word)
    {
        if (Directory.Exists(word)) return Listed(word, "*", IsTable, $"The folder '{word}' holds no tables; they are files called *.csv, *.tsv, *.txt or part-*, packed (.gz) or not.");
        if (File.Exists(word)) return [word];
        var name = Path.GetFileName(word);
        var folder = Path.GetDirectoryName(word);
        if (folder is not null && folder.IndexOfAny(Wildcards) >= 0) throw new DataException($"'{word}' has a wildcard in a folder's name; wildcards are understood in names of files.");
        if (name.IndexOfAny(Wildcards) < 0) throw new DataException($"There is no file '{word}'; check the name and the folder.");
        return Listed(string.IsNullOrEmpty(folder) ? "." : folder, name, file => Path.GetFileName(file)[0] is not ('.' or '_'), $"There is no file '{word}'; check the name and the folder.");
    }

    private static string[] Listed(string folder, string pattern, Func<string, bool> accepts, string none)
    {
        try
        {
            string[] found = [.. Directory.EnumerateFiles(folder, pattern).Where(accepts).Order(StringComparer.Ordinal)];
            return found.Length > 0 ? found : throw new DataException(none);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"The folder '{folder}' cannot be read ({failure.Message.TrimEnd('.')}); check the name and its permissions.", failure);
        }
    }
}
