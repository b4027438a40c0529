using System.Text.Json.Nodes;
using GenreLab.Cli;
using GenreLab.Tests.Models;

namespace GenreLab.Tests.Cli;

/// <summary>Runs command lines in this process, in a folder of their own with a small table and a model trained on it.</summary>
public sealed class CommandLine : IDisposable
{
    public CommandLine()
    {
        Folder = Directory.CreateTempSubdirectory("genrelab-cli-").FullName;
        Tracks = SmallTable.Write(Folder);
        Model = File("model.genre");
        var trained = Run("train", Tracks, "--model", "softmax", "--set", "epochs=40", "--set", "learningRate=0.1", "--scale", "quantile", "--save", Model, "--quiet");
        Assert.True(trained.Code == 0, trained.Error);
    }

    public string Folder { get; }

    public string Tracks { get; }

    public string Model { get; }

    public string File(string name) => Path.Combine(Folder, name);

    public string Write(string name, string content)
    {
        System.IO.File.WriteAllText(File(name), content);
        return File(name);
    }

    public static CommandResult Run(params string[] arguments) => Run(CancellationToken.None, arguments);

    internal static CommandResult Run(CancellationToken cancellation, params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        var code = Application.Run(arguments, output, error, cancellation);
        return new CommandResult(code, output.ToString(), error.ToString());
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

/// <summary>What a command line gave.</summary>
public sealed record CommandResult(int Code, string Output, string Error)
{
    /// <summary>Standard output as the one JSON object it must be.</summary>
    public JsonObject Json => JsonNode.Parse(Output)!.AsObject();
}
