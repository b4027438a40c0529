using GenreLab.Text;

namespace GenreLab.Tests.Text;

/// <summary>Examples that the description of the algorithm gives, and the forms of common words.</summary>
public class EnglishStemmerTests
{
    [Theory]
    // The description's sample vocabulary.
    [InlineData("consign consigned consigning consignment", "consign consign consign consign")]
    [InlineData("consist consisted consistency consistent consistently consisting consists", "consist consist consist consist consist consist consist")]
    [InlineData("consolation consolations consolatory console consoled consoling", "consol consol consolatori consol consol consol")]
    [InlineData("knack knackeries knacks knave kneaded kneel kneeling kneels knees", "knack knackeri knack knave knead kneel kneel kneel knee")]
    [InlineData("knit knits knitted knitting knives knocked knowingly knightly", "knit knit knit knit knive knock know knight")]
    // Each step's own examples.
    [InlineData("ties cries gas this gaps kiwis caresses", "tie cri gas this gap kiwi caress")]
    [InlineData("luxuriated hopping hoped hoping feed agreed", "luxuri hop hope hope feed agre")]
    [InlineData("cry by say happy", "cri by say happi")]
    [InlineData("relational conditional hesitancy vietnamization operator hopefulness", "relat condit hesit vietnam oper hope")]
    [InlineData("triplicate formative formalize electricity hopeful goodness", "triplic format formal electr hope good")]
    [InlineData("revival allowance adjustable replacement adoption homologous effective", "reviv allow adjust replac adopt homolog effect")]
    [InlineData("probate rate cease controll roll", "probat rate ceas control roll")]
    [InlineData("generate generous communication arsenal geology", "generat generous communic arsenal geolog")]
    [InlineData("skies dying news proceed succeeding earrings idly only singly", "sky die news proceed succeed earring idl onli singl")]
    [InlineData("singing sings singer songs baby babies youth yellow", "sing sing singer song babi babi youth yellow")]
    [InlineData("dog's dogs' 'cause", "dog dog caus")]
    [InlineData("a is ox", "a is ox")]
    public void StemsAreThoseOfTheDescription(string words, string stems) =>
        Assert.Equal(stems, string.Join(' ', words.Split(' ').Select(EnglishStemmer.Stem)));

    [Fact]
    public void AnythingHasAStemThatIsNotLonger()
    {
        var random = new GenreLab.Numerics.RandomSource(3);
        for (var i = 0; i < 20_000; i++)
        {
            var word = string.Concat(Enumerable.Range(0, random.NextInt32(12)).Select(_ => "aeiouylsdtingzé'"[random.NextInt32(16)]));
            var stem = EnglishStemmer.Stem(word);
            Assert.True(stem.Length <= word.Length, word);
            Assert.DoesNotContain('Y', stem);
        }
    }
}
