using GenreLab.Comparison;
using GenreLab.Neural;
using GenreLab.Search;

namespace GenreLab.Tests.Comparison;

public sealed class ModelVariantTests
{
    private static ModelVariant Parse(string text) => ModelVariant.Parse(text, trainer => new TrialSettings(trainer, trainer.DefaultPreprocessing));

    [Fact]
    public void AKindItsOptionsAndANameAreRead()
    {
        var plain = Parse("random-forest");
        Assert.Equal(("random-forest", "random-forest"), (plain.Name, plain.Settings.Trainer.Kind));
        Assert.Empty(plain.Without);

        var lyrics = Parse("lyrics only:  hybrid audio=false  units=8,4 maxLength=50 select=anova:3 without=year,tempo");
        var hybrid = (HybridTrainer)lyrics.Settings.Trainer;
        Assert.Equal(("lyrics only", false, true), (lyrics.Name, hybrid.Audio, hybrid.Lyrics));
        Assert.Equal([8, 4], hybrid.Units);
        Assert.Equal(("anova:3", 50), (lyrics.Settings.Preprocessing.Select.ToString(), lyrics.Settings.Preprocessing.Text!.Sequences.MaximumLength));
        Assert.Equal(["year", "tempo"], lyrics.Without);

        Assert.Equal("mlp select=anova:3", Parse("mlp  select=anova:3").Name);
    }

    [Theory]
    [InlineData("", "names no kind of model")]
    [InlineData("lyrics:", "names no kind of model")]
    [InlineData(": mlp", "names no kind of model")]
    [InlineData("mpl", "There is no model kind 'mpl'")]
    [InlineData("mlp epochs", "says 'epochs', which sets nothing")]
    [InlineData("mlp =3", "says '=3', which sets nothing")]
    [InlineData("mlp epoch=3", "mlp has no option 'epoch'")]
    [InlineData("mlp epochs=many", "'many' is not a value for epochs")]
    [InlineData("mlp vocabulary=10", "mlp has no option 'vocabulary'")]
    [InlineData("mlp impute=median", "say it once for all with --impute")]
    public void WhatIsWrittenWronglyIsRefused(string text, string complaint) =>
        Assert.Contains(complaint, Assert.Throws<OptionException>(() => Parse(text)).Message, StringComparison.Ordinal);
}
