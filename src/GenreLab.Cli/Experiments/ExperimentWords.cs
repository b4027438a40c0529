using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using GenreLab.Cli.Options;

namespace GenreLab.Cli.Experiments;

/// <summary>An experiment's options read as the same words on the command line are, so that both mean the same.</summary>
internal sealed class ExperimentWords
{
    private static readonly string[] FileOptions = ["split-file", "merge"];

    private readonly Command command = new("experiment");

    public ExperimentWords() => Table.AddTo(command);

    /// <summary>What the words are about.</summary>
    public TrainingTable Table { get; } = new();

    /// <summary>Reads the options of an experiment.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="root">The folder that its files are in.</param>
    /// <param name="threads">Threads to use.</param>
    /// <exception cref="OptionException">A word or a value is none that train has.</exception>
    public ParseResult Parse(Experiment experiment, string root, int threads)
    {
        var words = new List<string> { $"--seed={experiment.Seed}", $"--threads={threads}" };
        foreach (var (name, value) in experiment.Options)
        {
            var option = command.Options.FirstOrDefault(one => one.Name == "--" + name);
            if (option is null || name is "seed" or "threads")
                throw new OptionException($"The experiment {experiment.File} sets the option \"{name}\", which is none of {string.Join(", ", Spelling.ByCloseness(name, command.Options.Select(one => one.Name.TrimStart('-'))))}.");
            words.Add($"--{name}={Text(name, value, root)}");
        }
        var parsed = command.Parse(words);
        return parsed.Errors.Count == 0 ? parsed : throw new OptionException($"The experiment {experiment.File}: {parsed.Errors[0].Message.TrimEnd('.')}.");
    }

    private static string Text(string name, JsonNode? value, string root)
    {
        var text = value is JsonArray list ? string.Join(',', list.Select(Text)) : Text(value);
        if (!FileOptions.Contains(name)) return text;
        var path = Path.Combine(root, text);
        // A preset is named without a file.
        return name == "merge" && !File.Exists(path) ? text : path;
    }

    private static string Text(JsonNode? value) =>
        value is null ? "" : value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();
}
