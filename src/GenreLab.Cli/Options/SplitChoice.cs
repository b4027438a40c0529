using System.CommandLine;
using GenreLab.Data;

namespace GenreLab.Cli.Options;

/// <summary>Options of which rows train, validate and test.</summary>
internal sealed class SplitChoice
{
    private readonly Option<SplitMethod?> method = Words.OneOf<SplitMethod>("--split", "How rows are shared out");
    private readonly Option<string?> file = new("--split-file") { Description = "A CSV of row (0-based) and fold (train, validation, test).", HelpName = "file" };
    private readonly Option<double?> test = new Option<double?>("--test-share") { Description = "Share of rows to test on [0.2]." }.Within(0, 0.9);
    private readonly Option<double?> validation = new Option<double?>("--validation-share") { Description = "Share of rows to validate on [0.16]." }.Within(0, 0.9);

    public void AddTo(Command command)
    {
        command.Options.Add(method);
        command.Options.Add(file);
        command.Options.Add(test);
        command.Options.Add(validation);
    }

    public SplitOptions Read(ParseResult parsed, ulong seed)
    {
        var usual = new SplitOptions { Seed = seed };
        var path = parsed.GetValue(file);
        return usual with
        {
            Method = path is null ? parsed.GetValue(method) ?? usual.Method : SplitMethod.File,
            FoldFile = path,
            TestShare = parsed.GetValue(test) ?? usual.TestShare,
            ValidationShare = parsed.GetValue(validation) ?? usual.ValidationShare,
        };
    }

    /// <summary>For folds: what stays out of them (the split file's test rows, or the test share asked for, else nothing), and what stays together in them.</summary>
    /// <exception cref="OptionException">Rows are to be shared out singly.</exception>
    public (SplitOptions Outside, SplitMethod Together) ReadForFolds(ParseResult parsed, ulong seed)
    {
        var options = Read(parsed, seed);
        var together = parsed.GetValue(method) ?? SplitMethod.ByTrack;
        if (together is not (SplitMethod.ByTrack or SplitMethod.ByArtist)) throw new OptionException("Folds keep the rows of a track or of an artist together; write --split by-track or --split by-artist.");
        return (options.Method == SplitMethod.File ? options : options with { TestShare = parsed.GetValue(test) ?? 0 }, together);
    }
}
