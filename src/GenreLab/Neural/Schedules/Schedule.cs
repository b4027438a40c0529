namespace GenreLab.Neural.Schedules;

/// <summary>How the learning rate changes during training.</summary>
public enum Schedule
{
    /// <summary>Not at all.</summary>
    Constant,
    /// <summary>Multiplied by a factor every so many epochs.</summary>
    Step,
    /// <summary>Half a cosine from the given rate down to zero (Loshchilov and Hutter, 2017, without restarts).</summary>
    Cosine,
    /// <summary>Up from a 25th of the given rate over the first 30 % of the steps, then down to a 10,000th of where it started (Smith and Topin, 2018).</summary>
    OneCycle,
    /// <summary>Multiplied by a factor when the validation loss has not improved for some epochs.</summary>
    ReduceOnPlateau,
}
