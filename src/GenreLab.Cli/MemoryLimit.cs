using GenreLab.Cli.Options;

namespace GenreLab.Cli;

/// <summary>Has the runtime itself keep within <c>--memory</c> while models are trained: it then collects garbage before it takes more memory, which it would not do by itself
/// while the machine has some left.</summary>
internal static class MemoryLimit
{
    // What a process takes beside its objects. Measured.
    private const long Beside = 60L << 20;

    // A limit below this is refused by the command itself, with a sentence.
    private const long Least = 100L << 20;

    private static readonly string[] Verbs = ["train", "run", "tune"];

    /// <summary>Sets the limit, when the words ask for one; only for a process of its own.</summary>
    public static void Apply(string[] words)
    {
        if (words.Length == 0 || !Verbs.Contains(words[0])) return;
        var option = Array.FindIndex(words, word => word == "--memory" || word.StartsWith("--memory=", StringComparison.Ordinal));
        if (option < 0) return;
        var value = words[option] != "--memory" ? words[option]["--memory=".Length..] : option + 1 < words.Length ? words[option + 1] : "";
        if (MemoryOption.Parse(value) is not { } bytes || bytes < Least || bytes >= GC.GetGCMemoryInfo().TotalAvailableMemoryBytes) return;
        AppContext.SetData("GCHeapHardLimit", (ulong)(bytes - Beside));
        GC.RefreshMemoryLimit();
    }
}
