using System.Runtime.CompilerServices;

namespace GenreLab.Tests;

/// <summary>Keeps what tests train out of the records of whoever runs them.</summary>
internal static class RecordsOfTests
{
    [ModuleInitializer]
    internal static void KeepApart()
    {
        var folder = Directory.CreateTempSubdirectory("genrelab-records-").FullName;
        Environment.SetEnvironmentVariable("GENRELAB_RECORDS", folder);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        };
    }
}
