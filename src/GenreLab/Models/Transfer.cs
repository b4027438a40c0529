using System.Security.Cryptography;
using GenreLab.Data;
using GenreLab.Numerics;
using GenreLab.Preprocessing;

namespace GenreLab.Models;

/// <summary>
/// A trained network that another training starts from (transfer learning; Yosinski et al., 2014): its preprocessing is taken over unchanged, its layers are
/// where training begins, and so are the outputs of the genres that the new table shares with it. Outputs of genres it does not know begin anew;
/// those of genres the table lacks are dropped. Of several averaged networks each goes on from its own.
/// </summary>
/// <param name="Model">The trained model.</param>
public sealed record Transfer(GenreModel Model)
{
    private string? hash;

    /// <summary>What messages and provenance call it, usually its file's name.</summary>
    public string Name { get; init; } = "the starting model";

    /// <summary>Which of its layers stay as they are.</summary>
    public Freeze Freeze { get; init; } = Freeze.None;

    /// <summary>SHA-256 of the file that GenreLab makes of the model, in hexadecimal digits.</summary>
    public string Hash => hash ??= HashOf(Model);

    /// <summary>Reads the model to start from.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="freeze">Which of its layers stay as they are; null for none.</param>
    /// <exception cref="ModelFileException">There is no such file, or it is damaged.</exception>
    public static Transfer Load(string path, Freeze? freeze = null) =>
        new(GenreModel.Load(path)) { Name = Path.GetFileName(path), Freeze = freeze ?? Freeze.None };

    /// <summary>The learner it was trained by, with the options of then; the kind's default options when it does not remember them.</summary>
    /// <exception cref="OptionException">Its kind cannot be gone on from, or its options are none this program knows.</exception>
    public IClassifierTrainer Trainer()
    {
        var kind = ModelKinds.Find(Model.Classifier.Kind).DefaultTrainer;
        Require(kind);
        return Model.Provenance.Trainer is { } options && options["kind"]?.ToString() == kind.Kind ? TrainerOptions.FromJson(options) : kind;
    }

    /// <summary>Refuses a learner that cannot start from this model.</summary>
    /// <exception cref="OptionException">It is of another kind, or of one that cannot start from any.</exception>
    public void Require(IClassifierTrainer trainer)
    {
        if (!trainer.CanTransfer)
            throw new OptionException($"Training of {trainer.Kind} cannot start from another model; kinds that can are {string.Join(", ", ModelKinds.All.Where(kind => kind.DefaultTrainer.CanTransfer).Select(kind => kind.Word))}.");
        if (trainer.Kind != Model.Classifier.Kind)
            throw new OptionException($"{Name} is a model of kind {Model.Classifier.Kind}, so {trainer.Kind} cannot start from it; train {Model.Classifier.Kind}, or start from a model of kind {trainer.Kind}.");
    }

    /// <summary>The model's preprocessing.</summary>
    /// <exception cref="OptionException">Another one is asked for.</exception>
    internal Preprocessor Preprocessor(PreprocessingOptions? asked) => asked is null || asked == Model.Preprocessor.Options
        ? Model.Preprocessor
        : throw new OptionException($"The preprocessing is that of {Name} and cannot be chosen; leave out the options that say how features become inputs.");

    /// <summary>How provenance remembers it.</summary>
    internal StartingModel Remembered() => new()
    {
        File = Name,
        Hash = Hash,
        Kind = Model.Classifier.Kind,
        Genres = Model.LabelNames,
        Freeze = Freeze.ToString(),
        Data = Model.Provenance.Data,
    };

    /// <summary>The rows that the model was not trained on.</summary>
    internal int[] Unseen(GenreTable table, int[] rows)
    {
        var seen = Model.Seen(table, rows);
        return [.. rows.Where((_, i) => !seen[i])];
    }

    /// <summary>What must be said of a score on rows that the model was trained on; null when there are none.</summary>
    /// <param name="table">The table.</param>
    /// <param name="rows">The rows scored.</param>
    /// <param name="fold">What they are called, for example <c>test</c>.</param>
    /// <param name="probabilities">What the new model says of them.</param>
    /// <param name="truth">Their genres.</param>
    internal string? Leak(GenreTable table, int[] rows, string fold, Matrix probabilities, int[] truth)
    {
        var seen = Model.Seen(table, rows);
        var count = seen.Count(one => one);
        return count == 0 ? null : GenreModel.SeenRows(seen, count, $"{fold} rows", $"{Name}, which this model started from, so these numbers may", probabilities, truth);
    }

    private static string HashOf(GenreModel model)
    {
        using var file = new MemoryStream();
        model.Save(file);
        file.Position = 0;
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
