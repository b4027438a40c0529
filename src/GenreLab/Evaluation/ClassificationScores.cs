namespace GenreLab.Evaluation;

/// <summary>Precision, recall and F1, and their means, as scikit-learn's <c>precision_recall_fscore_support(zero_division=0)</c> takes them
/// from the counts. Means run over the genres that occur among the true or the predicted ones.</summary>
internal sealed record ClassificationScores(
    double[] Precision, double[] Recall, double[] F1, double MacroPrecision, double MacroRecall, double MacroF1, double WeightedF1)
{
    public static ClassificationScores Of(ConfusionCounts counts)
    {
        var labels = counts.Labels;
        double[] precision = new double[labels], recall = new double[labels], f1 = new double[labels];
        double sumPrecision = 0, sumRecall = 0, sumF1 = 0, weightedF1 = 0;
        int occurring = 0, total = 0;
        for (var label = 0; label < labels; label++)
        {
            int hits = counts[label, label], support = counts.Support(label), predicted = counts.Predicted(label);
            if (support + predicted == 0) continue;
            precision[label] = predicted == 0 ? 0 : (double)hits / predicted;
            recall[label] = support == 0 ? 0 : (double)hits / support;
            f1[label] = 2.0 * hits / (support + predicted);
            sumPrecision += precision[label];
            sumRecall += recall[label];
            sumF1 += f1[label];
            weightedF1 += f1[label] * support;
            occurring++;
            total += support;
        }
        return new ClassificationScores(precision, recall, f1, sumPrecision / occurring, sumRecall / occurring, sumF1 / occurring, weightedF1 / total);
    }
}
