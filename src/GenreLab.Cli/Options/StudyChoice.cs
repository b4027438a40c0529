using System.CommandLine;
using GenreLab.Data;
using GenreLab.Models;

namespace GenreLab.Cli.Options;

/// <summary>Options of what is found out about a trained model beyond its scores.</summary>
internal sealed class StudyChoice
{
    private readonly Option<bool> skipImportance = new("--skip-importance") { Description = "Do not measure how much accuracy each feature is worth." };
    private readonly Option<bool> learningCurve = new("--learning-curve")
    {
        Description = "Also train on 1/16, 1/8, 1/4 and 1/2 of the training rows, to see whether more tracks would help; takes about twice the time.",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(skipImportance);
        command.Options.Add(learningCurve);
    }

    /// <summary>Refuses what the split does not allow before anything is trained.</summary>
    /// <exception cref="DataException">There are no test rows to score a learning curve on.</exception>
    public void Check(ParseResult parsed, GenreTable table, Split split)
    {
        if (parsed.GetValue(learningCurve) && split.Test.Length == 0)
            throw new DataException($"The split leaves no rows of {table.Table.Name} to test on, so there is no learning curve; choose a --test-share above 0.");
    }

    /// <summary>Finds it out; once somebody cancels, only what takes no time. A training that was stopped has no learning curve: one
    /// point would be of less training than the others.</summary>
    public ModelStudy Study(ParseResult parsed, Terminal terminal, GenreTable table, Split split, TrainingRun run, TrainingContext surroundings)
    {
        var study = new ModelStudy();
        if (run.Model.Classifier is IGainImportance splits) study = study with { Gain = splits.GainImportance(run.Model.Preprocessor.OutputNames) };
        if (surroundings.Cancellation.IsCancellationRequested || split.Test.Length == 0) return study;
        if (!parsed.GetValue(skipImportance))
        {
            study = study with
            {
                Permutation = ModelStudy.PermutationImportance(run.Model, table, split.Test, surroundings),
                Branches = run.Model.MeasureBranches(table, split.Train, split.Test, surroundings.Seed, surroundings.Threads),
            };
        }
        if (!parsed.GetValue(learningCurve) || run.Cancelled) return study;
        terminal.Say($"{run.Trainer.Kind}: training on parts of the training rows for the learning curve");
        return study with { TrainingSizes = TrainingSizeCurve.Measure(table, split, run, context: surroundings) };
    }
}
