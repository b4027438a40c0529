using System.CommandLine;
using GenreLab.Data;
using GenreLab.Distributed;
using GenreLab.Models;
using GenreLab.Streaming;

namespace GenreLab.Cli.Options;

/// <summary>The files of a table that models are trained on: read whole, or packed when the table is large or memory is bounded. The models are the same.</summary>
/// <param name="required">Whether a file must be named.</param>
internal sealed class TrainingFiles(bool required)
{
    // A table read whole takes up to ten times its bytes while it is trained on.
    private const int LargeShare = 40;

    // Packed files are about a fourth as long as what they hold.
    private const int Packing = 4;

    // Of a bound, prepared inputs that are held take so much at most, those of the training rows and those of the validation rows.
    private const int HeldShare = 8;

    private readonly Argument<string[]> files = new("file")
    {
        Description = $"The table of tracks with their genres: files (CSV, packed or not), folders of them, names with * or ?{(required ? "" : "; without it synthetic tracks are drawn")}.",
        Arity = required ? ArgumentArity.OneOrMore : ArgumentArity.ZeroOrMore,
    };
    private readonly MemoryOption memory = new("Most memory to use, for example 600MB or 2GB; never changes a model [no bound].");
    private readonly Option<string?> spill = new("--spill") { Description = "The folder for numbers put aside when the table does not fit into --memory; the system's temporary one unless told.", HelpName = "folder" };
    private long needed;

    public void AddTo(Command command)
    {
        files.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => WrongUsage.LooksLikeOption(token.Value)) is { } unknown) result.AddError($"There is no option '{unknown.Value}'.");
        });
        command.Arguments.Add(files);
        memory.AddTo(command);
        command.Options.Add(spill);
    }

    /// <summary>Whether any file is named.</summary>
    public bool AreNamed(ParseResult parsed) => Words(parsed).Length > 0;

    /// <summary>The words the user wrote.</summary>
    public string[] Words(ParseResult parsed) => parsed.GetValue(files) ?? [];

    /// <summary>The files, found; none when none is named.</summary>
    /// <exception cref="DataException">A word stands for no file, or a file is named twice.</exception>
    public IReadOnlyList<string> Paths(ParseResult parsed) => AreNamed(parsed) ? InputFiles.Find(Words(parsed)) : [];

    /// <summary>Binds this process to the memory that may be used, if any is told, and the training with it.</summary>
    public TrainingContext Bound(ParseResult parsed, TrainingContext surroundings)
    {
        if (memory.Given(parsed) is not { } bound) return surroundings;
        MemoryBound.Set(bound);
        return surroundings with { MostHeldInputs = Math.Min(surroundings.MostHeldInputs, bound / HeldShare) };
    }

    /// <summary>Does what needs the table.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="work">The work.</param>
    /// <exception cref="GenreLabException">The memory that may be used is used up.</exception>
    public T Within<T>(ParseResult parsed, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception failure) when (memory.Given(parsed) is { } bound && MemoryBound.IsUsedUp(failure))
        {
            throw new GenreLabException($"{bound >> 20} MB of memory are too little: they were used up; try {Math.Max(needed, bound + bound / 4) >> 20} MB with --memory, or take fewer rows.", failure);
        }
    }

    /// <summary>Reads the table.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="terminal">Told how far reading is.</param>
    /// <param name="options">How it is read, and which column is the label.</param>
    /// <param name="trainers">What is to be trained on it.</param>
    /// <param name="surroundings">Threads and cancellation.</param>
    /// <exception cref="DataException">A file cannot be read, or has other columns than the first.</exception>
    /// <exception cref="OptionException">There is too little memory, or a learner needs the texts of a table that is not to be read whole.</exception>
    public Data.Table Read(ParseResult parsed, Terminal terminal, LoadOptions options, IReadOnlyList<IClassifierTrainer> trainers, TrainingContext surroundings)
    {
        var paths = Paths(parsed);
        var bound = memory.Given(parsed);
        var reader = trainers.FirstOrDefault(trainer => trainer.LearnsFromText);
        if (bound is not null && reader is not null)
            throw new OptionException($"{reader.Kind} reads texts, and with --memory texts are not kept; leave --memory out, or choose another model.");
        if (bound is null && (reader is not null || !IsLarge(paths, surroundings.Ranks)))
        {
            return paths is [var only] ? TableReader.ReadFile(only, options.Reading)
                : TableSource.Open(paths).ReadAll(new StreamingOptions { Threads = surroundings.Threads, Cancellation = surroundings.Cancellation });
        }
        var lines = new StreamingLines(terminal, "reading");
        var streaming = new StreamingOptions { Threads = surroundings.Threads, Memory = bound ?? long.MaxValue, Cancellation = surroundings.Cancellation, Progress = lines.Tell };
        streaming.Validate();
        var source = TableSource.Open(paths);
        // Within a bound, what is put aside each rank reads for itself.
        if (bound is null) source = source.Divide(surroundings.Ranks);
        var features = SchemaDetector.Detect(source.Sample(), options.Schema).Features.Count;
        var isAside = false;
        var table = PackedTable.Read(source, options.Schema.Label, Fits, streaming, parsed.GetValue(spill));
        var bytes = PackedTable.BytesOf(table);
        Fits(table.RowCount, bytes, share: 1);
        // What reading left behind goes back before training begins.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        terminal.Say($"{Formats.Rows(table.RowCount)} read in {Formats.Seconds(lines.Elapsed.TotalSeconds)} ({Formats.MegabytesPerSecond(source.Bytes, lines.Elapsed)}), packed into {Formats.Bytes(bytes)}{(isAside ? ", numbers put aside" : "")}.");
        return table;

        bool Fits(long rows, long bytes, double share)
        {
            if (bound is not { } most) return true;
            needed = TrainingMemory.Estimate((long)(rows / share), (long)(bytes / share), features, trainers, surroundings);
            // Early enough: how much there will be is only guessed from the rows so far.
            if (!isAside && share < 1 && needed > most - most / 10)
            {
                isAside = true;
                return false;
            }
            if (needed <= most) return true;
            throw new OptionException($"{most >> 20} MB of memory are too little to train on {source.Name}; the least that works is about {needed >> 20} MB.");
        }
    }

    // What is large for one of the ranks is for all.
    private static bool IsLarge(IReadOnlyList<string> paths, ICommunicator ranks) => ranks.AllReduce(IsLarge(paths) ? 1 : 0, Reduction.Maximum) > 0;

    private static bool IsLarge(IReadOnlyList<string> paths) =>
        paths.Sum(path => new FileInfo(path).Length * (path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? Packing : 1)) > GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / LargeShare;
}
