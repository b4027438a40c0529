using GenreLab.Linear;
using GenreLab.Neural;
using GenreLab.Svm;
using GenreLab.Text;
using GenreLab.Trees.Boosting;
using GenreLab.Trees.Forests;

namespace GenreLab.Models;

/// <summary>The kinds of model GenreLab knows. A new kind is one line here.</summary>
public static class ModelKinds
{
    /// <summary>All kinds, simplest first.</summary>
    public static IReadOnlyList<ModelKind> All { get; } =
    [
        new("softmax", "softmax regression", new SoftmaxTrainer(), state => NetworkClassifier.Import("softmax", state)) { InDefaultRun = true },
        new("logistic-regression", "multinomial logistic regression", new LogisticRegressionTrainer(), LogisticClassifier.Import) { Explains = true, InDefaultRun = true },
        new("mlp", "multi-layer perceptron", new MlpTrainer(), state => NetworkClassifier.Import("mlp", state)) { InDefaultRun = true },
        new("lstm", "long short-term memory network", new LstmTrainer(), state => NetworkClassifier.Import("lstm", state)),
        new("hybrid", "network with branches for lyrics, audio features and names", new HybridTrainer(), state => NetworkClassifier.Import("hybrid", state)),
        new("svm", "support vector machine", new SvmTrainer(), SvmClassifier.Import),
        new("text", "logistic regression on weighted words", new TextTrainer(), TextClassifier.Import),
        new("decision-tree", "decision tree", new DecisionTreeTrainer(), state => ForestClassifier.Import("decision-tree", state)) { Explains = true },
        new("random-forest", "random forest", new RandomForestTrainer(), state => ForestClassifier.Import("random-forest", state)) { Explains = true, InDefaultRun = true },
        new("extra-trees", "extremely randomised trees", new ExtraTreesTrainer(), state => ForestClassifier.Import("extra-trees", state)) { Explains = true },
        new("gradient-boosting", "gradient boosting", new GradientBoostingTrainer(), BoostedClassifier.Import) { Explains = true, InDefaultRun = true },
    ];

    /// <summary>Refuses texts for a learner that does not read them.</summary>
    /// <param name="trainer">The learner.</param>
    /// <param name="wanted">Whether it is to read texts.</param>
    /// <exception cref="OptionException">It does not; the message names kinds that do.</exception>
    public static void RequireReader(IClassifierTrainer trainer, bool wanted)
    {
        if (!wanted || trainer.LearnsFromText) return;
        throw new OptionException($"A model of kind {trainer.Kind} does not read texts; kinds that do are {string.Join(", ", All.Where(kind => kind.DefaultTrainer.LearnsFromText).Select(kind => kind.Word))}.");
    }

    /// <summary>The refusal of word vectors for a learner that they do not serve.</summary>
    public static OptionException UselessVectors(IClassifierTrainer trainer) => new(
        $"A model of kind {trainer.Kind} does not use word vectors; leave them out, or train one that does: {string.Join(", ", All.Where(kind => kind.DefaultTrainer.LearnsFromVectors).Select(kind => kind.Word))}.");

    /// <summary>The kind of that word.</summary>
    /// <param name="word">For example <c>mlp</c>.</param>
    /// <param name="kinds">Where to look; null for <see cref="All"/>.</param>
    /// <exception cref="OptionException">There is none; the message lists the kinds, the closest first.</exception>
    public static ModelKind Find(string word, IReadOnlyList<ModelKind>? kinds = null)
    {
        kinds ??= All;
        return kinds.FirstOrDefault(kind => kind.Word == word)
            ?? throw new OptionException($"There is no model kind '{word}'; the kinds are {string.Join(", ", Spelling.ByCloseness(word, kinds.Select(kind => kind.Word)))}.");
    }
}
