namespace GenreLab.Reports;

/// <summary>The scripts and styles embedded into this assembly when it was built.</summary>
internal static class ClientFile
{
    public static string Read(string name)
    {
        using var stream = typeof(ClientFile).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The assembly was built without {name}.");
        using var reader = new StreamReader(stream);
        // Source maps would be fetched by developer tools; browsers hash scripts after turning line ends to \n.
        var lines = reader.ReadToEnd().ReplaceLineEndings("\n").Split('\n').Where(line => !line.StartsWith("//# sourceMappingURL=", StringComparison.Ordinal));
        return string.Join('\n', lines);
    }
}
