using System.CommandLine;

namespace GenreLab.Cli.Experiments;

/// <summary>Where the tables of experiments lie: --data-root, else GENRELAB_DATA, else shared/data at or above the experiment.</summary>
internal sealed class DataRoot
{
    private readonly Option<string?> root = new("--data-root") { Description = "The folder that experiments' tables lie in [GENRELAB_DATA].", HelpName = "folder" };

    public void AddTo(Command command) => command.Options.Add(root);

    /// <exception cref="DataException">It is not to be found.</exception>
    public string For(ParseResult parsed, Experiment experiment)
    {
        if (parsed.GetValue(root) is { } given) return Directory.Exists(given) ? given : throw new DataException($"There is no folder {given}; check --data-root.");
        if (Environment.GetEnvironmentVariable("GENRELAB_DATA") is { Length: > 0 } usual)
            return Directory.Exists(usual) ? usual : throw new DataException($"There is no folder {usual}, which GENRELAB_DATA names; correct it, or name the folder of the tables with --data-root.");
        for (var folder = new FileInfo(experiment.File).Directory; folder is not null; folder = folder.Parent)
        {
            var data = Path.Combine(folder.FullName, "shared", "data");
            if (Directory.Exists(data)) return data;
        }
        throw new DataException($"The tables of {experiment.File} are not to be found; name their folder with --data-root or in GENRELAB_DATA.");
    }
}
