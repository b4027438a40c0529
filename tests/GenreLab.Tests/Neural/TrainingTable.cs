using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Numerics;

namespace GenreLab.Tests.Neural;

/// <summary>Small data sets that networks can learn something from, and what a training of them gave.</summary>
internal static class TrainingTable
{
    public static Dataset Draw(int rows, ulong seed, int genres = 4, int columns = 6)
    {
        var random = new RandomSource(seed);
        var x = new Matrix(rows, columns);
        var labels = new int[rows];
        for (var row = 0; row < rows; row++)
        {
            labels[row] = row % genres;
            var values = x.Row(row);
            for (var column = 0; column < columns; column++) values[column] = (float)(random.NextNormal() + (column % genres == labels[row] ? 1.5 : 0));
        }
        return new Dataset(x, labels, [.. Enumerable.Range(0, genres).Select(genre => $"genre {genre}")], [.. Enumerable.Range(0, columns).Select(column => $"feature {column}")]);
    }

    /// <summary>Trains and gives the learnt numbers as bytes, the epochs (without their time) and the warnings.</summary>
    public static (string Bits, string Epochs, List<string> Warnings) Train(IClassifierTrainer trainer, Dataset train, Dataset? validation, TrainingContext context)
    {
        var epochs = new List<EpochRecord>();
        var warnings = new List<string>();
        var classifier = trainer.Fit(train, validation, context with
        {
            Progress = epoch =>
            {
                epochs.Add(epoch with { Seconds = 0 });
                context.Progress?.Invoke(epoch);
            },
            Warning = warnings.Add,
        });
        using var bytes = new MemoryStream();
        var state = classifier.Export();
        SafeTensors.Write(bytes, state.Tensors);
        return (state.Settings.ToJsonString() + Convert.ToBase64String(bytes.ToArray()), string.Join('\n', epochs), warnings);
    }

    /// <summary>The checkpoint written and read back.</summary>
    public static TrainingCheckpoint Stored(TrainingCheckpoint checkpoint)
    {
        using var file = new MemoryStream();
        checkpoint.Write(file);
        file.Position = 0;
        return TrainingCheckpoint.Read(file, "x.checkpoint");
    }
}
