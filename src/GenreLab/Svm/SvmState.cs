using System.Text.Json;
using System.Text.Json.Nodes;
using GenreLab.Models;
using GenreLab.Numerics;

namespace GenreLab.Svm;

/// <summary>What a support vector machine has learnt. Pairs of genres stand in the order (0, 1), (0, 2), …, (1, 2), …</summary>
internal sealed record SvmState
{
    /// <summary>The kernel.</summary>
    public required KernelFunction Kernel { get; init; }

    /// <summary>Number of genres, those without training rows included.</summary>
    public required int LabelCount { get; init; }

    /// <summary>The genres that had training rows, ascending.</summary>
    public required int[] Genres { get; init; }

    /// <summary>For each of them its number of support vectors.</summary>
    public required int[] SupportCounts { get; init; }

    /// <summary>Support vectors × input columns, genre after genre.</summary>
    public required Matrix Vectors { get; init; }

    /// <summary>Other genres × support vectors: y·α in the pair of the vector's own genre and each other one.</summary>
    public required Matrix Coefficients { get; init; }

    /// <summary>What each pair's sum is compared with.</summary>
    public required double[] Offsets { get; init; }

    /// <summary>Each pair's calibration, or null where votes count.</summary>
    public required PlattScaling[]? Scalings { get; init; }

    /// <summary>Whether ties between votes are broken by confidence.</summary>
    public required bool BreakTies { get; init; }

    /// <summary>Takes it apart for storage (docs/MODEL-FORMAT.md).</summary>
    public StoredState Export()
    {
        var settings = new JsonObject
        {
            ["features"] = Vectors.Columns,
            ["genres"] = LabelCount,
            ["kernel"] = JsonNamingPolicy.CamelCase.ConvertName(Kernel.Kernel.ToString()),
            ["gamma"] = Kernel.Gamma,
            ["constant"] = Kernel.Constant,
            ["degree"] = Kernel.Degree,
            ["breakTies"] = BreakTies,
        };
        var tensors = new Dictionary<string, Tensor>
        {
            ["support.genres"] = Tensor.From<int>(Genres),
            ["support.counts"] = Tensor.From<int>(SupportCounts),
            ["support.vectors"] = Dense(Vectors),
            ["support.coefficients"] = Dense(Coefficients),
            ["offsets"] = Tensor.From<double>(Offsets),
        };
        if (Scalings is not null)
        {
            tensors["platt.slope"] = Tensor.From<double>(Array.ConvertAll(Scalings, scaling => scaling.Slope));
            tensors["platt.shift"] = Tensor.From<double>(Array.ConvertAll(Scalings, scaling => scaling.Shift));
        }
        return new StoredState(settings, tensors);
    }

    /// <summary>Puts it together again, trusting nothing.</summary>
    /// <exception cref="ModelFileException">Something is missing, impossible or does not fit.</exception>
    public static SvmState Import(StoredState stored)
    {
        var settings = stored.Settings;
        int features = Number<int>(settings, "features"), labels = Number<int>(settings, "genres"), degree = Number<int>(settings, "degree");
        float gamma = Number<float>(settings, "gamma"), constant = Number<float>(settings, "constant");
        var word = Number<string>(settings, "kernel");
        if (!Enum.GetValues<Kernel>().Any(one => JsonNamingPolicy.CamelCase.ConvertName(one.ToString()) == word)) throw Damaged($"names a kernel {Quoted.From(word)} there is not");
        if (features < 0 || !(gamma > 0) || !float.IsFinite(gamma) || !float.IsFinite(constant) || degree is < 1 or > 1000) throw Damaged("has a support vector machine with impossible settings");

        var genres = Numbers<int>(stored, "support.genres");
        var counts = Numbers<int>(stored, "support.counts");
        var offsets = Numbers<double>(stored, "offsets");
        if (genres.Length < 2 || genres[0] < 0 || genres[^1] >= labels || genres.Zip(genres.Skip(1)).Any(pair => pair.First >= pair.Second)) throw Damaged("lists genres of a support vector machine that cannot be");
        var pairs = (long)genres.Length * (genres.Length - 1) / 2;
        if (counts.Length != genres.Length || counts.Any(count => count < 0) || offsets.Length != pairs) throw Damaged("has a support vector machine whose parts do not fit its genres");
        var support = counts.Sum(count => (long)count);
        return new SvmState
        {
            Kernel = new KernelFunction(Enum.Parse<Kernel>(word, ignoreCase: true), gamma, constant, degree),
            LabelCount = labels,
            Genres = genres,
            SupportCounts = counts,
            Vectors = Table(stored, "support.vectors", support, features),
            Coefficients = Table(stored, "support.coefficients", genres.Length - 1, support),
            Offsets = offsets,
            Scalings = ImportScalings(stored, pairs),
            BreakTies = Number<bool>(settings, "breakTies"),
        };
    }

    private static PlattScaling[]? ImportScalings(StoredState stored, long pairs)
    {
        if (!stored.Tensors.ContainsKey("platt.slope")) return null;
        double[] slopes = Numbers<double>(stored, "platt.slope"), shifts = Numbers<double>(stored, "platt.shift");
        return slopes.Length == pairs && shifts.Length == pairs ? [.. slopes.Zip(shifts, (slope, shift) => new PlattScaling(slope, shift))] : throw Damaged("calibrates another number of pairs than there are");
    }

    private static Tensor Dense(Matrix matrix)
    {
        var values = new float[matrix.Rows * matrix.Columns];
        for (var row = 0; row < matrix.Rows; row++) matrix.Row(row).CopyTo(values.AsSpan(row * matrix.Columns));
        return Tensor.From<float>(values, matrix.Rows, matrix.Columns);
    }

    private static Matrix Table(StoredState stored, string name, long rows, long columns)
    {
        var tensor = Find(stored, name);
        if (tensor.Shape.Count != 2 || tensor.Shape[0] != rows || tensor.Shape[1] != columns) throw Damaged($"has numbers '{name}' of another shape than {rows} × {columns}");
        var values = tensor.Read<float>();
        if (rows * Matrix.PaddedLength((int)columns) > Array.MaxLength - 16) throw Damaged($"has more numbers '{name}' than can be");
        var matrix = new Matrix((int)rows, (int)columns);
        for (var row = 0; row < matrix.Rows; row++) values.Slice(row * matrix.Columns, matrix.Columns).CopyTo(matrix.Row(row));
        return matrix;
    }

    private static Tensor Find(StoredState stored, string name) => stored.Tensors.TryGetValue(name, out var tensor) ? tensor : throw Damaged($"lacks the numbers '{name}'");

    private static T[] Numbers<T>(StoredState stored, string name) where T : unmanaged => Find(stored, name).Read<T>().ToArray();

    private static T Number<T>(JsonObject settings, string name) =>
        settings[name] is JsonValue value && value.TryGetValue(out T? number) ? number : throw Damaged($"lacks the setting '{name}' of its support vector machine, or has it wrong");

    private static ModelFileException Damaged(string what) => new($"The model file {what}; the file is damaged or was made by another version.");
}
