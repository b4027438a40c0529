using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GenreLab.Models;

namespace GenreLab.Text;

/// <summary>Options, words and numbers of this stage in a model file. Words are one tensor of UTF-8 bytes, a line feed after each: no word holds one.</summary>
internal static class StoredText
{
    public static Tensor Words(IEnumerable<string> words) =>
        Tensor.From<byte>(Encoding.UTF8.GetBytes(string.Concat(words.Select(word => word + '\n'))));

    /// <summary>The words of a tensor, which differ from each other.</summary>
    public static string[] Words(StoredState state, string name, string owner)
    {
        if (!state.Tensors.TryGetValue(name, out var tensor) || tensor.Shape.Count != 1) throw Damaged(owner, $"lacks the words '{name}'");
        string content;
        try
        {
            content = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(tensor.Read<byte>());
        }
        catch (ArgumentException wrong)
        {
            throw new ModelFileException($"The model file's {owner} has words that are not UTF-8; the file is damaged.", wrong);
        }
        if (content.Length == 0) return [];
        var words = content.Split('\n');
        if (words[^1].Length > 0) throw Damaged(owner, "has words that are cut off");
        words = words[..^1];
        return words.Distinct().Count() == words.Length ? words : throw Damaged(owner, "lists a word twice");
    }

    public static JsonNode Options<T>(T options) => JsonSerializer.SerializeToNode(options, GenreLabJson.Options)!;

    public static T Options<T>(StoredState state, string name, string owner) where T : class
    {
        try
        {
            return state.Settings[name]?.Deserialize<T>(GenreLabJson.Options) ?? throw Damaged(owner, $"lacks its '{name}'");
        }
        catch (Exception wrong) when (wrong is JsonException or NotSupportedException or InvalidOperationException)
        {
            throw new ModelFileException($"The model file's {owner} has impossible '{name}'; the file is damaged or was made by another version.", wrong);
        }
    }

    /// <summary>Options that are refused elsewhere are damage here.</summary>
    public static void Check(Action validate, string owner)
    {
        try
        {
            validate();
        }
        catch (Exception impossible) when (impossible is OptionException)
        {
            throw new ModelFileException($"The model file's {owner} is impossible: {impossible.Message}", impossible);
        }
    }

    public static int Number(StoredState state, string name, int most, string owner) =>
        state.Settings[name] is JsonValue value && value.TryGetValue(out int number) && number >= 1 && number <= most
            ? number : throw Damaged(owner, $"lacks the number '{name}' (1 to {most:N0})");

    public static T[] Numbers<T>(StoredState state, string name, int count, string owner) where T : unmanaged
    {
        if (!state.Tensors.TryGetValue(name, out var tensor) || tensor.Shape.Count != 1 || tensor.Shape[0] != count) throw Damaged(owner, $"lacks the {count:N0} numbers '{name}'");
        return tensor.Read<T>().ToArray();
    }

    public static ModelFileException Damaged(string owner, string what) => new($"The model file's {owner} {what}; the file is damaged or was made by another version.");
}
