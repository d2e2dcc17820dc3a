namespace Unrolled;

/// <summary>The pictures of a trained model.</summary>
internal sealed class ReportPictures<TModel>(
    TModel model, SequenceDataset data, ILoss loss, IReadOnlyList<IMetric> metrics, Func<int, string>? tokenText)
    where TModel : class, IModel<TModel>
{
    private const int MostClasses = 100, MostPoints = 300, MostLayers = 4, MostSteps = 400, MostTokens = 120, MostOutputs = 3;

    public void Write(Html page)
    {
        var description = data.Describe<TModel>();
        if (description.Longest > SequencePasses.MostSteps)
        {
            string why = $"The longest sequence has {description.Longest} steps; pictures of the model are drawn of at most {SequencePasses.MostSteps}. "
                + "Give the report shorter sequences.";
            page.Raw("<section>").Element("h2", "Pictures").Element("p", why).Raw("</section>");
            return;
        }

        Answers(page, description.ClassShares.Count);
        string[] layers = [.. LayerValue.RecurrentLayers(model.NewTape(1, 1)).Take(MostLayers)];
        if (layers.Length == 0)
            return;
        Gates(page, layers);
        Passage(page, layers);
        Reach(page);
    }

    /// <summary>How good the model is, and where it is wrong.</summary>
    private void Answers(Html page, int classes)
    {
        page.Raw("<section class=\"pictures\">").Element("h2", "Answers")
            .Element("p", $"Over the {Sequences(data.Count)} of these data: {model.Evaluate(data, loss, [.. metrics])}.");
        if (classes > 0 && TModel.Layout.Outputs <= MostClasses)
        {
            var matrix = ConfusionMatrix.Of(model, data);
            page.Figure(width => Picture.Confusion(matrix, width: width));
        }
        else if (classes == 0)
        {
            var answers = ReportForecast.Of(model, data, MostPoints);
            for (int k = 0; k < Math.Min(MostOutputs, TModel.Layout.Outputs); k++)
            {
                var forecast = answers;
                int output = k;
                string name = TModel.Layout.Outputs > 1 ? $"output {output}" : "output";
                page.Figure(width => Picture.Forecast(
                    forecast.Places, forecast.Truth[output], new Dictionary<string, double[]> { ["model"] = forecast.Model[output] },
                    $"Truth and model: {name}",
                    forecast.IsOneSequence ? "step of the first sequence" : "sequence", name, width));
            }
        }

        page.Raw("</section>");
    }

    private static string Sequences(int count) => count == 1 ? "one sequence" : $"{count} sequences";

    private void Gates(Html page, string[] layers)
    {
        page.Raw("<section class=\"pictures\">").Element("h2", "Gates")
            .Element("p", "What each gate and state did over the first sequence: a row a unit, a column a step. A dark gate is open, a white one closed.");
        foreach (var (recording, layer) in GateRecording.Of(model, data, 0, layers).Zip(layers))
        {
            int steps = Math.Min(recording.Steps, recording.Features == 0 ? MostTokens : MostSteps);
            string[]? labels = recording.Features == 0 && tokenText is not null ? [.. recording.Tokens.Select(tokenText)] : null;
            page.Figure(width => new GateMap(recording, layer, labels, 0..steps, GateMap.Units, null, width).Draw());
        }

        page.Raw("</section>");
    }

    private void Passage(Html page, string[] layers)
    {
        var all = layers.Select(layer => (Layer: layer, Gates: PassageShares.Of(model, data, layer, SequencePasses.Sequences)))
            .Where(each => each.Gates.Count > 0).ToList();
        if (all.Count == 0)
            return;
        page.Raw("<section class=\"pictures\">").Element("h2", "Passage")
            .Element("p", "How often each gate lets everything through, a part, or nothing. "
                + "A forget gate that is always open never forgets; one that is always closed keeps nothing.");
        foreach (var (layer, gates) in all)
            page.Figure(width => Picture.Passage(gates, $"How often the gates of {layer} are open", width));
        page.Raw("</section>");
    }

    private void Reach(Html page)
    {
        page.Raw("<section class=\"pictures\">").Element("h2", "Reach");
        if (TModel.Layout.Vocabulary > 0 && !TokenReach<TModel>.IsPossible(model))
        {
            page.Element("p", "How far back a loss depends on what was read is not measured of a model that reads tokens in both directions.")
                .Raw("</section>");
            return;
        }

        var curve = ReachCurve.Of(model, data, loss: loss);
        page.Element("p", $"How much the last loss of a sequence depends on what was read so many steps before it: the mean over {Sequences(curve.Sequences)}.")
            .Figure(width => Picture.Reach([curve], "Reach: what a loss owes to earlier inputs", width)).Raw("</section>");
    }
}
