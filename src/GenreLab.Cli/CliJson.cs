using System.Text.Json;
using System.Text.Json.Nodes;
using GenreLab.Models;

namespace GenreLab.Cli;

/// <summary>How results are written as JSON.</summary>
internal static class CliJson
{
    /// <summary>Any of the library's records in its public form.</summary>
    public static JsonNode? From<T>(T value) => JsonSerializer.SerializeToNode(value, GenreLabJson.Options);
}
