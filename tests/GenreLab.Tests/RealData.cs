namespace GenreLab.Tests;

/// <summary>Finds the real data, which are not part of the project.</summary>
internal static class RealData
{
    /// <summary>The path of a file of the data folder; the calling test is skipped when there is none.</summary>
    public static string File(params string[] parts)
    {
        foreach (var folder in Folders())
        {
            var path = Path.Combine([folder, .. parts]);
            if (System.IO.File.Exists(path)) return path;
        }
        Assert.Skip($"The real data file {string.Join('/', parts)} is not here; set GENRELAB_DATA to the data folder to run this test.");
        return "";
    }

    private static IEnumerable<string> Folders()
    {
        if (Environment.GetEnvironmentVariable("GENRELAB_DATA") is { Length: > 0 } given)
        {
            yield return given;
            yield break;
        }
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            yield return Path.Combine(folder.FullName, "shared", "data");
    }
}
