using System.Runtime.InteropServices;
using GenreLab.Cli.Options;

namespace GenreLab.Cli;

/// <summary>Has the runtime keep its heap within <c>--memory</c> while models are trained: it then collects garbage before it takes more, which it would not do by itself
/// while the machine has memory left. The limit must be known when the runtime starts, so the process begins anew, as the same process. Not on Windows.</summary>
internal static class MemoryLimit
{
    private const string Variable = "DOTNET_GCHeapHardLimit";

    // What a process takes beside its objects. Measured.
    private const long Beside = 60L << 20;

    // A limit below this is refused by the command itself, with a sentence.
    private const long Least = 120L << 20;

    private static readonly string[] Verbs = ["train", "run", "tune"];

    /// <summary>Begins anew with a limit, when the words ask for one and there is none; otherwise, or where that is not possible, it returns.</summary>
    public static void Apply(string[] words)
    {
        if (OperatingSystem.IsWindows() || words.Length == 0 || !Verbs.Contains(words[0]) || Environment.GetEnvironmentVariable(Variable) is not null) return;
        var option = Array.FindIndex(words, word => word == "--memory" || word.StartsWith("--memory=", StringComparison.Ordinal));
        if (option < 0 || Environment.ProcessPath is not { } program) return;
        var value = words[option] != "--memory" ? words[option]["--memory=".Length..] : option + 1 < words.Length ? words[option + 1] : "";
        if (MemoryOption.Parse(value) is not { } bytes || bytes < Least) return;
        // The program is the command itself, or dotnet, which is told the command's library.
        var library = Environment.GetCommandLineArgs()[0];
        string?[] arguments = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [program, library, .. words, null] : [program, .. words, null];
        var environment = new List<string?> { $"{Variable}=0x{bytes - Beside:X}" };
        foreach (System.Collections.DictionaryEntry one in Environment.GetEnvironmentVariables()) environment.Add($"{one.Key}={one.Value}");
        environment.Add(null);
        _ = Execute(program, arguments, [.. environment]);
    }

    [DllImport("libc", EntryPoint = "execve", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Execute(string path, string?[] arguments, string?[] environment);
}
