namespace GenreLab.Joining;

/// <summary>A table that is joined: one file of delimited text, or several shards of it, plain or packed with gzip.</summary>
/// <param name="Name">What messages call it, and the suffix of its columns where another table has a column of the same name.</param>
/// <param name="Files">Its files. Every one has a header; the columns are matched by name, and their order may differ.</param>
public sealed record JoinTable(string Name, IReadOnlyList<string> Files)
{
    /// <summary>A table named as its first file, without folder and ending.</summary>
    public static JoinTable Of(params IReadOnlyList<string> files)
    {
        var name = files.Count == 0 ? "" : Path.GetFileName(files[0]);
        if (name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)) name = name[..^3];
        return new JoinTable(Path.GetFileNameWithoutExtension(name), files);
    }

    /// <summary>What a message calls it.</summary>
    internal string Title => Files.Count == 1 ? Path.GetFileName(Files[0]) : $"{Name} ({Files.Count} files)";
}
