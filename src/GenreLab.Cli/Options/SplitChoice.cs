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
}
