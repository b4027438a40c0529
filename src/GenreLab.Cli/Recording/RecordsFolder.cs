using System.CommandLine;
using GenreLab.Records;

namespace GenreLab.Cli.Recording;

/// <summary>Where the records of runs lie: --records, else GENRELAB_RECORDS, else the user's data folder (XDG's, on Linux).</summary>
internal sealed class RecordsFolder
{
    /// <summary>How long to wait for other processes that are writing.</summary>
    public static readonly TimeSpan Wait = TimeSpan.FromSeconds(5);

    private readonly Option<string?> folder = new("--records") { Description = "The folder of the records of runs [GENRELAB_RECORDS, or genrelab in your data folder].", HelpName = "folder" };

    public void AddTo(Command command) => command.Options.Add(folder);

    /// <exception cref="RecordsException">There is none.</exception>
    public string Of(ParseResult parsed)
    {
        if (parsed.GetValue(folder) is { Length: > 0 } given) return given;
        if (Environment.GetEnvironmentVariable("GENRELAB_RECORDS") is { Length: > 0 } usual) return usual;
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return data.Length > 0 ? Path.Combine(data, "genrelab") : throw new RecordsException("There is no data folder for records of runs; name one with --records or in GENRELAB_RECORDS.");
    }

    /// <summary>The records to be read; null when there are none.</summary>
    /// <exception cref="RecordsException">They cannot be used.</exception>
    public RunDatabase? OpenExisting(ParseResult parsed) => RunDatabase.OpenExisting(Of(parsed), Wait);
}
