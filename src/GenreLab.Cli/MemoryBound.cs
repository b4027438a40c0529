using System.Reflection;

namespace GenreLab.Cli;

/// <summary>Holds this process to a bound on its memory: the runtime then collects garbage in time, and ends work that needs more.</summary>
internal static class MemoryBound
{
    /// <summary>What the runtime, the code, stacks and the files' buffers take beside the objects that the bound is on, in bytes. Measured.</summary>
    public const long Beside = 96L << 20;

    private const long Least = 64L << 20;

    /// <summary>Sets the bound, for as long as the process lives. A program that runs commands in its own process is left alone: its memory is not ours to bound.</summary>
    /// <param name="bytes">The bound.</param>
    public static void Set(long bytes)
    {
        if (Assembly.GetEntryAssembly() != typeof(MemoryBound).Assembly) return;
        // Below the least, to say that it is too little takes more. A limit from outside, DOTNET_GCHeapHardLimit or the container's, may be lower.
        var most = Math.Max(bytes - Beside, Least);
        if (most >= GC.GetGCMemoryInfo().TotalAvailableMemoryBytes) return;
        AppContext.SetData("GCHeapHardLimit", (ulong)most);
        GC.RefreshMemoryLimit();
    }

    /// <summary>Whether a failure says that there was no more memory.</summary>
    public static bool IsUsedUp(Exception failure) => failure is OutOfMemoryException || (failure is AggregateException several && several.Flatten().InnerExceptions.Any(IsUsedUp));
}
