using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GenreLab.Models;

namespace GenreLab.Cli.Experiments;

/// <summary>Reads experiments.</summary>
internal static class ExperimentFile
{
    private static readonly string[] Words = Names(typeof(Experiment));
    private static readonly string[] PublishedWords = Names(typeof(Published));

    // What decides the number; the rest is for people.
    private static readonly string[] Deciding = ["data", "options", "model", "seed", "scoredOn", "testFile", "fitOnTest"];

    // Left out where they are absent, so that experiments from before there were such words keep their hash.
    private static readonly string[] DecidingTransfer = ["from", "freeze"];

    // More experiments in a row, each from the one before, are a circle.
    private const int LongestChain = 10;

    /// <summary>Reads a file.</summary>
    /// <exception cref="DataException">It is missing, damaged, or holds a word that no experiment has.</exception>
    public static Experiment Read(string path) => Read(path, LongestChain);

    private static Experiment Read(string path, int chain)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataException($"There is no experiment {path}; check the name.", missing);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new DataException(Directory.Exists(path)
                ? $"{path} is a folder; name its experiments, for example {Path.Combine(path, "*.json")}."
                : $"The experiment {path} cannot be read ({unreadable.Message.TrimEnd('.')}).", unreadable);
        }
        var experiment = Parse(text, path);
        if (experiment.From is null)
            return experiment.Freeze is null ? experiment : throw new DataException($"The experiment {path} says \"freeze\" without \"from\", so there is nothing to freeze; name the experiment whose model it starts from.");
        if (chain == 0) throw new DataException($"The experiment {path} starts from {experiment.From} and so on in a circle; let one of them start from scratch.");
        var start = Read(Path.Combine(Path.GetDirectoryName(path) ?? "", experiment.From + ".json"), chain - 1);
        return experiment with { Start = start, Hash = HashOf($"{experiment.Hash}\n{start.Hash}") };
    }

    /// <summary>All experiments of a folder, by name.</summary>
    /// <exception cref="DataException">There is no such folder, no experiment in it, or one is damaged.</exception>
    public static IReadOnlyList<Experiment> ReadFolder(string folder)
    {
        string[] files = Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal)] : [];
        return files.Length == 0 ? throw new DataException($"There is no experiment (*.json) in {folder}; name their folder with --experiments.") : [.. files.Select(file => Read(file))];
    }

    /// <summary>Reads a file's text.</summary>
    /// <exception cref="DataException">It is damaged or holds a word that no experiment has.</exception>
    public static Experiment Parse(string text, string path)
    {
        try
        {
            var json = JsonNode.Parse(text) as JsonObject ?? throw new JsonException("It is no object.");
            Require(json, Words, path, "");
            if (json["published"] is JsonObject published) Require(published, PublishedWords, path, " under \"published\"");
            var experiment = json.Deserialize<Experiment>(GenreLabJson.Options)!;
            return experiment with { Name = Path.GetFileNameWithoutExtension(path), File = path, Hash = HashOf(json) };
        }
        catch (Exception damaged) when (damaged is JsonException or ArgumentException)
        {
            // "The JSON value could not be converted … Path: $.seed | LineNumber: 3 | BytePositionInLine: 12."
            throw new DataException($"The experiment {path} is damaged: {damaged.Message.Split(" Path: ")[0].Trim().TrimEnd('.')}{Where(damaged as JsonException)}.", damaged);
        }
    }

    private static string Where(JsonException? damaged) => damaged switch
    {
        { Path: { Length: > 1 } member } => $" (at {member})",
        { LineNumber: { } line } => $" (line {line + 1})",
        _ => "",
    };

    private static void Require(JsonObject json, string[] known, string path, string where)
    {
        foreach (var (name, _) in json)
            if (!known.Contains(name)) throw new DataException($"The experiment {path} says \"{name}\"{where}, which no experiment has; the words are {string.Join(", ", Spelling.ByCloseness(name, known))}.");
    }

    private static string HashOf(JsonObject json)
    {
        var words = Deciding.Concat(DecidingTransfer.Where(json.ContainsKey));
        return HashOf(string.Join('\n', words.Select(name => $"{name}={json[name]?.ToJsonString()}")));
    }

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];

    private static string[] Names(Type type) =>
    [
        .. type.GetProperties()
            .Where(property => property.SetMethod is not null && !property.IsDefined(typeof(System.Text.Json.Serialization.JsonIgnoreAttribute), inherit: false))
            .Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name)),
    ];
}
