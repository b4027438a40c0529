using System.Text.Json.Nodes;

namespace GenreLab.Models;

/// <summary>
/// A model file taken apart: a zip of exactly <c>model.json</c> and <c>weights.safetensors</c>, described in
/// docs/MODEL-FORMAT.md. The same content always gives the same bytes; reading executes nothing and refuses what is
/// damaged or hostile.
/// </summary>
/// <param name="Document">What <c>model.json</c> says.</param>
/// <param name="Tensors">The learnt numbers by name; every one is finite.</param>
public sealed record ModelFile(JsonObject Document, IReadOnlyDictionary<string, Tensor> Tensors)
{
    /// <summary>The version of the layout this program writes and reads.</summary>
    public const int FormatVersion = 1;

    /// <summary>Writes the file to a path, whole or not at all.</summary>
    /// <exception cref="ModelFileException">A weight is not a finite number.</exception>
    /// <exception cref="GenreLabException">The place cannot be written to.</exception>
    public void Save(string path) => AtomicFile.Write(path, Write);

    /// <summary>Writes the file to a seekable stream and leaves it open.</summary>
    /// <exception cref="ModelFileException">A weight is not a finite number.</exception>
    public void Write(Stream destination)
    {
        RequireFinite(Tensors, "The model cannot be saved", "training has diverged: use a smaller learning rate");
        StoredFile.Write(destination, StoredFileKind.Model, Document, Tensors);
    }

    /// <summary>Reads a model file.</summary>
    /// <exception cref="ModelFileException">There is no such file, or it is damaged, hostile or of another format version.</exception>
    public static ModelFile Load(string path) => Checked(StoredFile.Load(path, StoredFileKind.Model), Path.GetFileName(path));

    /// <summary>Reads a model file from a seekable stream.</summary>
    /// <param name="source">The stream; left open.</param>
    /// <param name="name">What messages call the file.</param>
    /// <exception cref="ModelFileException">It is damaged, hostile or of another format version.</exception>
    public static ModelFile Read(Stream source, string name) => Checked(StoredFile.Read(source, name, StoredFileKind.Model), name);

    private static ModelFile Checked((JsonObject Document, IReadOnlyDictionary<string, Tensor> Tensors) content, string name)
    {
        RequireFinite(content.Tensors, $"{name} is damaged", "get the file again or train anew");
        return new ModelFile(content.Document, content.Tensors);
    }

    private static void RequireFinite(IReadOnlyDictionary<string, Tensor> tensors, string complaint, string remedy)
    {
        foreach (var (name, tensor) in tensors.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var finite = tensor.ElementType switch
            {
                "F64" => AllFinite(tensor.Read<double>()),
                "F32" => AllFinite(tensor.Read<float>()),
                "F16" => AllFinite(tensor.Read<Half>()),
                _ => true,
            };
            if (!finite) throw new ModelFileException($"{complaint}: tensor {Quoted.From(name)} holds a value that is not a finite number; {remedy}.");
        }
    }

    private static bool AllFinite<T>(ReadOnlySpan<T> values) where T : System.Numerics.INumberBase<T>
    {
        foreach (var value in values)
            if (!T.IsFinite(value)) return false;
        return true;
    }
}
