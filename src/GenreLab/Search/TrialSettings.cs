using GenreLab.Models;
using GenreLab.Preprocessing;

namespace GenreLab.Search;

/// <summary>What a trial trains: a learner with its options, and how features become inputs.</summary>
/// <param name="Trainer">The learner.</param>
/// <param name="Preprocessing">How features become inputs.</param>
public sealed record TrialSettings(IClassifierTrainer Trainer, PreprocessingOptions Preprocessing)
{
    /// <summary>The same with one option changed.</summary>
    /// <param name="word">An option of the learner, a word of preprocessing (scale, oneHot, bins, select, raw, impute), or, for a learner that reads texts, one of how they
    /// are read: text, maxLength, lengthPercentile, cut, vocabulary, minOccurrences, stopWords, stemming, textShape, hashLyrics, buckets, nameParts, vectors, audio.</param>
    /// <param name="value">Its value, as on the command line.</param>
    /// <exception cref="OptionException">There is no such word, or the value has the wrong form.</exception>
    public TrialSettings With(string word, string value) =>
        TrainerOptions.Has(Trainer, word) ? this with { Trainer = TrainerOptions.Set(Trainer, word, value) }
        : PreprocessingWords.Find(word) is { } known ? this with { Preprocessing = PreprocessingWords.Set(Preprocessing, known, value) }
        : TextWords.Find(Trainer, word) is { } text ? this with { Preprocessing = TextWords.Set(Preprocessing, text, value) }
        : this with { Trainer = TrainerOptions.Set(Trainer, word, value) };
}
